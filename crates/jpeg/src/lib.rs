//! Reads a camera's JPEG at a half, a quarter or an eighth of its size, straight from its
//! frequencies.
//!
//! Most of what a JPEG costs is taking its entropy code apart, and most of what comes out are fine
//! frequencies that a smaller picture does not show. Here they are stepped over, several at once,
//! without being read. Only what nearly every camera writes is known: baseline, Huffman coded, eight
//! bits, all colours in one scan. For everything else, and for whatever does not fit together, the
//! answer is `None`: another decoder then says what is wrong. Chapters named are of ITU-T T.81.

mod bits;
mod blocks;
mod code;
mod header;
#[cfg(test)]
mod tests;

use bits::Bits;
use blocks::{BLOCKS, Group};
use code::{Coefficient, Steps};
use header::{Component, Header};

/// How many of eight pixels are left, across and down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// One.
    Eighth,
    /// Two.
    Quarter,
    /// Four.
    Half,
}

/// One colour of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plane {
    /// Pixels across.
    pub width: usize,
    /// Pixels down.
    pub height: usize,
    /// Row by row, from the top.
    pub pixels: Vec<u8>,
}

/// The planes of a JPEG in the order in which it has them, each as much smaller as `scale` says; a
/// pixel that is begun counts as one. `None` for what is not known here or does not fit together.
/// Planes are at most sixteen times as large as `bytes` for each colour.
#[must_use]
pub fn planes(bytes: &[u8], scale: Scale) -> Option<Vec<Plane>> {
    match scale {
        Scale::Eighth => decoded::<1>(&header::read::<1>(bytes)?),
        Scale::Quarter => decoded::<2>(&header::read::<2>(bytes)?),
        Scale::Half => decoded::<4>(&header::read::<4>(bytes)?),
    }
}

/// A colour on its way.
struct Coming<'h> {
    of: &'h Component,
    plane: Plane,
    /// The mean of the last block, of which the next one tells the difference.
    mean: i32,
    /// For each row of blocks in a unit, those that are not in the plane yet.
    groups: [Group; 2],
}

fn decoded<const N: usize>(header: &Header<'_>) -> Option<Vec<Plane>> {
    let (columns, rows) = header.units();
    // Each block has two bits at least: nobody is made to hold what is not there.
    if columns.checked_mul(rows)? > header.scan.len().checked_mul(4)? {
        return None;
    }
    let coming = header.components.iter().map(|of| Coming::new::<N>(of, header));
    let mut coming = coming.collect::<Option<Vec<_>>>()?;
    let mut bits = Bits::new(header.scan);
    let mut restarts = 0;
    let mut until_restart = header.restart_every;
    for row in 0..rows {
        for column in 0..columns {
            if header.restart_every > 0 {
                if until_restart == 0 {
                    bits = bits.restarted(restarts)?;
                    restarts += 1;
                    until_restart = header.restart_every;
                    coming.iter_mut().for_each(|one| one.mean = 0);
                }
                until_restart -= 1;
            }
            for one in &mut coming {
                let (across, down) = header.blocks_in_unit(one.of);
                for y in 0..down {
                    for x in 0..across {
                        let at = column * across + x;
                        let (group, block) = (at / BLOCKS, at % BLOCKS);
                        read_block::<N>(&mut bits, one, y, block)?;
                        let last = column + 1 == columns && x + 1 == across;
                        if block + 1 == BLOCKS || last {
                            one.put::<N>(group, row * down + y, y)?;
                        }
                    }
                }
            }
        }
    }
    bits.is_at_marker().then(|| coming.into_iter().map(|one| one.plane).collect())
}

impl<'h> Coming<'h> {
    fn new<const N: usize>(of: &'h Component, header: &Header<'_>) -> Option<Self> {
        let (across, down) = header.most_blocks();
        let scaled = |side: usize, part: usize, whole: usize| (side * part * N).div_ceil(whole * 8);
        let width = scaled(header.width, of.across, across);
        let height = scaled(header.height, of.down, down);
        let pixels = vec![0; width.checked_mul(height)?];
        let groups = [Group::default(), Group::default()];
        Some(Self { of, plane: Plane { width, height, pixels }, mean: 0, groups })
    }

    /// Puts the group of the unit's row `y` where it belongs, without what is beyond the edges.
    fn put<const N: usize>(&mut self, group: usize, row: usize, y: usize) -> Option<()> {
        let lines = self.groups.get_mut(y)?.pixels::<N>();
        let Plane { width, height, pixels } = &mut self.plane;
        let from_left = group * N * BLOCKS;
        let take = (N * BLOCKS).min(width.saturating_sub(from_left));
        for (y, line) in (row * N..*height).zip(&lines) {
            let at = y * *width + from_left;
            pixels.get_mut(at..at + take)?.copy_from_slice(line.as_flattened().get(..take)?);
        }
        Some(())
    }
}

/// The last coefficient, in the order of sending, that a block of so many pixels needs.
const fn last_needed(n: usize) -> usize {
    match n {
        1 => 0,
        2 => 4,
        _ => 24,
    }
}

/// Coefficients for which the bits suffice that are there after filling: short ones have at most 11, a
/// long one has 31 and comes last.
const AT_ONCE: usize = 3;

/// The same for what is stepped over: 26 bits at most, or a long coefficient, which comes last.
const STEPS_AT_ONCE: usize = 2;

#[inline(always)]
fn read_block<const N: usize>(
    bits: &mut Bits<'_>,
    coming: &mut Coming<'_>,
    y: usize,
    block: usize,
) -> Option<()> {
    let Component { steps, dc, ac, .. } = coming.of;
    let group = coming.groups.get_mut(y)?;
    bits.fill();
    let size = dc.symbol(bits)?;
    if size > 11 {
        return None;
    }
    coming.mean = coming.mean.wrapping_add(bits.number(u32::from(size)));
    group.set(block, 0, coming.mean, steps)?;
    let mut k = 1;
    while k <= last_needed(N) {
        bits.fill();
        for _ in 0..AT_ONCE {
            let short = ac.short(bits);
            let Coefficient { run, value } = match short {
                Some(short) => short,
                None => ac.any(bits)?,
            };
            k += run;
            if k > 63 {
                return (run == Coefficient::END.run).then_some(());
            }
            group.set(block, k, value, steps)?;
            k += 1;
            if short.is_none() || k > last_needed(N) {
                break;
            }
        }
    }
    while k < 64 {
        bits.fill();
        for _ in 0..STEPS_AT_ONCE {
            let Steps { length, advance, ends } = ac.steps(bits)?;
            let next = k + advance;
            // Several at once, if none of them is of the next block.
            if length > 0 && next + usize::from(ends) <= 64 {
                bits.skip(length);
                if ends || next == 64 {
                    return Some(());
                }
                k = next;
                continue;
            }
            let Coefficient { run, .. } = ac.any(bits)?;
            k += run;
            if k > 63 {
                return (run == Coefficient::END.run).then_some(());
            }
            k += 1;
            break;
        }
    }
    Some(())
}
