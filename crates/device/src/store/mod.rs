//! The encrypted store. SQL stands here and nowhere else in the device.

pub mod checks;
pub mod circulars;
pub mod devices;
pub mod drafts;
pub mod dropping;
pub mod durable;
pub mod events;
pub mod figures;
pub mod findings;
pub mod given;
pub mod identity;
pub mod inbox;
pub mod lists;
pub mod looked;
pub mod open;
pub mod order_tries;
pub mod photo_files;
pub mod photo_prints;
pub mod photos;
pub mod phrases;
mod rescue;
pub mod room;
pub mod search;

pub use open::{
    Claim, claim, has_set_aside, in_memory, mark_photos_damaged, mark_records_damaged, open,
    rescued,
};

use crate::api::{Error, ErrorCode};

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Sqlite;
        let code = match error.sqlite_error_code() {
            Some(Sqlite::DiskFull) => ErrorCode::DiskFull,
            Some(Sqlite::DatabaseCorrupt | Sqlite::NotADatabase) => ErrorCode::StoreDamaged,
            _ => ErrorCode::Internal,
        };
        Self::new(code, error.to_string())
    }
}

impl From<rusqlite_migration::Error> for Error {
    fn from(error: rusqlite_migration::Error) -> Self {
        let newer = matches!(
            error,
            rusqlite_migration::Error::MigrationDefinition(
                rusqlite_migration::MigrationDefinitionError::DatabaseTooFarAhead
            )
        );
        let code = if newer { ErrorCode::StoreNewer } else { ErrorCode::Internal };
        Self::new(code, error.to_string())
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        let full = error.kind() == std::io::ErrorKind::StorageFull;
        let code = if full { ErrorCode::DiskFull } else { ErrorCode::Internal };
        Self::new(code, error.to_string())
    }
}

pub(crate) fn unreadable(table: &str) -> Error {
    Error::new(ErrorCode::Internal, format!("a row of {table} cannot be read"))
}

pub(crate) fn fixed<const N: usize>(bytes: &[u8], table: &str) -> Result<[u8; N], Error> {
    bytes.try_into().map_err(|_| unreadable(table))
}

/// The one-word form of an enum as tables keep it.
pub(crate) fn word<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        Ok(serde_json::Value::Object(map)) => map.keys().next().cloned().unwrap_or_default(),
        _ => String::new(),
    }
}

/// Back from the one-word form.
pub(crate) fn of_word<T: serde::de::DeserializeOwned>(text: &str, table: &str) -> Result<T, Error> {
    serde_json::from_value(serde_json::Value::String(text.to_owned()))
        .map_err(|_| unreadable(table))
}

pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|e| Error::new(ErrorCode::Internal, e.to_string()))
}

pub(crate) fn of_json<T: serde::de::DeserializeOwned>(text: &str, table: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|_| unreadable(table))
}
