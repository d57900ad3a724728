//! Findings on the device.

mod fresh;
mod phrase;
mod record;

pub use fresh::demand_photo;
pub use phrase::phrase_place;
pub use record::{drop_draft, record, save_draft, submit_own, withdraw, written};
