//! Opaque names for things and hashes of things. Every id is its own type, so that a site can never
//! stand where a check is meant.

use data_encoding::BASE64URL_NOPAD as B64;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Visitor};
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};
use ts_rs::TS;

/// A text that is not an id or hash of the expected length.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a {expected}-byte base64url name")]
pub struct BadName {
    expected: usize,
}

fn write_text(bytes: &[u8], letters: &mut [u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let letters = letters.get_mut(..B64.encode_len(bytes.len())).ok_or(fmt::Error)?;
    B64.encode_mut(bytes, letters);
    f.write_str(std::str::from_utf8(letters).map_err(|_| fmt::Error)?)
}

fn read_text<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let fits = B64.decode_len(text.len()) == Ok(N);
    (fits && B64.decode_mut(text.as_bytes(), &mut bytes) == Ok(N)).then_some(bytes)
}

/// Reads a name where it lies: a page of events has tens of thousands.
struct Reading<const N: usize>;

impl<const N: usize> Visitor<'_> for Reading<N> {
    type Value = [u8; N];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a {N}-byte base64url name")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<[u8; N], E> {
        read_text(text).ok_or_else(|| E::custom(BadName { expected: N }))
    }
}

macro_rules! bytes_as_base64url {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, TS)]
        #[ts(type = "string")]
        pub struct $name(pub [u8; $len]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_text(&self.0, &mut [0; usize::div_ceil($len, 3) * 4], f)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }
        impl FromStr for $name {
            type Err = BadName;
            fn from_str(text: &str) -> Result<Self, BadName> {
                read_text(text).map(Self).ok_or(BadName { expected: $len })
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                d.deserialize_str(Reading::<$len>).map(Self)
            }
        }
        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                String::schema()
            }
        }
        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}
    };
}

macro_rules! opaque_ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        bytes_as_base64url!($(#[$doc])* $name, 16);
        impl $name {
            /// The stream that tells this subject's story: the same sixteen bytes.
            #[must_use]
            pub const fn stream(self) -> StreamId { StreamId(self.0) }
        }
        impl From<StreamId> for $name {
            fn from(stream: StreamId) -> Self { Self(stream.0) }
        }
    )*};
}

bytes_as_base64url! {
    /// The events of one subject (an outing, a check, a finding …). 16 random bytes.
    StreamId, 16
}

opaque_ids! {
    /// An organisation unit (机构).
    UnitId;
    /// A person.
    UserId;
    /// A supervision team (监督小组, 联合督查组).
    TeamId;
    /// A themed drive (专题监督).
    CampaignId;
    /// A place or body that can be checked (点位).
    SiteId;
    /// A checklist (检查清单), over all its versions.
    ChecklistId;
    /// An assignment to check a site (检查任务).
    OrderId;
    /// One sortie of a team (出动).
    OutingId;
    /// One visit to one site (监督检查).
    CheckId;
    /// A finding (问题).
    FindingId;
    /// A suggestion (意见建议).
    SuggestionId;
    /// A circular (紧急通知).
    CircularId;
}

bytes_as_base64url! {
    /// SHA-256.
    Hash, 32
}
bytes_as_base64url! {
    /// The identity of an event: SHA-256 of its signed preimage.
    EventId, 32
}
bytes_as_base64url! {
    /// An installation: hash of its genesis. Events of one realm never count in another.
    Realm, 32
}
bytes_as_base64url! {
    /// An Ed25519 public key; also its name wherever a key is meant.
    PublicKey, 32
}
bytes_as_base64url! {
    /// An Ed25519 signature.
    Signature, 64
}
bytes_as_base64url! {
    /// Sealed orders that were issued together. 16 random bytes.
    BatchId, 16
}
bytes_as_base64url! {
    /// The nonce of XChaCha20-Poly1305.
    Nonce, 24
}
bytes_as_base64url! {
    /// A 32-byte key under XChaCha20-Poly1305, with its tag.
    WrappedKey, 48
}
bytes_as_base64url! {
    /// The X25519 public key to which devices seal their recovery codes.
    RecoveryKey, 32
}
bytes_as_base64url! {
    /// A recovery code under HPKE: the encapsulated key (32), forty digits and their tag (56).
    SealedCode, 88
}
bytes_as_base64url! {
    /// Random bytes that keep a body's hash from telling the body.
    Salt, 16
}

impl Hash {
    /// SHA-256 of `parts`, one after the other.
    #[must_use]
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update(part);
        }
        Self(hasher.finalize().into())
    }

    /// Lower-case hexadecimal, as photo tools print it.
    #[must_use]
    pub fn hex(&self) -> String {
        data_encoding::HEXLOWER.encode(&self.0)
    }
}

impl StreamId {
    /// Bytes of one.
    pub const LEN: usize = 16;

    /// A stream whose name follows from `parts`, so that two devices that never met agree on it.
    #[must_use]
    pub fn derived(parts: &[&[u8]]) -> Self {
        let hash = Hash::of(parts).0;
        let mut id = [0; 16];
        id.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
        Self(id)
    }
}
