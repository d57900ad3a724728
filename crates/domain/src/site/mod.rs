//! A place or body that can be checked (点位).

use crate::{event::Event, ids::UnitId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Kind of place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the field's own; the interface gives their words")]
pub enum SiteKind {
    Supermarket,
    Mall,
    FoodMarket,
    ProfessionalMarket,
    CourierDepot,
    PostOutlet,
    Pharmacy,
    Hospital,
    School,
    Hotel,
    CareHome,
    IsolationSite,
    Factory,
    ExpresswayExit,
    RailwayStation,
    TestSite,
    VaccinationSite,
    SportsGround,
    ResidentialCommunity,
    Department,
    Township,
    TaskForce,
}

/// A position, as the device's receiver gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Position {
    /// Radius of 68 % confidence, metres; absent if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accuracy_m: Option<i32>,
    /// Latitude north, millionths of a degree, WGS-84.
    pub lat_udeg: i32,
    /// Longitude east, millionths of a degree, WGS-84.
    pub lon_udeg: i32,
    /// Whether the platform says that a program made it up; absent if it says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub mock: Option<bool>,
}

/// A place or body became known. The stream's id is the site's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteAdded {
    /// Street address or how to find it.
    pub address: String,
    /// Kind of place.
    pub kind: SiteKind,
    /// Name on its door.
    pub name: String,
    /// Position, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// Township or subdistrict (属地).
    pub territory: UnitId,
}

/// A site as folded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Site {
    /// How it became known; the first such event counts.
    pub added: Option<SiteAdded>,
}

impl Site {
    pub(crate) fn apply(&mut self, event: &Event) {
        if let (None, Event::SiteAdded(e)) = (&self.added, event) {
            self.added = Some(e.clone());
        }
    }
}
