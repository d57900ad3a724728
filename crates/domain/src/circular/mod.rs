//! A notice that starts work at all levels at once (紧急通知); reading it is acknowledged.

mod authorise;
mod issue;

pub(crate) use authorise::authorise;
pub use issue::{IssueCircular, ReadCircular};

use crate::{
    event::Event,
    fold::Admitted,
    ids::{PublicKey, UnitId},
    time::HonestInterval,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A circular was issued. The stream's id is the circular's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CircularIssued {
    /// Title.
    pub title: String,
    /// Units it is for, with everything below them.
    pub to: Vec<UnitId>,
    /// What it says.
    pub words: String,
}

/// Somebody has read it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CircularRead {}

/// A circular as folded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Circular {
    /// What was issued; the first such event counts.
    pub issued: Option<CircularIssued>,
    /// Profile that issued it.
    pub by: Option<PublicKey>,
    /// When.
    pub when: Option<HonestInterval>,
    /// When which profile has read it first.
    pub read: BTreeMap<PublicKey, HonestInterval>,
}

impl Circular {
    pub(crate) fn apply(&mut self, admitted: &Admitted, event: &Event) {
        let by = admitted.verified.header.key;
        match event {
            Event::CircularIssued(e) if self.issued.is_none() => {
                self.issued = Some(e.clone());
                self.by = Some(by);
                self.when = Some(admitted.interval());
            }
            Event::CircularRead(_) => {
                self.read.entry(by).or_insert_with(|| admitted.interval());
            }
            _ => {}
        }
    }
}
