//! A check with its checklist.

use super::{Delivery, FindingRow, OutingRow, Person, PhotoRow, SiteRow, SuggestionRow};
use mingcha_domain::{
    checklist::Answer, checklist::ChecklistPublished, ids::CheckId, ids::EventId, ids::OrderId,
    refusal::Refusal, spot_check::CheckKind, spot_check::Outcome, time::HonestInterval,
    time::Millis,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An item's answer as shown.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AnswerRow {
    /// Item.
    pub item: String,
    /// The answer.
    pub answer: Answer,
    /// Not sealed yet.
    pub draft: bool,
    /// Who gave it; absent while it is not sealed: then it is this device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub by: Option<Person>,
    /// Answer events that a change replaces.
    pub supersedes: Vec<EventId>,
    /// Contrary answers of others, shown until somebody chooses.
    pub rivals: Vec<RivalAnswer>,
}

/// Somebody else's answer to the same item.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RivalAnswer {
    /// Who.
    pub by: Option<Person>,
    /// What.
    pub answer: Answer,
}

/// A check.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CheckView {
    /// Id.
    pub id: CheckId,
    /// Revision on screen; commands carry it back.
    pub revision: Vec<EventId>,
    /// Place.
    pub site: SiteRow,
    /// Open, covert, remote or look-back.
    pub kind: CheckKind,
    /// Order, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub order: Option<OrderId>,
    /// Order's title.
    pub order_title: String,
    /// What its issuer wants looked at.
    pub order_note: String,
    /// The sortie.
    pub outing: OutingRow,
    /// Checklist, exact version.
    pub checklist: ChecklistPublished,
    /// When it began, as narrow as what its device did before and after allows.
    pub began: HonestInterval,
    /// The clock cannot have been right.
    pub clock_was_wrong: bool,
    /// Time of the satellites at its first photo that has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub gps_time: Option<Millis>,
    /// Who works on it.
    pub workers: Vec<Person>,
    /// Answers by item.
    pub answers: Vec<AnswerRow>,
    /// Items shown by their conditions, in order.
    pub shown: Vec<String>,
    /// Items answered, of those shown.
    pub answered: u32,
    /// What blocks submission.
    pub open: Vec<OpenItem>,
    /// Photos.
    pub photos: Vec<PhotoRow>,
    /// Photos that belong to no answer and no finding.
    pub unsorted: Vec<EventId>,
    /// Findings, drafts included.
    pub findings: Vec<FindingRow>,
    /// Suggestions.
    pub suggestions: Vec<SuggestionRow>,
    /// How it ended, if handed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub outcome: Option<Outcome>,
    /// Words with it.
    pub words: String,
    /// Words typed for handing in, not said yet.
    pub submit_words: String,
    /// Words typed for a supplement, not said yet.
    pub supplement_words: String,
    /// Words typed for a new suggestion, not recorded yet.
    pub suggestion_words: String,
    /// When it was handed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub submitted: Option<HonestInterval>,
    /// Content has changed since it was handed in.
    pub changed_since: bool,
    /// Additions.
    pub supplements: Vec<SupplementRow>,
    /// A lead has opened it: it can no longer be taken back.
    pub opened: bool,
    /// I may work on it.
    pub mine: bool,
    /// Where it is.
    pub delivery: Delivery,
    /// Written partly by a newer version: read-only here.
    pub read_only: bool,
}

/// An item that blocks submission.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OpenItem {
    /// Item.
    pub item: String,
    /// Why.
    pub why: Refusal,
}

/// An addition.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SupplementRow {
    /// Who.
    pub by: Option<Person>,
    /// When.
    pub when: HonestInterval,
    /// Words.
    pub words: String,
    /// Photos.
    pub photos: Vec<EventId>,
}
