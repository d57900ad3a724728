//! Handing a check in, and adding to it afterwards.

use super::{CheckSubmitted, CheckSupplemented, Outcome, SpotCheck};
use crate::{
    Refusal,
    checklist::{ChecklistPublished, progress},
    event::Event,
    ids::EventId,
};

/// The result of a visit.
#[derive(Debug, Clone)]
pub struct SubmitCheck {
    /// How it ended.
    pub outcome: Outcome,
    /// A word; required for closed, refused and no such place.
    pub words: String,
    /// Findings of this check that are not withdrawn.
    pub findings: usize,
}

impl SubmitCheck {
    /// Hands in exactly the content that the state holds.
    ///
    /// # Errors
    /// Says the first thing that is missing. A visit that could not take place (closed, refused,
    /// no such place) needs no answers.
    pub fn decide(self, check: &SpotCheck, list: &ChecklistPublished) -> Result<Event, Refusal> {
        if check.started.is_none() {
            return Err(Refusal::NotStarted);
        }
        if check.submission.is_some() {
            return Err(Refusal::AlreadySubmitted);
        }
        match self.outcome {
            Outcome::NothingFound if self.findings > 0 => return Err(Refusal::OutcomeDoesNotFit),
            Outcome::Findings if self.findings == 0 => return Err(Refusal::OutcomeDoesNotFit),
            Outcome::NothingFound | Outcome::Findings => {
                if let Some((_, why)) = progress(list, &check.shown_answers()).open.first() {
                    return Err(*why);
                }
            }
            Outcome::Closed | Outcome::Refused | Outcome::NoSuchPlace => {
                if self.words.trim().is_empty() {
                    return Err(Refusal::WordsRequired);
                }
            }
        }
        let words = self.words.trim().to_owned();
        Ok(CheckSubmitted { outcome: self.outcome, version: check.version(), words }.into())
    }
}

/// An addition after submission.
#[derive(Debug, Clone)]
pub struct SupplementCheck {
    /// Words.
    pub words: String,
    /// Photos of this check.
    pub photos: Vec<EventId>,
}

impl SupplementCheck {
    /// # Errors
    /// [`Refusal::NotSubmitted`], [`Refusal::WordsRequired`], [`Refusal::NoSuchPhoto`].
    pub fn decide(self, check: &SpotCheck) -> Result<Event, Refusal> {
        if check.submission.is_none() {
            return Err(Refusal::NotSubmitted);
        }
        if self.words.trim().is_empty() {
            return Err(Refusal::WordsRequired);
        }
        if self.photos.iter().any(|p| !check.photos.contains_key(p)) {
            return Err(Refusal::NoSuchPhoto);
        }
        let words = self.words.trim().to_owned();
        Ok(CheckSupplemented { photos: self.photos, words }.into())
    }
}
