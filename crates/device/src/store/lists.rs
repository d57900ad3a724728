//! Tables `outing_row`, `order_row` and `site_row`.

use super::{events, fixed, to_json, word};
use crate::api::Error;
use mingcha_domain::{
    fold::Subject,
    ids::{OrderId, OutingId, SiteId, TeamId, UnitId},
    site::{Site, SiteAdded},
    time::Day,
};
use rusqlite::{Connection, OptionalExtension, named_params};

/// Writes an outing's row.
pub fn put_outing(
    connection: &Connection,
    id: OutingId,
    team: TeamId,
    started_ms: i64,
    ended: bool,
    mine: bool,
) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(
        "INSERT OR REPLACE INTO outing_row (id, team, started_ms, ended, mine)
         VALUES (:id, :team, :started, :ended, :mine)",
    )?;
    statement.execute(named_params! {
        ":id": id.0, ":team": team.0, ":started": started_ms, ":ended": ended, ":mine": mine,
    })?;
    Ok(())
}

/// Notes through which day an outing of others is given to me; absent if it is not.
pub fn show_outing(connection: &Connection, id: OutingId, until: Option<Day>) -> Result<(), Error> {
    connection
        .prepare_cached("DELETE FROM shown_outing WHERE id = :id")?
        .execute(named_params! {":id": id.0})?;
    if let Some(until) = until {
        connection
            .prepare_cached("INSERT INTO shown_outing (id, until) VALUES (:id, :until)")?
            .execute(named_params! {":id": id.0, ":until": until.to_string()})?;
    }
    Ok(())
}

/// Outings of others that are given to me, the first to end first.
pub fn shown_outings(connection: &Connection) -> Result<Vec<(OutingId, Day)>, Error> {
    let mut statement = connection
        .prepare_cached("SELECT id, until FROM shown_outing ORDER BY until, id LIMIT 100")?;
    let rows = statement
        .query_map([], |r| Ok((r.get::<_, Vec<u8>>("id")?, r.get::<_, String>("until")?)))?
        .collect::<Result<Vec<_>, _>>()?;
    rows.iter()
        .map(|(id, until)| {
            let until = until.parse().map_err(|_| super::unreadable("shown_outing"))?;
            Ok((OutingId(fixed(id, "shown_outing")?), until))
        })
        .collect()
}

/// Outings that are not mine.
pub fn outings_of_others(connection: &Connection) -> Result<Vec<OutingId>, Error> {
    let mut statement = connection.prepare_cached("SELECT id FROM outing_row WHERE mine = 0")?;
    let rows =
        statement.query_map([], |r| r.get::<_, Vec<u8>>("id"))?.collect::<Result<Vec<_>, _>>()?;
    rows.iter().map(|id| Ok(OutingId(fixed(id, "outing_row")?))).collect()
}

/// My outing under way, the newest if there are several.
pub fn outing_under_way(connection: &Connection) -> Result<Option<OutingId>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM outing_row WHERE ended = 0 AND mine = 1 ORDER BY started_ms DESC LIMIT 1",
    )?;
    let id = statement.query_row([], |r| r.get::<_, Vec<u8>>(0)).optional()?;
    id.map(|id| Ok(OutingId(fixed(&id, "outing_row")?))).transpose()
}

/// Outings that began at `since_ms` or later, and those that have not ended, newest first.
pub fn outings_since(connection: &Connection, since_ms: i64) -> Result<Vec<OutingId>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM outing_row
         WHERE started_ms >= :since OR (ended = 0 AND started_ms >= :since - 259200000)
         ORDER BY started_ms DESC LIMIT 200",
    )?;
    let rows = statement
        .query_map(named_params! {":since": since_ms}, |r| r.get::<_, Vec<u8>>(0))?
        .collect::<Result<Vec<_>, _>>()?;
    rows.iter().map(|id| Ok(OutingId(fixed(id, "outing_row")?))).collect()
}

/// Writes an order's row.
pub fn put_order(
    connection: &Connection,
    id: OrderId,
    team: TeamId,
    due: Day,
) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(
        "INSERT OR REPLACE INTO order_row (id, team, due) VALUES (:id, :team, :due)",
    )?;
    statement.execute(named_params! {":id": id.0, ":team": team.0, ":due": due.to_string()})?;
    Ok(())
}

/// Orders, newest due day first: which of them are late is said, not decided by a device's clock.
pub fn orders(connection: &Connection) -> Result<Vec<(OrderId, TeamId)>, Error> {
    let mut statement = connection
        .prepare_cached("SELECT id, team FROM order_row ORDER BY due DESC, id LIMIT 300")?;
    let rows = statement
        .query_map([], |r| Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, Vec<u8>>(1)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    rows.iter()
        .map(|(id, team)| Ok((OrderId(fixed(id, "order_row")?), TeamId(fixed(team, "order_row")?))))
        .collect()
}

/// Writes a site's row.
pub fn put_site(connection: &Connection, id: SiteId, site: &SiteAdded) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(
        "INSERT OR REPLACE INTO site_row (id, name, address, kind, territory)
         VALUES (:id, :name, :address, :kind, :territory)",
    )?;
    statement.execute(named_params! {
        ":id": id.0, ":name": site.name, ":address": site.address,
        ":kind": word(&site.kind), ":territory": word(&site.territory),
    })?;
    Ok(())
}

/// Notes in whose area sites lie that were listed before this was kept.
pub fn note_territories(connection: &Connection) -> Result<(), Error> {
    let mut statement = connection.prepare("SELECT id FROM site_row WHERE territory IS NULL")?;
    let ids =
        statement.query_map([], |r| r.get::<_, Vec<u8>>("id"))?.collect::<Result<Vec<_>, _>>()?;
    for id in ids {
        let id = SiteId(fixed(&id, "site_row")?);
        // A site that cannot be read stands among those further off; the store opens all the same,
        // and whoever reads the site finds out.
        let Ok(site) = events::fold(connection, id.stream()) else { continue };
        if let Subject::Site(Site { added: Some(added) }) = site.subject {
            put_site(connection, id, &added)?;
        }
    }
    Ok(())
}

/// Sites whose name or address holds `text`: those in `near` first, then by name.
pub fn sites(
    connection: &Connection,
    text: &str,
    near: &[UnitId],
    limit: usize,
) -> Result<Vec<SiteId>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM site_row WHERE instr(lower(name || address), :text) > 0
         ORDER BY coalesce(territory NOT IN (SELECT value FROM json_each(:near)), 1), name, id
         LIMIT :limit",
    )?;
    let text = text.trim().to_lowercase();
    let near = to_json(&near)?;
    let rows = statement
        .query_map(named_params! {":text": text, ":near": near, ":limit": limit}, |r| {
            r.get::<_, Vec<u8>>(0)
        })?
        .collect::<Result<Vec<_>, _>>()?;
    rows.iter().map(|id| Ok(SiteId(fixed(id, "site_row")?))).collect()
}

/// Names and addresses of sites.
pub fn names(
    connection: &Connection,
    limit: usize,
) -> Result<Vec<(SiteId, String, String)>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT id, name, address FROM site_row LIMIT :limit")?;
    let rows = statement
        .query_map(named_params! {":limit": limit}, |r| {
            Ok((r.get::<_, Vec<u8>>("id")?, r.get("name")?, r.get("address")?))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    rows.into_iter()
        .map(|(id, name, address)| Ok((SiteId(fixed(&id, "site_row")?), name, address)))
        .collect()
}

/// Empties every table that is folded from the log.
pub fn clear(connection: &Connection) -> Result<(), Error> {
    Ok(connection.execute_batch(
        "DELETE FROM check_row; DELETE FROM check_search; DELETE FROM finding_row;
         DELETE FROM suggestion_row; DELETE FROM outing_row; DELETE FROM shown_outing; DELETE FROM order_row;
         DELETE FROM site_row; DELETE FROM circular_row; DELETE FROM counted; DELETE FROM read_only_stream;",
    )?)
}

/// Drops the rows of a stream of which nothing counts any more.
pub fn forget(connection: &Connection, stream: mingcha_domain::ids::StreamId) -> Result<(), Error> {
    for (table, column) in [
        ("check_row", "id"),
        ("finding_row", "id"),
        ("suggestion_row", "id"),
        ("outing_row", "id"),
        ("shown_outing", "id"),
        ("order_row", "id"),
        ("site_row", "id"),
        ("circular_row", "id"),
        ("counted", "stream"),
    ] {
        connection
            .prepare_cached(&format!("DELETE FROM {table} WHERE {column} = :id"))?
            .execute(named_params! {":id": stream.0})?;
    }
    Ok(())
}
