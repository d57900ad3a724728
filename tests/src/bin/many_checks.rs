//! Leaves the profiles of an inspector and a lead who hold years of work, for `./dev bench ui`.

use anyhow::ensure;
use clap::Parser;
use mingcha_device::api::{MineFilter, Query, View};
use mingcha_tests::{
    many_checks,
    world::{MORNING_MS, World},
};
use std::{fs, path::PathBuf, time::Instant};

#[derive(Parser)]
struct Arguments {
    /// Folder for the profiles, one each.
    #[arg(long)]
    out: PathBuf,
    /// How many checks.
    #[arg(long, default_value_t = 100_000)]
    checks: usize,
    /// Whose.
    #[arg(long, default_values = ["lin", "chen"])]
    people: Vec<String>,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let world = World::new()?;
    let started = Instant::now();
    many_checks::fill(world.central()?, arguments.checks)?;
    eprintln!("{} checks at central after {:?}", arguments.checks, started.elapsed());
    fs::create_dir_all(&arguments.out)?;
    // Whose day it is there: the profiles are opened with a clock that says so.
    fs::write(arguments.out.join("at"), MORNING_MS.to_string())?;
    for name in &arguments.people {
        let actor = world.actor(name, name)?;
        eprintln!("on the device of {name} after {:?}", started.elapsed());
        let filter = MineFilter::All;
        let query = Query::Mine { filter, search: String::new(), after: String::new() };
        let View::Mine(all) = actor.query(query)? else { anyhow::bail!("view") };
        ensure!(name != "lin" || usize::try_from(all.total)? == arguments.checks);
        let to = arguments.out.join(name);
        fs::create_dir_all(&to)?;
        let from = actor.dir.clone();
        // Closed first: what is copied is whole.
        drop(actor);
        for file in fs::read_dir(from)? {
            let file = file?;
            fs::copy(file.path(), to.join(file.file_name()))?;
        }
    }
    Ok(())
}
