//! Table `looked_at`: versions of findings whose photos a lead had open.

use super::{fixed, of_json, to_json};
use crate::api::Error;
use mingcha_domain::ids::{EventId, FindingId, Hash};
use rusqlite::{Connection, OptionalExtension, named_params};

/// Notes the version that was on screen, with the revision it belongs to.
pub fn put(
    connection: &Connection,
    finding: FindingId,
    version: Hash,
    base: &[EventId],
) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(
        "INSERT OR REPLACE INTO looked_at (finding, version, base) VALUES (:finding, :version, :base)",
    )?;
    statement.execute(named_params! {
        ":finding": finding.0, ":version": version.0, ":base": to_json(&base)?,
    })?;
    Ok(())
}

/// The version that was on screen last, with its revision.
pub fn get(
    connection: &Connection,
    finding: FindingId,
) -> Result<Option<(Hash, Vec<EventId>)>, Error> {
    let mut statement = connection
        .prepare_cached("SELECT version, base FROM looked_at WHERE finding = :finding")?;
    let row = statement
        .query_row(named_params! {":finding": finding.0}, |r| {
            Ok((r.get::<_, Vec<u8>>("version")?, r.get::<_, String>("base")?))
        })
        .optional()?;
    let Some((version, base)) = row else { return Ok(None) };
    Ok(Some((Hash(fixed(&version, "looked_at")?), of_json(&base, "looked_at")?)))
}
