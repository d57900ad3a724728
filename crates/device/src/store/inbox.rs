//! Table `inbox`: pages that came and are not in order yet. The positions and the checkpoint that
//! this store holds are those of the pages that are: whatever lies here can be asked for again.

use super::to_json;
use crate::api::Error;
use mingcha_domain::scope::Tag;
use rusqlite::{Connection, OptionalExtension, named_params};
use std::collections::BTreeMap;

/// A page that waits.
pub struct Waiting {
    /// Its number; later ones have higher ones.
    pub id: i64,
    /// As central packed it.
    pub reply: Vec<u8>,
}

/// Keeps a page that brings so many events, as central packed it. `asked`: where it goes on.
pub fn put(
    connection: &Connection,
    asked: &BTreeMap<Tag, u64>,
    events: usize,
    reply: &[u8],
) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO inbox (asked, events, reply) VALUES (:asked, :events, :reply)",
    )?;
    statement
        .execute(named_params! {":asked": to_json(asked)?, ":events": events, ":reply": reply})?;
    Ok(())
}

/// The oldest page with a higher number than `after`.
pub fn next(connection: &Connection, after: i64) -> Result<Option<Waiting>, Error> {
    let mut statement = connection
        .prepare_cached("SELECT id, reply FROM inbox WHERE id > :after ORDER BY id LIMIT 1")?;
    let row = statement.query_row(named_params! {":after": after}, |r| {
        Ok(Waiting { id: r.get("id")?, reply: r.get("reply")? })
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

/// One of them does not hold: it comes again, and those after it.
pub fn clear(connection: &Connection) -> Result<(), Error> {
    connection.execute("DELETE FROM inbox", [])?;
    Ok(())
}
