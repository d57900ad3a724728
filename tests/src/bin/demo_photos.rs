//! Writes the demonstration photos: `demo_photos DIR [--seed N]`, the same for the same seed.

use clap::Parser;
use mingcha_tests::scenes::{Scene, jpeg};
use std::path::PathBuf;

/// Writes the demonstration photos.
#[derive(Parser)]
struct Arguments {
    /// Where the photos go; made if it does not exist.
    dir: PathBuf,
    /// Another seed gives other details.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// When and where each photo was taken: local time, latitude and longitude in millionths.
fn taken(scene: Scene) -> (&'static str, i32, i32) {
    let shop = (30_047_210, 123_404_530);
    let depot = (30_041_350, 123_411_370);
    let hotel = (30_035_460, 123_418_340);
    let (time, (lat, lon)) = match scene {
        Scene::Counter => ("2026:03:16 10:21:33", shop),
        Scene::Thermometer => ("2026:03:16 10:22:47", shop),
        Scene::FruitBoxes => ("2026:03:16 10:25:02", shop),
        Scene::Label => ("2026:03:16 10:25:29", shop),
        Scene::Ledger => ("2026:03:16 10:29:51", shop),
        Scene::Wall => ("2026:03:16 10:31:18", shop),
        Scene::WallAfter => ("2026:03:18 09:12:40", shop),
        Scene::SideDoor => ("2026:03:16 15:06:10", hotel),
        Scene::SideDoorAfter => ("2026:03:16 15:38:55", hotel),
        Scene::SortingFloor => ("2026:03:16 13:41:26", depot),
        Scene::RecordSheet => ("2026:03:16 13:47:09", depot),
        Scene::Shutter => ("2026:03:16 16:20:44", (30_033_900, 123_401_300)),
    };
    (time, lat, lon)
}

fn main() -> anyhow::Result<()> {
    let Arguments { dir, seed } = Arguments::parse();
    std::fs::create_dir_all(&dir)?;
    for scene in Scene::ALL {
        let (time, lat, lon) = taken(scene);
        let photo = jpeg(scene, seed, time, lat, lon);
        let path = dir.join(scene.file_name());
        std::fs::write(&path, &photo)?;
        println!("{} {} KB", path.display(), photo.len() / 1000);
    }
    Ok(())
}
