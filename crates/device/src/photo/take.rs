//! Recording a photo, putting it where it belongs, and voiding it.

use super::likeness::Prints;
use crate::{
    act::Act,
    api::{AnswerChange, Error, ErrorCode, PhotoTarget, Topic},
    finding,
    store::{
        drafts,
        photo_files::{self, File},
        photo_prints,
    },
};
use mingcha_domain::{
    Refusal,
    checklist::{Answer, ItemKind, Value},
    ids::{CheckId, EventId, FindingId},
    photo::{PhotoTaken, PhotoVoided, Variant},
    spot_check::SpotCheck,
};

/// Records a photo whose bytes are stored already.
pub fn take(
    act: &Act<'_>,
    id: CheckId,
    (mut taken, prints): (PhotoTaken, Option<Prints>),
    target: &PhotoTarget,
) -> Result<EventId, Error> {
    act.check_and_list(id)?;
    // Whether the code is in the picture is for the lead to see: here is recorded that it was known.
    if let PhotoTarget::Finding(finding) | PhotoTarget::FindingAfter(finding) = target {
        taken.demand = act.finding(*finding)?.demands.last().map(|demand| demand.id);
    }
    let heads = act.stream(id.stream())?.ancestry.heads();
    let photo = act.append(id.stream(), taken.clone().into(), heads)?;
    for variant in Variant::ALL {
        let Some(bytes) = taken.bytes(variant) else { continue };
        let file = File { photo, variant, bytes, own: true, here: true, at_central: false };
        photo_files::insert(&act.transaction, &file, id, act.now().0)?;
    }
    if let Some(prints) = prints {
        photo_prints::put(&act.transaction, photo, &prints)?;
    }
    place(act, id, photo, target)?;
    act.announce(Topic::Photo);
    Ok(photo)
}

/// Puts a photo where it belongs.
pub fn sort(act: &Act<'_>, id: CheckId, photo: EventId, target: &PhotoTarget) -> Result<(), Error> {
    if !act.check(id)?.photos.contains_key(&photo) {
        return Err(Refusal::NoSuchPhoto.into());
    }
    take_out(act, id, photo)?;
    place(act, id, photo, target)
}

/// A photo is in one place: it leaves the answer or finding where it was.
fn take_out(act: &Act<'_>, id: CheckId, photo: EventId) -> Result<(), Error> {
    let (check, list) = act.check_and_list(id)?;
    for item in list.items() {
        let mut change = written(act, id, &check, &item.id)?;
        if change.answer.photos.contains(&photo) {
            change.answer.photos.retain(|p| *p != photo);
            if change.answer.photos.is_empty() && change.answer.value == Some(Value::Photos) {
                change.answer.value = None;
            }
            drafts::save_answer(&act.transaction, id, &change)?;
            act.announce(Topic::Check);
        }
    }
    let mut findings = drafts::findings(&act.transaction, id)?;
    findings.extend(crate::store::findings::ids_of_check(&act.transaction, id)?);
    for finding in findings {
        let Some((_, mut content)) = finding::written(act, finding)? else { continue };
        let before = content.photos.len() + content.photos_after.len();
        content.photos.retain(|p| *p != photo);
        content.photos_after.retain(|p| *p != photo);
        if content.photos.len() + content.photos_after.len() < before {
            drafts::save_finding(&act.transaction, finding, id, &content, act.now())?;
            act.announce(Topic::Finding);
        }
    }
    Ok(())
}

/// An item's answer as it is being written, or as it stands.
fn written(
    act: &Act<'_>,
    id: CheckId,
    check: &SpotCheck,
    item: &str,
) -> Result<AnswerChange, Error> {
    let drafted = drafts::answers(&act.transaction, id)?.into_iter().find(|c| c.item == item);
    Ok(drafted.unwrap_or_else(|| {
        let current = check.answers.get(item).map(Vec::as_slice).unwrap_or_default();
        AnswerChange {
            item: item.to_owned(),
            answer: current.last().map(|c| c.answer.clone()).unwrap_or_default(),
            supersedes: current.iter().map(|c| c.event).collect(),
        }
    }))
}

fn place(act: &Act<'_>, id: CheckId, photo: EventId, target: &PhotoTarget) -> Result<(), Error> {
    match target {
        PhotoTarget::Unsorted => Ok(()),
        PhotoTarget::Item(item) => to_item(act, id, photo, item),
        PhotoTarget::Finding(finding) => to_finding(act, id, photo, *finding, false),
        PhotoTarget::FindingAfter(finding) => to_finding(act, id, photo, *finding, true),
    }
}

fn to_item(act: &Act<'_>, id: CheckId, photo: EventId, item: &str) -> Result<(), Error> {
    let (check, list) = act.check_and_list(id)?;
    let asked = list.item(item).ok_or(Refusal::NoSuchItem)?;
    let mut change = written(act, id, &check, item)?;
    if !change.answer.photos.contains(&photo) {
        change.answer.photos.push(photo);
    }
    if matches!(asked.kind, ItemKind::Photo) {
        change.answer = Answer { value: Some(Value::Photos), ..change.answer };
    }
    drafts::save_answer(&act.transaction, id, &change)?;
    act.announce(Topic::Check);
    Ok(())
}

fn to_finding(
    act: &Act<'_>,
    id: CheckId,
    photo: EventId,
    finding: FindingId,
    after: bool,
) -> Result<(), Error> {
    let (check, mut content) = finding::written(act, finding)?
        .ok_or_else(|| Error::new(ErrorCode::NotFound, "no such finding"))?;
    if check != id {
        return Err(Error::new(ErrorCode::NotFound, "a finding of another check"));
    }
    let photos = if after { &mut content.photos_after } else { &mut content.photos };
    if !photos.contains(&photo) {
        photos.push(photo);
    }
    drafts::save_finding(&act.transaction, finding, id, &content, act.now())?;
    act.announce(Topic::Finding);
    act.announce(Topic::Check);
    Ok(())
}

/// A photo does not count; it is kept.
pub fn void(act: &Act<'_>, id: CheckId, photo: EventId, reason: &str) -> Result<(), Error> {
    let check = act.check(id)?;
    let state = check.photos.get(&photo).ok_or(Refusal::NoSuchPhoto)?;
    if state.voided.is_some() {
        return Ok(());
    }
    if reason.trim().is_empty() {
        return Err(Refusal::ReasonRequired.into());
    }
    let heads = act.stream(id.stream())?.ancestry.heads();
    let voided = PhotoVoided { photo, reason: reason.trim().to_owned() };
    act.append(id.stream(), voided.into(), heads)?;
    act.announce(Topic::Photo);
    Ok(())
}
