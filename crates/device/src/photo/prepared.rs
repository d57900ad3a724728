//! Photos that were read and shrunk, and wait for their turn to be recorded. Several are made ready at
//! once; in which order they are recorded is for the interface to say.

use super::Captured;
use crate::api::{Error, ErrorCode};
use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Photos that wait at most. An interface that went away without them leaves no more behind.
const MOST: usize = 8;

/// The photos, by the number under which each was put down.
#[derive(Default)]
pub struct Prepared(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    last: u32,
    photos: BTreeMap<u32, Captured>,
}

impl Prepared {
    /// Puts a photo down; the oldest makes room.
    pub fn put(&self, photo: Captured) -> u32 {
        let mut waiting = self.waiting();
        waiting.last += 1;
        let n = waiting.last;
        waiting.photos.insert(n, photo);
        if waiting.photos.len() > MOST {
            waiting.photos.pop_first();
        }
        n
    }

    /// Takes a photo up again.
    ///
    /// # Errors
    /// [`ErrorCode::Internal`] if it is not here: it has to be made ready once more.
    pub fn take(&self, n: u32) -> Result<Captured, Error> {
        let photo = self.waiting().photos.remove(&n);
        photo.ok_or_else(|| Error::new(ErrorCode::Internal, "no such photo waits"))
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
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
        let prepared = Prepared::default();
        let (first, second) = (prepared.put(photo(1)), prepared.put(photo(2)));
        assert_eq!(prepared.take(second).unwrap().taken.original.size, 2);
        assert!(prepared.take(second).is_err());
        for n in 0..MOST {
            prepared.put(photo(n));
        }
        assert!(prepared.take(first).is_err());
        assert_eq!(prepared.waiting().photos.len(), MOST);
    }
}
