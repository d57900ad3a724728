//! Several requests at once: each waits for the network most of the time.

use crate::api::Error;
use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

/// Connections that move files at once. One alone idles for a round trip at each request and loses
/// half its speed where one packet in a hundred is lost; but each more overflows the line's buffer
/// more often, and what each has on its way goes in vain when the line breaks (docs/benchmarks.md).
pub const LANES: usize = 6;

/// The same on a line that broke lately.
pub const FEW_LANES: usize = 2;

/// Works on `items` in their order, so many at once, until one fails or `stop` is set; gives the
/// first failure. What was begun is ended either way.
pub fn side_by_side<T: Sync>(
    items: &[T],
    lanes: usize,
    stop: &AtomicBool,
    work: impl Fn(&T) -> Result<(), Error> + Sync,
) -> Result<(), Error> {
    let next = AtomicUsize::new(0);
    let item = || Ok(items.get(next.fetch_add(1, Ordering::Relaxed)));
    each_takes_next(lanes.min(items.len()), stop, item, work)
}

/// The same for work of which is decided only when somebody takes it what it is. `next` is asked by
/// several at once, and may fail as the work may.
pub fn each_takes_next<T>(
    lanes: usize,
    stop: &AtomicBool,
    next: impl Fn() -> Result<Option<T>, Error> + Sync,
    work: impl Fn(T) -> Result<(), Error> + Sync,
) -> Result<(), Error> {
    let (failure, failed) = (Mutex::new(None), AtomicBool::new(false));
    let lane = || {
        while !stop.load(Ordering::Relaxed) && !failed.load(Ordering::Relaxed) {
            match next().and_then(|item| item.map(&work).transpose()) {
                Ok(None) => return,
                Ok(Some(())) => {}
                Err(error) => {
                    failed.store(true, Ordering::Relaxed);
                    failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                }
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..lanes {
            scope.spawn(lane);
        }
    });
    failure.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ErrorCode;

    #[test]
    fn all_are_done_once_and_a_failure_or_a_stop_ends_it() {
        let done = Mutex::new(vec![]);
        let stop = AtomicBool::new(false);
        let items: Vec<u32> = (0..100).collect();
        let note = |n: &u32| {
            done.lock().unwrap().push(*n);
            Ok(())
        };
        side_by_side(&items, LANES, &stop, note).unwrap();
        let mut all = std::mem::take(&mut *done.lock().unwrap());
        all.sort_unstable();
        assert_eq!(all, items);

        let fails = |n: &u32| match n {
            10 => Err(Error::new(ErrorCode::Unreachable, "ten")),
            _ => note(n),
        };
        for lanes in [1, LANES] {
            let failed = side_by_side(&items, lanes, &stop, fails);
            assert_eq!(failed.unwrap_err().code, ErrorCode::Unreachable);
            let reached = std::mem::take(&mut *done.lock().unwrap());
            assert!((0..10).all(|n| reached.contains(&n)), "{reached:?}");
            // Others may be far ahead by then; one alone is not.
            assert!(lanes > 1 || reached.len() == 10, "{reached:?}");
        }

        stop.store(true, Ordering::Relaxed);
        side_by_side(&items, LANES, &stop, note).unwrap();
        assert!(done.lock().unwrap().is_empty());
    }
}
