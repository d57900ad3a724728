//! Before a profile ends on its device: what of it is not at central.

use super::{CheckRow, OnlyHere};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whether anything would be left behind.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LeavingView {
    /// Everything that was recorded is at central, and nothing was left half written.
    pub ready: bool,
    /// Own photo files that are neither here nor, as far as known, at central: a file that was set aside
    /// may hold something of them, and goes too.
    pub missing_files: u32,
    /// What was recorded and is not at central.
    pub only_here: OnlyHere,
    /// Answers, findings and verdicts that were saved and not recorded.
    pub drafts: u32,
    /// Checks in which something was left half written.
    pub unfinished: Vec<CheckRow>,
    /// Checks that are not handed in. Their records are at central; nobody counts them yet.
    pub open: Vec<CheckRow>,
    /// Records of this profile that central has confirmed.
    #[ts(type = "number")]
    pub events: u64,
    /// Its photos whose original central has.
    pub photos: u32,
}
