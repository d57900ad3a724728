//! Table `entry`.

use super::{Error, Raw, fixed};
use mingcha_domain::{
    event::Verified,
    fold::Admitted,
    ids::{EventId, Hash},
    log::{Entry, Verdict},
};
use rusqlite::{Connection, OptionalExtension, named_params};

/// Appends an entry and gives its leaf hash.
///
/// # Errors
/// If its number is taken.
pub fn insert(connection: &Connection, entry: &Entry) -> Result<Hash, Error> {
    let text = serde_json::to_string(entry).map_err(|_| Error::Row("entry"))?;
    let leaf = entry.leaf().map_err(|_| Error::Row("entry"))?;
    let mut statement = connection.prepare_cached(
        "INSERT INTO entry (n, event, entry, leaf) VALUES (:n, :event, :entry, :leaf)",
    )?;
    statement.execute(named_params! {
        ":n": entry.n, ":event": entry.event.0, ":entry": text, ":leaf": leaf.0,
    })?;
    Ok(leaf)
}

/// The entry with this number.
///
/// # Errors
/// If it cannot be read.
pub fn get(connection: &Connection, n: u64) -> Result<Option<Entry>, Error> {
    let parse = |text: String| serde_json::from_str(&text).map_err(|_| Error::Row("entry"));
    text(connection, n)?.map(parse).transpose()
}

/// The same, as it was stored.
///
/// # Errors
/// If it cannot be read.
pub fn raw(connection: &Connection, n: u64) -> Result<Option<Raw>, Error> {
    text(connection, n)?.map(|text| super::raw(text, "entry")).transpose()
}

fn text(connection: &Connection, n: u64) -> Result<Option<String>, Error> {
    let mut statement = connection.prepare_cached("SELECT entry FROM entry WHERE n = :n")?;
    Ok(statement.query_row(named_params! {":n": n}, |r| r.get("entry")).optional()?)
}

/// The newest entry for an event: its verdict holds.
///
/// # Errors
/// If it cannot be read.
pub fn newest(connection: &Connection, event: EventId) -> Result<Option<Entry>, Error> {
    let mut statement = connection
        .prepare_cached("SELECT entry FROM entry WHERE event = :event ORDER BY n DESC LIMIT 1")?;
    let text: Option<String> =
        statement.query_row(named_params! {":event": event.0}, |r| r.get("entry")).optional()?;
    text.map(|t| serde_json::from_str(&t).map_err(|_| Error::Row("entry"))).transpose()
}

/// Numbers of all entries for an event.
///
/// # Errors
/// If they cannot be read.
pub fn numbers(connection: &Connection, event: EventId) -> Result<Vec<u64>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT n FROM entry WHERE event = :event ORDER BY n")?;
    let rows = statement.query_map(named_params! {":event": event.0}, |r| r.get("n"))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Number of entries.
///
/// # Errors
/// If it cannot be read.
pub fn count(connection: &Connection) -> Result<u64, Error> {
    Ok(connection.query_row("SELECT count(*) AS n FROM entry", [], |r| r.get("n"))?)
}

/// All leaf hashes, ascending: the log's tree is rebuilt from them at start.
///
/// # Errors
/// If they cannot be read, or a number is missing.
pub fn leaves(connection: &Connection) -> Result<Vec<Hash>, Error> {
    let mut statement = connection.prepare("SELECT n, leaf FROM entry ORDER BY n")?;
    let rows = statement
        .query_map([], |r| Ok((r.get::<_, u64>("n")?, r.get::<_, Vec<u8>>("leaf")?)))?
        .collect::<Result<Vec<_>, _>>()?;
    let mut leaves = Vec::with_capacity(rows.len());
    for (n, leaf) in rows {
        if n != leaves.len() as u64 {
            return Err(Error::Row("entry"));
        }
        leaves.push(Hash(fixed(&leaf, "entry")?));
    }
    Ok(leaves)
}

/// An event with what its newest entry says; `n` is its first number.
#[must_use]
pub fn admitted(verified: Verified, n: u64, newest: &Entry) -> Admitted {
    Admitted {
        n: Some(n),
        arrived: Some(newest.arrived),
        not_before: newest.not_before,
        effective: newest.verdict == Verdict::Effective,
        verified,
    }
}
