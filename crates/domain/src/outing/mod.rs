//! One sortie of a team under one campaign (出动).

mod access;
mod authorise;
mod start;

pub use access::{Access, AccessEnded, AccessGiven, EndAccess, GiveAccess, Grantee, LONGEST_DAYS};
pub(crate) use authorise::{authorise, by_central};
pub use start::{ChangePresence, StartOuting};

use crate::{
    event::Event,
    fold::Admitted,
    ids::{CampaignId, EventId, PublicKey, TeamId, UserId},
    time::HonestInterval,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use ts_rs::TS;

/// Somebody of another body who came along.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
pub struct Guest {
    /// The body they belong to.
    pub body: String,
    /// Name.
    pub name: String,
}

/// A team set out. The stream's id is the outing's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutingStarted {
    /// Campaign; an outing counts for one.
    pub campaign: CampaignId,
    /// Guests of other bodies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guests: Vec<Guest>,
    /// Members present.
    pub members: Vec<UserId>,
    /// Team; the outing counts for its unit.
    pub team: TeamId,
}

/// Who is present changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresenceChanged {
    /// Guests now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guests: Vec<Guest>,
    /// Members now.
    pub members: Vec<UserId>,
}

/// The team came back.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct OutingEnded {}

/// An outing as folded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Outing {
    /// How it started.
    pub started: Option<OutingStarted>,
    /// Profile that started it.
    pub by: Option<PublicKey>,
    /// When it started.
    pub when: Option<HonestInterval>,
    /// When it ended.
    pub ended_at: Option<HonestInterval>,
    /// Everybody who was present at any time: the inspector-times of the outing.
    pub members: BTreeSet<UserId>,
    /// Guests who were present at any time. They are named, and count as people present.
    pub guests: BTreeSet<Guest>,
    /// Members present now.
    pub present: BTreeSet<UserId>,
    /// Access that was given to others, by the events that gave it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub access: BTreeMap<EventId, Access>,
}

impl Outing {
    pub(crate) fn apply(&mut self, admitted: &Admitted, event: &Event) {
        let header = &admitted.verified.header;
        match event {
            Event::OutingStarted(e) if self.started.is_none() => {
                self.members = e.members.iter().copied().collect();
                self.present = self.members.clone();
                self.guests = e.guests.iter().cloned().collect();
                self.started = Some(e.clone());
                self.by = Some(header.key);
                self.when = Some(admitted.interval());
            }
            Event::PresenceChanged(e) => {
                self.present = e.members.iter().copied().collect();
                self.members.extend(&self.present);
                self.guests.extend(e.guests.iter().cloned());
            }
            Event::OutingEnded(_) if self.ended_at.is_none() => {
                self.ended_at = Some(admitted.interval());
            }
            Event::AccessGiven(e) => {
                let (by, when) = (header.key, admitted.interval());
                let access = Access { to: e.to, until: e.until, by, when, ended: false };
                self.access.insert(admitted.verified.id, access);
            }
            Event::AccessEnded(e) => {
                if let Some(access) = self.access.get_mut(&e.access) {
                    access.ended = true;
                }
            }
            _ => {}
        }
    }

    /// People present, guests included.
    #[must_use]
    pub fn people(&self) -> usize {
        self.members.len() + self.guests.len()
    }
}
