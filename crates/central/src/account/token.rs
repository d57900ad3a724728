//! Bearer tokens: a profile's key with a code that only central's own key makes. None is stored, so
//! none can be read from a stolen database, and none is lost with a lost one.

use crate::log::Log;
use data_encoding::BASE64URL_NOPAD;
use mingcha_domain::ids::{Hash, PublicKey};

const PURPOSE: &[u8] = b"mingcha/token/1\0";

/// The token of a profile.
#[must_use]
pub fn token_of(log: &Log, key: PublicKey) -> String {
    BASE64URL_NOPAD.encode(&[key.0, code(log, key).0].concat())
}

/// Whose token it is, if central made it.
#[must_use]
pub fn bearer(log: &Log, token: &str) -> Option<PublicKey> {
    let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).ok()?;
    let (key, given) = bytes.split_at_checked(32)?;
    let key = PublicKey(key.try_into().ok()?);
    // Hashes are compared: how far a guess was right does not show in the time.
    (Hash::of(&[given]) == Hash::of(&[&code(log, key).0])).then_some(key)
}

fn code(log: &Log, key: PublicKey) -> Hash {
    Hash::of(&[&log.secret_for(PURPOSE).0, &key.0])
}
