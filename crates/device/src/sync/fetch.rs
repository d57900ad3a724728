//! Fetching the thumbnails and previews of photos that others took.

use super::{
    Http,
    lanes::{LANES, side_by_side},
};
use crate::{
    api::Error,
    device::locked,
    photo::likeness::{Gray, Prints},
    store::{
        self,
        photo_files::{File, Named},
    },
};
use mingcha_domain::{ids::Hash, photo::Variant};
use rusqlite::Connection;
use std::{
    collections::BTreeSet,
    sync::{Mutex, atomic::AtomicBool},
};

/// Pictures that are asked for before own files have their turn again.
const AT_ONCE: usize = 200;

/// Pictures that were asked for and are not at central, since some were last fetched to the end.
#[derive(Debug, Default)]
pub struct InVain(BTreeSet<Named>);

impl InVain {
    /// As many as these are looked at for what to ask next.
    pub fn look_at(&self) -> usize {
        AT_ONCE + self.0.len()
    }

    /// What to ask of those that are wanted: some of the first, whoever brought them may have been
    /// online since, and others that were not asked for.
    pub fn choose(&self, wanted: Vec<File>) -> Vec<File> {
        const AGAIN: usize = 50;
        let (again, fresh): (Vec<_>, Vec<_>) =
            wanted.into_iter().partition(|file| self.0.contains(&file.named()));
        again.into_iter().take(AGAIN).chain(fresh).take(AT_ONCE).collect()
    }

    /// Notes what came of those that were `asked`. Gives whether to go on: where nothing more comes,
    /// central calls once there is something.
    pub fn note(&mut self, asked: &[File], came: &BTreeSet<Named>) -> bool {
        const ENOUGH: usize = 2 * AT_ONCE;
        let fresh = asked.iter().filter(|file| !self.0.contains(&file.named())).count();
        self.0.extend(asked.iter().map(File::named));
        self.0.retain(|named| !came.contains(named));
        if came.is_empty() && fresh == 0 {
            self.0.clear();
        }
        !came.is_empty() || (fresh > 0 && self.0.len() < ENOUGH)
    }
}

/// Fetches what central has of `files`, several at once, until one fails or `stop` is set; calls
/// `came` after each that came. One that is not there yet, or whose bytes do not have the signed
/// hash, is left for later. `come_or_go` is held while one is stored.
pub fn fetch_pictures(
    http: &Http,
    files: &[File],
    records: &Mutex<Connection>,
    photos: &Mutex<Connection>,
    come_or_go: &Mutex<()>,
    stop: &AtomicBool,
    came: impl Fn(Named) + Sync,
) -> Result<(), Error> {
    side_by_side(files, LANES, stop, |file| {
        let Some(bytes) = http.picture(file.photo, file.variant, file.bytes.size + 1)? else {
            return Ok(());
        };
        if Hash::of(&[&bytes]) != file.bytes.sha256 {
            tracing::warn!("a picture from central does not have the signed hash");
            return Ok(());
        }
        // Worked out before the store is locked, which the person may be waiting for.
        let small = (file.variant == Variant::Thumbnail).then(|| Gray::of_jpeg(&bytes)).flatten();
        let prints = small.as_ref().map(Prints::of);
        let _stays = locked(come_or_go);
        if store::photo_files::get(&locked(records), file.photo, file.variant)?.is_none() {
            // Whatever let this profile see it has ended meanwhile.
            return Ok(());
        }
        store::photos::put(&mut locked(photos), &[(file.bytes.sha256, &bytes)])?;
        {
            let records = locked(records);
            store::photo_files::set_here(&records, file.photo, file.variant)?;
            if let Some(prints) = prints {
                store::photo_prints::put(&records, file.photo, &prints)?;
            }
        }
        came(file.named());
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use mingcha_domain::{ids::EventId, photo::Bytes};

    fn file(n: u16) -> File {
        let mut id = [0; 32];
        id[..2].copy_from_slice(&n.to_be_bytes());
        let (photo, variant) = (EventId(id), Variant::Thumbnail);
        let bytes = Bytes { sha256: Hash(id), size: 1 };
        File { photo, variant, bytes, own: false, here: false, at_central: true }
    }

    /// The newest `lost` of so many are on a phone that is lost, the others are at central. Gives how
    /// many are still wanted after a move, and how often central was asked.
    fn moved(vain: &mut InVain, wanted: &mut Vec<File>, lost: u16) -> (usize, usize) {
        let mut asked = 0;
        loop {
            let looked_at = wanted.iter().take(vain.look_at()).copied().collect();
            let now = vain.choose(looked_at);
            let there = |named: &Named| *named >= file(lost).named();
            let came: BTreeSet<Named> = now.iter().map(File::named).filter(there).collect();
            wanted.retain(|file| !came.contains(&file.named()));
            asked += now.len();
            if !vain.note(&now, &came) {
                return (wanted.len(), asked);
            }
        }
    }

    #[test]
    fn what_nobody_has_brought_keeps_no_other_from_coming_and_is_not_asked_for_without_end() {
        let (mut vain, mut wanted) = (InVain::default(), (0..800).map(file).collect());
        let (left, asked) = moved(&mut vain, &mut wanted, 300);
        assert!(left == 300 && asked < 1_500, "{left} left, asked {asked} times");
        // So many that it ends before the others have their turn: they have it the next times.
        let (mut vain, mut wanted) = (InVain::default(), (0..1_500).map(file).collect());
        let mut all = vec![];
        for _ in 0..6 {
            all.push(moved(&mut vain, &mut wanted, 900));
        }
        assert_eq!(all.last().map(|(left, _)| *left), Some(900), "{all:?}");
        assert!(all.iter().all(|(_, asked)| *asked < 2_500), "{all:?}");
    }
}
