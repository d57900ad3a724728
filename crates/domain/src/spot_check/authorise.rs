//! Who may act on a check.

use super::SpotCheck;
use crate::{
    Refusal,
    directory::Role,
    event::Event,
    fold::World,
    ids::{OutingId, UserId},
};

pub(crate) fn authorise(
    event: &Event,
    user: UserId,
    check: &SpotCheck,
    world: &dyn World,
) -> Result<(), Refusal> {
    let outing = match (event, &check.started) {
        (Event::CheckStarted(e), _) => e.outing,
        (_, Some(started)) => started.outing,
        (_, None) => return Err(Refusal::NotStarted),
    };
    match event {
        Event::CheckOpened(_) => leads(user, outing, world),
        Event::CheckTakenBack(_) if !check.opened_by.is_empty() => Err(Refusal::OpenedByLead),
        _ => took_part(user, outing, world),
    }
}

/// Whether `user` was on the outing or belongs to its team.
pub(crate) fn took_part(user: UserId, outing: OutingId, world: &dyn World) -> Result<(), Refusal> {
    let outing = world.outing(outing).ok_or(Refusal::MissingReference)?;
    let started = outing.started.as_ref().ok_or(Refusal::MissingReference)?;
    let team = world.directory().teams.get(&started.team);
    let member = team.is_some_and(|t| t.members.contains(&user));
    if member || outing.members.contains(&user) { Ok(()) } else { Err(Refusal::NotYourTeam) }
}

/// Whether `user` leads the unit for which the outing counts.
pub(crate) fn leads(user: UserId, outing: OutingId, world: &dyn World) -> Result<(), Refusal> {
    let outing = world.outing(outing).ok_or(Refusal::MissingReference)?;
    let started = outing.started.as_ref().ok_or(Refusal::MissingReference)?;
    let team = world.directory().teams.get(&started.team).ok_or(Refusal::MissingReference)?;
    if world.directory().holds(user, Role::Lead, team.unit) {
        Ok(())
    } else {
        Err(Refusal::NotYourUnit)
    }
}
