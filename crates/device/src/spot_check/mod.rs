//! A visit on the device: one file for each thing that can be done.

mod answer;
mod begin;
mod hand_in;
mod join;

pub use answer::{save, seal};
pub use begin::{Begin, begin};
pub use hand_in::{hand_in_mine, open, submit, supplement, take_back};
pub use join::{join, share};
