//! A lead's verdict on a suggestion.

use super::Suggestion;
use crate::{
    Refusal,
    event::Event,
    ids::Hash,
    judgement::{SuggestionJudged, SuggestionRuling},
};

/// A verdict on the version that was on screen.
#[derive(Debug, Clone)]
pub struct JudgeSuggestion {
    /// Version on screen.
    pub version: Hash,
    /// Verdict.
    pub ruling: SuggestionRuling,
}

impl JudgeSuggestion {
    /// # Errors
    /// As for a finding.
    pub fn decide(self, suggestion: &Suggestion) -> Result<Event, Refusal> {
        suggestion.check.ok_or(Refusal::NotStarted)?;
        suggestion.judged.may_judge(self.version)?;
        match &self.ruling {
            SuggestionRuling::Returned(why) => why.check()?,
            SuggestionRuling::ApprovedWithEdits(words) if words.words.trim().is_empty() => {
                return Err(Refusal::EmptyText);
            }
            SuggestionRuling::NotUpheld(words) if words.words.trim().is_empty() => {
                return Err(Refusal::ReasonRequired);
            }
            _ => {}
        }
        Ok(SuggestionJudged { ruling: self.ruling, version: self.version }.into())
    }
}
