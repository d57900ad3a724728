//! Own originals that may leave this device: central has verified them, and a backup that was made
//! after that holds them.

use crate::api::Error;
use mingcha_domain::log::Checkpoint;
use rusqlite::{Connection, named_params};

/// How many, and how large together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Originals {
    /// Originals.
    pub photos: u32,
    /// Their bytes.
    pub bytes: u64,
}

/// A backup that holds more entries than central had when it had the file was made afterwards.
const MAY_LEAVE: &str = "own = 1 AND variant = 'original' AND here = 1 AND at_central = 1
    AND safe_above >= 0 AND safe_above < (SELECT backed_up_through FROM checkpoint WHERE id = 1)";

/// Before central is asked: what it has verified by now is older than its answer.
pub fn mark_verified(connection: &Connection) -> Result<(), Error> {
    connection.execute(
        "UPDATE photo_file SET safe_above = -1
         WHERE own = 1 AND at_central = 1 AND safe_above IS NULL",
        [],
    )?;
    Ok(())
}

/// Notes a checkpoint: how far backups reach, and for files that were marked
/// before it, beyond which number of entries a backup is later than they are.
pub fn note(connection: &Connection, checkpoint: &Checkpoint) -> Result<(), Error> {
    connection.execute(
        "UPDATE checkpoint SET backed_up_through = :through WHERE id = 1",
        named_params! {":through": checkpoint.backed_up_through},
    )?;
    connection.execute(
        "UPDATE photo_file SET safe_above = :size WHERE safe_above = -1",
        named_params! {":size": checkpoint.size},
    )?;
    Ok(())
}

/// Originals that may leave.
pub fn droppable(connection: &Connection) -> Result<Originals, Error> {
    let sql = format!("SELECT count(*), coalesce(sum(size), 0) FROM photo_file WHERE {MAY_LEAVE}");
    let read = |r: &rusqlite::Row<'_>| Ok(Originals { photos: r.get(0)?, bytes: r.get(1)? });
    Ok(connection.query_row(&sql, [], read)?)
}

/// Own originals here that central has and no backup holds yet.
pub fn not_backed_up(connection: &Connection) -> Result<u32, Error> {
    let sql = format!(
        "SELECT count(*) FROM photo_file WHERE own = 1 AND variant = 'original' AND here = 1
         AND at_central = 1 AND NOT coalesce({MAY_LEAVE}, 0)"
    );
    Ok(connection.query_row(&sql, [], |r| r.get(0))?)
}

/// Lets originals that were taken before `before_ms` leave, the oldest first, until `bytes` are
/// free; gives how many and how much. Their files go once this is durable.
pub fn let_leave(connection: &Connection, before_ms: i64, bytes: u64) -> Result<Originals, Error> {
    let mut statement = connection.prepare(&format!(
        "SELECT photo, sha256, size FROM photo_file WHERE {MAY_LEAVE} AND taken_ms < :before
         ORDER BY taken_ms, photo"
    ))?;
    let mut left = Originals { photos: 0, bytes: 0 };
    let mut rows = statement.query(named_params! {":before": before_ms})?;
    let mut leaving: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
    while left.bytes < bytes
        && let Some(row) = rows.next()?
    {
        left.photos += 1;
        left.bytes += row.get::<_, u64>("size")?;
        leaving.push((row.get("photo")?, row.get("sha256")?));
    }
    for (photo, sha256) in leaving {
        connection
            .prepare_cached(
                "UPDATE photo_file SET here = 0 WHERE photo = :photo AND variant = 'original'",
            )?
            .execute(named_params! {":photo": photo})?;
        connection
            .prepare_cached("INSERT OR IGNORE INTO photo_dropped (sha256) VALUES (:sha256)")?
            .execute(named_params! {":sha256": sha256})?;
    }
    Ok(left)
}
