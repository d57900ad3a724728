//! Setting out, and choosing what to check.

use super::{CheckRow, FindingRow, OnlyHere, OutingRow, Person, SiteRow, UnitRow};
use mingcha_domain::{
    directory::Bilingual, ids::CampaignId, ids::CheckId, ids::ChecklistId, ids::EventId,
    ids::OrderId, ids::TeamId, order::EarlierVisit, site::SiteKind, spot_check::CheckKind,
    time::Day,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Today, for an inspector.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TodayView {
    /// The day, in the realm's time zone, by this device's clock.
    pub day: Day,
    /// The outing under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub outing: Option<OutingRow>,
    /// My teams' orders that are not carried out yet.
    pub orders: Vec<OrderRow>,
    /// My teams' orders that nobody has opened.
    pub sealed: Vec<SealedRow>,
    /// Checks begun and not handed in.
    pub open_checks: Vec<CheckRow>,
    /// Checks that others of my outing have begun and not handed in.
    pub of_others: Vec<OpenCheckOfOthers>,
    /// Findings that came back.
    pub returned: Vec<FindingRow>,
    /// Checks of others that I am given to read for a while.
    pub shown: Vec<ShownCheck>,
    /// What is only on this device.
    pub only_here: OnlyHere,
}

/// A check that others of my outing have begun: I can fill it in with them.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OpenCheckOfOthers {
    /// The check.
    pub row: CheckRow,
    /// Who works on it.
    pub by: Vec<Person>,
}

/// A check of others that I may read for a while.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ShownCheck {
    /// The check.
    pub row: CheckRow,
    /// Last day.
    pub until: Day,
}

/// An order.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OrderRow {
    /// Id.
    pub id: OrderId,
    /// Title.
    pub title: String,
    /// Place.
    pub site: SiteRow,
    /// Open, covert, remote or look-back.
    pub kind: CheckKind,
    /// Last day.
    pub due: Day,
    /// A word.
    pub note: String,
    /// Checklist.
    pub checklist: Bilingual,
    /// Number of items.
    pub items: u32,
    /// Campaign.
    pub campaign: CampaignId,
    /// Campaign's name.
    pub campaign_name: Bilingual,
    /// Team.
    pub team: TeamId,
    /// Earlier visits that a sealed order told of, oldest first.
    pub earlier: Vec<EarlierVisit>,
    /// The check that carries it out, if it was begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub check: Option<CheckId>,
}

/// A sealed order: nothing here tells what it is about.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SealedRow {
    /// Id.
    pub id: OrderId,
    /// Six letters by which people name it on the telephone.
    pub name: String,
    /// Last day.
    pub due: Day,
    /// Team's name.
    pub team: Bilingual,
    /// Wrong codes tried on this device.
    pub tries: u32,
}

/// Choices for setting out and for a check without an order.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ChoicesView {
    /// Campaigns under way.
    pub campaigns: Vec<CampaignRow>,
    /// My teams with their members.
    pub teams: Vec<TeamRow>,
    /// Sites that fit the search, at most fifty.
    pub sites: Vec<SiteRow>,
    /// There are more.
    pub more_sites: bool,
    /// Checklists, newest versions.
    pub checklists: Vec<ChecklistRow>,
    /// Townships and subdistricts.
    pub territories: Vec<UnitRow>,
    /// Departments answerable.
    pub departments: Vec<UnitRow>,
}

/// A campaign.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CampaignRow {
    /// Id.
    pub id: CampaignId,
    /// Name.
    pub name: Bilingual,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Checklists that it is about.
    pub checklists: Vec<ChecklistId>,
}

/// A team.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TeamRow {
    /// Id.
    pub id: TeamId,
    /// Name.
    pub name: Bilingual,
    /// A joint team sets out for this campaign alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub campaign: Option<CampaignId>,
    /// Members.
    pub members: Vec<Person>,
}

/// A checklist in its newest version.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ChecklistRow {
    /// Id.
    pub id: ChecklistId,
    /// Event that published the version.
    pub version: EventId,
    /// Title.
    pub title: Bilingual,
    /// Kinds of place.
    pub site_kinds: Vec<SiteKind>,
    /// Number of items.
    pub items: u32,
}

/// Everything I did.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct MineView {
    /// Rows, newest first, at most fifty.
    pub rows: Vec<CheckRow>,
    /// There are more after the last row.
    pub more: bool,
    /// Altogether, for this filter and search.
    pub total: u32,
    /// There are at least that many; they were not counted to the end.
    pub at_least: bool,
}

/// The code by which another phone joins.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ShareCodeView {
    /// Text to copy.
    pub code: String,
    /// The same as a QR code, SVG.
    pub svg: String,
}
