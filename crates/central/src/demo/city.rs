//! The demo city as written in `assets/demo/city.json`. Things refer to each other by code.

use mingcha_domain::{
    directory::{Role, UnitKind},
    ids::StreamId,
    site::SiteKind,
    spot_check::CheckKind,
};
use serde::Deserialize;

/// The id that follows from a code, the same in every demo installation.
#[must_use]
pub fn id(noun: &str, code: &str) -> StreamId {
    StreamId::derived(&[b"mingcha/demo/1\0", noun.as_bytes(), &[0], code.as_bytes()])
}

/// The whole city.
#[derive(Debug, Deserialize)]
#[expect(missing_docs, reason = "the file's own names")]
pub struct City {
    pub name: Name,
    pub utc_offset_min: i32,
    pub units: Vec<Unit>,
    pub users: Vec<User>,
    pub teams: Vec<Team>,
    pub campaigns: Vec<Campaign>,
    pub sites: Vec<Site>,
    pub orders: Vec<Order>,
    #[serde(default)]
    pub circulars: Vec<Circular>,
    pub sealed: Sealed,
}

impl City {
    /// The city that comes with the program.
    ///
    /// # Errors
    /// If the file does not parse.
    pub fn bundled() -> Result<Self, serde_json::Error> {
        serde_json::from_str(include_str!("../../../../assets/demo/city.json"))
    }
}

#[derive(Debug, Clone, Deserialize)]
pub struct Name {
    pub zh: String,
    pub en: String,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Unit {
    pub code: String,
    pub kind: UnitKind,
    pub parent: Option<String>,
    pub zh: String,
    pub en: String,
}

#[derive(Debug, Clone, Deserialize)]
pub struct User {
    pub code: String,
    pub name: String,
    pub phone: Option<String>,
    pub unit: String,
    pub roles: Vec<Granted>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Granted {
    pub role: Role,
    pub unit: String,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Team {
    pub code: String,
    pub unit: String,
    pub zh: String,
    pub en: String,
    pub members: Vec<String>,
    /// A joint team's campaign.
    pub campaign: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Campaign {
    pub code: String,
    pub zh: String,
    pub en: String,
    pub from_offset_days: i64,
    pub to_offset_days: i64,
    pub units: Vec<String>,
    pub checklists: Vec<String>,
    #[serde(default)]
    pub sealing: bool,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Site {
    pub code: String,
    pub kind: SiteKind,
    pub name: String,
    pub address: String,
    pub territory: String,
    pub lat_udeg: i32,
    pub lon_udeg: i32,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Order {
    pub code: String,
    pub title: String,
    pub campaign: String,
    pub checklist: String,
    pub due_offset_days: i64,
    pub kind: CheckKind,
    #[serde(default)]
    pub note: String,
    pub site: String,
    pub team: String,
}

/// A campaign whose orders are sealed, and its orders.
#[derive(Debug, Clone, Deserialize)]
pub struct Sealed {
    pub campaign: Campaign,
    pub orders: Vec<Order>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Circular {
    pub code: String,
    pub title: String,
    pub words: String,
    pub to: Vec<String>,
}
