//! Giving a photo's file to somebody who may see it.

use super::{
    Place, place,
    upload::{Awaited, is_here},
};
use crate::{Central, Error, store};
use mingcha_domain::{
    event::Event,
    ids::{EventId, PublicKey},
    log::Verdict,
    photo::Variant,
};

/// Where the file lies, if the profile may see the photo and central has it.
///
/// # Errors
/// [`Error::NotFound`] in every other case: nothing tells what central has that is not yours.
pub fn place_of(
    central: &Central,
    key: PublicKey,
    photo: EventId,
    variant: Variant,
) -> Result<Place, Error> {
    let log = central.log();
    log.directory().user_of(key).ok_or(Error::Revoked)?;
    let signed = store::event::get(log.connection(), photo)?.ok_or(Error::NotFound)?;
    let verified = signed.stored(photo).map_err(|_| Error::NotFound)?;
    let verdict = store::entry::newest(log.connection(), photo)?.map(|e| e.verdict);
    if verdict != Some(Verdict::Effective) {
        return Err(Error::NotFound);
    }
    log.may_read(key, verified.header.stream)?;
    let Ok(Event::PhotoTaken(taken)) = verified.event else { return Err(Error::NotFound) };
    let bytes = taken.bytes(variant).ok_or(Error::NotFound)?;
    if !is_here(central, &log, &Awaited { photo, variant, bytes })? {
        return Err(Error::NotFound);
    }
    Ok(place(log.connection(), central.dir(), bytes.sha256)?)
}
