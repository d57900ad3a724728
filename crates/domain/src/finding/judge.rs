//! A lead's verdict on a finding.

use super::Finding;
use crate::{
    Refusal,
    event::Event,
    ids::Hash,
    judgement::{FindingJudged, FindingRuling},
};

/// A verdict on the version that was on screen.
#[derive(Debug, Clone)]
pub struct JudgeFinding {
    /// Version on screen.
    pub version: Hash,
    /// Verdict.
    pub ruling: FindingRuling,
}

impl JudgeFinding {
    /// # Errors
    /// [`Refusal::NotStarted`], [`Refusal::Withdrawn`], [`Refusal::NotSubmitted`],
    /// [`Refusal::VersionChanged`], [`Refusal::ReasonRequired`], [`Refusal::EmptyText`].
    pub fn decide(self, finding: &Finding) -> Result<Event, Refusal> {
        if finding.check.is_none() {
            return Err(Refusal::NotStarted);
        }
        finding.judged.may_judge(self.version)?;
        match &self.ruling {
            FindingRuling::Returned(why) => why.check()?,
            FindingRuling::ApprovedWithEdits(edits)
                if edits.text.as_ref().is_some_and(|t| t.trim().is_empty()) =>
            {
                return Err(Refusal::EmptyText);
            }
            FindingRuling::NotUpheld(words) if words.words.trim().is_empty() => {
                return Err(Refusal::ReasonRequired);
            }
            FindingRuling::TurnedIntoSuggestion(words) if words.words.trim().is_empty() => {
                return Err(Refusal::EmptyText);
            }
            _ => {}
        }
        Ok(FindingJudged { ruling: self.ruling, version: self.version }.into())
    }
}
