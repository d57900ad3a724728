//! Wrong tries, and the growing delay after them.
//!
//! `profile.tries` is counted up *before* a try is evaluated, so that a kill in the middle counts
//! as a wrong one. A delay is served by a clock that only runs forward; if that clock began anew
//! (the machine, or where it has no such clock the program, was started again), the whole delay is
//! served again. Nothing shortens it: not the device's clock, not a restart.

use crate::{
    api::{Error, ErrorCode},
    platform::Platform,
};
use mingcha_domain::time::Mono;
use serde::{Deserialize, Serialize};
use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

const FORMAT: &str = "mingcha/lock-tries/1";
/// The file always has this size and is overwritten in place: counting needs no free block on a
/// full disk.
const SIZE: usize = 256;
/// What an unreadable file is taken for.
const UNREADABLE: u32 = 5;

/// Wrong tries in a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tries {
    format: String,
    /// How many.
    pub wrong: u32,
    /// When the last one was made.
    since: Mono,
}

/// Milliseconds to wait after so many wrong tries in a row.
#[must_use]
pub const fn delay_ms(wrong: u32) -> i64 {
    const SECOND: i64 = 1_000;
    match wrong {
        0..=3 => 0,
        4 => 5 * SECOND,
        5 => 30 * SECOND,
        6 => 60 * SECOND,
        7 => 5 * 60 * SECOND,
        8 => 15 * 60 * SECOND,
        _ => 60 * 60 * SECOND,
    }
}

impl Tries {
    const fn new(wrong: u32, since: Mono) -> Self {
        Self { format: String::new(), wrong, since }
    }

    /// Reads the count; a delay of an earlier run of the clock begins again now.
    ///
    /// # Errors
    /// If the file cannot be read or written.
    pub fn read(dir: &Path, platform: &Platform) -> Result<Self, Error> {
        let now = platform.uptime();
        let bytes = match fs::read(path(dir)) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Self::new(0, now)),
            Err(e) => return Err(e.into()),
        };
        let read = serde_json::from_slice::<Self>(bytes.trim_ascii_end()).ok();
        let tries = match read.filter(|tries| tries.format == FORMAT) {
            Some(tries) if tries.wrong == 0 => return Ok(tries),
            Some(tries) if tries.since.boot == now.boot && tries.since.ms <= now.ms => {
                return Ok(tries);
            }
            Some(tries) => Self::new(tries.wrong, now),
            None => Self::new(UNREADABLE, now),
        };
        tries.write(dir)?;
        Ok(tries)
    }

    /// Milliseconds until the next try is evaluated; 0 if at once.
    #[must_use]
    pub fn left_ms(&self, now: &Mono) -> i64 {
        let served = if self.since.boot == now.boot { (now.ms - self.since.ms).max(0) } else { 0 };
        (delay_ms(self.wrong) - served).max(0)
    }

    /// Counts a try that is about to be evaluated. Durable when this returns.
    ///
    /// # Errors
    /// [`ErrorCode::TryLater`] if the delay is not over; or if the file cannot be written.
    pub fn begin(&mut self, dir: &Path, now: Mono) -> Result<(), Error> {
        if self.left_ms(&now) > 0 {
            return Err(Error::new(ErrorCode::TryLater, "the delay is not over"));
        }
        let counted = Self::new(self.wrong.saturating_add(1), now);
        counted.write(dir)?;
        *self = counted;
        Ok(())
    }

    /// The secret was right.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn forget(&mut self, dir: &Path, now: Mono) -> Result<(), Error> {
        *self = Self::new(0, now);
        self.write(dir)
    }

    fn write(&self, dir: &Path) -> Result<(), Error> {
        let named = Self { format: FORMAT.to_owned(), ..self.clone() };
        let mut text = crate::store::to_json(&named)?.into_bytes();
        text.resize(SIZE.max(text.len()), b' ');
        let mut file =
            fs::OpenOptions::new().create(true).truncate(false).write(true).open(path(dir))?;
        file.write_all(&text)?;
        Ok(file.sync_all()?)
    }
}

fn path(dir: &Path) -> PathBuf {
    dir.join("profile.tries")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::Clock;
    use std::sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    };

    fn at(ms: i64) -> Mono {
        Mono { boot: "one".to_owned(), ms }
    }

    #[test]
    fn the_delay_grows_and_only_its_own_clock_serves_it() {
        let dir = tempfile::tempdir().unwrap();
        let mut tries = Tries::new(0, at(0));
        let mut now = 0;
        let mut before = 0;
        for n in 1..12 {
            tries.begin(dir.path(), at(now)).unwrap();
            let left = tries.left_ms(&at(now));
            assert!(left >= before, "try {n}");
            before = left;
            if left > 0 {
                let early = tries.begin(dir.path(), at(now + left - 1)).unwrap_err();
                assert_eq!(early.code, ErrorCode::TryLater);
                assert_eq!(tries.wrong, n, "a try that came too early is not counted");
            }
            // Back in time, or another run of the machine: all of it is still to be served.
            assert_eq!(tries.left_ms(&at(now - 5_000)), delay_ms(n));
            let other = Mono { boot: "two".to_owned(), ms: now + 10 * left };
            assert_eq!(tries.left_ms(&other), delay_ms(n));
            now += left;
        }
        assert_eq!(before, 3_600_000);
    }

    #[test]
    fn a_restart_neither_forgets_nor_shortens() {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(AtomicI64::new(1_000_000));
        let platform = || Platform::new(Clock::Set(Arc::clone(&clock))).unwrap();
        let mut tries = Tries::read(dir.path(), &platform()).unwrap();
        for _ in 0..5 {
            clock.fetch_add(60_000, Ordering::Relaxed);
            tries.begin(dir.path(), platform().uptime()).unwrap();
        }
        clock.fetch_add(10_000, Ordering::Relaxed);
        let again = Tries::read(dir.path(), &platform()).unwrap();
        assert_eq!((again.wrong, again.left_ms(&platform().uptime())), (5, 20_000));
        // The clock is moved back, then the program started again.
        clock.store(5_000, Ordering::Relaxed);
        let again = Tries::read(dir.path(), &platform()).unwrap();
        assert_eq!(again.left_ms(&platform().uptime()), 30_000);
        // A torn or forged file is no way around.
        fs::write(path(dir.path()), b"{}").unwrap();
        let again = Tries::read(dir.path(), &platform()).unwrap();
        assert_eq!((again.wrong, again.left_ms(&platform().uptime())), (5, 30_000));
    }

    #[test]
    fn counting_keeps_the_size_of_its_file() {
        let dir = tempfile::tempdir().unwrap();
        let mut tries = Tries::new(0, at(0));
        tries.begin(dir.path(), at(0)).unwrap();
        tries.begin(dir.path(), at(i64::MAX / 2)).unwrap();
        assert_eq!(fs::metadata(path(dir.path())).unwrap().len(), SIZE as u64);
    }
}
