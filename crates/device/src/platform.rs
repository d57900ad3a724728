//! The only places where the engine meets a clock or randomness.

use crate::api::{Error, ErrorCode};
use data_encoding::HEXLOWER;
use mingcha_domain::{
    ids::{Salt, StreamId},
    time::{Millis, Mono},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Instant, SystemTime, UNIX_EPOCH},
};

/// Tells the time. A test gives its own.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's.
    System,
    /// Stands where it was set.
    Set(Arc<AtomicI64>),
}

/// What the machine gives the engine.
#[derive(Debug, Clone)]
pub struct Platform {
    clock: Clock,
    boot: String,
    started: Instant,
    started_ms: i64,
}

impl Platform {
    /// A platform with this clock.
    ///
    /// # Errors
    /// If the system has no randomness to give.
    pub fn new(clock: Clock) -> Result<Self, Error> {
        let boot = HEXLOWER.encode(&random::<8>()?);
        let mut platform = Self { clock, boot, started: Instant::now(), started_ms: 0 };
        platform.started_ms = platform.now().0;
        Ok(platform)
    }

    /// Device clock, milliseconds since 1970.
    #[must_use]
    pub fn now(&self) -> Millis {
        match &self.clock {
            #[expect(clippy::disallowed_methods, reason = "this is the adapter")]
            Clock::System => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
            }
            Clock::Set(at) => Millis(at.load(Ordering::Relaxed)),
        }
    }

    /// A clock that only runs forward, named by this run of the program.
    #[must_use]
    pub fn mono(&self) -> Mono {
        let ms = match &self.clock {
            Clock::System => i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX),
            Clock::Set(_) => (self.now().0 - self.started_ms).max(0),
        };
        Mono { boot: self.boot.clone(), ms }
    }

    /// A clock that only runs forward, also while the machine sleeps and while the program is
    /// closed, where the system gives one; otherwise that of this run of the program.
    #[must_use]
    pub fn uptime(&self) -> Mono {
        match &self.clock {
            Clock::System => machine_uptime().unwrap_or_else(|| self.mono()),
            Clock::Set(_) => Mono { boot: "set".to_owned(), ms: self.now().0 },
        }
    }
}

/// Linux and Android, as far as they let an app read it.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn machine_uptime() -> Option<Mono> {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let uptime = std::fs::read_to_string("/proc/uptime").ok()?;
    let (seconds, hundredths) = uptime.split_whitespace().next()?.split_once('.')?;
    let ms = seconds.parse::<i64>().ok()? * 1_000 + hundredths.parse::<i64>().ok()? * 10;
    Some(Mono { boot: boot.trim().to_owned(), ms })
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
const fn machine_uptime() -> Option<Mono> {
    None
}

/// Random bytes from the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|e| Error::new(ErrorCode::Internal, format!("no randomness: {e}")))?;
    Ok(bytes)
}

pub(crate) fn salt() -> Result<Salt, Error> {
    Ok(Salt(random()?))
}

pub(crate) fn new_stream() -> Result<StreamId, Error> {
    Ok(StreamId(random()?))
}
