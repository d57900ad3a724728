//! How fast the device's encrypted store answers with 100,000 checks in it. The checks arrive the
//! way they do in life: through central and a sync.

use anyhow::{Context, ensure};
use mingcha_device::{
    Clock, Device,
    api::{AnswerChange, Command, MineFilter, PhotoTarget, Query, View},
};
use mingcha_domain::{
    checklist::{Answer, Value},
    figures::Figure,
    ids::CheckId,
    spot_check::CheckKind,
};
use mingcha_tests::{
    figure, many_checks,
    scenes::{Scene, jpeg},
    world::World,
};
use std::{path::Path, time::Instant};

const CHECKS: usize = 100_000;

fn main() -> anyhow::Result<()> {
    if mingcha_bench::only_tests() {
        return Ok(());
    }
    let checks = mingcha_bench::checks(CHECKS);
    let world = World::new()?;
    let started = Instant::now();
    many_checks::fill(world.central()?, checks)?;
    eprintln!("{checks} checks at central after {:?}", started.elapsed());
    let actor = world.actor("lin", "phone")?;
    eprintln!("and on the device after {:?}", started.elapsed());
    let dir = actor.dir.clone();
    let View::Mine(all) = actor.query(mine(""))? else { anyhow::bail!("view") };
    ensure!(usize::try_from(all.total)? == checks, "{} of {checks} arrived", all.total);

    let View::Choices(choices) = actor.query(Query::Choices { search: String::new() })? else {
        anyhow::bail!("view")
    };
    let team = choices.teams.first().context("team")?;
    let outing = actor.make(Command::StartOuting {
        campaign: choices.campaigns.first().context("campaign")?.id,
        team: team.id,
        members: vec![team.members.first().context("member")?.id],
        guests: vec![],
    })?;
    let list = choices.checklists.iter().find(|c| c.title.zh.contains("冷柜")).context("list")?;
    let check: CheckId = actor.make(Command::StartCheck {
        outing,
        order: None,
        site: choices.sites.first().map(|s| s.id),
        checklist: Some(list.version),
        kind: CheckKind::Open,
        position: None,
    })?;

    let mut even = false;
    measure("save_answer_ms", 500, || {
        even = !even;
        let value = Some(if even { Value::Met } else { Value::NotMet });
        let answer = Answer { value, ..Answer::default() };
        let change = AnswerChange { item: "permit".to_owned(), answer, supersedes: vec![] };
        actor.execute(Command::SaveAnswers { check, changes: vec![change] })?;
        Ok(())
    })?;
    let photos: Vec<Vec<u8>> = [Scene::ALL[0], Scene::ALL[1]]
        .into_iter()
        .map(|scene| jpeg(scene, 3, "2026:03:16 10:21:33", 30_047_180, 123_404_500))
        .collect();
    let mut turn = 0;
    measure("save_photo12_ms", 12, || {
        // Other bytes each time, so that nothing is found stored already.
        let mut bytes = photos.get(turn % 2).context("photo")?.clone();
        turn += 1;
        bytes.extend(turn.to_le_bytes());
        bytes.extend([0xff, 0xd9]);
        actor.device.import_photo(check, &PhotoTarget::Unsorted, bytes)?;
        Ok(())
    })?;
    let words = ["超市", "冷柜", "台账", "口罩", "邮路"];
    let mut turn = 0;
    measure("search_2char_ms", 200, || {
        turn += 1;
        actor.query(mine(words.get(turn % words.len()).copied().unwrap_or_default()))?;
        Ok(())
    })?;
    let mut worst: Vec<f64> = Vec::new();
    let day = |text: &str| text.parse();
    let (from, to) = (day("2020-01-01")?, day("2026-12-31")?);
    let lists = [
        Query::Today,
        mine(""),
        Query::Mine { filter: MineFilter::Returned, search: String::new(), after: String::new() },
        Query::Queue,
        Query::FigureRecords {
            figure: Figure::UnitTimes,
            from,
            to,
            unit: None,
            after: String::new(),
        },
    ];
    for list in &lists {
        let times = timed(60, || actor.query(list.clone()).map(|_| ()).map_err(Into::into))?;
        eprintln!("  {list:?}: {:.2} ms", figure::middle(&times));
        if worst.is_empty() || figure::middle(&times) > figure::middle(&worst) {
            worst = times;
        }
    }
    print("first_page_ms", &worst);
    drop(actor);
    let times = timed(20, || open(&dir))?;
    print("cold_open_ms", &times);
    Ok(())
}

fn mine(search: &str) -> Query {
    Query::Mine { filter: MineFilter::All, search: search.to_owned(), after: String::new() }
}

fn open(dir: &Path) -> anyhow::Result<()> {
    let device = Device::open(dir, Clock::System)?;
    let View::Today(today) = device.query(Query::Today)? else { anyhow::bail!("view") };
    ensure!(!today.orders.is_empty());
    Ok(())
}

fn timed(n: usize, mut what: impl FnMut() -> anyhow::Result<()>) -> anyhow::Result<Vec<f64>> {
    what()?;
    let mut times = Vec::with_capacity(n);
    for _ in 0..n {
        let started = Instant::now();
        what()?;
        times.push(started.elapsed().as_secs_f64() * 1_000.0);
    }
    Ok(times)
}

fn print(name: &str, values: &[f64]) {
    figure::print("store", name, "ms", values, None);
}

fn measure(figure: &str, n: usize, what: impl FnMut() -> anyhow::Result<()>) -> anyhow::Result<()> {
    print(figure, &timed(n, what)?);
    Ok(())
}
