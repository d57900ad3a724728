//! Where records are, and how much room they take.

use super::OnlyHere;
use mingcha_domain::{ids::CheckId, ids::EventId, log::Verdict, refusal::Refusal, time::Millis};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What sync is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum SyncState {
    /// No central is known.
    NotEnrolled,
    /// The person keeps the device offline.
    KeptOffline,
    /// Nothing to do.
    Idle,
    /// Talking to central.
    Sending {
        /// Parts sent in this run.
        done: u32,
        /// Parts to send in this run.
        of: u32,
    },
    /// The last try failed; the next one comes by itself.
    Waiting {
        /// Why.
        why: WaitReason,
        /// Milliseconds until the next try.
        retry_in_ms: u32,
    },
    /// Central no longer accepts this profile.
    Revoked,
    /// The profile is locked and its key forgotten: nothing is sent until it is unlocked.
    Locked,
}

/// Why sync waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WaitReason {
    /// Central cannot be reached.
    Unreachable,
    /// Central is there but could not answer.
    CentralBusy,
    /// Its answer did not pass verification.
    NotTrusted,
    /// Something is the matter on this device: its disk is full, or its store is damaged.
    ThisDevice,
}

/// Sync and storage.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SyncView {
    /// What sync is doing.
    pub state: SyncState,
    /// What is only on this device.
    pub only_here: OnlyHere,
    /// Address of central.
    pub address: String,
    /// When central last answered, by this device's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub last_sync: Option<Millis>,
    /// What is here held against what central gave; absent before the first time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub compared: Option<ComparedView>,
    /// Events that came and are not in the lists yet: they are here, and need no network any more.
    pub to_put_in_order: u32,
    /// Events that central does not count.
    pub not_accepted: Vec<NotAccepted>,
    /// Photo files on the way, at most fifty.
    pub uploads: Vec<UploadRow>,
    /// Bytes on this device: records.
    #[ts(type = "number")]
    pub store_bytes: u64,
    /// Bytes on this device: photos.
    #[ts(type = "number")]
    pub photo_bytes: u64,
    /// Bytes free on the disk.
    #[ts(type = "number")]
    pub free_bytes: u64,
    /// What could leave this device.
    pub room: RoomView,
    /// Checks here.
    pub checks: u32,
    /// Photos here.
    pub photos: u32,
    /// Own photo files that are neither here nor, as far as known, at central.
    pub missing_files: u32,
}

/// What came of holding this device against central.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ComparedView {
    /// When it was done last, by this device's clock.
    pub at: Millis,
    /// Both hold the same, or will once this exchange is over.
    pub same: bool,
    /// Records that were missing here and were fetched again, since this profile began.
    pub mended: u32,
    /// When that happened last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub mended_at: Option<Millis>,
}

/// Own originals that are at central too.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RoomView {
    /// Central's backup holds them: they may leave.
    pub droppable_photos: u32,
    /// Bytes of those.
    #[ts(type = "number")]
    pub droppable_bytes: u64,
    /// No backup holds them yet.
    pub waiting_photos: u32,
}

/// An event that central does not count.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NotAccepted {
    /// Kind of event.
    pub kind: String,
    /// What central said.
    #[ts(type = "unknown")]
    pub verdict: Verdict,
    /// What the lead said who decided that it does not count.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub said: String,
    /// Reason, if refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub why: Option<Refusal>,
    /// When it was made.
    pub at: Millis,
    /// The check it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub check: Option<CheckId>,
}

/// A photo file on the way.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct UploadRow {
    /// Photo.
    pub photo: EventId,
    /// Which file.
    pub variant: mingcha_domain::photo::Variant,
    /// Bytes central has confirmed.
    #[ts(type = "number")]
    pub sent: u64,
    /// Bytes altogether.
    #[ts(type = "number")]
    pub size: u64,
}
