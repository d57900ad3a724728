//! A checklist with its items (检查清单, 检查项), and whether an answer fits.

mod answer;
mod progress;

pub use answer::{Answer, Value};
pub use progress::{Progress, progress};

use crate::{directory::Bilingual, event::Event, ids::EventId, site::SiteKind};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A version of a checklist became valid. The stream's id is the checklist's; a check names this
/// event, and thereby one exact version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChecklistPublished {
    /// Groups in process order.
    pub groups: Vec<Group>,
    /// Kinds of place it is meant for.
    pub site_kinds: Vec<SiteKind>,
    /// Title.
    pub title: Bilingual,
    /// Version, counted by its authors.
    pub version: u32,
}

/// Items that are looked at together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Group {
    /// Short name, unique in the checklist.
    pub id: String,
    /// Items in process order.
    pub items: Vec<Item>,
    /// Title.
    pub title: Bilingual,
}

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Item {
    /// Dimensions (责任, 举措, 保障, 履责).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<Dimension>>", optional)]
    pub dimensions: Vec<Dimension>,
    /// What is accepted as evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub evidence: Option<Bilingual>,
    /// Short name, unique in the checklist and stable over its versions.
    pub id: String,
    /// What kind of answer it takes.
    pub kind: ItemKind,
    /// Links of the closed loop (闭环七环节).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<Link>>", optional)]
    pub links: Vec<Link>,
    /// What to look at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub look_at: Option<Bilingual>,
    /// When a photo is required.
    #[serde(default)]
    pub photo: Need,
    /// The question.
    pub question: Bilingual,
    /// When a remark is required.
    #[serde(default)]
    pub remark: Need,
    /// Must be answered before submission.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(as = "Option<bool>", optional)]
    pub required: bool,
    /// People or goods (人物同防).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<Subject>>", optional)]
    pub subjects: Vec<Subject>,
    /// Usual wording of the problem.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub usual_problem: Option<Bilingual>,
    /// Shown only under this condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub when: Option<Condition>,
}

/// When a photo or remark is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Never.
    #[default]
    Never,
    /// When the answer says that something is wrong.
    IfNotMet,
    /// Whenever the item is answered.
    Always,
}

/// What kind of answer an item takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// Met, not met, not applicable.
    Judged,
    /// One of several.
    Single(Vec<Choice>),
    /// Any of several.
    Multiple(Vec<Choice>),
    /// A number with a unit.
    Number(NumberItem),
    /// Free text.
    Text,
    /// A local date and time.
    DateTime,
    /// One or more photos.
    Photo,
}

/// A choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Choice {
    /// Short name, unique in the item.
    pub id: String,
    /// Label.
    pub label: Bilingual,
    /// Choosing it says that something is wrong: it counts as "not met".
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(as = "Option<bool>", optional)]
    pub problem: bool,
}

/// How a number is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NumberItem {
    /// Least value that is in order, scaled by 10^decimals; less counts as "not met".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, as = "Option<i32>")]
    pub at_least: Option<i64>,
    /// Greatest value that is in order, scaled likewise; more counts as "not met".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, as = "Option<i32>")]
    pub at_most: Option<i64>,
    /// Digits after the decimal point.
    pub decimals: u8,
    /// Largest plausible value, scaled by 10^decimals; more is asked about, not refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, as = "Option<i32>")]
    pub max: Option<i64>,
    /// Smallest plausible value, scaled likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, as = "Option<i32>")]
    pub min: Option<i64>,
    /// Unit.
    pub unit: Bilingual,
}

/// An item is shown only if another one has one of these answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Condition {
    /// `met`, `not_met`, `not_applicable`, or ids of choices.
    pub is: Vec<String>,
    /// The other item; it stands earlier in the checklist.
    pub item: String,
}

/// People or goods (S7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// 人
    People,
    /// 物
    Goods,
}

/// Four dimensions (S24).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// 责任
    Responsibility,
    /// 举措
    Measures,
    /// 保障
    Support,
    /// 履责
    Performance,
}

/// Seven links of the closed loop (S25).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// Entry of goods.
    GoodsEntry,
    /// Cross-border e-commerce.
    CrossBorder,
    /// Professional markets.
    ProfessionalMarket,
    /// Logistics and courier.
    Logistics,
    /// Industrial firms.
    IndustrialFirm,
    /// Malls and supermarkets.
    Mall,
    /// Imported mail.
    ImportedMail,
}

impl Item {
    /// Whether a value says that something is wrong: "not met", a choice marked as a problem, a
    /// number outside its limits.
    #[must_use]
    pub fn fails(&self, value: &Value) -> bool {
        let bad =
            |choices: &[Choice], id: &String| choices.iter().any(|c| c.problem && c.id == *id);
        match (&self.kind, value) {
            (_, Value::NotMet) => true,
            (ItemKind::Single(choices), Value::Choice(id)) => bad(choices, id),
            (ItemKind::Multiple(choices), Value::Choices(ids)) => {
                ids.iter().any(|id| bad(choices, id))
            }
            (ItemKind::Number(number), Value::Number(n)) => {
                number.at_least.is_some_and(|least| *n < least)
                    || number.at_most.is_some_and(|most| *n > most)
            }
            _ => false,
        }
    }
}

impl ChecklistPublished {
    /// All items, in order.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.groups.iter().flat_map(|g| &g.items)
    }

    /// The item with this id.
    #[must_use]
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items().find(|i| i.id == id)
    }
}

/// A checklist as folded: every version that was published.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Checklist {
    /// Versions by the event that published them, oldest first.
    pub versions: Vec<(EventId, ChecklistPublished)>,
}

impl Checklist {
    pub(crate) fn apply(&mut self, id: EventId, event: &Event) {
        if let Event::ChecklistPublished(e) = event {
            self.versions.push((id, e.clone()));
        }
    }

    /// The newest version.
    #[must_use]
    pub fn newest(&self) -> Option<&(EventId, ChecklistPublished)> {
        self.versions.last()
    }

    /// The version that this event published.
    #[must_use]
    pub fn version(&self, id: EventId) -> Option<&ChecklistPublished> {
        self.versions.iter().find(|(v, _)| *v == id).map(|(_, c)| c)
    }
}
