//! Sealed orders: opening them, offline by code or with central's help.

mod open;

pub use open::{Opening, key_of, open};
