//! What central gave, by tag, held against what is here.

use super::{fixed, unreadable};
use crate::api::Error;
use mingcha_domain::{
    ids::{EventId, StreamId},
    log::Verdict,
    reconcile::{Digest, Prefix},
    scope::Tag,
    time::Millis,
};
use rusqlite::{Connection, named_params};
use std::collections::BTreeMap;

/// Of what is here of a stream, as far as central has numbered it.
pub fn digest_of(connection: &Connection, stream: StreamId) -> Result<Digest, Error> {
    let mut statement = connection
        .prepare_cached("SELECT id, verdict FROM event WHERE stream = :stream AND n IS NOT NULL")?;
    let rows = statement
        .query_map(named_params! {":stream": stream.0}, |r| {
            Ok((r.get::<_, Vec<u8>>("id")?, r.get::<_, String>("verdict")?))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    rows.iter()
        .map(|(id, verdict)| {
            let verdict = super::events::verdict_of(verdict)?.unwrap_or(Verdict::Effective);
            Ok(Digest::of(EventId(fixed(id, "event")?), &verdict))
        })
        .collect()
}

/// A stream is given under a tag, and this is here of it.
pub fn put(
    connection: &Connection,
    tag: Tag,
    stream: StreamId,
    digest: Digest,
) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO given (tag, stream, digest) VALUES (:tag, :stream, :digest)
         ON CONFLICT (tag, stream) DO UPDATE SET digest = :digest",
    )?;
    statement.execute(named_params! {
        ":tag": tag.to_string(), ":stream": stream.0, ":digest": digest.to_sql(),
    })?;
    Ok(())
}

/// This is here of a stream now. Gives whether it was something else before, where it is given.
pub fn set(connection: &Connection, stream: StreamId, digest: Digest) -> Result<bool, Error> {
    let mut statement = connection.prepare_cached(
        "UPDATE given SET digest = :digest WHERE stream = :stream AND digest <> :digest",
    )?;
    let changed =
        statement.execute(named_params! {":stream": stream.0, ":digest": digest.to_sql()})?;
    Ok(changed > 0)
}

/// The streams under a tag that `prefix` holds, ascending.
pub fn under(
    connection: &Connection,
    tag: Tag,
    prefix: &Prefix,
) -> Result<Vec<(StreamId, Digest)>, Error> {
    let (low, high) = prefix.range();
    let mut statement = connection.prepare_cached(
        "SELECT stream, digest FROM given
         WHERE tag = :tag AND stream BETWEEN :low AND :high ORDER BY stream",
    )?;
    let rows = statement
        .query_map(named_params! {":tag": tag.to_string(), ":low": low.0, ":high": high.0}, |r| {
            Ok((r.get::<_, Vec<u8>>("stream")?, r.get::<_, i64>("digest")?))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    rows.into_iter()
        .map(|(id, digest)| Ok((StreamId(fixed(&id, "given")?), Digest::of_sql(digest))))
        .collect()
}

/// A stream is not given under a tag any more.
pub fn take_away(connection: &Connection, tag: Tag, stream: StreamId) -> Result<(), Error> {
    let mut statement =
        connection.prepare_cached("DELETE FROM given WHERE tag = :tag AND stream = :stream")?;
    statement.execute(named_params! {":tag": tag.to_string(), ":stream": stream.0})?;
    Ok(())
}

/// Nothing is known of tags that are not among these.
pub fn keep_tags(connection: &Connection, tags: &[Tag]) -> Result<(), Error> {
    let kept: Vec<String> = tags.iter().map(ToString::to_string).collect();
    let mut statement = connection.prepare_cached("SELECT tag FROM given_tally")?;
    let known =
        statement.query_map([], |r| r.get::<_, String>("tag"))?.collect::<Result<Vec<_>, _>>()?;
    for tag in known.iter().filter(|tag| !kept.contains(tag)) {
        for table in ["given", "given_tally", "to_compare", "difference"] {
            let sql = format!("DELETE FROM {table} WHERE tag = :tag");
            connection.prepare_cached(&sql)?.execute(named_params! {":tag": tag})?;
        }
    }
    Ok(())
}

/// Per tag, of all that is here.
pub fn tallies(connection: &Connection) -> Result<BTreeMap<Tag, Digest>, Error> {
    by_tag(connection, "given_tally")
}

/// Per tag, the difference that was looked into or is being.
pub fn differences(connection: &Connection) -> Result<BTreeMap<Tag, Digest>, Error> {
    by_tag(connection, "difference")
}

fn by_tag(connection: &Connection, table: &'static str) -> Result<BTreeMap<Tag, Digest>, Error> {
    let mut statement = connection.prepare_cached(&format!("SELECT tag, digest FROM {table}"))?;
    let rows = statement
        .query_map([], |r| Ok((r.get::<_, String>("tag")?, r.get::<_, i64>("digest")?)))?
        .collect::<Result<Vec<_>, _>>()?;
    rows.into_iter()
        .map(|(tag, digest)| {
            Ok((tag.parse().map_err(|_| unreadable(table))?, Digest::of_sql(digest)))
        })
        .collect()
}

/// A tag differs from central's by this much, or by nothing.
pub fn set_difference(connection: &Connection, tag: Tag, by: Digest) -> Result<(), Error> {
    let named = named_params! {":tag": tag.to_string(), ":digest": by.to_sql()};
    if by != Digest::default() {
        let sql = "INSERT OR REPLACE INTO difference (tag, digest) VALUES (:tag, :digest)";
        connection.prepare_cached(sql)?.execute(named)?;
        return Ok(());
    }
    for table in ["difference", "to_compare"] {
        let sql = format!("DELETE FROM {table} WHERE tag = :tag");
        connection.prepare_cached(&sql)?.execute(named_params! {":tag": tag.to_string()})?;
    }
    Ok(())
}

/// The parts of a prefix are to be compared, or have been.
pub fn set_to_compare(
    connection: &Connection,
    tag: Tag,
    prefix: &Prefix,
    is: bool,
) -> Result<(), Error> {
    let sql = match is {
        true => "INSERT OR IGNORE INTO to_compare (tag, prefix) VALUES (:tag, :prefix)",
        false => "DELETE FROM to_compare WHERE tag = :tag AND prefix = :prefix",
    };
    let prefix = super::word(prefix);
    connection
        .prepare_cached(sql)?
        .execute(named_params! {":tag": tag.to_string(), ":prefix": prefix})?;
    Ok(())
}

/// Prefixes whose parts are to be compared, at most `limit`.
pub fn to_compare(connection: &Connection, limit: usize) -> Result<Vec<(Tag, Prefix)>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT tag, prefix FROM to_compare LIMIT :limit")?;
    let rows = statement
        .query_map(named_params! {":limit": limit}, |r| {
            Ok((r.get::<_, String>("tag")?, r.get::<_, String>("prefix")?))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    rows.into_iter()
        .map(|(tag, prefix)| {
            let tag = tag.parse().map_err(|_| unreadable("to_compare"))?;
            Ok((tag, super::of_word(&prefix, "to_compare")?))
        })
        .collect()
}

/// What came of comparing.
#[derive(Debug, Clone, Copy)]
pub struct Reconciled {
    /// When it was done last.
    pub at: Millis,
    /// No tag differs, or what differs is being looked into.
    pub same: bool,
    /// Streams that were not whole here and are.
    pub mended: u32,
    /// When one was found last.
    pub mended_at: Option<Millis>,
}

/// Notes that all tags were compared, and how many streams were mended.
pub fn note(connection: &Connection, at: Millis, mended: u32) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO reconciled (id, at_ms, mended, mended_ms)
         VALUES (1, :at, :mended, CASE WHEN :mended > 0 THEN :at END)
         ON CONFLICT (id) DO UPDATE SET at_ms = :at, mended = mended + :mended,
         mended_ms = CASE WHEN :mended > 0 THEN :at ELSE mended_ms END",
    )?;
    statement.execute(named_params! {":at": at.0, ":mended": mended})?;
    Ok(())
}

/// What came of it so far; `None` before the first time.
pub fn reconciled(connection: &Connection) -> Result<Option<Reconciled>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT at_ms, mended, mended_ms, NOT EXISTS (SELECT 1 FROM difference WHERE tag NOT IN
         (SELECT tag FROM to_compare)) AS same FROM reconciled",
    )?;
    let mut rows = statement.query([])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some(Reconciled {
        at: Millis(row.get("at_ms")?),
        same: row.get("same")?,
        mended: row.get("mended")?,
        mended_at: row.get::<_, Option<i64>>("mended_ms")?.map(Millis),
    }))
}
