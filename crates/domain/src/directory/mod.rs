//! Who is who: units, people, roles, teams and the device profiles that act for them.

mod authorise;
mod events;
mod state;

pub use authorise::{authorise, may_judge};
pub use events::{
    PolicySet, ProfileEnrolled, ProfileRevoked, RecoveryKeySet, RoleGranted, RoleWithdrawn,
    TeamFormed, UnitAdded, UserAdded,
};
pub use state::{Directory, Policy, Profile, Team, Unit, User};

use crate::ids::{Realm, StreamId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A text in both languages.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, TS,
)]
pub struct Bilingual {
    /// English; shown where the interface is English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

/// What a person may do, for one unit and everything below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 检查人员: checks.
    Inspector,
    /// 组长: judges what the unit's teams found.
    Lead,
    /// 统筹: plans campaigns, sends teams, signs reports.
    Coordinator,
}

/// Level of an organisation unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// City body.
    City,
    /// District or county-level body.
    District,
    /// Supervision group of the city.
    Group,
    /// Group stationed in a department.
    Stationed,
    /// Township or subdistrict.
    Township,
    /// Department answerable for a sector (主体责任部门).
    Department,
}

/// The one stream that holds a realm's directory.
#[must_use]
pub fn stream(realm: Realm) -> StreamId {
    StreamId::derived(&[b"mingcha/directory/1\0", &realm.0])
}
