//! The recovery code of this profile: forty digits that open it in place of a forgotten secret.
//!
//! The code is drawn anew with every secret, so that one that was used, or that somebody saw, is
//! worth nothing after the next change. It lies inside the encrypted store, and sealed to the
//! installation's recovery key at central, where two of its three keepers can open it.

use super::digits::Digits;
use crate::{
    act::Act,
    api::{Error, ErrorCode, RecoveryState},
    platform::random,
    store::{self, identity},
};
use mingcha_domain::{
    chain::{self, RecoverySealed, seal_code},
    event::Event,
    ids::{Nonce, PublicKey, RecoveryKey},
};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

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

/// Seals the codes that are kept to the installation's recovery key, unless they are sealed already
/// or there is none.
///
/// # Errors
/// [`ErrorCode::Refused`] for a profile that may not act; as the store says.
pub fn seal_due(act: &Act<'_>) -> Result<(), Error> {
    let Some(recovery) = act.known.directory.recovery else { return Ok(()) };
    let (connection, realm, key) = (&act.transaction, act.realm(), act.identity.key());
    let stream = chain::stream(key);
    // The older one first: central takes the newest for the present one.
    for Code { slot, code } in read(connection)?.into_iter().rev() {
        let Ok(slot) = slot.parse::<Nonce>() else { continue };
        if sealed(connection, key, slot, recovery)?.is_some() {
            continue;
        }
        let code = Zeroizing::new(code.replace(' ', ""));
        let sealed = seal_code(&code, recovery, realm, key, slot, random()?);
        let sealed = sealed.map_err(|e| Error::new(ErrorCode::Internal, e.to_string()))?;
        let base = act.stream(stream)?.ancestry.heads();
        act.append(stream, RecoverySealed { recovery, sealed, slot }.into(), base)?;
    }
    Ok(())
}

/// Whether the code of a slot can be opened by two keepers.
///
/// # Errors
/// As the store says.
pub fn state(
    connection: &Connection,
    key: PublicKey,
    slot: Option<&str>,
    recovery: Option<RecoveryKey>,
) -> Result<RecoveryState, Error> {
    let Some(recovery) = recovery else { return Ok(RecoveryState::None) };
    let slot = slot.and_then(|slot| slot.parse::<Nonce>().ok());
    let Some(slot) = slot else { return Ok(RecoveryState::Waiting) };
    let at_central = sealed(connection, key, slot, recovery)? == Some(true);
    Ok(if at_central { RecoveryState::Possible } else { RecoveryState::Waiting })
}

/// Whether central has the sealed code; `None` if it was not sealed.
fn sealed(
    connection: &Connection,
    key: PublicKey,
    of: Nonce,
    to: RecoveryKey,
) -> Result<Option<bool>, Error> {
    let events = store::events::of_stream(connection, chain::stream(key))?;
    let found = events.into_iter().find(|a| match &a.verified.event {
        Ok(Event::RecoverySealed(s)) => a.effective && s.slot == of && s.recovery == to,
        _ => false,
    });
    Ok(found.map(|a| a.n.is_some()))
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
