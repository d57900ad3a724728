//! Tables `stream_tag` and `tag_entry`.

use super::{Error, Raw, digest, event::Place, fixed, raw, tile};
use mingcha_domain::{
    ids::{PublicKey, StreamId},
    scope::Tag,
};
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
    tile::forget(connection, tag)
}

/// Takes a tag from a stream.
///
/// # Errors
/// If the table cannot be written.
pub fn remove(connection: &Connection, stream: StreamId, tag: Tag) -> Result<(), Error> {
    let mut statement = connection
        .prepare_cached("DELETE FROM stream_tag WHERE stream = :stream AND tag = :tag")?;
    let gone = statement.execute(named_params! {":stream": stream.0, ":tag": tag.to_string()})?;
    tile::forget(connection, tag)?;
    if gone > 0 { digest::turn(connection, tag, stream) } else { Ok(()) }
}

/// Whether a stream has one of these tags.
///
/// # Errors
/// If the table cannot be read.
pub fn has_one(connection: &Connection, tags: &[Tag], stream: StreamId) -> Result<bool, Error> {
    let mut statement = connection.prepare_cached(HAS)?;
    for tag in tags {
        let of = named_params! {":stream": stream.0, ":tag": tag.to_string()};
        if statement.query_row(of, |r| r.get(0))? {
            return Ok(true);
        }
    }
    Ok(false)
}

const HAS: &str = "SELECT EXISTS (SELECT 1 FROM stream_tag WHERE stream = :stream AND tag = :tag)";

/// Those of `streams` that have this tag.
///
/// # Errors
/// If the table cannot be read.
pub fn that_have(
    connection: &Connection,
    tag: Tag,
    streams: BTreeSet<StreamId>,
) -> Result<BTreeSet<StreamId>, Error> {
    let mut statement = connection.prepare_cached(HAS)?;
    let tag = tag.to_string();
    let mut have = BTreeSet::new();
    for stream in streams {
        let of = named_params! {":stream": stream.0, ":tag": tag};
        if statement.query_row(of, |r| r.get(0))? {
            have.insert(stream);
        }
    }
    Ok(have)
}

/// The last position under a tag; 0 if there is none.
///
/// # Errors
/// If the table cannot be read.
pub fn end(connection: &Connection, tag: Tag) -> Result<u64, Error> {
    let mut statement = connection
        .prepare_cached("SELECT coalesce(max(pos), 0) FROM tag_entry WHERE tag = :tag")?;
    Ok(statement.query_row(named_params! {":tag": tag.to_string()}, |r| r.get(0))?)
}

/// What stands at a position under a tag.
pub struct Given {
    /// The position.
    pub pos: u64,
    /// Of which stream it is; none where it was withdrawn.
    pub stream: Option<StreamId>,
    /// The entry, if it is wanted.
    pub entry: Option<GivenEntry>,
}

/// An entry under a tag, with its event.
pub struct GivenEntry {
    /// Its number.
    pub n: u64,
    /// As it was stored.
    pub entry: Raw,
    /// Where its event stands.
    pub place: Place,
    /// The event, as it was stored.
    pub signed: Raw,
}

/// How much is read at once.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// Positions at most.
    pub positions: u64,
    /// Entries at most.
    pub entries: usize,
    /// No further entry once their events have more bytes than this.
    pub bytes: usize,
}

/// What stands under a tag after `after`, as long as nothing of it is wanted: how far that goes, and
/// the streams. At most so many positions.
///
/// # Errors
/// If the tables cannot be read; what `wanted` says.
pub fn unwanted_after(
    connection: &Connection,
    tag: Tag,
    after: u64,
    positions: u64,
    mut wanted: impl FnMut(StreamId) -> Result<bool, Error>,
) -> Result<(u64, BTreeSet<StreamId>), Error> {
    // Of a later verdict, the event has another number.
    let mut statement = connection.prepare_cached(
        "SELECT pos, tag_entry.n, coalesce(event.stream, (SELECT same.stream FROM entry
             JOIN event AS same ON same.id = entry.event WHERE entry.n = tag_entry.n)) AS stream
         FROM tag_entry LEFT JOIN event ON event.n = tag_entry.n
         WHERE tag = :tag AND pos > :after ORDER BY pos LIMIT :limit",
    )?;
    let mut rows = statement
        .query(named_params! {":tag": tag.to_string(), ":after": after, ":limit": positions})?;
    let (mut reached, mut streams) = (after, BTreeSet::new());
    while let Some(row) = rows.next()? {
        if row.get::<_, Option<u64>>("n")?.is_some() {
            let stream: Vec<u8> = row.get("stream").map_err(|_| Error::Row("tag_entry"))?;
            let stream = StreamId(fixed(&stream, "event")?);
            if wanted(stream)? {
                break;
            }
            streams.insert(stream);
        }
        reached = row.get("pos")?;
    }
    Ok((reached, streams))
}

/// What stands under a tag after `after`, position by position. Only of a stream that is `wanted`,
/// the entry is read.
///
/// # Errors
/// If the tables cannot be read; what `wanted` says.
pub fn after(
    connection: &Connection,
    tag: Tag,
    after: u64,
    room: Room,
    mut wanted: impl FnMut(StreamId) -> Result<bool, Error>,
) -> Result<Vec<Given>, Error> {
    // Most entries are the first of their event and have its number: in the order of the log, both
    // lie side by side. Only a later verdict looks its event up.
    let mut statement = connection.prepare_cached(
        "SELECT tag_entry.pos, tag_entry.n, event.n AS first, key, seq, stream, entry, signed
         FROM tag_entry
         LEFT JOIN entry ON entry.n = tag_entry.n
         LEFT JOIN event ON event.n =
             coalesce((SELECT n FROM event AS same WHERE same.n = tag_entry.n),
                      (SELECT n FROM event AS before WHERE before.id = entry.event))
         WHERE tag = :tag AND pos > :after ORDER BY pos LIMIT :limit",
    )?;
    let mut rows = statement.query(
        named_params! {":tag": tag.to_string(), ":after": after, ":limit": room.positions},
    )?;
    let (mut given, mut entries, mut read) = (Vec::new(), 0, 0);
    while let Some(row) = rows.next()? {
        if entries >= room.entries || read > room.bytes {
            break;
        }
        let pos = row.get("pos")?;
        let Some(n) = row.get::<_, Option<u64>>("n")? else {
            given.push(Given { pos, stream: None, entry: None });
            continue;
        };
        let missing = |_| Error::Row("tag_entry");
        let stream: Vec<u8> = row.get("stream").map_err(missing)?;
        let stream = StreamId(fixed(&stream, "event")?);
        if !wanted(stream)? {
            given.push(Given { pos, stream: Some(stream), entry: None });
            continue;
        }
        let entry: String = row.get("entry").map_err(missing)?;
        let signed: String = row.get("signed").map_err(missing)?;
        let key: Vec<u8> = row.get("key")?;
        let key = PublicKey(fixed(&key, "event")?);
        let place = Place { key, seq: row.get("seq")?, stream, n: row.get("first")? };
        entries += 1;
        read += signed.len();
        let (entry, signed) = (raw(entry, "entry")?, raw(signed, "event")?);
        let entry = Some(GivenEntry { n, entry, place, signed });
        given.push(Given { pos, stream: Some(stream), entry });
    }
    Ok(given)
}
