//! Pages that follow one another are kept as fast as they come and put in order beside that: what
//! came is never asked for twice, is of use without a network, and leaves no gap.

use anyhow::{Context, ensure};
use mingcha_device::api::{
    Command, ErrorCode, MineFilter, Query, SettingChange, SyncView, Topic, View,
};
use mingcha_domain::{ids::Signature, wire::SyncReply};
use mingcha_tests::{
    folder, many_checks, view, visit,
    world::{Actor, World},
};
use std::{
    fs,
    sync::{
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    time::Duration,
};

/// Some three pages of events.
const CHECKS: usize = 1_500;

fn sync(actor: &Actor) -> anyhow::Result<SyncView> {
    Ok(view!(actor, Sync, Sync))
}

fn listed(actor: &Actor) -> anyhow::Result<usize> {
    let (filter, search, after) = (MineFilter::All, String::new(), String::new());
    Ok(usize::try_from(view!(actor, Mine, Mine { filter, search, after }).total)?)
}

/// A world with years of work, and a device as it was found when the most lay in its inbox: then it
/// was switched off.
fn switched_off() -> anyhow::Result<(World, Actor)> {
    let world = World::new()?;
    many_checks::fill(world.central()?, CHECKS)?;
    let whole = world.stranger("before")?;
    let (address, code) = (String::new(), world.invitation("lin")?.to_string());
    whole.execute(Command::Enrol { address, code, label: "phone".to_owned() })?;
    let (device, from, to) =
        (whole.device.clone(), whole.dir.clone(), world.dir.path().join("phone"));
    let most = AtomicU32::new(0);
    whole.device.on_change(move |topics| {
        let waits = match device.query(Query::Sync) {
            Ok(View::Sync(view)) if topics.contains(&Topic::Sync) => view.to_put_in_order,
            _ => 0,
        };
        if waits > most.fetch_max(waits, Ordering::Relaxed) {
            let _ = fs::remove_dir_all(&to);
            // A copy that failed is missed below.
            let _ = folder::copy(&from, &to);
        }
    });
    whole.device.sync_now()?;
    ensure!(sync(&whole)?.to_put_in_order == 0 && listed(&whole)? == CHECKS);
    whole.whole()?;
    let off = world.stranger("phone")?;
    ensure!(sync(&off)?.to_put_in_order > 0, "nothing was kept");
    ensure!(listed(&off)? < CHECKS);
    Ok((world, off))
}

/// Everything is there once and as central gave it.
fn nothing_is_missing(actor: &Actor) -> anyhow::Result<()> {
    ensure!(sync(actor)?.to_put_in_order == 0);
    ensure!(listed(actor)? >= CHECKS, "{} listed", listed(actor)?);
    actor.whole()
}

#[test]
fn what_came_is_put_in_order_without_a_network() -> anyhow::Result<()> {
    let (mut world, actor) = switched_off()?;
    world.stop_central();
    let (before, waits) = (listed(&actor)?, sync(&actor)?.to_put_in_order);
    let offline = |to| Command::ChangeSetting { setting: SettingChange::Offline(to) };
    actor.execute(offline(true))?;
    // Before that, too, one works with what is there.
    visit::begin(&actor)?;
    let (tell, told) = mpsc::channel();
    actor.device.on_change(move |_| {
        // Nobody hears it once the test has ended.
        let _ = tell.send(());
    });
    actor.device.start();
    while sync(&actor)?.to_put_in_order > 0 {
        told.recv_timeout(Duration::from_secs(60)).context("it stands still")?;
    }
    let after = listed(&actor)?;
    ensure!(after > before + 1, "{waits} events waited, and {before} checks became {after}");
    world.start_central()?;
    actor.execute(offline(false))?;
    while sync(&actor)?.only_here.events > 0 {
        told.recv_timeout(Duration::from_secs(60)).context("nothing is sent")?;
    }
    nothing_is_missing(&actor)
}

#[test]
fn a_page_with_a_signature_that_does_not_hold_comes_again() -> anyhow::Result<()> {
    let (_world, actor) = switched_off()?;
    let store = actor.records()?;
    let (id, packed): (i64, Vec<u8>) =
        store.query_row("SELECT id, reply FROM inbox ORDER BY id LIMIT 1", [], |r| {
            Ok((r.get(0)?, r.get(1)?))
        })?;
    let mut reply: SyncReply = serde_json::from_slice(&zstd::decode_all(packed.as_slice())?)?;
    reply.events.last_mut().context("an event")?.sig = Signature([7; 64]);
    let packed = zstd::encode_all(serde_json::to_vec(&reply)?.as_slice(), 1)?;
    store.execute("UPDATE inbox SET reply = ? WHERE id = ?", (packed, id))?;
    drop(store);
    let before = listed(&actor)?;
    let error = actor.device.sync_now().err().context("it was believed")?;
    ensure!(error.code == ErrorCode::CentralWrong, "{error:?}");
    ensure!(listed(&actor)? == before, "nothing of the page is shown");
    actor.device.sync_now()?;
    nothing_is_missing(&actor)
}

#[test]
fn a_page_that_is_lost_leaves_no_gap() -> anyhow::Result<()> {
    let (_world, actor) = switched_off()?;
    let lost = "DELETE FROM inbox WHERE id = (SELECT min(id) FROM inbox)";
    ensure!(actor.records()?.execute(lost, [])? == 1);
    actor.device.sync_now()?;
    nothing_is_missing(&actor)
}

#[test]
fn own_acts_leave_whatever_is_the_matter_with_what_came() -> anyhow::Result<()> {
    let (_world, actor) = switched_off()?;
    ensure!(actor.records()?.execute("UPDATE inbox SET reply = x'00'", [])? > 0);
    visit::begin(&actor)?;
    actor.device.sync_now()?;
    ensure!(sync(&actor)?.only_here.events == 0);
    nothing_is_missing(&actor)
}
