//! Making a code, and spending it.

use super::{code, code_hash, token_of};
use crate::{Central, Error, clock::random, store};
use mingcha_domain::{
    directory::{self, ProfileEnrolled},
    ids::{PublicKey, UserId},
    time::Millis,
    wire::{ContinueReply, ContinueRequest, EnrolReply, EnrolRequest},
};
use std::{collections::BTreeSet, net::IpAddr};

/// A code is good for this long.
const CODE_LIFE_MS: i64 = 7 * 24 * 3_600_000;

/// Makes a one-time code for a person.
///
/// # Errors
/// [`Error::NotFound`] if there is no such person.
pub fn new_code(central: &Central, user: UserId) -> Result<String, Error> {
    let log = central.log();
    if !log.directory().users.contains_key(&user) {
        return Err(Error::NotFound);
    }
    let code = loop {
        if let Some(code) = code::from_random(&random::<32>()?) {
            break code;
        }
    };
    let expires = Millis(central.clock().now().0 + CODE_LIFE_MS);
    store::account::add_code(log.connection(), code_hash(&code), user, expires)?;
    Ok(code)
}

/// Spends a code: the profile's key acts for the code's person from now on. Who was not reached by the
/// answer may ask again, with the same code and key, until they have synced.
///
/// # Errors
/// [`Error::CodeSpent`], [`Error::TooManyTries`], [`Error::Malformed`].
pub fn enrol(central: &Central, from: IpAddr, request: &EnrolRequest) -> Result<EnrolReply, Error> {
    if !request.proves_key() {
        return Err(Error::Malformed("the key's signature does not fit".to_owned()));
    }
    if request.label.chars().count() > 100 {
        return Err(Error::Malformed("the device's name is too long".to_owned()));
    }
    let hash = code_hash(&code::typed(&request.code));
    let (user, token, touched) = {
        // Tries are counted under the log's lock: a thousand at once are still one after another.
        let mut log = central.log();
        let (now, mut tries) = (central.clock().now(), central.tries());
        let wait_ms = tries.wait_ms(from, hash, now);
        if wait_ms > 0 {
            return Err(Error::TooManyTries { wait_ms });
        }
        let key = request.key;
        let known = log.directory().profiles.get(&key).map(|p| (p.user, p.revoked));
        let synced = store::device::seen(log.connection(), key)?.last_seen.is_some();
        let user = match known {
            Some((_, true)) => None,
            Some(_) if synced => None,
            _ => match store::account::spent_by(log.connection(), hash, key, now)? {
                None => {
                    let of = known.map(|(user, _)| user);
                    store::account::spend_code(log.connection(), hash, key, now, of)?
                }
                again => again,
            },
        };
        let Some(user) = user else {
            tries.wrong(from, hash, now);
            return Err(Error::CodeSpent);
        };
        tries.right(from);
        drop(tries);
        let enrolled = ProfileEnrolled { key: request.key, label: request.label.clone(), user };
        let stream = directory::stream(central.realm());
        let touched = match known {
            Some(_) => BTreeSet::new(),
            None => log.append_own(vec![(stream, enrolled.into())])?,
        };
        (user, token_of(&log, key), touched)
    };
    central.wake(touched);
    let (certificate, genesis) = (central.certificate().clone(), central.genesis().clone());
    Ok(EnrolReply { certificate, genesis, token, user })
}

/// A profile whose chain was found forked goes on under a new key, which both keys sign for.
///
/// # Errors
/// [`Error::Malformed`], [`Error::Revoked`].
pub fn go_on(
    central: &Central,
    old: PublicKey,
    request: &ContinueRequest,
) -> Result<ContinueReply, Error> {
    if !request.proves_both(old) {
        return Err(Error::Malformed("the keys' signatures do not fit".to_owned()));
    }
    let (token, touched) = {
        let mut log = central.log();
        let user = log.directory().user_of(old).ok_or(Error::Revoked)?;
        if log.directory().profiles.contains_key(&request.key) {
            return Err(Error::Malformed("the new key is not new".to_owned()));
        }
        let label = log.directory().profiles.get(&old).map(|p| p.label.clone());
        let enrolled = ProfileEnrolled { key: request.key, label: label.unwrap_or_default(), user };
        let stream = directory::stream(central.realm());
        let touched = log.append_own(vec![(stream, enrolled.into())])?;
        (token_of(&log, request.key), touched)
    };
    central.wake(touched);
    Ok(ContinueReply { token })
}
