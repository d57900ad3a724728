//! Recording, changing and handing in a suggestion.

use super::{Content, Suggestion, SuggestionAmended, SuggestionMade, SuggestionSubmitted};
use crate::{Refusal, event::Event, ids::CheckId, spot_check::SpotCheck};

/// A suggestion is recorded.
#[derive(Debug, Clone)]
pub struct MakeSuggestion {
    /// Visit.
    pub check: CheckId,
    /// What it says.
    pub content: Content,
}

impl MakeSuggestion {
    /// # Errors
    /// [`Refusal::NotStarted`], [`Refusal::AlreadyStarted`], [`Refusal::EmptyText`].
    pub fn decide(self, suggestion: &Suggestion, check: &SpotCheck) -> Result<Event, Refusal> {
        if check.started.is_none() {
            return Err(Refusal::NotStarted);
        }
        if suggestion.check.is_some() {
            return Err(Refusal::AlreadyStarted);
        }
        let content = worded(self.content)?;
        Ok(SuggestionMade { check: self.check, content }.into())
    }
}

/// Its wording changes.
#[derive(Debug, Clone)]
pub struct AmendSuggestion {
    /// What it says from now on.
    pub content: Content,
}

impl AmendSuggestion {
    /// # Errors
    /// [`Refusal::NotStarted`], [`Refusal::EmptyText`].
    pub fn decide(self, suggestion: &Suggestion) -> Result<Event, Refusal> {
        suggestion.check.ok_or(Refusal::NotStarted)?;
        Ok(SuggestionAmended { content: worded(self.content)? }.into())
    }
}

/// The present version is handed in.
#[derive(Debug, Clone, Copy)]
pub struct SubmitSuggestion;

impl SubmitSuggestion {
    /// # Errors
    /// [`Refusal::NotStarted`], [`Refusal::AlreadySubmitted`].
    pub fn decide(self, suggestion: &Suggestion) -> Result<Event, Refusal> {
        suggestion.check.ok_or(Refusal::NotStarted)?;
        let version = suggestion.judged.version();
        if suggestion.judged.submitted == Some(version) {
            return Err(Refusal::AlreadySubmitted);
        }
        Ok(SuggestionSubmitted { version }.into())
    }
}

fn worded(content: Content) -> Result<Content, Refusal> {
    if content.text.trim().is_empty() { Err(Refusal::EmptyText) } else { Ok(content) }
}
