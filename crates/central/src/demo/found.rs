//! What the demo city's teams find, as written in `assets/demo/findings.json`.

use mingcha_domain::{
    finding::{Category, Severity},
    site::SiteKind,
    spot_check::{CheckKind, Outcome},
};
use serde::Deserialize;

/// Everything that may be found.
#[derive(Debug, Deserialize)]
pub struct Found {
    pub templates: Vec<Template>,
    pub suggestions: Vec<Advice>,
    pub closed: Vec<String>,
    pub refused: Vec<String>,
    pub no_such_place: Vec<String>,
    pub stories: Vec<Story>,
}

impl Found {
    /// What comes with the program.
    ///
    /// # Errors
    /// If the file does not parse.
    pub fn bundled() -> Result<Self, serde_json::Error> {
        serde_json::from_str(include_str!("../../../../assets/demo/findings.json"))
    }
}

/// What was demanded, by days from the visit.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Demand {
    OnTheSpot,
    Days(i64),
    NotDemanded,
}

/// A problem that turns up at some kinds of place.
#[derive(Debug, Deserialize)]
pub struct Template {
    pub code: String,
    pub kinds: Vec<SiteKind>,
    pub checklist: String,
    pub item: Option<String>,
    pub category: Category,
    pub severity: Severity,
    pub key: bool,
    pub department: Option<String>,
    pub rectification: Demand,
    pub texts: Vec<String>,
    pub explanations: Vec<String>,
    pub scene: String,
    pub scene_after: Option<String>,
}

/// A suggestion for some kinds of place.
#[derive(Debug, Deserialize)]
pub struct Advice {
    pub kinds: Vec<SiteKind>,
    pub text: String,
    pub department: Option<String>,
}

/// What became of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    Waiting,
    Approved,
    Returned,
    NotUpheld,
    ToSuggestion,
}

/// A finding of a story.
#[derive(Debug, Clone, Deserialize)]
pub struct Problem {
    pub item: Option<String>,
    pub category: Category,
    pub severity: Severity,
    pub key: bool,
    pub department: Option<String>,
    pub rectification: Demand,
    pub text: String,
    pub explanation: String,
    pub photos: Vec<String>,
    #[serde(default)]
    pub photos_after: Vec<String>,
    /// The photo after is one that was shown before, elsewhere: a rectification that is pretended.
    #[serde(default)]
    pub after_again: bool,
    pub state: Fate,
    #[serde(default)]
    pub verdict_words: String,
}

/// A visit that is told on purpose.
#[derive(Debug, Clone, Deserialize)]
pub struct Story {
    pub code: String,
    pub site: String,
    pub days_ago: i64,
    /// `15:06`
    pub time: String,
    pub team: String,
    pub campaign: String,
    pub checklist: String,
    pub kind: CheckKind,
    pub outcome: Outcome,
    #[serde(default)]
    pub words: String,
    pub findings: Vec<Problem>,
    #[serde(default)]
    pub suggestions: Vec<String>,
}
