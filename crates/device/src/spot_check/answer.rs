//! Answering. A changed answer is durable at once; it is sealed as an event when its group is left
//! or as soon as something builds on it.

use crate::{
    act::Act,
    api::{AnswerChange, Error, Topic},
    store::drafts,
};
use mingcha_domain::{
    Refusal,
    checklist::{ItemKind, Value},
    ids::CheckId,
    spot_check::AnswerItems,
};

/// Keeps changed answers. A photo that came to an answer being written stays with it: on screen the
/// list may be an older one, and what takes a photo out is another command.
pub fn save(act: &Act<'_>, id: CheckId, changes: &[AnswerChange]) -> Result<(), Error> {
    let (check, list) = act.check_and_list(id)?;
    let drafted = drafts::answers(&act.transaction, id)?;
    for change in changes {
        let refused = |why: Refusal| Error { item: Some(change.item.clone()), ..why.into() };
        let item = list.item(&change.item).ok_or(Refusal::NoSuchItem).map_err(refused)?;
        if let Some(value) = &change.answer.value {
            value.fits(item).map_err(refused)?;
        }
        if change.answer.photos.iter().any(|p| !check.photos.contains_key(p)) {
            return Err(refused(Refusal::NoSuchPhoto));
        }
        let mut change = change.clone();
        let kept = drafted.iter().find(|draft| draft.item == change.item);
        for photo in kept.map(|draft| draft.answer.photos.as_slice()).unwrap_or_default() {
            if !change.answer.photos.contains(photo) {
                change.answer.photos.push(*photo);
            }
        }
        let answered = change.answer.value.is_some() || change.answer.photos.is_empty();
        if matches!(item.kind, ItemKind::Photo) && !answered {
            change.answer.value = Some(Value::Photos);
        }
        drafts::save_answer(&act.transaction, id, &change)?;
    }
    act.announce(Topic::Check);
    Ok(())
}

/// Seals what was changed since the last time.
pub fn seal(act: &Act<'_>, id: CheckId) -> Result<(), Error> {
    let changes = drafts::answers(&act.transaction, id)?;
    if changes.is_empty() {
        return Ok(());
    }
    let (check, list) = act.check_and_list(id)?;
    let heads = act.stream(id.stream())?.ancestry.heads();
    // An answer set back to what it was is no change.
    let changes: Vec<AnswerChange> = changes
        .into_iter()
        .filter(|change| {
            let current = check.answers.get(&change.item).map(Vec::as_slice).unwrap_or_default();
            match current {
                [] => change.answer != mingcha_domain::checklist::Answer::default(),
                [one] => one.answer != change.answer,
                _ => true,
            }
        })
        .collect();
    if !changes.is_empty() {
        let answers = changes.into_iter().map(|c| (c.item, c.answer, c.supersedes)).collect();
        act.append(id.stream(), AnswerItems { answers }.decide(&check, list)?, heads)?;
    }
    drafts::clear_answers(&act.transaction, id)?;
    act.announce(Topic::Check);
    Ok(())
}
