//! Photo bytes, in a file of their own so that they never weigh on the log.

use super::unreadable;
use crate::api::{Error, ErrorCode};
use mingcha_domain::ids::Hash;
use rusqlite::{Connection, OptionalExtension, blob::Blob, named_params};

/// Bytes in one row.
pub const PIECE: usize = 256 * 1024;

/// Keeps bytes under their hash. Durable when this returns.
pub fn put(connection: &mut Connection, files: &[(Hash, &[u8])]) -> Result<(), Error> {
    put_all(connection, files).map_err(of_photos)
}

fn put_all(connection: &mut Connection, files: &[(Hash, &[u8])]) -> Result<(), Error> {
    let transaction = connection.transaction()?;
    for (hash, bytes) in files {
        if is_sound(&transaction, *hash)? {
            continue;
        }
        // What a rescue has left of it is no file, and in the way of one.
        remove_one(&transaction, *hash)?;
        transaction
            .prepare_cached("INSERT INTO file (sha256, size) VALUES (:hash, :size)")?
            .execute(named_params! {":hash": hash.0, ":size": bytes.len()})?;
        let mut statement = transaction
            .prepare_cached("INSERT INTO piece (sha256, i, bytes) VALUES (:hash, :i, :bytes)")?;
        for (i, piece) in bytes.chunks(PIECE).enumerate() {
            statement.execute(named_params! {":hash": hash.0, ":i": i, ":bytes": piece})?;
        }
    }
    transaction.commit()?;
    Ok(())
}

/// Names files of which a rescue has carried over pieces only. Whether they are whole, their hash says.
pub fn name_pieces(connection: &Connection) -> Result<(), Error> {
    connection.execute(
        "INSERT OR IGNORE INTO file (sha256, size)
         SELECT sha256, sum(length(bytes)) FROM piece GROUP BY sha256",
        [],
    )?;
    Ok(())
}

/// Drops files. Their room is the file's own, until it is given back.
pub fn remove(connection: &mut Connection, hashes: &[Hash]) -> Result<(), Error> {
    remove_all(connection, hashes).map_err(of_photos)
}

fn remove_all(connection: &mut Connection, hashes: &[Hash]) -> Result<(), Error> {
    let transaction = connection.transaction()?;
    for hash in hashes {
        remove_one(&transaction, *hash)?;
    }
    Ok(transaction.commit()?)
}

fn remove_one(connection: &Connection, hash: Hash) -> Result<(), Error> {
    for sql in ["DELETE FROM piece WHERE sha256 = :hash", "DELETE FROM file WHERE sha256 = :hash"] {
        connection.prepare_cached(sql)?.execute(named_params! {":hash": hash.0})?;
    }
    Ok(())
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
    let mut bytes = vec![0; usize::try_from(size).unwrap_or(0)];
    read(&mut bytes, connection, hash)?;
    Ok(Some(bytes))
}

/// Reads a whole file to where its bytes are wanted: they are nowhere else in between.
///
/// # Errors
/// [`ErrorCode::PhotoUnreadable`] if it has not as many bytes here as there is `room` for;
/// [`ErrorCode::PhotosDamaged`].
pub fn read(room: &mut [u8], connection: &Connection, hash: Hash) -> Result<(), Error> {
    let fill = |mut room: &mut [u8]| -> Result<bool, Error> {
        let mut statement =
            connection.prepare_cached("SELECT rowid FROM piece WHERE sha256 = :hash ORDER BY i")?;
        let rows = statement.query_map(named_params! {":hash": hash.0}, |row| row.get(0))?;
        let mut open: Option<Blob<'_>> = None;
        for row in rows.collect::<Result<Vec<i64>, _>>()? {
            let piece = match &mut open {
                Some(piece) => {
                    piece.reopen(row)?;
                    piece
                }
                None => open.insert(connection.blob_open("main", "piece", "bytes", row, true)?),
            };
            let Some((here, behind)) = room.split_at_mut_checked(piece.len()) else {
                return Ok(false);
            };
            piece.read_at_exact(here, 0)?;
            room = behind;
        }
        Ok(room.is_empty())
    };
    if fill(room).map_err(of_photos)? { Ok(()) } else { Err(missing()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn photos() -> Connection {
        let photos = crate::store::in_memory().unwrap();
        photos.execute_batch(include_str!("photos.sql")).unwrap();
        photos
    }

    #[test]
    fn what_is_left_of_a_file_is_not_taken_for_the_file() {
        let mut photos = photos();
        let bytes = vec![7; 2 * PIECE + 5];
        let hash = Hash::of(&[&bytes]);
        for damage in [
            "DELETE FROM piece WHERE i = 1",
            "DELETE FROM piece",
            "DELETE FROM file",
            "UPDATE piece SET bytes = zeroblob(length(bytes)) WHERE i = 2",
        ] {
            put(&mut photos, &[(hash, &bytes)]).unwrap();
            assert!(is_sound(&photos, hash).unwrap());
            photos.execute_batch(damage).unwrap();
            assert!(!is_sound(&photos, hash).unwrap(), "{damage}");
        }
        put(&mut photos, &[(hash, &bytes)]).unwrap();
        assert!(is_sound(&photos, hash).unwrap());
    }

    #[test]
    fn pieces_whose_file_is_not_named_any_more_are_named() {
        let mut photos = photos();
        let bytes = vec![7; 2 * PIECE + 5];
        let hash = Hash::of(&[&bytes]);
        put(&mut photos, &[(hash, &bytes)]).unwrap();
        photos.execute_batch("DELETE FROM file").unwrap();
        name_pieces(&photos).unwrap();
        assert!(is_sound(&photos, hash).unwrap());
    }
}
