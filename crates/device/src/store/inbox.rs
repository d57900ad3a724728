//! Table `inbox`: pages that came and are not in order yet. The positions and the checkpoint that
//! this store holds are those of the pages that are: whatever lies here can be asked for again.

use super::to_json;
use crate::api::Error;
use mingcha_domain::{scope::Tag, time::Millis};
use rusqlite::{Connection, OptionalExtension, named_params};
use std::collections::BTreeMap;

/// A page that waits.
pub struct Waiting {
    /// Its number; later ones have higher ones.
    pub id: i64,
    /// When it came.
    pub came: Millis,
    /// As central packed it.
    pub reply: Vec<u8>,
}

/// Keeps a page that came now and brings so many events, as central packed it. `asked`: where it goes
/// on.
pub fn put(
    connection: &Connection,
    asked: &BTreeMap<Tag, u64>,
    now: Millis,
    events: usize,
    reply: &[u8],
) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO inbox (asked, came_ms, events, reply)
         VALUES (:asked, :came, :events, :reply)",
    )?;
    statement.execute(named_params! {
        ":asked": to_json(asked)?, ":came": now.0, ":events": events, ":reply": reply,
    })?;
    Ok(())
}

/// The oldest page with a higher number than `after`.
pub fn next(connection: &Connection, after: i64) -> Result<Option<Waiting>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT id, came_ms, reply FROM inbox WHERE id > :after ORDER BY id LIMIT 1",
    )?;
    let row = statement.query_row(named_params! {":after": after}, |r| {
        Ok(Waiting { id: r.get("id")?, came: Millis(r.get("came_ms")?), reply: r.get("reply")? })
    });
    Ok(row.optional()?)
}

/// How many pages wait.
pub fn pages(connection: &Connection) -> Result<u32, Error> {
    let mut statement = connection.prepare_cached("SELECT count(*) FROM inbox")?;
    Ok(statement.query_row([], |r| r.get(0))?)
}

/// How many events wait.
pub fn events(connection: &Connection) -> Result<u32, Error> {
    let mut statement = connection.prepare_cached("SELECT coalesce(sum(events), 0) FROM inbox")?;
    Ok(statement.query_row([], |r| r.get(0))?)
}

/// Takes a page out, to be put in order. Gives whether it lay here and goes on where the store is,
/// at `held`: any other would leave a gap.
pub fn take(connection: &Connection, id: i64, held: &BTreeMap<Tag, u64>) -> Result<bool, Error> {
    let mut statement =
        connection.prepare_cached("DELETE FROM inbox WHERE id = :id AND asked = :asked")?;
    Ok(statement.execute(named_params! {":id": id, ":asked": to_json(held)?})? > 0)
}

/// Whether a page lies here.
pub fn has(connection: &Connection, id: i64) -> Result<bool, Error> {
    let mut statement =
        connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM inbox WHERE id = :id)")?;
    Ok(statement.query_row(named_params! {":id": id}, |r| r.get(0))?)
}

/// One of them does not hold: it comes again, and those after it.
pub fn clear(connection: &Connection) -> Result<(), Error> {
    connection.execute("DELETE FROM inbox", [])?;
    Ok(())
}
