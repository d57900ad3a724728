//! Table `access`: what was given to others and is not over.

use super::{Error, fixed};
use mingcha_domain::{
    ids::{EventId, OutingId},
    outing::Access,
    time::Day,
};
use rusqlite::{Connection, named_params};
use std::collections::BTreeMap;

/// Notes what an outing's access is now.
///
/// # Errors
/// If the table cannot be written.
pub fn put(
    connection: &Connection,
    outing: OutingId,
    access: &BTreeMap<EventId, Access>,
) -> Result<(), Error> {
    let mut add = connection.prepare_cached(
        "INSERT OR REPLACE INTO access (access, outing, until) VALUES (:access, :outing, :until)",
    )?;
    let mut remove = connection.prepare_cached("DELETE FROM access WHERE access = :access")?;
    for (id, access) in access {
        if access.ended {
            remove.execute(named_params! {":access": id.0})?;
        } else {
            let until = access.until.to_string();
            add.execute(named_params! {":access": id.0, ":outing": outing.0, ":until": until})?;
        }
    }
    Ok(())
}

/// Access whose last day was before `today`.
///
/// # Errors
/// If the table cannot be read.
pub fn over(connection: &Connection, today: Day) -> Result<Vec<(OutingId, EventId)>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT outing, access FROM access WHERE until < :today ORDER BY until, access",
    )?;
    let rows = statement
        .query_map(named_params! {":today": today.to_string()}, |r| {
            Ok((r.get::<_, Vec<u8>>("outing")?, r.get::<_, Vec<u8>>("access")?))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    rows.iter()
        .map(|(outing, access)| {
            Ok((OutingId(fixed(outing, "access")?), EventId(fixed(access, "access")?)))
        })
        .collect()
}
