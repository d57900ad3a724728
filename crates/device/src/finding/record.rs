//! Writing, recording, changing and handing in a finding.

use crate::{
    act::Act,
    api::{Error, ErrorCode, Topic},
    platform::new_stream,
    spot_check,
    store::drafts,
};
use mingcha_domain::{
    finding::{AmendFinding, Content, RaiseFinding, SubmitFinding, WithdrawFinding},
    ids::{CheckId, EventId, FindingId, StreamId},
};

/// Keeps a finding as it stands on screen.
pub fn save_draft(
    act: &Act<'_>,
    check: CheckId,
    finding: Option<FindingId>,
    mut content: Content,
    keep_photos: bool,
) -> Result<StreamId, Error> {
    act.check_and_list(check)?;
    let id = match finding {
        Some(id) => id,
        None => new_stream()?.into(),
    };
    if keep_photos && let Some((_, kept)) = written(act, id)? {
        content = Content { photos: kept.photos, photos_after: kept.photos_after, ..content };
    }
    drafts::save_finding(&act.transaction, id, check, &content, act.now())?;
    act.announce(Topic::Finding);
    act.announce(Topic::Check);
    Ok(id.stream())
}

/// A finding's check and content, as it is being written or as it stands.
pub fn written(act: &Act<'_>, id: FindingId) -> Result<Option<(CheckId, Content)>, Error> {
    if let Some((check, content, _)) = drafts::finding(&act.transaction, id)? {
        return Ok(Some((check, content)));
    }
    let recorded = act.finding(id)?;
    Ok(recorded.check.zip(recorded.judged.content().cloned()))
}

/// Drops what is being written.
pub fn drop_draft(act: &Act<'_>, finding: FindingId) -> Result<(), Error> {
    drafts::clear_finding(&act.transaction, finding)?;
    act.announce(Topic::Finding);
    act.announce(Topic::Check);
    Ok(())
}

/// Seals what is being written: a new finding, or a change to one. If the check or the finding was
/// handed in already, the new version is handed in at once.
pub fn record(act: &Act<'_>, id: FindingId, base: Vec<EventId>) -> Result<(), Error> {
    let Some((check_id, content, _)) = drafts::finding(&act.transaction, id)? else {
        return Err(Error::new(ErrorCode::NotFound, "nothing is being written"));
    };
    spot_check::seal(act, check_id)?;
    let check = act.check(check_id)?;
    let finding = act.finding(id)?;
    super::phrase::learn(act, check_id, content.item.as_deref(), &content.text)?;
    if finding.check.is_none() {
        let raise = RaiseFinding { check: check_id, content };
        act.append(id.stream(), raise.decide(&finding, &check)?, vec![])?;
    } else {
        let same = finding.judged.content() == Some(&content);
        if !same {
            let event = AmendFinding { content }.decide(&finding, &check)?;
            act.append(id.stream(), event, base)?;
        }
    }
    drafts::clear_finding(&act.transaction, id)?;
    if check.submission.is_some() || finding.judged.submitted.is_some() {
        submit(act, id)?;
    }
    act.announce(Topic::Check);
    Ok(())
}

/// Drops a recorded finding before anybody judged it.
pub fn withdraw(
    act: &Act<'_>,
    id: FindingId,
    reason: String,
    base: Vec<EventId>,
) -> Result<(), Error> {
    let event = WithdrawFinding { reason }.decide(&act.finding(id)?)?;
    act.append(id.stream(), event, base)?;
    drafts::clear_finding(&act.transaction, id)?;
    Ok(())
}

/// Hands in a finding that this person recorded and that is not handed in as it stands.
pub fn submit_own(act: &Act<'_>, id: FindingId) -> Result<(), Error> {
    let finding = act.finding(id)?;
    let directory = &act.known.directory;
    let own = finding
        .judged
        .revisions
        .iter()
        .any(|r| r.by == act.identity.key() || directory.author_of(r.by) == Some(act.user()));
    let open = finding.judged.submitted != Some(finding.judged.version());
    if own && open && !finding.judged.withdrawn {
        submit(act, id)?;
    }
    Ok(())
}

fn submit(act: &Act<'_>, id: FindingId) -> Result<(), Error> {
    let finding = act.finding(id)?;
    if finding.judged.submitted == Some(finding.judged.version()) {
        return Ok(());
    }
    let heads = act.stream(id.stream())?.ancestry.heads();
    act.append(id.stream(), SubmitFinding.decide(&finding)?, heads)?;
    Ok(())
}
