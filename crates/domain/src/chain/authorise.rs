//! Who may say what in the stream of a chain.

use super::{HeldDecided, held, owner, stream};
use crate::{
    Refusal,
    event::{Event, Header},
    fold::World,
    ids::UserId,
};

pub(crate) fn authorise(
    event: &Event,
    header: &Header,
    user: UserId,
    world: &dyn World,
) -> Result<(), Refusal> {
    match event {
        Event::RecoverySealed(_) if header.stream != stream(header.key) => {
            Err(Refusal::WrongStream)
        }
        Event::RecoveryOpened(_) => Err(Refusal::CentralOnly),
        Event::HeldDecided(decision) => decides(decision, header, user, world),
        _ => Ok(()),
    }
}

fn decides(
    decision: &HeldDecided,
    header: &Header,
    user: UserId,
    world: &dyn World,
) -> Result<(), Refusal> {
    let (_, author) = owner(header.stream, world.directory()).ok_or(Refusal::MissingReference)?;
    held::may_decide(user, author, decision.outing, world)?;
    held::check(decision)
}
