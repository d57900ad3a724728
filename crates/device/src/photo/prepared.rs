//! Photos that were read and shrunk, and wait for their turn to be recorded. Several are made ready at
//! once; in which order they are recorded is for the interface to say.

use super::Captured;
use crate::api::{Error, ErrorCode};
use mingcha_domain::ids::CheckId;
use std::{
    collections::BTreeMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

/// Photos that wait at most. An interface that went away without them leaves no more behind.
const MOST: usize = 8;

/// Numbers are never given twice, whichever stores were opened: one that is late finds nothing, and
/// never another photo.
static LAST: AtomicU32 = AtomicU32::new(0);

/// The photos with their checks, by the number under which each was put down.
#[derive(Default)]
pub struct Prepared(Mutex<BTreeMap<u32, (CheckId, Captured)>>);

impl Prepared {
    /// Puts down a photo of a check; the oldest makes room.
    pub fn put(&self, check: CheckId, photo: Captured) -> u32 {
        let n = LAST.fetch_add(1, Ordering::Relaxed) + 1;
        let mut waiting = self.waiting();
        waiting.insert(n, (check, photo));
        if waiting.len() > MOST {
            waiting.pop_first();
        }
        n
    }

    /// Takes up a photo of a check again.
    ///
    /// # Errors
    /// [`ErrorCode::Internal`] if it is not here: it has to be made ready once more.
    pub fn take(&self, check: CheckId, n: u32) -> Result<Captured, Error> {
        let photo = self.waiting().remove(&n).filter(|(of, _)| *of == check);
        let (_, photo) =
            photo.ok_or_else(|| Error::new(ErrorCode::Internal, "no such photo waits"))?;
        Ok(photo)
    }

    fn waiting(&self) -> MutexGuard<'_, BTreeMap<u32, (CheckId, Captured)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mingcha_domain::{ids::Hash, photo::PhotoTaken};

    fn photo(size: usize) -> Captured {
        let taken: PhotoTaken = serde_json::from_value(serde_json::json!({
            "height_px": 1, "width_px": 1, "media_type": "image/jpeg",
            "original": {"sha256": Hash([0; 32]), "size": size},
        }))
        .unwrap();
        Captured { taken, files: vec![], prints: None }
    }

    #[test]
    fn each_is_taken_up_once_and_what_nobody_takes_up_makes_room() {
        let (prepared, check) = (Prepared::default(), CheckId([1; 16]));
        let (first, second) = (prepared.put(check, photo(1)), prepared.put(check, photo(2)));
        assert_eq!(prepared.take(check, second).unwrap().taken.original.size, 2);
        assert!(prepared.take(check, second).is_err());
        let other = prepared.put(CheckId([2; 16]), photo(3));
        assert!(prepared.take(check, other).is_err(), "of another check");
        for n in 0..MOST {
            prepared.put(check, photo(n));
        }
        assert!(prepared.take(check, first).is_err());
        assert_eq!(prepared.waiting().len(), MOST);
        assert!(Prepared::default().put(check, photo(1)) > first, "no number twice");
    }
}
