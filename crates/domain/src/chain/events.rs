//! What becomes of a profile's chain.

use crate::ids::{EventId, Nonce, OutingId, PublicKey, RecoveryKey, SealedCode};
use serde::{Deserialize, Serialize};

/// The same person and device go on under a new key, because the old chain was found forked
/// (restored from a copy, or cloned).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainContinued {
    /// The old key.
    pub old_key: PublicKey,
    /// The old chain's heads that are known, as event ids: the own one and central's.
    pub old_heads: Vec<EventId>,
}

/// Why a profile ends on its device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// Central ordered it with the revocation.
    Ordered,
    /// The person gives the device to somebody else.
    HandedOver,
    /// The person logs out.
    LoggedOut,
}

/// The profile is about to be erased from its device: the last event of its chain. What it says was
/// true on the device when it signed; central holds the events themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainClosed {
    /// Drafts that were never recorded and end with the profile.
    pub drafts: u32,
    /// Events of this chain that central has confirmed.
    pub events: u64,
    /// Original photos of this chain that central has confirmed.
    pub photos: u32,
    /// Why.
    pub why: Ending,
}

/// A lead decided what becomes of acts that were held. In the stream of the chain they are in; each
/// of them gets a new verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldDecided {
    /// They count from now on, as if they had not been held; otherwise they are refused.
    pub counts: bool,
    /// The acts.
    pub events: Vec<EventId>,
    /// The outing they belong to; absent if none is known that counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outing: Option<OutingId>,
    /// Why. Required if they do not count.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
}

/// The profile sealed the recovery code of a new lock to the installation's recovery key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoverySealed {
    /// Whose two shares open it.
    pub recovery: RecoveryKey,
    /// The code.
    pub sealed: SealedCode,
    /// The slot of the profile's key file that the code opens.
    pub slot: Nonce,
}

/// Two keepers opened a recovery code and gave it out. Recorded before it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryOpened {
    /// The profile.
    pub key: PublicKey,
    /// Which two shares, from 1 to 3.
    pub shares: [u8; 2],
    /// The slot whose code it was.
    pub slot: Nonce,
    /// For whom and why, in the words of whoever did it.
    pub words: String,
}
