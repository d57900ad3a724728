//! Exporting a check as a file that anybody can verify, and verifying one.

mod document;
mod export;
mod names;
mod summary;
mod verify;

pub use export::{export, export_for};
pub use verify::{verify, verify_from};
