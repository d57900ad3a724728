//! Scenes of an inspection, drawn by script: demonstration photos that nobody has to be asked for.
//!
//! Faces, round fruit and lamps are set up in space, lit with soft shadows and photographed by a
//! camera with glare, vignette and noise; the result is a twelve-megapixel JPEG with EXIF.

mod belt;
mod boxes;
mod canteen;
mod canvas;
mod counter;
mod depot;
mod entrance;
mod exif;
mod figure;
mod film;
mod furniture;
mod gate;
mod hall;
mod lane;
mod light;
mod lobby;
mod paper;
mod passage;
mod pharmacy;
mod place;
mod post;
mod register;
mod render;
mod scene;
mod shape;
mod shelf;
mod sign;
mod space;
mod street;
mod text;
mod thermometer;
mod van;
mod wall;
mod wand;
mod ward;
mod workshop;
mod world;

pub use exif::Exif;
use image::{
    RgbImage,
    imageops::{self, FilterType},
};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
pub use post::clock_time;
pub use scene::Scene;

/// Longer side of a photo.
pub const WIDTH: u32 = 4032;
/// Shorter side of a photo.
pub const HEIGHT: u32 = 3024;
/// Longer side of a small photo.
pub const SMALL: u32 = 1024;
/// Bytes that a small photo should stay below.
const SMALL_BYTES: usize = 80_000;

/// Draws a scene as the camera stores it, 4032 × 3024; the same seed gives the same picture.
#[must_use]
pub fn paint(scene: Scene, seed: u64) -> RgbImage {
    paint_at(scene, seed, WIDTH)
}

/// Draws a scene with another width (a preview, a test); the height is three quarters of it.
#[must_use]
pub fn paint_at(scene: Scene, seed: u64, width: u32) -> RgbImage {
    exposed(scene, seed, width, if width > 1500 { 8 } else { 4 })
}

/// One place photographed several times by hand, the light a little other each time; the first is the
/// picture that [`paint_at`] gives.
#[must_use]
pub fn paint_several(scene: Scene, seed: u64, width: u32, shots: u64) -> Vec<RgbImage> {
    let mut world = scene.world(seed);
    let light = light::bake(&world, if width > 1500 { 8 } else { 4 });
    let (first, key) = (world.camera, world.key);
    let mut rng = space::Rng::new(seed);
    (0..shots)
        .map(|shot| {
            if shot > 0 {
                world.camera = first.held_again(&mut rng);
                world.key = key * (0.8 + rng.unit() * 0.5);
            }
            let grain = seed ^ (shot << 20) ^ ((scene as u64 + 1) << 32);
            film::expose_in(&light, &world, width as usize, width as usize * 3 / 4, grain)
        })
        .collect()
}

fn exposed(scene: Scene, seed: u64, width: u32, rays: usize) -> RgbImage {
    let grain = seed ^ ((scene as u64 + 1) << 32);
    film::expose(&scene.world(seed), width as usize, width as usize * 3 / 4, grain, rays)
}

/// A scene as a camera's JPEG with EXIF. `taken` is local time, `2026:03:16 10:21:33`.
#[must_use]
pub fn jpeg(scene: Scene, seed: u64, taken: &str, lat_udeg: i32, lon_udeg: i32) -> Vec<u8> {
    let image = paint(scene, seed);
    let (width, height) = image.dimensions();
    let orientation = scene.orientation();
    encode(&image, 88, Some(Exif { orientation, taken, lat_udeg, lon_udeg, width, height }))
}

/// A small photo, as a telephone set to save room takes it, and its upright thumbnail.
#[derive(Debug)]
pub struct Small {
    /// JPEG with EXIF, 1024 × 768.
    pub photo: Vec<u8>,
    /// JPEG without EXIF, its longer side 256 pixels.
    pub thumbnail: Vec<u8>,
}

/// A scene as a small photo. It is drawn at twice the size and shrunk, as a camera does it: that
/// keeps lettering clear and takes most of the noise away. More rays than in a large photo: their
/// unevenness costs room in the file.
#[must_use]
pub fn small(scene: Scene, seed: u64, taken: &str, lat_udeg: i32, lon_udeg: i32) -> Small {
    let (width, height) = (SMALL, SMALL * 3 / 4);
    let image = exposed(scene, seed, width * 2, 16);
    let image = imageops::resize(&image, width, height, FilterType::Triangle);
    let orientation = scene.orientation();
    let exif = Exif { orientation, taken, lat_udeg, lon_udeg, width, height };
    let mut photo = encode(&image, 72, Some(exif));
    for quality in [69, 66, 63] {
        if photo.len() <= SMALL_BYTES {
            break;
        }
        photo = encode(&image, quality, Some(exif));
    }
    let lying = imageops::resize(&image, 256, 192, FilterType::Lanczos3);
    let upright = if orientation == 6 { imageops::rotate90(&lying) } else { lying };
    Small { photo, thumbnail: encode(&upright, 75, None) }
}

fn encode(image: &RgbImage, quality: u8, exif: Option<Exif<'_>>) -> Vec<u8> {
    let (width, height) = image.dimensions();
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, quality);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    // Neither can fail: the block is far below 64 KiB, and memory takes every byte.
    let noted = exif.map_or(Ok(()), |exif| encoder.add_exif_metadata(&exif.tiff()));
    let written =
        noted.and_then(|()| encoder.encode(image, width as u16, height as u16, ColorType::Rgb));
    if let Err(why) = written {
        eprintln!("a photo of {width} × {height}: {why}");
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
        let exif = Exif {
            orientation: Scene::Label.orientation(),
            taken: "2026:03:16 10:21:33",
            lat_udeg: 30_041_237,
            lon_udeg: -123_410_501,
            width: 64,
            height: 48,
        };
        let data = encode(&image, 88, Some(exif));
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
        let pairs: Vec<_> =
            Scene::ALL.into_iter().filter_map(|before| Some((before, before.after()?))).collect();
        assert_eq!(pairs.len(), 5);
        for (before, after) in pairs {
            let (a, b) = (draw(before), draw(after));
            let changed = a.iter().zip(&b).filter(|(x, y)| x.abs_diff(**y) > 60).count();
            let (name, all) = (before.name(), a.len());
            assert!(changed > all / 100 && changed < all / 3, "{name}: {changed} of {all}");
        }
    }

    #[test]
    fn every_scene_has_its_own_name_and_shows_something() {
        let names: std::collections::BTreeSet<_> = Scene::ALL.map(Scene::name).into();
        assert_eq!(names.len(), Scene::ALL.len());
        assert_eq!(Scene::ALL[..12], Scene::JOURNEY);
        for scene in Scene::ALL.into_iter().skip(12) {
            let shown = paint_at(scene, 2, 96).into_raw();
            let (low, high) = (shown.iter().min(), shown.iter().max());
            assert!(low < Some(&70) && high > Some(&150), "{}: {low:?} {high:?}", scene.name());
        }
    }

    #[test]
    fn a_small_photo_has_an_upright_thumbnail() {
        let Small { photo, thumbnail } = small(Scene::RecordSheet, 1, "2026:03:16 10:21:33", 0, 0);
        let frame = |jpeg: &[u8]| {
            let at = jpeg.windows(2).position(|w| w == [0xff, 0xc0]).expect("a frame");
            let [h, w] = [5, 7].map(|k| u16::from_be_bytes([jpeg[at + k], jpeg[at + k + 1]]));
            (w, h)
        };
        assert_eq!((frame(&photo), frame(&thumbnail)), ((1024, 768), (192, 256)));
        assert!(Reader::new().read_from_container(&mut std::io::Cursor::new(thumbnail)).is_err());
    }
}
