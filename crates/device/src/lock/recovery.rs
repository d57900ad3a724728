//! The recovery code of this profile: forty digits that open it in place of a forgotten secret.
//!
//! The code is drawn anew with every secret, so that one that was used, or that somebody saw, is
//! worth nothing after the next change. It lies inside the encrypted store. Sealing it to a recovery
//! key of the installation, so that its keepers can give it out, is not written yet: until then
//! nobody but the open store knows it.

use super::digits::Digits;
use crate::{
    api::Error,
    store::{self, identity},
};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

const CODES: &str = "recovery_codes";
const RENEW: &str = "lock_renew";

/// A code and the slot of `profile.key` that it opens.
#[derive(Clone, Serialize, Deserialize)]
struct Code {
    slot: String,
    code: String,
}

/// Keeps the code of a slot that is about to be written, and the one before: whichever file a kill
/// leaves, its code is here.
///
/// # Errors
/// As the store says.
pub fn keep(connection: &Connection, slot: &str, digits: &Digits) -> Result<(), Error> {
    let mut codes = read(connection)?;
    codes.insert(0, Code { slot: slot.to_owned(), code: digits.shown().reveal().to_owned() });
    codes.truncate(2);
    identity::set_setting(connection, CODES, &store::to_json(&codes)?)
}

/// The code that opens this slot.
///
/// # Errors
/// As the store says.
#[cfg(test)]
pub fn code_of(connection: &Connection, slot: &str) -> Result<Option<String>, Error> {
    Ok(read(connection)?.into_iter().find(|code| code.slot == slot).map(|code| code.code))
}

fn read(connection: &Connection) -> Result<Vec<Code>, Error> {
    match identity::setting(connection, CODES)? {
        Some(text) => store::of_json(&text, "setting"),
        None => Ok(vec![]),
    }
}

/// Notes whether a new secret is due because a recovery code was used.
///
/// # Errors
/// As the store says.
pub fn set_renew(connection: &Connection, due: bool) -> Result<(), Error> {
    identity::set_setting(connection, RENEW, if due { "true" } else { "false" })
}

/// Whether a new secret is due.
///
/// # Errors
/// As the store says.
pub fn renew(connection: &Connection) -> Result<bool, Error> {
    Ok(identity::setting(connection, RENEW)?.as_deref() == Some("true"))
}
