//! Tables `identity`, `setting`, `cursor` and `checkpoint`.

use super::{fixed, of_json, of_word, to_json, unreadable, word};
use crate::api::{Error, StoreNotice};
use ed25519_dalek::SigningKey;
use mingcha_domain::{
    event::Seen,
    ids::{Hash, PublicKey, UserId},
    invitation::Address,
    log::{Genesis, KeyCertificate},
    scope::Tag,
    time::Millis,
};
use rusqlite::{Connection, OptionalExtension, named_params};
use std::collections::BTreeMap;

/// The profile as stored.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Signs this profile's events.
    pub signing: SigningKey,
    /// Name of the device.
    pub label: String,
    /// Enrolment, once there was one.
    pub enrolled: Option<Enrolled>,
    /// What a person must know about the store.
    pub notice: Option<StoreNotice>,
    /// When central last answered, by this device's clock.
    pub last_sync: Option<Millis>,
    /// Central no longer accepts this profile.
    pub revoked: bool,
}

/// What enrolment gave.
#[derive(Debug, Clone)]
pub struct Enrolled {
    /// For whom the profile acts.
    pub user: UserId,
    /// Where central is.
    pub place: Place,
    /// Bearer token.
    pub token: String,
    /// The installation.
    pub genesis: Genesis,
    /// Certificate of central's key.
    pub certificate: KeyCertificate,
}

/// Where central is, and what proves that it is central.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Address.
    pub address: Address,
    /// SHA-256 of the subject public key info of its certificate, if that is the proof.
    pub pin: Option<Hash>,
    /// The invitation said that plain HTTP is meant.
    pub plain_http: bool,
}

impl Identity {
    /// The profile's public key.
    #[must_use]
    pub fn key(&self) -> PublicKey {
        PublicKey(self.signing.verifying_key().to_bytes())
    }
}

/// Reads the profile, if it was made.
pub fn read(connection: &Connection) -> Result<Option<Identity>, Error> {
    let sql = "SELECT signing_key, user, label, address, token, genesis, certificate, notice,
               last_sync, revoked, pin, plain_http FROM identity WHERE id = 1";
    let row = connection
        .query_row(sql, [], |r| {
            Ok((
                r.get::<_, Vec<u8>>("signing_key")?,
                r.get::<_, Option<Vec<u8>>>("user")?,
                r.get::<_, String>("genesis")?,
                r.get::<_, String>("certificate")?,
                (r.get("label")?, r.get("token")?, r.get("notice")?),
                (
                    r.get::<_, String>("address")?,
                    r.get::<_, Option<Vec<u8>>>("pin")?,
                    r.get::<_, bool>("plain_http")?,
                ),
                r.get::<_, Option<i64>>("last_sync")?,
                r.get::<_, bool>("revoked")?,
            ))
        })
        .optional()?;
    let Some((signing, user, genesis, certificate, texts, place, last_sync, revoked)) = row else {
        return Ok(None);
    };
    let (label, token, notice): (_, _, String) = texts;
    let (address, pin, plain_http) = place;
    let enrolled = match user {
        None => None,
        Some(user) => Some(Enrolled {
            user: UserId(fixed(&user, "identity")?),
            place: Place {
                address: address.parse().map_err(|_| unreadable("identity"))?,
                pin: pin.map(|pin| Ok::<_, Error>(Hash(fixed(&pin, "identity")?))).transpose()?,
                plain_http,
            },
            token,
            genesis: of_json(&genesis, "identity")?,
            certificate: of_json(&certificate, "identity")?,
        }),
    };
    Ok(Some(Identity {
        signing: SigningKey::from_bytes(&fixed(&signing, "identity")?),
        label,
        enrolled,
        notice: of_word(&notice, "identity").ok(),
        last_sync: last_sync.map(Millis),
        revoked,
    }))
}

/// Makes a profile with this key, or gives it another one.
pub fn set_key(connection: &Connection, signing: &SigningKey) -> Result<(), Error> {
    connection.execute(
        "INSERT INTO identity (id, signing_key) VALUES (1, :key)
         ON CONFLICT (id) DO UPDATE SET signing_key = :key",
        named_params! {":key": signing.to_bytes()},
    )?;
    Ok(())
}

/// Notes what enrolment gave.
pub fn set_enrolled(
    connection: &Connection,
    label: &str,
    enrolled: &Enrolled,
) -> Result<(), Error> {
    connection.execute(
        "UPDATE identity SET user = :user, label = :label, address = :address, pin = :pin,
         plain_http = :plain_http, token = :token, genesis = :genesis, certificate = :certificate,
         revoked = 0 WHERE id = 1",
        named_params! {
            ":user": enrolled.user.0, ":label": label, ":address": enrolled.place.address.as_str(),
            ":pin": enrolled.place.pin.map(|pin| pin.0), ":plain_http": enrolled.place.plain_http,
            ":token": enrolled.token, ":genesis": to_json(&enrolled.genesis)?,
            ":certificate": to_json(&enrolled.certificate)?,
        },
    )?;
    Ok(())
}

/// Notes something that a person must know, or that it was read.
pub fn set_notice(connection: &Connection, notice: Option<StoreNotice>) -> Result<(), Error> {
    let notice = notice.map(|notice| word(&notice)).unwrap_or_default();
    connection
        .execute("UPDATE identity SET notice = :notice", named_params! {":notice": notice})?;
    Ok(())
}

/// Notes that central answered.
pub fn set_last_sync(connection: &Connection, at: Millis) -> Result<(), Error> {
    connection.execute("UPDATE identity SET last_sync = :at", named_params! {":at": at.0})?;
    Ok(())
}

/// Notes whether central accepts the profile.
pub fn set_revoked(connection: &Connection, revoked: bool) -> Result<(), Error> {
    connection
        .execute("UPDATE identity SET revoked = :revoked", named_params! {":revoked": revoked})?;
    Ok(())
}

/// A setting.
pub fn setting(connection: &Connection, name: &str) -> Result<Option<String>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT value FROM setting WHERE name = :name")?;
    Ok(statement.query_row(named_params! {":name": name}, |r| r.get("value")).optional()?)
}

/// Changes a setting.
pub fn set_setting(connection: &Connection, name: &str, value: &str) -> Result<(), Error> {
    connection.execute(
        "INSERT INTO setting (name, value) VALUES (:name, :value)
         ON CONFLICT (name) DO UPDATE SET value = :value",
        named_params! {":name": name, ":value": value},
    )?;
    Ok(())
}

/// A setting is no longer wanted.
pub fn forget_setting(connection: &Connection, name: &str) -> Result<(), Error> {
    let of = named_params! {":name": name};
    connection.execute("DELETE FROM setting WHERE name = :name", of)?;
    Ok(())
}

/// Positions up to which everything is here, per tag.
pub fn cursors(connection: &Connection) -> Result<BTreeMap<Tag, u64>, Error> {
    let mut statement = connection.prepare_cached("SELECT tag, pos FROM cursor")?;
    let rows = statement
        .query_map([], |r| Ok((r.get::<_, String>("tag")?, r.get("pos")?)))?
        .collect::<Result<Vec<_>, _>>()?;
    rows.into_iter()
        .map(|(tag, pos)| Ok((tag.parse().map_err(|_| unreadable("cursor"))?, pos)))
        .collect()
}

/// Notes the positions reached; tags that are not named are no longer ours.
pub fn set_cursors(connection: &Connection, cursors: &BTreeMap<Tag, u64>) -> Result<(), Error> {
    connection.execute("DELETE FROM cursor", [])?;
    let mut statement =
        connection.prepare_cached("INSERT INTO cursor (tag, pos) VALUES (:tag, :pos)")?;
    for (tag, pos) in cursors {
        statement.execute(named_params! {":tag": tag.to_string(), ":pos": pos})?;
    }
    Ok(())
}

/// Newest verified checkpoint.
pub fn checkpoint(connection: &Connection) -> Result<Option<Seen>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT epoch, size, root FROM checkpoint WHERE id = 1")?;
    let row = statement
        .query_row([], |r| Ok((r.get("epoch")?, r.get("size")?, r.get::<_, Vec<u8>>("root")?)))
        .optional()?;
    let Some((epoch, size, root)) = row else { return Ok(None) };
    Ok(Some(Seen { epoch, root: Hash(fixed(&root, "checkpoint")?), size }))
}

/// Notes a verified checkpoint.
pub fn set_checkpoint(connection: &Connection, seen: &Seen) -> Result<(), Error> {
    connection.execute(
        "INSERT INTO checkpoint (id, epoch, size, root) VALUES (1, :epoch, :size, :root)
         ON CONFLICT (id) DO UPDATE SET epoch = :epoch, size = :size, root = :root",
        named_params! {":epoch": seen.epoch, ":size": seen.size, ":root": seen.root.0},
    )?;
    Ok(())
}
