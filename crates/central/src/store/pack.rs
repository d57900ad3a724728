//! Table `packed`: which photo files lie in one with others.

use super::{Error, fixed};
use mingcha_domain::ids::Hash;
use rusqlite::{Connection, OptionalExtension, Row, named_params};

/// Where a photo file lies within a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// Hash of the file.
    pub sha256: Hash,
    /// Name of the pack.
    pub pack: String,
    /// Its first byte there.
    pub at: u64,
    /// Length in bytes.
    pub size: u64,
}

fn packed(row: &Row<'_>) -> rusqlite::Result<Result<Packed, Error>> {
    let (sha256, pack): (Vec<u8>, String) = (row.get("sha256")?, row.get("pack")?);
    let (at, size) = (row.get("at")?, row.get("size")?);
    Ok(fixed(&sha256, "packed").map(|sha256| Packed { sha256: Hash(sha256), pack, at, size }))
}

/// Notes where a file lies, unless it is noted already that identical bytes lie elsewhere; tells
/// whether it did.
///
/// # Errors
/// If the table cannot be written.
pub fn put(connection: &Connection, packed: &Packed) -> Result<bool, Error> {
    let mut statement = connection.prepare_cached(
        "INSERT OR IGNORE INTO packed (sha256, pack, at, size)
         VALUES (:sha256, :pack, :at, :size)",
    )?;
    let added = statement.execute(named_params! {
        ":sha256": packed.sha256.0, ":pack": packed.pack, ":at": packed.at, ":size": packed.size,
    })?;
    Ok(added > 0)
}

/// Where the file with this hash lies, if in a pack.
///
/// # Errors
/// If the table cannot be read.
pub fn get(connection: &Connection, sha256: Hash) -> Result<Option<Packed>, Error> {
    let mut statement = connection
        .prepare_cached("SELECT sha256, pack, at, size FROM packed WHERE sha256 = :sha256")?;
    statement.query_row(named_params! {":sha256": sha256.0}, packed).optional()?.transpose()
}

/// The files of all packs, pack by pack, ascending.
///
/// # Errors
/// If the table cannot be read.
pub fn all(connection: &Connection) -> Result<Vec<Packed>, Error> {
    let mut statement =
        connection.prepare("SELECT sha256, pack, at, size FROM packed ORDER BY pack, at")?;
    statement.query_map([], packed)?.collect::<Result<Vec<_>, _>>()?.into_iter().collect()
}

/// Forgets where a file lies.
///
/// # Errors
/// If the table cannot be written.
pub fn forget(connection: &Connection, sha256: Hash) -> Result<(), Error> {
    let mut statement = connection.prepare_cached("DELETE FROM packed WHERE sha256 = :sha256")?;
    statement.execute(named_params! {":sha256": sha256.0})?;
    Ok(())
}
