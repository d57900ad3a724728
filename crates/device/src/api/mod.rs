//! The only surface of the engine: one command enum, one query enum, one view per query.
//!
//! Every transport (the app's shell, the test bridge) carries exactly these types as JSON; the
//! TypeScript side is generated from them (`./dev check` notices drift).

mod command;
mod error;
mod query;
mod secret;
mod view;

pub use command::{
    AnswerChange, Command, NotDone, PhotoTarget, Receipt, SettingChange, WordsSheet,
};
pub use error::{Error, ErrorCode};
pub use query::{MineFilter, Query};
pub use secret::Secret;
pub use view::*;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What changed: a screen that shows one of these asks again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Enrolment, settings, who I am.
    Profile,
    /// Orders, outings, what there is to do.
    Today,
    /// A check or its drafts.
    Check,
    /// A finding or suggestion.
    Finding,
    /// A circular.
    Circular,
    /// A photo's bytes or whereabouts.
    Photo,
    /// Sync state and what is only here.
    Sync,
    /// Figures.
    Figures,
    /// Who else is on this device, and what is only here of theirs.
    People,
}

impl Topic {
    /// All of them: the profile was unlocked, locked or erased.
    pub const ALL: [Self; 9] = [
        Self::Profile,
        Self::Today,
        Self::Check,
        Self::Finding,
        Self::Circular,
        Self::Photo,
        Self::Sync,
        Self::Figures,
        Self::People,
    ];
}
