//! Setting out, presence, coming back.

mod access;

pub use access::{end_access, give_access};

use crate::{act::Act, api::Error, platform::new_stream};
use mingcha_domain::{
    Refusal,
    ids::{OutingId, StreamId},
    outing::{ChangePresence, OutingEnded, StartOuting},
};

/// A team sets out.
pub fn start(act: &Act<'_>, start: StartOuting) -> Result<StreamId, Error> {
    let id = new_stream()?;
    act.append(id, start.decide()?, vec![])?;
    Ok(id)
}

/// Somebody joins or leaves.
pub fn change_presence(act: &Act<'_>, id: OutingId, change: ChangePresence) -> Result<(), Error> {
    let stream = act.stream(id.stream())?;
    let event = change.decide(&act.outing(id)?)?;
    act.append(id.stream(), event, stream.ancestry.heads())?;
    Ok(())
}

/// The team comes back.
pub fn end(act: &Act<'_>, id: OutingId) -> Result<(), Error> {
    let stream = act.stream(id.stream())?;
    if act.outing(id)?.ended_at.is_some() {
        return Err(Refusal::OutingEnded.into());
    }
    act.append(id.stream(), OutingEnded {}.into(), stream.ancestry.heads())?;
    Ok(())
}
