//! How well copies of earlier photos are found, and how fast. Copies are made by script (stored again,
//! shrunk, cropped, brighter or darker, written on); beside them stand other photos of the same places,
//! taken again by hand, put right, or of a place like it.

use anyhow::Context;
use image::{Rgb, RgbImage, imageops};
use jpeg_encoder::{ColorType, Encoder};
use mingcha_central::demo::Random;
use mingcha_device::likeness::{Gray, Prints, is_copy, near, share};
use mingcha_tests::{
    figure,
    scenes::{Scene, paint_at, paint_several},
};
use serde_json::json;
use std::time::Instant;

const WIDTH: u32 = 512;
const SEEDS: u64 = 2;
/// Photos taken again of each place.
const AGAIN: u64 = 5;
const INDEXED: usize = 100_000;

/// What the device keeps of a photo.
struct Kept {
    gray: Gray,
    prints: Prints,
}

fn main() -> anyhow::Result<()> {
    if mingcha_bench::only_tests() {
        return Ok(());
    }
    let seed = 20_260_316;
    eprintln!("seed {seed}");
    let mut chance = Random(seed);
    let (mut copies, mut others) = (Vec::new(), Vec::new());
    let mut originals = Vec::new();
    for place in 1..=SEEDS {
        for scene in Scene::ALL {
            let shots = paint_several(scene, place, WIDTH, AGAIN + 1);
            let painted = shots.first().context("a picture")?.clone();
            let original = kept(&painted, 88)?;
            for kind in 0..11 {
                copies.push((kind, compared(&copy(&painted, kind, &mut chance)?, &original)));
            }
            for again in shots.iter().skip(1) {
                others.push((0, compared(&kept(again, 80)?, &original)));
            }
            let like = paint_at(scene, place + SEEDS, WIDTH);
            others.push((1, compared(&kept(&like, 80)?, &original)));
            if let Some(after) = scene.after() {
                for after in paint_several(after, place, WIDTH, 2).iter().skip(1) {
                    others.push((2, compared(&kept(after, 80)?, &original)));
                }
            }
            originals.push(original);
        }
    }
    // And all against all.
    for (n, a) in originals.iter().enumerate() {
        for b in originals.iter().skip(n + 1) {
            others.push((3, compared(a, b)));
        }
    }
    report("copies", &copies);
    report("others", &others);
    rate("reuse_recall", &copies);
    rate("reuse_false_alarm", &others);

    let mut all: Vec<(u32, Prints)> = Vec::with_capacity(INDEXED);
    let mut bits = || (0..8).fold(0_u64, |all, _| all << 8 | chance.below(256) as u64);
    for id in 0..u32::try_from(INDEXED)? {
        all.push((id, Prints([(); 11].map(|()| bits()))));
    }
    let mut times = Vec::new();
    for (n, one) in originals.iter().cycle().take(200).enumerate() {
        if let Some(place) = all.get_mut(n * 97) {
            place.1 = one.prints;
        }
        let began = Instant::now();
        let found = near(&one.prints, all.iter());
        let same = found.iter().filter(|_| is_copy(&one.gray, &one.gray)).count();
        times.push(began.elapsed().as_secs_f64() * 1_000.0);
        anyhow::ensure!(same > 0);
    }
    figure::print("photos", "reuse_query_100k_ms", "ms", &times, None);
    Ok(())
}

/// As it passes through the device.
fn kept(picture: &RgbImage, quality: u8) -> anyhow::Result<Kept> {
    let mut bytes = Vec::new();
    let (width, height) = (picture.width() as u16, picture.height() as u16);
    Encoder::new(&mut bytes, quality).encode(picture, width, height, ColorType::Rgb)?;
    let captured = mingcha_device::capture(bytes)?;
    let (_, thumbnail) = captured.files.get(2).context("a thumbnail")?;
    let gray = Gray::of_jpeg(thumbnail).context("a picture")?;
    Ok(Kept { prints: Prints::of(&gray), gray })
}

/// Bits by which the prints differ, and the share of the parts that fit.
fn compared(copy: &Kept, original: &Kept) -> (u32, f32, bool) {
    let distance = original.prints.distance(&copy.prints);
    let found = !near(&copy.prints, [(0, original.prints)].iter()).is_empty();
    // The slow comparison is only made of what the fast one finds; its figure is for the eye.
    let share = if distance <= 20 { share(&copy.gray, &original.gray) } else { 0.0 };
    (distance, share, found && is_copy(&copy.gray, &original.gray))
}

fn copy(original: &RgbImage, kind: u32, chance: &mut Random) -> anyhow::Result<Kept> {
    let mut between = |least: usize, most: usize| least + chance.below(most - least + 1);
    let (w, h) = original.dimensions();
    let cropped = |left: usize, top: usize, right: usize, bottom: usize| {
        let side = |n: u32, thousandths: usize| n * thousandths as u32 / 1_000;
        let (x, y) = (side(w, left), side(h, top));
        imageops::crop_imm(original, x, y, w - x - side(w, right), h - y - side(h, bottom))
            .to_image()
    };
    let brighter = |picture: &RgbImage, hundredths: usize| {
        let mut other = picture.clone();
        let by = |v: u8| (usize::from(v) * hundredths / 100).min(255) as u8;
        other.pixels_mut().for_each(|p| p.0 = p.0.map(by));
        other
    };
    match kind {
        0 => kept(original, between(30, 45) as u8),
        1 => kept(original, between(50, 75) as u8),
        2 | 3 => {
            let share = between(40, 85) as u32;
            let size = (w * share / 100, h * share / 100);
            let small = imageops::resize(original, size.0, size.1, imageops::FilterType::Triangle);
            kept(&small, 80)
        }
        // At most a tenth of a side is gone, on one edge or on two.
        4 => kept(&cropped(between(20, 100), 0, 0, between(20, 100)), 80),
        5 => kept(&cropped(between(0, 50), between(0, 50), between(0, 50), between(0, 50)), 80),
        6 => kept(&cropped(0, between(20, 100), between(20, 100), 0), 70),
        7 => kept(&brighter(original, between(70, 90)), 80),
        8 => kept(&brighter(original, between(110, 135)), 80),
        9 => kept(&written_on(original, between(2, 4)), 80),
        _ => kept(&brighter(&written_on(original, 3), between(85, 115)), 60),
    }
}

/// Lines of light and dark strokes at the lower edge, as a watermark camera writes them.
fn written_on(original: &RgbImage, lines: usize) -> RgbImage {
    let mut picture = original.clone();
    let (w, h) = picture.dimensions();
    let line = h / 18;
    for n in 0..lines as u32 {
        let top = h - (n + 1) * line - line / 2;
        for x in w / 40..w / 2 {
            for y in top..top + line * 3 / 4 {
                let stroke = (x / 3 + y / 4 + n) % 3 == 0;
                picture.put_pixel(x, y, if stroke { Rgb([250; 3]) } else { Rgb([60; 3]) });
            }
        }
    }
    picture
}

fn report(what: &str, all: &[(u32, (u32, f32, bool))]) {
    for kind in 0..=all.iter().map(|(kind, _)| *kind).max().unwrap_or(0) {
        let of: Vec<_> = all.iter().filter(|(k, _)| *k == kind).map(|(_, c)| c).collect();
        let found = of.iter().filter(|c| c.2).count();
        let mut bits: Vec<u32> = of.iter().map(|c| c.0).collect();
        let mut shares: Vec<f32> = of.iter().map(|c| c.1).collect();
        bits.sort_unstable();
        shares.sort_by(f32::total_cmp);
        let at = |share: usize, of: usize| of * share / 100;
        let bits: Vec<_> = [5, 50, 95].map(|s| bits.get(at(s, bits.len())).copied()).into();
        let shares: Vec<_> = [5, 50, 95].map(|s| shares.get(at(s, shares.len())).copied()).into();
        eprintln!("{what} {kind}: {found} of {}, bits {bits:?}, shares {shares:?}", of.len());
    }
}

fn rate(figure: &str, pairs: &[(u32, (u32, f32, bool))]) {
    let found = pairs.iter().filter(|(_, c)| c.2).count();
    let value = (found as f64 / pairs.len() as f64 * 10_000.0).round() / 10_000.0;
    let line = json!({
        "bench": "photos", "figure": figure, "unit": "1", "value": value, "n": pairs.len(),
    });
    println!("{line}");
}
