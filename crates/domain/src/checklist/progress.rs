//! Which items are shown, and what is still missing before a check can be handed in.

use super::{Answer, ChecklistPublished, Item, Need, Value};
use crate::Refusal;
use std::collections::BTreeMap;

/// Where a check stands against its checklist.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Progress {
    /// Items shown, in order.
    pub shown: Vec<String>,
    /// Of those, answered.
    pub answered: usize,
    /// Items that block submission, in order, with the reason.
    pub open: Vec<(String, Refusal)>,
}

/// Compares answers with the checklist. Items whose condition does not hold are not shown and
/// never block; their answers are kept.
#[must_use]
pub fn progress(list: &ChecklistPublished, answers: &BTreeMap<String, Answer>) -> Progress {
    let mut progress = Progress::default();
    for item in list.items() {
        let holds = item.when.as_ref().is_none_or(|when| {
            let shown = progress.shown.contains(&when.item);
            let value = answers.get(&when.item).and_then(|a| a.value.as_ref());
            shown && value.is_some_and(|v| v.names().iter().any(|n| when.is.iter().any(|i| i == n)))
        });
        if !holds {
            continue;
        }
        progress.shown.push(item.id.clone());
        let answer = answers.get(&item.id).filter(|a| a.value.is_some());
        progress.answered += usize::from(answer.is_some());
        if let Some(why) = missing(item, answer) {
            progress.open.push((item.id.clone(), why));
        }
    }
    progress
}

fn missing(item: &Item, answer: Option<&Answer>) -> Option<Refusal> {
    let Some(answer) = answer else {
        return item.required.then_some(Refusal::RequiredItemsOpen);
    };
    let not_met = answer.value.as_ref().is_some_and(|value| item.fails(value));
    let needs = |need| need == Need::Always || (need == Need::IfNotMet && not_met);
    let photos_are_the_answer = answer.value == Some(Value::Photos);
    if (needs(item.photo) || photos_are_the_answer) && answer.photos.is_empty() {
        Some(Refusal::PhotoRequired)
    } else if needs(item.remark) && answer.remark.trim().is_empty() {
        Some(Refusal::RemarkRequired)
    } else {
        None
    }
}
