//! A short but whole check: a visit with its answers, two photos, a finding that is returned once
//! and then approved, another phone's finding that reached central before the check did; everything
//! at central.

use crate::{
    view,
    world::{Actor, World, content},
};
use anyhow::Context;
use mingcha_device::api::{AnswerChange, Command, PhotoTarget};
use mingcha_domain::{
    checklist::{Answer, ItemKind, Value},
    ids::{CheckId, FindingId, OutingId},
    judgement::{FindingRuling, Return, ReturnReason},
    spot_check::{CheckKind, Outcome},
};

/// Makes one: `inspector` does it, `second` helps without any network, `lead` judges.
///
/// # Errors
/// If a step is refused.
pub fn make(
    world: &World,
    inspector: &Actor,
    second: &Actor,
    lead: &Actor,
) -> anyhow::Result<CheckId> {
    let choices = view!(inspector, Choices, Choices { search: String::new() });
    let campaign = choices.campaigns.first().context("no campaign")?.id;
    let team = choices.teams.first().context("no team")?;
    let members = team.members.iter().take(2).map(|p| p.id).collect();
    let start = Command::StartOuting { campaign, team: team.id, members, guests: vec![] };
    let outing: OutingId = inspector.make(start)?;
    world.pass(300_000);
    let check: CheckId = inspector.make(Command::StartCheck {
        outing,
        order: None,
        site: Some(choices.sites.first().context("no site")?.id),
        checklist: Some(choices.checklists.first().context("no checklist")?.version),
        kind: CheckKind::Open,
        position: None,
    })?;
    world.pass(300_000);
    let code = view!(inspector, ShareCode, ShareCode { check }).code;
    let _: CheckId = second.make(Command::JoinCheck { code })?;
    let _ = record(second, check, "员工未按规定佩戴口罩", None)?;
    second.device.sync_now()?;
    fill_in(inspector, check)?;
    let finding = record(inspector, check, "冷柜一批车厘子无检测报告", Some(7))?;
    world.pass(300_000);
    let base = view!(inspector, Check, Check { check }).revision;
    let (outcome, words) = (Outcome::Findings, String::new());
    inspector.execute(Command::SubmitCheck { check, base, outcome, words })?;
    world.pass(300_000);
    inspector.device.sync_now()?;
    second.device.sync_now()?;
    lead.device.sync_now()?;
    lead.execute(Command::OpenCheck { check })?;
    let why = Return { reasons: vec![ReturnReason::NoWideShot], words: String::new() };
    judge(lead, finding, FindingRuling::Returned(why))?;
    world.pass(300_000);
    inspector.device.sync_now()?;
    let base = view!(inspector, Finding, Finding { finding }).revision;
    inspector.device.import_photo(check, &PhotoTarget::Finding(finding), small(8)?)?;
    inspector.execute(Command::RecordFinding { finding, base })?;
    inspector.execute(Command::EndOuting { outing })?;
    world.pass(300_000);
    inspector.device.sync_now()?;
    lead.device.sync_now()?;
    judge(lead, finding, FindingRuling::Approved)?;
    inspector.device.sync_now()?;
    Ok(check)
}

fn record(
    actor: &Actor,
    check: CheckId,
    text: &str,
    photo: Option<u8>,
) -> anyhow::Result<FindingId> {
    let said = content(text, "2022-03-18")?;
    let finding = actor.draft(check, said)?;
    if let Some(seed) = photo {
        actor.device.import_photo(check, &PhotoTarget::Finding(finding), small(seed)?)?;
    }
    actor.execute(Command::RecordFinding { finding, base: vec![] })?;
    Ok(finding)
}

fn judge(lead: &Actor, finding: FindingId, ruling: FindingRuling) -> anyhow::Result<()> {
    let seen = view!(lead, Finding, Finding { finding });
    let (base, version) = (seen.revision, seen.version);
    lead.execute(Command::JudgeFinding { finding, base, version, ruling })?;
    lead.execute(Command::SealJudgements)?;
    lead.device.sync_now()?;
    Ok(())
}

fn fill_in(actor: &Actor, check: CheckId) -> anyhow::Result<()> {
    loop {
        let shown = view!(actor, Check, Check { check });
        let Some(open) = shown.open.first() else { return Ok(()) };
        let item = shown.checklist.item(&open.item).context("item")?.clone();
        let value = match &item.kind {
            ItemKind::Judged => Value::Met,
            ItemKind::Single(c) => Value::Choice(c.first().context("choice")?.id.clone()),
            ItemKind::Multiple(c) => Value::Choices(vec![c.first().context("choice")?.id.clone()]),
            ItemKind::Number(_) => Value::Number(-95),
            ItemKind::Text => Value::Text("批次 A20220316".to_owned()),
            ItemKind::DateTime => Value::DateTime("2022-03-16T07:30".to_owned()),
            ItemKind::Photo => {
                actor.device.import_photo(check, &PhotoTarget::Item(item.id), small(99)?)?;
                continue;
            }
        };
        let before = shown.answers.iter().find(|a| a.item == item.id);
        let supersedes = before.map(|b| b.supersedes.clone()).unwrap_or_default();
        let kept = before.map(|b| b.answer.clone()).unwrap_or_default();
        let answer = Answer { value: Some(value), ..kept };
        let changes = vec![AnswerChange { item: item.id, answer, supersedes }];
        actor.execute(Command::SaveAnswers { check, changes })?;
    }
}

/// A photo of a few kilobytes.
fn small(seed: u8) -> anyhow::Result<Vec<u8>> {
    let (width, height) = (96_u16, 72_u16);
    let shade = |i: usize| u8::try_from(i / 27 % 256).unwrap_or_default().wrapping_mul(seed);
    let pixels: Vec<u8> =
        (0..usize::from(width) * usize::from(height)).flat_map(|i| [shade(i), 90, seed]).collect();
    let mut bytes = Vec::new();
    jpeg_encoder::Encoder::new(&mut bytes, 80).encode(
        &pixels,
        width,
        height,
        jpeg_encoder::ColorType::Rgb,
    )?;
    Ok(bytes)
}
