//! Who may act on an outing.

use super::Outing;
use crate::{
    Refusal,
    directory::{Directory, Role},
    event::Event,
    ids::UserId,
};

pub(crate) fn authorise(
    event: &Event,
    user: UserId,
    outing: &Outing,
    directory: &Directory,
) -> Result<(), Refusal> {
    let (team, campaign) = match (event, &outing.started) {
        (Event::OutingStarted(e), None) => (e.team, e.campaign),
        (Event::OutingStarted(_), Some(_)) => return Err(Refusal::AlreadyStarted),
        (_, Some(started)) => (started.team, started.campaign),
        (_, None) => return Err(Refusal::NotStarted),
    };
    let known = directory.teams.get(&team);
    if matches!(event, Event::AccessGiven(_) | Event::AccessEnded(_)) {
        let unit = known.ok_or(Refusal::MissingReference)?.unit;
        let over = |role| directory.holds(user, role, unit);
        if !over(Role::Lead) && !over(Role::Coordinator) {
            return Err(Refusal::NotYourUnit);
        }
        return Ok(());
    }
    let member = known.is_some_and(|t| t.members.contains(&user));
    if !member && !outing.members.contains(&user) {
        return Err(Refusal::NotYourTeam);
    }
    match event {
        Event::OutingStarted(_) if known.is_some_and(|t| !t.is_for(campaign)) => {
            Err(Refusal::OtherCampaign)
        }
        _ => Ok(()),
    }
}

/// Central ends access whose last day has passed; it gives none.
pub(crate) fn by_central(event: &Event, outing: &Outing) -> Result<(), Refusal> {
    match event {
        Event::AccessEnded(_) if outing.started.is_some() => Ok(()),
        Event::AccessEnded(_) => Err(Refusal::NotStarted),
        _ => Err(Refusal::UnknownProfile),
    }
}
