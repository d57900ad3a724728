//! Central's clock and randomness: the only places where either is read.

use mingcha_domain::time::Millis;
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// Tells the time. A test gives its own.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's.
    System,
    /// Stands where it was set.
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `ms` until it is moved.
    #[must_use]
    pub fn set_to(ms: i64) -> Self {
        Self::Set(Arc::new(AtomicI64::new(ms)))
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub fn now(&self) -> Millis {
        match self {
            #[expect(clippy::disallowed_methods, reason = "this is the adapter")]
            Self::System => {
                let since = std::time::SystemTime::now()
                    .duration_since(std::time::UNIX_EPOCH)
                    .unwrap_or_default();
                Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
            }
            Self::Set(at) => Millis(at.load(Ordering::Relaxed)),
        }
    }
}

/// Random bytes from the operating system.
///
/// # Errors
/// If the system has none to give.
pub fn random<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}
