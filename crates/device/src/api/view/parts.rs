//! What several screens share.

use mingcha_domain::{
    directory::Bilingual, directory::UnitKind, ids::CheckId, ids::EventId, ids::OutingId,
    ids::SiteId, ids::TeamId, ids::UnitId, ids::UserId, judgement::FindingRuling, outing::Guest,
    photo::Mark, refusal::Refusal, site::Position, site::SiteKind, spot_check::CheckKind,
    spot_check::Outcome, time::HonestInterval, time::Millis,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where a record is. Never mixed with what was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Whereabouts {
    /// 草稿·仅在本机
    Draft,
    /// 待发送
    Waiting,
    /// 发送中
    Sending,
    /// 已送达: central signed for all of it, photos included.
    AtCentral,
    /// 未接收·看原因
    NotAccepted,
}

/// Where a record is, with how far its sending is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Delivery {
    /// Where.
    pub place: Whereabouts,
    /// Parts (events and photo files) at central.
    pub delivered: u32,
    /// Parts altogether.
    pub total: u32,
    /// Why central does not count it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub why: Option<Refusal>,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Person {
    /// Id.
    pub id: UserId,
    /// Name.
    pub name: String,
    /// Telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub phone: Option<String>,
}

/// An organisation unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UnitRow {
    /// Id.
    pub id: UnitId,
    /// Name.
    pub name: Bilingual,
    /// Level.
    pub kind: UnitKind,
    /// The unit above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub parent: Option<UnitId>,
}

/// A site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SiteRow {
    /// When a check there began last, as far as this device knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub last_check: Option<Millis>,
    /// Id.
    pub id: SiteId,
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: SiteKind,
    /// Address.
    pub address: String,
    /// Township or subdistrict.
    pub territory: UnitId,
    /// Its name.
    pub territory_name: Bilingual,
    /// Position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub position: Option<Position>,
}

/// A photo as shown. Its pictures are at `photo/<id>/thumbnail` and so on.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PhotoRow {
    /// Id: the event that took it.
    pub id: EventId,
    /// Photographer.
    pub by: Option<Person>,
    /// When.
    pub when: HonestInterval,
    /// Width shown; 0 if there is no picture to show.
    pub width_px: u32,
    /// Height shown.
    pub height_px: u32,
    /// Media type.
    pub media_type: String,
    /// SHA-256 of the original, hexadecimal.
    pub sha256: String,
    /// Size of the original in bytes.
    #[ts(type = "number")]
    pub size: u64,
    /// Has thumbnail and preview; otherwise "no preview" is said.
    pub has_preview: bool,
    /// Thumbnail is on this device.
    pub thumbnail_here: bool,
    /// Preview is on this device.
    pub preview_here: bool,
    /// Original is on this device.
    pub original_here: bool,
    /// Where the original is.
    pub place: Whereabouts,
    /// Why it does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub voided: Option<String>,
    /// Marks over it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<Mark>>", optional)]
    pub marks: Vec<Mark>,
    /// Position as the camera wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub position: Option<Position>,
    /// It answers a demand for a fresh photo: this should be seen in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub demand: Option<EventId>,
}

/// A check in a list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CheckRow {
    /// Id.
    pub id: CheckId,
    /// Name of the place.
    pub site: String,
    /// Kind of place.
    pub site_kind: SiteKind,
    /// Open, covert, remote or look-back.
    pub kind: CheckKind,
    /// When it began, claimed.
    pub began_at: Millis,
    /// How it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub outcome: Option<Outcome>,
    /// Findings.
    pub findings: u32,
    /// Findings that came back.
    pub returned: u32,
    /// Items answered.
    pub answered: u32,
    /// Items shown.
    pub items: u32,
    /// Where it is.
    pub delivery: Delivery,
    /// Continue a list after this.
    pub cursor: String,
}

/// An outing.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OutingRow {
    /// Id.
    pub id: OutingId,
    /// Campaign.
    pub campaign: Bilingual,
    /// Team.
    pub team: Bilingual,
    /// Team's id.
    pub team_id: TeamId,
    /// When it started.
    pub started: HonestInterval,
    /// It is over.
    pub ended: bool,
    /// Members present.
    pub present: Vec<Person>,
    /// Everybody of the team, for one-tap presence.
    pub team_members: Vec<Person>,
    /// Guests.
    pub guests: Vec<Guest>,
    /// Checks of this outing.
    pub checks: u32,
}

/// What is only on this device (本机未送达).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OnlyHere {
    /// Checks of which something is not at central, drafts included.
    pub checks: u32,
    /// Photo files' originals not at central.
    pub photos: u32,
    /// Other events not at central.
    pub events: u32,
}

/// A verdict that is kept back so that it can be undone.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PendingJudgement {
    /// Verdict on a finding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ruling: Option<FindingRuling>,
    /// Milliseconds until it is sealed.
    pub seals_in_ms: u32,
}
