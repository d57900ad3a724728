//! The part of an event that names only opaque things: it can be shown to anybody.

use crate::{
    ids::{EventId, Hash, PublicKey, Realm, StreamId},
    time::{Millis, Mono},
};
use serde::{Deserialize, Serialize};

/// The format version written today.
pub const VERSION: u8 = 1;

/// Ed25519 (strict verification) over SHA-256.
pub const SUITE_ED25519_SHA256: u8 = 1;

/// Header of an event. Canonical JSON; absent lists and options are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Device clock, milliseconds since 1970. Shown and compared, never decisive.
    pub at: Millis,
    /// Heads of the stream that the person had on screen, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub base: Vec<EventId>,
    /// A reader that does not know this kind must not guess at the stream's state.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub crit: bool,
    /// The signing key, thereby the device profile.
    pub key: PublicKey,
    /// `noun.past_participle`, for example `finding.raised`.
    pub kind: String,
    /// A clock that only runs forward.
    pub mono: Mono,
    /// Realm in which the event counts.
    pub realm: Realm,
    /// Events without which this one makes no sense, sorted; refusal cascades along these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refs: Vec<EventId>,
    /// Newest checkpoint of central that the device held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Seen>,
    /// Place in this key's chain, from 0.
    pub seq: u64,
    /// The subject's stream.
    pub stream: StreamId,
    /// Signature suite.
    pub suite: u8,
    /// Format version.
    pub v: u8,
}

/// A checkpoint as an event refers to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// Central's epoch.
    pub epoch: u32,
    /// Merkle root over the log's first `size` entries.
    pub root: Hash,
    /// Number of log entries.
    pub size: u64,
}
