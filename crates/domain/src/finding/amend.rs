//! Changing or dropping a finding.

use super::{Content, Finding, FindingAmended, FindingWithdrawn};
use crate::{Refusal, event::Event, spot_check::SpotCheck};

/// The content changes.
#[derive(Debug, Clone)]
pub struct AmendFinding {
    /// What it says from now on.
    pub content: Content,
}

impl AmendFinding {
    /// # Errors
    /// [`Refusal::NotStarted`], [`Refusal::Withdrawn`], and those of the content.
    pub fn decide(self, finding: &Finding, check: &SpotCheck) -> Result<Event, Refusal> {
        if finding.check.is_none() {
            return Err(Refusal::NotStarted);
        }
        if finding.judged.withdrawn {
            return Err(Refusal::Withdrawn);
        }
        self.content.check(check)?;
        Ok(FindingAmended { content: self.content }.into())
    }
}

/// The author drops it before anybody judged it.
#[derive(Debug, Clone)]
pub struct WithdrawFinding {
    /// Why.
    pub reason: String,
}

impl WithdrawFinding {
    /// # Errors
    /// [`Refusal::NotStarted`], [`Refusal::Withdrawn`], [`Refusal::ReasonRequired`],
    /// [`Refusal::OpenedByLead`] once a verdict was given.
    pub fn decide(self, finding: &Finding) -> Result<Event, Refusal> {
        if finding.check.is_none() {
            return Err(Refusal::NotStarted);
        }
        if finding.judged.withdrawn {
            return Err(Refusal::Withdrawn);
        }
        if !finding.judged.judgements.is_empty() {
            return Err(Refusal::OpenedByLead);
        }
        if self.reason.trim().is_empty() {
            return Err(Refusal::ReasonRequired);
        }
        Ok(FindingWithdrawn { reason: self.reason.trim().to_owned() }.into())
    }
}
