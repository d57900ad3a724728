//! Answering items.

use super::{ItemAnswer, ItemsAnswered, SpotCheck};
use crate::{
    Refusal,
    checklist::{Answer, ChecklistPublished},
    event::Event,
    ids::EventId,
};

/// Answers given together, each with the answer events it replaces.
#[derive(Debug, Clone)]
pub struct AnswerItems {
    /// Item, answer, and the events that the person had on screen for this item.
    pub answers: Vec<(String, Answer, Vec<EventId>)>,
}

impl AnswerItems {
    /// # Errors
    /// [`Refusal::NotStarted`], [`Refusal::NoSuchItem`], [`Refusal::AnswerDoesNotFit`],
    /// [`Refusal::NoSuchPhoto`].
    pub fn decide(self, check: &SpotCheck, list: &ChecklistPublished) -> Result<Event, Refusal> {
        if check.started.is_none() {
            return Err(Refusal::NotStarted);
        }
        let mut answers = Vec::with_capacity(self.answers.len());
        for (item, answer, mut supersedes) in self.answers {
            let asked = list.item(&item).ok_or(Refusal::NoSuchItem)?;
            if let Some(value) = &answer.value {
                value.fits(asked)?;
            }
            if answer.photos.iter().any(|p| !check.photos.contains_key(p)) {
                return Err(Refusal::NoSuchPhoto);
            }
            supersedes.sort_unstable();
            supersedes.dedup();
            answers.push(ItemAnswer { answer, item, supersedes });
        }
        Ok(ItemsAnswered { answers }.into())
    }
}
