//! Access that a lead gives to somebody else, for a while: another team that looks back at a finding
//! must know what was found. An end is part of it from the beginning; central carries it out.

use super::Outing;
use crate::{
    Refusal,
    event::Event,
    ids::{EventId, PublicKey, TeamId, UnitId, UserId},
    scope::Tag,
    time::{Day, HonestInterval},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Who receives access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Grantee {
    /// A team's members.
    Team(TeamId),
    /// Leads and coordinators of a unit.
    Unit(UnitId),
    /// One person.
    User(UserId),
}

impl From<Grantee> for Tag {
    fn from(to: Grantee) -> Self {
        match to {
            Grantee::Team(id) => Self::Team(id),
            Grantee::Unit(id) => Self::Unit(id),
            Grantee::User(id) => Self::User(id),
        }
    }
}

/// Somebody else may read an outing and everything that came out of it. The event's id names the
/// access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessGiven {
    /// To whom.
    pub to: Grantee,
    /// Last day, in the realm's time zone, by central's clock.
    pub until: Day,
}

/// That ended: its last day has passed, or somebody took it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessEnded {
    /// The access.
    pub access: EventId,
}

/// Access as folded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Access {
    /// To whom.
    pub to: Grantee,
    /// Last day.
    pub until: Day,
    /// Profile that gave it.
    pub by: PublicKey,
    /// When.
    pub when: HonestInterval,
    /// It is over.
    pub ended: bool,
}

/// Longest access that can be given at once, in days.
pub const LONGEST_DAYS: i64 = 92;

/// A lead gives access.
#[derive(Debug, Clone)]
pub struct GiveAccess {
    /// To whom.
    pub to: Grantee,
    /// Last day.
    pub until: Day,
}

impl GiveAccess {
    /// `today`: by the device's clock; what central does on the last day goes by its own.
    ///
    /// # Errors
    /// [`Refusal::NotStarted`], [`Refusal::DayOutOfRange`] for a day that is past or further away
    /// than [`LONGEST_DAYS`].
    pub fn decide(self, outing: &Outing, today: Day) -> Result<Event, Refusal> {
        if outing.started.is_none() {
            return Err(Refusal::NotStarted);
        }
        let days = (self.until.0 - today.0).num_days();
        if !(0..=LONGEST_DAYS).contains(&days) {
            return Err(Refusal::DayOutOfRange);
        }
        Ok(AccessGiven { to: self.to, until: self.until }.into())
    }
}

/// Somebody takes it back before its last day.
#[derive(Debug, Clone)]
pub struct EndAccess {
    /// The access.
    pub access: EventId,
}

impl EndAccess {
    /// # Errors
    /// [`Refusal::MissingReference`] if there is no such access, or it is over.
    pub fn decide(self, outing: &Outing) -> Result<Event, Refusal> {
        match outing.access.get(&self.access) {
            Some(access) if !access.ended => Ok(AccessEnded { access: self.access }.into()),
            _ => Err(Refusal::MissingReference),
        }
    }
}
