//! Findings and suggestions, and what was said of them.

use super::{CheckRow, Delivery, PendingJudgement, Person, PhotoRow, SiteRow, UnitRow};
use mingcha_domain::{
    directory::Bilingual, finding, finding::Rectification, finding::Severity, ids::CheckId,
    ids::EventId, ids::FindingId, ids::Hash, ids::SiteId, ids::SuggestionId,
    judgement::FindingRuling, judgement::Standing, judgement::SuggestionRuling, photo::FreshCode,
    refusal::Refusal, suggestion, time::HonestInterval, time::Millis,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
    /// Checklist item it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub item: Option<String>,
    /// Its exact version.
    pub version: Hash,
    /// I had this version's photos open: it can be judged together with others.
    #[serde(default)]
    pub looked_at: bool,
    /// A change to it is being written and not recorded yet.
    #[serde(default)]
    pub changing: bool,
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
    /// Demands for fresh photos, oldest first.
    pub demands: Vec<DemandRow>,
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
    /// Of those and of this check's, the ones that say much the same.
    pub similar: Vec<FindingRow>,
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

/// A demand for a fresh photo.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DemandRow {
    /// Names the demand; photos that answer it carry it.
    pub id: EventId,
    /// To be seen in the picture.
    pub code: FreshCode,
    /// The lead.
    pub by: Option<Person>,
    /// When.
    pub when: HonestInterval,
    /// A photo that counts was taken for it.
    pub answered: bool,
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

/// What a lead has to judge.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct QueueView {
    /// To be judged, in the order of judging, grouped by site; the first hundred.
    pub findings: Vec<FindingRow>,
    /// There are more than these.
    pub more: bool,
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
