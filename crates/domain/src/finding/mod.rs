//! A problem found at a site (问题).

mod amend;
mod authorise;
mod judge;
mod raise;
mod submit;

pub use amend::{AmendFinding, WithdrawFinding};
pub(crate) use authorise::authorise;
pub use judge::JudgeFinding;
pub use raise::RaiseFinding;
pub use submit::SubmitFinding;

use crate::{
    event::Event,
    fold::Admitted,
    ids::{CheckId, EventId, Hash, PublicKey, UnitId},
    judgement::{FindingRuling, Judged, Ruling, Standing},
    photo::FreshCode,
    time::{Day, HonestInterval},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How grave a finding is. The key flag stands apart.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, TS,
)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// 一般: an isolated lapse without direct danger.
    #[default]
    Ordinary,
    /// 较重: a rule is not carried out, or a lapse repeats.
    Serious,
    /// 严重: direct danger, concealment, or a whole link fails.
    Grave,
}

/// What a finding is about.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, TS,
)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// 防控措施 measures on site.
    #[default]
    Measures,
    /// 人员管理 people.
    People,
    /// 物品管理 goods.
    Goods,
    /// 场所环境 premises.
    Premises,
    /// 台账记录 ledgers and records.
    Records,
    /// 责任落实 duty.
    Duty,
    /// 形式主义 formalism.
    Formalism,
    /// 官僚主义 bureaucratism.
    Bureaucratism,
}

/// What was demanded (整改).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Rectification {
    /// 立行立改: put right before the team left.
    OnTheSpot,
    /// 限期整改: by the end of this day.
    By(Day),
    /// Nothing was demanded.
    NotDemanded,
}

/// What a finding says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "FindingContent")]
pub struct Content {
    /// What it is about.
    pub category: Category,
    /// Department answerable (主体责任部门).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub department: Option<UnitId>,
    /// The unit's explanation (单位说明).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[ts(as = "Option<String>", optional)]
    pub explanation: String,
    /// Checklist item it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub item: Option<String>,
    /// ★重点
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(as = "Option<bool>", optional)]
    pub key: bool,
    /// Photos of the problem, by the events that took them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<EventId>>", optional)]
    pub photos: Vec<EventId>,
    /// Photos of the put-right state.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<EventId>>", optional)]
    pub photos_after: Vec<EventId>,
    /// What was demanded.
    pub rectification: Rectification,
    /// How grave it is.
    pub severity: Severity,
    /// Township or subdistrict (属地).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub territory: Option<UnitId>,
    /// What was found.
    pub text: String,
}

/// A problem was recorded. The stream's id is the finding's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingRaised {
    /// Visit during which it was found.
    pub check: CheckId,
    /// What it says.
    pub content: Content,
}

/// Its content changed, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingAmended {
    /// What it says now.
    pub content: Content,
}

/// It was handed in for judgement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingSubmitted {
    /// Exact version.
    pub version: Hash,
}

/// Its author dropped it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingWithdrawn {
    /// Why.
    pub reason: String,
}

/// A demand for a fresh photo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Demand {
    /// Names the demand.
    pub id: EventId,
    /// To be seen in the picture.
    pub code: FreshCode,
    /// Profile of the lead.
    pub by: PublicKey,
    /// When.
    pub when: HonestInterval,
}

/// A finding as folded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Finding {
    /// Visit during which it was found.
    pub check: Option<CheckId>,
    /// Content, submission, verdicts.
    pub judged: Judged<Content, FindingRuling>,
    /// Demands for fresh photos, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub demands: Vec<Demand>,
}

impl Finding {
    pub(crate) fn apply(&mut self, admitted: &Admitted, event: &Event) {
        match event {
            Event::FindingRaised(e) if self.check.is_none() => {
                self.check = Some(e.check);
                self.judged.revise(admitted, e.content.clone());
            }
            Event::FindingAmended(e) => self.judged.revise(admitted, e.content.clone()),
            Event::FindingSubmitted(e) => self.judged.submit(admitted, e.version),
            Event::FindingWithdrawn(_) => self.judged.withdrawn = true,
            Event::FreshPhotoDemanded(e) => self.demands.push(Demand {
                id: admitted.verified.id,
                code: e.code.clone(),
                by: admitted.verified.header.key,
                when: admitted.interval(),
            }),
            Event::FindingJudged(e) => self.judged.judge(admitted, e.version, e.ruling.clone()),
            _ => {}
        }
    }

    /// The content with the lead's edits laid over it, if the newest covering verdict made any.
    #[must_use]
    pub fn as_approved(&self) -> Option<Content> {
        let mut content = self.judged.content()?.clone();
        let version = self.judged.version();
        let newest = self.judged.judgements.iter().rev().find(|j| j.version == version);
        if let Some(FindingRuling::ApprovedWithEdits(edits)) = newest.map(|j| &j.ruling) {
            content.text = edits.text.clone().unwrap_or(content.text);
            content.severity = edits.severity.unwrap_or(content.severity);
            content.key = edits.key.unwrap_or(content.key);
            content.department = edits.department.or(content.department);
        }
        Some(content)
    }
}

impl Ruling for FindingRuling {
    fn standing(&self) -> Standing {
        match self {
            Self::Approved => Standing::Approved,
            Self::ApprovedWithEdits(_) => Standing::ApprovedWithEdits,
            Self::Returned(_) => Standing::Returned,
            Self::NotUpheld(_) => Standing::NotUpheld,
            Self::TurnedIntoSuggestion(_) => Standing::TurnedIntoSuggestion,
            Self::Merged(_) => Standing::Merged,
        }
    }
}

impl Content {
    /// Whether the content can stand as a finding of `check`.
    pub(crate) fn check(&self, check: &crate::spot_check::SpotCheck) -> Result<(), crate::Refusal> {
        use crate::Refusal;
        if self.text.trim().is_empty() {
            return Err(Refusal::EmptyText);
        }
        let counts = |id: &EventId| check.photos.get(id).is_some_and(|p| p.voided.is_none());
        if !self.photos.iter().chain(&self.photos_after).all(counts) {
            return Err(Refusal::NoSuchPhoto);
        }
        if self.rectification == Rectification::OnTheSpot && self.photos_after.is_empty() {
            return Err(Refusal::AfterPhotoRequired);
        }
        Ok(())
    }
}
