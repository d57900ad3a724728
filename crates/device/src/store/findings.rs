//! Tables `finding_row` and `suggestion_row`. A row keeps the list view as JSON; what lists are
//! chosen and ordered by stands in columns.

use super::{fixed, of_json, to_json, word};
use crate::api::{Error, FindingRow, SuggestionRow};
use mingcha_domain::ids::{CheckId, FindingId, SiteId, SuggestionId, UnitId, UserId};
use rusqlite::{Connection, ToSql, named_params};

/// Writes a finding's row.
pub fn put(
    connection: &Connection,
    row: &FindingRow,
    (author, unit): (Option<UserId>, Option<UnitId>),
    mine: bool,
    judged_ms: i64,
) -> Result<(), Error> {
    // The tally of what waits follows rows that come and go, not rows that change.
    connection
        .prepare_cached("DELETE FROM finding_row WHERE id = :id")?
        .execute(named_params! {":id": row.id.0})?;
    let mut statement = connection.prepare_cached(
        "INSERT INTO finding_row
         (id, check_id, site, unit, author, standing, key_flag, severity, at_ms, mine, judged_ms,
          row)
         VALUES (:id, :check, :site, :unit, :author, :standing, :key, :severity, :at, :mine,
          :judged, :row)",
    )?;
    statement.execute(named_params! {
        ":id": row.id.0, ":check": row.check.0, ":site": row.site_id.0,
        ":unit": unit.map(|u| u.0.to_vec()).unwrap_or_default(),
        ":author": author.map(|a| a.0), ":standing": word(&row.standing), ":key": row.key,
        ":severity": row.severity as i64, ":at": row.at.0, ":mine": mine, ":judged": judged_ms,
        ":row": to_json(row)?,
    })?;
    Ok(())
}

/// Writes a suggestion's row.
pub fn put_suggestion(connection: &Connection, row: &SuggestionRow) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(
        "INSERT OR REPLACE INTO suggestion_row (id, check_id, standing, at_ms, row)
         VALUES (:id, :check, :standing, :at, :row)",
    )?;
    statement.execute(named_params! {
        ":id": row.id.0, ":check": row.check.0, ":standing": word(&row.standing),
        ":at": row.at.0, ":row": to_json(row)?,
    })?;
    Ok(())
}

fn rows<T: serde::de::DeserializeOwned>(
    connection: &Connection,
    sql: &str,
    parameters: &[(&str, &dyn ToSql)],
) -> Result<Vec<T>, Error> {
    let mut statement = connection.prepare_cached(sql)?;
    let texts = statement
        .query_map(parameters, |r| r.get::<_, String>(0))?
        .collect::<Result<Vec<_>, _>>()?;
    texts.iter().map(|text| of_json(text, "finding_row")).collect()
}

/// A finding's row.
pub fn get(connection: &Connection, id: FindingId) -> Result<Option<FindingRow>, Error> {
    Ok(rows(connection, "SELECT row FROM finding_row WHERE id = :id", &[(":id", &id.0)])?.pop())
}

/// A suggestion's row.
pub fn suggestion(
    connection: &Connection,
    id: SuggestionId,
) -> Result<Option<SuggestionRow>, Error> {
    let sql = "SELECT row FROM suggestion_row WHERE id = :id";
    Ok(rows(connection, sql, &[(":id", &id.0)])?.pop())
}

/// Findings of a check, oldest first.
pub fn of_check(connection: &Connection, check: CheckId) -> Result<Vec<FindingRow>, Error> {
    let sql = "SELECT row FROM finding_row WHERE check_id = :check AND standing <> 'withdrawn'
               ORDER BY at_ms, id";
    rows(connection, sql, &[(":check", &check.0)])
}

/// Ids of a check's findings, withdrawn ones too.
pub fn ids_of_check(connection: &Connection, check: CheckId) -> Result<Vec<FindingId>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT id FROM finding_row WHERE check_id = :check")?;
    let rows = statement
        .query_map(named_params! {":check": check.0}, |r| r.get::<_, Vec<u8>>(0))?
        .collect::<Result<Vec<_>, _>>()?;
    rows.iter().map(|id| Ok(FindingId(fixed(id, "finding_row")?))).collect()
}

/// Suggestions of a check, oldest first.
pub fn suggestions_of_check(
    connection: &Connection,
    check: CheckId,
) -> Result<Vec<SuggestionRow>, Error> {
    let sql = "SELECT row FROM suggestion_row WHERE check_id = :check ORDER BY at_ms, id";
    rows(connection, sql, &[(":check", &check.0)])
}

/// Earlier findings at a site, newest first.
pub fn at_site(
    connection: &Connection,
    site: SiteId,
    except: FindingId,
) -> Result<Vec<FindingRow>, Error> {
    let sql = "SELECT row FROM finding_row WHERE site = :site AND id <> :except
               AND standing <> 'withdrawn' ORDER BY at_ms DESC LIMIT 20";
    rows(connection, sql, &[(":site", &site.0), (":except", &except.0)])
}

/// Findings at a place from other visits than `except`, newest first. Not by time: the clock of the
/// device that is there now may be wrong.
pub fn of_other_checks(
    connection: &Connection,
    site: SiteId,
    except: CheckId,
    limit: usize,
) -> Result<Vec<FindingRow>, Error> {
    let sql = "SELECT row FROM finding_row WHERE site = :site AND check_id <> :except
               AND standing <> 'withdrawn' ORDER BY at_ms DESC LIMIT :limit";
    let given: [(&str, &dyn ToSql); 3] =
        [(":site", &site.0), (":except", &except.0), (":limit", &limit)];
    rows(connection, sql, &given)
}

/// My findings that came back.
pub fn my_returned(connection: &Connection) -> Result<Vec<FindingRow>, Error> {
    let sql = "SELECT row FROM finding_row WHERE standing = 'returned' AND mine = 1
               ORDER BY at_ms DESC LIMIT 100";
    rows(connection, sql, &[])
}

/// What waits at a site for the leads of a unit, summed up.
#[derive(Debug, Clone)]
pub struct WaitingAt {
    /// Site.
    pub site: SiteId,
    /// Unit of the teams that found it; absent while their outing is not known here.
    pub unit: Option<UnitId>,
    /// The first of them is a key finding.
    pub key: bool,
    /// Its severity.
    pub severity: i64,
    /// When it was found.
    pub at_ms: i64,
    /// How many.
    pub count: u32,
    /// Of those, key.
    pub keys: u32,
}

const FIRST: &str = "SELECT key_flag, severity, at_ms FROM finding_row INDEXED BY finding_waiting
     WHERE standing IN ('to_be_judged', 'changed_since', 'contrary_verdicts')
       AND site = :site AND unit = :unit
     ORDER BY key_flag DESC, severity DESC, at_ms LIMIT 1";

/// What waits, per site and unit.
pub fn waiting(connection: &Connection) -> Result<Vec<WaitingAt>, Error> {
    let mut tally =
        connection.prepare_cached("SELECT site, unit, n, keys FROM waiting_tally WHERE n > 0")?;
    let rows = tally
        .query_map([], |r| {
            Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, Vec<u8>>(1)?, r.get(2)?, r.get(3)?))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    let mut first = connection.prepare_cached(FIRST)?;
    rows.into_iter()
        .map(|(site, unit, count, keys)| {
            let (key, severity, at_ms) = first
                .query_row(named_params! {":site": site, ":unit": unit}, |r| {
                    Ok((r.get(0)?, r.get(1)?, r.get(2)?))
                })?;
            let site = SiteId(fixed(&site, "waiting_tally")?);
            let unit = match unit.as_slice() {
                [] => None,
                unit => Some(UnitId(fixed(unit, "waiting_tally")?)),
            };
            Ok(WaitingAt { site, unit, key, severity, at_ms, count, keys })
        })
        .collect()
}

/// Findings that wait at a site for the leads of a unit: key first, then the gravest, then the
/// oldest.
pub fn waiting_at(
    connection: &Connection,
    site: SiteId,
    unit: UnitId,
    limit: usize,
) -> Result<Vec<FindingRow>, Error> {
    let sql = "SELECT row FROM finding_row WHERE id IN (
                 SELECT id FROM finding_row INDEXED BY finding_waiting
                 WHERE standing IN ('to_be_judged', 'changed_since', 'contrary_verdicts')
                   AND site = :site AND unit = :unit
                 ORDER BY key_flag DESC, severity DESC, at_ms LIMIT :limit)
               ORDER BY key_flag DESC, severity DESC, at_ms";
    rows(connection, sql, &[(":site", &site.0), (":unit", &unit.0), (":limit", &limit)])
}

/// Suggestions that wait for a lead, oldest first.
pub fn suggestions_to_judge(connection: &Connection) -> Result<Vec<SuggestionRow>, Error> {
    let sql = "SELECT row FROM suggestion_row
               WHERE standing IN ('to_be_judged', 'changed_since', 'contrary_verdicts')
               ORDER BY at_ms LIMIT 500";
    rows(connection, sql, &[])
}

/// Findings judged since a time, newest first.
pub fn judged_since(connection: &Connection, since_ms: i64) -> Result<Vec<FindingRow>, Error> {
    let sql = "SELECT row FROM finding_row WHERE judged_ms >= :since AND judged_ms > 0
               ORDER BY judged_ms DESC LIMIT 50";
    rows(connection, sql, &[(":since", &since_ms)])
}

/// Findings and returned findings of a check.
pub fn counts(connection: &Connection, check: CheckId) -> Result<(u32, u32), Error> {
    let mut statement = connection.prepare_cached(
        "SELECT count(*), coalesce(sum(standing = 'returned'), 0) FROM finding_row
         WHERE check_id = :check AND standing <> 'withdrawn'",
    )?;
    Ok(statement.query_row(named_params! {":check": check.0}, |r| Ok((r.get(0)?, r.get(1)?)))?)
}

/// Words of a check's findings, for searching.
pub fn words_of_check(connection: &Connection, check: CheckId) -> Result<String, Error> {
    let found: Vec<FindingRow> = of_check(connection, check)?;
    Ok(found.iter().map(|f| f.text.as_str()).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_queue_is_counted_from_an_index_alone() {
        let connection = super::super::in_memory().unwrap();
        connection.execute_batch(include_str!("schema.sql")).unwrap();
        let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {FIRST}")).unwrap();
        let steps: Vec<String> = plan
            .query_map(named_params! {":site": [0_u8], ":unit": [0_u8]}, |r| r.get("detail"))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let whole = "SEARCH finding_row USING COVERING INDEX finding_waiting (site=? AND unit=?)";
        assert_eq!(steps, [whole]);
    }

    #[test]
    fn the_tally_follows_rows_that_come_change_and_go() {
        let connection = super::super::in_memory().unwrap();
        connection.execute_batch(include_str!("schema.sql")).unwrap();
        let put = |id: u8, key: bool, standing: &str| {
            connection
                .execute("DELETE FROM finding_row WHERE id = :id", named_params! {":id": [id]})
                .unwrap();
            connection
                .execute(
                    "INSERT INTO finding_row (id, check_id, site, unit, standing, key_flag,
                     severity, at_ms, mine, row)
                     VALUES (:id, x'', :site, :unit, :standing, :key, 1, :at, 0, '')",
                    named_params! {
                        ":id": [id], ":site": [7_u8; 16], ":unit": [8_u8; 16],
                        ":standing": standing, ":key": key, ":at": i64::from(id),
                    },
                )
                .unwrap();
        };
        let tally = || -> Vec<(u32, u32, i64)> {
            waiting(&connection).unwrap().iter().map(|w| (w.count, w.keys, w.at_ms)).collect()
        };
        put(1, false, "to_be_judged");
        put(2, true, "to_be_judged");
        put(3, false, "approved");
        assert_eq!(tally(), [(2, 1, 2)], "the key one is first");
        put(2, true, "approved");
        put(3, false, "changed_since");
        assert_eq!(tally(), [(2, 0, 1)]);
        connection.execute("DELETE FROM finding_row", []).unwrap();
        assert!(tally().is_empty());
    }
}
