//! One visit to one site (监督检查).

mod answer;
mod authorise;
mod start;
mod state;
mod submit;
mod take_back;

pub use answer::AnswerItems;
pub(crate) use authorise::{authorise, leads, took_part};
pub use start::StartCheck;
pub use state::{CurrentAnswer, Photo, SpotCheck, Submission, Supplement};
pub use submit::{SubmitCheck, SupplementCheck};
pub use take_back::{OpenCheck, TakeBack};

use crate::{
    checklist::Answer,
    ids::{EventId, Hash, OrderId, OutingId, SiteId},
    site::Position,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How a site is visited (明察暗访).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CheckKind {
    /// 明察
    Open,
    /// 暗访
    Covert,
    /// 云监督
    Remote,
    /// 回头看
    LookBack,
}

/// How a visit ended (检查结论).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Nothing found.
    NothingFound,
    /// Findings.
    Findings,
    /// Closed for business.
    Closed,
    /// The unit refused.
    Refused,
    /// There is no such place.
    NoSuchPlace,
}

/// A visit began. The stream's id is the check's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckStarted {
    /// The event that published the checklist: one exact version.
    pub checklist: EventId,
    /// Open, covert, remote or look-back.
    pub kind: CheckKind,
    /// Order it carries out, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderId>,
    /// The sortie.
    pub outing: OutingId,
    /// Where the device was, if it knew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// The place.
    pub site: SiteId,
}

/// Answers that were given together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemsAnswered {
    /// The answers.
    pub answers: Vec<ItemAnswer>,
}

/// The answer to one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemAnswer {
    /// The answer.
    pub answer: Answer,
    /// The item.
    pub item: String,
    /// Answer events for this item that it replaces: those the person had on screen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub supersedes: Vec<EventId>,
}

/// The visit's result was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckSubmitted {
    /// How it ended.
    pub outcome: Outcome,
    /// Hash over the sorted ids of the content events that are handed in.
    pub version: Hash,
    /// A word on it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
}

/// It was taken back before a lead opened it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CheckTakenBack {}

/// Something was added after submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckSupplemented {
    /// Photos.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<EventId>,
    /// Words.
    pub words: String,
}

/// A lead opened it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CheckOpened {}
