//! A lead demands a fresh photo.

use crate::{act::Act, api::Error, platform::random};
use mingcha_domain::{
    Refusal,
    ids::{EventId, FindingId},
    photo::{FreshCode, FreshPhotoDemanded},
};

/// Draws a code and demands that it be seen in a photo of the finding.
pub fn demand_photo(act: &Act<'_>, id: FindingId) -> Result<EventId, Error> {
    let stream = act.stream(id.stream())?;
    if act.finding(id)?.judged.withdrawn {
        return Err(Refusal::Withdrawn.into());
    }
    let code = FreshCode::from_random(random()?);
    act.append(id.stream(), FreshPhotoDemanded { code }.into(), stream.ancestry.heads())
}
