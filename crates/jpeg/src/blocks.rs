//! From the coarsest frequencies of a block of eight by eight to that many fewer pixels: an inverse
//! transform (A.3.3) of so many points as pixels are wanted.

/// Blocks side by side: what is done to one is done to all of them at once, in wide registers.
pub const BLOCKS: usize = 8;

/// Frequencies that are kept, across and down.
const KEPT: usize = 4;

const LANES: usize = BLOCKS * KEPT;

/// Place in the block of each coefficient, in the order in which they are sent: figure A.6.
const ORDER: [u8; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// What a coefficient counts, and where it goes.
#[derive(Clone, Copy, Default)]
pub struct Step {
    /// What its number is multiplied by.
    size: f32,
    /// Place of the first block's in the group.
    place: usize,
}

/// The steps of a table of quantisation, in the order of sending, for blocks of `n` by `n` pixels.
pub fn steps(n: usize, quantisation: &[u16; 64]) -> [Step; 64] {
    let mut steps = [Step::default(); 64];
    for ((step, quantum), place) in steps.iter_mut().zip(quantisation).zip(ORDER) {
        let (u, v) = (usize::from(place % 8), usize::from(place / 8));
        step.size = f32::from(*quantum) * weight(n, u) * weight(n, v);
        step.place = if u < KEPT && v < KEPT { v * LANES + u * BLOCKS } else { KEPT * LANES };
    }
    steps
}

/// By how much a frequency counts, so that [`transformed`] multiplies no more than it must.
const fn weight(n: usize, frequency: usize) -> f32 {
    match (n, frequency) {
        // cos(pi / 8) / 2
        (4, 1 | 3) => 0.461_939_77,
        // sqrt(1 / 8)
        _ => 0.353_553_4,
    }
}

/// The coarsest coefficients of blocks that stand side by side: by row of frequencies, by column, by
/// block. Behind them, what no pixel needs.
#[derive(Clone)]
pub struct Group([f32; LANES * KEPT + BLOCKS]);

impl Default for Group {
    fn default() -> Self {
        Self([0.0; LANES * KEPT + BLOCKS])
    }
}

impl Group {
    /// Notes coefficient `k` of a block.
    #[inline(always)]
    pub fn set(&mut self, block: usize, k: usize, value: i32, steps: &[Step; 64]) -> Option<()> {
        let step = steps.get(k)?;
        *self.0.get_mut(step.place + block)? = value as f32 * step.size;
        Some(())
    }

    /// The pixels, row by row. The group is empty afterwards.
    #[inline(never)]
    pub fn pixels<const N: usize>(&mut self) -> [[[u8; N]; BLOCKS]; N] {
        let (rows, _) = self.0.as_chunks::<LANES>();
        let mut lines = [[0.0; LANES]; N];
        lines.iter_mut().zip(rows).for_each(|(line, row)| *line = *row);
        self.0.fill(0.0);
        let mut pixels = [[[0; N]; BLOCKS]; N];
        for (line, to) in transformed(lines).iter().zip(&mut pixels) {
            let (columns, _) = line.as_chunks::<BLOCKS>();
            let mut wanted = [[0.0; BLOCKS]; N];
            wanted.iter_mut().zip(columns).for_each(|(to, from)| *to = *from);
            *to = shades(transformed(wanted));
        }
        pixels
    }
}

/// An inverse transform of N points, as often side by side as there are lanes.
#[inline(always)]
fn transformed<const N: usize, const L: usize>(mut of: [[f32; L]; N]) -> [[f32; L]; N] {
    /// tan(pi / 8)
    const RATIO: f32 = 0.414_213_57;
    match of.as_mut_slice() {
        [a, b] => {
            for (a, b) in a.iter_mut().zip(b) {
                (*a, *b) = (*a + *b, *a - *b);
            }
        }
        [a, b, c, d] => {
            for (((a, b), c), d) in a.iter_mut().zip(b).zip(c).zip(d) {
                let (sum, difference) = (*a + *c, *a - *c);
                let (outer, inner) = (*b + *d * RATIO, *b * RATIO - *d);
                (*a, *b, *c, *d) =
                    (sum + outer, difference + inner, difference - inner, sum - outer);
            }
        }
        _ => {}
    }
    of
}

/// A line of each block.
#[inline(always)]
fn shades<const N: usize>(columns: [[f32; BLOCKS]; N]) -> [[u8; N]; BLOCKS] {
    let mut words = [0_u32; BLOCKS];
    match columns.as_slice() {
        [a] => words.iter_mut().zip(a).for_each(|(word, a)| *word = shade(*a)),
        [a, b] => {
            for ((word, a), b) in words.iter_mut().zip(a).zip(b) {
                *word = shade(*a) | shade(*b) << 8;
            }
        }
        [a, b, c, d] => {
            for ((((word, a), b), c), d) in words.iter_mut().zip(a).zip(b).zip(c).zip(d) {
                *word = shade(*a) | shade(*b) << 8 | shade(*c) << 16 | shade(*d) << 24;
            }
        }
        _ => {}
    }
    let mut line = [[0; N]; BLOCKS];
    for (pixels, word) in line.iter_mut().zip(words) {
        pixels.iter_mut().zip(word.to_le_bytes()).for_each(|(pixel, byte)| *pixel = byte);
    }
    line
}

/// A shade of 0 to 255, rounded; in steps that can be taken for many at once.
#[inline(always)]
const fn shade(value: f32) -> u32 {
    let value = value + 128.0;
    let value = if value > 0.0 { value } else { 0.0 };
    let value = if value < 255.0 { value } else { 255.0 };
    // From here on, whole numbers differ in their last bits only.
    (value + 8_388_608.0).to_bits() & 0xff
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::random;
    use std::f64::consts::PI;

    /// The transform as the standard writes it, of N points.
    fn by_the_book<const N: usize>(coefficients: &[i32; 64]) -> [[u8; N]; N] {
        let mut pixels = [[0; N]; N];
        for (y, line) in pixels.iter_mut().enumerate() {
            for (x, pixel) in line.iter_mut().enumerate() {
                let mut sum = 0.0;
                for v in 0..N {
                    for u in 0..N {
                        let wave = |f: usize, at: usize| {
                            let mean = if f == 0 { 0.5_f64.sqrt() } else { 1.0 };
                            mean * (PI * f as f64 * (2 * at + 1) as f64 / (2 * N) as f64).cos()
                        };
                        sum += f64::from(coefficients[v * 8 + u]) * wave(u, x) * wave(v, y);
                    }
                }
                *pixel = (sum / 4.0 + 128.0).round().clamp(0.0, 255.0) as u8;
            }
        }
        pixels
    }

    fn holds<const N: usize>() {
        let steps = steps(N, &[1; 64]);
        let mut group = Group::default();
        let mut seed = 7;
        let mut blocks = [[0; 64]; BLOCKS];
        for (n, block) in blocks.iter_mut().enumerate() {
            for (k, place) in ORDER.iter().enumerate() {
                let value = i32::from(random(&mut seed)) - 128;
                block[usize::from(*place)] = value;
                group.set(n, k, value, &steps).unwrap();
            }
        }
        let pixels = group.pixels::<N>();
        for (n, block) in blocks.iter().enumerate() {
            for (y, line) in by_the_book::<N>(block).iter().enumerate() {
                for (a, b) in line.iter().zip(pixels[y][n]) {
                    assert!(a.abs_diff(b) <= 1, "{N}: {a} {b}");
                }
            }
        }
        assert_eq!(group.pixels::<N>(), [[[128; N]; BLOCKS]; N], "empty again");
    }

    #[test]
    fn pixels_are_those_of_the_transform() {
        holds::<1>();
        holds::<2>();
        holds::<4>();
    }

    #[test]
    fn what_is_darker_than_black_is_black() {
        let shades = [-1e9, -128.0, 0.4, 0.6, 126.6, 1e9].map(shade);
        assert_eq!(shades, [0, 0, 128, 129, 255, 255]);
        assert!(shade(f32::NAN) <= 255);
    }
}
