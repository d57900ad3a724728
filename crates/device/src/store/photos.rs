//! Photo bytes, in a file of their own so that they never weigh on the log.

use super::unreadable;
use crate::api::{Error, ErrorCode};
use mingcha_domain::ids::Hash;
use rusqlite::{Connection, OptionalExtension, named_params};

/// Bytes in one row.
pub const PIECE: usize = 256 * 1024;

/// Keeps bytes under their hash. Durable when this returns.
pub fn put(connection: &mut Connection, files: &[(Hash, &[u8])]) -> Result<(), Error> {
    put_all(connection, files).map_err(of_photos)
}

fn put_all(connection: &mut Connection, files: &[(Hash, &[u8])]) -> Result<(), Error> {
    let transaction = connection.transaction()?;
    for (hash, bytes) in files {
        let added = transaction
            .prepare_cached("INSERT OR IGNORE INTO file (sha256, size) VALUES (:hash, :size)")?
            .execute(named_params! {":hash": hash.0, ":size": bytes.len()})?;
        if added == 0 {
            continue;
        }
        let mut statement = transaction
            .prepare_cached("INSERT INTO piece (sha256, i, bytes) VALUES (:hash, :i, :bytes)")?;
        for (i, piece) in bytes.chunks(PIECE).enumerate() {
            statement.execute(named_params! {":hash": hash.0, ":i": i, ":bytes": piece})?;
        }
    }
    transaction.commit()?;
    Ok(())
}

/// Drops files. Their room is the file's own, until it is given back.
pub fn remove(connection: &mut Connection, hashes: &[Hash]) -> Result<(), Error> {
    remove_all(connection, hashes).map_err(of_photos)
}

fn remove_all(connection: &mut Connection, hashes: &[Hash]) -> Result<(), Error> {
    let transaction = connection.transaction()?;
    for hash in hashes {
        for sql in
            ["DELETE FROM piece WHERE sha256 = :hash", "DELETE FROM file WHERE sha256 = :hash"]
        {
            transaction.prepare_cached(sql)?.execute(named_params! {":hash": hash.0})?;
        }
    }
    Ok(transaction.commit()?)
}

/// Gives some of the room that files have left back to the disk; tells whether there is more. Little
/// at a time: what moves up into their place is written twice, on a disk that may be nearly full.
pub fn give_back(connection: &Connection) -> Result<bool, Error> {
    let free = || connection.pragma_query_value(None, "freelist_count", |r| r.get::<_, u64>(0));
    let mode: u32 = connection.pragma_query_value(None, "auto_vacuum", |r| r.get(0))?;
    // A file that was made before there was room to give back keeps it for photos to come.
    const INCREMENTAL: u32 = 2;
    if mode != INCREMENTAL || free()? == 0 {
        return Ok(false);
    }
    // The file becomes shorter when the journal is written back.
    for sql in ["PRAGMA incremental_vacuum(256)", "PRAGMA wal_checkpoint(TRUNCATE)"] {
        let mut statement = connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        while rows.next()?.is_some() {}
    }
    Ok(free()? > 0)
}

/// Bytes of the file that hold nothing, and are filled before it grows. None to speak of, except in
/// files that were made before they gave room back.
pub fn reusable(connection: &Connection) -> Result<u64, Error> {
    let free: u64 = connection.pragma_query_value(None, "freelist_count", |r| r.get(0))?;
    // The cipher answers in its own stead, with words.
    let page: String = connection.pragma_query_value(None, "cipher_page_size", |r| r.get(0))?;
    Ok(free * page.parse::<u64>().map_err(|_| unreadable("cipher_page_size"))?)
}

/// Length of the file with this hash, if it is here.
pub fn size(connection: &Connection, hash: Hash) -> Result<Option<u64>, Error> {
    let read = || -> Result<Option<u64>, Error> {
        let mut statement =
            connection.prepare_cached("SELECT size FROM file WHERE sha256 = :hash")?;
        Ok(statement.query_row(named_params! {":hash": hash.0}, |r| r.get(0)).optional()?)
    };
    read().map_err(of_photos)
}

/// A damaged page of this file says nothing against that of the records. The cipher gives nothing over
/// a connection that has met one, until the next start rescues the others.
fn of_photos(error: Error) -> Error {
    match error.code {
        ErrorCode::StoreDamaged => Error { code: ErrorCode::PhotosDamaged, ..error },
        _ => error,
    }
}

/// Piece `i` of a file.
///
/// # Errors
/// [`ErrorCode::PhotoUnreadable`] if it is missing; [`ErrorCode::PhotosDamaged`].
pub fn piece(connection: &Connection, hash: Hash, i: u64) -> Result<Vec<u8>, Error> {
    let read = || -> Result<Option<Vec<u8>>, Error> {
        let mut statement =
            connection.prepare_cached("SELECT bytes FROM piece WHERE sha256 = :hash AND i = :i")?;
        let named = named_params! {":hash": hash.0, ":i": i};
        Ok(statement.query_row(named, |r| r.get(0)).optional()?)
    };
    read().map_err(of_photos)?.ok_or_else(missing)
}

fn missing() -> Error {
    Error::new(ErrorCode::PhotoUnreadable, "a piece is missing")
}

/// Whether a file is here, with the bytes that its hash says.
///
/// # Errors
/// [`ErrorCode::PhotosDamaged`].
pub fn is_sound(connection: &Connection, hash: Hash) -> Result<bool, Error> {
    match get(connection, hash) {
        Err(error) if error.code == ErrorCode::PhotoUnreadable => Ok(false),
        bytes => Ok(bytes?.is_some_and(|bytes| Hash::of(&[&bytes]) == hash)),
    }
}

/// The whole file.
pub fn get(connection: &Connection, hash: Hash) -> Result<Option<Vec<u8>>, Error> {
    let Some(size) = size(connection, hash)? else { return Ok(None) };
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    append_to(&mut bytes, connection, hash, size)?;
    Ok(Some(bytes))
}

/// Appends the whole file, of `size` bytes.
///
/// # Errors
/// [`ErrorCode::PhotoUnreadable`] if something of it is missing; [`ErrorCode::PhotosDamaged`].
pub fn append_to(
    bytes: &mut Vec<u8>,
    connection: &Connection,
    hash: Hash,
    size: u64,
) -> Result<(), Error> {
    let before = bytes.len() as u64;
    let mut read = || -> Result<(), Error> {
        let mut statement =
            connection.prepare_cached("SELECT bytes FROM piece WHERE sha256 = :hash ORDER BY i")?;
        let mut rows = statement.query(named_params! {":hash": hash.0})?;
        while let Some(row) = rows.next()? {
            bytes.extend(row.get_ref(0)?.as_blob().map_err(|_| unreadable("piece"))?);
        }
        Ok(())
    };
    read().map_err(of_photos)?;
    if bytes.len() as u64 == before + size { Ok(()) } else { Err(missing()) }
}
