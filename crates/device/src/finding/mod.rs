//! Findings on the device.

mod record;

pub use record::{drop_draft, record, save_draft, submit_own, withdraw};
