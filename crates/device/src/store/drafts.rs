//! Tables `draft_answer`, `draft_words`, `draft_finding` and `pending_judgement`: what is durable
//! but not sealed.

use super::{fixed, of_json, to_json};
use crate::api::{AnswerChange, Error, WordsSheet};
use mingcha_domain::{
    finding::Content,
    ids::{CheckId, EventId, FindingId, StreamId},
    time::Millis,
};
use rusqlite::{Connection, OptionalExtension, named_params};

/// Saves a changed answer.
pub fn save_answer(
    connection: &Connection,
    check: CheckId,
    change: &AnswerChange,
) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO draft_answer (check_id, item, change) VALUES (:check, :item, :change)
         ON CONFLICT (check_id, item) DO UPDATE SET change = :change",
    )?;
    statement.execute(named_params! {
        ":check": check.0, ":item": change.item, ":change": to_json(change)?,
    })?;
    Ok(())
}

/// Changed answers of a check.
pub fn answers(connection: &Connection, check: CheckId) -> Result<Vec<AnswerChange>, Error> {
    let mut statement = connection
        .prepare_cached("SELECT change FROM draft_answer WHERE check_id = :check ORDER BY item")?;
    let rows = statement
        .query_map(named_params! {":check": check.0}, |r| r.get::<_, String>(0))?
        .collect::<Result<Vec<_>, _>>()?;
    rows.iter().map(|text| of_json(text, "draft_answer")).collect()
}

/// They are sealed.
pub fn clear_answers(connection: &Connection, check: CheckId) -> Result<(), Error> {
    let mut statement =
        connection.prepare_cached("DELETE FROM draft_answer WHERE check_id = :check")?;
    statement.execute(named_params! {":check": check.0})?;
    Ok(())
}

const fn name_of(sheet: WordsSheet) -> &'static str {
    match sheet {
        WordsSheet::Submit => "submit",
        WordsSheet::Supplement => "supplement",
        WordsSheet::Suggestion => "suggestion",
    }
}

/// Saves words typed for a sheet; none forgets them.
pub fn save_words(
    connection: &Connection,
    check: CheckId,
    sheet: WordsSheet,
    words: &str,
) -> Result<(), Error> {
    let sql = if words.is_empty() {
        "DELETE FROM draft_words WHERE check_id = :check AND sheet = :sheet AND :words = ''"
    } else {
        "INSERT OR REPLACE INTO draft_words (check_id, sheet, words)
         VALUES (:check, :sheet, :words)"
    };
    connection.prepare_cached(sql)?.execute(named_params! {
        ":check": check.0, ":sheet": name_of(sheet), ":words": words,
    })?;
    Ok(())
}

/// Words typed for a sheet.
pub fn words(connection: &Connection, check: CheckId, sheet: WordsSheet) -> Result<String, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT words FROM draft_words WHERE check_id = :check AND sheet = :sheet",
    )?;
    let place = named_params! {":check": check.0, ":sheet": name_of(sheet)};
    Ok(statement.query_row(place, |r| r.get(0)).optional()?.unwrap_or_default())
}

/// Checks that have changed answers or findings being written.
pub fn checks(connection: &Connection) -> Result<Vec<CheckId>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT check_id FROM draft_answer UNION SELECT check_id FROM draft_finding",
    )?;
    let rows =
        statement.query_map([], |r| r.get::<_, Vec<u8>>(0))?.collect::<Result<Vec<_>, _>>()?;
    rows.iter().map(|id| Ok(CheckId(fixed(id, "draft_answer")?))).collect()
}

/// Everything that was saved and never recorded: answers, findings, verdicts kept back.
pub fn count(connection: &Connection) -> Result<u32, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT (SELECT count(*) FROM draft_answer) + (SELECT count(*) FROM draft_finding)
              + (SELECT count(*) FROM pending_judgement)",
    )?;
    Ok(statement.query_row([], |r| r.get(0))?)
}

/// Saves a finding being written.
pub fn save_finding(
    connection: &Connection,
    finding: FindingId,
    check: CheckId,
    content: &Content,
    now: Millis,
) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO draft_finding (finding, check_id, content, changed_ms)
         VALUES (:finding, :check, :content, :now)
         ON CONFLICT (finding) DO UPDATE SET content = :content, changed_ms = :now",
    )?;
    statement.execute(named_params! {
        ":finding": finding.0, ":check": check.0, ":content": to_json(content)?, ":now": now.0,
    })?;
    Ok(())
}

/// A finding being written: its check, content, and when it was changed.
pub fn finding(
    connection: &Connection,
    finding: FindingId,
) -> Result<Option<(CheckId, Content, Millis)>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT check_id, content, changed_ms FROM draft_finding WHERE finding = :finding",
    )?;
    let row = statement
        .query_row(named_params! {":finding": finding.0}, |r| {
            Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, String>(1)?, r.get::<_, i64>(2)?))
        })
        .optional()?;
    let Some((check, content, at)) = row else { return Ok(None) };
    let check = CheckId(fixed(&check, "draft_finding")?);
    Ok(Some((check, of_json(&content, "draft_finding")?, Millis(at))))
}

/// Findings being written for a check.
pub fn findings(connection: &Connection, check: CheckId) -> Result<Vec<FindingId>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT finding FROM draft_finding WHERE check_id = :check ORDER BY changed_ms",
    )?;
    let rows = statement
        .query_map(named_params! {":check": check.0}, |r| r.get::<_, Vec<u8>>(0))?
        .collect::<Result<Vec<_>, _>>()?;
    rows.iter().map(|id| Ok(FindingId(fixed(id, "draft_finding")?))).collect()
}

/// It is recorded, or dropped.
pub fn clear_finding(connection: &Connection, finding: FindingId) -> Result<(), Error> {
    let mut statement =
        connection.prepare_cached("DELETE FROM draft_finding WHERE finding = :finding")?;
    statement.execute(named_params! {":finding": finding.0})?;
    Ok(())
}

/// A verdict that can still be undone.
pub struct Pending {
    /// Finding or suggestion.
    pub subject: StreamId,
    /// The event's body as JSON.
    pub event: String,
    /// Revision on screen.
    pub base: Vec<EventId>,
    /// When it will be sealed, by the device's clock.
    pub seals_at: Millis,
}

/// Keeps a verdict back.
pub fn keep_back(connection: &Connection, pending: &Pending) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO pending_judgement (subject, event, base, seals_at_ms)
         VALUES (:subject, :event, :base, :at)
         ON CONFLICT (subject) DO UPDATE SET event = :event, base = :base, seals_at_ms = :at",
    )?;
    statement.execute(named_params! {
        ":subject": pending.subject.0, ":event": pending.event, ":base": to_json(&pending.base)?,
        ":at": pending.seals_at.0,
    })?;
    Ok(())
}

/// Verdicts kept back, oldest first.
pub fn kept_back(connection: &Connection) -> Result<Vec<Pending>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT subject, event, base, seals_at_ms FROM pending_judgement ORDER BY seals_at_ms",
    )?;
    let rows = statement
        .query_map([], |r| {
            Ok((
                r.get::<_, Vec<u8>>(0)?,
                r.get::<_, String>(1)?,
                r.get::<_, String>(2)?,
                r.get::<_, i64>(3)?,
            ))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    rows.into_iter()
        .map(|(subject, event, base, at)| {
            let subject = StreamId(fixed(&subject, "pending_judgement")?);
            let base = of_json(&base, "pending_judgement")?;
            Ok(Pending { subject, event, base, seals_at: Millis(at) })
        })
        .collect()
}

/// It is sealed or undone. Gives whether it was there.
pub fn let_go(connection: &Connection, subject: StreamId) -> Result<bool, Error> {
    let mut statement =
        connection.prepare_cached("DELETE FROM pending_judgement WHERE subject = :subject")?;
    Ok(statement.execute(named_params! {":subject": subject.0})? > 0)
}
