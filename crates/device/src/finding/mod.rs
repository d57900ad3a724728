//! Findings on the device.

mod phrase;
mod record;

pub use phrase::phrase_place;
pub use record::{drop_draft, record, save_draft, submit_own, withdraw};
