//! Taking a submission back, until a lead has opened it.

use super::{CheckOpened, CheckTakenBack, SpotCheck};
use crate::{Refusal, event::Event};

/// The inspector takes the submission back.
#[derive(Debug, Clone, Copy)]
pub struct TakeBack;

impl TakeBack {
    /// # Errors
    /// [`Refusal::NotSubmitted`], [`Refusal::OpenedByLead`].
    pub fn decide(self, check: &SpotCheck) -> Result<Event, Refusal> {
        if check.submission.is_none() {
            return Err(Refusal::NotSubmitted);
        }
        if !check.opened_by.is_empty() {
            return Err(Refusal::OpenedByLead);
        }
        Ok(CheckTakenBack {}.into())
    }
}

/// A lead looks at the submission for the first time.
#[derive(Debug, Clone, Copy)]
pub struct OpenCheck;

impl OpenCheck {
    /// # Errors
    /// [`Refusal::NotSubmitted`].
    pub fn decide(self, check: &SpotCheck) -> Result<Event, Refusal> {
        if check.submission.is_none() {
            return Err(Refusal::NotSubmitted);
        }
        Ok(CheckOpened {}.into())
    }
}
