//! When a check can have happened, whatever a device's clock said.

use anyhow::{Context, ensure};
use mingcha_device::api::{Command, PhotoTarget};
use mingcha_domain::ids::CheckId;
use mingcha_tests::{
    scenes::{Scene, jpeg},
    view, visit,
    world::{MORNING_MS, World},
};

const HOUR: i64 = 3_600_000;

#[test]
fn a_check_made_out_of_reach_is_placed_by_what_its_device_did_before_and_after()
-> anyhow::Result<()> {
    let world = World::new()?;
    let (lin, chen) = (world.actor("lin", "phone")?, world.actor("chen", "tablet")?);
    lin.device.sync_now()?;
    world.pass(HOUR);
    let check = visit::begin(&lin)?;
    let here = view!(lin, Check, Check { check });
    ensure!(here.began.latest.is_none(), "nobody has it but this device");
    // Five hours without a network; then it is handed in and delivered.
    world.pass(5 * HOUR);
    visit::closed(&lin, check)?;
    lin.device.sync_now()?;
    chen.device.sync_now()?;
    for actor in [&lin, &chen] {
        let began = view!(actor, Check, Check { check }).began;
        let (earliest, latest) = (began.earliest.context("seen")?, began.latest.context("sent")?);
        // By arrival alone it could have been any time of six hours.
        ensure!(latest.0 == MORNING_MS + HOUR, "{began:?}");
        ensure!(earliest.0 == MORNING_MS, "{began:?}");
        ensure!(!view!(actor, Check, Check { check }).clock_was_wrong);
    }
    Ok(())
}

#[test]
fn a_clock_set_back_years_is_called_wrong_and_moves_nothing() -> anyhow::Result<()> {
    let world = World::new()?;
    let chen = world.actor("chen", "tablet")?;
    let wrong = MORNING_MS - 5 * 365 * 24 * HOUR;
    let lin = world.actor("lin", "phone")?.with_clock(wrong)?;
    let check: CheckId = visit::begin(&lin)?;
    // The camera's satellites know better than the clock.
    let photo = jpeg(Scene::ALL[0], 4, "2022:03:16 09:05:09", 30_047_180, 123_404_500);
    lin.device.import_photo(check, &PhotoTarget::Unsorted, photo)?;
    lin.execute(Command::LeaveGroup { check })?;
    visit::closed(&lin, check)?;
    lin.device.sync_now()?;
    chen.device.sync_now()?;
    let seen = view!(chen, Check, Check { check });
    ensure!(seen.clock_was_wrong && seen.began.claimed.0 == wrong, "{:?}", seen.began);
    ensure!(seen.began.latest.context("sent")?.0 == MORNING_MS);
    Ok(())
}
