//! Table `circular_row`.

use super::fixed;
use crate::api::Error;
use mingcha_domain::ids::CircularId;
use rusqlite::{Connection, named_params};

/// Writes a circular's row.
pub fn put(connection: &Connection, id: CircularId, at_ms: i64, read: bool) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(
        "INSERT OR REPLACE INTO circular_row (id, at_ms, read) VALUES (:id, :at, :read)",
    )?;
    statement.execute(named_params! {":id": id.0, ":at": at_ms, ":read": read})?;
    Ok(())
}

/// Newest first.
pub fn newest(connection: &Connection, limit: usize) -> Result<Vec<CircularId>, Error> {
    let mut statement = connection
        .prepare_cached("SELECT id FROM circular_row ORDER BY at_ms DESC, id LIMIT :limit")?;
    let rows = statement
        .query_map(named_params! {":limit": limit}, |r| r.get::<_, Vec<u8>>(0))?
        .collect::<Result<Vec<_>, _>>()?;
    rows.iter().map(|id| Ok(CircularId(fixed(id, "circular_row")?))).collect()
}

/// How many are not read.
pub fn unread(connection: &Connection) -> Result<u32, Error> {
    let mut statement =
        connection.prepare_cached("SELECT count(*) FROM circular_row WHERE read = 0")?;
    Ok(statement.query_row([], |r| r.get(0))?)
}
