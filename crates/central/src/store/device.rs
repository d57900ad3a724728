//! Tables `profile_seen` and `photo_awaited`: what a lead may know of a device.

use super::Error;
use mingcha_domain::{
    ids::{EventId, PublicKey},
    time::Millis,
    wire::DeviceSeen,
};
use rusqlite::{Connection, OptionalExtension, named_params};

/// Nobody needs to know more exactly when a device was seen last, and every exchange, page by page,
/// would wait for the disk to write it down.
const AS_GOOD_AS_NOW_MS: i64 = 10_000;

/// A profile has synced.
///
/// # Errors
/// If the table cannot be written.
pub fn saw(connection: &Connection, key: PublicKey, now: Millis) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO profile_seen (key, seen_ms) VALUES (:key, :now)
         ON CONFLICT (key) DO UPDATE SET seen_ms = :now WHERE abs(:now - seen_ms) >= :near",
    )?;
    statement.execute(named_params! {":key": key.0, ":now": now.0, ":near": AS_GOOD_AS_NOW_MS})?;
    Ok(())
}

/// A photo was recorded; its original is still to come.
///
/// # Errors
/// If the table cannot be written.
pub fn await_photo(connection: &Connection, photo: EventId, key: PublicKey) -> Result<(), Error> {
    let mut statement = connection
        .prepare_cached("INSERT OR IGNORE INTO photo_awaited (photo, key) VALUES (:photo, :key)")?;
    statement.execute(named_params! {":photo": photo.0, ":key": key.0})?;
    Ok(())
}

/// A photo's original is here.
///
/// # Errors
/// If the table cannot be written.
pub fn photo_came(connection: &Connection, photo: EventId) -> Result<(), Error> {
    connection
        .prepare_cached("DELETE FROM photo_awaited WHERE photo = :photo")?
        .execute(named_params! {":photo": photo.0})?;
    Ok(())
}

/// A profile as last seen.
///
/// # Errors
/// If the tables cannot be read.
pub fn seen(connection: &Connection, key: PublicKey) -> Result<DeviceSeen, Error> {
    let last_seen: Option<i64> = connection
        .prepare_cached("SELECT seen_ms FROM profile_seen WHERE key = :key")?
        .query_row(named_params! {":key": key.0}, |r| r.get(0))
        .optional()?;
    let photos_there = connection
        .prepare_cached("SELECT count(*) FROM photo_awaited WHERE key = :key")?
        .query_row(named_params! {":key": key.0}, |r| r.get(0))?;
    Ok(DeviceSeen { key, last_seen: last_seen.map(Millis), photos_there })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store;

    #[test]
    fn a_device_is_seen_to_ten_seconds_whichever_way_the_clock_was_put() {
        let dir = tempfile::tempdir().unwrap();
        let connection = store::open(&dir.path().join("central.db")).unwrap();
        let key = PublicKey([3; 32]);
        for (now, seen_at) in [(50_000, 50_000), (59_999, 50_000), (60_000, 60_000), (9, 9)] {
            saw(&connection, key, Millis(now)).unwrap();
            assert_eq!(seen(&connection, key).unwrap().last_seen, Some(Millis(seen_at)), "{now}");
        }
    }
}
