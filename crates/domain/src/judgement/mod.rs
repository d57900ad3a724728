//! A lead's verdict on one exact version of a finding or a suggestion.

mod judged;

pub use judged::{Judged, Judgement, Revision, Ruling, Standing};

use crate::{
    finding::Severity,
    ids::{FindingId, Hash, UnitId},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Frequent reasons for a return, one tap each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReturnReason {
    /// 缺远景
    NoWideShot,
    /// 照片不清
    UnclearPhoto,
    /// 事实不清
    UnclearFacts,
    /// 图文不符
    PhotoDoesNotMatch,
    /// 责任部门有误
    WrongDepartment,
    /// 缺整改后照片
    NoAfterPhoto,
    /// 与已有问题重复
    Duplicate,
    /// In the lead's own words.
    Other,
}

/// What a lead changes while approving. The inspector's original stays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct Edits {
    /// Department answerable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub department: Option<UnitId>,
    /// Key flag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub key: Option<bool>,
    /// Severity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub severity: Option<Severity>,
    /// Wording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub text: Option<String>,
}

/// A verdict on a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FindingRuling {
    /// 已通过
    Approved,
    /// 改后通过
    ApprovedWithEdits(Edits),
    /// 退回补充
    Returned(Return),
    /// 不予认定
    NotUpheld(Words),
    /// 转为意见建议
    TurnedIntoSuggestion(Words),
    /// 与已有问题合并
    Merged(MergedInto),
}

/// Why something goes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Return {
    /// At least one reason.
    pub reasons: Vec<ReturnReason>,
    /// Own words; required for "other".
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
}

/// Words with a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Words {
    /// The words.
    pub words: String,
}

/// The finding that stands for this one too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MergedInto {
    /// That finding.
    pub finding: FindingId,
}

/// A verdict on a suggestion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SuggestionRuling {
    /// 已通过
    Approved,
    /// 改后通过
    ApprovedWithEdits(Words),
    /// 退回补充
    Returned(Return),
    /// 不予认定
    NotUpheld(Words),
}

/// A lead judged a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingJudged {
    /// Verdict.
    pub ruling: FindingRuling,
    /// Exact version that was on screen.
    pub version: Hash,
}

/// A lead judged a suggestion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuggestionJudged {
    /// Verdict.
    pub ruling: SuggestionRuling,
    /// Exact version that was on screen.
    pub version: Hash,
}

impl Return {
    /// # Errors
    /// [`crate::Refusal::ReasonRequired`].
    pub fn check(&self) -> Result<(), crate::Refusal> {
        let other = self.reasons.contains(&ReturnReason::Other);
        if self.reasons.is_empty() || (other && self.words.trim().is_empty()) {
            return Err(crate::Refusal::ReasonRequired);
        }
        Ok(())
    }
}
