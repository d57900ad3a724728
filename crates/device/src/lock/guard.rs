//! When the screen locks and when the key is forgotten. Pure: told what happened and how late it
//! is, it says what to do.
//!
//! ```text
//!             lock_now, or unused too long         outbox empty and camera over, or too long
//!   reading ───────────────────────────────▶ closed ──────────────────────────▶ forgotten
//!      ▲                                       │ the right secret                 │
//!      └───────────────────────────────────────┴──────────────────────────────────┘
//! ```
//! Closed: nothing can be read, photos of open checks are still taken for a while, sending goes
//! on. Forgotten: the key is gone from memory and the files are shut.

/// While a check runs, the screen stays open unused at least this long.
pub const CHECK_GRACE_MS: i64 = 30 * 60_000;
/// After the screen locked, photos of open checks are still taken this long.
pub const CAMERA_GRACE_MS: i64 = 10 * 60_000;
/// After the screen locked, sending goes on at most this long.
pub const SENDING_MS: i64 = 30 * 60_000;

/// A point in time by both clocks of the device. A span is the longer of the two: the clock that
/// only runs forward may stand still while the machine sleeps, the other one may be moved back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Clock that only runs forward, milliseconds.
    pub mono_ms: i64,
    /// Device clock, milliseconds since 1970.
    pub wall_ms: i64,
}

impl Moment {
    const fn since(self, earlier: Self) -> i64 {
        let mono = self.mono_ms.saturating_sub(earlier.mono_ms);
        let wall = self.wall_ms.saturating_sub(earlier.wall_ms);
        if mono > wall { mono } else { wall }
    }
}

/// What the guard must know of the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Around {
    /// A check of this profile is open.
    pub check_runs: bool,
    /// Everything recorded here is at central, photos too, and no verdict is kept back.
    pub outbox_empty: bool,
    /// Lock after this long without use, milliseconds.
    pub lock_after_ms: i64,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// Somebody uses the device.
    Used,
    /// A person locks.
    LockNow,
    /// The right secret was given, or a lock was just set by somebody who is there.
    Unlocked,
    /// Time has passed.
    Tick,
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing can be read from now on.
    Close,
    /// Shut the files and forget the key.
    Forget,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    NoLock,
    Reading { used: Moment },
    Closed { since: Moment },
    Forgotten,
}

/// The state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guard {
    phase: Phase,
}

impl Guard {
    /// A profile that was just opened: locked if a lock is set.
    #[must_use]
    pub const fn new(lock_set: bool) -> Self {
        Self { phase: if lock_set { Phase::Forgotten } else { Phase::NoLock } }
    }

    /// Takes what happened, says what to do.
    pub fn step(&mut self, now: Moment, around: Around, input: Input) -> Option<Effect> {
        match (self.phase, input) {
            (_, Input::Unlocked) => {
                self.phase = Phase::Reading { used: now };
                None
            }
            (Phase::Reading { .. }, Input::LockNow) => self.close(now),
            (Phase::Reading { used }, Input::Used | Input::Tick) => {
                let grace = if around.check_runs { CHECK_GRACE_MS } else { 0 };
                if now.since(used) >= around.lock_after_ms.max(grace) {
                    // A touch that comes too late does not open what should have been locked.
                    return self.close(now);
                }
                if input == Input::Used {
                    self.phase = Phase::Reading { used: now };
                }
                None
            }
            (Phase::Closed { since }, Input::Tick) => {
                let locked_for = now.since(since);
                let camera = around.check_runs && locked_for < CAMERA_GRACE_MS;
                if (around.outbox_empty && !camera) || locked_for >= SENDING_MS {
                    self.phase = Phase::Forgotten;
                    return Some(Effect::Forget);
                }
                None
            }
            _ => None,
        }
    }

    /// Whether records may be read.
    #[must_use]
    pub const fn reads(&self) -> bool {
        matches!(self.phase, Phase::NoLock | Phase::Reading { .. })
    }

    /// Whether a lock is set.
    #[must_use]
    pub const fn is_set(&self) -> bool {
        !matches!(self.phase, Phase::NoLock)
    }

    /// Whether a photo of an open check may be taken. The camera shows nothing that is stored.
    #[must_use]
    pub const fn takes_photos(&self, now: Moment) -> bool {
        match self.phase {
            Phase::NoLock | Phase::Reading { .. } => true,
            Phase::Closed { since } => now.since(since) < CAMERA_GRACE_MS,
            Phase::Forgotten => false,
        }
    }

    /// Whether the screen is locked and the key not forgotten yet.
    #[must_use]
    pub const fn is_closing(&self) -> bool {
        matches!(self.phase, Phase::Closed { .. })
    }

    /// Milliseconds since somebody used the device; `None` unless it could lock by itself.
    #[must_use]
    pub const fn unused_ms(&self, now: Moment) -> Option<i64> {
        match self.phase {
            Phase::Reading { used } => Some(now.since(used)),
            _ => None,
        }
    }

    fn close(&mut self, now: Moment) -> Option<Effect> {
        self.phase = Phase::Closed { since: now };
        Some(Effect::Close)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;
    const QUIET: Around =
        Around { check_runs: false, outbox_empty: true, lock_after_ms: 5 * MINUTE };
    const AT_A_CHECK: Around = Around { check_runs: true, ..QUIET };
    const UNSENT: Around = Around { outbox_empty: false, ..QUIET };

    fn at(ms: i64) -> Moment {
        Moment { mono_ms: ms, wall_ms: 1_000_000 + ms }
    }

    fn reading() -> Guard {
        let mut guard = Guard::new(true);
        guard.step(at(0), QUIET, Input::Unlocked);
        guard
    }

    #[test]
    fn without_a_lock_nothing_ever_locks() {
        let mut guard = Guard::new(false);
        for input in [Input::Tick, Input::LockNow, Input::Used] {
            assert_eq!(guard.step(at(1_000 * MINUTE), QUIET, input), None);
        }
        assert!(guard.reads() && guard.takes_photos(at(0)) && !guard.is_set());
    }

    #[test]
    fn unused_too_long_it_closes_and_forgets_once_all_is_sent() {
        let mut guard = reading();
        assert_eq!(guard.step(at(5 * MINUTE - 1), UNSENT, Input::Tick), None);
        assert_eq!(guard.step(at(5 * MINUTE), UNSENT, Input::Tick), Some(Effect::Close));
        assert!(!guard.reads() && guard.is_closing());
        assert_eq!(guard.step(at(6 * MINUTE), UNSENT, Input::Tick), None, "it goes on sending");
        assert_eq!(guard.step(at(7 * MINUTE), QUIET, Input::Tick), Some(Effect::Forget));
        assert!(!guard.is_closing());
        guard.step(at(8 * MINUTE), QUIET, Input::Unlocked);
        assert!(guard.reads());
    }

    #[test]
    fn what_cannot_be_sent_does_not_keep_the_key_for_ever() {
        let mut guard = reading();
        guard.step(at(MINUTE), UNSENT, Input::LockNow);
        let last = MINUTE + SENDING_MS;
        assert_eq!(guard.step(at(last - 1), UNSENT, Input::Tick), None);
        assert_eq!(guard.step(at(last), UNSENT, Input::Tick), Some(Effect::Forget));
    }

    #[test]
    fn use_puts_it_off_but_not_after_the_time_is_over() {
        let mut guard = reading();
        assert_eq!(guard.step(at(4 * MINUTE), QUIET, Input::Used), None);
        assert_eq!(guard.step(at(8 * MINUTE), QUIET, Input::Tick), None);
        // The machine slept; the first touch afterwards is a stranger's.
        assert_eq!(guard.step(at(90 * MINUTE), QUIET, Input::Used), Some(Effect::Close));
    }

    #[test]
    fn a_running_check_gives_time_and_the_camera_stays_open_for_a_while() {
        let mut guard = reading();
        assert_eq!(guard.step(at(CHECK_GRACE_MS - 1), AT_A_CHECK, Input::Tick), None);
        let locked = CHECK_GRACE_MS;
        assert_eq!(guard.step(at(locked), AT_A_CHECK, Input::Tick), Some(Effect::Close));
        assert!(guard.takes_photos(at(locked + CAMERA_GRACE_MS - 1)));
        let held = guard.step(at(locked + CAMERA_GRACE_MS - 1), AT_A_CHECK, Input::Tick);
        assert_eq!(held, None, "the camera needs the key");
        assert!(!guard.takes_photos(at(locked + CAMERA_GRACE_MS)));
        let gone = guard.step(at(locked + CAMERA_GRACE_MS), AT_A_CHECK, Input::Tick);
        assert_eq!(gone, Some(Effect::Forget));
    }

    #[test]
    fn neither_a_clock_moved_back_nor_a_sleeping_one_keeps_it_open() {
        let mut guard = reading();
        let back = Moment { mono_ms: 5 * MINUTE, wall_ms: 0 };
        assert_eq!(guard.step(back, QUIET, Input::Tick), Some(Effect::Close));
        let mut guard = reading();
        let slept = Moment { mono_ms: 1, wall_ms: 1_000_000 + 5 * MINUTE };
        assert_eq!(guard.step(slept, QUIET, Input::Tick), Some(Effect::Close));
    }
}
