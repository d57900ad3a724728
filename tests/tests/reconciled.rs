//! After each exchange a device holds what it has against what central gave it: what it lost comes
//! again by itself, nothing else is sent, and the person is told.

use anyhow::{Context, ensure};
use mingcha_central::demo::id as id_of;
use mingcha_device::api::{ComparedView, Query, View};
use mingcha_domain::{
    ids::{CheckId, FindingId, StreamId},
    site::{SiteAdded, SiteKind},
};
use mingcha_tests::{
    between::{Way, between},
    view, visit,
    world::{Actor, World, content},
};
use rusqlite::Connection;
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

fn finding(actor: &Actor, check: CheckId, text: &str) -> anyhow::Result<FindingId> {
    let content = content(text, "2022-03-18")?;
    let finding = actor.record(check, content)?;
    Ok(finding)
}

/// An inspector hands in three checks with a finding each; their lead has them.
fn three_checks(world: &World, lead: &Actor) -> anyhow::Result<(Actor, Vec<(CheckId, FindingId)>)> {
    let inspector = world.actor("lin", "phone")?;
    let mut made = Vec::new();
    for text in ["冷柜温度高于规定", "通道堆放杂物", "台账漏填两日"] {
        let check = visit::begin(&inspector)?;
        let found = finding(&inspector, check, text)?;
        visit::closed(&inspector, check)?;
        made.push((check, found));
    }
    inspector.device.sync_now()?;
    lead.device.sync_now()?;
    Ok((inspector, made))
}

fn compared(actor: &Actor) -> anyhow::Result<ComparedView> {
    view!(actor, Sync, Sync).compared.context("never compared")
}

fn events(actor: &Actor) -> anyhow::Result<BTreeSet<Vec<u8>>> {
    let store = actor.records()?;
    let mut statement = store.prepare("SELECT id FROM event WHERE n IS NOT NULL")?;
    let ids = statement.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?;
    Ok(ids)
}

/// Something happens to a device's file while nobody has it open.
fn behind_its_back(
    actor: Actor,
    what: impl FnOnce(&Connection) -> anyhow::Result<()>,
) -> anyhow::Result<Actor> {
    {
        let store = actor.records()?;
        store.busy_timeout(std::time::Duration::from_secs(5))?;
        what(&store)?;
    }
    actor.reopen()
}

/// A line on which bytes are counted.
fn counted(world: &World) -> anyhow::Result<(String, Arc<AtomicUsize>)> {
    let bytes = Arc::new(AtomicUsize::new(0));
    let sum = Arc::clone(&bytes);
    let central = world.address().trim_start_matches("http://").parse()?;
    let at = between(central, move |way, piece| {
        if way == Way::ToDevice {
            sum.fetch_add(piece.len(), Ordering::Relaxed);
        }
    })?;
    Ok((format!("http://{at}"), bytes))
}

#[test]
fn what_a_device_lost_comes_again_and_only_that() -> anyhow::Result<()> {
    let world = World::new()?;
    let (address, bytes) = counted(&world)?;
    let lead = world.actor_by("chen", "tablet", &address)?;
    let (_inspector, made) = three_checks(&world, &lead)?;
    lead.whole()?;
    let (before, all) = (events(&lead)?, bytes.load(Ordering::Relaxed));
    ensure!(compared(&lead)?.mended == 0);

    let (_, lost) = *made.first().context("made")?;
    let (partly, _) = *made.get(1).context("made")?;
    let lead = behind_its_back(lead, |store| {
        // A finding is gone with its row, and of a check all but the newest event.
        store.execute("DELETE FROM event WHERE stream = ?1", [lost.0])?;
        store.execute("DELETE FROM finding_row WHERE id = ?1", [lost.0])?;
        store.execute(
            "DELETE FROM event WHERE stream = ?1
             AND n < (SELECT max(n) FROM event WHERE stream = ?1)",
            [partly.0],
        )?;
        Ok(())
    })?;
    ensure!(events(&lead)? != before);
    world.pass(60_000);
    bytes.store(0, Ordering::Relaxed);
    lead.device.sync_now()?;
    ensure!(events(&lead)? == before, "everything is back");
    let now = compared(&lead)?;
    ensure!(now.same && now.mended == 2 && now.mended_at == Some(now.at), "{now:?}");
    let shown = lead.query(Query::Finding { finding: lost })?;
    ensure!(matches!(shown, View::Finding(shown) if shown.content.text == "冷柜温度高于规定"));
    let again = bytes.load(Ordering::Relaxed);
    ensure!(again < all / 4, "{again} bytes of {all}");

    // Nothing is asked for twice.
    lead.device.sync_now()?;
    ensure!(compared(&lead)?.mended == 2);
    Ok(())
}

#[test]
fn own_acts_that_were_lost_in_the_middle_come_again_as_own() -> anyhow::Result<()> {
    let world = World::new()?;
    let lead = world.actor("chen", "tablet")?;
    let (inspector, made) = three_checks(&world, &lead)?;
    inspector.device.sync_now()?;
    inspector.whole()?;
    let before = events(&inspector)?;
    let (_, finding) = *made.first().context("made")?;
    let inspector = behind_its_back(inspector, |store| {
        store.execute("DELETE FROM event WHERE stream = ?1", [finding.0])?;
        Ok(())
    })?;
    inspector.device.sync_now()?;
    ensure!(events(&inspector)? == before);
    let own = "SELECT own FROM event WHERE stream = ?1";
    ensure!(inspector.records()?.query_row(own, [finding.0], |r| r.get::<_, bool>(0))?);
    let now = compared(&inspector)?;
    ensure!(now.same && now.mended == 1, "{now:?}");
    Ok(())
}

#[test]
fn a_verdict_that_was_lost_comes_again() -> anyhow::Result<()> {
    let world = World::new()?;
    let lead = world.actor("chen", "tablet")?;
    let (_inspector, made) = three_checks(&world, &lead)?;
    let (_, finding) = *made.first().context("made")?;
    let lead = behind_its_back(lead, |store| {
        let refused = r#"{"refused":"not_your_team"}"#;
        store.execute(
            "UPDATE event SET verdict = ?1 WHERE stream = ?2",
            rusqlite::params![refused, finding.0],
        )?;
        Ok(())
    })?;
    lead.device.sync_now()?;
    let now = compared(&lead)?;
    ensure!(now.same && now.mended == 1, "{now:?}");
    let of_finding = "SELECT DISTINCT verdict FROM event WHERE stream = ?1";
    let verdict: String = lead.records()?.query_row(of_finding, [finding.0], |r| r.get(0))?;
    ensure!(verdict == "effective", "{verdict}");
    Ok(())
}

#[test]
fn what_nothing_mends_is_said_kept_and_not_asked_for_again_and_again() -> anyhow::Result<()> {
    let world = World::new()?;
    let (address, bytes) = counted(&world)?;
    let lead = world.actor_by("chen", "tablet", &address)?;
    let (_inspector, made) = three_checks(&world, &lead)?;
    let (check, _) = *made.first().context("made")?;
    let lead = behind_its_back(lead, |store| {
        // As if central had forgotten one that it numbered.
        store.execute(
            "INSERT INTO event (id, key, seq, stream, kind, at_ms, n, verdict, signed)
             SELECT randomblob(32), key, seq + 1000, stream, kind, at_ms, n + 100000,
                    '{\"refused\":\"not_your_team\"}', signed
             FROM event WHERE stream = ?1 LIMIT 1",
            [check.0],
        )?;
        let zero = "UPDATE given SET digest = digest + 1 WHERE stream = ?1";
        store.execute(zero, [check.0])?;
        Ok(())
    })?;
    let held = events(&lead)?;
    lead.device.sync_now()?;
    ensure!(!compared(&lead)?.same);
    ensure!(events(&lead)? == held, "nothing is thrown away");
    bytes.store(0, Ordering::Relaxed);
    lead.device.sync_now()?;
    let quiet = bytes.load(Ordering::Relaxed);
    ensure!(quiet < 4_000, "{quiet} bytes");
    ensure!(!compared(&lead)?.same);
    Ok(())
}

#[test]
fn one_among_many_of_a_part_is_found_by_dividing_it() -> anyhow::Result<()> {
    let world = World::new()?;
    // More places than are named at once, all of whose ids begin alike.
    let named = |n: u8| StreamId(std::array::from_fn(|i| if i == 0 { 0xab } else { n }));
    let ids: Vec<StreamId> = (0..100).map(named).collect();
    let place = |id: &StreamId| {
        let added = SiteAdded {
            address: String::new(),
            kind: SiteKind::Pharmacy,
            name: format!("药店 {id}"),
            position: None,
            territory: id_of("unit", "d1-s1").into(),
        };
        (*id, added.into())
    };
    world.central()?.log().append_own(ids.iter().map(place).collect())?;
    let (address, bytes) = counted(&world)?;
    let device = world.actor_by("lin", "phone", &address)?;
    device.whole()?;
    let before = events(&device)?;
    let lost = ids.get(41).context("ids")?;
    let device = behind_its_back(device, |store| {
        store.execute("DELETE FROM event WHERE stream = ?1", [lost.0])?;
        Ok(())
    })?;
    bytes.store(0, Ordering::Relaxed);
    device.device.sync_now()?;
    ensure!(events(&device)? == before);
    let now = compared(&device)?;
    ensure!(now.same && now.mended == 1, "{now:?}");
    let again = bytes.load(Ordering::Relaxed);
    ensure!(again < 20_000, "{again} bytes for one place");
    Ok(())
}

#[test]
fn many_differences_are_found_whatever_their_number() -> anyhow::Result<()> {
    let world = World::new()?;
    let lead = world.actor("chen", "tablet")?;
    three_checks(&world, &lead)?;
    let before = events(&lead)?;
    let lead = behind_its_back(lead, |store| {
        store.execute("DELETE FROM event WHERE n IS NOT NULL AND own = 0 AND n % 2 = 1", [])?;
        Ok(())
    })?;
    ensure!(events(&lead)?.len() < before.len());
    lead.device.sync_now()?;
    ensure!(events(&lead)? == before);
    lead.whole()?;
    Ok(())
}
