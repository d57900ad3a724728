//! Who am I.

use super::{LockView, Person};
use mingcha_domain::{
    directory::{Bilingual, Role},
    time::Millis,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Settings of this profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Settings {
    /// `zh` or `en`.
    pub language: String,
    /// `light`, `dark` or `system`.
    pub theme: String,
    /// No soft greys, whatever the system wishes.
    #[serde(default)]
    pub high_contrast: bool,
    /// Per cent.
    pub text_size: u16,
    /// The person keeps the device offline.
    pub offline: bool,
    /// Locks after so many minutes without use.
    pub lock_after_min: u16,
    /// How long own originals stay.
    pub keep_originals: KeepOriginals,
}

/// How long own originals stay on this device once central's backup holds them too. Their previews
/// and all records stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeepOriginals {
    /// Until a person lets them leave.
    Always,
    /// Until the disk is nearly full; then the oldest leave first.
    #[default]
    WhileRoom,
    /// So many days, 1 to 366.
    Days(u16),
}

/// The disk is nearly full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LowRoom {
    /// Bytes free.
    #[ts(type = "number")]
    pub free_bytes: u64,
    /// About so many photos still fit.
    pub photos: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: "zh".to_owned(),
            theme: "system".to_owned(),
            high_contrast: false,
            text_size: 100,
            offline: false,
            lock_after_min: 5,
            keep_originals: KeepOriginals::default(),
        }
    }
}

/// Who am I.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct StartView {
    /// Absent before enrolment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub me: Option<Me>,
    /// Settings.
    pub settings: Settings,
    /// Circulars that I have not read.
    pub unread: u32,
    /// Program version.
    pub version: String,
    /// Something a person must know about the store, for example that a damaged one was set aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub notice: Option<StoreNotice>,
    /// How the profile is locked.
    pub lock: LockView,
    /// The disk is nearly full.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub low: Option<LowRoom>,
    /// When keepers opened a recovery code of this profile, newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recovered: Vec<RecoveryUse>,
}

/// Keepers opened a recovery code.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RecoveryUse {
    /// When, by central's clock.
    pub at: Millis,
    /// Which two shares.
    pub shares: [u8; 2],
    /// For whom and why, in their words.
    pub words: String,
}

/// What happened to the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StoreNotice {
    /// The file was damaged: it was set aside, what could be read was carried over.
    DamagedSetAside,
    /// The chain was found forked (restored or cloned); the profile goes on with a new key.
    ChainForked,
    /// Central was restored from a backup; what came after it is delivered once more.
    CentralRestored,
    /// The person ended the profile that was here; everything of it is at central.
    Left,
    /// Central ended the profile that was here and had it erased, after everything was delivered.
    ErasedOnOrder,
}

/// The enrolled person.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Me {
    /// Person.
    pub person: Person,
    /// Home unit.
    pub unit: Bilingual,
    /// Roles.
    pub roles: Vec<Role>,
    /// Name of the installation.
    pub realm_name: String,
    /// Demonstration data: said on every screen.
    pub demo: bool,
    /// Name of this device.
    pub device: String,
    /// Minutes by which the installation's days and times run ahead of UTC.
    pub utc_offset_min: i32,
}
