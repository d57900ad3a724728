//! Table `phrase`: wordings of findings that were used on this device.

use crate::api::Error;
use mingcha_domain::time::Millis;
use rusqlite::{Connection, named_params};

/// One more use of a wording. `place` names what it was used for: checklist and item.
pub fn used(connection: &Connection, place: &str, words: &str, now: Millis) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO phrase (place, words, uses, used_ms) VALUES (:place, :words, 1, :now)
         ON CONFLICT (place, words) DO UPDATE SET uses = uses + 1, used_ms = :now",
    )?;
    statement.execute(named_params! {":place": place, ":words": words, ":now": now.0})?;
    Ok(())
}

/// Wordings for a place, the most used first, then the newest.
pub fn of(connection: &Connection, place: &str, limit: usize) -> Result<Vec<String>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT words FROM phrase WHERE place = :place ORDER BY uses DESC, used_ms DESC LIMIT :limit",
    )?;
    let rows = statement
        .query_map(named_params! {":place": place, ":limit": limit}, |r| r.get(0))?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(rows)
}
