//! Central's tables. SQL stands here and nowhere else.

pub mod access;
pub mod account;
pub mod backup;
pub mod device;
pub mod digest;
pub mod entry;
pub mod event;
pub mod order;
pub mod pack;
pub mod photo;
pub mod realm;
pub mod recovery;
pub mod tag;
pub mod tile;

use rusqlite::Connection;
use rusqlite_migration::{HookError, M, Migrations};
use serde_json::value::RawValue;
use std::path::Path;

fn migrations() -> Migrations<'static> {
    Migrations::new(vec![
        M::up(include_str!("schema.sql")),
        M::up_with_hook(include_str!("digest.sql"), |transaction| {
            digest::of_all(transaction).map_err(|e| HookError::Hook(e.to_string()))
        }),
        M::up(include_str!("packs.sql")),
        M::up(include_str!("tiles.sql")),
    ])
}

/// Why the store could not do something.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// SQLite's word.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// The schema could not be brought up to date.
    #[error(transparent)]
    Migration(#[from] rusqlite_migration::Error),
    /// A row does not hold what it should.
    #[error("a row of {0} cannot be read")]
    Row(&'static str),
}

/// JSON as it was stored: what is only passed on is neither read nor written again.
pub type Raw = Box<RawValue>;

pub(crate) fn raw(text: String, table: &'static str) -> Result<Raw, Error> {
    RawValue::from_string(text).map_err(|_| Error::Row(table))
}

/// Opens or creates the database.
///
/// # Errors
/// If the file is no database of this program.
pub fn open(path: &Path) -> Result<Connection, Error> {
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    // A push touches more pages than the two megabytes of the default, and has more statements than
    // the sixteen that are kept ready by default.
    connection.pragma_update(None, "cache_size", -6000)?;
    connection.set_prepared_statement_cache_capacity(128);
    migrations().to_latest(&mut connection)?;
    Ok(connection)
}

pub(crate) fn fixed<const N: usize>(bytes: &[u8], table: &'static str) -> Result<[u8; N], Error> {
    bytes.try_into().map_err(|_| Error::Row(table))
}
