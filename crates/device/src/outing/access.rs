//! Access for others, given and taken back.

use crate::{act::Act, api::Error};
use mingcha_domain::{
    ids::{EventId, OutingId},
    outing::{EndAccess, GiveAccess},
};

/// Lets somebody else read an outing for a while.
pub fn give_access(act: &Act<'_>, id: OutingId, give: GiveAccess) -> Result<EventId, Error> {
    let stream = act.stream(id.stream())?;
    let event = give.decide(&act.outing(id)?, act.today())?;
    act.append(id.stream(), event, stream.ancestry.heads())
}

/// Takes it back.
pub fn end_access(act: &Act<'_>, id: OutingId, end: EndAccess) -> Result<(), Error> {
    let stream = act.stream(id.stream())?;
    let event = end.decide(&act.outing(id)?)?;
    act.append(id.stream(), event, stream.ancestry.heads())?;
    Ok(())
}
