//! The five figures and the records behind them.

use super::{CheckRow, UnitRow};
use mingcha_domain::{
    figures::Figure, ids::CheckId, ids::FindingId, ids::SuggestionId, ids::UnitId, time::Day,
    time::Millis,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The five figures.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FiguresView {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Unit, if one was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub unit: Option<UnitId>,
    /// Units to choose from.
    pub units: Vec<UnitRow>,
    /// In the order in which they are read out.
    pub figures: Vec<FigureRow>,
    /// Some records were written by a newer version and are not counted.
    pub incomplete: bool,
    /// When central last answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub as_of: Option<Millis>,
}

/// A figure.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FigureRow {
    /// Which.
    pub figure: Figure,
    /// Its value.
    pub value: u32,
    /// Part of it that central has not confirmed yet.
    pub provisional: u32,
    /// Records that make it.
    pub records: u32,
}

/// The records behind a figure.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FigureRecordsView {
    /// Which.
    pub figure: Figure,
    /// Rows, newest first, at most fifty.
    pub rows: Vec<FigureRecord>,
    /// There are more.
    pub more: bool,
}

/// One record behind a figure.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FigureRecord {
    /// What it adds.
    pub amount: u32,
    /// Day on which it counts.
    pub day: Day,
    /// Title: place, wording, or team.
    pub title: String,
    /// Second line.
    pub detail: String,
    /// Opens this check.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub check: Option<CheckId>,
    /// Opens this finding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub finding: Option<FindingId>,
    /// Opens this suggestion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub suggestion: Option<SuggestionId>,
    /// For an outing: its checks.
    pub checks: Vec<CheckRow>,
    /// Continue a list after this.
    pub cursor: String,
}
