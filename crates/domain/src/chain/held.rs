//! Acts that were allowed when their author last heard from central, and no longer when they
//! arrived; or that came from one branch of a forked chain. A lead decides whether they count.

use super::HeldDecided;
use crate::{
    Refusal,
    directory::Role,
    event::Event,
    fold::{Stream, Subject, World},
    ids::{CheckId, EventId, OutingId, StreamId, UserId},
    spot_check,
};

/// Acts that one decision can be about.
pub const MOST_AT_ONCE: usize = 200;

/// A lead decides about held acts of one chain and one outing.
#[derive(Debug, Clone)]
pub struct DecideHeld {
    /// Whether they count.
    pub counts: bool,
    /// The acts.
    pub events: Vec<EventId>,
    /// What [`outing_of`] says of them.
    pub outing: Option<OutingId>,
    /// Why.
    pub words: String,
}

impl DecideHeld {
    /// # Errors
    /// [`Refusal::MissingReference`] (about nothing), [`Refusal::TooMany`],
    /// [`Refusal::WordsRequired`].
    pub fn decide(self) -> Result<Event, Refusal> {
        let Self { counts, events, outing, words } = self;
        let decision = HeldDecided { counts, events, outing, words: words.trim().to_owned() };
        check(&decision)?;
        Ok(decision.into())
    }
}

pub(super) fn check(decision: &HeldDecided) -> Result<(), Refusal> {
    match decision.events.len() {
        0 => Err(Refusal::MissingReference),
        n if n > MOST_AT_ONCE => Err(Refusal::TooMany),
        _ if !decision.counts && decision.words.trim().is_empty() => Err(Refusal::WordsRequired),
        _ => Ok(()),
    }
}

/// Who leads the outing decides; for acts of an outing that does not count itself, who leads their
/// author's own unit.
///
/// # Errors
/// [`Refusal::OwnRecord`], [`Refusal::NotYourUnit`], [`Refusal::MissingReference`].
pub fn may_decide(
    user: UserId,
    author: UserId,
    outing: Option<OutingId>,
    world: &dyn World,
) -> Result<(), Refusal> {
    if author == user {
        return Err(Refusal::OwnRecord);
    }
    if let Some(outing) = outing {
        return spot_check::leads(user, outing, world);
    }
    let directory = world.directory();
    let home = directory.users.get(&author).ok_or(Refusal::MissingReference)?.unit;
    if directory.holds(user, Role::Lead, home) { Ok(()) } else { Err(Refusal::NotYourUnit) }
}

/// The outing to which a stream belongs, if everything in it counted; `None` if that outing does
/// not count itself, or is not known. `all` folds a stream as if everything in it counted.
///
/// # Errors
/// Those of `all`.
pub fn outing_of<E>(
    id: StreamId,
    all: impl Fn(StreamId) -> Result<Stream, E>,
    world: &dyn World,
) -> Result<Option<OutingId>, E> {
    let of_check = |check: Option<CheckId>| -> Result<Option<OutingId>, E> {
        let Some(check) = check else { return Ok(None) };
        Ok(match all(check.stream())?.subject {
            Subject::Check(state) => state.started.map(|s| s.outing),
            _ => None,
        })
    };
    let outing = match all(id)?.subject {
        Subject::Outing(_) => Some(OutingId(id.0)),
        Subject::Check(state) => state.started.map(|s| s.outing),
        Subject::Finding(state) => of_check(state.check)?,
        Subject::Suggestion(state) => of_check(state.check)?,
        _ => None,
    };
    Ok(outing.filter(|id| world.outing(*id).is_some_and(|outing| outing.started.is_some())))
}
