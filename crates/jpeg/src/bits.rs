//! The bits of a scan: F.2.2.5.

/// Reads bits, the highest of each byte first. Behind the end there are zeros, and it is noted that
/// there were. What is seldom done goes in and out by value: the next bits stay in registers.
#[derive(Clone, Copy)]
pub struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The next bits, from the highest. Behind those that count may stand some of the next byte.
    held: u64,
    /// How many of them count.
    count: u32,
    /// How many were made up behind the end.
    made_up: u32,
}

impl<'a> Bits<'a> {
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, held: 0, count: 0, made_up: 0 }
    }

    /// Makes sure that at least 57 bits are there.
    #[inline(always)]
    pub fn fill(&mut self) {
        const LOW: u64 = 0x0101_0101_0101_0101;
        const HIGH: u64 = 0x8080_8080_8080_8080;
        if let Some(eight) = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk()) {
            let word = u64::from_be_bytes(*eight);
            // Of a byte of ones the complement is zero, and only that borrows.
            if (!word).wrapping_sub(LOW) & word & HIGH == 0 {
                let whole = (64 - self.count) / 8;
                self.held |= word >> self.count.min(63);
                self.at += whole as usize;
                self.count += whole * 8;
                return;
            }
        }
        *self = self.filled_slowly();
    }

    /// A byte of ones is followed by one that does not count, or is a marker.
    #[cold]
    #[inline(never)]
    fn filled_slowly(mut self) -> Self {
        self.held &= !u64::MAX.checked_shr(self.count).unwrap_or(0);
        while self.count <= 56 {
            let byte = match self.bytes.get(self.at..) {
                Some([0xff, 0x00, ..]) => {
                    self.at += 2;
                    0xff
                }
                Some([byte, ..]) if *byte != 0xff => {
                    self.at += 1;
                    *byte
                }
                _ => {
                    self.made_up += 8;
                    0
                }
            };
            self.held |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
        self
    }

    /// The next bits as a number, not taken; at least one.
    #[inline(always)]
    pub const fn peek(&self, count: u32) -> usize {
        (self.held >> (64 - count)) as usize
    }

    #[inline(always)]
    pub const fn skip(&mut self, count: u32) {
        self.held <<= count;
        self.count -= count;
    }

    /// The next number, of so many bits.
    #[inline(always)]
    pub const fn number(&mut self, size: u32) -> i32 {
        if size == 0 {
            return 0;
        }
        let number = spelled(self.peek(size), size);
        self.skip(size);
        number
    }

    /// Whether nothing was made up of what was read, and nothing is left before the next marker.
    pub fn is_at_marker(&self) -> bool {
        let left = self.count.checked_sub(self.made_up);
        let next = self.bytes.get(self.at..).and_then(<[u8]>::first_chunk::<2>);
        left.is_some_and(|left| left < 8)
            && next.is_some_and(|[first, second]| *first == 0xff && *second != 0)
    }

    /// Goes on behind the restart marker that follows `before` others.
    #[cold]
    #[inline(never)]
    pub fn restarted(self, before: usize) -> Option<Self> {
        let rest = self.bytes.get(self.at..).filter(|_| self.is_at_marker())?;
        let number = u8::try_from(before % 8).ok()?;
        Some(Self::new(rest.strip_prefix(&[0xff, 0xd0 + number])?))
    }
}

/// The number that the last `size` of these bits spell, at least one. A negative one begins with a
/// zero: F.2.2.1.
#[inline(always)]
pub const fn spelled(bits: usize, size: u32) -> i32 {
    let bits = (bits & ((1 << size) - 1)) as i32;
    let negative = (bits >> (size - 1)) - 1;
    bits + (negative & (1 - (1 << size)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_come_in_their_order_and_filled_bytes_count_once() {
        let bytes = [0b1010_0000, 0xff, 0x00, 0x80, 1, 2, 3, 4, 5, 6, 7, 8, 0xff, 0xd0, 0x40];
        let mut bits = Bits::new(&bytes);
        bits.fill();
        assert_eq!((bits.number(3), bits.number(0), bits.peek(5)), (5, 0, 0));
        bits.skip(5);
        bits.fill();
        assert_eq!((bits.number(8), bits.number(8)), (255, 128));
        for n in 1..=8 {
            assert!(!bits.is_at_marker() && bits.restarted(0).is_none());
            bits.fill();
            assert_eq!((bits.number(6), bits.peek(2)), (-63 + (n >> 2), (n & 3) as usize));
            bits.skip(2);
        }
        assert!(bits.is_at_marker());
        assert!(bits.restarted(1).is_none(), "another one was due");
        let mut bits = bits.restarted(8).unwrap();
        bits.fill();
        // Fewer than are needed for a code.
        assert_eq!(bits.number(2), -2);
        assert!(!bits.is_at_marker());
        bits.skip(20);
        assert!(!bits.is_at_marker(), "made up");
    }
}
