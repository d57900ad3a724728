//! The central endpoint: numbers and judges events, keeps photos, sends everybody what is theirs.

pub mod account;
pub mod backup;
pub mod clock;
pub mod demo;
pub mod evidence;
pub mod figures;
pub mod http;
pub mod log;
pub mod order;
pub mod photo;
pub mod realm;
pub mod recovery;
pub mod serving;
pub mod store;

mod central;

pub use central::{Central, Error};
