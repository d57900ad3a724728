//! What central says of events: numbers, verdicts, checkpoints, and the keys that say it.

mod checkpoint;
mod entry;
mod realm;

pub use checkpoint::{Checkpoint, SignedCheckpoint};
pub use entry::{Entry, Verdict, WhyHeld};
pub use realm::{CentralKey, Genesis, KeyCertificate};
