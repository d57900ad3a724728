//! Huffman codes: annex C, and what follows each: F.1.2.2.

use crate::bits::{Bits, spelled};

/// Bits that are looked at for one code with its number.
const NEAR: u32 = 11;
/// Bits that are looked at for as many as fit.
const FAR: u32 = 13;

/// A coefficient that is not zero.
#[derive(Clone, Copy)]
pub struct Coefficient {
    /// Zeros before it.
    pub run: usize,
    pub value: i32,
}

/// What is stepped over at once.
#[derive(Clone, Copy)]
pub struct Steps {
    /// Bits; 0: nothing is known of these.
    pub length: u32,
    /// Coefficients.
    pub advance: usize,
    /// The block ends behind them.
    pub ends: bool,
}

/// A table of codes.
#[derive(Clone)]
pub struct Code {
    /// By the next bits: the code's length and its symbol; length 0 for longer ones.
    short: [(u8, u8); 1 << NEAR],
    /// For each length, the first code behind those of it, as if it had sixteen bits.
    behind: [u32; 17],
    /// For each length, what is added to a code to find its symbol.
    offset: [i32; 17],
    symbols: Vec<u8>,
}

/// The codes of coefficients, each of which is followed by a number.
#[derive(Clone)]
pub struct Coefficients {
    code: Code,
    /// By the next bits: the coefficient, if all of it is among them. A byte of length, one of run,
    /// two of value; length 0 for longer ones.
    short: [u32; 1 << NEAR],
    /// By the next bits: [`Steps`]. Six bits of length, six of advance, the highest for the end.
    steps: [u16; 1 << FAR],
}

impl Coefficient {
    /// No more of them in this block.
    pub const END: Self = Self { run: 64, value: 0 };
    /// Sixteen zeros: as fifteen, and one that is written down.
    const ZEROS: Self = Self { run: 15, value: 0 };

    /// What a symbol says; `number` gives the number of so many bits that follows it.
    #[inline(always)]
    fn of(symbol: u8, number: impl FnOnce(u32) -> i32) -> Self {
        match run_and_size(symbol) {
            (15, 0) => Self::ZEROS,
            (_, 0) => Self::END,
            (run, size) => Self { run, value: number(size) },
        }
    }
}

/// The zeros before a coefficient, and how many bits its number has.
fn run_and_size(symbol: u8) -> (usize, u32) {
    (usize::from(symbol >> 4), u32::from(symbol & 15))
}

impl Code {
    /// `counts`: how many codes there are of 1 to 16 bits; `symbols`: what they stand for. `None` if
    /// there are more than fit.
    pub fn new(counts: &[u8; 16], symbols: &[u8]) -> Option<Self> {
        let (short, symbols_of_all) = ([(0, 0); 1 << NEAR], symbols.to_vec());
        let mut made = Self { short, behind: [0; 17], offset: [0; 17], symbols: symbols_of_all };
        let (mut next, mut taken) = (0_u32, 0_usize);
        for (length, count) in (1_u32..).zip(counts) {
            let of_length = symbols.get(taken..taken + usize::from(*count))?;
            *made.offset.get_mut(length as usize)? =
                i32::try_from(taken).ok()? - i32::try_from(next).ok()?;
            for symbol in of_length {
                if next >= 1 << length {
                    return None;
                }
                if let Some(rest) = NEAR.checked_sub(length) {
                    let begin = (next << rest) as usize;
                    let same = made.short.get_mut(begin..begin + (1 << rest))?;
                    same.fill((u8::try_from(length).ok()?, *symbol));
                }
                next += 1;
            }
            taken += usize::from(*count);
            *made.behind.get_mut(length as usize)? = next << (16 - length);
            next <<= 1;
        }
        Some(made)
    }

    /// The next symbol, taken.
    #[inline(always)]
    pub fn symbol(&self, bits: &mut Bits<'_>) -> Option<u8> {
        let (length, symbol) = *self.short.get(bits.peek(NEAR))?;
        if length > 0 {
            bits.skip(u32::from(length));
            return Some(symbol);
        }
        let (taken, symbol) = self.long_symbol(*bits)?;
        *bits = taken;
        Some(symbol)
    }

    #[cold]
    #[inline(never)]
    fn long_symbol<'a>(&self, mut bits: Bits<'a>) -> Option<(Bits<'a>, u8)> {
        let next = u32::try_from(bits.peek(16)).ok()?;
        let length = (1..=16).find(|l| self.behind.get(*l).is_some_and(|behind| next < *behind))?;
        let code = next >> (16 - length);
        let at = i32::try_from(code).ok()? + self.offset.get(length)?;
        bits.skip(u32::try_from(length).ok()?);
        Some((bits, *self.symbols.get(usize::try_from(at).ok()?)?))
    }
}

impl Coefficients {
    /// What is looked up for these codes.
    pub fn new(code: Code) -> Option<Self> {
        let mut made = Self { code, short: [0; 1 << NEAR], steps: [0; 1 << FAR] };
        for look in 0..1 << NEAR {
            *made.short.get_mut(look)? = made.short_of(look)?;
        }
        for look in 0..1 << FAR {
            *made.steps.get_mut(look)? = made.steps_of(look)?;
        }
        Some(made)
    }

    fn short_of(&self, look: usize) -> Option<u32> {
        let (code, symbol) = *self.code.short.get(look)?;
        let (_, size) = run_and_size(symbol);
        let length = u32::from(code) + size;
        if code == 0 || length > NEAR {
            return Some(0);
        }
        let number = |size| spelled(look >> (NEAR - length), size);
        let Coefficient { run, value } = Coefficient::of(symbol, number);
        let value = i16::try_from(value).ok()?.cast_unsigned();
        Some(length | u32::try_from(run).ok()? << 8 | u32::from(value) << 16)
    }

    fn steps_of(&self, look: usize) -> Option<u16> {
        let mut steps = Steps { length: 0, advance: 0, ends: false };
        while steps.length < FAR && !steps.ends {
            let left = FAR - steps.length;
            let next = look << steps.length & ((1 << FAR) - 1);
            let (code, symbol) = *self.code.short.get(next >> (FAR - NEAR))?;
            let (run, size) = run_and_size(symbol);
            let length = u32::from(code) + size;
            // Of the first one the number may go on behind what is looked at: it is not read.
            let fits = u32::from(code) <= left && (length <= left || steps.length == 0);
            if code == 0 || !fits {
                break;
            }
            steps.length += length;
            steps.ends = size == 0 && run < 15;
            steps.advance += if steps.ends { 0 } else { run + 1 };
        }
        let Steps { length, advance, ends } = steps;
        let fits = advance < 64;
        let packed = u16::try_from(length).ok()? | u16::try_from(advance).ok()? << 6;
        Some(if fits { packed | u16::from(ends) << 15 } else { 0 })
    }

    /// The next coefficient, taken, if it is a short one.
    #[inline(always)]
    pub fn short(&self, bits: &mut Bits<'_>) -> Option<Coefficient> {
        let packed = *self.short.get(bits.peek(NEAR))?;
        let length = packed & 0xff;
        bits.skip(length);
        let value = packed.cast_signed() >> 16;
        (length > 0).then_some(Coefficient { run: (packed >> 8 & 0xff) as usize, value })
    }

    /// The next coefficient, taken, however long it is.
    #[inline(always)]
    pub fn any(&self, bits: &mut Bits<'_>) -> Option<Coefficient> {
        Some(Coefficient::of(self.code.symbol(bits)?, |size| bits.number(size)))
    }

    /// What can be stepped over with the next bits; they are not taken.
    #[inline(always)]
    pub fn steps(&self, bits: &Bits<'_>) -> Option<Steps> {
        let packed = *self.steps.get(bits.peek(FAR))?;
        Some(Steps {
            length: u32::from(packed & 63),
            advance: usize::from(packed >> 6 & 63),
            ends: packed >> 15 == 1,
        })
    }
}
