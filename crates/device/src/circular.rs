//! Issuing circulars, and acknowledging them.

use crate::{
    act::Act,
    api::{Error, Topic},
    platform::new_stream,
};
use mingcha_domain::{
    Refusal,
    circular::{Circular, IssueCircular, ReadCircular},
    fold::Subject,
    ids::{CircularId, StreamId},
};

/// A circular goes out.
pub fn issue(act: &Act<'_>, circular: IssueCircular) -> Result<StreamId, Error> {
    let id = new_stream()?;
    act.append(id, circular.decide()?, vec![])?;
    act.announce(Topic::Circular);
    Ok(id)
}

/// I have read it. Saying so again changes nothing.
pub fn read(act: &Act<'_>, id: CircularId) -> Result<(), Error> {
    let stream = act.stream(id.stream())?;
    let circular = match &stream.subject {
        Subject::Circular(circular) => circular.clone(),
        _ => Circular::default(),
    };
    circular.issued.as_ref().ok_or(Refusal::NotStarted)?;
    if let Some(event) = ReadCircular.decide(&circular, act.identity.key())? {
        act.append(id.stream(), event, stream.ancestry.heads())?;
        act.announce(Topic::Circular);
    }
    Ok(())
}
