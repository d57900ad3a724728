//! Writes the demonstration photos, the same for the same seed: `demo_photos DIR [--seed N]` the
//! journey's twelve at twelve megapixels, `demo_photos --small DIR --variants N` small ones of all
//! scenes at N places each, with their thumbnails.

use anyhow::Context;
use clap::Parser;
use mingcha_tests::scenes::{Scene, Small, clock_time, jpeg, small};
use std::{
    path::{Path, PathBuf},
    sync::Mutex,
};

/// Writes the demonstration photos.
#[derive(Parser)]
struct Arguments {
    /// Where the photos go; made if it does not exist.
    dir: PathBuf,
    /// Another seed gives other details.
    #[arg(long, default_value_t = 1, conflicts_with = "variants")]
    seed: u64,
    /// Small photos of all scenes, and their thumbnails.
    #[arg(long)]
    small: bool,
    /// How many places of each kind; seeds count from one.
    #[arg(long, default_value_t = 1, requires = "small")]
    variants: u64,
}

const SHOP: (i32, i32) = (30_047_210, 123_404_530);
const DEPOT: (i32, i32) = (30_041_350, 123_411_370);
const HOTEL: (i32, i32) = (30_035_460, 123_418_340);
const FACTORY: (i32, i32) = (30_052_840, 123_395_120);
const EXIT: (i32, i32) = (30_061_270, 123_382_660);
const COMMUNITY: (i32, i32) = (30_038_190, 123_407_950);
const ISOLATION: (i32, i32) = (30_044_730, 123_421_080);
const HALL: (i32, i32) = (30_040_020, 123_400_410);
const CANTEEN: (i32, i32) = (30_036_600, 123_397_750);

/// When and where each photo was taken: local time, latitude and longitude in millionths.
fn taken(scene: Scene) -> (&'static str, (i32, i32)) {
    match scene {
        Scene::Counter => ("2026:03:16 10:21:33", SHOP),
        Scene::Thermometer => ("2026:03:16 10:22:47", SHOP),
        Scene::FruitBoxes => ("2026:03:16 10:25:02", SHOP),
        Scene::Label => ("2026:03:16 10:25:29", SHOP),
        Scene::Ledger => ("2026:03:16 10:29:51", SHOP),
        Scene::Wall => ("2026:03:16 10:31:18", SHOP),
        Scene::WallAfter => ("2026:03:18 09:12:40", SHOP),
        Scene::SideDoor => ("2026:03:16 15:06:10", HOTEL),
        Scene::SideDoorAfter => ("2026:03:16 15:38:55", HOTEL),
        Scene::SortingFloor => ("2026:03:16 13:41:26", DEPOT),
        Scene::RecordSheet => ("2026:03:16 13:47:09", DEPOT),
        Scene::Shutter => ("2026:03:16 16:20:44", (30_033_900, 123_401_300)),
        Scene::ExpiredDisinfectant => ("2026:03:16 10:33:15", SHOP),
        Scene::Passage => ("2026:03:16 09:14:52", FACTORY),
        Scene::PassageAfter => ("2026:03:19 10:02:17", FACTORY),
        Scene::ProcedureMissing => ("2026:03:16 09:22:08", FACTORY),
        Scene::ProcedureUp => ("2026:03:19 10:09:31", FACTORY),
        Scene::LaneUnmanned => ("2026:03:16 07:48:36", EXIT),
        Scene::GateOpen => ("2026:03:16 08:05:20", COMMUNITY),
        Scene::GateClosed => ("2026:03:17 08:11:04", COMMUNITY),
        Scene::RegisterGaps => ("2026:03:16 08:09:47", COMMUNITY),
        Scene::TempGunDead => ("2026:03:16 08:12:25", COMMUNITY),
        Scene::DoorAjar => ("2026:03:16 11:06:58", ISOLATION),
        Scene::CrowdedCounter => ("2026:03:16 09:51:13", HALL),
        Scene::MinutesCopied => ("2026:03:16 11:20:40", ISOLATION),
        Scene::ParcelsMixed => ("2026:03:16 13:44:02", DEPOT),
        Scene::VehicleUnsealed => ("2026:03:16 13:52:19", DEPOT),
        Scene::CanteenStore => ("2026:03:16 10:44:55", CANTEEN),
        Scene::MedicineLedger => ("2026:03:16 14:18:07", (30_039_080, 123_403_620)),
        Scene::DispenserEmpty => ("2026:03:16 09:47:30", HALL),
        Scene::EmptyPost => ("2026:03:16 15:22:11", COMMUNITY),
    }
}

/// The same at the place of a seed: another day, another street. The day goes with the seed alone,
/// so that what was put right keeps its distance from what was found.
fn taken_at(scene: Scene, seed: u64) -> (String, i32, i32) {
    let (time, (lat, lon)) = taken(scene);
    let step = seed.saturating_sub(1);
    let mut time = time.to_owned();
    if let Some(day) = time.get(8..10).and_then(|d| d.parse::<u64>().ok()) {
        time.replace_range(8..10, &format!("{:02}", day.saturating_sub(step % 13)));
    }
    if scene == Scene::EmptyPost {
        let (hour, minute) = clock_time(seed);
        time.replace_range(11..16, &format!("{hour:02}:{minute:02}"));
    }
    let place = step as i32;
    (time, lat + place * 3_170 % 19_000, lon - place * 4_390 % 23_000)
}

/// The journey's photos.
fn plain(dir: &Path, seed: u64) -> anyhow::Result<()> {
    for scene in Scene::JOURNEY {
        let (time, (lat, lon)) = taken(scene);
        let photo = jpeg(scene, seed, time, lat, lon);
        let path = dir.join(format!("{}.jpg", scene.name()));
        std::fs::write(&path, &photo)?;
        println!("{} {} KB", path.display(), photo.len() / 1000);
    }
    Ok(())
}

/// Small photos; every worker takes the next one that nobody has begun.
fn all_small(dir: &Path, variants: u64) -> anyhow::Result<()> {
    let jobs = Scene::ALL.into_iter().flat_map(|scene| (1..=variants).map(move |s| (scene, s)));
    let jobs = Mutex::new(jobs);
    let workers = std::thread::available_parallelism().map_or(2, |n| n.get().min(8));
    let work = || -> anyhow::Result<()> {
        loop {
            let job = jobs.lock().ok().and_then(|mut jobs| jobs.next());
            let Some((scene, seed)) = job else { return Ok(()) };
            let (time, lat, lon) = taken_at(scene, seed);
            let Small { photo, thumbnail } = small(scene, seed, &time, lat, lon);
            let path = dir.join(format!("{}-{seed}.jpg", scene.name()));
            std::fs::write(&path, &photo)?;
            std::fs::write(path.with_extension("t.jpg"), &thumbnail)?;
            println!(
                "{} {} KB + {} KB",
                path.display(),
                photo.len() / 1000,
                thumbnail.len() / 1000
            );
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        threads.into_iter().try_for_each(|t| t.join().ok().context("a worker gave up")?)
    })
}

fn main() -> anyhow::Result<()> {
    let Arguments { dir, seed, small, variants } = Arguments::parse();
    std::fs::create_dir_all(&dir)?;
    if small { all_small(&dir, variants) } else { plain(&dir, seed) }
}
