//! How fast two characters are found among 100,000 checks on the device, and that nothing is missed.

use anyhow::{Context, ensure};
use mingcha_device::api::{MineFilter, Query, View};
use mingcha_tests::{figure, many_checks, world::World};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};

const CHECKS: usize = 100_000;
const QUERIES: usize = 2_000;

fn main() -> anyhow::Result<()> {
    if mingcha_bench::only_tests() {
        return Ok(());
    }
    let checks = mingcha_bench::checks(CHECKS);
    let world = World::new()?;
    let started = Instant::now();
    many_checks::fill(world.central()?, checks)?;
    let actor = world.actor("lin", "phone")?;
    eprintln!("{checks} checks on the device after {:?}", started.elapsed());

    // What people could type: every two characters that stand beside each other in a place's name,
    // and each character beside a foreign one, which finds nothing.
    let page = |search: &str, after: String| -> anyhow::Result<_> {
        let (filter, search) = (MineFilter::All, search.to_owned());
        match actor.query(Query::Mine { filter, search, after })? {
            View::Mine(mine) => Ok(mine),
            _ => anyhow::bail!("view"),
        }
    };
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    let mut after = String::new();
    loop {
        let mine = page("", after)?;
        for row in &mine.rows {
            *names.entry(row.site.clone()).or_default() += 1;
        }
        match mine.rows.last().filter(|_| mine.more) {
            Some(last) => after = last.cursor.clone(),
            None => break,
        }
    }
    ensure!(names.values().sum::<usize>() == checks, "every row was read");
    let mut typed: BTreeSet<String> = BTreeSet::new();
    for name in names.keys() {
        let characters: Vec<char> = name.chars().collect();
        for pair in characters.windows(2) {
            typed.insert(pair.iter().collect());
            typed.extend(pair.first().map(|c| format!("{c}鬯")));
        }
    }
    let typed: Vec<String> = typed.into_iter().collect();
    eprintln!("{} names of places, {} different queries", names.len(), typed.len());

    let mut times = Vec::with_capacity(QUERIES);
    for n in 0..QUERIES {
        let search = typed.get(n * 7 % typed.len()).context("a query")?;
        let started = Instant::now();
        let found = page(search, String::new())?;
        times.push(started.elapsed().as_secs_f64() * 1_000.0);
        let least: usize =
            names.iter().filter(|(name, _)| name.contains(search.as_str())).map(|(_, n)| n).sum();
        // Other words of a check are searched too, so there may be more.
        let total = usize::try_from(found.total)?;
        ensure!(found.at_least || total >= least, "{search}: {total} of {least}");
        // Now and then to the end: as many places as a scan of their names finds.
        if n % 50 == 0 && least < 5_000 {
            let (mut all, mut page_of) = (0, found);
            loop {
                all += page_of.rows.iter().filter(|row| row.site.contains(search.as_str())).count();
                let Some(last) = page_of.rows.last().filter(|_| page_of.more) else { break };
                page_of = page(search, last.cursor.clone())?;
            }
            ensure!(all == least, "{search}: {all} of {least}");
        }
    }
    figure::print("search", "search_2char_ms", "ms", &times, None);
    times.sort_by(f64::total_cmp);
    let p99 = times.get(times.len() * 99 / 100).copied().unwrap_or_default();
    figure::print("search", "search_2char_p99_ms", "ms", &[p99], None);
    Ok(())
}
