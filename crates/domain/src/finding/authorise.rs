//! Who may act on a finding.

use super::Finding;
use crate::{
    Refusal,
    event::Event,
    fold::World,
    ids::UserId,
    spot_check::{leads, took_part},
};

pub(crate) fn authorise(
    event: &Event,
    user: UserId,
    finding: &Finding,
    world: &dyn World,
) -> Result<(), Refusal> {
    let check = match (event, finding.check) {
        (Event::FindingRaised(_), Some(_)) => return Err(Refusal::AlreadyStarted),
        (Event::FindingRaised(e), None) => e.check,
        (_, Some(check)) => check,
        (_, None) => return Err(Refusal::NotStarted),
    };
    let outing = world.outing_of(check).ok_or(Refusal::MissingReference)?;
    match event {
        Event::FindingJudged(_) => {
            let directory = world.directory();
            let authors = finding.judged.revisions.iter();
            if authors.filter_map(|r| directory.author_of(r.by)).any(|author| author == user) {
                return Err(Refusal::OwnFinding);
            }
            leads(user, outing, world)
        }
        Event::FreshPhotoDemanded(_) => leads(user, outing, world),
        _ => took_part(user, outing, world),
    }
}
