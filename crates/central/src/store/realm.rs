//! Table `realm`.

use super::Error;
use mingcha_domain::log::{Genesis, KeyCertificate};
use rusqlite::{Connection, OptionalExtension, named_params};

/// The installation as stored.
#[derive(Debug, Clone)]
pub struct Row {
    /// Genesis.
    pub genesis: Genesis,
    /// Certificate of the signing key.
    pub certificate: KeyCertificate,
    /// Epoch.
    pub epoch: u32,
    /// Entries taken over from the epoch before.
    pub forked_at: u64,
}

/// Reads the row, if the installation exists.
///
/// # Errors
/// If it cannot be read.
pub fn read(connection: &Connection) -> Result<Option<Row>, Error> {
    let sql = "SELECT genesis, certificate, epoch, forked_at FROM realm WHERE id = 1";
    let row = connection
        .query_row(sql, [], |r| {
            let genesis: String = r.get("genesis")?;
            let certificate: String = r.get("certificate")?;
            Ok((genesis, certificate, r.get::<_, u32>("epoch")?, r.get::<_, u64>("forked_at")?))
        })
        .optional()?;
    let Some((genesis, certificate, epoch, forked_at)) = row else { return Ok(None) };
    let genesis = serde_json::from_str(&genesis).map_err(|_| Error::Row("realm"))?;
    let certificate = serde_json::from_str(&certificate).map_err(|_| Error::Row("realm"))?;
    Ok(Some(Row { genesis, certificate, epoch, forked_at }))
}

/// Writes the row of a new installation.
///
/// # Errors
/// If there is one already.
pub fn create(
    connection: &Connection,
    genesis: &Genesis,
    certificate: &KeyCertificate,
) -> Result<(), Error> {
    let genesis = serde_json::to_string(genesis).map_err(|_| Error::Row("realm"))?;
    let certificate = serde_json::to_string(certificate).map_err(|_| Error::Row("realm"))?;
    connection.execute(
        "INSERT INTO realm (id, genesis, certificate) VALUES (1, :genesis, :certificate)",
        named_params! {":genesis": genesis, ":certificate": certificate},
    )?;
    Ok(())
}
