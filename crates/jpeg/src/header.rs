//! What stands before the scan: annex B.

use crate::{
    blocks::{self, Step},
    code::{Code, Coefficients},
};

/// Codes, and steps of quantisation, by their number.
type Tables<T> = [Option<T>; 4];

/// A colour of the picture.
pub struct Component {
    /// Blocks across in a unit of all colours.
    pub across: usize,
    /// Blocks down.
    pub down: usize,
    pub steps: [Step; 64],
    /// Of the means.
    pub dc: Code,
    /// Of all other coefficients.
    pub ac: Coefficients,
}

/// A picture that can be read here.
pub struct Header<'a> {
    pub width: usize,
    pub height: usize,
    pub components: Vec<Component>,
    /// Units from one restart to the next; 0 without.
    pub restart_every: u16,
    /// What follows.
    pub scan: &'a [u8],
}

impl Header<'_> {
    /// The most blocks that a colour has in a unit, across and down.
    pub fn most_blocks(&self) -> (usize, usize) {
        let most = |of: fn(&Component) -> usize| self.components.iter().map(of).max().unwrap_or(1);
        (most(|c| c.across), most(|c| c.down))
    }

    /// Blocks of a colour in the unit in which they are sent. One that is alone is sent block by
    /// block: A.2.2.
    pub const fn blocks_in_unit(&self, of: &Component) -> (usize, usize) {
        if self.components.len() == 1 { (1, 1) } else { (of.across, of.down) }
    }

    /// Units across and down.
    pub fn units(&self) -> (usize, usize) {
        let (across, down) = if self.components.len() == 1 { (1, 1) } else { self.most_blocks() };
        (self.width.div_ceil(8 * across), self.height.div_ceil(8 * down))
    }
}

/// A colour as the frame describes it.
#[derive(Clone, Copy)]
struct Described {
    id: u8,
    across: usize,
    down: usize,
    quantisation: usize,
}

struct Frame {
    width: usize,
    height: usize,
    components: Vec<Described>,
}

#[derive(Default)]
struct Read {
    quantisation: Tables<[u16; 64]>,
    dc: Tables<Code>,
    ac: Tables<Coefficients>,
    frame: Option<Frame>,
    restart_every: u16,
}

/// Reads up to the first scan, for blocks of N by N pixels.
pub fn read<const N: usize>(bytes: &[u8]) -> Option<Header<'_>> {
    let mut read = Read::default();
    let mut rest = bytes.strip_prefix(&[0xff, 0xd8])?;
    loop {
        let [0xff, marker, after @ ..] = rest else { return None };
        // Any number of these may stand before a marker.
        if *marker == 0xff {
            rest = rest.get(1..)?;
            continue;
        }
        let length = usize::from(u16::from_be_bytes(*after.first_chunk()?));
        let content = after.get(2..length)?;
        rest = after.get(length..)?;
        match marker {
            0xdb => read.quantisation(content)?,
            0xc4 => read.codes(content)?,
            0xc0 | 0xc1 if read.frame.is_none() => read.frame = Some(frame(content)?),
            0xdd => read.restart_every = u16::from_be_bytes(content.try_into().ok()?),
            0xda => return read.scan::<N>(content, rest),
            // A maker's own, and comments.
            0xe0..=0xef | 0xfe => {}
            _ => return None,
        }
    }
}

impl Read {
    fn quantisation(&mut self, mut content: &[u8]) -> Option<()> {
        while let Some((kind, rest)) = content.split_first() {
            let wide = kind >> 4 == 1;
            let (table, after) = rest.split_at_checked(if wide { 128 } else { 64 })?;
            let mut quanta = [0; 64];
            match wide {
                true => {
                    let (table, _) = table.as_chunks();
                    quanta.iter_mut().zip(table).for_each(|(q, two)| *q = u16::from_be_bytes(*two));
                }
                false => quanta.iter_mut().zip(table).for_each(|(q, one)| *q = (*one).into()),
            }
            *self.quantisation.get_mut(usize::from(kind & 15))? = Some(quanta);
            content = after;
        }
        Some(())
    }

    fn codes(&mut self, mut content: &[u8]) -> Option<()> {
        while let Some((kind, rest)) = content.split_first() {
            let (counts, rest) = rest.split_first_chunk::<16>()?;
            let all = counts.iter().map(|count| usize::from(*count)).sum();
            let (symbols, after) = rest.split_at_checked(all)?;
            let (code, place) = (Code::new(counts, symbols)?, usize::from(kind & 15));
            match kind >> 4 {
                0 => *self.dc.get_mut(place)? = Some(code),
                _ => *self.ac.get_mut(place)? = Some(Coefficients::new(code)?),
            }
            content = after;
        }
        Some(())
    }

    /// All colours, all frequencies, all bits.
    fn scan<'a, const N: usize>(self, content: &[u8], scan: &'a [u8]) -> Option<Header<'a>> {
        let Frame { width, height, components } = self.frame.as_ref()?;
        let (count, rest) = content.split_first()?;
        let (named, end) = rest.split_at_checked(usize::from(*count) * 2)?;
        if usize::from(*count) != components.len() || end != [0, 63, 0] {
            return None;
        }
        let of = |(described, named): (&Described, &[u8; 2])| {
            let Described { id, across, down, quantisation } = *described;
            let [name, tables] = *named;
            let quanta = self.quantisation.get(quantisation)?.as_ref()?;
            let steps = blocks::steps(N, quanta);
            let dc = self.dc.get(usize::from(tables >> 4))?.clone()?;
            let ac = self.ac.get(usize::from(tables & 15))?.clone()?;
            (name == id).then_some(Component { across, down, steps, dc, ac })
        };
        let (named, _) = named.as_chunks();
        let components = components.iter().zip(named).map(of).collect::<Option<_>>()?;
        let (width, height, restart_every) = (*width, *height, self.restart_every);
        Some(Header { width, height, components, restart_every, scan })
    }
}

fn frame(content: &[u8]) -> Option<Frame> {
    let [8, h1, h2, w1, w2, count, components @ ..] = content else { return None };
    let side = |bytes: [u8; 2]| usize::from(u16::from_be_bytes(bytes));
    let (width, height) = (side([*w1, *w2]), side([*h1, *h2]));
    if width == 0 || height == 0 || !matches!(count, 1 | 3) {
        return None;
    }
    let described = |[id, sides, quantisation]: &[u8; 3]| {
        let (across, down) = (usize::from(sides >> 4), usize::from(sides & 15));
        let usual = matches!((across, down), (1..=2, 1..=2));
        usual.then_some(Described { id: *id, across, down, quantisation: (*quantisation).into() })
    };
    let (components, more) = components.as_chunks();
    let whole = components.len() == usize::from(*count) && more.is_empty();
    let components = components.iter().map(described).collect::<Option<_>>().filter(|_| whole)?;
    Some(Frame { width, height, components })
}
