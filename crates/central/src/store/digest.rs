//! Tables `stream_digest` and `tag_digest`: what devices hold theirs against.

use super::{Error, fixed};
use mingcha_domain::{
    ids::{EventId, StreamId},
    reconcile::{Digest, Prefix},
    scope::Tag,
};
use rusqlite::{Connection, OptionalExtension, named_params};

/// Something was said of events of `stream`: `change` is what is new and what is old in one.
///
/// # Errors
/// If the tables cannot be written.
pub fn change(connection: &Connection, stream: StreamId, change: Digest) -> Result<(), Error> {
    // SQLite has no exclusive or.
    let mut of_stream = connection.prepare_cached(
        "INSERT INTO stream_digest (stream, digest) VALUES (:stream, :change) ON CONFLICT (stream)
         DO UPDATE SET digest = (digest | :change) - (digest & :change)",
    )?;
    of_stream.execute(named_params! {":stream": stream.0, ":change": change.to_sql()})?;
    let mut of_tags = connection.prepare_cached(
        "UPDATE tag_digest SET digest = (digest | :change) - (digest & :change)
         WHERE tag IN (SELECT tag FROM stream_tag WHERE stream = :stream)",
    )?;
    of_tags.execute(named_params! {":stream": stream.0, ":change": change.to_sql()})?;
    Ok(())
}

/// Of all events that are here: what a store of before begins with.
///
/// # Errors
/// If a table cannot be read or written.
pub fn of_all(connection: &Connection) -> Result<(), Error> {
    let mut statement = connection.prepare("SELECT id, stream FROM event")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, stream): (Vec<u8>, Vec<u8>) = (row.get("id")?, row.get("stream")?);
        let id = EventId(fixed(&id, "event")?);
        let entry = super::entry::newest(connection, id)?.ok_or(Error::Row("entry"))?;
        change(connection, StreamId(fixed(&stream, "event")?), Digest::of(id, &entry.verdict))?;
    }
    Ok(())
}

/// A stream has come under a tag, or has left it.
///
/// # Errors
/// If the tables cannot be read or written.
pub fn turn(connection: &Connection, tag: Tag, stream: StreamId) -> Result<(), Error> {
    let mut of_stream =
        connection.prepare_cached("SELECT digest FROM stream_digest WHERE stream = :stream")?;
    let digest: Option<i64> =
        of_stream.query_row(named_params! {":stream": stream.0}, |r| r.get("digest")).optional()?;
    let mut of_tag = connection.prepare_cached(
        "INSERT INTO tag_digest (tag, digest) VALUES (:tag, :change) ON CONFLICT (tag)
         DO UPDATE SET digest = (digest | :change) - (digest & :change)",
    )?;
    of_tag.execute(named_params! {":tag": tag.to_string(), ":change": digest.unwrap_or(0)})?;
    Ok(())
}

/// Of all under a tag.
///
/// # Errors
/// If the table cannot be read.
pub fn of_tag(connection: &Connection, tag: Tag) -> Result<Digest, Error> {
    let mut statement =
        connection.prepare_cached("SELECT digest FROM tag_digest WHERE tag = :tag")?;
    let digest = statement
        .query_row(named_params! {":tag": tag.to_string()}, |r| r.get::<_, i64>("digest"))
        .optional()?;
    Ok(digest.map(Digest::of_sql).unwrap_or_default())
}

/// The streams under a tag that `prefix` holds, ascending.
///
/// # Errors
/// If the tables cannot be read.
pub fn under(
    connection: &Connection,
    tag: Tag,
    prefix: &Prefix,
) -> Result<Vec<(StreamId, Digest)>, Error> {
    let (low, high) = prefix.range();
    let mut statement = connection.prepare_cached(
        "SELECT t.stream, coalesce(d.digest, 0) AS digest FROM stream_tag AS t
         LEFT JOIN stream_digest AS d ON d.stream = t.stream
         WHERE t.tag = :tag AND t.stream BETWEEN :low AND :high ORDER BY t.stream",
    )?;
    let rows = statement
        .query_map(named_params! {":tag": tag.to_string(), ":low": low.0, ":high": high.0}, |r| {
            Ok((r.get::<_, Vec<u8>>("stream")?, r.get::<_, i64>("digest")?))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    rows.into_iter()
        .map(|(id, digest)| Ok((StreamId(fixed(&id, "stream_tag")?), Digest::of_sql(digest))))
        .collect()
}
