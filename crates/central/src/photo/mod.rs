//! Photo files: received byte by byte (tus 1.0), verified against the hash that was signed at
//! capture, and given to those who may see them.

mod parcel;
mod place;
mod read;
mod straight;
mod turns;
mod upload;

pub use parcel::{Unpacking, announce};
pub use place::{Place, drop_unnamed_packs, file, pack, place};
pub use read::place_of;
pub use turns::{Sent, Turn, Turns, any_taken_over};
pub use upload::{Awaited, begin, end, find, offset, reached, terminate, write};

use crate::{Error, clock::random};
use data_encoding::HEXLOWER;
use mingcha_domain::ids::Hash;
use sha2::{Digest, Sha256};
use std::io::{self, Read};

/// Largest file accepted: above any phone camera's picture.
pub const MAX_PHOTO_BYTES: u64 = 200 * 1024 * 1024;

/// A name that nothing else has.
fn name() -> Result<String, Error> {
    Ok(HEXLOWER.encode(&random::<16>()?))
}

/// SHA-256 of what a reader gives, and how many bytes that were: a piece at a time, never whole in
/// memory.
///
/// # Errors
/// As the reader says.
pub fn hash_of(mut reader: impl Read) -> io::Result<(Hash, u64)> {
    let (mut hasher, mut size) = (Sha256::new(), 0);
    let mut piece = vec![0; 256 * 1024];
    loop {
        let read = reader.read(&mut piece)?;
        match piece.get(..read) {
            Some([]) | None => return Ok((Hash(hasher.finalize().into()), size)),
            Some(bytes) => hasher.update(bytes),
        }
        size += read as u64;
    }
}
