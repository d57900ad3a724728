//! Issuing a circular, and acknowledging it.

use super::{Circular, CircularIssued, CircularRead};
use crate::{
    Refusal,
    event::Event,
    ids::{PublicKey, UnitId},
};

/// A circular goes out.
#[derive(Debug, Clone)]
pub struct IssueCircular {
    /// Title.
    pub title: String,
    /// What it says.
    pub words: String,
    /// Units it is for; at least one.
    pub to: Vec<UnitId>,
}

impl IssueCircular {
    /// # Errors
    /// [`Refusal::EmptyText`], [`Refusal::MissingReference`] (for no unit).
    pub fn decide(self) -> Result<Event, Refusal> {
        let (title, words) = (self.title.trim().to_owned(), self.words.trim().to_owned());
        if title.is_empty() || words.is_empty() {
            return Err(Refusal::EmptyText);
        }
        let mut to = self.to;
        to.sort_unstable();
        to.dedup();
        if to.is_empty() {
            return Err(Refusal::MissingReference);
        }
        Ok(CircularIssued { title, to, words }.into())
    }
}

/// Somebody has read it.
#[derive(Debug, Clone, Copy)]
pub struct ReadCircular;

impl ReadCircular {
    /// Nothing if this profile has said so before.
    ///
    /// # Errors
    /// [`Refusal::NotStarted`].
    pub fn decide(self, circular: &Circular, by: PublicKey) -> Result<Option<Event>, Refusal> {
        circular.issued.as_ref().ok_or(Refusal::NotStarted)?;
        Ok((!circular.read.contains_key(&by)).then(|| CircularRead {}.into()))
    }
}
