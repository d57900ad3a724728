//! Who is on this device.

use super::OnlyHere;
use mingcha_domain::directory::Bilingual;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The people of this device, in the order in which they were added.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PeopleView {
    /// One each. Places that nobody has taken are left out, except the one in front.
    pub people: Vec<PersonHere>,
}

/// One of the people of this device: only what can be known without their key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PersonHere {
    /// Counted from 1, always the same one.
    pub number: u32,
    /// Their records are the ones on screen.
    pub front: bool,
    /// What somebody meets who chooses them.
    pub is: PersonIs,
    /// Absent while locked, unless the person wants it shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub name: Option<String>,
    /// Their unit; absent while locked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub unit: Option<Bilingual>,
    /// A lock is set.
    pub has_lock: bool,
    /// The person wants the name shown while locked; so long it lies outside the encrypted store.
    pub shows_name: bool,
    /// What is only on this device; absent while the key is not held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub only_here: Option<OnlyHere>,
}

/// What somebody meets who chooses a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PersonIs {
    /// Their records.
    Open,
    /// Their lock.
    Locked,
    /// A place to be connected with central.
    Vacant,
    /// A store that does not open.
    Failing,
}
