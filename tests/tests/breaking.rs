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
fn a_days_records_come_through_bit_by_bit() -> anyhow::Result<()> {
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
    most.store(LITTLE, Ordering::Relaxed);
    synced(&phone)?;
    ensure!(view!(phone, Sync).only_here.events == 0);
    // Nobody was told anything of it before.
    synced(&tablet)?;
    let (at_phone, at_tablet) = (phone.device.state_hashes()?, tablet.device.state_hashes()?);
    let findings = at_phone.iter().filter(|(stream, state)| at_tablet.get(stream) == Some(state));
    ensure!(findings.count() >= 200, "{} of {}", at_tablet.len(), at_phone.len());
    Ok(())
}
