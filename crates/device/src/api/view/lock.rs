//! How the profile is locked.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How the profile is locked. Holds no content: it is shown before anybody has unlocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct LockView {
    /// Whether it is.
    pub is: LockState,
    /// What opens it is a PIN; otherwise a passphrase.
    pub by_pin: bool,
    /// A PIN can be set: the hardware binds it.
    pub pin_possible: bool,
    /// The platform knows its owner by finger or face: either can be made to open the profile.
    pub knows_owners: bool,
    /// Finger or face opens it.
    pub by_owner: bool,
    /// Wrong tries in a row.
    pub wrong: u32,
    /// Milliseconds until the next try is evaluated.
    pub wait_ms: u32,
    /// While locked: photos of open checks are still taken.
    pub camera: bool,
    /// While locked: what is only here is still being sent.
    pub sending: bool,
    /// A recovery code was used: a new secret is due.
    pub renew: bool,
    /// Whether forgetting the secret can be helped.
    pub recovery: RecoveryState,
}

/// Whether the profile is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LockState {
    /// No lock is set.
    #[default]
    None,
    /// A lock is set, and open.
    Open,
    /// Locked.
    Locked,
}

/// Whether forgetting the secret can be helped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RecoveryState {
    /// Not known before it is unlocked.
    #[default]
    Unknown,
    /// The installation has no recovery key.
    None,
    /// There is one, but central does not have the sealed code yet; without a lock there is none.
    Waiting,
    /// Two of three keepers can open the sealed code.
    Possible,
}
