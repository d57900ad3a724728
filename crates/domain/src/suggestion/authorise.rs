//! Who may act on a suggestion: as for a finding.

use super::Suggestion;
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
    suggestion: &Suggestion,
    world: &dyn World,
) -> Result<(), Refusal> {
    let check = match (event, suggestion.check) {
        (Event::SuggestionMade(_), Some(_)) => return Err(Refusal::AlreadyStarted),
        (Event::SuggestionMade(e), None) => e.check,
        (_, Some(check)) => check,
        (_, None) => return Err(Refusal::NotStarted),
    };
    let outing = world.outing_of(check).ok_or(Refusal::MissingReference)?;
    match event {
        Event::SuggestionJudged(_) => {
            let directory = world.directory();
            let authors = suggestion.judged.revisions.iter();
            if authors.filter_map(|r| directory.author_of(r.by)).any(|author| author == user) {
                return Err(Refusal::OwnFinding);
            }
            leads(user, outing, world)
        }
        _ => took_part(user, outing, world),
    }
}
