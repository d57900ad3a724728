//! A lead's verdicts on the device: kept back for ten seconds, then sealed.

use crate::{
    act::Act,
    api::{Error, ErrorCode, NotDone, Topic},
    store::{
        drafts::{self, Pending},
        looked, of_json, to_json,
    },
};
use mingcha_domain::{
    Refusal,
    event::{Event, Header},
    finding::JudgeFinding,
    ids::{EventId, FindingId, Hash, StreamId, SuggestionId},
    judgement::{FindingJudged, FindingRuling, SuggestionJudged},
    suggestion::JudgeSuggestion,
    time::Millis,
};
use serde::{Deserialize, Serialize};

/// How long a verdict can be undone.
pub const UNDO_MS: i64 = 10_000;

/// A verdict as it is kept back.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    /// On a finding.
    Finding(FindingJudged),
    /// On a suggestion.
    Suggestion(SuggestionJudged),
}

/// Judges a finding. Whether the person may is settled now, not when it is sealed.
pub fn judge_finding(
    act: &Act<'_>,
    id: FindingId,
    base: Vec<EventId>,
    verdict: JudgeFinding,
) -> Result<(), Error> {
    let event = verdict.decide(&act.finding(id)?)?;
    let Event::FindingJudged(judged) = &event else {
        return Err(Error::new(ErrorCode::Internal, "not a verdict"));
    };
    let kept = Kept::Finding(judged.clone());
    keep_back(act, id.stream(), base, &event, &kept)
}

/// Judges a suggestion likewise.
pub fn judge_suggestion(
    act: &Act<'_>,
    id: SuggestionId,
    base: Vec<EventId>,
    verdict: JudgeSuggestion,
) -> Result<(), Error> {
    let event = verdict.decide(&act.suggestion(id)?)?;
    let Event::SuggestionJudged(judged) = &event else {
        return Err(Error::new(ErrorCode::Internal, "not a verdict"));
    };
    let kept = Kept::Suggestion(judged.clone());
    keep_back(act, id.stream(), base, &event, &kept)
}

fn keep_back(
    act: &Act<'_>,
    subject: StreamId,
    base: Vec<EventId>,
    event: &Event,
    kept: &Kept,
) -> Result<(), Error> {
    let stream = act.stream(subject)?;
    let header = Header {
        at: act.now(),
        base: vec![],
        crit: false,
        key: act.identity.key(),
        kind: String::new(),
        mono: act.platform.mono(),
        realm: act.streams().realm,
        refs: vec![],
        seen: None,
        seq: 0,
        stream: subject,
        suite: 1,
        v: 1,
    };
    mingcha_domain::directory::authorise(event, &header, &stream, &act.streams())?;
    let seals_at = Millis(act.now().0 + UNDO_MS);
    drafts::keep_back(
        &act.transaction,
        &Pending { subject, event: to_json(kept)?, base, seals_at },
    )?;
    act.announce(Topic::Finding);
    Ok(())
}

/// How many findings one verdict may cover.
const SEVERAL: usize = 20;

/// Notes that a version's photos were open.
pub fn look_at(act: &Act<'_>, id: FindingId, base: &[EventId], version: Hash) -> Result<(), Error> {
    looked::put(&act.transaction, id, version, base)?;
    act.announce(Topic::Finding);
    Ok(())
}

/// One verdict on several findings. Each is judged in the version whose photos were open.
pub fn judge_several(
    act: &Act<'_>,
    findings: &[FindingId],
    ruling: &FindingRuling,
) -> Result<Vec<NotDone>, Error> {
    if findings.len() > SEVERAL {
        return Err(Refusal::TooMany.into());
    }
    let mut not_done = Vec::new();
    for id in findings {
        if let Err(error) = judge_one_of_several(act, *id, ruling) {
            let why = error.refusal.ok_or(error)?;
            not_done.push(NotDone { subject: id.to_string(), why });
        }
    }
    Ok(not_done)
}

fn judge_one_of_several(act: &Act<'_>, id: FindingId, ruling: &FindingRuling) -> Result<(), Error> {
    let content = act.finding(id)?.as_approved().ok_or(Refusal::NotStarted)?;
    if content.key {
        return Err(Refusal::KeyFinding.into());
    }
    let (version, base) = looked::get(&act.transaction, id)?.ok_or(Refusal::PhotosNotOpened)?;
    judge_finding(act, id, base, JudgeFinding { version, ruling: ruling.clone() })
}

/// Undoes a verdict that is not sealed.
pub fn undo(act: &Act<'_>, subject: StreamId) -> Result<(), Error> {
    if !drafts::let_go(&act.transaction, subject)? {
        return Err(Error::new(ErrorCode::Stale, "sealed already"));
    }
    act.announce(Topic::Finding);
    Ok(())
}

/// Seals verdicts: all of them, or those whose time is over. One that a rule says no to by now (the
/// role has ended, the team has moved, what it is on has left) keeps no other from being sealed: it is
/// let go, and what it was on waits again.
pub fn seal(act: &Act<'_>, all: bool) -> Result<(), Error> {
    for pending in drafts::kept_back(&act.transaction)? {
        if !all && !is_due(&pending, act.now()) {
            continue;
        }
        let event = match of_json(&pending.event, "pending_judgement")? {
            Kept::Finding(judged) => Event::from(judged),
            Kept::Suggestion(judged) => Event::from(judged),
        };
        match act.append(pending.subject, event, pending.base) {
            Err(error) if error.code == ErrorCode::Refused => {
                tracing::warn!(refusal = ?error.refusal, "a verdict was not sealed");
                act.touch(pending.subject);
            }
            done => {
                done?;
            }
        }
        drafts::let_go(&act.transaction, pending.subject)?;
        act.announce(Topic::Finding);
    }
    Ok(())
}

/// Whether its time is over. A clock that was set back keeps no verdict for longer than it would have
/// been kept anyway.
pub fn is_due(pending: &Pending, now: Millis) -> bool {
    let left = pending.seals_at.0 - now.0;
    left <= 0 || left > UNDO_MS
}
