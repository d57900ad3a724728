//! A suggestion.

use super::{Seen, finding::pending};
use crate::{
    api::{Error, ErrorCode, SuggestionJudgementRow, SuggestionView},
    store,
};
use mingcha_domain::{
    Refusal,
    directory::{UnitKind, may_judge},
    fold::Subject,
    ids::SuggestionId,
};

/// The view.
pub fn suggestion(seen: &Seen<'_>, id: SuggestionId) -> Result<SuggestionView, Error> {
    let not_found = || Error::new(ErrorCode::NotFound, "no such suggestion");
    let stream = seen.streams.get(id.stream())?;
    let Subject::Suggestion(state) = &stream.subject else { return Err(not_found()) };
    let row = store::findings::suggestion(seen.connection, id)?.ok_or_else(not_found)?;
    let check = state.check.ok_or_else(not_found)?;
    let check_row = store::checks::get(seen.connection, check)?.ok_or_else(not_found)?;
    let (site, outing) =
        (check_row.site.ok_or_else(not_found)?, check_row.outing.ok_or_else(not_found)?);
    let me = seen.me();
    let own = state
        .judged
        .revisions
        .iter()
        .any(|r| seen.directory().author_of(r.by).is_some_and(|author| Some(author) == me));
    let may_not_judge = if own {
        Some(Refusal::OwnFinding)
    } else if !me.is_some_and(|me| may_judge(me, outing, &seen.streams)) {
        Some(Refusal::NotYourUnit)
    } else {
        state.judged.may_judge(state.judged.version()).err()
    };
    Ok(SuggestionView {
        row: seen.suggestion_row(row, &seen.kept_back()?)?,
        revision: stream.ancestry.heads(),
        version: state.judged.version(),
        content: state.judged.content().cloned().ok_or_else(not_found)?,
        judgements: state
            .judged
            .judgements
            .iter()
            .map(|j| SuggestionJudgementRow {
                by: seen.author(j.by),
                when: j.when,
                ruling: j.ruling.clone(),
                covers: j.version == state.judged.version(),
            })
            .collect(),
        site: seen.site(site)?,
        check: seen.check_row(&check_row)?,
        departments: seen.units(seen.my_unit(), |kind| kind == UnitKind::Department),
        pending: pending(seen, id.stream())?,
        may_amend: seen.may_work(outing) && !stream.read_only,
        may_not_judge,
    })
}
