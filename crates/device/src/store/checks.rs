//! Tables `check_row` and `check_search`.

use super::{fixed, search, unreadable};
use crate::api::{Error, MineFilter};
use mingcha_domain::ids::{CheckId, OrderId, OutingId, SiteId};
use rusqlite::{Connection, OptionalExtension, Row as SqlRow, named_params};

/// A check in lists.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// Orders by the time of beginning; also the cursor of a list.
    pub row: i64,
    /// Check.
    pub id: Option<CheckId>,
    /// Outing.
    pub outing: Option<OutingId>,
    /// Site.
    pub site: Option<SiteId>,
    /// Order.
    pub order: Option<OrderId>,
    /// Site's name.
    pub site_name: String,
    /// Kind of site, one word.
    pub site_kind: String,
    /// Kind of check, one word.
    pub kind: String,
    /// Claimed time of beginning.
    pub began_ms: i64,
    /// Outcome, one word; empty while open.
    pub outcome: String,
    /// I took part.
    pub mine: bool,
    /// Findings.
    pub findings: u32,
    /// Findings that came back.
    pub returned: u32,
    /// Items answered.
    pub answered: u32,
    /// Items shown.
    pub items: u32,
    /// Words to search in.
    pub words: String,
    /// Where it is; filled by every query that reads rows.
    pub sent: Sent,
}

/// How far a check's own parts are.
#[derive(Debug, Clone, Default)]
pub struct Sent {
    /// Own events.
    pub events: u32,
    /// Of those, confirmed by central.
    pub confirmed: u32,
    /// The verdict of one that does not count, if any.
    pub verdict: Option<String>,
    /// Own photo files.
    pub files: u32,
    /// Of those, at central.
    pub files_there: u32,
    /// Something of it is still being written.
    pub drafts: bool,
}

const COLUMNS: &str = "c.row, c.id, c.outing, c.site, c.order_id, c.site_name, c.site_kind, c.kind,
    c.began_ms, c.outcome, c.mine, c.findings, c.returned, c.answered, c.items, c.words,
    (SELECT count(*) FROM event e WHERE e.own = 1 AND e.check_id = c.id) AS own_events,
    (SELECT count(n) FROM event e WHERE e.own = 1 AND e.check_id = c.id) AS own_confirmed,
    (SELECT max(CASE WHEN verdict NOT IN ('', 'effective') THEN verdict END)
       FROM event e WHERE e.own = 1 AND e.check_id = c.id) AS own_verdict,
    (SELECT count(*) FROM photo_file f WHERE f.check_id = c.id AND f.own = 1) AS own_files,
    (SELECT count(*) FROM photo_file f
       WHERE f.check_id = c.id AND f.own = 1 AND f.at_central = 1) AS own_files_there,
    EXISTS (SELECT 1 FROM draft_answer d WHERE d.check_id = c.id)
      OR EXISTS (SELECT 1 FROM draft_finding d WHERE d.check_id = c.id) AS drafts";

fn raw(r: &SqlRow<'_>) -> rusqlite::Result<Result<Row, Error>> {
    let ids: (Vec<u8>, Vec<u8>, Vec<u8>) = (r.get("id")?, r.get("outing")?, r.get("site")?);
    let order: Option<Vec<u8>> = r.get("order_id")?;
    let row = Row {
        row: r.get("row")?,
        site_name: r.get("site_name")?,
        site_kind: r.get("site_kind")?,
        kind: r.get("kind")?,
        began_ms: r.get("began_ms")?,
        outcome: r.get("outcome")?,
        mine: r.get("mine")?,
        findings: r.get("findings")?,
        returned: r.get("returned")?,
        answered: r.get("answered")?,
        items: r.get("items")?,
        words: r.get("words")?,
        sent: Sent {
            events: r.get("own_events")?,
            confirmed: r.get("own_confirmed")?,
            verdict: r.get("own_verdict")?,
            files: r.get("own_files")?,
            files_there: r.get("own_files_there")?,
            drafts: r.get("drafts")?,
        },
        ..Row::default()
    };
    let finish = || {
        Ok(Row {
            id: Some(CheckId(fixed(&ids.0, "check_row")?)),
            outing: Some(OutingId(fixed(&ids.1, "check_row")?)),
            site: Some(SiteId(fixed(&ids.2, "check_row")?)),
            order: order.map(|o| fixed(&o, "check_row").map(OrderId)).transpose()?,
            ..row
        })
    };
    Ok(finish())
}

fn all(
    connection: &Connection,
    sql: &str,
    parameters: &[(&str, &dyn rusqlite::ToSql)],
) -> Result<Vec<Row>, Error> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(parameters, raw)?;
    rows.collect::<Result<Result<Vec<_>, _>, _>>()?
}

/// Writes a check's row. Gives its words where they are others than before, for [`index`].
pub fn put(connection: &Connection, row: &Row) -> Result<Option<Words>, Error> {
    let id = row.id.ok_or_else(|| unreadable("check_row"))?;
    let (outing, site) = (row.outing.map(|o| o.0), row.site.map(|s| s.0));
    let before: Option<(i64, String)> = connection
        .prepare_cached("SELECT row, words FROM check_row WHERE id = :id")?
        .query_row(named_params! {":id": id.0}, |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    let number = match &before {
        Some((number, _)) => *number,
        None => free_number(connection, row.began_ms, id)?,
    };
    connection
        .prepare_cached(
            "INSERT INTO check_row (row, id, outing, site, order_id, site_name, site_kind, kind,
             began_ms, outcome, mine, findings, returned, answered, items, words)
             VALUES (:row, :id, :outing, :site, :order, :site_name, :site_kind, :kind, :began,
             :outcome, :mine, :findings, :returned, :answered, :items, :words)
             ON CONFLICT (row) DO UPDATE SET outing = :outing, site = :site, order_id = :order,
             site_name = :site_name, site_kind = :site_kind, kind = :kind, outcome = :outcome,
             mine = :mine, findings = :findings, returned = :returned, answered = :answered,
             items = :items, words = :words",
        )?
        .execute(named_params! {
            ":row": number, ":id": id.0, ":outing": outing, ":site": site,
            ":order": row.order.map(|o| o.0), ":site_name": row.site_name,
            ":site_kind": row.site_kind, ":kind": row.kind, ":began": row.began_ms,
            ":outcome": row.outcome, ":mine": row.mine, ":findings": row.findings,
            ":returned": row.returned, ":answered": row.answered, ":items": row.items,
            ":words": row.words,
        })?;
    let words = match before {
        Some((_, words)) if words == row.words => None,
        other => Some(Words { number, new: row.words.clone(), known: other.is_some() }),
    };
    Ok(words)
}

/// Words of a check that are to be found by.
#[must_use]
pub struct Words {
    number: i64,
    new: String,
    /// Others were found before.
    known: bool,
}

/// Makes checks to be found by their words: many one after another, with nothing in between. What
/// else is written makes the index write down at once what it has gathered.
pub fn index(connection: &Connection, all: &[Words]) -> Result<(), Error> {
    let mut forget = connection.prepare_cached("DELETE FROM check_search WHERE rowid = :row")?;
    let mut put = connection
        .prepare_cached("INSERT INTO check_search (rowid, pairs) VALUES (:row, :pairs)")?;
    for Words { number, new, known } in all {
        if *known {
            forget.execute(named_params! {":row": number})?;
        }
        put.execute(named_params! {":row": number, ":pairs": search::indexed(new)})?;
    }
    Ok(())
}

fn free_number(connection: &Connection, began_ms: i64, id: CheckId) -> Result<i64, Error> {
    let bits = id.0.iter().take(2).fold(0_i64, |all, byte| (all << 8) | i64::from(*byte)) & 0xfff;
    let mut number = began_ms.clamp(0, i64::MAX >> 13).saturating_mul(4096) | bits;
    let mut statement =
        connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM check_row WHERE row = :row)")?;
    while statement.query_row(named_params! {":row": number}, |r| r.get(0))? {
        number += 1;
    }
    Ok(number)
}

/// A check's row.
pub fn get(connection: &Connection, id: CheckId) -> Result<Option<Row>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM check_row c WHERE id = :id");
    Ok(all(connection, &sql, &[(":id", &id.0)])?.pop())
}

/// Name of a check's site; empty if the check is not known here.
pub fn site_name(connection: &Connection, id: CheckId) -> Result<String, Error> {
    let mut statement =
        connection.prepare_cached("SELECT site_name FROM check_row WHERE id = :id")?;
    let name = statement.query_row(named_params! {":id": id.0}, |r| r.get(0)).optional()?;
    Ok(name.unwrap_or_default())
}

/// My checks that are not handed in, newest first.
pub fn open(connection: &Connection) -> Result<Vec<Row>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM check_row c WHERE mine = 1 AND outcome = '' ORDER BY row DESC LIMIT 100"
    );
    all(connection, &sql, &[])
}

/// Checks of an outing.
pub fn of_outing(connection: &Connection, outing: OutingId) -> Result<Vec<Row>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM check_row c WHERE outing = :outing ORDER BY row");
    all(connection, &sql, &[(":outing", &outing.0)])
}

/// Whether a check of an outing was handed in, with whatever outcome.
pub fn any_handed_in(connection: &Connection, outing: OutingId) -> Result<bool, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM check_row WHERE outing = :outing AND outcome <> '')",
    )?;
    Ok(statement.query_row(named_params! {":outing": outing.0}, |r| r.get(0))?)
}

/// Ids of an outing's checks.
pub fn ids_of_outing(connection: &Connection, outing: OutingId) -> Result<Vec<CheckId>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT id FROM check_row WHERE outing = :outing")?;
    let rows = statement
        .query_map(named_params! {":outing": outing.0}, |r| r.get::<_, Vec<u8>>(0))?
        .collect::<Result<Vec<_>, _>>()?;
    rows.iter().map(|id| Ok(CheckId(fixed(id, "check_row")?))).collect()
}

/// Checks at a site.
pub fn at_site(connection: &Connection, site: SiteId) -> Result<Vec<CheckId>, Error> {
    let mut statement = connection.prepare_cached("SELECT id FROM check_row WHERE site = :site")?;
    let rows = statement
        .query_map(named_params! {":site": site.0}, |r| r.get::<_, Vec<u8>>(0))?
        .collect::<Result<Vec<_>, _>>()?;
    rows.iter().map(|id| Ok(CheckId(fixed(id, "check_row")?))).collect()
}

/// When a check at a site began last.
pub fn last_at_site(connection: &Connection, site: SiteId) -> Result<Option<i64>, Error> {
    // Rows are numbered by the time of beginning: the index ends with the newest.
    let mut statement = connection.prepare_cached(
        "SELECT began_ms FROM check_row WHERE site = :site ORDER BY row DESC LIMIT 1",
    )?;
    Ok(statement.query_row(named_params! {":site": site.0}, |r| r.get(0)).optional()?)
}

/// The check that carries out an order.
pub fn of_order(connection: &Connection, order: OrderId) -> Result<Option<CheckId>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT id FROM check_row WHERE order_id = :order LIMIT 1")?;
    let id = statement
        .query_row(named_params! {":order": order.0}, |r| r.get::<_, Vec<u8>>(0))
        .optional()?;
    id.map(|id| Ok(CheckId(fixed(&id, "check_row")?))).transpose()
}

/// Number of checks known here.
pub fn count(connection: &Connection) -> Result<u32, Error> {
    Ok(connection.query_row("SELECT count(*) FROM check_row", [], |r| r.get(0))?)
}

const fn condition(filter: MineFilter) -> &'static str {
    match filter {
        MineFilter::All => "c.mine = 1",
        MineFilter::Open => "c.mine = 1 AND c.outcome = ''",
        MineFilter::Returned => "c.mine = 1 AND c.returned > 0",
        MineFilter::Unsent => {
            "c.mine = 1 AND (c.id IN (SELECT check_id FROM event WHERE own = 1 AND n IS NULL)
              OR c.id IN (SELECT check_id FROM photo_file WHERE own = 1 AND at_central = 0)
              OR c.id IN (SELECT check_id FROM draft_answer)
              OR c.id IN (SELECT check_id FROM draft_finding))"
        }
    }
}

/// How far the matches of a search are counted; nobody reads further.
pub const COUNTED: u32 = 1_000;

/// A page of my checks, newest first, after `after`; and how many there are altogether (of a
/// search, [`COUNTED`] at most).
pub fn mine(
    connection: &Connection,
    filter: MineFilter,
    text: &str,
    after: Option<i64>,
    limit: usize,
) -> Result<(Vec<Row>, u32), Error> {
    let before = after.unwrap_or(i64::MAX);
    let condition = condition(filter);
    let wanted = search::normalised(text);
    if wanted.is_empty() {
        let sql = format!(
            "SELECT {COLUMNS} FROM check_row c WHERE {condition} AND c.row < :before
             ORDER BY c.row DESC LIMIT :limit"
        );
        let rows = all(connection, &sql, &[(":before", &before), (":limit", &limit)])?;
        let sql = match filter {
            MineFilter::All => "SELECT n FROM tally WHERE name = 'mine'".to_owned(),
            _ => format!("SELECT count(*) FROM check_row c WHERE {condition}"),
        };
        let total = connection.prepare_cached(&sql)?.query_row([], |r| r.get(0))?;
        return Ok((rows, total));
    }
    let Some(query) = search::query(text) else {
        let sql = format!(
            "SELECT {COLUMNS} FROM check_row c WHERE {condition} AND c.row < :before
             AND instr(c.words, :wanted) > 0 ORDER BY c.row DESC LIMIT :limit"
        );
        let parameters: [(&str, &dyn rusqlite::ToSql); 3] =
            [(":before", &before), (":wanted", &wanted), (":limit", &limit)];
        let rows = all(connection, &sql, &parameters)?;
        let sql = format!(
            "SELECT count(*) FROM check_row c WHERE {condition} AND instr(c.words, :wanted) > 0"
        );
        let total = connection
            .prepare_cached(&sql)?
            .query_row(named_params! {":wanted": wanted}, |r| r.get(0))?;
        return Ok((rows, total));
    };
    // Newest first comes for nothing: the index walks its rows backwards and stops at the limit.
    let sql = format!(
        "SELECT {COLUMNS} FROM check_search s CROSS JOIN check_row c ON c.row = s.rowid
         WHERE s.check_search MATCH :query AND s.rowid < :before AND {condition}
           AND instr(c.words, :wanted) > 0
         ORDER BY s.rowid DESC LIMIT :limit"
    );
    let parameters: [(&str, &dyn rusqlite::ToSql); 4] =
        [(":query", &query), (":before", &before), (":wanted", &wanted), (":limit", &limit)];
    let rows = all(connection, &sql, &parameters)?;
    // Of a long list only the index is counted, and not to its end; whether all of those are mine
    // and hold the exact words is settled page by page.
    let total = if rows.len() < limit && after.is_none() {
        u32::try_from(rows.len()).unwrap_or(u32::MAX)
    } else {
        connection
            .prepare_cached(
                "SELECT count(*) FROM (SELECT 1 FROM check_search
                 WHERE check_search MATCH :query LIMIT :counted)",
            )?
            .query_row(named_params! {":query": query, ":counted": COUNTED}, |r| r.get(0))?
    };
    Ok((rows, total))
}
