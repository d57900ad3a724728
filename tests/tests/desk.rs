//! What a lead and an inspector have besides the line: several verdicts at once, circulars, the day
//! in the field, wordings that are learned, likenesses, the brief.

use anyhow::{Context, ensure};
use mingcha_device::api::{AnswerChange, Command, PhotoTarget};
use mingcha_domain::{
    Refusal,
    checklist::{Answer, ItemKind, Value},
    finding::Content,
    ids::{CheckId, CircularId, EventId, FindingId, OutingId},
    judgement::{FindingRuling, Standing},
};
use mingcha_tests::{
    view, visit,
    world::{Actor, World, content, snapshot},
};

fn begin(actor: &Actor) -> anyhow::Result<(OutingId, CheckId)> {
    let outing = visit::set_out(actor, 2)?;
    Ok((outing, visit::begin_in(actor, outing)?))
}

fn found(actor: &Actor, check: CheckId, said: Content) -> anyhow::Result<FindingId> {
    let finding = actor.record(check, said)?;
    actor.execute(Command::HandInMine { check })?;
    Ok(finding)
}

fn look(lead: &Actor, finding: FindingId) -> anyhow::Result<()> {
    let seen = view!(lead, Finding, Finding { finding });
    let (base, version) = (seen.revision, seen.version);
    lead.execute(Command::LookAt { finding, base, version })?;
    Ok(())
}

#[test]
fn several_are_judged_at_once_but_no_key_finding_and_none_unseen() -> anyhow::Result<()> {
    let world = World::new()?;
    let (inspector, lead) = (world.actor("lin", "phone")?, world.actor("chen", "tablet")?);
    let (_, check) = begin(&inspector)?;
    let mut ids = Vec::new();
    for n in 0..4 {
        let key = n == 2;
        let said = Content { key, ..content(&format!("台账第{n}页缺签字"), "2022-03-18")? };
        ids.push(found(&inspector, check, said)?);
    }
    inspector.device.sync_now()?;
    lead.device.sync_now()?;
    for finding in ids.iter().take(3) {
        look(&lead, *finding)?;
    }
    let rows = view!(lead, Queue).findings;
    let looked = rows.iter().filter(|r| r.looked_at).count();
    ensure!(looked == 3, "{looked} looked at");
    // The first one changes after it was looked at: that version was never on screen.
    let finding = ids[0];
    let base = view!(inspector, Finding, Finding { finding }).revision;
    let photo = PhotoTarget::Finding(finding);
    inspector.device.import_photo(check, &photo, snapshot(1)?)?;
    inspector.execute(Command::RecordFinding { finding, base })?;
    inspector.device.sync_now()?;
    lead.device.sync_now()?;
    let ruling = FindingRuling::Approved;
    let receipt = lead.execute(Command::JudgeSeveral { findings: ids.clone(), ruling })?;
    let why =
        |n: usize| receipt.not_done.iter().find(|d| d.subject == ids[n].to_string()).map(|d| d.why);
    ensure!(why(0) == Some(Refusal::VersionChanged), "{:?}", receipt.not_done);
    ensure!(why(1).is_none() && why(2) == Some(Refusal::KeyFinding));
    ensure!(why(3) == Some(Refusal::PhotosNotOpened));
    lead.execute(Command::SealJudgements)?;
    let standing = |n: usize| -> anyhow::Result<Standing> {
        Ok(view!(lead, Finding, Finding { finding: ids[n] }).row.standing)
    };
    ensure!(standing(1)? == Standing::Approved && standing(2)? == Standing::ToBeJudged);
    let many = vec![ids[1]; 21];
    let too_many =
        lead.execute(Command::JudgeSeveral { findings: many, ruling: FindingRuling::Approved });
    ensure!(too_many.err().and_then(|e| e.refusal) == Some(Refusal::TooMany));
    Ok(())
}

#[test]
fn a_circular_reaches_the_teams_below_and_tells_who_has_not_read_it() -> anyhow::Result<()> {
    let world = World::new()?;
    let (inspector, lead) = (world.actor("lin", "phone")?, world.actor("chen", "tablet")?);
    let elsewhere = world.actor("sun", "elsewhere")?;
    let before = view!(inspector, Circulars).rows.len();
    ensure!(before == 2, "the city's circulars are on the phone");
    let units = view!(lead, Circulars).units;
    let district = units.iter().find(|u| u.name.zh.starts_with("临澜区")).context("district")?;
    let issue = |actor: &Actor| {
        actor.execute(Command::IssueCircular {
            title: "紧急通知".to_owned(),
            words: "今日内完成冷链点位排查。".to_owned(),
            to: vec![district.id],
        })
    };
    ensure!(issue(&inspector).is_err(), "an inspector issues none");
    let circular: CircularId = CircularId::from(
        issue(&lead)?.made.context("made")?.parse::<mingcha_domain::ids::StreamId>()?,
    );
    lead.device.sync_now()?;
    inspector.device.sync_now()?;
    elsewhere.device.sync_now()?;
    ensure!(view!(inspector, Circulars).rows.len() == before + 1);
    ensure!(view!(elsewhere, Circulars).rows.iter().all(|r| r.id != circular), "not for others");
    let unread = view!(inspector, Start).unread;
    ensure!(unread > 0, "{unread} unread");
    inspector.execute(Command::ReadCircular { circular })?;
    inspector.execute(Command::ReadCircular { circular })?;
    ensure!(view!(inspector, Start).unread == unread - 1, "read once is read");
    inspector.device.sync_now()?;
    lead.device.sync_now()?;
    let rows = view!(lead, Circulars).rows;
    let row = rows.iter().find(|r| r.id == circular).context("row")?;
    ensure!(row.read == 1 && row.readers > 3, "{} of {}", row.read, row.readers);
    ensure!(row.not_read.iter().all(|p| p.name != "林晓舟") && !row.not_read.is_empty());
    Ok(())
}

#[test]
fn the_lead_sees_who_is_out_who_is_stuck_and_what_is_only_there() -> anyhow::Result<()> {
    let world = World::new()?;
    let (inspector, lead) = (world.actor("lin", "phone")?, world.actor("chen", "tablet")?);
    let idle = view!(lead, TeamToday);
    ensure!(idle.outings.is_empty() && idle.idle.iter().any(|t| t.name.zh == "临澜区监督一组"));
    ensure!(idle.not_begun.iter().any(|o| o.title.contains("进口水果")));
    let (outing, check) = begin(&inspector)?;
    inspector.device.import_photo(check, &PhotoTarget::Unsorted, snapshot(1)?)?;
    // Events get through, the photo does not.
    let enough = inspector.device.push_only()?;
    ensure!(enough, "everything recorded is at central");
    lead.device.sync_now()?;
    let seen = view!(lead, TeamToday);
    let out = seen.outings.first().context("an outing")?;
    ensure!(out.outing.id == outing && out.checks.len() == 1 && !out.quiet && !out.stuck);
    let device = seen.devices.iter().find(|d| d.photos_there > 0).context("a device")?;
    ensure!(device.photos_there == 1 && device.person.as_ref().is_some_and(|p| p.name == "林晓舟"));
    world.pass(3 * 3_600_000);
    let later = view!(lead, TeamToday);
    let out = later.outings.first().context("an outing")?;
    ensure!(out.quiet && out.stuck, "three hours of silence");
    inspector.device.sync_now()?;
    lead.device.sync_now()?;
    ensure!(view!(lead, TeamToday).devices.iter().all(|d| d.photos_there == 0));
    Ok(())
}

#[test]
fn a_photo_that_was_sorted_wrongly_is_in_one_place_again() -> anyhow::Result<()> {
    let world = World::new()?;
    let inspector = world.actor("lin", "phone")?;
    let (_, check) = begin(&inspector)?;
    let finding = found(&inspector, check, content("后门敞开", "2022-03-18")?)?;
    let shown = view!(inspector, Check, Check { check });
    let items: Vec<String> = shown.checklist.items().take(2).map(|i| i.id.clone()).collect();
    let target = PhotoTarget::Item(items[0].clone());
    let made =
        inspector.device.import_photo(check, &target, snapshot(1)?)?.made.context("photo")?;
    let photo: mingcha_domain::ids::EventId = made.parse()?;
    let sort = |target: PhotoTarget| {
        inspector.execute(Command::SortPhoto { check, photo, target })?;
        let seen = view!(inspector, Check, Check { check });
        let on = |n: usize| {
            seen.answers.iter().any(|a| a.item == items[n] && a.answer.photos.contains(&photo))
        };
        let draft = view!(inspector, Finding, Finding { finding }).draft;
        let found = draft.is_some_and(|d| d.photos.contains(&photo));
        anyhow::Ok((on(0), on(1), found, seen.unsorted.contains(&photo)))
    };
    ensure!(sort(PhotoTarget::Item(items[1].clone()))? == (false, true, false, false));
    ensure!(sort(PhotoTarget::Finding(finding))? == (false, false, true, false));
    let row = view!(inspector, Finding, Finding { finding }).row;
    ensure!(row.changing, "a change waits to be recorded");
    ensure!(sort(PhotoTarget::Unsorted)? == (false, false, false, true));
    Ok(())
}

#[test]
fn words_saved_from_an_older_screen_take_no_photo_out_again() -> anyhow::Result<()> {
    let world = World::new()?;
    let inspector = world.actor("lin", "phone")?;
    let (_, check) = begin(&inspector)?;
    let finding = found(&inspector, check, content("后门敞开", "2022-03-18")?)?;
    let shown = view!(inspector, Check, Check { check });
    let photo_item = shown.checklist.items().find(|i| matches!(i.kind, ItemKind::Photo));
    let photo_item = photo_item.context("an item answered by a photo")?.id.clone();
    let any_item = shown.shown.first().context("item")?.clone();
    let mut photos = 0;
    let mut shoot = |target: &PhotoTarget| -> anyhow::Result<EventId> {
        photos += 1;
        let made = inspector.device.import_photo(check, target, snapshot(photos)?)?.made;
        Ok(made.context("photo")?.parse()?)
    };
    // Each of these was on screen before its photo came.
    for item in [&any_item, &photo_item] {
        let photo = shoot(&PhotoTarget::Item(item.clone()))?;
        let answer = Answer { remark: "写着".to_owned(), ..Answer::default() };
        let change = AnswerChange { item: item.clone(), answer, supersedes: vec![] };
        inspector.execute(Command::SaveAnswers { check, changes: vec![change] })?;
        let seen = view!(inspector, Check, Check { check });
        let row = seen.answers.iter().find(|a| a.item == *item).context("answer")?;
        ensure!(row.answer.photos == [photo] && row.answer.remark == "写着", "{row:?}");
        ensure!((row.answer.value == Some(Value::Photos)) == (*item == photo_item), "{row:?}");
    }
    let (before, after) =
        (shoot(&PhotoTarget::Finding(finding))?, shoot(&PhotoTarget::FindingAfter(finding))?);
    let save = |text: &str, keep_photos| {
        let content = content(text, "2022-03-18")?;
        let finding = Some(finding);
        inspector.execute(Command::SaveFindingDraft { check, finding, content, keep_photos })?;
        let draft = view!(inspector, Finding, Finding { finding: finding.context("it")? }).draft;
        draft.context("a draft")
    };
    let draft = save("后门敞开，无人看守", true)?;
    ensure!((draft.photos, draft.photos_after) == (vec![before], vec![after]));
    ensure!(draft.text == "后门敞开，无人看守");
    // Whoever takes one out on screen says so.
    ensure!(save("后门敞开", false)?.photos.is_empty());
    Ok(())
}

#[test]
fn a_verdict_that_cannot_be_sealed_any_more_keeps_no_other_back() -> anyhow::Result<()> {
    let world = World::new()?;
    let (inspector, lead) = (world.actor("lin", "phone")?, world.actor("chen", "tablet")?);
    let (_, check) = begin(&inspector)?;
    let said = ["台账缺签字", "后门敞开"].map(|text| content(text, "2022-03-18"));
    let ids = said.into_iter().map(|said| found(&inspector, check, said?));
    let ids = ids.collect::<anyhow::Result<Vec<_>>>()?;
    inspector.device.sync_now()?;
    lead.device.sync_now()?;
    for finding in &ids {
        look(&lead, *finding)?;
    }
    let ruling = FindingRuling::Approved;
    lead.execute(Command::JudgeSeveral { findings: ids.clone(), ruling })?;
    // What the first one was on leaves within the ten seconds.
    let gone =
        lead.records()?.execute("DELETE FROM event WHERE stream = ?", [ids[0].stream().0])?;
    ensure!(gone > 0);
    lead.execute(Command::SealJudgements)?;
    let standing = view!(lead, Finding, Finding { finding: ids[1] }).row.standing;
    ensure!(standing == Standing::Approved, "{standing:?}");
    // Nothing is left of it that would be tried again.
    let kept: u32 =
        lead.records()?.query_row("SELECT count(*) FROM pending_judgement", [], |r| r.get(0))?;
    ensure!(kept == 0);
    Ok(())
}

#[test]
fn wordings_are_learned_and_likenesses_are_shown() -> anyhow::Result<()> {
    let world = World::new()?;
    let inspector = world.actor("lin", "phone")?;
    let (_, check) = begin(&inspector)?;
    let text = "进销台账缺三月上旬两个批次";
    found(&inspector, check, content(text, "2022-03-18")?)?;
    let phrases = view!(inspector, Phrases, Phrases { check, item: None }).phrases;
    ensure!(phrases == [text], "{phrases:?}");
    let again = content("进销台账缺三月上旬一个批次", "2022-03-18")?;
    let finding = inspector.draft(check, again)?;
    let similar = view!(inspector, Finding, Finding { finding }).similar;
    ensure!(similar.len() == 1 && similar[0].text == text, "{similar:?}");
    let sites = view!(
        inspector,
        SimilarSites,
        SimilarSites {
            name: "禾满仓超市潮信店".to_owned(), address: "灯芯路118号".to_owned()
        }
    );
    ensure!(sites.sites.first().is_some_and(|s| s.name == "禾满仓超市（潮信店）"), "{sites:?}");
    let nothing = view!(
        inspector,
        SimilarSites,
        SimilarSites { name: "望天树宾馆".to_owned(), address: String::new() }
    );
    ensure!(nothing.sites.iter().all(|s| !s.name.contains("望天树")));
    let site = view!(inspector, Check, Check { check }).site;
    ensure!(site.last_check.is_some(), "checked already today");
    Ok(())
}

#[test]
fn whoever_comes_again_sees_what_was_found_before_and_what_the_order_asks_for() -> anyhow::Result<()>
{
    let world = World::new()?;
    let (lin, zhou) = (world.actor("lin", "phone")?, world.actor("zhou", "phone-b")?);
    let (outing, check) = begin(&lin)?;
    let before = found(&lin, check, content("外箱未标批次", "2022-03-18")?)?;
    let earlier = |actor: &Actor, check| -> anyhow::Result<Vec<FindingId>> {
        let rows = view!(actor, EarlierFindings, EarlierFindings { check }).findings;
        Ok(rows.into_iter().map(|row| row.id).collect())
    };
    ensure!(earlier(&lin, check)?.is_empty(), "its own are no earlier ones");
    let again = visit::begin_in(&lin, outing)?;
    ensure!(earlier(&lin, again)? == [before]);
    // So does a colleague's phone, of another visit.
    lin.device.sync_now()?;
    zhou.device.sync_now()?;
    let (_, theirs) = begin(&zhou)?;
    ensure!(earlier(&zhou, theirs)? == [before]);
    let order = view!(lin, Today, Today).orders.into_iter().find(|o| !o.note.is_empty());
    let order = order.context("an order with a note")?;
    let ordered = visit::carry_out(&lin, outing, order.id)?;
    let asked = view!(lin, Check, Check { check: ordered });
    ensure!(asked.order_note == order.note && !asked.order_title.is_empty());
    Ok(())
}

#[test]
fn the_brief_says_what_was_found_in_both_languages() -> anyhow::Result<()> {
    let world = World::new()?;
    let inspector = world.actor("lin", "phone")?;
    let (_, check) = begin(&inspector)?;
    let said = Content { key: true, ..content("后门敞开，无人值守", "2022-03-18")? };
    found(&inspector, check, said)?;
    let brief = |language: &str| -> anyhow::Result<String> {
        let language = language.to_owned();
        Ok(view!(inspector, Brief, Brief { check, language }).text)
    };
    let (zh, en) = (brief("zh")?, brief("en")?);
    for part in
        ["2022年3月16日 09:00", "检查人员：", "★（较重）后门敞开", "限期整改至3月18日", "演示数据"]
    {
        ensure!(zh.contains(part), "{part} in {zh}");
    }
    for part in ["16 March 2022 09:00", "Inspectors: ", "★(Serious) ", "by 2022-03-18"] {
        ensure!(en.contains(part), "{part} in {en}");
    }
    Ok(())
}
