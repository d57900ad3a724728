//! How many records come in one answer. A line that breaks every few seconds carries a few at a time,
//! and never all of a city at once.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

/// Full ones that came through and were slow, until twice as many are tried.
const SLOW_ONES: u32 = 4;

/// Most often that the usual number is halved.
const HALVED: u32 = 6;

/// What takes less than this could have been more.
const QUICK: Duration = Duration::from_secs(1);

/// What part of the usual number comes at once on this line, as far as known: how often that is halved,
/// in parts of a halving.
#[derive(Debug, Clone, Default)]
pub struct Portion(Arc<AtomicU32>);

impl Portion {
    /// So many instead of `usual`.
    pub fn of(&self, usual: usize) -> usize {
        let halved = self.0.load(Ordering::Relaxed).div_ceil(SLOW_ONES);
        (usual >> halved).max(1)
    }

    /// The same of a page that is asked for.
    pub fn page(&self, usual: usize) -> u32 {
        u32::try_from(self.of(usual)).unwrap_or(u32::MAX)
    }

    /// Notes one that was full and came through.
    pub fn came(&self, after: Duration) {
        let parts = if after < QUICK { SLOW_ONES } else { 1 };
        self.change(|now| now.saturating_sub(parts));
    }

    /// Notes one that was cut off on its way, or its answer. Each failure is followed by a pause: the
    /// number that comes through is looked for in few.
    pub fn was_cut_off(&self) {
        self.change(|now| (now + 2 * SLOW_ONES).min(HALVED * SLOW_ONES));
    }

    fn change(&self, to: impl Fn(u32) -> u32) {
        // Never refused.
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |now| Some(to(now)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_come_where_the_line_breaks_and_more_where_it_holds() {
        let portion = Portion::default();
        assert_eq!(portion.of(1_000), 1_000);
        let cut: Vec<_> = (0..4)
            .map(|_| {
                portion.was_cut_off();
                portion.of(1_000)
            })
            .collect();
        assert_eq!(cut, [250, 62, 15, 15]);
        assert_eq!(portion.of(20), 1, "never none");
        portion.came(Duration::from_millis(300));
        assert_eq!(portion.of(1_000), 31);
        let slow: Vec<_> = (0..5)
            .map(|_| {
                portion.came(Duration::from_secs(3));
                portion.of(1_000)
            })
            .collect();
        assert_eq!(slow, [31, 31, 31, 62, 62]);
        (0..5).for_each(|_| portion.came(Duration::ZERO));
        assert_eq!(portion.of(1_000), 1_000);
    }
}
