//! An exported check, and how anybody verifies it. `docs/evidence-format.md` says the same in
//! prose; it is written so that this module is not needed.

mod verify;

pub use verify::{Fault, Verdict, verify};

use crate::{
    event::Signed,
    ids::{CheckId, Hash},
    log::{Entry, Genesis, KeyCertificate, SignedCheckpoint},
};
use serde::{Deserialize, Serialize};

/// The part of a bundle that is not photos: `bundle.json` in the zip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// Certifies the key that signed the checkpoint.
    pub certificate: KeyCertificate,
    /// The check.
    pub check: CheckId,
    /// Covers all entries.
    pub checkpoint: SignedCheckpoint,
    /// Log entries, ascending by number.
    pub entries: Vec<Entry>,
    /// Events with exact bytes, in the order of their first entry.
    pub events: Vec<Signed>,
    /// `mingcha/evidence/1`.
    pub format: String,
    /// The installation.
    pub genesis: Genesis,
    /// Proof of all entries under the checkpoint's root.
    pub proof: Vec<Hash>,
}

/// Value of [`Bundle::format`].
pub const FORMAT: &str = "mingcha/evidence/1";
