//! Handing in, taking back, adding afterwards, opening.

use super::seal;
use crate::{
    act::Act,
    api::{Error, ErrorCode},
    finding,
    store::{drafts, findings},
    suggestion,
};
use mingcha_domain::{
    Refusal,
    checklist::progress,
    ids::{CheckId, EventId},
    spot_check::{OpenCheck, Outcome, SubmitCheck, SupplementCheck, TakeBack},
};

/// Hands in the check with the findings and suggestions that this person recorded.
pub fn submit(
    act: &Act<'_>,
    id: CheckId,
    base: Vec<EventId>,
    outcome: Outcome,
    words: String,
) -> Result<(), Error> {
    seal(act, id)?;
    // A finding, or a change to one, that is still being written would be left out silently.
    if !drafts::findings(&act.transaction, id)?.is_empty() {
        return Err(Error::new(ErrorCode::Stale, "a finding is still being written"));
    }
    let (check, list) = act.check_and_list(id)?;
    let (count, _) = findings::counts(&act.transaction, id)?;
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let submit = SubmitCheck { outcome, words, findings: count };
    let event = submit.decide(&check, list).map_err(|why| {
        let open = progress(list, &check.shown_answers()).open;
        let item = open.into_iter().find(|(_, w)| *w == why).map(|(item, _)| item);
        Error { item, ..why.into() }
    })?;
    act.append(id.stream(), event, base)?;
    hand_in_mine(act, id)
}

/// Hands in what this person recorded: two phones at one site, one of which hands in the form.
pub fn hand_in_mine(act: &Act<'_>, id: CheckId) -> Result<(), Error> {
    seal(act, id)?;
    for row in findings::of_check(&act.transaction, id)? {
        finding::submit_own(act, row.id)?;
    }
    for row in findings::suggestions_of_check(&act.transaction, id)? {
        suggestion::submit_own(act, row.id)?;
    }
    Ok(())
}

/// Takes the submission back.
pub fn take_back(act: &Act<'_>, id: CheckId, base: Vec<EventId>) -> Result<(), Error> {
    act.append(id.stream(), TakeBack.decide(&act.check(id)?)?, base)?;
    Ok(())
}

/// Adds to a submission.
pub fn supplement(act: &Act<'_>, id: CheckId, added: SupplementCheck) -> Result<(), Error> {
    let heads = act.stream(id.stream())?.ancestry.heads();
    act.append(id.stream(), added.decide(&act.check(id)?)?, heads)?;
    Ok(())
}

/// A lead opens it. Opening it again says nothing new.
pub fn open(act: &Act<'_>, id: CheckId) -> Result<(), Error> {
    let check = act.check(id)?;
    let mine = check.opened_by.contains(&act.identity.key());
    if mine || check.submission.is_none() {
        return Ok(());
    }
    let heads = act.stream(id.stream())?.ancestry.heads();
    let event = OpenCheck.decide(&check)?;
    match act.append(id.stream(), event, heads) {
        // Somebody who may only look leaves no mark.
        Err(error) if matches!(error.refusal, Some(Refusal::NotYourUnit)) => Ok(()),
        other => other.map(|_| ()),
    }
}
