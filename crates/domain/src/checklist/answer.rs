//! An answer to an item (检查结果).

use super::{Item, ItemKind};
use crate::{Refusal, ids::EventId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// 符合
    Met,
    /// 不符合
    NotMet,
    /// 不适用
    NotApplicable,
    /// Id of the choice.
    Choice(String),
    /// Ids of the choices.
    Choices(Vec<String>),
    /// The number times 10^decimals of the item: −18.5 with one decimal is −185.
    Number(#[ts(type = "number")] i64),
    /// Text.
    Text(String),
    /// Local date and time, `2026-03-16T14:05`.
    DateTime(String),
    /// The item's photos are the answer.
    Photos,
}

/// An answer with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct Answer {
    /// Photos, by the events that took them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<EventId>,
    /// Remark.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remark: String,
    /// Answered by "all others met", not one by one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_group: bool,
    /// The value; absent if the item was set back to "not looked at".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
}

impl Value {
    /// Whether the value fits the item's kind.
    ///
    /// # Errors
    /// [`Refusal::AnswerDoesNotFit`].
    pub fn fits(&self, item: &Item) -> Result<(), Refusal> {
        let known = |choices: &[super::Choice], id: &String| choices.iter().any(|c| c.id == *id);
        let fits = match (self, &item.kind) {
            (Self::Met | Self::NotMet, ItemKind::Judged) => true,
            (Self::NotApplicable, _) => true,
            (Self::Choice(id), ItemKind::Single(choices)) => known(choices, id),
            (Self::Choices(ids), ItemKind::Multiple(choices)) => {
                ids.iter().all(|id| known(choices, id))
            }
            (Self::Number(_), ItemKind::Number(_)) => true,
            (Self::Text(text), ItemKind::Text) => text.chars().count() <= 5_000,
            (Self::DateTime(text), ItemKind::DateTime) => {
                chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").is_ok()
            }
            (Self::Photos, ItemKind::Photo) => true,
            _ => false,
        };
        if fits { Ok(()) } else { Err(Refusal::AnswerDoesNotFit) }
    }

    /// Names by which conditions refer to the value.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Met => vec!["met"],
            Self::NotMet => vec!["not_met"],
            Self::NotApplicable => vec!["not_applicable"],
            Self::Choice(id) => vec![id],
            Self::Choices(ids) => ids.iter().map(String::as_str).collect(),
            Self::Number(_) | Self::Text(_) | Self::DateTime(_) | Self::Photos => vec![],
        }
    }
}
