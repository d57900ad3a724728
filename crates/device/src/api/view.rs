//! What a screen shows. Shapes only; folded in `device/src/view/`.

use mingcha_domain::{
    checklist::{Answer, ChecklistPublished},
    directory::{Bilingual, Role, UnitKind},
    figures::Figure,
    finding::{self, Rectification, Severity},
    ids::{
        CampaignId, CheckId, ChecklistId, EventId, FindingId, Hash, OrderId, OutingId, SiteId,
        SuggestionId, TeamId, UnitId, UserId,
    },
    judgement::{FindingRuling, Standing, SuggestionRuling},
    log::Verdict,
    outing::Guest,
    refusal::Refusal,
    site::{Position, SiteKind},
    spot_check::{CheckKind, Outcome},
    suggestion,
    time::{Day, HonestInterval, Millis},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The answer to a query.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "view", rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "made once, serialised, dropped")]
pub enum View {
    /// See [`StartView`].
    Start(StartView),
    /// See [`TodayView`].
    Today(TodayView),
    /// See [`ChoicesView`].
    Choices(ChoicesView),
    /// See [`CheckView`].
    Check(CheckView),
    /// See [`FindingView`].
    Finding(FindingView),
    /// See [`SuggestionView`].
    Suggestion(SuggestionView),
    /// See [`MineView`].
    Mine(MineView),
    /// See [`SyncView`].
    Sync(SyncView),
    /// See [`QueueView`].
    Queue(QueueView),
    /// See [`FiguresView`].
    Figures(FiguresView),
    /// See [`FigureRecordsView`].
    FigureRecords(FigureRecordsView),
    /// See [`ShareCodeView`].
    ShareCode(ShareCodeView),
}

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

/// Settings of this profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Settings {
    /// `zh` or `en`.
    pub language: String,
    /// `light`, `dark` or `system`.
    pub theme: String,
    /// Per cent.
    pub text_size: u16,
    /// The person keeps the device offline.
    pub offline: bool,
}

/// Who am I.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct StartView {
    /// Absent before enrolment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub me: Option<Me>,
    /// Settings.
    pub settings: Settings,
    /// Program version.
    pub version: String,
    /// Something a person must know about the store, for example that a damaged one was set aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub notice: Option<StoreNotice>,
}

/// What happened to the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StoreNotice {
    /// The file was damaged: it was set aside, what could be read was carried over.
    DamagedSetAside,
    /// The chain was found forked (restored or cloned); the profile goes on with a new key.
    ChainForked,
}

/// The enrolled person.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Me {
    /// Person.
    pub person: Person,
    /// Home unit.
    pub unit: Bilingual,
    /// Roles.
    pub roles: Vec<Role>,
    /// Name of the installation.
    pub realm_name: String,
    /// Demonstration data: said on every screen.
    pub demo: bool,
    /// Name of this device.
    pub device: String,
}

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
    /// Checks begun and not handed in.
    pub open_checks: Vec<CheckRow>,
    /// Findings that came back.
    pub returned: Vec<FindingRow>,
    /// What is only on this device.
    pub only_here: OnlyHere,
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
    /// The check that carries it out, if it was begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub check: Option<CheckId>,
}

/// A site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SiteRow {
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
}

/// A team.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TeamRow {
    /// Id.
    pub id: TeamId,
    /// Name.
    pub name: Bilingual,
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
}

/// An item's answer as shown.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AnswerRow {
    /// Item.
    pub item: String,
    /// The answer.
    pub answer: Answer,
    /// Not sealed yet.
    pub draft: bool,
    /// Answer events that a change replaces.
    pub supersedes: Vec<EventId>,
    /// Contrary answers of others, shown until somebody chooses.
    pub rivals: Vec<RivalAnswer>,
}

/// Somebody else's answer to the same item.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RivalAnswer {
    /// Who.
    pub by: Option<Person>,
    /// What.
    pub answer: Answer,
}

/// A check.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CheckView {
    /// Id.
    pub id: CheckId,
    /// Revision on screen; commands carry it back.
    pub revision: Vec<EventId>,
    /// Place.
    pub site: SiteRow,
    /// Open, covert, remote or look-back.
    pub kind: CheckKind,
    /// Order, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub order: Option<OrderId>,
    /// Order's title.
    pub order_title: String,
    /// The sortie.
    pub outing: OutingRow,
    /// Checklist, exact version.
    pub checklist: ChecklistPublished,
    /// When it began.
    pub began: HonestInterval,
    /// The clock cannot have been right.
    pub clock_was_wrong: bool,
    /// Who works on it.
    pub workers: Vec<Person>,
    /// Answers by item.
    pub answers: Vec<AnswerRow>,
    /// Items shown by their conditions, in order.
    pub shown: Vec<String>,
    /// Items answered, of those shown.
    pub answered: u32,
    /// What blocks submission.
    pub open: Vec<OpenItem>,
    /// Photos.
    pub photos: Vec<PhotoRow>,
    /// Photos that belong to no answer and no finding.
    pub unsorted: Vec<EventId>,
    /// Findings, drafts included.
    pub findings: Vec<FindingRow>,
    /// Suggestions.
    pub suggestions: Vec<SuggestionRow>,
    /// How it ended, if handed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub outcome: Option<Outcome>,
    /// Words with it.
    pub words: String,
    /// When it was handed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub submitted: Option<HonestInterval>,
    /// Content has changed since it was handed in.
    pub changed_since: bool,
    /// Additions.
    pub supplements: Vec<SupplementRow>,
    /// A lead has opened it: it can no longer be taken back.
    pub opened: bool,
    /// I may work on it.
    pub mine: bool,
    /// Where it is.
    pub delivery: Delivery,
    /// Written partly by a newer version: read-only here.
    pub read_only: bool,
}

/// An item that blocks submission.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OpenItem {
    /// Item.
    pub item: String,
    /// Why.
    pub why: Refusal,
}

/// An addition.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SupplementRow {
    /// Who.
    pub by: Option<Person>,
    /// When.
    pub when: HonestInterval,
    /// Words.
    pub words: String,
    /// Photos.
    pub photos: Vec<EventId>,
}

/// A check in a list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CheckRow {
    /// Id; also the row's name for paging.
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

/// A finding in a list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FindingRow {
    /// Id.
    pub id: FindingId,
    /// Visit.
    pub check: CheckId,
    /// Place.
    pub site: String,
    /// Place's id.
    pub site_id: SiteId,
    /// Wording, with the lead's edits.
    pub text: String,
    /// Severity, likewise.
    pub severity: Severity,
    /// Key flag, likewise.
    pub key: bool,
    /// Where it stands.
    pub standing: Standing,
    /// A verdict is kept back, to be sealed in a few seconds.
    pub judging: bool,
    /// What was demanded.
    pub rectification: Rectification,
    /// Photos of the problem.
    pub photos: Vec<EventId>,
    /// Photos after.
    pub photos_after: Vec<EventId>,
    /// Author.
    pub by: Option<Person>,
    /// When it was recorded, claimed.
    pub at: Millis,
    /// A draft that is not recorded yet.
    pub draft: bool,
    /// Where it is.
    pub delivery: Delivery,
}

/// A suggestion in a list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SuggestionRow {
    /// Id.
    pub id: SuggestionId,
    /// Visit.
    pub check: CheckId,
    /// Place.
    pub site: String,
    /// Wording.
    pub text: String,
    /// Where it stands.
    pub standing: Standing,
    /// A verdict is kept back.
    pub judging: bool,
    /// Author.
    pub by: Option<Person>,
    /// When, claimed.
    pub at: Millis,
    /// Where it is.
    pub delivery: Delivery,
}

/// A verdict as shown.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct JudgementRow {
    /// Lead.
    pub by: Option<Person>,
    /// When.
    pub when: HonestInterval,
    /// Verdict.
    pub ruling: FindingRuling,
    /// Version it was given on.
    pub version: Hash,
    /// It stands on the present version.
    pub covers: bool,
}

/// A verdict on a suggestion as shown.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SuggestionJudgementRow {
    /// Lead.
    pub by: Option<Person>,
    /// When.
    pub when: HonestInterval,
    /// Verdict.
    pub ruling: SuggestionRuling,
    /// It stands on the present version.
    pub covers: bool,
}

/// A state of a finding's content.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RevisionRow {
    /// Who.
    pub by: Option<Person>,
    /// When.
    pub when: HonestInterval,
    /// What it said.
    pub content: finding::Content,
    /// The version that began with it: a verdict names one.
    pub version: Hash,
}

/// A finding, whole.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FindingView {
    /// The row.
    pub row: FindingRow,
    /// Revision on screen; commands carry it back.
    pub revision: Vec<EventId>,
    /// Exact version on screen; a verdict carries it.
    pub version: Hash,
    /// The inspector's content as it stands, or the draft.
    pub content: finding::Content,
    /// The content with the lead's edits.
    pub approved: finding::Content,
    /// An unsealed change by me.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub draft: Option<finding::Content>,
    /// Earlier states, oldest first, the present one last.
    pub revisions: Vec<RevisionRow>,
    /// Verdicts, oldest first.
    pub judgements: Vec<JudgementRow>,
    /// Photos before and after, and others of the check.
    pub photos: Vec<PhotoRow>,
    /// Visit.
    pub check: CheckRow,
    /// Place.
    pub site: SiteRow,
    /// Checklist item it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub item: Option<Bilingual>,
    /// Department's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub department_name: Option<Bilingual>,
    /// Territory's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub territory_name: Option<Bilingual>,
    /// Departments to choose from.
    pub departments: Vec<UnitRow>,
    /// Territories to choose from.
    pub territories: Vec<UnitRow>,
    /// Earlier findings at this place, newest first, at most twenty.
    pub history: Vec<FindingRow>,
    /// When it was handed in last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub submitted: Option<HonestInterval>,
    /// Verdict kept back, if any, with the time when it will be sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub pending: Option<PendingJudgement>,
    /// I may change it.
    pub may_amend: bool,
    /// I may judge it; otherwise why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub may_not_judge: Option<Refusal>,
    /// Written partly by a newer version: read-only here.
    pub read_only: bool,
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

/// A suggestion, whole.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SuggestionView {
    /// The row.
    pub row: SuggestionRow,
    /// Revision on screen.
    pub revision: Vec<EventId>,
    /// Exact version on screen.
    pub version: Hash,
    /// What it says.
    pub content: suggestion::Content,
    /// Verdicts.
    pub judgements: Vec<SuggestionJudgementRow>,
    /// Place.
    pub site: SiteRow,
    /// Visit.
    pub check: CheckRow,
    /// Departments to choose from.
    pub departments: Vec<UnitRow>,
    /// Verdict kept back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub pending: Option<PendingJudgement>,
    /// I may change it.
    pub may_amend: bool,
    /// Why I may not judge it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub may_not_judge: Option<Refusal>,
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
}

/// What sync is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum SyncState {
    /// No central is known.
    NotEnrolled,
    /// The person keeps the device offline.
    KeptOffline,
    /// Nothing to do.
    Idle,
    /// Talking to central.
    Sending {
        /// Parts sent in this run.
        done: u32,
        /// Parts to send in this run.
        of: u32,
    },
    /// The last try failed; the next one comes by itself.
    Waiting {
        /// Why.
        why: WaitReason,
        /// Milliseconds until the next try.
        retry_in_ms: u32,
    },
    /// Central no longer accepts this profile.
    Revoked,
}

/// Why sync waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WaitReason {
    /// Central cannot be reached.
    Unreachable,
    /// Central is there but could not answer.
    CentralBusy,
    /// Its answer did not pass verification.
    NotTrusted,
}

/// Sync and storage.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SyncView {
    /// What sync is doing.
    pub state: SyncState,
    /// What is only on this device.
    pub only_here: OnlyHere,
    /// Address of central.
    pub address: String,
    /// When central last answered, by this device's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub last_sync: Option<Millis>,
    /// Events that central does not count.
    pub not_accepted: Vec<NotAccepted>,
    /// Photo files on the way, at most fifty.
    pub uploads: Vec<UploadRow>,
    /// Bytes on this device: records.
    #[ts(type = "number")]
    pub store_bytes: u64,
    /// Bytes on this device: photos.
    #[ts(type = "number")]
    pub photo_bytes: u64,
    /// Bytes free on the disk.
    #[ts(type = "number")]
    pub free_bytes: u64,
    /// Checks here.
    pub checks: u32,
    /// Photos here.
    pub photos: u32,
}

/// An event that central does not count.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NotAccepted {
    /// Kind of event.
    pub kind: String,
    /// What central said.
    #[ts(type = "unknown")]
    pub verdict: Verdict,
    /// Reason, if refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub why: Option<Refusal>,
    /// When it was made.
    pub at: Millis,
    /// The check it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub check: Option<CheckId>,
}

/// A photo file on the way.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct UploadRow {
    /// Photo.
    pub photo: EventId,
    /// Which file.
    pub variant: mingcha_domain::photo::Variant,
    /// Bytes central has confirmed.
    #[ts(type = "number")]
    pub sent: u64,
    /// Bytes altogether.
    #[ts(type = "number")]
    pub size: u64,
}

/// What a lead has to judge.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct QueueView {
    /// To be judged, in the order of judging, grouped by site.
    pub findings: Vec<FindingRow>,
    /// Suggestions to be judged.
    pub suggestions: Vec<SuggestionRow>,
    /// Findings to be judged.
    pub waiting: u32,
    /// Of those, key.
    pub key: u32,
    /// Judged today, newest first, at most fifty.
    pub judged: Vec<FindingRow>,
    /// Minutes to the next summary (18:00 in the realm's zone).
    pub summary_in_min: u32,
}

/// The five figures.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FiguresView {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Unit, if one was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub unit: Option<UnitId>,
    /// Units to choose from.
    pub units: Vec<UnitRow>,
    /// In the order in which they are read out.
    pub figures: Vec<FigureRow>,
    /// Some records were written by a newer version and are not counted.
    pub incomplete: bool,
    /// When central last answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub as_of: Option<Millis>,
}

/// A figure.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FigureRow {
    /// Which.
    pub figure: Figure,
    /// Its value.
    pub value: u32,
    /// Part of it that central has not confirmed yet.
    pub provisional: u32,
    /// Records that make it.
    pub records: u32,
}

/// The records behind a figure.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FigureRecordsView {
    /// Which.
    pub figure: Figure,
    /// Rows, newest first, at most fifty.
    pub rows: Vec<FigureRecord>,
    /// There are more.
    pub more: bool,
}

/// One record behind a figure.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FigureRecord {
    /// What it adds.
    pub amount: u32,
    /// Day on which it counts.
    pub day: Day,
    /// Title: place, wording, or team.
    pub title: String,
    /// Second line.
    pub detail: String,
    /// Opens this check.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub check: Option<CheckId>,
    /// Opens this finding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub finding: Option<FindingId>,
    /// Opens this suggestion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub suggestion: Option<SuggestionId>,
    /// For an outing: its checks.
    pub checks: Vec<CheckRow>,
    /// Continue a list after this.
    pub cursor: String,
}

/// The code by which another phone joins.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ShareCodeView {
    /// Text to copy.
    pub code: String,
    /// The same as a QR code, SVG.
    pub svg: String,
}
