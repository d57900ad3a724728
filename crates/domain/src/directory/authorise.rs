//! The one rule of who may do what. The device asks it to grey a button, central to decide.

use crate::{
    Refusal, chain, circular,
    directory::Role,
    event::{Event, Header, Noun},
    finding,
    fold::{Stream, Subject, World},
    ids::{OutingId, UserId},
    order, outing, spot_check, suggestion,
};

/// Whether the header's key may add `event` to `stream`, given everything before it.
///
/// # Errors
/// The reason why not.
pub fn authorise(
    event: &Event,
    header: &Header,
    stream: &Stream,
    world: &dyn World,
) -> Result<(), Refusal> {
    let directory = world.directory();
    if stream.noun.is_some_and(|noun| noun != event.noun()) {
        return Err(Refusal::WrongStream);
    }
    if directory.central == Some(header.key) {
        return match event.noun() {
            Noun::Directory | Noun::Campaign | Noun::Checklist | Noun::Site | Noun::Circular => {
                Ok(())
            }
            Noun::Order => order::by_central(event, &stream.subject, world),
            Noun::Outing => match &stream.subject {
                Subject::Outing(state) => outing::by_central(event, state),
                _ => Err(Refusal::UnknownProfile),
            },
            Noun::Chain if matches!(event, Event::RecoveryOpened(_)) => Ok(()),
            _ => Err(Refusal::UnknownProfile),
        };
    }
    // Also a revoked profile says that it ends: nobody else could.
    if matches!(event, Event::ChainClosed(_)) && directory.author_of(header.key).is_some() {
        return Ok(());
    }
    let user = directory.user_of(header.key).ok_or(Refusal::UnknownProfile)?;
    let fresh;
    let subject = match stream.noun {
        Some(_) => &stream.subject,
        None => {
            fresh = Stream::about(event.noun());
            &fresh.subject
        }
    };
    match (event.noun(), subject) {
        (Noun::Directory | Noun::Checklist, _) => Err(Refusal::CentralOnly),
        (Noun::Campaign, _) => coordinates(user, world),
        (Noun::Order, Subject::Order(state)) => order::authorise(event, user, state, world),
        // An inspector may meet a place that nobody has listed.
        (Noun::Site, _) => Ok(()),
        (Noun::Chain, _) => chain::authorise(event, header, user, world),
        (Noun::Outing, Subject::Outing(state)) => outing::authorise(event, user, state, directory),
        (Noun::Check, Subject::Check(state)) => spot_check::authorise(event, user, state, world),
        (Noun::Finding, Subject::Finding(state)) => finding::authorise(event, user, state, world),
        (Noun::Suggestion, Subject::Suggestion(state)) => {
            suggestion::authorise(event, user, state, world)
        }
        (Noun::Circular, Subject::Circular(state)) => {
            circular::authorise(event, user, state, directory)
        }
        (
            Noun::Order
            | Noun::Outing
            | Noun::Check
            | Noun::Finding
            | Noun::Suggestion
            | Noun::Circular,
            _,
        ) => Err(Refusal::WrongStream),
    }
}

fn coordinates(user: UserId, world: &dyn World) -> Result<(), Refusal> {
    if world.directory().holds_anywhere(user, Role::Coordinator) {
        Ok(())
    } else {
        Err(Refusal::NotYourUnit)
    }
}

/// Whether `user` is the kind of lead who may judge what came out of this outing.
#[must_use]
pub fn may_judge(user: UserId, outing: OutingId, world: &dyn World) -> bool {
    spot_check::leads(user, outing, world).is_ok()
}
