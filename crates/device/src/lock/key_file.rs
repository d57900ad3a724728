//! `profile.key`: the database key, in the clear without a lock, otherwise wrapped.
//!
//! One JSON object, `{"format":"mingcha/profile-key/1","key":…,"sum":…}`. `key` is
//! `{"open":<32 bytes, base64url>}` or `{"locked":[<slot>, …]}`, see [`Slot`]. `sum` is the SHA-256
//! of the canonical JSON of `key`: it protects against a failing disk, not against people, and
//! tells a damaged file from a wrong secret.

use super::wrap::{DatabaseKey, For, Slot};
use crate::{
    api::{Error, ErrorCode},
    store::durable,
};
use data_encoding::BASE64URL_NOPAD;
use mingcha_domain::{canonical, ids::Hash};
use serde::{Deserialize, Serialize};
use std::{
    fs, io,
    path::{Path, PathBuf},
};
use zeroize::{Zeroize, Zeroizing};

const FORMAT: &str = "mingcha/profile-key/1";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    key: Key,
    sum: Hash,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Key {
    Open(String),
    Locked(Vec<Slot>),
}

impl Drop for Key {
    fn drop(&mut self) {
        if let Self::Open(text) = self {
            text.zeroize();
        }
    }
}

/// What the file holds.
pub enum Kept {
    /// No lock was set: the key itself.
    Open(DatabaseKey),
    /// What the secrets open.
    Locked(Vec<Slot>),
}

fn path(dir: &Path) -> PathBuf {
    dir.join("profile.key")
}

/// Reads the key of the profile in `dir`; a new profile gets one, without a lock.
///
/// # Errors
/// [`ErrorCode::StoreForeign`] if there is a store without its key, or the file is none of ours;
/// [`ErrorCode::StoreNewer`]; [`ErrorCode::KeyDamaged`].
pub fn read_or_make(dir: &Path) -> Result<Kept, Error> {
    durable::tidy(&path(dir));
    match fs::read(path(dir)) {
        Ok(bytes) => parse(&Zeroizing::new(bytes)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            if dir.join("records.db").exists() {
                return Err(foreign("the store's key is missing"));
            }
            make(dir).map(Kept::Open)
        }
        Err(e) => Err(e.into()),
    }
}

/// A key for a new profile in `dir`, without a lock.
///
/// # Errors
/// As [`durable::replace`].
pub fn make(dir: &Path) -> Result<DatabaseKey, Error> {
    let key = DatabaseKey::new()?;
    write(dir, Key::Open(BASE64URL_NOPAD.encode(key.bytes())))?;
    Ok(key)
}

/// Removes the key for good: nothing of the profile in `dir` can be read from now on.
///
/// # Errors
/// If the file cannot be removed.
pub fn forget(dir: &Path) -> Result<(), Error> {
    match fs::remove_file(path(dir)) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e.into()),
        _ => {}
    }
    Ok(fs::File::open(dir)?.sync_all()?)
}

/// Replaces the file by one that only these slots open.
///
/// # Errors
/// As [`durable::replace`].
pub fn lock(dir: &Path, slots: Vec<Slot>) -> Result<(), Error> {
    write(dir, Key::Locked(slots))
}

/// What opens the profile in a person's hands.
pub fn opened_by(slots: &[Slot]) -> Option<For> {
    slots.iter().map(|slot| slot.opened_by).find(|what| what.is_typed())
}

fn write(dir: &Path, key: Key) -> Result<(), Error> {
    let file = File { format: FORMAT.to_owned(), sum: sum(&key)?, key };
    let text = Zeroizing::new(serde_json::to_vec(&file).map_err(|_| damaged())?);
    durable::replace(&path(dir), &text)
}

fn parse(bytes: &[u8]) -> Result<Kept, Error> {
    #[derive(Deserialize)]
    struct Named {
        format: String,
    }
    let named: Named = serde_json::from_slice(bytes).map_err(|_| damaged())?;
    if named.format != FORMAT {
        let newer = named.format.starts_with("mingcha/profile-key/");
        let code = if newer { ErrorCode::StoreNewer } else { ErrorCode::StoreForeign };
        return Err(Error::new(code, "profile.key has another format"));
    }
    let File { key, sum: written, .. } = serde_json::from_slice(bytes).map_err(|_| damaged())?;
    if sum(&key)? != written {
        return Err(damaged());
    }
    match &key {
        Key::Open(text) => {
            let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map(Zeroizing::new).ok();
            let key = bytes.and_then(|bytes| DatabaseKey::from_bytes(&bytes));
            Ok(Kept::Open(key.ok_or_else(damaged)?))
        }
        Key::Locked(slots) if opened_by(slots).is_some() => Ok(Kept::Locked(slots.clone())),
        Key::Locked(_) => Err(damaged()),
    }
}

fn sum(key: &Key) -> Result<Hash, Error> {
    let bytes = Zeroizing::new(canonical::to_bytes(key).map_err(|_| damaged())?);
    Ok(Hash::of(&[&bytes]))
}

fn foreign(what: &str) -> Error {
    Error::new(ErrorCode::StoreForeign, what)
}

fn damaged() -> Error {
    Error::new(ErrorCode::KeyDamaged, "profile.key cannot be read")
}
