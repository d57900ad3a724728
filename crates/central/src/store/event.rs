//! Tables `event`, `chain`, `stream` and `waiting`.

use super::{Error, Raw, entry, fixed};
use mingcha_domain::{
    event::{Noun, Signed, Verified},
    fold::{Admitted, Stream},
    ids::{EventId, OutingId, PublicKey, StreamId},
    wire::Head,
};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

/// Adds an event under its number.
///
/// # Errors
/// If it is there already.
pub fn insert(connection: &Connection, verified: &Verified, n: u64) -> Result<(), Error> {
    let signed = serde_json::to_string(&verified.signed).map_err(|_| Error::Row("event"))?;
    let mut statement = connection.prepare_cached(
        "INSERT INTO event (id, n, key, seq, stream, kind, signed)
         VALUES (:id, :n, :key, :seq, :stream, :kind, :signed)",
    )?;
    statement.execute(named_params! {
        ":id": verified.id.0, ":n": n, ":key": verified.header.key.0, ":seq": verified.header.seq,
        ":stream": verified.header.stream.0, ":kind": verified.header.kind, ":signed": signed,
    })?;
    Ok(())
}

fn signed(row: &Row<'_>) -> rusqlite::Result<String> {
    row.get("signed")
}

fn parse(text: &str) -> Result<Signed, Error> {
    serde_json::from_str(text).map_err(|_| Error::Row("event"))
}

/// The event with this id.
///
/// # Errors
/// If it cannot be read.
pub fn get(connection: &Connection, id: EventId) -> Result<Option<Signed>, Error> {
    text(connection, id)?.as_deref().map(parse).transpose()
}

/// The same, as it was stored.
///
/// # Errors
/// If it cannot be read.
pub fn raw(connection: &Connection, id: EventId) -> Result<Option<Raw>, Error> {
    text(connection, id)?.map(|text| super::raw(text, "event")).transpose()
}

fn text(connection: &Connection, id: EventId) -> Result<Option<String>, Error> {
    let mut statement = connection.prepare_cached("SELECT signed FROM event WHERE id = :id")?;
    Ok(statement.query_row(named_params! {":id": id.0}, signed).optional()?)
}

/// Where an event stands.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Whose it is.
    pub key: PublicKey,
    /// Place in that chain.
    pub seq: u64,
    /// What it is about.
    pub stream: StreamId,
    /// First number.
    pub n: u64,
}

/// The place of the event with this id.
///
/// # Errors
/// If it cannot be read.
pub fn place(connection: &Connection, id: EventId) -> Result<Option<Place>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT key, seq, stream, n FROM event WHERE id = :id")?;
    let found = statement
        .query_row(named_params! {":id": id.0}, |r| {
            let (key, stream): (Vec<u8>, Vec<u8>) = (r.get("key")?, r.get("stream")?);
            Ok((key, r.get("seq")?, stream, r.get("n")?))
        })
        .optional()?;
    let Some((key, seq, stream, n)) = found else { return Ok(None) };
    let (key, stream) = (fixed(&key, "event")?, fixed(&stream, "event")?);
    Ok(Some(Place { key: PublicKey(key), seq, stream: StreamId(stream), n }))
}

/// All events of a stream with what the log says of them.
///
/// # Errors
/// If one cannot be read.
pub fn of_stream(connection: &Connection, stream: StreamId) -> Result<Vec<Admitted>, Error> {
    let mut statement = connection
        .prepare_cached("SELECT id, n, signed FROM event WHERE stream = :stream ORDER BY n")?;
    let rows = statement
        .query_map(named_params! {":stream": stream.0}, |r| {
            Ok((r.get::<_, Vec<u8>>("id")?, r.get::<_, u64>("n")?, signed(r)?))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    let mut events = Vec::with_capacity(rows.len());
    for (id, n, text) in rows {
        let id = EventId(fixed(&id, "event")?);
        let verified = parse(&text)?.stored(id).map_err(|_| Error::Row("event"))?;
        let entry = entry::newest(connection, id)?.ok_or(Error::Row("entry"))?;
        events.push(entry::admitted(verified, n, &entry));
    }
    Ok(events)
}

/// The ids of a stream's events, in log order.
///
/// # Errors
/// If the table cannot be read.
pub fn ids_of(connection: &Connection, stream: StreamId) -> Result<Vec<EventId>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT id FROM event WHERE stream = :stream ORDER BY n")?;
    let rows = statement
        .query_map(named_params! {":stream": stream.0}, |r| r.get::<_, Vec<u8>>("id"))?
        .collect::<Result<Vec<_>, _>>()?;
    rows.iter().map(|id| Ok(EventId(fixed(id, "event")?))).collect()
}

/// A stream, folded.
///
/// # Errors
/// If an event cannot be read.
pub fn fold(connection: &Connection, stream: StreamId) -> Result<Stream, Error> {
    Ok(Stream::fold(&of_stream(connection, stream)?))
}

/// Streams about `noun`.
///
/// # Errors
/// If the table cannot be read.
pub fn streams_about(connection: &Connection, noun: Noun) -> Result<Vec<StreamId>, Error> {
    let mut statement = connection
        .prepare_cached("SELECT stream FROM stream WHERE noun = :noun ORDER BY stream")?;
    let rows = statement
        .query_map(named_params! {":noun": noun_name(noun)}, |r| r.get::<_, Vec<u8>>("stream"))?
        .collect::<Result<Vec<_>, _>>()?;
    rows.iter().map(|id| Ok(StreamId(fixed(id, "stream")?))).collect()
}

/// Streams whose readers follow from an outing.
///
/// # Errors
/// If the table cannot be read.
pub fn streams_of_outing(
    connection: &Connection,
    outing: OutingId,
) -> Result<Vec<StreamId>, Error> {
    let mut statement = connection
        .prepare_cached("SELECT stream FROM stream WHERE outing = :outing ORDER BY stream")?;
    let rows = statement
        .query_map(named_params! {":outing": outing.0}, |r| r.get::<_, Vec<u8>>("stream"))?
        .collect::<Result<Vec<_>, _>>()?;
    rows.iter().map(|id| Ok(StreamId(fixed(id, "stream")?))).collect()
}

/// Notes what a stream is about.
///
/// # Errors
/// If the table cannot be written.
pub fn note_stream(
    connection: &Connection,
    stream: StreamId,
    noun: Noun,
    outing: Option<OutingId>,
) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO stream (stream, noun, outing) VALUES (:stream, :noun, :outing)
         ON CONFLICT (stream) DO UPDATE SET outing = coalesce(:outing, outing)",
    )?;
    statement.execute(named_params! {
        ":stream": stream.0, ":noun": noun_name(noun), ":outing": outing.map(|o| o.0),
    })?;
    Ok(())
}

fn noun_name(noun: Noun) -> String {
    serde_json::to_value(noun).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Head of a key's chain.
///
/// # Errors
/// If the table cannot be read.
pub fn head(connection: &Connection, key: PublicKey) -> Result<Option<Head>, Error> {
    let mut statement = connection.prepare_cached("SELECT seq, id FROM chain WHERE key = :key")?;
    let found = statement
        .query_row(named_params! {":key": key.0}, |r| {
            Ok((r.get::<_, u64>("seq")?, r.get::<_, Vec<u8>>("id")?))
        })
        .optional()?;
    let Some((seq, id)) = found else { return Ok(None) };
    Ok(Some(Head { id: EventId(fixed(&id, "chain")?), seq }))
}

/// Moves the head of a key's chain.
///
/// # Errors
/// If the table cannot be written.
pub fn set_head(connection: &Connection, key: PublicKey, head: Head) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO chain (key, seq, id) VALUES (:key, :seq, :id)
         ON CONFLICT (key) DO UPDATE SET seq = :seq, id = :id",
    )?;
    statement.execute(named_params! {":key": key.0, ":seq": head.seq, ":id": head.id.0})?;
    Ok(())
}

/// Notes that an event waits for something that has not arrived.
///
/// # Errors
/// If the table cannot be written.
pub fn wait(connection: &Connection, id: EventId) -> Result<(), Error> {
    connection.execute(
        "INSERT OR IGNORE INTO waiting (event) VALUES (:id)",
        named_params! {":id": id.0},
    )?;
    Ok(())
}

/// It waits no longer.
///
/// # Errors
/// If the table cannot be written.
pub fn stop_waiting(connection: &Connection, id: EventId) -> Result<(), Error> {
    connection.execute("DELETE FROM waiting WHERE event = :id", named_params! {":id": id.0})?;
    Ok(())
}

/// `CROSS`: from the few that wait. For the order's sake SQLite would read the whole log instead,
/// with every push.
const WAITING: &str = "SELECT event.n, event.signed
    FROM waiting CROSS JOIN event ON event.id = waiting.event ORDER BY event.n";

/// Events that wait, in log order.
///
/// # Errors
/// If the tables cannot be read.
pub fn waiting(connection: &Connection) -> Result<Vec<(u64, Signed)>, Error> {
    let mut statement = connection.prepare_cached(WAITING)?;
    let rows = statement
        .query_map([], |r| Ok((r.get::<_, u64>("n")?, signed(r)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    rows.iter().map(|(n, text)| Ok((*n, parse(text)?))).collect()
}

/// A stream's events of one kind with their numbers, in log order.
///
/// # Errors
/// If the table cannot be read.
pub fn of_kind(
    connection: &Connection,
    stream: StreamId,
    kind: &str,
) -> Result<Vec<(u64, Signed)>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT n, signed FROM event WHERE stream = :stream AND kind = :kind ORDER BY n",
    )?;
    let rows = statement
        .query_map(named_params! {":stream": stream.0, ":kind": kind}, |r| {
            Ok((r.get::<_, u64>("n")?, signed(r)?))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    rows.iter().map(|(n, text)| Ok((*n, parse(text)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store;

    #[test]
    fn a_push_does_not_read_the_log_to_see_who_waits() {
        let dir = tempfile::tempdir().unwrap();
        let connection = store::open(&dir.path().join("central.db")).unwrap();
        let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {WAITING}")).unwrap();
        let steps: Vec<String> =
            plan.query_map([], |r| r.get("detail")).unwrap().map(Result::unwrap).collect();
        assert!(!steps.iter().any(|step| step.contains("SCAN event")), "{steps:?}");
        assert!(steps.iter().any(|step| step.contains("SEARCH event")), "{steps:?}");
    }
}
