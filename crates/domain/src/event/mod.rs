//! What happened: an event, signed by the device that saw it and chained to that device's previous
//! one. The exact bytes are kept; everything else is folded from them.

mod header;
mod kind;
mod often;
mod signed;
pub(crate) use signed::verify_signature;

pub use header::{Header, SUITE_ED25519_SHA256, Seen, VERSION};
pub use kind::{Event, Noun, UnknownKind};
pub use signed::{Draft, Identified, Refused, Signed, Verified};

/// What the first event of a chain is chained to.
pub const CHAIN_START: crate::ids::Hash = crate::ids::Hash([0; 32]);

/// Largest header or body admitted, in bytes. A checklist with sixty items takes about 40 kB.
pub const MAX_PART_BYTES: usize = 256 * 1024;
