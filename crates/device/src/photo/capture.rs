//! From a file's bytes to what is recorded of a photo. Touches no store: it can run beside one.

use super::{
    exif,
    kind::Kind,
    likeness::{Gray, Prints},
    pictures,
};
use crate::api::{Error, ErrorCode};
use mingcha_domain::{
    ids::Hash,
    photo::{Bytes, PhotoTaken},
};

/// Largest file that is taken.
const MAX_BYTES: usize = 200 * 1024 * 1024;

/// A photo ready to be stored.
pub struct Captured {
    /// What is recorded.
    pub taken: PhotoTaken,
    /// Bytes by hash: original, and preview and thumbnail if they could be made.
    pub files: Vec<(Hash, Vec<u8>)>,
    /// What copies of it are found by, if there is a thumbnail.
    pub prints: Option<Prints>,
}

/// Hashes the original, then reads and shrinks it. The original is never changed.
///
/// # Errors
/// [`ErrorCode::PhotoEmpty`], [`ErrorCode::PhotoTooLarge`], [`ErrorCode::PhotoUnreadable`],
/// [`ErrorCode::PhotoTruncated`]. A kind that is not decoded here is kept without pictures.
pub fn capture(original: Vec<u8>) -> Result<Captured, Error> {
    if original.is_empty() {
        return Err(Error::new(ErrorCode::PhotoEmpty, "no bytes"));
    }
    if original.len() > MAX_BYTES {
        return Err(Error::new(ErrorCode::PhotoTooLarge, "more than 200 MiB"));
    }
    let sha256 = Hash::of(&[&original]);
    let kind = Kind::of(&original)
        .ok_or_else(|| Error::new(ErrorCode::PhotoUnreadable, "no photo by its bytes"))?;
    let said = exif::read(&original);
    let made = match kind {
        Kind::Heif => None,
        _ => Some(
            pictures::make(&original, kind, said.orientation)
                .map_err(|code| Error::new(code, "does not decode"))?,
        ),
    };
    let of = |bytes: &[u8]| Bytes { sha256: Hash::of(&[bytes]), size: bytes.len() as u64 };
    let taken = PhotoTaken {
        camera: said.camera,
        demand: None,
        exif_time: said.time,
        gps_time: said.gps_time,
        height_px: made.as_ref().map_or(0, |m| m.height),
        media_type: kind.media_type().to_owned(),
        original: Bytes { sha256, size: original.len() as u64 },
        position: said.position,
        preview: made.as_ref().map(|m| of(&m.preview)),
        thumbnail: made.as_ref().map(|m| of(&m.thumbnail)),
        width_px: made.as_ref().map_or(0, |m| m.width),
    };
    let gray = made.as_ref().and_then(|m| Gray::of_jpeg(&m.thumbnail));
    let prints = gray.as_ref().map(Prints::of);
    let mut files = vec![(sha256, original)];
    if let (Some(made), Some(preview), Some(thumbnail)) = (made, taken.preview, taken.thumbnail) {
        files.push((preview.sha256, made.preview));
        files.push((thumbnail.sha256, made.thumbnail));
    }
    Ok(Captured { taken, files, prints })
}
