//! A finding, as its author or its lead sees it.

use super::Seen;
use crate::{
    api::{
        DemandRow, EarlierFindingsView, Error, ErrorCode, FindingView, JudgementRow,
        PendingJudgement, RevisionRow,
    },
    judgement::Kept,
    store,
};
use mingcha_domain::{
    Refusal,
    directory::{UnitKind, may_judge},
    finding::{Content, Finding},
    fold::{Subject, World, version_of},
    ids::{CheckId, EventId, FindingId, StreamId},
    judgement::FindingRuling,
    spot_check::SpotCheck,
};
use std::collections::BTreeSet;

/// Earlier findings shown.
const EARLIER: usize = 20;

/// What was found at the place of a check on other visits.
pub fn earlier(seen: &Seen<'_>, check: CheckId) -> Result<EarlierFindingsView, Error> {
    let stream = seen.streams.get(check.stream())?;
    let Subject::Check(SpotCheck { started: Some(started), .. }) = &stream.subject else {
        return Err(Error::new(ErrorCode::NotFound, "no such check"));
    };
    let kept = seen.kept_back()?;
    let site = started.site;
    let mut rows = store::findings::of_other_checks(seen.connection, site, check, EARLIER + 1)?;
    let more = rows.len() > EARLIER;
    rows.truncate(EARLIER);
    let rows = rows.into_iter().map(|row| seen.finding_row(row, &kept));
    Ok(EarlierFindingsView { findings: rows.collect::<Result<_, _>>()?, more })
}

/// The view.
pub fn finding(seen: &Seen<'_>, id: FindingId) -> Result<FindingView, Error> {
    let not_found = || Error::new(ErrorCode::NotFound, "no such finding");
    let stream = seen.streams.get(id.stream())?;
    let state = match &stream.subject {
        Subject::Finding(state) => state.clone(),
        _ => Finding::default(),
    };
    let draft = store::drafts::finding(seen.connection, id)?;
    let kept = seen.kept_back()?;
    let row = match store::findings::get(seen.connection, id)? {
        Some(row) => seen.finding_row(row, &kept)?,
        None => seen.draft_row(id)?.ok_or_else(not_found)?,
    };
    let check = state.check.or_else(|| draft.as_ref().map(|d| d.0)).ok_or_else(not_found)?;
    let draft = draft.map(|(_, content, _)| content);
    let content =
        state.judged.content().cloned().or_else(|| draft.clone()).ok_or_else(not_found)?;
    let approved = state.as_approved().unwrap_or_else(|| content.clone());
    let check_stream = seen.streams.get(check.stream())?;
    let Subject::Check(visit) = &check_stream.subject else { return Err(not_found()) };
    let started = visit.started.as_ref().ok_or_else(not_found)?;
    let list = seen.known().checklists.get(&started.checklist).map(|(_, list)| list);
    let version = state.judged.version();
    let mut known = BTreeSet::new();
    let photos = photos(seen, visit, &[Some(&content), Some(&approved), draft.as_ref()])?;
    let check_row = store::checks::get(seen.connection, check)?.ok_or_else(not_found)?;
    let history = store::findings::at_site(seen.connection, started.site, id)?
        .into_iter()
        .map(|row| seen.finding_row(row, &kept))
        .collect::<Result<Vec<_>, _>>()?;
    let site = seen.site(started.site)?;
    let near = Some(site.territory);
    Ok(FindingView {
        row,
        revision: stream.ancestry.heads(),
        version,
        revisions: state
            .judged
            .revisions
            .iter()
            .map(|r| {
                known.insert(r.event);
                RevisionRow {
                    by: seen.author(r.by),
                    when: r.when,
                    content: r.content.clone(),
                    version: version_of(&known),
                }
            })
            .collect(),
        judgements: state
            .judged
            .judgements
            .iter()
            .map(|j| JudgementRow {
                by: seen.author(j.by),
                when: j.when,
                ruling: j.ruling.clone(),
                version: j.version,
                covers: j.version == version,
            })
            .collect(),
        demands: state
            .demands
            .iter()
            .map(|demand| DemandRow {
                id: demand.id,
                code: demand.code.clone(),
                by: seen.author(demand.by),
                when: demand.when,
                answered: answers(visit, demand.id),
            })
            .collect(),
        photos,
        check: seen.check_row(&check_row)?,
        site,
        item: content
            .item
            .as_ref()
            .and_then(|item| list?.item(item))
            .map(|item| item.question.clone()),
        department_name: approved.department.map(|d| seen.unit_name(d)),
        territory_name: approved.territory.map(|t| seen.unit_name(t)),
        departments: seen.units(near, |kind| kind == UnitKind::Department),
        territories: seen.units(near, |kind| kind == UnitKind::Township),
        similar: super::alike::findings(&history, (id, check), &content.text),
        history,
        submitted: state.judged.submitted_when,
        pending: pending(seen, id.stream())?,
        may_amend: seen.may_work(started.outing) && !stream.read_only,
        may_not_judge: may_not_judge(seen, &state, check),
        read_only: stream.read_only,
        content,
        approved,
        draft,
    })
}

fn answers(visit: &SpotCheck, demand: EventId) -> bool {
    visit.photos.values().any(|p| p.voided.is_none() && p.taken.demand == Some(demand))
}

fn photos(
    seen: &Seen<'_>,
    visit: &SpotCheck,
    contents: &[Option<&Content>],
) -> Result<Vec<crate::api::PhotoRow>, Error> {
    let mut rows = Vec::new();
    let named = contents.iter().flatten().flat_map(|c| c.photos.iter().chain(&c.photos_after));
    for id in named {
        if let Some(photo) = visit.photos.get(id)
            && !rows.iter().any(|row: &crate::api::PhotoRow| row.id == *id)
        {
            rows.push(seen.photo(*id, photo)?);
        }
    }
    Ok(rows)
}

/// A verdict kept back for this subject.
pub fn pending(seen: &Seen<'_>, subject: StreamId) -> Result<Option<PendingJudgement>, Error> {
    let kept = store::drafts::kept_back(seen.connection)?;
    let Some(one) = kept.into_iter().find(|p| p.subject == subject) else { return Ok(None) };
    let ruling: Option<FindingRuling> = match store::of_json(&one.event, "pending_judgement")? {
        Kept::Finding(judged) => Some(judged.ruling),
        Kept::Suggestion(_) => None,
    };
    let left = (one.seals_at.0 - seen.platform.now().0).clamp(0, 60_000);
    Ok(Some(PendingJudgement { ruling, seals_in_ms: u32::try_from(left).unwrap_or(0) }))
}

fn may_not_judge(seen: &Seen<'_>, finding: &Finding, check: CheckId) -> Option<Refusal> {
    let (Some(me), Some(outing)) = (seen.me(), seen.streams.outing_of(check)) else {
        return Some(Refusal::NotYourUnit);
    };
    let authors = finding.judged.revisions.iter();
    if authors.filter_map(|r| seen.directory().author_of(r.by)).any(|author| author == me) {
        return Some(Refusal::OwnFinding);
    }
    if !may_judge(me, outing, &seen.streams) {
        return Some(Refusal::NotYourUnit);
    }
    finding.judged.may_judge(finding.judged.version()).err()
}
