//! Whether one photo is a copy of another: the same picture stored again, shrunk, cropped a little,
//! brighter, or with words written on it. Two photos of one place are not copies of each other,
//! however alike they look.
//!
//! Every photo has a few prints of 64 bits, one for the whole and one for each way to crop it. What a
//! copy may be of is found by the number of bits that differ; the pictures themselves then decide.

use zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions};
use zune_jpeg::JpegDecoder;

/// Bits by which the print of a copy differs from its original's at most.
const NEAR: u32 = 14;
/// Pictures that are compared, of those with near prints.
const COMPARED: usize = 12;
/// Parts of a picture that are compared by themselves, across and down.
const PARTS: (usize, usize) = (8, 6);
/// Pixels of a part, across and down.
const PART: usize = 10;
/// Parts whose brightness varies less than this have nothing to compare.
const FLAT: f32 = 5.0;
/// How well a part has to fit, and how large a share of the parts.
const FITS: f32 = 0.9;
const SHARE: f32 = 0.75;

/// How a picture may have been cropped: how much is left of each side, and where.
const WINDOWS: [Window; 11] = {
    const fn window(left: f32, top: f32, side: f32) -> Window {
        Window { left, top, width: side, height: side }
    }
    [
        window(0.0, 0.0, 1.0),
        window(0.025, 0.025, 0.95),
        window(0.0, 0.0, 0.95),
        window(0.05, 0.0, 0.95),
        window(0.0, 0.05, 0.95),
        window(0.05, 0.05, 0.95),
        window(0.05, 0.05, 0.9),
        window(0.0, 0.0, 0.9),
        window(0.1, 0.0, 0.9),
        window(0.0, 0.1, 0.9),
        window(0.1, 0.1, 0.9),
    ]
};

const WHOLE: Window = Window { left: 0.0, top: 0.0, width: 1.0, height: 1.0 };

/// Part of a picture, in shares of its sides.
#[derive(Debug, Clone, Copy)]
struct Window {
    left: f32,
    top: f32,
    width: f32,
    height: f32,
}

/// A small picture without colours.
#[derive(Debug, Clone)]
pub struct Gray {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Gray {
    /// The brightness of a thumbnail's JPEG; `None` if it is none.
    #[must_use]
    pub fn of_jpeg(bytes: &[u8]) -> Option<Self> {
        let options = DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::Luma);
        let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
        let pixels = decoder.decode().ok()?;
        let info = decoder.info()?;
        let (width, height) = (usize::from(info.width), usize::from(info.height));
        (width > 0 && pixels.len() == width * height).then_some(Self { width, height, pixels })
    }

    /// Width and height, pixels.
    #[must_use]
    pub const fn size(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    /// One pixel; 0 beyond the edge.
    #[must_use]
    pub fn pixel(&self, x: usize, y: usize) -> u8 {
        let inside = x < self.width && y < self.height;
        let place = if inside { Some(y * self.width + x) } else { None };
        place.and_then(|place| self.pixels.get(place).copied()).unwrap_or_default()
    }

    /// The brightness where each of `across` meets each of `down`, row by row; both in shares of the
    /// sides.
    fn grid(&self, across: &[f32], down: &[f32]) -> Vec<f32> {
        let columns: Vec<_> = across.iter().map(|x| Between::of(*x, self.width)).collect();
        let mut points = Vec::with_capacity(across.len() * down.len());
        for y in down {
            let Between { low, high, share } = Between::of(*y, self.height);
            let row = |y: usize| self.pixels.get(y * self.width..).unwrap_or_default();
            let (upper, lower) = (row(low), row(high));
            points.extend(columns.iter().map(|x| {
                let (upper, lower) = (x.mixed(upper), x.mixed(lower));
                upper * (1.0 - share) + lower * share
            }));
        }
        points
    }

    /// The mean brightness of `columns` × `rows` fields of a window.
    fn fields(&self, window: Window, columns: usize, rows: usize) -> Vec<f32> {
        /// Looked at in each field, across and down.
        const SAMPLES: usize = 6;
        let places = |of: usize| {
            let part = move |n: usize| {
                ((n / SAMPLES) as f32 + ((n % SAMPLES) as f32 + 0.5) / SAMPLES as f32) / of as f32
            };
            (0..of * SAMPLES).map(part)
        };
        let across: Vec<_> = places(columns).map(|x| window.left + x * window.width).collect();
        let down: Vec<_> = places(rows).map(|y| window.top + y * window.height).collect();
        let grid = self.grid(&across, &down);
        let mut means = Vec::with_capacity(columns * rows);
        for lines in grid.chunks_exact(across.len() * SAMPLES) {
            for column in 0..columns {
                let lines = lines.chunks_exact(across.len());
                let samples =
                    lines.flat_map(|line| line.iter().skip(column * SAMPLES).take(SAMPLES));
                means.push(samples.sum::<f32>() / (SAMPLES * SAMPLES) as f32);
            }
        }
        means
    }

    /// Where it becomes brighter from one field to the next: what no brightness changes.
    fn print(&self, window: Window) -> u64 {
        let fields = self.fields(window, 9, 8);
        let rows = fields.chunks_exact(9).flat_map(|row| row.windows(2));
        rows.fold(0, |bits, pair| bits << 1 | u64::from(pair.first() < pair.last()))
    }

    /// Single points of a window, row by row.
    fn points(&self, window: Window, columns: usize, rows: usize) -> Vec<f32> {
        let places = |of: usize| (0..of).map(move |n| (n as f32 + 0.5) / of as f32);
        let across: Vec<_> = places(columns).map(|x| window.left + x * window.width).collect();
        let down: Vec<_> = places(rows).map(|y| window.top + y * window.height).collect();
        self.grid(&across, &down)
    }
}

/// A place between two pixels of a line.
struct Between {
    low: usize,
    high: usize,
    /// How near it is to the higher one.
    share: f32,
}

impl Between {
    /// `at`: in shares of the line, which has `pixels`.
    fn of(at: f32, pixels: usize) -> Self {
        let at = (at * pixels as f32 - 0.5).clamp(0.0, pixels as f32 - 1.0);
        let low = at as usize;
        Self { low, high: (low + 1).min(pixels - 1), share: at - low as f32 }
    }

    fn mixed(&self, line: &[u8]) -> f32 {
        let pixel = |n: usize| f32::from(line.get(n).copied().unwrap_or_default());
        pixel(self.low) * (1.0 - self.share) + pixel(self.high) * self.share
    }
}

/// What is kept of a photo to find copies of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prints(pub [u64; WINDOWS.len()]);

impl Prints {
    /// Of a thumbnail.
    #[must_use]
    pub fn of(picture: &Gray) -> Self {
        Self(WINDOWS.map(|window| picture.print(window)))
    }

    /// Big-endian, one after the other.
    #[must_use]
    pub fn to_bytes(self) -> Vec<u8> {
        self.0.iter().flat_map(|print| print.to_be_bytes()).collect()
    }

    /// `None` if these are not such bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (prints, rest) = bytes.as_chunks::<8>();
        let prints: [[u8; 8]; WINDOWS.len()] = prints.try_into().ok()?;
        rest.is_empty().then(|| Self(prints.map(u64::from_be_bytes)))
    }

    /// Bits by which `copy`, as a whole, differs from the nearest way to crop this one.
    #[must_use]
    pub fn distance(&self, copy: &Self) -> u32 {
        let [whole, ..] = copy.0;
        self.0.iter().map(|print| (print ^ whole).count_ones()).min().unwrap_or(u64::BITS)
    }
}

/// The photos whose prints are near those of `copy`, nearest first.
pub fn near<'a, Id: Copy + Ord + 'a>(
    copy: &Prints,
    all: impl Iterator<Item = &'a (Id, Prints)>,
) -> Vec<Id> {
    let mut near: Vec<(u32, Id)> = all
        .map(|(id, prints)| (prints.distance(copy), *id))
        .filter(|(distance, _)| *distance <= NEAR)
        .collect();
    near.sort_unstable();
    near.into_iter().take(COMPARED).map(|(_, id)| id).collect()
}

/// Whether `copy` shows what `original` shows, point for point. Flat pictures are never copies.
#[must_use]
pub fn is_copy(copy: &Gray, original: &Gray) -> bool {
    let laying = Laying::of(copy, original);
    let likeliest = laying.likeliest();
    let fits = |window| share_in(copy, original, window) >= SHARE;
    // Most copies are cropped just so, or not at all: to move the edges is most of the work.
    fits(likeliest.1) || fits(laying.moved(likeliest))
}

/// Share of the parts that fit, when one is laid on the other as well as can be.
#[must_use]
pub fn share(copy: &Gray, original: &Gray) -> f32 {
    let laying = Laying::of(copy, original);
    share_in(copy, original, laying.moved(laying.likeliest()))
}

fn share_in(copy: &Gray, original: &Gray, window: Window) -> f32 {
    let (columns, rows) = (PARTS.0 * PART, PARTS.1 * PART);
    let (a, b) = (copy.points(WHOLE, columns, rows), original.points(window, columns, rows));
    let part = |points: &[f32], n: usize| -> Vec<f32> {
        let (left, top) = (n % PARTS.0 * PART, n / PARTS.0 * PART);
        let rows = points.chunks_exact(columns).skip(top).take(PART);
        rows.flat_map(|row| row.iter().skip(left).take(PART)).copied().collect()
    };
    let (mut all, mut fit) = (0, 0);
    for n in 0..PARTS.0 * PARTS.1 {
        let (a, b) = (part(&a, n), part(&b, n));
        if spread(&a).max(spread(&b)) < FLAT {
            continue;
        }
        all += 1;
        fit += usize::from(fits(&a, &b) >= FITS);
    }
    // A few parts say nothing.
    if all * 4 < PARTS.0 * PARTS.1 { 0.0 } else { fit as f32 / all as f32 }
}

/// How well a copy fits into a part of the original.
struct Laying<'a> {
    wanted: Vec<f32>,
    original: &'a Gray,
}

impl<'a> Laying<'a> {
    const SIDE: (usize, usize) = (32, 24);

    fn of(copy: &Gray, original: &'a Gray) -> Self {
        Self { wanted: copy.points(WHOLE, Self::SIDE.0, Self::SIDE.1), original }
    }

    fn score(&self, window: Window) -> f32 {
        fits(&self.wanted, &self.original.points(window, Self::SIDE.0, Self::SIDE.1))
    }

    /// The likeliest way to crop.
    fn likeliest(&self) -> (f32, Window) {
        let scored = WINDOWS.map(|w| (self.score(w), w));
        scored.into_iter().max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((0.0, WHOLE))
    }

    /// Where in the original the copy lies: each edge is moved while the pictures fit better for it.
    fn moved(&self, (mut best, mut window): (f32, Window)) -> Window {
        for step in [0.02, 0.01, 0.005] {
            for _ in 0..8 {
                let before = best;
                for by in [step, -step] {
                    let moved = [
                        Window { left: window.left + by, width: window.width - by, ..window },
                        Window { width: window.width + by, ..window },
                        Window { top: window.top + by, height: window.height - by, ..window },
                        Window { height: window.height + by, ..window },
                        Window { left: window.left + by, ..window },
                        Window { top: window.top + by, ..window },
                    ];
                    for w in moved {
                        let score = self.score(w);
                        if score > best {
                            (best, window) = (score, w);
                        }
                    }
                }
                if best - before < 1e-4 {
                    break;
                }
            }
        }
        window
    }
}

fn mean(points: &[f32]) -> f32 {
    points.iter().sum::<f32>() / points.len().max(1) as f32
}

/// Standard deviation.
fn spread(points: &[f32]) -> f32 {
    let middle = mean(points);
    let squares: f32 = points.iter().map(|p| (p - middle).powi(2)).sum();
    (squares / points.len().max(1) as f32).sqrt()
}

/// Correlation, -1 to 1: the same for any brightness and contrast.
fn fits(a: &[f32], b: &[f32]) -> f32 {
    let (mean_a, mean_b) = (mean(a), mean(b));
    let shared: f32 = a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b)).sum();
    let spreads = spread(a) * spread(b) * a.len() as f32;
    if spreads > 0.0 { shared / spreads } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pixels that follow from `seed`.
    fn grain(width: usize, height: usize, mut seed: u32) -> Gray {
        let pixels = (0..width * height).map(|_| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed.to_be_bytes()[0]
        });
        Gray { width, height, pixels: pixels.collect() }
    }

    /// One point, as it is written down.
    fn at(picture: &Gray, x: f32, y: f32) -> f32 {
        let side = |v: f32, n: usize| (v * n as f32 - 0.5).clamp(0.0, n as f32 - 1.0);
        let (x, y) = (side(x, picture.width), side(y, picture.height));
        let (left, top) = (x as usize, y as usize);
        let pixel = |x: usize, y: usize| {
            let (x, y) = (x.min(picture.width - 1), y.min(picture.height - 1));
            f32::from(picture.pixels[y * picture.width + x])
        };
        let (across, down) = (x - left as f32, y - top as f32);
        let upper = pixel(left, top) * (1.0 - across) + pixel(left + 1, top) * across;
        let lower = pixel(left, top + 1) * (1.0 - across) + pixel(left + 1, top + 1) * across;
        upper * (1.0 - down) + lower * down
    }

    /// Prints are stored and compared with those of other devices: however they are computed, not a
    /// bit of them may change.
    #[test]
    fn prints_are_those_of_single_points() {
        for (width, height) in [(256, 192), (192, 256), (37, 5), (1, 1)] {
            let picture = grain(width, height, 3);
            for window in WINDOWS {
                let mut fields = vec![];
                for (row, column) in (0..8).flat_map(|row| (0..9).map(move |column| (row, column)))
                {
                    let mut sum = 0.0;
                    for n in 0..36 {
                        let part = |n: usize, place: usize, of: usize| {
                            (place as f32 + (n as f32 + 0.5) / 6.0) / of as f32
                        };
                        let x = window.left + part(n % 6, column, 9) * window.width;
                        let y = window.top + part(n / 6, row, 8) * window.height;
                        sum += at(&picture, x, y);
                    }
                    fields.push(sum / 36.0);
                }
                assert_eq!(picture.fields(window, 9, 8), fields);
                let points = picture.points(window, 32, 24);
                let place = |n: usize, of: usize| (n as f32 + 0.5) / of as f32;
                for (n, point) in points.iter().enumerate() {
                    let x = window.left + place(n % 32, 32) * window.width;
                    let y = window.top + place(n / 32, 24) * window.height;
                    assert!((at(&picture, x, y) - point).abs() < f32::EPSILON);
                }
            }
        }
    }
}
