//! The profile on the device: key, settings, going on after a fork, and its end.

mod erase;

pub use erase::{all_is_delivered, close_chain, is_ordered, nothing_is_left};

use crate::{
    act::Act,
    api::{Error, ErrorCode, KeepOriginals, SettingChange, StoreNotice},
    platform::random,
    store::{events, identity, of_json, to_json},
    sync::{Http, WhyNewKey},
};
use ed25519_dalek::{Signer, SigningKey};
use mingcha_domain::{
    chain::{self, ChainContinued},
    directory::Directory,
    ids::{EventId, PublicKey, Signature},
    wire::ContinueRequest,
};
use rusqlite::Connection;

/// The profile in this store; a new one gets its key here.
pub fn read_or_make(connection: &Connection) -> Result<identity::Identity, Error> {
    if identity::read(connection)?.is_none() {
        identity::set_key(connection, &SigningKey::from_bytes(&random()?))?;
    }
    identity::read(connection)?
        .ok_or_else(|| Error::new(ErrorCode::Internal, "the profile was just written"))
}

/// Changes a setting.
pub fn change(connection: &Connection, change: &SettingChange) -> Result<(), Error> {
    let (name, value) = match change {
        SettingChange::Language(language) => ("language", language.clone()),
        SettingChange::Theme(theme) => ("theme", theme.clone()),
        SettingChange::HighContrast(on) => ("high_contrast", on.to_string()),
        SettingChange::TextSize(size) => ("text_size", (*size).clamp(100, 200).to_string()),
        SettingChange::Offline(offline) => ("offline", offline.to_string()),
        SettingChange::LockAfter(minutes) => {
            ("lock_after_min", (*minutes).clamp(1, 60).to_string())
        }
        SettingChange::KeepOriginals(keep) => (
            "keep_originals",
            match keep {
                KeepOriginals::Always => "always".to_owned(),
                KeepOriginals::WhileRoom => "while_room".to_owned(),
                KeepOriginals::Days(days) => (*days).clamp(1, 366).to_string(),
            },
        ),
    };
    identity::set_setting(connection, name, &value)
}

/// The chain goes no further: somebody else signs with this key, from a restored or cloned copy, or
/// something of it is lost. The profile takes a new key, has it certified by the old one, and notes
/// what its first event is to say. Whoever holds the store keeps it while central is asked: what is
/// signed meanwhile would be under a key that has ended. What was recorded since central was asked
/// last goes first.
pub fn go_on_with_new_key(
    connection: &mut Connection,
    old: &identity::Identity,
    http: &Http,
    why: WhyNewKey,
) -> Result<(), Error> {
    let enrolled =
        old.enrolled.clone().ok_or_else(|| Error::new(ErrorCode::NotFound, "not enrolled"))?;
    if why == WhyNewKey::Forked && !events::unsent(connection, old.key(), 1)?.is_empty() {
        return Ok(());
    }
    let signing = SigningKey::from_bytes(&random()?);
    let key = PublicKey(signing.verifying_key().to_bytes());
    let sign =
        |by: &SigningKey, other| Signature(by.sign(&ContinueRequest::message(other)).to_bytes());
    let request = ContinueRequest {
        key,
        new_sig: sign(&signing, old.key()),
        old_sig: sign(&old.signing, key),
    };
    let reply = http.continue_chain(&request)?;
    let heads: Vec<EventId> =
        events::head_at_central(connection, old.key())?.map(|head| head.id).into_iter().collect();
    let transaction = connection.transaction()?;
    identity::set_key(&transaction, &signing)?;
    let enrolled = identity::Enrolled { token: reply.token, ..enrolled };
    identity::set_enrolled(&transaction, &old.label, &enrolled)?;
    let notice = match why {
        WhyNewKey::Forked => StoreNotice::ChainForked,
        WhyNewKey::Torn => StoreNotice::DamagedSetAside,
    };
    identity::set_notice(&transaction, Some(notice))?;
    let says = ChainContinued { old_heads: heads, old_key: old.key() };
    identity::set_setting(&transaction, CONTINUED, &to_json(&says)?)?;
    transaction.commit()?;
    Ok(())
}

/// What the new key's first event says, until it is signed.
const CONTINUED: &str = "chain_continued";

/// How the profile goes on with a new key, if it has not said so yet and may: who is who must name a
/// key before it can sign anything, and a revoked one says no more.
pub fn unsaid(
    connection: &Connection,
    key: PublicKey,
    directory: &Directory,
) -> Result<Option<ChainContinued>, Error> {
    if directory.user_of(key).is_none() {
        return Ok(None);
    }
    let said = identity::setting(connection, CONTINUED)?;
    said.map(|said| of_json(&said, "setting")).transpose()
}

/// Says it, before whatever else is said in this act.
pub fn say_how_it_goes_on(act: &Act<'_>) -> Result<(), Error> {
    let (connection, key) = (&act.transaction, act.identity.key());
    let Some(says) = unsaid(connection, key, &act.known.directory)? else { return Ok(()) };
    act.append(chain::stream(key), says.into(), vec![])?;
    identity::forget_setting(connection, CONTINUED)
}
