//! A place that nobody has listed.

use crate::{act::Act, api::Error, platform::new_stream};
use mingcha_domain::{Refusal, ids::StreamId, site::SiteAdded};

/// Adds it; it is everybody's once central has it.
pub fn add(act: &Act<'_>, mut site: SiteAdded) -> Result<StreamId, Error> {
    site.name = site.name.trim().to_owned();
    site.address = site.address.trim().to_owned();
    if site.name.is_empty() {
        return Err(Refusal::EmptyText.into());
    }
    let id = new_stream()?;
    act.append(id, site.into(), vec![])?;
    Ok(id)
}
