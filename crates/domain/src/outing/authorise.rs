//! Who may act on an outing.

use super::Outing;
use crate::{Refusal, directory::Directory, event::Event, ids::UserId};

pub(crate) fn authorise(
    event: &Event,
    user: UserId,
    outing: &Outing,
    directory: &Directory,
) -> Result<(), Refusal> {
    let team = match (event, &outing.started) {
        (Event::OutingStarted(e), None) => e.team,
        (Event::OutingStarted(_), Some(_)) => return Err(Refusal::AlreadyStarted),
        (_, Some(started)) => started.team,
        (_, None) => return Err(Refusal::NotStarted),
    };
    let member = directory.teams.get(&team).is_some_and(|t| t.members.contains(&user));
    if member || outing.members.contains(&user) { Ok(()) } else { Err(Refusal::NotYourTeam) }
}
