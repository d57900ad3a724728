//! What helps while writing: a brief, phrases, sites that look alike.

use super::{FindingRow, SiteRow};
use mingcha_domain::ids::{CheckId, EventId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A check as plain text for a work chat.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BriefView {
    /// The text; empty if it may not be copied.
    pub text: String,
    /// The installation allows it.
    pub allowed: bool,
}

/// Wordings used before on this device, the most useful first.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PhrasesView {
    /// Wordings.
    pub phrases: Vec<String>,
}

/// Photos of a finding that were used before.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ReusedPhotosView {
    /// For each such photo up to three earlier ones, those with the same bytes first.
    pub rows: Vec<ReusedRow>,
}

/// A photo and an earlier one that it is, or seems to be, a copy of.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ReusedRow {
    /// The finding's photo.
    pub photo: EventId,
    /// The earlier photo.
    pub earlier: EventId,
    /// The same bytes; otherwise the pictures look the same.
    pub exact: bool,
    /// Check of the earlier photo.
    pub check: CheckId,
    /// Its place.
    pub site: String,
    /// When the earlier one was taken by its device's clock, milliseconds since 1970.
    #[ts(type = "number")]
    pub taken: i64,
}

/// What was found earlier at a place, as far as this device holds it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EarlierFindingsView {
    /// Findings, newest first, at most twenty.
    pub findings: Vec<FindingRow>,
    /// There are more.
    pub more: bool,
}

/// Sites whose name or address is much like the one being added.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SimilarSitesView {
    /// Sites, the most alike first.
    pub sites: Vec<SiteRow>,
}
