//! A line that breaks again and again, each time after little, carries everything all the same.

use anyhow::{bail, ensure};
use mingcha_device::api::ErrorCode;
use mingcha_tests::{
    between::breaks_after,
    view,
    visit::begin,
    world::{Actor, World, content},
};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// Some forty records, as they go over the line.
const LITTLE: usize = 24 * 1024;

/// Tries again whenever the line breaks.
fn synced(actor: &Actor) -> anyhow::Result<()> {
    for _ in 0..100 {
        match actor.device.sync_now() {
            Ok(()) => return Ok(()),
            Err(why) if why.code == ErrorCode::Unreachable => {}
            Err(why) => return Err(why.into()),
        }
    }
    bail!("it does not come through")
}

#[test]
fn what_others_recorded_comes_through_bit_by_bit() -> anyhow::Result<()> {
    let world = World::new()?;
    let most = Arc::new(AtomicUsize::new(usize::MAX));
    let at = breaks_after(world.address().replace("http://", "").parse()?, Arc::clone(&most))?;
    let at = format!("http://{at}");
    let (phone, tablet) =
        (world.actor_by("lin", "phone", &at)?, world.actor_by("chen", "tablet", &at)?);
    let check = begin(&phone)?;
    for n in 0..200 {
        phone
            .record(check, content(&format!("第{n}号冷柜在售批次查不到进货记录"), "2022-03-18")?)?;
    }
    phone.device.sync_now()?;
    ensure!(view!(phone, Sync).only_here.events == 0);
    let before = tablet.device.state_hashes()?;
    most.store(LITTLE, Ordering::Relaxed);
    synced(&tablet)?;
    let (at_phone, at_tablet) = (phone.device.state_hashes()?, tablet.device.state_hashes()?);
    let new = at_phone.iter().filter(|(stream, _)| !before.contains_key(stream));
    let alike = new.filter(|(stream, state)| at_tablet.get(stream) == Some(state)).count();
    ensure!(alike >= 200, "{alike} of {}, {} before", at_tablet.len(), before.len());
    Ok(())
}
