//! Access that was given to others for a while.

use super::Person;
use mingcha_domain::{
    directory::Bilingual,
    ids::{EventId, OutingId, TeamId},
    outing::Grantee,
    time::{Day, HonestInterval},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Who else may read an outing.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AccessView {
    /// The outing.
    pub outing: OutingId,
    /// I may give access and take it back.
    pub may_give: bool,
    /// What was given, newest first, ended or not.
    pub given: Vec<AccessRow>,
    /// Teams that do not read it anyway, those of the lead's own units first.
    pub teams: Vec<TeamChoice>,
    /// First and last day that can be chosen, by this device's clock.
    pub days: (Day, Day),
}

/// Access.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AccessRow {
    /// Names the access.
    pub access: EventId,
    /// To whom.
    pub to: Grantee,
    /// Their name.
    pub name: Bilingual,
    /// Last day.
    pub until: Day,
    /// Who gave it.
    pub by: Option<Person>,
    /// When.
    pub when: HonestInterval,
    /// It is over.
    pub ended: bool,
}

/// A team to choose.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TeamChoice {
    /// Id.
    pub id: TeamId,
    /// Name.
    pub name: Bilingual,
    /// Its unit's name.
    pub unit: Bilingual,
}
