//! Scenes of an inspection, drawn by script: demonstration photos that nobody has to be asked for.
//!
//! Faces, round fruit and lamps are set up in space, lit with soft shadows and photographed by a
//! camera with glare, vignette and noise; the result is a twelve-megapixel JPEG with EXIF.

mod boxes;
mod canvas;
mod counter;
mod depot;
mod exif;
mod film;
mod light;
mod lobby;
mod paper;
mod render;
mod space;
mod street;
mod text;
mod thermometer;
mod wall;
mod world;

pub use exif::Exif;
use image::RgbImage;
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// Longer side of a photo.
pub const WIDTH: u32 = 4032;
/// Shorter side of a photo.
pub const HEIGHT: u32 = 3024;

/// What a photo shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scene {
    /// A supermarket's cold counter with imported fruit, whole view.
    Counter,
    /// A freezer's thermometer that reads −9.5 ℃.
    Thermometer,
    /// Fruit boxes, one label without origin.
    FruitBoxes,
    /// That label from near.
    Label,
    /// A page of the ledger with gaps.
    Ledger,
    /// The wall at goods-in without the required procedure.
    Wall,
    /// The same wall with the procedure and the warning sign.
    WallAfter,
    /// A lobby's side door that stands open.
    SideDoor,
    /// The same door closed, with a sign.
    SideDoorAfter,
    /// A courier depot's sorting floor.
    SortingFloor,
    /// A disinfection record sheet.
    RecordSheet,
    /// A shop whose shutter is down.
    Shutter,
}

impl Scene {
    /// All scenes.
    pub const ALL: [Self; 12] = [
        Self::Counter,
        Self::Thermometer,
        Self::FruitBoxes,
        Self::Label,
        Self::Ledger,
        Self::Wall,
        Self::WallAfter,
        Self::SideDoor,
        Self::SideDoorAfter,
        Self::SortingFloor,
        Self::RecordSheet,
        Self::Shutter,
    ];

    /// Name of its file.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Counter => "cold-counter.jpg",
            Self::Thermometer => "thermometer.jpg",
            Self::FruitBoxes => "fruit-boxes.jpg",
            Self::Label => "label.jpg",
            Self::Ledger => "ledger.jpg",
            Self::Wall => "wall-before.jpg",
            Self::WallAfter => "wall-after.jpg",
            Self::SideDoor => "side-door-before.jpg",
            Self::SideDoorAfter => "side-door-after.jpg",
            Self::SortingFloor => "sorting-floor.jpg",
            Self::RecordSheet => "record-sheet.jpg",
            Self::Shutter => "shutter.jpg",
        }
    }

    /// EXIF orientation: 6 for photos taken with the telephone upright.
    #[must_use]
    pub fn orientation(self) -> u16 {
        match self {
            Self::Label | Self::SideDoor | Self::SideDoorAfter | Self::RecordSheet => 6,
            _ => 1,
        }
    }

    fn world(self, seed: u64) -> world::World {
        match self {
            Self::Counter => counter::whole(seed),
            Self::Thermometer => thermometer::display(seed),
            Self::FruitBoxes => boxes::stack(seed),
            Self::Label => boxes::label(seed),
            Self::Ledger => paper::ledger(seed),
            Self::Wall => wall::wall(seed, false),
            Self::WallAfter => wall::wall(seed, true),
            Self::SideDoor => lobby::side_door(seed, false),
            Self::SideDoorAfter => lobby::side_door(seed, true),
            Self::SortingFloor => depot::floor(seed),
            Self::RecordSheet => paper::sheet(seed),
            Self::Shutter => street::shutter(seed),
        }
    }
}

/// Draws a scene as the camera stores it, 4032 × 3024; the same seed gives the same picture.
#[must_use]
pub fn paint(scene: Scene, seed: u64) -> RgbImage {
    paint_at(scene, seed, WIDTH)
}

/// Draws a scene with another width (a preview, a test); the height is three quarters of it.
#[must_use]
pub fn paint_at(scene: Scene, seed: u64, width: u32) -> RgbImage {
    let grain = seed ^ ((scene as u64 + 1) << 32);
    let rays = if width > 1500 { 8 } else { 4 };
    film::expose(&scene.world(seed), width as usize, width as usize * 3 / 4, grain, rays)
}

/// A scene as a camera's JPEG with EXIF. `taken` is local time, `2026:03:16 10:21:33`.
#[must_use]
pub fn jpeg(scene: Scene, seed: u64, taken: &str, lat_udeg: i32, lon_udeg: i32) -> Vec<u8> {
    encode(&paint(scene, seed), scene, taken, lat_udeg, lon_udeg)
}

fn encode(image: &RgbImage, scene: Scene, taken: &str, lat_udeg: i32, lon_udeg: i32) -> Vec<u8> {
    let (width, height) = image.dimensions();
    let orientation = scene.orientation();
    let exif = Exif { orientation, taken, lat_udeg, lon_udeg, width, height };
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, 88);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    // Neither can fail: the block is far below 64 KiB, and memory takes every byte.
    let written = encoder
        .add_exif_metadata(&exif.tiff())
        .and_then(|()| encoder.encode(image, width as u16, height as u16, ColorType::Rgb));
    if let Err(why) = written {
        eprintln!("{}: {why}", scene.file_name());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::exif::{In, Reader, Tag, Value};

    fn degrees(value: &Value) -> f64 {
        let Value::Rational(parts) = value else { return f64::NAN };
        parts.iter().zip([1.0, 60.0, 3600.0]).map(|(r, k)| r.to_f64() / k).sum()
    }

    #[test]
    fn exif_is_read_back() -> anyhow::Result<()> {
        let image = RgbImage::new(64, 48);
        let data = encode(&image, Scene::Label, "2026:03:16 10:21:33", 30_041_237, -123_410_501);
        let read = Reader::new().read_from_container(&mut std::io::Cursor::new(data))?;
        let get = |tag| read.get_field(tag, In::PRIMARY).map(|f| f.value.clone());
        let text = |tag| get(tag).map(|v| v.display_as(tag).to_string()).unwrap_or_default();
        assert_eq!(get(Tag::Orientation).and_then(|v| v.get_uint(0)), Some(6));
        assert_eq!(get(Tag::PixelXDimension).and_then(|v| v.get_uint(0)), Some(64));
        assert_eq!(text(Tag::DateTimeOriginal), "2026-03-16 10:21:33");
        assert_eq!(text(Tag::Make), "\"Mingcha\"");
        assert_eq!(
            (text(Tag::GPSLatitudeRef), text(Tag::GPSLongitudeRef)),
            ("N".into(), "W".into())
        );
        let place = [Tag::GPSLatitude, Tag::GPSLongitude].map(|t| get(t).map(|v| degrees(&v)));
        let [Some(lat), Some(lon)] = place else { anyhow::bail!("no position") };
        assert!((lat - 30.041_237).abs() < 5e-7, "{lat}");
        assert!((lon - 123.410_501).abs() < 5e-7, "{lon}");
        Ok(())
    }

    #[test]
    fn the_same_seed_gives_the_same_picture() {
        let draw = |seed| paint_at(Scene::Ledger, seed, 160).into_raw();
        assert_eq!(draw(3), draw(3));
        assert_ne!(draw(3), draw(4));
    }

    #[test]
    fn before_and_after_show_the_same_place() {
        let draw = |scene| paint_at(scene, 1, 160).into_raw();
        for (before, after) in
            [(Scene::Wall, Scene::WallAfter), (Scene::SideDoor, Scene::SideDoorAfter)]
        {
            let (a, b) = (draw(before), draw(after));
            let changed = a.iter().zip(&b).filter(|(x, y)| x.abs_diff(**y) > 60).count();
            assert!(changed > a.len() / 100 && changed < a.len() / 3, "{changed} of {}", a.len());
        }
    }
}
