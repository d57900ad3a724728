//! Planes are those of the picture, whatever the camera wrote; what is damaged or unknown is said.

use super::*;
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions};
use zune_jpeg::JpegDecoder;

const SCALES: [(Scale, usize); 3] = [(Scale::Eighth, 1), (Scale::Quarter, 2), (Scale::Half, 4)];

pub fn random(seed: &mut u32) -> u8 {
    *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    (*seed >> 24) as u8
}

/// Colours that run across, with grain: fine frequencies, of which a smaller picture shows nothing.
fn pixels(width: u16, height: u16, channels: usize, grain: u8) -> Vec<u8> {
    let mut seed = u32::from(width) * 7 + u32::from(grain);
    let mut pixels = Vec::new();
    for y in 0..u32::from(height) {
        for x in 0..u32::from(width) {
            let wave = ((x + y) % 160).abs_diff(80) * 2;
            let shades = [x * 160 / u32::from(width), y * 160 / u32::from(height), wave];
            for shade in shades.iter().take(channels) {
                let grain = if grain == 0 { 0 } else { random(&mut seed) % grain };
                pixels.push(u8::try_from(*shade).unwrap() + grain);
            }
        }
    }
    pixels
}

struct Wanted {
    width: u16,
    height: u16,
    sampling: SamplingFactor,
    colour: ColorType,
    grain: u8,
    quality: u8,
    restart: u16,
    progressive: bool,
}

const USUAL: Wanted = Wanted {
    width: 330,
    height: 250,
    sampling: SamplingFactor::F_2_2,
    colour: ColorType::Rgb,
    grain: 40,
    quality: 92,
    restart: 0,
    progressive: false,
};

fn photo(wanted: &Wanted) -> Vec<u8> {
    let channels = if matches!(wanted.colour, ColorType::Luma) { 1 } else { 3 };
    let pixels = pixels(wanted.width, wanted.height, channels, wanted.grain);
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, wanted.quality);
    encoder.set_sampling_factor(wanted.sampling);
    encoder.set_progressive(wanted.progressive);
    if wanted.restart > 0 {
        encoder.set_restart_interval(wanted.restart);
    }
    encoder.encode(&pixels, wanted.width, wanted.height, wanted.colour).unwrap();
    bytes
}

/// All pixels by another decoder, the colours one behind the other.
fn whole(bytes: &[u8]) -> (usize, usize, Vec<Vec<u8>>) {
    let read = |space| {
        let options = DecoderOptions::default().jpeg_set_out_colorspace(space);
        let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
        let pixels = decoder.decode().ok()?;
        Some((decoder.info()?, pixels))
    };
    let (info, pixels) = read(ColorSpace::YCbCr).or_else(|| read(ColorSpace::Luma)).unwrap();
    let (width, height) = (usize::from(info.width), usize::from(info.height));
    let channels = pixels.len() / (width * height);
    let colour = |c: usize| pixels.iter().skip(c).step_by(channels).copied().collect();
    (width, height, (0..channels).map(colour).collect())
}

/// Mean difference between a plane and the means of the pixels that each of its pixels stands for.
fn off(plane: &Plane, of: &[u8], width: usize, height: usize) -> f64 {
    let (across, down) = (width.div_ceil(plane.width), height.div_ceil(plane.height));
    let (mut sum, mut count) = (0.0, 0.0);
    for y in 0..height / down {
        for x in 0..width / across {
            let mut mean = 0;
            for line in 0..down {
                let at = (y * down + line) * width + x * across;
                mean += of[at..at + across].iter().map(|p| u32::from(*p)).sum::<u32>();
            }
            let mean = f64::from(mean) / (across * down) as f64;
            sum += (mean - f64::from(plane.pixels[y * plane.width + x])).abs();
            count += 1.0;
        }
    }
    sum / count
}

#[test]
fn planes_show_what_the_picture_shows_however_it_was_written() {
    use SamplingFactor::{F_1_1, F_1_2, F_2_1, F_2_2};
    for (sampling, colour) in [
        (F_2_2, ColorType::Rgb),
        (F_2_1, ColorType::Rgb),
        (F_1_2, ColorType::Rgb),
        (F_1_1, ColorType::Rgb),
        (F_1_1, ColorType::Luma),
    ] {
        // At 100 codes are long; without grain whole blocks are empty.
        for (grain, quality) in [(0, 92), (40, 92), (90, 100), (20, 30)] {
            for (width, height) in [(640, 480), (333, 241), (17, 9), (1, 1)] {
                let bytes =
                    photo(&Wanted { width, height, sampling, colour, grain, quality, ..USUAL });
                let (w, h, colours) = whole(&bytes);
                for (scale, n) in SCALES {
                    let planes = planes(&bytes, scale).unwrap();
                    assert_eq!(planes.len(), colours.len());
                    let first = &planes[0];
                    let sides = ((w * n).div_ceil(8), (h * n).div_ceil(8));
                    assert_eq!((first.width, first.height), sides);
                    if w < 100 {
                        continue;
                    }
                    for (plane, colour) in planes.iter().zip(&colours) {
                        let off = off(plane, colour, w, h);
                        let what = format!(
                            "{sampling:?} {grain} {quality} {w} {n} {}: {off}",
                            plane.width
                        );
                        // Not the mean of pixels: of coarse frequencies. Grain leaves a difference.
                        assert!(off < 1.0 + f64::from(grain) / 12.0, "{what}");
                    }
                }
            }
        }
    }
}

#[test]
fn restarts_change_nothing() {
    for sampling in [SamplingFactor::F_2_2, SamplingFactor::F_1_1] {
        let with = |restart| photo(&Wanted { sampling, restart, ..USUAL });
        for (scale, _) in SCALES {
            let without = planes(&with(0), scale).unwrap();
            for restart in [1, 7, 21, 5_000] {
                assert_eq!(planes(&with(restart), scale).unwrap(), without, "{restart}");
            }
        }
        let mut bytes = with(7);
        let second = bytes.windows(2).position(|two| two == [0xff, 0xd1]).unwrap();
        bytes[second + 1] = 0xd3;
        assert_eq!(planes(&bytes, Scale::Half), None, "a piece is missing");
    }
}

#[test]
fn what_is_not_known_is_left_to_others() {
    let bytes = photo(&USUAL);
    assert_eq!(planes(&photo(&Wanted { progressive: true, ..USUAL }), Scale::Half), None);
    assert_eq!(planes(b"", Scale::Half), None);
    assert_eq!(planes(b"\x89PNG\r\n\x1a\n", Scale::Half), None);
    for end in (0..bytes.len()).step_by(61).chain(bytes.len() - 20..bytes.len()) {
        assert_eq!(planes(&bytes[..end], Scale::Quarter), None, "cut off at {end}");
    }
    let mut trailed = bytes;
    trailed.extend(b"a maker's own");
    assert!(planes(&trailed, Scale::Quarter).is_some());
    // Sixty-five thousand pixels a side, of which there is nothing.
    let side = trailed.windows(2).position(|two| two == [0xff, 0xc0]).unwrap() + 5;
    trailed[side..side + 4].fill(0xff);
    assert_eq!(planes(&trailed, Scale::Half), None);
}

#[test]
fn damage_is_found_or_does_no_harm() {
    let mut seed = 11;
    let photos = [
        photo(&Wanted { width: 160, height: 120, ..USUAL }),
        photo(&Wanted { width: 160, height: 120, quality: 100, grain: 90, restart: 3, ..USUAL }),
    ];
    let mut made = 0;
    for n in 0..1_500_usize {
        let mut bytes = photos[n % 2].clone();
        // Some of it in what stands before the scan.
        let length = if n % 3 == 0 { 640 } else { bytes.len() };
        for _ in 0..=n % 4 {
            let place = u32::from_be_bytes([0, 0, random(&mut seed), random(&mut seed)]) as usize;
            bytes[place % length] = random(&mut seed);
        }
        for (scale, _) in SCALES {
            made += usize::from(planes(&bytes, scale).is_some());
        }
    }
    assert!(made > 30, "some change a shade only: {made}");
}
