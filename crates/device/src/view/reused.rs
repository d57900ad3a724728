//! Photos of a finding that were used before: what a rectification that never was is often shown
//! with. A hint for the lead, never a verdict.

use super::Seen;
use crate::{
    api::{Error, ErrorCode, ReusedPhotosView, ReusedRow},
    photo::likeness::{self, Gray},
    store,
};
use mingcha_domain::{
    fold::Subject,
    ids::{CheckId, EventId, FindingId},
    photo::Variant,
};
use std::{collections::BTreeSet, sync::PoisonError};

/// Earlier photos shown beside one.
const SHOWN: usize = 3;

/// The view.
pub fn reused(seen: &Seen<'_>, id: FindingId) -> Result<ReusedPhotosView, Error> {
    let stream = seen.streams.get(id.stream())?;
    let not_found = || Error::new(ErrorCode::NotFound, "no such finding");
    let Subject::Finding(finding) = &stream.subject else { return Err(not_found()) };
    let content = finding.judged.content().ok_or_else(not_found)?;
    let check = finding.check.ok_or_else(not_found)?;
    let mut held = seen.prints.lock().unwrap_or_else(PoisonError::into_inner);
    held.catch_up(seen.connection)?;
    let mut rows = Vec::new();
    for (photo, after) in content
        .photos
        .iter()
        .map(|photo| (*photo, false))
        .chain(content.photos_after.iter().map(|photo| (*photo, true)))
    {
        let mut found = same_bytes(seen, photo)?;
        let exact: BTreeSet<EventId> = found.iter().copied().collect();
        found.extend(copies(seen, photo, &held)?.into_iter().filter(|id| !exact.contains(id)));
        if found.is_empty() {
            continue;
        }
        let Some((_, taken)) = store::photo_files::taken(seen.connection, photo)? else { continue };
        let this = This { photo, check, taken };
        let mut earlier = Vec::new();
        for other in found {
            let Some(row) = row(seen, &this, other, exact.contains(&other))? else { continue };
            // Two shots of one moment are alike and honest; the state after is not the state before.
            if row.check != check || (after && content.photos.contains(&other)) {
                earlier.push(row);
            }
        }
        earlier.sort_by_key(|row| (!row.exact, row.taken));
        rows.extend(earlier.into_iter().take(SHOWN));
    }
    Ok(ReusedPhotosView { rows })
}

/// Other photos with the very bytes of this one.
fn same_bytes(seen: &Seen<'_>, photo: EventId) -> Result<Vec<EventId>, Error> {
    let original = store::photo_files::get(seen.connection, photo, Variant::Original)?;
    let Some(original) = original else { return Ok(vec![]) };
    let mut same = store::photo_files::with_hash(seen.connection, original.bytes.sha256)?;
    same.retain(|other| *other != photo);
    Ok(same)
}

/// Other photos of which this one is a copy.
fn copies(
    seen: &Seen<'_>,
    photo: EventId,
    held: &store::photo_prints::Held,
) -> Result<Vec<EventId>, Error> {
    let Some((_, prints)) = held.all.iter().find(|(id, _)| *id == photo) else {
        return Ok(vec![]);
    };
    let others = held.all.iter().filter(|(id, _)| *id != photo);
    let near = likeness::near(prints, others);
    if near.is_empty() {
        return Ok(near);
    }
    let Some(this) = gray(seen, photo)? else { return Ok(vec![]) };
    let mut copies = Vec::new();
    for other in near {
        if gray(seen, other)?.is_some_and(|other| likeness::is_copy(&this, &other)) {
            copies.push(other);
        }
    }
    Ok(copies)
}

fn gray(seen: &Seen<'_>, photo: EventId) -> Result<Option<Gray>, Error> {
    let file = store::photo_files::get(seen.connection, photo, Variant::Thumbnail)?;
    let Some(file) = file.filter(|file| file.here) else { return Ok(None) };
    let photos = seen.photos.lock().unwrap_or_else(PoisonError::into_inner);
    let bytes = store::photos::get(&photos, file.bytes.sha256)?;
    Ok(bytes.and_then(|bytes| Gray::of_jpeg(&bytes)))
}

/// The photo that is looked at.
struct This {
    photo: EventId,
    check: CheckId,
    /// Milliseconds.
    taken: i64,
}

/// `None` if the other one is the later one.
fn row(
    seen: &Seen<'_>,
    this: &This,
    earlier: EventId,
    exact: bool,
) -> Result<Option<ReusedRow>, Error> {
    let Some((check, taken)) = store::photo_files::taken(seen.connection, earlier)? else {
        return Ok(None);
    };
    if taken > this.taken || (check != this.check && taken == this.taken) {
        return Ok(None);
    }
    let site = store::checks::site_name(seen.connection, check)?;
    Ok(Some(ReusedRow { photo: this.photo, earlier, exact, check, site, taken }))
}
