//! Tables `stream_tag` and `tag_entry`.

use super::{Error, digest};
use mingcha_domain::{ids::StreamId, scope::Tag};
use rusqlite::{Connection, named_params};
use std::collections::BTreeSet;

/// The tags a stream has.
///
/// # Errors
/// If the table cannot be read.
pub fn of_stream(connection: &Connection, stream: StreamId) -> Result<BTreeSet<Tag>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT tag FROM stream_tag WHERE stream = :stream")?;
    let rows = statement
        .query_map(named_params! {":stream": stream.0}, |r| r.get::<_, String>("tag"))?
        .collect::<Result<Vec<_>, _>>()?;
    rows.iter().map(|t| t.parse().map_err(|_| Error::Row("stream_tag"))).collect()
}

/// Gives a stream a tag.
///
/// # Errors
/// If the table cannot be written.
pub fn add(connection: &Connection, stream: StreamId, tag: Tag) -> Result<(), Error> {
    let mut statement = connection
        .prepare_cached("INSERT OR IGNORE INTO stream_tag (stream, tag) VALUES (:stream, :tag)")?;
    let added = statement.execute(named_params! {":stream": stream.0, ":tag": tag.to_string()})?;
    if added > 0 { digest::turn(connection, tag, stream) } else { Ok(()) }
}

/// Puts an entry under a tag, after everything that is there.
///
/// # Errors
/// If the table cannot be written.
pub fn append(connection: &Connection, tag: Tag, n: u64) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO tag_entry (tag, pos, n)
         VALUES (:tag, (SELECT coalesce(max(pos), 0) + 1 FROM tag_entry WHERE tag = :tag), :n)",
    )?;
    statement.execute(named_params! {":tag": tag.to_string(), ":n": n})?;
    Ok(())
}

/// An entry is no longer given under a tag. Its position stays taken: devices have been told it.
///
/// # Errors
/// If the table cannot be written.
pub fn withdraw(connection: &Connection, tag: Tag, n: u64) -> Result<(), Error> {
    let mut statement =
        connection.prepare_cached("UPDATE tag_entry SET n = NULL WHERE tag = :tag AND n = :n")?;
    statement.execute(named_params! {":tag": tag.to_string(), ":n": n})?;
    Ok(())
}

/// Takes a tag from a stream.
///
/// # Errors
/// If the table cannot be written.
pub fn remove(connection: &Connection, stream: StreamId, tag: Tag) -> Result<(), Error> {
    let mut statement = connection
        .prepare_cached("DELETE FROM stream_tag WHERE stream = :stream AND tag = :tag")?;
    let gone = statement.execute(named_params! {":stream": stream.0, ":tag": tag.to_string()})?;
    if gone > 0 { digest::turn(connection, tag, stream) } else { Ok(()) }
}

/// Positions and numbers under a tag after `after`, at most `limit`; no number where an entry was
/// withdrawn.
///
/// # Errors
/// If the table cannot be read.
pub fn after(
    connection: &Connection,
    tag: Tag,
    after: u64,
    limit: usize,
) -> Result<Vec<(u64, Option<u64>)>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT pos, n FROM tag_entry WHERE tag = :tag AND pos > :after ORDER BY pos LIMIT :limit",
    )?;
    let rows = statement.query_map(
        named_params! {":tag": tag.to_string(), ":after": after, ":limit": limit},
        |r| Ok((r.get("pos")?, r.get("n")?)),
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}
