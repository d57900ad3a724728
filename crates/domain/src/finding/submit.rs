//! Handing a finding in for judgement.

use super::{Finding, FindingSubmitted};
use crate::{Refusal, event::Event};

/// The present version is handed in.
#[derive(Debug, Clone, Copy)]
pub struct SubmitFinding;

impl SubmitFinding {
    /// # Errors
    /// [`Refusal::NotStarted`], [`Refusal::Withdrawn`], [`Refusal::AlreadySubmitted`].
    pub fn decide(self, finding: &Finding) -> Result<Event, Refusal> {
        if finding.check.is_none() {
            return Err(Refusal::NotStarted);
        }
        if finding.judged.withdrawn {
            return Err(Refusal::Withdrawn);
        }
        let version = finding.judged.version();
        if finding.judged.submitted == Some(version) {
            return Err(Refusal::AlreadySubmitted);
        }
        Ok(FindingSubmitted { version }.into())
    }
}
