//! A lead's view of the day in the field.

use super::{CheckRow, OutingRow, Person};
use mingcha_domain::{
    directory::Bilingual,
    ids::{CheckId, EventId, OrderId, TeamId},
    log::WhyHeld,
    order::How,
    site::Position,
    time::{Day, Millis},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Who is where, who is late or stuck, what is only on which device: as last known here.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TeamTodayView {
    /// Day, by the device's clock.
    pub day: Day,
    /// Outings of today and those still under way, newest first.
    pub outings: Vec<OutingToday>,
    /// Teams that have not set out.
    pub idle: Vec<IdleTeam>,
    /// Orders due today or before that nobody has begun.
    pub not_begun: Vec<OrderLeft>,
    /// Sealed orders that are of use today or were opened lately, the next due first.
    pub sealed: Vec<SealedOrder>,
    /// Acts that central holds until somebody decides.
    pub held: Vec<HeldActs>,
    /// Devices of the teams' people.
    pub devices: Vec<DeviceRow>,
    /// When this device heard from central last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub as_of: Option<Millis>,
}

/// An outing with how it goes.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OutingToday {
    /// The outing.
    pub outing: OutingRow,
    /// Its checks, newest first.
    pub checks: Vec<CheckRow>,
    /// Claimed time of the newest thing known of it.
    pub last_at: Millis,
    /// Nothing was heard for an hour and a half, though it is still out.
    pub quiet: bool,
    /// A check has been open for longer than two hours.
    pub stuck: bool,
}

/// A team at home.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct IdleTeam {
    /// Team.
    pub id: TeamId,
    /// Name.
    pub name: Bilingual,
    /// Orders that wait for it.
    pub orders: u32,
    /// Its members, to be called.
    pub members: Vec<Person>,
}

/// An order that nobody has begun.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OrderLeft {
    /// Order.
    pub id: OrderId,
    /// Title.
    pub title: String,
    /// Site's name.
    pub site: String,
    /// Team.
    pub team: Bilingual,
    /// Last day on which it is useful.
    pub due: Day,
    /// That day is over.
    pub late: bool,
}

/// How a sealed order fares.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SealedOrder {
    /// Order.
    pub id: OrderId,
    /// Six letters by which people name it on the telephone.
    pub name: String,
    /// Team.
    pub team: Bilingual,
    /// Last day on which it is useful.
    pub due: Day,
    /// That day is over, and nobody opened it.
    pub late: bool,
    /// Who opened it first; absent while it is shut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub opened: Option<SealBroken>,
    /// The arrival; absent until the check began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub arrived: Option<Arrival>,
}

/// The first opening of a sealed order.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SealBroken {
    /// By whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub by: Option<Person>,
    /// With what.
    pub how: How,
    /// When.
    pub at: Millis,
    /// Wrong codes tried on that device before.
    pub tries: u32,
    /// Profiles that opened it, this one included.
    pub openings: u32,
    /// The place, known since then.
    pub site: String,
}

/// An arrival under an order that was sealed.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Arrival {
    /// The check.
    pub check: CheckId,
    /// When.
    pub at: Millis,
    /// Minutes since the first opening, by the clocks within their honest intervals.
    pub minutes: i32,
    /// Where the device was, with its accuracy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub position: Option<Position>,
}

/// Acts from one device and one outing that central holds for the same reason.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct HeldActs {
    /// The first of them, which names the group.
    pub id: EventId,
    /// Whose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub person: Option<Person>,
    /// What they call the device.
    pub device: String,
    /// Why they are held.
    pub why: WhyHeld,
    /// The acts, oldest first.
    pub acts: Vec<HeldAct>,
}

/// One act that central holds.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct HeldAct {
    /// The act.
    pub event: EventId,
    /// Kind of event.
    pub kind: String,
    /// When it was made, by the device's clock.
    pub at: Millis,
    /// What it says, or where; empty if there is nothing to say.
    pub words: String,
}

/// A device, as central last saw it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DeviceRow {
    /// Whose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub person: Option<Person>,
    /// What they call it.
    pub label: String,
    /// When it last synced; absent if never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub last_seen: Option<Millis>,
    /// Photos that are recorded and whose originals are only there.
    pub photos_there: u32,
}
