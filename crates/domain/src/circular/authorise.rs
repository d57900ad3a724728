//! Who may issue a circular, and who acknowledges it.

use super::Circular;
use crate::{
    Refusal,
    directory::{Directory, Role},
    event::Event,
    ids::UserId,
};

/// Leads and coordinators issue for their units and what is below; everybody may acknowledge.
pub(crate) fn authorise(
    event: &Event,
    user: UserId,
    circular: &Circular,
    directory: &Directory,
) -> Result<(), Refusal> {
    match (event, &circular.issued) {
        (Event::CircularIssued(_), Some(_)) => Err(Refusal::AlreadyStarted),
        (Event::CircularIssued(e), None) => {
            let over = |unit| {
                directory.holds(user, Role::Lead, unit)
                    || directory.holds(user, Role::Coordinator, unit)
            };
            if e.to.iter().all(|unit| over(*unit)) { Ok(()) } else { Err(Refusal::NotYourUnit) }
        }
        (_, Some(_)) => Ok(()),
        (_, None) => Err(Refusal::NotStarted),
    }
}
