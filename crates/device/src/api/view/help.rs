//! What helps while writing: a brief, phrases, sites that look alike.

use super::SiteRow;
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

/// Sites whose name or address is much like the one being added.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SimilarSitesView {
    /// Sites, the most alike first.
    pub sites: Vec<SiteRow>,
}
