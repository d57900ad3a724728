//! Tables `restore` and `restore_cursor`, and the marks of a copy in `realm`.

use super::Error;
use crate::store;
use mingcha_domain::{
    ids::{EventId, Hash, PublicKey},
    scope::Tag,
};
use rusqlite::{Connection, OptionalExtension, Statement, named_params};
use std::path::Path;

/// Writes a consistent copy of the database to `out`, which is not there yet, marked as a copy.
/// Gives the copy.
///
/// # Errors
/// If it cannot be written.
pub fn copy(connection: &Connection, out: &Path) -> Result<Connection, Error> {
    let path = out.to_string_lossy();
    connection.execute("VACUUM INTO :path", named_params! {":path": path})?;
    let copy = store::open(out)?;
    copy.execute("UPDATE realm SET is_copy = 1", [])?;
    // What is packed can be packed again.
    if copy.execute("DELETE FROM tile", [])? > 0 {
        copy.execute("VACUUM", [])?;
    }
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    Ok(copy)
}

/// Notes that entries below `size` are in a copy.
///
/// # Errors
/// If it cannot be written.
pub fn set_backed_up(connection: &Connection, size: u64) -> Result<(), Error> {
    connection.execute(
        "UPDATE realm SET backed_up = max(backed_up, :size)",
        named_params! {":size": size},
    )?;
    Ok(())
}

/// Entries below this number are in a copy.
///
/// # Errors
/// If it cannot be read.
pub fn backed_up(connection: &Connection) -> Result<u64, Error> {
    let mut statement = connection.prepare_cached("SELECT backed_up FROM realm")?;
    Ok(statement.query_row([], |r| r.get("backed_up")).optional()?.unwrap_or(0))
}

/// Whether this is a copy that nobody has made a new epoch of.
///
/// # Errors
/// If it cannot be read.
pub fn is_copy(connection: &Connection) -> Result<bool, Error> {
    let mut statement = connection.prepare_cached("SELECT is_copy FROM realm")?;
    Ok(statement.query_row([], |r| r.get("is_copy")).optional()?.unwrap_or(false))
}

/// Begins the next epoch after the entries that are here. Uploads that were under way begin anew.
/// Gives the epoch and the number of entries.
///
/// # Errors
/// If it cannot be written.
pub fn begin_epoch(connection: &Connection) -> Result<(u32, u64), Error> {
    let forked_at = store::entry::count(connection)?;
    let epoch = connection.query_row(
        "UPDATE realm SET epoch = epoch + 1, forked_at = :forked_at, is_copy = 0,
         backed_up = min(backed_up, :forked_at) RETURNING epoch",
        named_params! {":forked_at": forked_at},
        |r| r.get::<_, u32>("epoch"),
    )?;
    connection.execute(
        "INSERT INTO restore (epoch, forked_at) VALUES (:epoch, :forked_at)",
        named_params! {":epoch": epoch, ":forked_at": forked_at},
    )?;
    connection.execute(
        "INSERT INTO restore_cursor (epoch, tag, pos)
         SELECT :epoch, tag, max(pos) FROM tag_entry GROUP BY tag",
        named_params! {":epoch": epoch},
    )?;
    connection.execute("DELETE FROM upload", [])?;
    Ok((epoch, forked_at))
}

/// The first number that a log of `epoch` may hold and this one does not, if there were restores
/// since.
///
/// # Errors
/// If it cannot be read.
pub fn lost_from(connection: &Connection, epoch: u32) -> Result<Option<u64>, Error> {
    let mut statement = connection
        .prepare_cached("SELECT min(forked_at) AS lost FROM restore WHERE epoch > :epoch")?;
    Ok(statement.query_row(named_params! {":epoch": epoch}, |r| r.get("lost"))?)
}

/// Up to which position of a tag a device that was last told of `epoch` has what is here.
///
/// # Errors
/// If it cannot be read.
pub fn cursor_after(connection: &Connection, epoch: u32, tag: Tag) -> Result<u64, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT min(coalesce(c.pos, 0)) AS pos FROM restore AS r
         LEFT JOIN restore_cursor AS c ON c.epoch = r.epoch AND c.tag = :tag
         WHERE r.epoch > :epoch",
    )?;
    let named = named_params! {":epoch": epoch, ":tag": tag.to_string()};
    Ok(statement.query_row(named, |r| r.get::<_, Option<u64>>("pos"))?.unwrap_or(0))
}

/// Hashes of the photo files that should be here, and their lengths in bytes.
///
/// # Errors
/// If they cannot be read.
pub fn photo_hashes(connection: &Connection) -> Result<Vec<(Hash, u64)>, Error> {
    hashes(&mut connection.prepare("SELECT DISTINCT sha256, size FROM photo_file")?)
}

/// Of these, those that lie in no pack.
///
/// # Errors
/// If they cannot be read.
pub fn photos_by_themselves(connection: &Connection) -> Result<Vec<(Hash, u64)>, Error> {
    let mut statement = connection.prepare(
        "SELECT DISTINCT sha256, size FROM photo_file
         WHERE sha256 NOT IN (SELECT sha256 FROM packed)",
    )?;
    hashes(&mut statement)
}

fn hashes(statement: &mut Statement<'_>) -> Result<Vec<(Hash, u64)>, Error> {
    let rows = statement
        .query_map([], |r| Ok((r.get::<_, Vec<u8>>("sha256")?, r.get("size")?)))?
        .collect::<Result<Vec<_>, _>>()?;
    rows.iter().map(|(hash, size)| Ok((Hash(super::fixed(hash, "photo_file")?), *size))).collect()
}

/// Notes that a file is not here, so that its device sends it again.
///
/// # Errors
/// If it cannot be written.
pub fn forget_photo(connection: &Connection, hash: Hash) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(
        "SELECT p.photo, e.key FROM photo_file AS p JOIN event AS e ON e.id = p.photo
         WHERE p.sha256 = :hash AND p.variant = 'original'",
    )?;
    let awaited = statement
        .query_map(named_params! {":hash": hash.0}, |r| {
            Ok((r.get::<_, Vec<u8>>("photo")?, r.get::<_, Vec<u8>>("key")?))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    for (photo, key) in awaited {
        let photo = EventId(super::fixed(&photo, "photo_file")?);
        let key = PublicKey(super::fixed(&key, "event")?);
        store::device::await_photo(connection, photo, key)?;
    }
    connection
        .execute("DELETE FROM photo_file WHERE sha256 = :hash", named_params! {":hash": hash.0})?;
    store::pack::forget(connection, hash)
}
