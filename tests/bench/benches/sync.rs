//! What a sync costs: a device that comes new and is given ten thousand checks, over loopback.

use anyhow::{Context, ensure};
use mingcha_device::api::{Command, MineFilter, Query, Topic, View};
use mingcha_tests::{
    figure, many_checks,
    world::{Actor, World},
};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

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
    let (mut first, mut here, mut listed) = (Vec::new(), Vec::new(), Vec::new());
    // Central packs for whoever comes first, and gives the same to all after.
    for round in 0..=ROUNDS {
        let actor = world.stranger(&format!("phone-{round}"))?;
        let code = world.invitation("lin")?.to_string();
        let label = format!("phone {round}");
        let kept = Kept::watch(&actor);
        // From the enrolment on, which asks for the first pages.
        let started = Instant::now();
        actor.execute(Command::Enrol { address: String::new(), code, label })?;
        actor.device.sync_now()?;
        let (came, shown) = (kept.all_since(started)?, started.elapsed().as_secs_f64());
        eprintln!("round {round}: here {came:.2} s, listed {shown:.2} s");
        if round == 0 {
            first.push(came);
        } else {
            here.push(came);
            listed.push(shown);
        }
        let filter = MineFilter::All;
        let mine = Query::Mine { filter, search: String::new(), after: String::new() };
        let View::Mine(all) = actor.query(mine)? else { anyhow::bail!("view") };
        ensure!(usize::try_from(all.total)? == CHECKS, "{} arrived", all.total);
    }
    figure::print("sync", "pull10k_first_s", "s", &first, None);
    figure::print("sync", "pull10k_s", "s", &here, None);
    figure::print("sync", "pull10k_listed_s", "s", &listed, None);
    Ok(())
}

/// When the device last said that something came which it keeps for later.
struct Kept(Arc<Mutex<(u32, Option<Instant>)>>);

impl Kept {
    fn watch(actor: &Actor) -> Self {
        let last = Arc::new(Mutex::new((0, None)));
        let (seen, device) = (Arc::clone(&last), actor.device.clone());
        actor.device.on_change(move |topics| {
            if topics.contains(&Topic::Sync)
                && let Ok(View::Sync(view)) = device.query(Query::Sync)
            {
                let mut last = seen.lock().unwrap_or_else(PoisonError::into_inner);
                let came = (view.to_put_in_order > last.0).then(Instant::now);
                *last = (view.to_put_in_order, came.or(last.1));
            }
        });
        Self(last)
    }

    /// Seconds until everything was here.
    fn all_since(&self, started: Instant) -> anyhow::Result<f64> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(last.1.context("nothing was kept")?.duration_since(started).as_secs_f64())
    }
}
