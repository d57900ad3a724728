//! Table `event`: the log of this device.

use super::{fixed, of_json, to_json, unreadable};
use crate::api::Error;
use mingcha_domain::{
    event::{Signed, Verified},
    fold::{Admitted, Stream},
    ids::{CheckId, EventId, PublicKey, StreamId},
    log::{Entry, Verdict},
    time::Millis,
    wire::Head,
};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

const COLUMNS: &str = "id, n, arrived_ms, not_before_ms, verdict, signed, own";

/// Adds an event; one that is here already stays as it is. Gives whether it is new.
pub fn insert(
    connection: &Connection,
    verified: &Verified,
    own: bool,
    check: Option<CheckId>,
) -> Result<bool, Error> {
    let mut statement = connection.prepare_cached(
        "INSERT OR IGNORE INTO event (id, key, seq, stream, kind, at_ms, own, check_id, signed)
         VALUES (:id, :key, :seq, :stream, :kind, :at, :own, :check, :signed)",
    )?;
    let header = &verified.header;
    let added = statement.execute(named_params! {
        ":id": verified.id.0, ":key": header.key.0, ":seq": header.seq, ":stream": header.stream.0,
        ":kind": header.kind, ":at": header.at.0, ":own": own, ":check": check.map(|c| c.0),
        ":signed": to_json(&verified.signed)?,
    })?;
    Ok(added > 0)
}

/// Adds an event together with what central said of it; gives whether it is new. One that is here
/// already stays as it is, see [`ruled`].
pub fn insert_ruled(
    connection: &Connection,
    verified: &Verified,
    own: bool,
    check: Option<CheckId>,
    entry: &Entry,
) -> Result<bool, Error> {
    let mut statement = connection.prepare_cached(
        "INSERT OR IGNORE INTO event (id, key, seq, stream, kind, at_ms, own, check_id, n,
         arrived_ms, not_before_ms, verdict, signed)
         VALUES (:id, :key, :seq, :stream, :kind, :at, :own, :check, :n, :arrived, :not_before,
         :verdict, :signed)",
    )?;
    let header = &verified.header;
    let added = statement.execute(named_params! {
        ":id": verified.id.0, ":key": header.key.0, ":seq": header.seq, ":stream": header.stream.0,
        ":kind": header.kind, ":at": header.at.0, ":own": own, ":check": check.map(|c| c.0),
        ":n": entry.n, ":arrived": entry.arrived.0, ":not_before": entry.not_before.map(|m| m.0),
        ":verdict": verdict_text(&entry.verdict)?, ":signed": to_json(&verified.signed)?,
    })?;
    Ok(added > 0)
}

fn verdict_text(verdict: &Verdict) -> Result<String, Error> {
    match verdict {
        Verdict::Effective => Ok("effective".to_owned()),
        other => to_json(other),
    }
}

/// Back from there; `None` where central has said nothing.
pub(super) fn verdict_of(text: &str) -> Result<Option<Verdict>, Error> {
    match text {
        "" => Ok(None),
        "effective" => Ok(Some(Verdict::Effective)),
        other => Ok(Some(of_json(other, "event")?)),
    }
}

/// Whether any event of a stream is here.
pub fn has_stream(connection: &Connection, stream: StreamId) -> Result<bool, Error> {
    let mut statement =
        connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM event WHERE stream = :stream)")?;
    Ok(statement.query_row(named_params! {":stream": stream.0}, |r| r.get(0))?)
}

/// Notes what central said of an event: its first number stays, its newest verdict holds.
pub fn ruled(connection: &Connection, entry: &Entry) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(
        "UPDATE event SET n = min(coalesce(n, :n), :n), arrived_ms = coalesce(arrived_ms, :arrived),
         not_before_ms = coalesce(not_before_ms, :not_before), verdict = :verdict WHERE id = :id",
    )?;
    statement.execute(named_params! {
        ":n": entry.n, ":arrived": entry.arrived.0, ":not_before": entry.not_before.map(|m| m.0),
        ":verdict": verdict_text(&entry.verdict)?, ":id": entry.event.0,
    })?;
    connection
        .prepare_cached("DELETE FROM offer WHERE event = :id")?
        .execute(named_params! {":id": entry.event.0})?;
    Ok(())
}

/// Central has lost what it numbered `from` and above. Events of `key` wait to be sent again, all
/// others are offered; they stay as they were for whoever reads them here. Gives the streams
/// concerned.
pub fn lose_from(
    connection: &Connection,
    key: PublicKey,
    from: u64,
) -> Result<Vec<StreamId>, Error> {
    let mut statement = connection.prepare("SELECT DISTINCT stream FROM event WHERE n >= :from")?;
    let streams = statement
        .query_map(named_params! {":from": from}, |r| r.get::<_, Vec<u8>>("stream"))?
        .collect::<Result<Vec<_>, _>>()?;
    connection.execute(
        "INSERT OR REPLACE INTO offer (event, n)
         SELECT id, n FROM event WHERE n >= :from AND (own = 0 OR key <> :key)",
        named_params! {":from": from, ":key": key.0},
    )?;
    connection.execute(
        "UPDATE event SET n = NULL, arrived_ms = NULL, not_before_ms = NULL,
         verdict = CASE own WHEN 1 THEN '' ELSE verdict END WHERE n >= :from",
        named_params! {":from": from},
    )?;
    streams.iter().map(|id| Ok(StreamId(fixed(id, "event")?))).collect()
}

/// An event that central did not take back after so many tries rests on one that nobody here has.
const OFFER_TRIES: u32 = 5;

/// Events of others to offer again, in the order in which central once had them.
pub fn offers(connection: &Connection, limit: usize) -> Result<Vec<Signed>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT event.signed FROM offer JOIN event ON event.id = offer.event
         WHERE tries < :tries ORDER BY tries, offer.n LIMIT :limit",
    )?;
    let rows = statement
        .query_map(named_params! {":tries": OFFER_TRIES, ":limit": limit}, |r| {
            r.get::<_, String>("signed")
        })?
        .collect::<Result<Vec<_>, _>>()?;
    rows.iter().map(|text| of_json(text, "event")).collect()
}

/// Notes that these were offered, whatever came of it.
pub fn offered(connection: &Connection, events: &[EventId]) -> Result<(), Error> {
    let mut statement =
        connection.prepare_cached("UPDATE offer SET tries = tries + 1 WHERE event = :id")?;
    for id in events {
        statement.execute(named_params! {":id": id.0})?;
    }
    Ok(())
}

/// Notes to which check an event belongs, once that is known.
pub fn set_check(connection: &Connection, stream: StreamId, check: CheckId) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(
        "UPDATE event SET check_id = :check WHERE stream = :stream AND check_id IS NULL",
    )?;
    statement.execute(named_params! {":check": check.0, ":stream": stream.0})?;
    Ok(())
}

type Raw = (Vec<u8>, Option<u64>, Option<i64>, Option<i64>, String, String, bool);

fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok((
        row.get("id")?,
        row.get("n")?,
        row.get("arrived_ms")?,
        row.get("not_before_ms")?,
        row.get("verdict")?,
        row.get("signed")?,
        row.get("own")?,
    ))
}

fn admitted(raw: Raw) -> Result<Admitted, Error> {
    let (id, n, arrived, not_before, verdict, signed, own) = raw;
    let signed: Signed = of_json(&signed, "event")?;
    let id = EventId(fixed(&id, "event")?);
    let verified = signed.stored(id).map_err(|_| unreadable("event"))?;
    let verdict = verdict_of(&verdict)?;
    Ok(Admitted {
        n,
        arrived: arrived.map(Millis),
        not_before: not_before.map(Millis),
        effective: counts(verdict.as_ref(), own),
        verified,
    })
}

/// Whether the fold counts an event. What central has not judged yet counts here until it does: an
/// own act is real to its author. What is held stays visible to its author, marked as not accepted,
/// and counts in no figure.
pub fn counts(verdict: Option<&Verdict>, own: bool) -> bool {
    match verdict {
        None | Some(Verdict::Effective) => true,
        Some(Verdict::Held(_)) => own,
        Some(_) => false,
    }
}

/// All events of a stream.
pub fn of_stream(connection: &Connection, stream: StreamId) -> Result<Vec<Admitted>, Error> {
    let mut statement = connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM event WHERE stream = :stream"))?;
    let rows = statement
        .query_map(named_params! {":stream": stream.0}, raw)?
        .collect::<Result<Vec<_>, _>>()?;
    rows.into_iter().map(admitted).collect()
}

/// A stream, folded.
pub fn fold(connection: &Connection, stream: StreamId) -> Result<Stream, Error> {
    Ok(Stream::fold(&of_stream(connection, stream)?))
}

/// The stream of an event.
pub fn stream_of(connection: &Connection, id: EventId) -> Result<Option<StreamId>, Error> {
    let mut statement = connection.prepare_cached("SELECT stream FROM event WHERE id = :id")?;
    let stream = statement
        .query_row(named_params! {":id": id.0}, |r| r.get::<_, Vec<u8>>("stream"))
        .optional()?;
    stream.map(|s| Ok(StreamId(fixed(&s, "event")?))).transpose()
}

/// Streams of checklists and campaigns.
pub fn known_by_heart(connection: &Connection) -> Result<Vec<StreamId>, Error> {
    let mut statement = connection.prepare(
        "SELECT DISTINCT stream FROM event
         WHERE kind IN ('checklist.published', 'campaign.launched')",
    )?;
    let rows = statement
        .query_map([], |r| r.get::<_, Vec<u8>>("stream"))?
        .collect::<Result<Vec<_>, _>>()?;
    rows.iter().map(|id| Ok(StreamId(fixed(id, "event")?))).collect()
}

/// All streams.
pub fn streams(connection: &Connection) -> Result<Vec<StreamId>, Error> {
    let mut statement = connection.prepare("SELECT DISTINCT stream FROM event")?;
    let rows = statement
        .query_map([], |r| r.get::<_, Vec<u8>>("stream"))?
        .collect::<Result<Vec<_>, _>>()?;
    rows.iter().map(|id| Ok(StreamId(fixed(id, "event")?))).collect()
}

/// After a rescue: events go whose text does not give their id. Central has them, or they are lost.
pub fn drop_unsound(connection: &Connection) -> Result<(), Error> {
    let mut statement = connection.prepare("SELECT id, signed FROM event")?;
    let mut rows = statement.query([])?;
    let mut unsound: Vec<Vec<u8>> = vec![];
    while let Some(row) = rows.next()? {
        let (id, signed): (Vec<u8>, String) = (row.get("id")?, row.get("signed")?);
        let read = of_json::<Signed>(&signed, "event").ok().and_then(|signed| signed.id().ok());
        if read.is_none_or(|read| read.0 != *id) {
            unsound.push(id);
        }
    }
    for id in unsound {
        tracing::warn!("an event came out of the damaged file changed");
        connection.execute("DELETE FROM event WHERE id = ?", [id])?;
    }
    Ok(())
}

/// Head of a key's chain.
pub fn head(connection: &Connection, key: PublicKey) -> Result<Option<Head>, Error> {
    head_where(connection, key, "true")
}

/// Head of what central has of a key's chain.
pub fn head_at_central(connection: &Connection, key: PublicKey) -> Result<Option<Head>, Error> {
    head_where(connection, key, "n IS NOT NULL")
}

fn head_where(connection: &Connection, key: PublicKey, which: &str) -> Result<Option<Head>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT seq, id FROM event WHERE key = :key AND {which} ORDER BY seq DESC LIMIT 1"
    ))?;
    let row = statement
        .query_row(named_params! {":key": key.0}, |r| {
            Ok((r.get("seq")?, r.get::<_, Vec<u8>>("id")?))
        })
        .optional()?;
    let Some((seq, id)) = row else { return Ok(None) };
    Ok(Some(Head { id: EventId(fixed(&id, "event")?), seq }))
}

/// Own events that central has not confirmed, in chain order.
pub fn unsent(connection: &Connection, key: PublicKey, limit: usize) -> Result<Vec<Signed>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT signed FROM event WHERE own = 1 AND n IS NULL AND key = :key
         ORDER BY seq LIMIT :limit",
    )?;
    let rows = statement
        .query_map(named_params! {":key": key.0, ":limit": limit}, |r| r.get::<_, String>(0))?
        .collect::<Result<Vec<_>, _>>()?;
    rows.iter().map(|text| of_json(text, "event")).collect()
}

/// Claimed time of the newest event of an outing or its checks, by anybody.
pub fn last_of_outing(
    connection: &Connection,
    outing: mingcha_domain::ids::OutingId,
) -> Result<Option<i64>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT max(at_ms) FROM event WHERE stream = :outing
         OR stream IN (SELECT id FROM check_row WHERE outing = :outing)",
    )?;
    Ok(statement.query_row(named_params! {":outing": outing.0}, |r| r.get(0))?)
}

/// Number of own events that central has confirmed.
pub fn confirmed(connection: &Connection) -> Result<u64, Error> {
    let mut statement =
        connection.prepare_cached("SELECT count(*) FROM event WHERE own = 1 AND n IS NOT NULL")?;
    Ok(statement.query_row([], |r| r.get(0))?)
}

/// Own events that wait to be sent: number of checks concerned, number of events.
pub fn unsent_counts(connection: &Connection) -> Result<(u32, u32), Error> {
    let mut statement = connection.prepare_cached(
        "SELECT count(DISTINCT check_id), count(*) FROM event WHERE own = 1 AND n IS NULL",
    )?;
    Ok(statement.query_row([], |r| Ok((r.get(0)?, r.get(1)?)))?)
}

/// Whether any own event of a check waits to be sent.
pub fn any_unsent_of(connection: &Connection, check: CheckId) -> Result<bool, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM event WHERE own = 1 AND check_id = :check AND n IS NULL)",
    )?;
    Ok(statement.query_row(named_params! {":check": check.0}, |r| r.get(0))?)
}

/// Of a stream's own events: all, confirmed, and the verdict of one that does not count.
pub fn stream_delivery(
    connection: &Connection,
    stream: StreamId,
) -> Result<(u32, u32, Option<String>), Error> {
    let mut statement = connection.prepare_cached(
        "SELECT count(*), count(n), max(CASE WHEN verdict NOT IN ('', 'effective') THEN verdict END)
         FROM event WHERE own = 1 AND stream = :stream",
    )?;
    Ok(statement.query_row(named_params! {":stream": stream.0}, |r| {
        Ok((r.get(0)?, r.get(1)?, r.get(2)?))
    })?)
}

/// An own event that central does not count.
pub struct NotCounted {
    /// The event.
    pub id: EventId,
    /// Kind.
    pub kind: String,
    /// Verdict.
    pub verdict: Verdict,
    /// Claimed time.
    pub at: Millis,
    /// Check it belongs to.
    pub check: Option<CheckId>,
}

/// Own events that central does not count, newest first, at most a hundred.
pub fn not_counted(connection: &Connection) -> Result<Vec<NotCounted>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT id, kind, verdict, at_ms, check_id FROM event
         WHERE own = 1 AND verdict NOT IN ('', 'effective') ORDER BY at_ms DESC LIMIT 100",
    )?;
    let rows = statement
        .query_map([], |r| {
            Ok((
                r.get::<_, Vec<u8>>("id")?,
                r.get::<_, String>("kind")?,
                r.get::<_, String>("verdict")?,
                r.get::<_, i64>("at_ms")?,
                r.get::<_, Option<Vec<u8>>>("check_id")?,
            ))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    rows.into_iter()
        .map(|(id, kind, verdict, at, check)| {
            let check = check.map(|c| fixed(&c, "event").map(CheckId)).transpose()?;
            let id = EventId(fixed(&id, "event")?);
            Ok(NotCounted { id, kind, verdict: of_json(&verdict, "event")?, at: Millis(at), check })
        })
        .collect()
}

/// An act of somebody else that central does not count.
pub struct NotCountedOfOther {
    /// The act.
    pub event: Verified,
    /// Verdict.
    pub verdict: Verdict,
}

/// Acts of others that central does not count, in the order in which it had them.
pub fn not_counted_of_others(connection: &Connection) -> Result<Vec<NotCountedOfOther>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT id, signed, verdict FROM event
         WHERE own = 0 AND verdict NOT IN ('', 'effective') ORDER BY n LIMIT 1000",
    )?;
    let rows = statement
        .query_map([], |r| {
            let id = r.get::<_, Vec<u8>>("id")?;
            Ok((id, r.get::<_, String>("signed")?, r.get::<_, String>("verdict")?))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    rows.into_iter()
        .map(|(id, signed, verdict)| {
            let signed: Signed = of_json(&signed, "event")?;
            let id = EventId(fixed(&id, "event")?);
            let event = signed.stored(id).map_err(|_| unreadable("event"))?;
            Ok(NotCountedOfOther { event, verdict: of_json(&verdict, "event")? })
        })
        .collect()
}

/// Key and stream of an event.
pub fn place(connection: &Connection, id: EventId) -> Result<Option<(PublicKey, StreamId)>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT key, stream FROM event WHERE id = :id")?;
    let found = statement
        .query_row(named_params! {":id": id.0}, |r| {
            Ok((r.get::<_, Vec<u8>>("key")?, r.get::<_, Vec<u8>>("stream")?))
        })
        .optional()?;
    let Some((key, stream)) = found else { return Ok(None) };
    Ok(Some((PublicKey(fixed(&key, "event")?), StreamId(fixed(&stream, "event")?))))
}

/// Notes that a stream is read-only here, or no longer.
pub fn set_read_only(connection: &Connection, stream: StreamId, is: bool) -> Result<(), Error> {
    let sql = if is {
        "INSERT OR IGNORE INTO read_only_stream (stream) VALUES (:stream)"
    } else {
        "DELETE FROM read_only_stream WHERE stream = :stream"
    };
    connection.prepare_cached(sql)?.execute(named_params! {":stream": stream.0})?;
    Ok(())
}

/// Whether any stream is read-only here.
pub fn any_read_only(connection: &Connection) -> Result<bool, Error> {
    let mut statement =
        connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM read_only_stream)")?;
    Ok(statement.query_row([], |r| r.get(0))?)
}
