//! Which files go together in one request: as much as the line takes in about a second.

use crate::{
    api::Error,
    device::locked,
    store::photo_files::{File, Named},
};
use mingcha_domain::wire::{MAX_PARCEL, Reached};
use std::{
    collections::{BTreeSet, VecDeque},
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

/// Smallest and largest parcel, bytes. Each lane holds one in memory.
const LEAST: u64 = 128 * 1024;
const MOST: u64 = 4 * 1024 * 1024;

/// A parcel that took less was too small for this line, one that took more too large.
const QUICK: Duration = Duration::from_millis(400);
const SLOW: Duration = Duration::from_millis(1_600);

/// How much a parcel holds on this line, as far as known.
#[derive(Debug)]
pub struct Pace(AtomicU64);

impl Default for Pace {
    fn default() -> Self {
        Self(AtomicU64::new(2 * LEAST))
    }
}

impl Pace {
    /// Bytes of the next parcel.
    pub fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Notes how long a parcel took, or a file by itself. What was far from a parcel's size says
    /// nothing of one that is slower for being larger, or quicker for being smaller.
    pub fn took(&self, bytes: u64, time: Duration) {
        let now = self.bytes();
        let next = match time {
            t if t < QUICK && bytes > now / 2 => now * 2,
            t if t > SLOW && bytes <= now => now / 2,
            _ => return,
        };
        self.0.store(next.clamp(LEAST, MOST), Ordering::Relaxed);
    }

    /// Notes a parcel that was cut off: too large, if it had taken too long by then.
    pub fn was_cut_off(&self, bytes: u64, time: Duration) {
        self.took(bytes, time.max(QUICK));
    }
}

/// A file with what is known of it at central.
#[derive(Clone, Copy)]
pub struct Known {
    /// File.
    pub file: File,
    /// `None`: the upload itself says.
    pub reached: Option<Reached>,
}

/// What one request takes along.
pub enum Going {
    /// A file by itself.
    One(Known),
    /// Files of which central has no byte.
    Together(Vec<Known>),
}

/// Files that wait for a lane, in the order of sending. Where none is left, the lane that comes next
/// fetches more, while the others still send: the line does not idle in between.
pub struct Waiting<F> {
    state: Mutex<State>,
    more: F,
}

#[derive(Default)]
struct State {
    files: VecDeque<Known>,
    /// Taken from `more`, and not known to have arrived.
    open: BTreeSet<Named>,
    /// There are no more.
    over: bool,
}

impl<F: Fn(&BTreeSet<Named>) -> Result<Vec<Known>, Error>> Waiting<F> {
    /// `more` gives the next ones, without those that it is given.
    pub fn new(more: F) -> Self {
        Self { state: Mutex::default(), more }
    }

    /// How many wait at first.
    ///
    /// # Errors
    /// Those of `more`.
    pub fn first(&self) -> Result<usize, Error> {
        let mut state = locked(&self.state);
        self.fetch(&mut state)?;
        Ok(state.files.len())
    }

    /// What goes next. `parcels`: whether central takes them.
    ///
    /// # Errors
    /// Those of `more`, to one of those who ask: for the others there is nothing more then.
    pub fn next(&self, pace: &Pace, parcels: &AtomicBool) -> Result<Option<Going>, Error> {
        let mut state = locked(&self.state);
        self.fetch(&mut state)?;
        let files = &mut state.files;
        let (mut parcel, mut room) = (vec![], pace.bytes());
        while parcels.load(Ordering::Relaxed) && parcel.len() < MAX_PARCEL {
            let fits = |next: &Known| {
                next.reached == Some(Reached::Nothing) && next.file.bytes.size <= room
            };
            let Some(next) = files.front().filter(|next| fits(next)) else { break };
            room -= next.file.bytes.size;
            parcel.extend(files.pop_front());
        }
        Ok(match parcel.len() {
            0 => files.pop_front().map(Going::One),
            1 => parcel.pop().map(Going::One),
            _ => Some(Going::Together(parcel)),
        })
    }

    fn fetch(&self, state: &mut State) -> Result<(), Error> {
        if !state.files.is_empty() || state.over {
            return Ok(());
        }
        state.over = true;
        state.files = (self.more)(&state.open)?.into();
        state.over = state.files.is_empty();
        state.open.extend(state.files.iter().map(|known| known.file.named()));
        Ok(())
    }

    /// Notes that files arrived, once the store knows it.
    pub fn arrived(&self, files: &[Known]) {
        let mut state = locked(&self.state);
        for known in files {
            state.open.remove(&known.file.named());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ErrorCode;
    use mingcha_domain::{
        ids::{EventId, Hash},
        photo::{Bytes, Variant},
    };

    fn file(n: u8, size: u64) -> File {
        let bytes = Bytes { sha256: Hash([n; 32]), size };
        let (photo, variant) = (EventId([n; 32]), Variant::Preview);
        File { photo, variant, bytes, own: true, here: true, at_central: false }
    }

    fn sent(going: &Going) -> Vec<u8> {
        match going {
            Going::One(one) => vec![one.file.photo.0[0]],
            Going::Together(all) => all.iter().map(|known| known.file.photo.0[0]).collect(),
        }
    }

    #[test]
    fn new_files_go_together_in_their_order_and_all_others_by_themselves() {
        let sizes = [30_000, 30_000, 250_000, 10, 9_000_000, 20, 30];
        let known = |open: &BTreeSet<Named>| {
            let files = (0..).zip(sizes).filter(|_| open.is_empty());
            let known = files.map(|(n, size)| {
                let reached = (n != 3).then_some(Reached::Nothing);
                Known { file: file(n, size), reached }
            });
            Ok(known.collect())
        };
        let all = |parcels| {
            let (waiting, pace) = (Waiting::new(known), Pace::default());
            let parcels = AtomicBool::new(parcels);
            let next = || waiting.next(&pace, &parcels).unwrap();
            std::iter::from_fn(next).map(|going| sent(&going)).collect::<Vec<_>>()
        };
        assert_eq!(all(true), [vec![0, 1], vec![2], vec![3], vec![4], vec![5, 6]]);
        assert_eq!(all(false), (0..7).map(|n| vec![n]).collect::<Vec<_>>());
    }

    #[test]
    fn more_is_fetched_while_the_last_ones_are_on_their_way_and_nothing_twice() {
        // What the store has, three at a time; what has arrived is gone from it.
        let store = Mutex::new((0..8).map(|n| file(n, 10)).collect::<Vec<_>>());
        let asked = AtomicU64::new(0);
        let waiting = Waiting::new(|open: &BTreeSet<Named>| {
            asked.fetch_add(1, Ordering::Relaxed);
            let store = locked(&store);
            let left = store.iter().filter(|file| !open.contains(&file.named())).take(3);
            Ok(left.map(|file| Known { file: *file, reached: None }).collect())
        });
        let (pace, parcels) = (Pace::default(), AtomicBool::new(true));
        let next = || waiting.next(&pace, &parcels).unwrap();
        let arrive = |n: u8| {
            locked(&store).retain(|file| file.photo.0[0] != n);
            waiting.arrived(&[Known { file: file(n, 10), reached: None }]);
        };
        let mut went = vec![];
        for _ in 0..4 {
            went.extend(next().map(|going| sent(&going)));
        }
        assert_eq!(asked.load(Ordering::Relaxed), 2, "none of them has arrived");
        arrive(1);
        arrive(3);
        went.extend(std::iter::from_fn(next).map(|going| sent(&going)));
        assert_eq!(went.concat(), (0..8).collect::<Vec<u8>>());
        assert!(next().is_none());
        assert_eq!(asked.load(Ordering::Relaxed), 4, "who was told that it is over asks no more");
    }

    #[test]
    fn who_cannot_fetch_more_says_so_once() {
        let asked = AtomicU64::new(0);
        let waiting = Waiting::new(|_: &BTreeSet<Named>| {
            asked.fetch_add(1, Ordering::Relaxed);
            Err(Error::new(ErrorCode::Unreachable, "no answer"))
        });
        let next = || waiting.next(&Pace::default(), &AtomicBool::new(true));
        assert!(next().is_err());
        assert!(matches!(next(), Ok(None)), "nobody else asks a line that is gone");
        assert_eq!(asked.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn a_parcel_grows_on_a_fast_line_and_shrinks_on_a_slow_one() {
        let pace = Pace::default();
        let first = pace.bytes();
        pace.took(100, Duration::ZERO);
        assert_eq!(pace.bytes(), first, "a small one says nothing");
        pace.took(first, Duration::from_secs(1));
        assert_eq!(pace.bytes(), first);
        pace.took(first, Duration::ZERO);
        assert_eq!(pace.bytes(), 2 * first);
        (0..20).for_each(|_| pace.took(pace.bytes(), Duration::ZERO));
        assert_eq!(pace.bytes(), MOST);
        pace.took(2 * MOST, Duration::from_secs(30));
        assert_eq!(pace.bytes(), MOST, "a large file says nothing of parcels");
        (0..20).for_each(|_| pace.took(100, Duration::MAX));
        assert_eq!(pace.bytes(), LEAST);
        pace.took(2 * MOST, Duration::ZERO);
        assert_eq!(pace.bytes(), 2 * LEAST, "but one that was quick says that parcels may grow");
    }
}
