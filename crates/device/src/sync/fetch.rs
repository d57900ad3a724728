//! Fetching the thumbnails and previews of photos that others took.

use super::{
    Http,
    lanes::{LANES, side_by_side},
};
use crate::{
    api::Error,
    device::locked,
    photo::likeness::{Gray, Prints},
    store::{self, photo_files::File},
};
use mingcha_domain::{ids::Hash, photo::Variant};
use rusqlite::Connection;
use std::sync::{Mutex, atomic::AtomicBool};

/// Fetches what central has of `files`, several at once, until one fails or `stop` is set; calls
/// `came` after each that came. One that is not there yet, or whose bytes do not have the signed
/// hash, is left for later. `come_or_go` is held while one is stored.
pub fn fetch_pictures(
    http: &Http,
    files: &[File],
    records: &Mutex<Connection>,
    photos: &Mutex<Connection>,
    come_or_go: &Mutex<()>,
    stop: &AtomicBool,
    came: impl Fn() + Sync,
) -> Result<(), Error> {
    side_by_side(files, LANES, stop, |file| {
        let Some(bytes) = http.picture(file.photo, file.variant, file.bytes.size + 1)? else {
            return Ok(());
        };
        if Hash::of(&[&bytes]) != file.bytes.sha256 {
            tracing::warn!("a picture from central does not have the signed hash");
            return Ok(());
        }
        // Worked out before the store is locked, which the person may be waiting for.
        let small = (file.variant == Variant::Thumbnail).then(|| Gray::of_jpeg(&bytes)).flatten();
        let prints = small.as_ref().map(Prints::of);
        let _stays = locked(come_or_go);
        if store::photo_files::get(&locked(records), file.photo, file.variant)?.is_none() {
            // Whatever let this profile see it has ended meanwhile.
            return Ok(());
        }
        store::photos::put(&mut locked(photos), &[(file.bytes.sha256, &bytes)])?;
        let records = locked(records);
        store::photo_files::set_here(&records, file.photo, file.variant)?;
        if let Some(prints) = prints {
            store::photo_prints::put(&records, file.photo, &prints)?;
        }
        came();
        Ok(())
    })
}
