//! Tables `profile_seen` and `photo_awaited`: what a lead may know of a device.

use super::Error;
use mingcha_domain::{
    ids::{EventId, PublicKey},
    time::Millis,
    wire::DeviceSeen,
};
use rusqlite::{Connection, OptionalExtension, named_params};

/// A profile has synced.
///
/// # Errors
/// If the table cannot be written.
pub fn saw(connection: &Connection, key: PublicKey, now: Millis) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO profile_seen (key, seen_ms) VALUES (:key, :now)
         ON CONFLICT (key) DO UPDATE SET seen_ms = :now",
    )?;
    statement.execute(named_params! {":key": key.0, ":now": now.0})?;
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
