//! What a check is and what may happen to it: events, the fold, the rules, the formats.
//!
//! Pure: no files, no network, no clock, no randomness. What the device and central must agree on
//! lives here and nowhere else.

pub mod campaign;
pub mod canonical;
pub mod chain;
pub mod checklist;
pub mod circular;
pub mod crash;
pub mod directory;
pub mod event;
pub mod evidence;
pub mod figures;
pub mod finding;
pub mod fold;
pub mod honest;
pub mod ids;
pub mod invitation;
pub mod judgement;
pub mod log;
pub mod merkle;
pub mod order;
pub mod outing;
pub mod photo;
pub mod reconcile;
pub mod refusal;
pub mod scope;
pub mod site;
pub mod spot_check;
pub mod suggestion;
pub mod time;
pub mod wire;
pub mod words;

pub use refusal::Refusal;
