//! Several people on one device: what each has, what switching keeps, what erasing leaves.

use anyhow::{Context, ensure};
use mingcha_device::{
    Clock, Device, People,
    api::{
        AnswerChange, Command, ErrorCode, LockState, OnlyHere, PersonHere, PersonIs, PhotoTarget,
        Secret, StoreNotice, Topic, WordsSheet,
    },
};
use mingcha_domain::{
    checklist::{Answer, ItemKind, Value},
    ids::CheckId,
};
use mingcha_tests::{
    view,
    visit::{begin, closed},
    world::{Actor, World, content, snapshot},
};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, mpsc},
    time::Duration,
};

fn listed(people: &People) -> anyhow::Result<Vec<PersonHere>> {
    Ok(view!(people, People).people)
}

fn number(people: &People, number: u32) -> anyhow::Result<PersonHere> {
    listed(people)?.into_iter().find(|p| p.number == number).context("not in the list")
}

fn choose(people: &People, number: u32) -> anyhow::Result<()> {
    people.execute(Command::ChoosePerson { number })?;
    Ok(())
}

fn set_lock(people: &People) -> anyhow::Result<Secret> {
    let drawn = people.execute(Command::DrawPassphrase)?.secret.context("secret")?;
    people.execute(Command::SetLock { secret: drawn.clone() })?;
    Ok(drawn)
}

/// Every file below, with its bytes.
fn files(dir: &Path) -> anyhow::Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.insert(path.clone(), fs::read(path)?);
        }
    }
    Ok(found)
}

fn met(item: &str) -> AnswerChange {
    let answer = Answer { value: Some(Value::Met), ..Answer::default() };
    AnswerChange { item: item.to_owned(), answer, supersedes: vec![] }
}

/// A check half done: an answer, a photo, a finding and words half written.
fn half_done(actor: &Actor) -> anyhow::Result<(CheckId, String)> {
    let check = begin(actor)?;
    let list = view!(actor, Check, Check { check }).checklist;
    let mut items = list.groups.iter().flat_map(|g| &g.items);
    let item = items.find(|i| i.kind == ItemKind::Judged).context("item")?.id.clone();
    actor.execute(Command::SaveAnswers { check, changes: vec![met(&item)] })?;
    actor.device.import_photo(check, &PhotoTarget::Unsorted, snapshot(7)?)?;
    let content = content("写到一半", "2022-03-18")?;
    actor.draft(check, content)?;
    let words = "还差一句".to_owned();
    actor.execute(Command::KeepWords { check, sheet: WordsSheet::Submit, words })?;
    Ok((check, item))
}

#[test]
fn two_people_on_one_device_each_see_only_their_own() -> anyhow::Result<()> {
    let mut world = World::new()?;
    let people = world.shared_device("tablet");
    let lin = world.enrol_in_front(&people, "lin")?;
    people.execute(Command::AddPerson)?;
    ensure!(view!(people, Start).me.is_none(), "a place of its own, connected with nothing");
    let zhou = world.enrol_in_front(&people, "zhou")?;
    world.stop_central();
    choose(&people, 1)?;
    let check = begin(&lin)?;
    choose(&people, 2)?;
    ensure!(view!(people, Start).me.context("me")?.person.name == "周雨禾");
    let unknown = people.query(mingcha_device::api::Query::Check { check });
    ensure!(unknown.is_err_and(|e| e.code == ErrorCode::NotFound));
    ensure!(view!(zhou, Sync).only_here == OnlyHere::default());
    // Without a lock the list says what one tap would show; the one who left still has something.
    let [first, second] = listed(&people)?.try_into().map_err(|_| anyhow::anyhow!("two"))?;
    ensure!((first.number, first.front, first.is) == (1, false, PersonIs::Open), "{first:?}");
    ensure!(first.name.as_deref() == Some("林晓舟") && first.unit.is_some());
    ensure!(first.only_here.context("count")?.checks == 1);
    ensure!((second.number, second.front, second.is) == (2, true, PersonIs::Open), "{second:?}");
    ensure!(second.only_here == Some(OnlyHere::default()));
    // Nobody's number is a refusal that changes nothing.
    let nobody = people.execute(Command::ChoosePerson { number: 7 });
    ensure!(nobody.is_err_and(|e| e.code == ErrorCode::NotFound) && number(&people, 2)?.front);
    // Two keys, two chains: central knows two devices.
    world.start_central()?;
    for actor in [&lin, &zhou] {
        actor.device.sync_now()?;
    }
    let log = world.central()?.log();
    let labels = log.directory().profiles.values().map(|p| p.label.clone());
    ensure!(labels.filter(|l| ["lin", "zhou"].contains(&l.as_str())).count() == 2);
    Ok(())
}

#[test]
fn switching_in_the_middle_of_a_check_loses_nothing_and_what_is_unsent_is_still_sent()
-> anyhow::Result<()> {
    let mut world = World::new()?;
    let people = world.shared_device("tablet");
    let lin = world.enrol_in_front(&people, "lin")?;
    let secret = set_lock(&people)?;
    world.stop_central();
    let (check, item) = half_done(&lin)?;
    people.execute(Command::AddPerson)?;
    // Behind the lock: a count while the key is held, and nothing else.
    let left = number(&people, 1)?;
    ensure!(left.is == PersonIs::Locked && left.name.is_none() && left.unit.is_none(), "{left:?}");
    ensure!(left.only_here.as_ref().is_some_and(|o| o.photos == 1 && o.checks == 1), "{left:?}");
    ensure!(
        lin.query(mingcha_device::api::Query::Mine {
            filter: mingcha_device::api::MineFilter::All,
            search: String::new(),
            after: String::new(),
        })
        .is_err_and(|e| e.code == ErrorCode::Locked)
    );
    // What was handed to the engine goes out while somebody else is in front.
    world.start_central()?;
    let zhou = world.enrol_in_front(&people, "zhou")?;
    lin.device.sync_now()?;
    ensure!(number(&people, 1)?.only_here.is_some_and(|o| o.photos == 0 && o.events == 0));
    // Then the key is forgotten, and the list does not guess.
    world.pass(31 * 60_000);
    lin.device.tick();
    ensure!(number(&people, 1)?.only_here.is_none());
    // The next start remembers who was in front.
    drop((lin, zhou, people));
    let people = world.shared_device("tablet");
    ensure!(view!(people, Start).me.context("me")?.person.name == "周雨禾");
    choose(&people, 1)?;
    ensure!(view!(people, Start).lock.is == LockState::Locked);
    people.execute(Command::Unlock { secret })?;
    let lin = world.in_front(&people)?;
    let shown = view!(lin, Check, Check { check });
    let answer = shown.answers.iter().find(|a| a.item == item).context("answer")?;
    ensure!(answer.answer.value == Some(Value::Met), "{answer:?}");
    ensure!(shown.unsorted.len() == 1 && shown.submit_words == "还差一句", "{shown:?}");
    ensure!(shown.findings.len() == 1, "the half written finding");
    Ok(())
}

#[test]
fn a_folder_holds_nothing_of_the_others_and_is_not_touched_by_them() -> anyhow::Result<()> {
    let world = World::new()?;
    let people = world.shared_device("tablet");
    let first = world.dir.path().join("tablet");
    let second = world.dir.path().join("tablet-others/2");
    let lin = world.enrol_in_front(&people, "lin")?;
    set_lock(&people)?;
    let check = begin(&lin)?;
    closed(&lin, check)?;
    lin.device.sync_now()?;
    people.execute(Command::AddPerson)?;
    lin.device.tick();
    let before = files(&first)?;
    ensure!(before.len() > 3, "{:?}", before.keys());
    let zhou = world.enrol_in_front(&people, "zhou")?;
    let hers = begin(&zhou)?;
    zhou.device.import_photo(hers, &PhotoTarget::Unsorted, snapshot(2)?)?;
    ensure!(files(&first)? == before, "not a byte of the first one's folder changed");
    // The second one's folder alone, on another machine, is a whole profile and only hers.
    drop((lin, zhou, people));
    let elsewhere = world.dir.path().join("elsewhere");
    fs::rename(&second, &elsewhere)?;
    let device = Device::open(&elsewhere, Clock::Set(Arc::clone(&world.now)))?;
    ensure!(view!(device, Start).me.context("me")?.person.name == "周雨禾");
    ensure!(view!(device, Check, Check { check: hers }).unsorted.len() == 1);
    let key = |dir: &Path| fs::read(dir.join("profile.key"));
    ensure!(key(&elsewhere)? != key(&first)?);
    // And the device does without it.
    let people = world.shared_device("tablet");
    ensure!(view!(people, Start).lock.is == LockState::Locked && listed(&people)?.len() == 1);
    Ok(())
}

#[test]
fn a_name_lies_open_only_if_its_owner_wants_it_and_goes_with_the_profile() -> anyhow::Result<()> {
    let world = World::new()?;
    let people = world.shared_device("tablet");
    let name = "林晓舟";
    let readable = || -> anyhow::Result<bool> {
        let mut all = files(&world.dir.path().join("tablet"))?;
        let others = world.dir.path().join("tablet-others");
        if others.exists() {
            all.extend(files(&others)?);
        }
        Ok(all.values().any(|b| b.windows(name.len()).any(|w| w == name.as_bytes())))
    };
    let nobody = people.execute(Command::ShowName { shown: true });
    ensure!(nobody.is_err(), "nobody is there to be named");
    let lin = world.enrol_in_front(&people, "lin")?;
    let secret = set_lock(&people)?;
    people.execute(Command::AddPerson)?;
    world.enrol_in_front(&people, "zhou")?;
    lin.device.tick();
    ensure!(number(&people, 1)?.name.is_none() && !readable()?);
    choose(&people, 1)?;
    let locked = people.execute(Command::ShowName { shown: true });
    ensure!(locked.is_err_and(|e| e.code == ErrorCode::Locked), "only its owner may say so");
    people.execute(Command::Unlock { secret: secret.clone() })?;
    people.execute(Command::ShowName { shown: true })?;
    choose(&people, 2)?;
    ensure!(number(&people, 1)?.name.as_deref() == Some(name) && readable()?);
    drop((lin, people));
    let people = world.shared_device("tablet");
    ensure!(number(&people, 1)?.name.as_deref() == Some(name), "also after the next start");
    choose(&people, 1)?;
    people.execute(Command::Unlock { secret })?;
    people.execute(Command::Leave { handed_over: false })?;
    people.front()?.sync_now()?;
    ensure!(view!(people, Start).notice == Some(StoreNotice::Left));
    ensure!(!number(&people, 1)?.shows_name && !readable()?);
    Ok(())
}

#[test]
fn who_leaves_leaves_the_others_and_the_place_is_taken_by_the_next() -> anyhow::Result<()> {
    let world = World::new()?;
    let people = world.shared_device("tablet");
    world.enrol_in_front(&people, "lin")?;
    people.execute(Command::AddPerson)?;
    let zhou = world.enrol_in_front(&people, "zhou")?;
    let (check, _) = half_done(&zhou)?;
    let others = world.dir.path().join("tablet-others");
    choose(&people, 1)?;
    people.execute(Command::Leave { handed_over: true })?;
    people.front()?.sync_now()?;
    let start = view!(people, Start);
    ensure!(start.me.is_none() && start.notice == Some(StoreNotice::Left));
    let is = |p: &PersonHere| (p.number, p.front, p.is);
    let all: Vec<_> = listed(&people)?.iter().map(is).collect();
    ensure!(all == [(1, true, PersonIs::Vacant), (2, false, PersonIs::Open)], "{all:?}");
    choose(&people, 2)?;
    let all: Vec<_> = listed(&people)?.iter().map(is).collect();
    ensure!(all == [(2, true, PersonIs::Open)], "an empty place is nobody: {all:?}");
    ensure!(view!(people, Check, Check { check }).unsorted.len() == 1);
    // The next one takes the empty place, and is not told what its last owner was told.
    people.execute(Command::AddPerson)?;
    ensure!(number(&people, 1)?.front && view!(people, Start).notice.is_none());
    ensure!(!others.join("3").exists());
    world.enrol_in_front(&people, "he")?;
    // The other way round: the second one leaves, the first one stays.
    choose(&people, 2)?;
    let drop_draft = view!(people, Check, Check { check }).findings.first().context("draft")?.id;
    people.execute(Command::DropFindingDraft { finding: drop_draft })?;
    people.execute(Command::LeaveGroup { check })?;
    people.execute(Command::KeepWords {
        check,
        sheet: WordsSheet::Submit,
        words: String::new(),
    })?;
    zhou.device.sync_now()?;
    people.execute(Command::Leave { handed_over: true })?;
    people.front()?.sync_now()?;
    ensure!(view!(people, Start).me.is_none());
    choose(&people, 1)?;
    ensure!(view!(people, Start).me.context("me")?.person.name == "何嘉树");
    Ok(())
}

#[test]
fn whose_store_did_not_survive_stays_in_the_list_and_nobody_takes_the_place() -> anyhow::Result<()>
{
    let world = World::new()?;
    let people = world.shared_device("tablet");
    let lin = world.enrol_in_front(&people, "lin")?;
    people.execute(Command::AddPerson)?;
    world.enrol_in_front(&people, "zhou")?;
    half_done(&lin)?;
    let damaged = world.dir.path().join("tablet");
    drop((people, lin));
    for file in ["records.db", "records.db-wal"] {
        fs::write(damaged.join(file), vec![0x5a; 20_000])?;
    }
    let people = world.shared_device("tablet");
    let left = number(&people, 1)?;
    ensure!(left.is == PersonIs::Open && left.name.is_none(), "{left:?}");
    people.execute(Command::AddPerson)?;
    ensure!(listed(&people)?.iter().any(|p| p.front && p.number == 3), "a place of its own");
    choose(&people, 1)?;
    ensure!(view!(people, Start).notice == Some(StoreNotice::DamagedSetAside), "who comes is told");
    Ok(())
}

#[test]
fn what_was_left_without_a_lock_is_sent_after_the_next_start_whoever_is_in_front()
-> anyhow::Result<()> {
    let mut world = World::new()?;
    let people = world.shared_device("tablet");
    let lin = world.enrol_in_front(&people, "lin")?;
    people.execute(Command::AddPerson)?;
    let zhou = world.enrol_in_front(&people, "zhou")?;
    world.stop_central();
    choose(&people, 1)?;
    let check = begin(&lin)?;
    closed(&lin, check)?;
    choose(&people, 2)?;
    ensure!(number(&people, 1)?.only_here.context("count")?.checks == 1);
    drop((lin, zhou, people));
    world.start_central()?;
    let people = world.shared_device("tablet");
    let (told, hears) = mpsc::channel();
    people.on_change(move |topics| {
        // Nobody hears it once the test has ended.
        let _ = told.send(topics.contains(&Topic::People));
    });
    people.start();
    while number(&people, 1)?.only_here != Some(OnlyHere::default()) {
        hears.recv_timeout(Duration::from_secs(60)).context("nobody said that it went out")?;
    }
    ensure!(number(&people, 2)?.front);
    Ok(())
}
