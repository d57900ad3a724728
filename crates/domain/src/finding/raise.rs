//! Recording a problem.

use super::{Content, Finding, FindingRaised};
use crate::{Refusal, event::Event, ids::CheckId, spot_check::SpotCheck};

/// A problem is recorded during or after a visit.
#[derive(Debug, Clone)]
pub struct RaiseFinding {
    /// Visit.
    pub check: CheckId,
    /// What was found.
    pub content: Content,
}

impl RaiseFinding {
    /// # Errors
    /// [`Refusal::NotStarted`] (no such visit), [`Refusal::AlreadyStarted`] (recorded before),
    /// [`Refusal::EmptyText`], [`Refusal::NoSuchPhoto`], [`Refusal::AfterPhotoRequired`].
    pub fn decide(self, finding: &Finding, check: &SpotCheck) -> Result<Event, Refusal> {
        if check.started.is_none() {
            return Err(Refusal::NotStarted);
        }
        if finding.check.is_some() {
            return Err(Refusal::AlreadyStarted);
        }
        self.content.check(check)?;
        Ok(FindingRaised { check: self.check, content: self.content }.into())
    }
}
