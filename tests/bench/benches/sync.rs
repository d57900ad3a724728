//! What a sync costs: a device that comes new and is given ten thousand checks, over loopback.

use anyhow::{Context, ensure};
use mingcha_device::api::{Command, MineFilter, Query, View};
use mingcha_tests::{figure, many_checks, world::World};
use std::time::Instant;

const CHECKS: usize = 10_000;
const ROUNDS: usize = 5;

fn main() -> anyhow::Result<()> {
    if mingcha_bench::only_tests() {
        return Ok(());
    }
    pull()
}

fn pull() -> anyhow::Result<()> {
    let world = World::new()?;
    let started = Instant::now();
    many_checks::fill(world.central()?, CHECKS)?;
    eprintln!("{CHECKS} checks at central after {:?}", started.elapsed());
    let mut times = Vec::new();
    for round in 0..ROUNDS {
        let actor = world.stranger(&format!("phone-{round}"))?;
        let code = world.invitation("lin")?.to_string();
        let label = format!("phone {round}");
        actor.execute(Command::Enrol { address: String::new(), code, label })?;
        let started = Instant::now();
        actor.device.sync_now()?;
        times.push(started.elapsed().as_secs_f64());
        eprintln!("round {round}: {:.2} s", times.last().context("a time")?);
        let filter = MineFilter::All;
        let mine = Query::Mine { filter, search: String::new(), after: String::new() };
        let View::Mine(all) = actor.query(mine)? else { anyhow::bail!("view") };
        ensure!(usize::try_from(all.total)? == CHECKS, "{} arrived", all.total);
    }
    figure::print("sync", "pull10k_s", "s", &times, None);
    Ok(())
}
