//! An event as exact bytes with its signature, and the only ways in and out of that form.

use super::{Event, Header, MAX_PART_BYTES, SUITE_ED25519_SHA256, UnknownKind, VERSION, often};
use crate::{
    canonical::{self, NotCanonical},
    ids::{EventId, Hash, PublicKey, Realm, Salt, Signature},
};
use ed25519_dalek::{Signer, SigningKey};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error as _, IgnoredAny, Visitor},
};
use std::fmt;

const TAG: &[u8] = b"mingcha/event/1\0";

/// An event as stored and sent. Field names are short because every event carries them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Signed {
    /// Canonical JSON of the [`Header`].
    pub header: String,
    /// Canonical JSON of the body; absent after erasure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Salt of the body's hash; absent after erasure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<Salt>,
    /// SHA-256(salt ‖ body), present only when body and salt are erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_hash: Option<Hash>,
    /// Id of the same key's previous event; zeros for the first.
    pub prev: Hash,
    /// Ed25519 over the preimage.
    pub sig: Signature,
}

/// Why bytes are no event of this realm. Nothing of it is admitted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Header or body larger than [`MAX_PART_BYTES`].
    #[error("larger than {MAX_PART_BYTES} bytes")]
    TooLarge,
    /// Header bytes are not canonical.
    #[error("header: {0}")]
    Header(NotCanonical),
    /// Body bytes are not canonical.
    #[error("body: {0}")]
    Body(NotCanonical),
    /// Neither body and salt nor a body hash, or both.
    #[error("needs body and salt, or their hash alone")]
    Parts,
    /// Format version or signature suite not known here.
    #[error("unknown version or suite")]
    Version,
    /// Signed for another installation.
    #[error("belongs to another realm")]
    ForeignRealm,
    /// `base` or `refs` not sorted, or with duplicates, or too many.
    #[error("base or refs not sorted and unique")]
    Unsorted,
    /// The signature does not fit.
    #[error("signature does not fit")]
    Signature,
}

/// An event whose bytes and signature hold. The only way to read one.
#[derive(Debug, Clone)]
pub struct Verified {
    /// SHA-256 of the preimage.
    pub id: EventId,
    /// The parsed header.
    pub header: Header,
    /// The parsed body; `Err` for a kind this program does not know, or an erased body.
    pub event: Result<Event, UnknownKind>,
    /// The bytes.
    pub signed: Signed,
}

/// Everything a new event needs besides its body.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Complete header; its `kind` and `crit` are set from the event.
    pub header: Header,
    /// Id of the same key's previous event.
    pub prev: Hash,
    /// Sixteen fresh random bytes.
    pub salt: Salt,
}

impl Draft {
    /// Signs `event` under this header.
    ///
    /// # Errors
    /// If header or body cannot be canonical (numbers out of range).
    pub fn sign(mut self, event: &Event, key: &SigningKey) -> Result<Verified, NotCanonical> {
        self.header.kind = event.kind().to_owned();
        self.header.crit = event.is_critical();
        self.header.base.sort_unstable();
        self.header.base.dedup();
        self.header.refs.sort_unstable();
        self.header.refs.dedup();
        let header = canonical::to_bytes(&self.header)?;
        let body = event.body_bytes()?;
        let body_hash = Hash::of(&[&self.salt.0, &body]);
        let preimage = Preimage::of(self.prev, Hash::of(&[&header]), body_hash);
        let signed = Signed {
            header: text(header)?,
            body: Some(text(body)?),
            salt: Some(self.salt),
            body_hash: None,
            prev: self.prev,
            sig: Signature(key.sign(&preimage.0).to_bytes()),
        };
        let id = preimage.id();
        Ok(Verified { id, header: self.header, event: Ok(event.clone()), signed })
    }
}

impl Signed {
    /// SHA-256(salt ‖ body), computed or, after erasure, as kept.
    ///
    /// # Errors
    /// [`Refused::Parts`] if neither form is whole.
    pub fn body_hash(&self) -> Result<Hash, Refused> {
        body_hash(self.body.as_deref(), self.salt.as_ref(), self.body_hash)
    }

    /// The event's id, from the bytes.
    ///
    /// # Errors
    /// [`Refused::Parts`].
    pub fn id(&self) -> Result<EventId, Refused> {
        Ok(self.preimage()?.id())
    }

    fn preimage(&self) -> Result<Preimage, Refused> {
        Ok(Preimage::of(self.prev, header_hash(&self.header), self.body_hash()?))
    }

    /// Checks form, realm and signature, and reads the event.
    ///
    /// # Errors
    /// The first rule that the bytes break.
    pub fn verify(self, realm: Realm) -> Result<Verified, Refused> {
        let (preimage, header, event) = self.read(realm)?;
        // One spelling: nothing more at any depth, nothing written that should be left out.
        if canonical::to_bytes(&header).map_err(Refused::Header)? != self.header.as_bytes() {
            return Err(Refused::Header(NotCanonical::Form));
        }
        verify_signature(header.key, &preimage.0, self.sig)?;
        Ok(Verified { id: preimage.id(), header, event, signed: self })
    }

    /// Reads bytes that this store has verified before; the signature is not checked again.
    ///
    /// # Errors
    /// As [`Signed::verify`], except [`Refused::Signature`].
    pub fn read_verified(self, realm: Realm) -> Result<Verified, Refused> {
        let (preimage, header, event) = self.read(realm)?;
        Ok(Verified { id: preimage.id(), header, event, signed: self })
    }

    /// Reads bytes from a store that kept only what it had verified, under their id. Neither hashes
    /// nor spelling are looked at again: whoever folds a stream reads thousands of these.
    ///
    /// # Errors
    /// [`Refused::Header`] if the store gave something else than was put into it.
    pub fn stored(self, id: EventId) -> Result<Verified, Refused> {
        let header: Header = serde_json::from_str(&self.header)
            .map_err(|e| Refused::Header(NotCanonical::Malformed(e.to_string())))?;
        let event = match &self.body {
            Some(body) => Event::from_canonical(&header.kind, body),
            None => Err(UnknownKind { kind: header.kind.clone(), erased: true }),
        };
        Ok(Verified { id, header, event, signed: self })
    }

    /// The preimage, and what it is of.
    fn read(
        &self,
        realm: Realm,
    ) -> Result<(Preimage, Header, Result<Event, UnknownKind>), Refused> {
        let body_len = self.body.as_ref().map_or(0, String::len);
        if self.header.len() > MAX_PART_BYTES || body_len > MAX_PART_BYTES {
            return Err(Refused::TooLarge);
        }
        let header: Header =
            canonical::from_bytes(self.header.as_bytes()).map_err(Refused::Header)?;
        if header.v != VERSION || header.suite != SUITE_ED25519_SHA256 {
            return Err(Refused::Version);
        }
        if header.realm != realm {
            return Err(Refused::ForeignRealm);
        }
        if !sorted_unique(&header.base) || !sorted_unique(&header.refs) {
            return Err(Refused::Unsorted);
        }
        let event = match &self.body {
            Some(body) => {
                canonical::spelled(body.as_bytes()).map_err(Refused::Body)?;
                Event::from_canonical(&header.kind, body)
            }
            None => Err(UnknownKind { kind: header.kind.clone(), erased: true }),
        };
        Ok((self.preimage()?, header, event))
    }
}

/// Verifies an Ed25519 signature strictly (no malleable forms, no small-order keys).
///
/// # Errors
/// [`Refused::Signature`].
pub(crate) fn verify_signature(
    key: PublicKey,
    message: &[u8],
    signature: Signature,
) -> Result<(), Refused> {
    if often::holds(key, message, signature) { Ok(()) } else { Err(Refused::Signature) }
}

/// What is signed.
struct Preimage(Vec<u8>);

impl Preimage {
    fn of(prev: Hash, header: Hash, body: Hash) -> Self {
        Self([TAG, &prev.0, &header.0, &body.0].concat())
    }

    fn id(&self) -> EventId {
        EventId(Hash::of(&[&self.0]).0)
    }
}

fn header_hash(header: &str) -> Hash {
    Hash::of(&[header.as_bytes()])
}

fn body_hash(body: Option<&str>, salt: Option<&Salt>, kept: Option<Hash>) -> Result<Hash, Refused> {
    match (body, salt, kept) {
        (Some(body), Some(salt), None) => Ok(Hash::of(&[&salt.0, body.as_bytes()])),
        (None, None, Some(hash)) => Ok(hash),
        _ => Err(Refused::Parts),
    }
}

/// The id of an event, hashed while it is being read; nothing else of it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identified(pub EventId);

impl<'de> Deserialize<'de> for Identified {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let parts = Parts::deserialize(deserializer)?;
        let body = body_hash(parts.body.as_deref(), parts.salt.as_ref(), parts.body_hash);
        let preimage = Preimage::of(parts.prev, parts.header.0, body.map_err(D::Error::custom)?);
        Ok(Self(preimage.id()))
    }
}

/// What an id needs of a [`Signed`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    header: TextHash,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    salt: Option<Salt>,
    #[serde(default)]
    body_hash: Option<Hash>,
    prev: Hash,
    #[serde(rename = "sig")]
    _sig: IgnoredAny,
}

/// SHA-256 of a text, read where it lies.
struct TextHash(Hash);

impl<'de> Deserialize<'de> for TextHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Hashing;
        impl Visitor<'_> for Hashing {
            type Value = TextHash;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_str<E>(self, text: &str) -> Result<TextHash, E> {
                Ok(TextHash(header_hash(text)))
            }
        }
        deserializer.deserialize_str(Hashing)
    }
}

fn sorted_unique(ids: &[EventId]) -> bool {
    ids.len() <= 256 && ids.is_sorted_by(|a, b| a < b)
}

fn text(bytes: Vec<u8>) -> Result<String, NotCanonical> {
    String::from_utf8(bytes).map_err(|e| NotCanonical::Malformed(e.to_string()))
}
