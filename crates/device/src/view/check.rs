//! A check, whole: what is sealed with what is being written laid over it.

use super::Seen;
use crate::{
    api::{AnswerRow, CheckView, Error, OpenItem, RivalAnswer, SupplementRow, WordsSheet},
    store,
};
use mingcha_domain::{
    Refusal,
    checklist::{Answer, progress},
    event::Event,
    fold::{Admitted, Subject},
    honest::narrowed,
    ids::{CheckId, EventId},
    spot_check::SpotCheck,
    time::{HonestInterval, Millis},
};
use std::collections::{BTreeMap, BTreeSet};

/// The view.
pub fn check(seen: &Seen<'_>, id: CheckId) -> Result<CheckView, Error> {
    let stream = seen.streams.get(id.stream())?;
    let Subject::Check(state) = &stream.subject else {
        return Err(Error::new(crate::api::ErrorCode::NotFound, "no such check"));
    };
    let started = state.started.as_ref().ok_or(Refusal::NotStarted)?;
    let list = seen.known().checklists.get(&started.checklist);
    let (_, list) = list.ok_or(Refusal::MissingReference)?;
    let answers = answers(seen, id, state)?;
    let shown: BTreeMap<String, Answer> =
        answers.iter().map(|a| (a.item.clone(), a.answer.clone())).collect();
    let progress = progress(list, &shown);
    let kept = seen.kept_back()?;
    let mut findings = Vec::new();
    for row in store::findings::of_check(seen.connection, id)? {
        findings.push(seen.finding_row(row, &kept)?);
    }
    let mut writing = BTreeSet::new();
    for draft in store::drafts::findings(seen.connection, id)? {
        if let Some((_, content, _)) = store::drafts::finding(seen.connection, draft)? {
            writing.extend(content.photos.into_iter().chain(content.photos_after));
        }
        if !findings.iter().any(|f| f.id == draft) {
            findings.extend(seen.draft_row(draft)?);
        }
    }
    let mut suggestions = Vec::new();
    for row in store::findings::suggestions_of_check(seen.connection, id)? {
        suggestions.push(seen.suggestion_row(row, &kept)?);
    }
    let placed: BTreeSet<EventId> = shown
        .values()
        .flat_map(|a| a.photos.iter())
        .chain(findings.iter().flat_map(|f| f.photos.iter().chain(&f.photos_after)))
        .chain(state.supplements.iter().flat_map(|s| s.photos.iter()))
        .copied()
        .chain(writing)
        .collect();
    // As they were taken, not by their names.
    let mut photos: Vec<_> = state.photos.iter().collect();
    photos.sort_by_key(|(photo, p)| (p.when.claimed, **photo));
    let unsorted = photos
        .iter()
        .filter(|(photo, p)| p.voided.is_none() && !placed.contains(photo))
        .map(|(photo, _)| **photo)
        .collect();
    let began = began(seen, id)?.or(state.when).ok_or(Refusal::NotStarted)?;
    let order = match started.order {
        Some(order) => match &seen.streams.get(order.stream())?.subject {
            Subject::Order(order) => order.issued.clone(),
            _ => None,
        },
        None => None,
    };
    let (order_title, order_note) = order.map(|o| (o.title, o.note)).unwrap_or_default();
    Ok(CheckView {
        id,
        revision: stream.ancestry.heads(),
        site: seen.site(started.site)?,
        kind: started.kind,
        order: started.order,
        order_title,
        order_note,
        outing: seen.outing(started.outing)?,
        checklist: list.clone(),
        began,
        clock_was_wrong: began.clock_was_wrong(),
        gps_time: state.photos.values().find_map(|photo| gps_time(&photo.taken.gps_time)),
        workers: seen.workers(state),
        answered: u32::try_from(progress.answered).unwrap_or(u32::MAX),
        shown: progress.shown,
        open: progress.open.into_iter().map(|(item, why)| OpenItem { item, why }).collect(),
        answers,
        photos: photos
            .into_iter()
            .map(|(photo, p)| seen.photo(*photo, p))
            .collect::<Result<_, _>>()?,
        unsorted,
        findings,
        suggestions,
        outcome: state.submission.as_ref().map(|s| s.outcome),
        submit_words: store::drafts::words(seen.connection, id, WordsSheet::Submit)?,
        supplement_words: store::drafts::words(seen.connection, id, WordsSheet::Supplement)?,
        suggestion_words: store::drafts::words(seen.connection, id, WordsSheet::Suggestion)?,
        words: state.submission.as_ref().map(|s| s.words.clone()).unwrap_or_default(),
        submitted: state.submission.as_ref().map(|s| s.when),
        changed_since: state.submission.as_ref().is_some_and(|s| s.version != state.version()),
        supplements: state
            .supplements
            .iter()
            .map(|s| SupplementRow {
                by: seen.author(s.by),
                when: s.when,
                words: s.words.clone(),
                photos: s.photos.clone(),
            })
            .collect(),
        opened: !state.opened_by.is_empty(),
        mine: seen.may_work(started.outing),
        delivery: seen.delivery(id)?,
        read_only: stream.read_only,
    })
}

/// When a check can have begun, by all that its device has signed for it.
fn began(seen: &Seen<'_>, id: CheckId) -> Result<Option<HonestInterval>, Error> {
    let events = store::events::of_stream(seen.connection, id.stream())?;
    let is_start = |a: &&Admitted| matches!(a.verified.event, Ok(Event::CheckStarted(_)));
    let first = events.iter().filter(|a| a.effective).filter(is_start).min_by_key(|a| a.order());
    Ok(first.map(|first| narrowed(first, &events)))
}

fn gps_time(text: &str) -> Option<Millis> {
    let time = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S").ok()?;
    Some(Millis(time.and_utc().timestamp_millis()))
}

fn answers(seen: &Seen<'_>, id: CheckId, state: &SpotCheck) -> Result<Vec<AnswerRow>, Error> {
    let drafts: BTreeMap<String, crate::api::AnswerChange> =
        store::drafts::answers(seen.connection, id)?
            .into_iter()
            .map(|change| (change.item.clone(), change))
            .collect();
    let items: BTreeSet<&String> = state.answers.keys().chain(drafts.keys()).collect();
    let mut rows = Vec::new();
    for item in items {
        let sealed = state.answers.get(item).map(Vec::as_slice).unwrap_or_default();
        let draft = drafts.get(item);
        let others = match (draft, sealed) {
            (Some(draft), all) => {
                all.iter().filter(|a| !draft.supersedes.contains(&a.event)).collect::<Vec<_>>()
            }
            (None, [rest @ .., _]) => rest.iter().collect(),
            (None, []) => vec![],
        };
        let answer = draft
            .map(|d| d.answer.clone())
            .or_else(|| sealed.last().map(|a| a.answer.clone()))
            .unwrap_or_default();
        // Two people who answered alike do not contradict each other.
        let rivals: Vec<RivalAnswer> = others
            .iter()
            .filter(|a| a.answer.value != answer.value)
            .map(|a| RivalAnswer { by: seen.author(a.by), answer: a.answer.clone() })
            .collect();
        rows.push(AnswerRow {
            item: item.clone(),
            answer,
            draft: draft.is_some(),
            by: match draft {
                Some(_) => None,
                None => sealed.last().and_then(|a| seen.author(a.by)),
            },
            supersedes: sealed.iter().map(|a| a.event).collect(),
            rivals,
        });
    }
    Ok(rows)
}
