//! An entry of central's log: a number, a time of arrival and a verdict for one event.

use crate::{
    canonical::{self, NotCanonical},
    ids::{EventId, Hash},
    merkle,
    refusal::Refusal,
    time::Millis,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What an event is worth. Admission is not effect: every well-formed event is numbered and kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Verdict {
    /// The fold counts it.
    Effective,
    /// Kept, for a lead to decide.
    Held(WhyHeld),
    /// Kept, never counted, for this reason.
    Refused(Refusal),
    /// Of a kind that central does not know yet; the device keeps it queued.
    UnsupportedYet,
}

/// Why an event waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum WhyHeld {
    /// Allowed when its author last saw the directory, no longer on arrival.
    NoLongerAllowed,
    /// From a branch of a forked chain.
    ForkedChain,
    /// It refers to something that has not arrived yet (another phone still has it). Central
    /// decides by itself when it does.
    ReferenceNotHere,
}

impl WhyHeld {
    /// Whether a lead decides; otherwise central does by itself.
    #[must_use]
    pub const fn is_for_a_lead(self) -> bool {
        matches!(self, Self::NoLongerAllowed | Self::ForkedChain)
    }
}

/// One entry of the log. A later entry for the same event replaces its verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Entry {
    /// When central received the event, by central's clock.
    pub arrived: Millis,
    /// Central's epoch in which the number was given.
    pub epoch: u32,
    /// The event.
    pub event: EventId,
    /// Place in the log, from 0: the leaf's index.
    pub n: u64,
    /// When the newest entry arrived that the event proves to have seen: it cannot have been made
    /// before. Absent if it names no checkpoint of this log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Millis>,
    /// What it is worth.
    pub verdict: Verdict,
}

impl Entry {
    /// The entry's leaf hash: over its canonical JSON.
    ///
    /// # Errors
    /// If a number is out of range.
    pub fn leaf(&self) -> Result<Hash, NotCanonical> {
        Ok(merkle::leaf(&canonical::to_bytes(self)?))
    }
}
