//! Table `device_seen`: devices of people I lead, as central last saw them.

use super::fixed;
use crate::api::Error;
use mingcha_domain::{ids::PublicKey, time::Millis, wire::DeviceSeen};
use rusqlite::{Connection, named_params};

/// Replaces what is known.
pub fn put(connection: &Connection, devices: &[DeviceSeen]) -> Result<(), Error> {
    connection.execute("DELETE FROM device_seen", [])?;
    let mut statement = connection.prepare_cached(
        "INSERT OR REPLACE INTO device_seen (key, seen_ms, photos) VALUES (:key, :seen, :photos)",
    )?;
    for device in devices {
        statement.execute(named_params! {
            ":key": device.key.0, ":seen": device.last_seen.map(|m| m.0),
            ":photos": device.photos_there,
        })?;
    }
    Ok(())
}

/// All of them: those with photos first, then the one seen last.
pub fn all(connection: &Connection) -> Result<Vec<DeviceSeen>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT key, seen_ms, photos FROM device_seen ORDER BY photos DESC, seen_ms DESC",
    )?;
    let rows = statement
        .query_map([], |r| {
            Ok((r.get::<_, Vec<u8>>("key")?, r.get::<_, Option<i64>>("seen_ms")?, r.get("photos")?))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    rows.into_iter()
        .map(|(key, seen, photos_there)| {
            let key = PublicKey(fixed(&key, "device_seen")?);
            Ok(DeviceSeen { key, last_seen: seen.map(Millis), photos_there })
        })
        .collect()
}
