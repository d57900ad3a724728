//! Wordings that this device learns from use, for the next finding of the same item.

use crate::{act::Act, api::Error, store::phrases, world::Streams};
use mingcha_domain::{fold::Subject, ids::CheckId};

/// Longer wordings are about one case and help with no other.
const LONGEST: usize = 120;

/// What a wording is remembered under: the checklist and the item; all findings without an item
/// share one.
pub fn phrase_place(
    streams: &Streams<'_>,
    check: CheckId,
    item: Option<&str>,
) -> Result<String, Error> {
    let Some(item) = item else { return Ok(String::new()) };
    let stream = streams.get(check.stream())?;
    let Subject::Check(state) = &stream.subject else { return Ok(String::new()) };
    let version = state.started.as_ref().map(|s| s.checklist);
    let list = version.and_then(|v| streams.known.checklists.get(&v)).map(|(id, _)| *id);
    Ok(list.map(|list| format!("{list}/{item}")).unwrap_or_default())
}

/// A finding was recorded with this wording.
pub fn learn(act: &Act<'_>, check: CheckId, item: Option<&str>, text: &str) -> Result<(), Error> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > LONGEST {
        return Ok(());
    }
    let place = phrase_place(&act.streams(), check, item)?;
    phrases::used(&act.transaction, &place, text, act.now())
}
