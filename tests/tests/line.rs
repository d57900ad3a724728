//! The whole line, without a window: an inspector works offline, central comes back, a lead judges,
//! the verdict returns; and everywhere the same events fold to the same state.

use anyhow::{Context, ensure};
use mingcha_central::{demo, evidence, figures};
use mingcha_device::api::{AnswerChange, Command, MineFilter, PhotoTarget, Whereabouts};
use mingcha_domain::{
    checklist::{Answer, ItemKind, Value},
    figures::Figure,
    finding::{Rectification, Severity},
    ids::{CheckId, FindingId, OutingId, SiteId, SuggestionId},
    judgement::{Edits, FindingRuling, Return, ReturnReason, Standing, SuggestionRuling, Words},
    photo::Variant,
    site::SiteKind,
    spot_check::{CheckKind, Outcome},
    suggestion,
    time::Day,
};
use mingcha_tests::{
    view, visit,
    world::{Actor, World, content, snapshot},
};

fn answer(actor: &Actor, check: CheckId, item: &str, value: Value) -> anyhow::Result<()> {
    let shown = view!(actor, Check, Check { check });
    let before = shown.answers.iter().find(|a| a.item == item);
    let supersedes = before.map(|b| b.supersedes.clone()).unwrap_or_default();
    let kept = before.map(|b| b.answer.clone()).unwrap_or_default();
    let answer = Answer { value: Some(value), ..kept };
    let change = AnswerChange { item: item.to_owned(), answer, supersedes };
    actor.execute(Command::SaveAnswers { check, changes: vec![change] })?;
    Ok(())
}

fn photo(actor: &Actor, check: CheckId, target: &PhotoTarget, seed: u32) -> anyhow::Result<()> {
    actor.device.import_photo(check, target, snapshot(seed)?)?;
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
                photo(actor, check, &PhotoTarget::Item(item.id.clone()), 99)?;
                continue;
            }
        };
        answer(actor, check, &item.id, value)?;
    }
}

fn record(actor: &Actor, check: CheckId, text: &str, seed: u32) -> anyhow::Result<FindingId> {
    let mut said = content(text, "2022-03-18")?;
    said.explanation = "店长称当天刚到货，尚未录入台账".to_owned();
    let finding = actor.draft(check, said)?;
    photo(actor, check, &PhotoTarget::Finding(finding), seed)?;
    actor.execute(Command::RecordFinding { finding, base: vec![] })?;
    Ok(finding)
}

#[test]
#[expect(clippy::too_many_lines, reason = "one journey, told in order")]
fn the_whole_line_from_the_cold_counter_to_the_verdict() -> anyhow::Result<()> {
    let mut world = World::new()?;
    let inspector_a = world.actor("lin", "phone-a")?;
    let inspector_b = world.actor("zhou", "phone-b")?;
    let lead = world.actor("chen", "tablet")?;
    let lead_desk = world.actor("chen", "desk")?;

    // Orders are there; then central is gone.
    let today = view!(inspector_a, Today);
    let order =
        today.orders.iter().find(|o| o.title.contains("进口水果")).context("order")?.clone();
    world.stop_central();
    world.pass(60_000);

    let outing: OutingId = inspector_a.make(Command::StartOuting {
        campaign: order.campaign,
        team: order.team,
        members: vec![
            view!(inspector_a, Start).me.context("me")?.person.id,
            view!(inspector_b, Start).me.context("me")?.person.id,
        ],
        guests: vec![],
    })?;
    let check = visit::carry_out(&inspector_a, outing, order.id)?;
    answer(&inspector_a, check, "channel", Value::Choice("not_clear".to_owned()))?;
    answer(&inspector_a, check, "ledger", Value::NotMet)?;
    let shown = view!(inspector_a, Check, Check { check });
    ensure!(shown.shown.contains(&"supplier".to_owned()), "revealed by a choice");
    ensure!(shown.shown.contains(&"ledger_gaps".to_owned()), "revealed by not met");

    // Killed in the middle of the form, and right after a photo.
    let inspector_a = inspector_a.reopen()?;
    ensure!(view!(inspector_a, Check, Check { check }).answers.len() == 2, "answers survive");
    photo(&inspector_a, check, &PhotoTarget::Item("ledger".to_owned()), 1)?;
    let inspector_a = inspector_a.reopen()?;
    let shown = view!(inspector_a, Check, Check { check });
    let ledger = shown.answers.iter().find(|a| a.item == "ledger").context("ledger")?;
    ensure!(ledger.answer.photos.len() == 1, "the photo survives with its answer");
    let remarked = Answer { remark: "三批无检测报告".to_owned(), ..ledger.answer.clone() };
    let change = AnswerChange {
        item: "ledger".to_owned(),
        answer: remarked,
        supersedes: ledger.supersedes.clone(),
    };
    inspector_a.execute(Command::SaveAnswers { check, changes: vec![change] })?;
    fill_in(&inspector_a, check)?;

    let first = record(&inspector_a, check, "冷柜三批进口车厘子无检测报告", 2)?;
    let second = record(&inspector_a, check, "专用通道未设警示标识", 3)?;
    let mut fixed = content("消毒记录未上墙", "2022-03-18")?;
    fixed.rectification = Rectification::OnTheSpot;
    let third = inspector_a.draft(check, fixed)?;
    photo(&inspector_a, check, &PhotoTarget::Finding(third), 4)?;
    let early = inspector_a.execute(Command::RecordFinding { finding: third, base: vec![] });
    ensure!(early.is_err(), "put right on the spot needs its photo");
    photo(&inspector_a, check, &PhotoTarget::FindingAfter(third), 5)?;
    inspector_a.execute(Command::RecordFinding { finding: third, base: vec![] })?;
    for text in ["建议设置进口水果专柜", "建议市场监管部门开展同类排查"] {
        let content = suggestion::Content { department: None, text: text.to_owned() };
        let _: SuggestionId = inspector_a.make(Command::RecordSuggestion {
            check,
            suggestion: None,
            content,
            base: vec![],
        })?;
    }

    // The other phone joins without any network, and finds something too.
    let code = view!(inspector_a, ShareCode, ShareCode { check }).code;
    let joined: CheckId = inspector_b.make(Command::JoinCheck { code })?;
    ensure!(joined == check, "the same check");
    record(&inspector_b, check, "员工未按规定佩戴口罩", 6)?;

    let revision = view!(inspector_a, Check, Check { check }).revision;
    inspector_a.execute(Command::SubmitCheck {
        check,
        base: revision,
        outcome: Outcome::Findings,
        words: String::new(),
    })?;
    let revision = view!(inspector_b, Check, Check { check }).revision;
    let again = inspector_b.execute(Command::SubmitCheck {
        check,
        base: revision,
        outcome: Outcome::Findings,
        words: String::new(),
    });
    ensure!(again.is_err(), "the other phone has no answers: it cannot hand in the form");
    inspector_b.execute(Command::HandInMine { check })?;

    // A second check without an order, at a place nobody has listed: nothing found.
    let choices = view!(inspector_a, Choices, Choices { search: String::new() });
    let site: SiteId = inspector_a.make(Command::AddSite {
        name: "隔壁便利店".to_owned(),
        kind: SiteKind::Supermarket,
        address: "临澜区潮信街道灯芯路120号".to_owned(),
        territory: choices.territories.first().context("territory")?.id,
        position: None,
    })?;
    let list = choices.checklists.iter().find(|c| c.title.zh.contains("冷柜")).context("list")?;
    let next: CheckId = inspector_a.make(Command::StartCheck {
        outing,
        order: None,
        site: Some(site),
        checklist: Some(list.version),
        kind: CheckKind::Open,
        position: None,
    })?;
    fill_in(&inspector_a, next)?;
    inspector_a.execute(Command::SubmitCheck {
        check: next,
        base: view!(inspector_a, Check, Check { check: next }).revision,
        outcome: Outcome::NothingFound,
        words: String::new(),
    })?;
    let here = view!(inspector_a, Today).only_here;
    ensure!(here.checks == 2 && here.photos >= 5, "said what is only here: {here:?}");

    // Central is back. The second phone is first: its finding waits for the check it belongs to.
    world.start_central()?;
    world.pass(3_600_000);
    inspector_b.device.sync_now()?;
    inspector_a.device.sync_now()?;
    inspector_b.device.sync_now()?;
    inspector_b.device.sync_now()?;
    ensure!(view!(inspector_a, Today).only_here == Default::default(), "everything is at central");
    let row = &view!(
        inspector_a,
        Mine,
        Mine { filter: MineFilter::All, search: "禾满".to_owned(), after: String::new() }
    )
    .rows;
    ensure!(row.len() == 1 && row[0].delivery.place == Whereabouts::AtCentral, "{row:?}");

    // The lead's tablets take everything; then judge offline.
    lead.device.sync_now()?;
    lead_desk.device.sync_now()?;
    world.stop_central();
    let queue = view!(lead, Queue);
    ensure!(queue.waiting == 4 && queue.suggestions.len() == 2, "{} waiting", queue.waiting);
    for row in &queue.findings {
        for photo in &row.photos {
            lead.device.picture(*photo, Variant::Preview)?;
        }
    }
    lead.execute(Command::OpenCheck { check })?;
    let judge = |actor: &Actor, finding: FindingId, ruling: FindingRuling| -> anyhow::Result<()> {
        let seen = view!(actor, Finding, Finding { finding });
        let (base, version) = (seen.revision, seen.version);
        actor.execute(Command::JudgeFinding { finding, base, version, ruling })?;
        Ok(())
    };
    judge(&lead, first, FindingRuling::Approved)?;
    judge(&lead, third, FindingRuling::Approved)?;
    lead.execute(Command::UndoJudgement { subject: third.to_string() })?;
    let edits = Edits {
        severity: Some(Severity::Grave),
        text: Some("专用通道口未设警示标识，来客可直接进入".to_owned()),
        ..Edits::default()
    };
    judge(&lead, third, FindingRuling::ApprovedWithEdits(edits))?;
    let why = Return { reasons: vec![ReturnReason::NoWideShot], words: String::new() };
    judge(&lead, second, FindingRuling::Returned(why))?;
    let suggestion = queue.suggestions[0].id;
    let seen = view!(lead, Suggestion, Suggestion { suggestion });
    lead.execute(Command::JudgeSuggestion {
        suggestion,
        base: seen.revision,
        version: seen.version,
        ruling: SuggestionRuling::Approved,
    })?;
    lead.execute(Command::SealJudgements)?;
    ensure!(lead.execute(Command::UndoJudgement { subject: first.to_string() }).is_err(), "sealed");
    // Meanwhile, on the desk, the same lead approves the older version.
    judge(&lead_desk, second, FindingRuling::Approved)?;
    lead_desk.execute(Command::SealJudgements)?;

    world.start_central()?;
    lead.device.sync_now()?;
    inspector_a.device.sync_now()?;
    let returned = view!(inspector_a, Today).returned;
    ensure!(returned.len() == 1 && returned[0].id == second, "the return is on the phone");
    let seen = view!(inspector_a, Finding, Finding { finding: second });
    ensure!(matches!(&seen.judgements[0].ruling, FindingRuling::Returned(r)
        if r.reasons == [ReturnReason::NoWideShot]));
    photo(&inspector_a, check, &PhotoTarget::Finding(second), 7)?;
    inspector_a.execute(Command::RecordFinding { finding: second, base: seen.revision })?;
    inspector_a.device.sync_now()?;
    lead_desk.device.sync_now()?;
    lead.device.sync_now()?;
    let seen = view!(lead, Finding, Finding { finding: second });
    ensure!(seen.row.standing == Standing::ChangedSince, "{:?}", seen.row.standing);
    ensure!(seen.judgements.iter().all(|j| !j.covers), "no verdict covers the new version");
    judge(&lead, second, FindingRuling::Approved)?;
    lead.execute(Command::SealJudgements)?;
    for actor in [&lead, &lead_desk, &inspector_a, &inspector_b] {
        actor.device.sync_now()?;
    }
    let seen = view!(inspector_a, Finding, Finding { finding: second });
    ensure!(seen.row.standing == Standing::Approved);
    inspector_a.execute(Command::EndOuting { outing })?;
    inspector_a.device.sync_now()?;
    for actor in [&lead, &lead_desk, &inspector_b] {
        actor.device.sync_now()?;
    }

    agree(&world, &[&inspector_a, &inspector_b, &lead, &lead_desk])?;

    // The exported check verifies, and not after a byte of it changed.
    let out = world.dir.path().join("evidence.zip");
    evidence::export(world.central()?, check, &out)?;
    let verdict = evidence::verify(&out)?;
    ensure!(verdict.photos.iter().all(|p| p.3), "all photo files are in the bundle");
    Ok(())
}

/// Folds, figures and photo bytes are the same everywhere.
fn agree(world: &World, actors: &[&Actor]) -> anyhow::Result<()> {
    let central = world.central()?;
    let expected = figures::state_hashes(central)?;
    for actor in actors {
        actor.whole()?;
        let hashes = actor.device.state_hashes()?;
        let compared = expected.iter().filter(|(id, _)| hashes.contains_key(id)).count();
        ensure!(compared > 30, "{compared} streams compared");
        for (id, hash) in &expected {
            if let Some(here) = hashes.get(id) {
                ensure!(here == hash, "stream {id} folds differently on {:?}", actor.dir);
            }
        }
    }
    let day: Day = "2022-03-16".parse()?;
    let theirs = figures::figures(central, day, day, None)?;
    for actor in actors {
        let shown = view!(actor, Figures, Figures { from: day, to: day, unit: None });
        for row in &shown.figures {
            ensure!(theirs.get(&row.figure) == Some(&row.value), "{:?}: {theirs:?}", row);
            ensure!(row.provisional == 0);
        }
    }
    let expected = [
        (Figure::InspectorTimes, 2),
        (Figure::Outings, 1),
        (Figure::UnitTimes, 2),
        (Figure::FindingsPressed, 3),
        (Figure::Suggestions, 1),
    ];
    ensure!(theirs == expected.into(), "{theirs:?}");
    Ok(())
}

#[test]
fn nobody_judges_their_own_finding_and_no_stranger_judges_at_all() -> anyhow::Result<()> {
    let world = World::new()?;
    let inspector_a = world.actor("lin", "phone")?;
    let outing = visit::set_out(&inspector_a, 2)?;
    let choices = view!(inspector_a, Choices, Choices { search: String::new() });
    let check: CheckId = inspector_a.make(Command::StartCheck {
        outing,
        order: None,
        site: Some(choices.sites[0].id),
        checklist: Some(choices.checklists[0].version),
        kind: CheckKind::Covert,
        position: None,
    })?;
    let finding = record(&inspector_a, check, "后门敞开无人值守", 1)?;
    fill_in(&inspector_a, check)?;
    inspector_a.execute(Command::SubmitCheck {
        check,
        base: view!(inspector_a, Check, Check { check }).revision,
        outcome: Outcome::Findings,
        words: String::new(),
    })?;
    let seen = view!(inspector_a, Finding, Finding { finding });
    ensure!(seen.may_not_judge.is_some());
    let refused = inspector_a.execute(Command::JudgeFinding {
        finding,
        base: seen.revision,
        version: seen.version,
        ruling: FindingRuling::NotUpheld(Words { words: "x".to_owned() }),
    });
    ensure!(refused.is_err());
    inspector_a.device.sync_now()?;
    // Other districts receive nothing of it.
    let elsewhere = demo::City::bundled()?
        .users
        .into_iter()
        .find(|u| u.unit == "d2" && u.roles.iter().any(|r| r.unit == "d2"))
        .context("somebody of d2")?;
    let stranger = world.actor(&elsewhere.code, "elsewhere")?;
    ensure!(stranger.query(mingcha_device::api::Query::Finding { finding }).is_err());
    ensure!(!stranger.device.state_hashes()?.contains_key(&check.stream()));
    Ok(())
}

#[test]
fn whoever_goes_on_from_another_device_is_one_person() -> anyhow::Result<()> {
    let world = World::new()?;
    let phone = world.actor("lin", "phone")?;
    let check = visit::begin(&phone)?;
    visit::closed(&phone, check)?;
    phone.device.sync_now()?;
    let tablet = world.actor("lin", "tablet")?;
    let words = "现场负责人已签字。".to_owned();
    tablet.execute(Command::Supplement { check, words, photos: vec![] })?;
    let seen = view!(tablet, Check, Check { check });
    ensure!(seen.supplements.len() == 1 && seen.workers.len() == 1, "{:?}", seen.workers);
    Ok(())
}
