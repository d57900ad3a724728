//! Wrong enrolment codes make their sender wait, longer each time: per address and per code.

use mingcha_domain::{ids::Hash, time::Millis};
use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
};

/// Wrong codes from one address before it has to wait: a whole office types behind one address.
const FREE_BY_ADDRESS: u32 = 10;
/// Tries of one wrong code before it has to wait, from wherever they come.
const FREE_BY_CODE: u32 = 3;
const FIRST_WAIT_MS: i64 = 1_000;
const LONGEST_WAIT_MS: i64 = 15 * 60_000;
/// After this long without a wrong code all is forgotten.
const FORGOTTEN_AFTER_MS: i64 = 3_600_000;
/// Most senders remembered: memory stays bounded whoever calls.
const REMEMBERED: usize = 20_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Sender {
    Address(IpAddr),
    Code(Hash),
}

#[derive(Debug, Clone, Copy)]
struct Record {
    wrong: u32,
    last: Millis,
    not_before: Millis,
}

/// Who tried wrong codes lately. Kept in memory: a restart forgives.
#[derive(Debug, Default)]
pub struct Tries {
    of: HashMap<Sender, Record>,
}

/// One network of the same customer counts as one address.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => IpAddr::V4(v4),
            None => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !(u128::MAX >> 64))),
        },
        v4 @ IpAddr::V4(_) => v4,
    }
}

impl Tries {
    /// How long this sender has to wait, milliseconds; 0 if it may try now.
    #[must_use]
    pub fn wait_ms(&self, from: IpAddr, code: Hash, now: Millis) -> i64 {
        [Sender::Address(network(from)), Sender::Code(code)]
            .iter()
            .filter_map(|sender| self.of.get(sender))
            .map(|record| record.not_before.0 - now.0)
            .fold(0, i64::max)
    }

    /// The code was wrong.
    pub fn wrong(&mut self, from: IpAddr, code: Hash, now: Millis) {
        for (sender, free) in
            [(Sender::Address(network(from)), FREE_BY_ADDRESS), (Sender::Code(code), FREE_BY_CODE)]
        {
            self.make_room(now);
            let fresh = Record { wrong: 0, last: now, not_before: now };
            let record = self.of.entry(sender).or_insert(fresh);
            if record.last.0 + FORGOTTEN_AFTER_MS < now.0 {
                *record = fresh;
            }
            record.wrong = record.wrong.saturating_add(1);
            record.last = now;
            if let Some(over) = record.wrong.checked_sub(free) {
                let wait = (FIRST_WAIT_MS << over.min(20)).min(LONGEST_WAIT_MS);
                record.not_before = Millis(now.0 + wait);
            }
        }
    }

    /// The code was right: whoever shares the address need not wait any more.
    pub fn right(&mut self, from: IpAddr) {
        self.of.remove(&Sender::Address(network(from)));
    }

    fn make_room(&mut self, now: Millis) {
        if self.of.len() < REMEMBERED {
            return;
        }
        self.of.retain(|_, record| record.last.0 + FORGOTTEN_AFTER_MS >= now.0);
        // A flood of new senders pushes out other new ones, never those that already wait.
        if self.of.len() >= REMEMBERED {
            self.of.retain(|_, record| record.not_before > now);
        }
        if self.of.len() >= REMEMBERED {
            self.of.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));

    fn code(n: u32) -> Hash {
        Hash::of(&[&n.to_be_bytes()])
    }

    #[test]
    fn an_address_waits_longer_each_time_and_never_more_than_the_longest() {
        let mut tries = Tries::default();
        let mut now = Millis(0);
        let mut waits = Vec::new();
        for n in 0..40 {
            assert_eq!(tries.wait_ms(HERE, code(n), now), 0);
            tries.wrong(HERE, code(n), now);
            let wait = tries.wait_ms(HERE, code(1_000 + n), now);
            waits.push(wait);
            now.0 += wait;
        }
        assert!(waits.iter().take(9).all(|w| *w == 0), "{waits:?}");
        assert!(waits.windows(2).all(|w| w[0] <= w[1]), "{waits:?}");
        assert_eq!(waits.last(), Some(&LONGEST_WAIT_MS));
        let elsewhere = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 2));
        tries.wrong(HERE, code(0), now);
        assert_eq!(tries.wait_ms(elsewhere, code(77), now), 0, "others go on");
        now.0 += FORGOTTEN_AFTER_MS + LONGEST_WAIT_MS;
        tries.wrong(HERE, code(0), now);
        assert_eq!(tries.wait_ms(HERE, code(1), now), 0, "and an hour later it begins anew");
    }

    #[test]
    fn one_code_waits_wherever_it_comes_from() {
        let mut tries = Tries::default();
        for n in 0..5_u8 {
            let from = IpAddr::V4(std::net::Ipv4Addr::new(10, 1, 0, n));
            tries.wrong(from, code(1), Millis(0));
        }
        let fresh = IpAddr::V4(std::net::Ipv4Addr::new(10, 2, 0, 0));
        assert!(tries.wait_ms(fresh, code(1), Millis(0)) > 0);
        assert_eq!(tries.wait_ms(fresh, code(2), Millis(0)), 0);
    }

    #[test]
    fn memory_is_bounded_and_a_flood_frees_nobody_who_waits() {
        let mut tries = Tries::default();
        for n in 0..20 {
            tries.wrong(HERE, code(n), Millis(0));
        }
        let waits = tries.wait_ms(HERE, code(99), Millis(1));
        assert!(waits > 0);
        for n in 0..100_000_u32 {
            let from = IpAddr::V6(Ipv6Addr::from_bits(u128::from(n) << 64));
            tries.wrong(from, code(1_000 + n), Millis(1));
            assert!(tries.of.len() <= REMEMBERED + 1);
        }
        assert_eq!(tries.wait_ms(HERE, code(99), Millis(1)), waits);
        let next_door = IpAddr::V6(Ipv6Addr::from_bits((7 << 64) | 9));
        assert_eq!(network(next_door), network(IpAddr::V6(Ipv6Addr::from_bits(7 << 64))));
    }
}
