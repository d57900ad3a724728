//! Setting out, and who is present.

use super::{Guest, Outing, OutingStarted, PresenceChanged};
use crate::{
    Refusal,
    event::Event,
    ids::{CampaignId, TeamId, UserId},
};

/// A team sets out under a campaign.
#[derive(Debug, Clone)]
pub struct StartOuting {
    /// Campaign.
    pub campaign: CampaignId,
    /// Team.
    pub team: TeamId,
    /// Members present; at least one.
    pub members: Vec<UserId>,
    /// Guests of other bodies.
    pub guests: Vec<Guest>,
}

impl StartOuting {
    /// # Errors
    /// [`Refusal::NobodyPresent`].
    pub fn decide(self) -> Result<Event, Refusal> {
        let members = distinct(self.members)?;
        let guests = self.guests;
        Ok(OutingStarted { campaign: self.campaign, guests, members, team: self.team }.into())
    }
}

/// Somebody joins or leaves.
#[derive(Debug, Clone)]
pub struct ChangePresence {
    /// Members present now; at least one.
    pub members: Vec<UserId>,
    /// Guests present now.
    pub guests: Vec<Guest>,
}

impl ChangePresence {
    /// # Errors
    /// [`Refusal::NobodyPresent`], [`Refusal::OutingEnded`].
    pub fn decide(self, outing: &Outing) -> Result<Event, Refusal> {
        if outing.ended_at.is_some() {
            return Err(Refusal::OutingEnded);
        }
        Ok(PresenceChanged { guests: self.guests, members: distinct(self.members)? }.into())
    }
}

fn distinct(mut members: Vec<UserId>) -> Result<Vec<UserId>, Refusal> {
    members.sort_unstable();
    members.dedup();
    if members.is_empty() { Err(Refusal::NobodyPresent) } else { Ok(members) }
}
