//! Who writes a file: one request at a time, the newest.

use futures_util::{StreamExt, stream::FuturesUnordered};
use mingcha_domain::{
    ids::{EventId, PublicKey},
    photo::Variant,
};
use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError, Weak},
};
use tokio::sync::{OwnedMutexGuard, watch};

/// A device whose line broke comes back over another one, often before central knows that the first
/// is dead. Who asks for a file next takes it over: the request before is told, writes what it has in
/// hand and leaves, and only then is it said where the file ends.
#[derive(Default)]
pub struct Turns(Mutex<HashMap<Sent, Weak<Places>>>);

/// A file on its way: whose, of which photo, which of its files.
pub type Sent = (PublicKey, EventId, Variant);

#[derive(Default)]
struct Places {
    held: Arc<tokio::sync::Mutex<()>>,
    newest: watch::Sender<u64>,
}

/// The right to read where a file ends and to write there, until it is dropped.
pub struct Turn {
    _held: OwnedMutexGuard<()>,
    _places: Arc<Places>,
    newest: watch::Receiver<u64>,
    number: u64,
}

impl Turns {
    /// Waits until whoever has the file's turn has left.
    pub async fn take(&self, file: Sent) -> Turn {
        let places = self.places(file);
        let mut number = 0;
        places.newest.send_modify(|newest| {
            *newest += 1;
            number = *newest;
        });
        let newest = places.newest.subscribe();
        let held = Arc::clone(&places.held).lock_owned().await;
        Turn { _held: held, _places: places, newest, number }
    }

    /// The turns of several files. In one order, so that no two wait for each other.
    pub async fn take_all(&self, files: BTreeSet<Sent>) -> Vec<Turn> {
        let mut turns = Vec::with_capacity(files.len());
        for file in files {
            turns.push(self.take(file).await);
        }
        turns
    }

    fn places(&self, file: Sent) -> Arc<Places> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(places) = all.get(&file).and_then(Weak::upgrade) {
            return places;
        }
        all.retain(|_, places| places.strong_count() > 0);
        let places = Arc::new(Places::default());
        all.insert(file, Arc::downgrade(&places));
        places
    }
}

impl Turn {
    /// Ends when somebody else asks for the file.
    pub async fn taken_over(&mut self) {
        let number = self.number;
        // The sender lives as long as this turn.
        let _ = self.newest.wait_for(|newest| *newest > number).await;
    }
}

/// Ends when somebody else asks for one of the files.
pub async fn any_taken_over(turns: &mut [Turn]) {
    // Only those that were called are looked at: this is asked after each piece that comes.
    let mut all: FuturesUnordered<_> = turns.iter_mut().map(Turn::taken_over).collect();
    if all.next().await.is_none() {
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_comes_later_waits_until_the_one_before_has_left() {
        let turns = Turns::default();
        let [a, b, c] = [1, 2, 3].map(|n| (PublicKey([n; 32]), EventId([n; 32]), Variant::Preview));
        let mut first = turns.take(a).await;
        let _other = turns.take(b).await;
        {
            let mut second = std::pin::pin!(turns.take(a));
            tokio::select! {
                biased;
                _ = &mut second => panic!("two have the same file"),
                () = first.taken_over() => {}
            }
            drop(first);
            let mut second = second.await;
            let third = turns.take(a);
            tokio::select! {
                biased;
                _ = third => panic!("two have the same file"),
                () = second.taken_over() => {}
            }
        }
        drop(turns.take(a).await);
        // Nothing is kept of files that nobody asks for.
        let _last = turns.take(c).await;
        assert_eq!(turns.0.lock().unwrap().len(), 2);
    }
}
