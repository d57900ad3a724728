//! What devices and central say to each other under `/v1`. Bodies are JSON, compressed with zstd.

use crate::{
    event::Signed,
    ids::{EventId, Hash, PublicKey, Signature, StreamId, UserId},
    log::{Entry, Genesis, KeyCertificate, SignedCheckpoint},
    photo::Variant,
    reconcile::{Compare, Differs, Digest},
    scope::Tag,
    time::Millis,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most events that one request pushes or one reply carries.
pub const MAX_PAGE: usize = 5_000;

/// Largest body, uncompressed, in bytes.
pub const MAX_BODY_BYTES: usize = 16 * 1024 * 1024;

const ENROL_TAG: &[u8] = b"mingcha/enrol/1\0";

/// A new device profile presents its code and key.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnrolRequest {
    /// One-time code as printed, without spaces or dashes.
    pub code: String,
    /// Public key made on the device.
    pub key: PublicKey,
    /// What the person calls the device.
    pub label: String,
    /// The key's signature over tag ‖ code ‖ 0 ‖ label: it holds the private half.
    pub sig: Signature,
}

impl EnrolRequest {
    /// What `sig` signs.
    #[must_use]
    pub fn message(code: &str, label: &str) -> Vec<u8> {
        [ENROL_TAG, code.as_bytes(), &[0], label.as_bytes()].concat()
    }

    /// Whether the signature fits.
    #[must_use]
    pub fn proves_key(&self) -> bool {
        let message = Self::message(&self.code, &self.label);
        crate::event::verify_signature(self.key, &message, self.sig).is_ok()
    }
}

/// What a new profile needs to know of its realm.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnrolReply {
    /// Certifies central's signing key.
    pub certificate: KeyCertificate,
    /// The installation; its hash is the realm.
    pub genesis: Genesis,
    /// Bearer token of this profile.
    pub token: String,
    /// For whom the profile acts.
    pub user: UserId,
}

/// The key of a sealed order, for a member of its team who opens it online.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderKeyReply {
    /// Thirty-two bytes in base64url.
    pub key: String,
}

const CONTINUE_TAG: &[u8] = b"mingcha/continue/1\0";

/// A profile whose chain was found forked goes on under a new key.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContinueRequest {
    /// New public key.
    pub key: PublicKey,
    /// The new key's signature over tag ‖ old key.
    pub new_sig: Signature,
    /// The old key's signature over tag ‖ new key.
    pub old_sig: Signature,
}

impl ContinueRequest {
    /// What each key signs of the other.
    #[must_use]
    pub fn message(other: PublicKey) -> Vec<u8> {
        [CONTINUE_TAG, &other.0].concat()
    }

    /// Whether both signatures fit.
    #[must_use]
    pub fn proves_both(&self, old: PublicKey) -> bool {
        let by_new = crate::event::verify_signature(self.key, &Self::message(old), self.new_sig);
        let by_old = crate::event::verify_signature(old, &Self::message(self.key), self.old_sig);
        by_new.is_ok() && by_old.is_ok()
    }
}

/// The new key's token.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContinueReply {
    /// Bearer token of the profile under its new key.
    pub token: String,
}

/// The newest event of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Head {
    /// Its id.
    pub id: EventId,
    /// Its place in the chain.
    pub seq: u64,
}

/// Push and pull in one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SyncRequest {
    /// Where the device holds something else than central said: the digests of what it holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub compare: Vec<Compare>,
    /// Per tag, the position up to which the device has everything.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, u64>))]
    pub cursors: BTreeMap<Tag, u64>,
    /// Head of the own chain before `push`; absent if the chain is empty.
    #[serde(default)]
    pub head: Option<Head>,
    /// Most events wanted in the reply.
    pub page: u32,
    /// Own events that central has not confirmed, in chain order.
    #[serde(default)]
    pub push: Vec<Signed>,
    /// Events of others that central had and has lost, so that it is offered them again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offer: Vec<Signed>,
    /// Epoch of the checkpoint that the device holds.
    #[serde(default)]
    pub epoch: u32,
    /// Size of the checkpoint that the device holds; 0 for none.
    #[serde(default)]
    pub size: u64,
}

/// Most files of which one request asks how far they are.
pub const MAX_REACHED: usize = 256;

/// How far are these files of the caller's own photos? Once for many, before they are sent: a device
/// that was restored from a copy, or started again, does not know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReachedRequest {
    /// At most [`MAX_REACHED`].
    pub files: Vec<PhotoFile>,
}

/// A photo's file by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PhotoFile {
    /// Photo.
    pub photo: EventId,
    /// Which of its files.
    pub variant: Variant,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReachedReply {
    /// In the order of the question.
    pub files: Vec<Reached>,
    /// This central takes parcels; absent from an older one, which does not.
    #[serde(default)]
    pub parcels: bool,
}

/// Most files in one parcel.
pub const MAX_PARCEL: usize = 256;

/// Most bytes of all files of a parcel. What is larger goes by itself.
pub const MAX_PARCEL_BYTES: u64 = 16 * 1024 * 1024;

/// The first line of a parcel of photo files, JSON that ends with a line break. The bytes of these
/// files follow it in this order, with nothing between them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ParcelHead {
    /// At most [`MAX_PARCEL`], of the caller's own photos, each once.
    pub files: Vec<ParcelFile>,
}

/// A file of a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ParcelFile {
    /// Photo.
    pub photo: EventId,
    /// Length in bytes.
    pub size: u64,
    /// Which of its files.
    pub variant: Variant,
}

/// How far the files of a parcel are, once it has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ParcelReply {
    /// In the order of the parcel. [`Reached::Nothing`] also where the bytes were not those of the
    /// photo.
    pub files: Vec<Reached>,
}

/// How far a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Reached {
    /// Central has no byte of it, or the photo is not the caller's.
    Nothing,
    /// Some of it is there: the upload that goes on says where.
    Begun,
    /// It is there, with the hash that was signed at capture.
    Whole,
}

/// How the device's chain and central's fit together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ChainState {
    /// The one continues the other.
    Fits,
    /// Central has events of this key that the device does not: the store was restored or cloned.
    /// The profile must stop using the key.
    Forked,
    /// Central lacks events before `push`: send again from its head.
    Behind,
}

/// A device as central last saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceSeen {
    /// The profile's key.
    pub key: PublicKey,
    /// When it last synced, by central's clock; absent if never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<Millis>,
    /// Photos that it recorded and whose originals central lacks.
    pub photos_there: u32,
}

// Entries and events are for central the text that it keeps, and nothing for whoever only looks at the
// rest.
/// What central answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SyncReply))]
pub struct SyncReply<E = Entry, S = Signed> {
    /// How the chains fit together.
    pub chain: ChainState,
    /// Central's head of this key, after the push.
    pub head: Option<Head>,
    /// Log entries of pushed and pulled events.
    pub entries: Vec<E>,
    /// Pulled events, each with an entry above.
    pub events: Vec<S>,
    /// Per tag, the position reached. Tags that are no longer the device's are absent.
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, u64>))]
    pub cursors: BTreeMap<Tag, u64>,
    /// Where what the device holds differs from what it should; absent if nothing was compared,
    /// because it did not ask or because there was something new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub differs: Option<Vec<Differs>>,
    /// Per tag, of all that the device holds after this reply; empty while there is more.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, Digest>))]
    pub digests: BTreeMap<Tag, Digest>,
    /// Per tag, the streams of this reply that are given under it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, Vec<StreamId>>))]
    pub given: BTreeMap<Tag, Vec<StreamId>>,
    /// There is more to pull.
    pub more: bool,
    /// Checkpoint that covers all entries.
    pub checkpoint: SignedCheckpoint,
    /// Devices of people whom the asker leads. Not signed: a help for finding what is missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub devices: Vec<DeviceSeen>,
    /// Certificate of the key that signed it.
    pub certificate: KeyCertificate,
    /// Proof of all entries under the checkpoint's root (see `docs/evidence-format.md`).
    pub proof: Vec<Hash>,
    /// Proof that the log grew from the device's checkpoint; empty if it had none, or if that holds
    /// more than was restored.
    pub growth: Vec<Hash>,
    /// After a restore of which the device has not heard: the first number that it may hold and
    /// central does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost_from: Option<u64>,
}

/// An error reply (RFC 9457).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// Stable code, for example `code_spent`.
    pub code: String,
    /// For a person who looks at logs.
    pub detail: String,
    /// HTTP status.
    pub status: u16,
    /// Short title.
    pub title: String,
}
