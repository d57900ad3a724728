//! Room on the disk: when it becomes short, and which originals leave by themselves.

use crate::{
    api::{KeepOriginals, LowRoom},
    store::room::{self, Originals},
};
use mingcha_domain::time::Millis;
use rusqlite::Connection;

/// Below this the disk is nearly full: some hundred photos.
const LOW_BYTES: u64 = 512 * 1024 * 1024;
/// So much is made free at a time.
const FREE_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// What a photo takes, pictures included; large ones.
const PHOTO_BYTES: u64 = 5 * 1024 * 1024;
/// Below this nothing is promised: the store itself needs to write.
const RESERVE_BYTES: u64 = 32 * 1024 * 1024;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// Says that the disk is nearly full; `free` is 0 where the system does not tell.
pub const fn low(free: u64) -> Option<LowRoom> {
    if free == 0 || free >= LOW_BYTES {
        return None;
    }
    let photos = free.saturating_sub(RESERVE_BYTES) / PHOTO_BYTES;
    // Below a hundred, see above.
    Some(LowRoom { free_bytes: free, photos: photos as u32 })
}

/// Bytes that photos may still take: of the disk, and what the file of photos holds for those to come.
/// The rest of the store has no use of the latter.
pub const fn for_photos(free: u64, reusable: u64) -> u64 {
    if free < RESERVE_BYTES { free } else { free + reusable }
}

/// Lets originals leave as the person wishes.
pub fn by_policy(
    connection: &Connection,
    keep: KeepOriginals,
    now: Millis,
    free: u64,
) -> Result<Originals, crate::api::Error> {
    match keep {
        KeepOriginals::Always => Ok(Originals { photos: 0, bytes: 0 }),
        KeepOriginals::WhileRoom if low(free).is_none() => Ok(Originals { photos: 0, bytes: 0 }),
        KeepOriginals::WhileRoom => {
            room::let_leave(connection, i64::MAX, FREE_BYTES.saturating_sub(free))
        }
        KeepOriginals::Days(days) => {
            room::let_leave(connection, now.0 - i64::from(days) * DAY_MS, u64::MAX)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nearly_full_disk_is_told_while_photos_still_fit() {
        assert_eq!(low(0), None, "not told");
        assert_eq!(low(LOW_BYTES), None);
        let some = low(LOW_BYTES - 1).unwrap();
        assert!((90..=100).contains(&some.photos), "{some:?}");
        assert_eq!(low(RESERVE_BYTES + PHOTO_BYTES).unwrap().photos, 1);
        assert_eq!(low(RESERVE_BYTES).unwrap().photos, 0);
        assert_eq!(for_photos(0, LOW_BYTES), 0, "not told");
        assert_eq!(for_photos(RESERVE_BYTES - 1, LOW_BYTES), RESERVE_BYTES - 1);
        assert_eq!(low(for_photos(RESERVE_BYTES, LOW_BYTES)), None);
    }
}
