//! What is taken off this device: nothing here decides whether it may be.

use super::fixed;
use crate::api::Error;
use mingcha_domain::ids::{CheckId, Hash, OutingId, StreamId};
use rusqlite::{Connection, named_params};

/// The streams of an outing: itself, its checks, and what came out of them.
pub fn streams_of(connection: &Connection, outing: OutingId) -> Result<Vec<StreamId>, Error> {
    let mut statement = connection.prepare_cached(
        "WITH of_outing AS (SELECT id FROM check_row WHERE outing = :outing)
         SELECT :outing AS id
         UNION ALL SELECT id FROM of_outing
         UNION ALL SELECT id FROM finding_row WHERE check_id IN of_outing
         UNION ALL SELECT id FROM suggestion_row WHERE check_id IN of_outing",
    )?;
    let rows = statement
        .query_map(named_params! {":outing": outing.0}, |r| r.get::<_, Vec<u8>>("id"))?
        .collect::<Result<Vec<_>, _>>()?;
    rows.iter().map(|id| Ok(StreamId(fixed(id, "check_row")?))).collect()
}

/// Whether something in a stream was made on this device.
pub fn is_partly_own(connection: &Connection, stream: StreamId) -> Result<bool, Error> {
    let mut statement = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM event WHERE stream = :stream AND own = 1)")?;
    Ok(statement.query_row(named_params! {":stream": stream.0}, |r| r.get(0))?)
}

/// Drops a stream: its events, and the rows that are folded from them.
pub fn stream(connection: &Connection, id: StreamId) -> Result<(), Error> {
    for sql in [
        "DELETE FROM given WHERE stream = :id",
        "DELETE FROM offer WHERE event IN (SELECT id FROM event WHERE stream = :id)",
        "DELETE FROM event WHERE stream = :id",
        "DELETE FROM read_only_stream WHERE stream = :id",
        "DELETE FROM looked_at WHERE finding = :id",
        "DELETE FROM check_search WHERE rowid IN (SELECT row FROM check_row WHERE id = :id)",
    ] {
        connection.prepare_cached(sql)?.execute(named_params! {":id": id.0})?;
    }
    super::lists::forget(connection, id)
}

/// Drops what is known of a check's photos. Files that nothing names any more are to leave.
pub fn photos_of(connection: &Connection, check: CheckId) -> Result<(), Error> {
    for sql in [
        "INSERT OR IGNORE INTO photo_dropped (sha256)
         SELECT sha256 FROM photo_file WHERE check_id = :check AND sha256 NOT IN
           (SELECT sha256 FROM photo_file WHERE check_id <> :check)",
        "DELETE FROM photo_print WHERE photo IN
           (SELECT photo FROM photo_file WHERE check_id = :check)",
        "DELETE FROM photo_file WHERE check_id = :check",
    ] {
        connection.prepare_cached(sql)?.execute(named_params! {":check": check.0})?;
    }
    Ok(())
}

/// Notes that these files are to leave, those excepted that something names by then.
pub fn note(connection: &Connection, files: impl IntoIterator<Item = Hash>) -> Result<(), Error> {
    let mut statement =
        connection.prepare_cached("INSERT OR IGNORE INTO photo_dropped (sha256) VALUES (:hash)")?;
    for hash in files {
        statement.execute(named_params! {":hash": hash.0})?;
    }
    Ok(())
}

/// A photo file that is to leave.
pub struct Leaving {
    /// Its hash.
    pub hash: Hash,
    /// It is needed for another reason by now.
    pub needed: bool,
}

/// Some of the photo files that are to leave.
pub fn files(connection: &Connection, limit: usize) -> Result<Vec<Leaving>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT sha256, EXISTS (SELECT 1 FROM photo_file
           WHERE photo_file.sha256 = photo_dropped.sha256 AND here = 1) AS needed
         FROM photo_dropped LIMIT :limit",
    )?;
    let rows = statement
        .query_map(named_params! {":limit": limit}, |r| {
            Ok((r.get::<_, Vec<u8>>("sha256")?, r.get("needed")?))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    let leaving = |(hash, needed): (Vec<u8>, bool)| {
        Ok(Leaving { hash: Hash(fixed(&hash, "photo_dropped")?), needed })
    };
    rows.into_iter().map(leaving).collect()
}

/// These have left, or stay.
pub fn gone(connection: &mut Connection, files: &[Leaving]) -> Result<(), Error> {
    let transaction = connection.transaction()?;
    for file in files {
        transaction
            .prepare_cached("DELETE FROM photo_dropped WHERE sha256 = :hash")?
            .execute(named_params! {":hash": file.hash.0})?;
    }
    Ok(transaction.commit()?)
}
