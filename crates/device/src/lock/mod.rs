//! The device lock: who may read what this profile holds, and how the key of its files is kept.
//!
//! The database key is random and never changes. Without a lock it lies in `profile.key`; with one
//! it lies there wrapped ([`wrap`]), once for the person's secret and once for a recovery code. A
//! changed secret wraps the key anew, no record is touched. A forgotten secret deletes nothing.

mod digits;
mod gate;
mod guard;
mod hardware;
mod key_file;
mod look;
mod recovery;
#[cfg(test)]
mod tests;
mod tries;
mod wrap;

pub use gate::Gate;
pub use hardware::{KeyStore, NoHardware};
pub use key_file::{forget as forget_key, make as make_key};
pub use recovery::{seal_due, state as recovery_state};
pub use wrap::DatabaseKey;
