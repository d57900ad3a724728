//! A suggestion to the unit or department (意见建议).

mod authorise;
mod judge;
mod make;

pub(crate) use authorise::authorise;
pub use judge::JudgeSuggestion;
pub use make::{AmendSuggestion, MakeSuggestion, SubmitSuggestion};

use crate::{
    event::Event,
    fold::Admitted,
    ids::{CheckId, Hash, UnitId},
    judgement::{Judged, Ruling, Standing, SuggestionRuling},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a suggestion says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "SuggestionContent")]
pub struct Content {
    /// To whom, if to a department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub department: Option<UnitId>,
    /// Its wording.
    pub text: String,
}

/// A suggestion was recorded. The stream's id is the suggestion's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuggestionMade {
    /// Visit during which it was made.
    pub check: CheckId,
    /// What it says.
    pub content: Content,
}

/// Its wording changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuggestionAmended {
    /// What it says now.
    pub content: Content,
}

/// It was handed in for judgement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuggestionSubmitted {
    /// Exact version.
    pub version: Hash,
}

/// A suggestion as folded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Suggestion {
    /// Visit during which it was made.
    pub check: Option<CheckId>,
    /// Content, submission, verdicts.
    pub judged: Judged<Content, SuggestionRuling>,
}

impl Suggestion {
    pub(crate) fn apply(&mut self, admitted: &Admitted, event: &Event) {
        match event {
            Event::SuggestionMade(e) if self.check.is_none() => {
                self.check = Some(e.check);
                self.judged.revise(admitted, e.content.clone());
            }
            Event::SuggestionAmended(e) => self.judged.revise(admitted, e.content.clone()),
            Event::SuggestionSubmitted(e) => self.judged.submit(admitted, e.version),
            Event::SuggestionJudged(e) => self.judged.judge(admitted, e.version, e.ruling.clone()),
            _ => {}
        }
    }
}

impl Ruling for SuggestionRuling {
    fn standing(&self) -> Standing {
        match self {
            Self::Approved => Standing::Approved,
            Self::ApprovedWithEdits(_) => Standing::ApprovedWithEdits,
            Self::Returned(_) => Standing::Returned,
            Self::NotUpheld(_) => Standing::NotUpheld,
        }
    }
}
