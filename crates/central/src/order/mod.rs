//! Sealed orders: made here, opened on devices.
//!
//! What leaves this module in the clear goes to the code holder once: codes are not kept. For those
//! who open online the order's key stays, wrapped under a secret that follows from `central.key`:
//! a copy of the database alone opens nothing.

mod give_key;
mod list;
mod seal;

pub use give_key::give_key;
pub use list::{Listed, read_list};
pub use seal::{Slip, issue_waiting, seal};

use crate::log::Log;
use mingcha_domain::ids::Hash;

/// The secret under which order keys are kept.
fn keeping_secret(log: &Log) -> Hash {
    log.secret_for(b"mingcha/keep-orders/1\0")
}
