//! A check as folded.

use super::{CheckStarted, Outcome};
use crate::{
    checklist::Answer,
    event::Event,
    fold::{Admitted, version_of},
    ids::{EventId, Hash, PublicKey},
    photo::{Mark, PhotoTaken},
    time::HonestInterval,
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// An answer that nothing has replaced yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CurrentAnswer {
    /// The answer.
    pub answer: Answer,
    /// Profile that gave it.
    pub by: PublicKey,
    /// Event that gave it.
    pub event: EventId,
}

/// A photo of the check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Photo {
    /// Profile that took it.
    pub by: PublicKey,
    /// When.
    pub when: HonestInterval,
    /// What is recorded of it.
    pub taken: PhotoTaken,
    /// Why it does not count.
    pub voided: Option<String>,
    /// Marks over it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
}

/// The check as handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Submission {
    /// Profile that handed it in.
    pub by: PublicKey,
    /// How it ended.
    pub outcome: Outcome,
    /// Exact content that was handed in.
    pub version: Hash,
    /// When.
    pub when: HonestInterval,
    /// A word on it.
    pub words: String,
}

/// An addition after submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Supplement {
    /// Profile that added it.
    pub by: PublicKey,
    /// Photos.
    pub photos: Vec<EventId>,
    /// When.
    pub when: HonestInterval,
    /// Words.
    pub words: String,
}

/// A check.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct SpotCheck {
    /// How it began.
    pub started: Option<CheckStarted>,
    /// Profiles that work on it, the one that began it first.
    pub workers: Vec<PublicKey>,
    /// When it began.
    pub when: Option<HonestInterval>,
    /// Answers by item. More than one for an item: two people answered without seeing each other.
    pub answers: BTreeMap<String, Vec<CurrentAnswer>>,
    /// Photos by the event that took them.
    pub photos: BTreeMap<EventId, Photo>,
    /// Newest submission; absent after it was taken back.
    pub submission: Option<Submission>,
    /// Additions after submission.
    pub supplements: Vec<Supplement>,
    /// Profiles of leads who opened it.
    pub opened_by: BTreeSet<PublicKey>,
    /// Ids of the content events: their hash is the version.
    pub content: BTreeSet<EventId>,
}

impl SpotCheck {
    /// The exact version of the content: SHA-256 over the sorted ids of the content events.
    #[must_use]
    pub fn version(&self) -> Hash {
        version_of(&self.content)
    }

    /// The answers to show: for an item in conflict, the one that was folded last.
    #[must_use]
    pub fn shown_answers(&self) -> BTreeMap<String, Answer> {
        self.answers
            .iter()
            .filter_map(|(item, all)| Some((item.clone(), all.last()?.answer.clone())))
            .collect()
    }

    pub(crate) fn apply(&mut self, admitted: &Admitted, event: &Event) {
        let header = &admitted.verified.header;
        let (id, by) = (admitted.verified.id, header.key);
        let when = admitted.interval();
        match event {
            Event::CheckStarted(e) => {
                if self.started.is_none() {
                    self.started = Some(e.clone());
                    self.when = Some(when);
                    self.content.insert(id);
                }
            }
            Event::ItemsAnswered(e) => {
                for given in &e.answers {
                    let current = self.answers.entry(given.item.clone()).or_default();
                    current.retain(|a| !given.supersedes.contains(&a.event));
                    current.push(CurrentAnswer { answer: given.answer.clone(), by, event: id });
                }
                self.content.insert(id);
            }
            Event::PhotoTaken(e) => {
                let (taken, voided, marks) = (e.clone(), None, vec![]);
                self.photos.insert(id, Photo { by, when, taken, voided, marks });
                self.content.insert(id);
            }
            Event::PhotoVoided(e) => {
                if let Some(photo) = self.photos.get_mut(&e.photo) {
                    photo.voided = Some(e.reason.clone());
                }
                self.content.insert(id);
            }
            // Words about a photo, not part of what is judged: a verdict stays as it is.
            Event::PhotoMarked(e) => {
                if let Some(photo) = self.photos.get_mut(&e.photo) {
                    photo.marks.clone_from(&e.marks);
                }
            }
            Event::CheckSubmitted(e) => {
                let (outcome, version, words) = (e.outcome, e.version, e.words.clone());
                self.submission = Some(Submission { by, outcome, version, when, words });
            }
            Event::CheckTakenBack(_) => self.submission = None,
            Event::CheckSupplemented(e) => self.supplements.push(Supplement {
                by,
                photos: e.photos.clone(),
                when,
                words: e.words.clone(),
            }),
            Event::CheckOpened(_) => {
                self.opened_by.insert(by);
                return;
            }
            _ => return,
        }
        if !self.workers.contains(&by) {
            self.workers.push(by);
        }
    }
}
