//! Photos on the device: sealed before anything decodes them.

mod address;
mod capture;
mod exif;
mod kind;
pub mod likeness;
mod mark;
mod pictures;
mod prepared;
mod qr;
pub mod room;
mod take;

pub use address::{ContactSheet, PictureAddress};
pub use capture::{Captured, capture};
pub use mark::mark;
pub use pictures::contact_sheet;
pub use prepared::Prepared;
pub use qr::read_qr;
pub use take::{sort, take, void};

/// A picture's bytes for the interface.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Bytes.
    pub bytes: Vec<u8>,
    /// Media type.
    pub media_type: String,
}
