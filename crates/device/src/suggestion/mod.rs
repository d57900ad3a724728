//! Suggestions on the device.

use crate::{act::Act, api::Error, platform::new_stream};
use mingcha_domain::{
    ids::{CheckId, EventId, StreamId, SuggestionId},
    suggestion::{AmendSuggestion, Content, MakeSuggestion, SubmitSuggestion},
};

/// Records or changes a suggestion; handed in at once if the check was handed in already.
pub fn record(
    act: &Act<'_>,
    check: CheckId,
    suggestion: Option<SuggestionId>,
    content: Content,
    base: Vec<EventId>,
) -> Result<StreamId, Error> {
    let id = match suggestion {
        Some(id) => id,
        None => new_stream()?.into(),
    };
    let state = act.suggestion(id)?;
    let checked = act.check(check)?;
    let event = if state.check.is_none() {
        MakeSuggestion { check, content }.decide(&state, &checked)?
    } else {
        AmendSuggestion { content }.decide(&state)?
    };
    act.append(id.stream(), event, base)?;
    if checked.submission.is_some() || state.judged.submitted.is_some() {
        submit_own(act, id)?;
    }
    Ok(id.stream())
}

/// Hands in a suggestion that this person recorded and that is not handed in as it stands.
pub fn submit_own(act: &Act<'_>, id: SuggestionId) -> Result<(), Error> {
    let state = act.suggestion(id)?;
    let directory = &act.known.directory;
    let own = state
        .judged
        .revisions
        .iter()
        .any(|r| r.by == act.identity.key() || directory.author_of(r.by) == Some(act.user()));
    if own && state.judged.submitted != Some(state.judged.version()) {
        let heads = act.stream(id.stream())?.ancestry.heads();
        act.append(id.stream(), SubmitSuggestion.decide(&state)?, heads)?;
    }
    Ok(())
}
