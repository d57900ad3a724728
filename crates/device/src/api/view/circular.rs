//! Circulars.

use super::{Person, UnitRow};
use mingcha_domain::{directory::Bilingual, ids::CircularId, time::HonestInterval};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Circulars for me, newest first.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CircularsView {
    /// Circulars.
    pub rows: Vec<CircularRow>,
    /// Those I have not read.
    pub unread: u32,
    /// Units for which I may issue one; none for an inspector.
    pub units: Vec<UnitRow>,
}

/// A circular.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CircularRow {
    /// Id.
    pub id: CircularId,
    /// Title.
    pub title: String,
    /// What it says.
    pub words: String,
    /// Who issued it; absent if central did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub by: Option<Person>,
    /// When.
    pub when: HonestInterval,
    /// For whom.
    pub to: Vec<Bilingual>,
    /// I have read it.
    pub read_by_me: bool,
    /// How many of those it is for have read it.
    pub read: u32,
    /// How many it is for.
    pub readers: u32,
    /// Who has not read it; told to those who issue circulars only.
    pub not_read: Vec<Person>,
}
