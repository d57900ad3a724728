//! Marks over a photo.

use crate::{
    act::Act,
    api::{Error, Topic},
};
use mingcha_domain::{
    ids::{CheckId, EventId},
    photo::MarkPhoto,
};

/// Draws the layer of a photo anew. The same layer again changes nothing.
pub fn mark(act: &Act<'_>, id: CheckId, mark: MarkPhoto) -> Result<Option<EventId>, Error> {
    let check = act.check(id)?;
    if check.photos.get(&mark.photo).is_some_and(|photo| photo.marks == mark.marks) {
        return Ok(None);
    }
    let heads = act.stream(id.stream())?.ancestry.heads();
    let event = act.append(id.stream(), mark.decide(&check)?, heads)?;
    act.announce(Topic::Photo);
    Ok(Some(event))
}
