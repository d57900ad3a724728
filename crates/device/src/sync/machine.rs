//! What sync does next, and what it says of itself. Pure: a whole world of devices runs under one
//! seed without a network or a clock.

use crate::api::{SyncState, WaitReason};

/// Shortest and longest time between two tries, milliseconds.
const FIRST_RETRY_MS: u64 = 1_000;
const LONGEST_RETRY_MS: u64 = 60_000;
/// The line broke, but it carried something before: it is worth trying at once.
const AFTER_PROGRESS_MS: u64 = 100;
/// Without wake-ups, ask this often.
const POLL_MS: u64 = 120_000;
/// A revoked profile that has delivered everything asks this often whether it shall be erased.
const REVOKED_POLL_MS: u64 = 15 * 60_000;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Something was recorded, a person asked, the app came to front, central called.
    Poke,
    /// A change is there, but the network need not be tried before its time.
    Recorded,
    /// Time has passed.
    Tick,
    /// The person keeps the device offline, or no longer.
    KeepOffline(bool),
    /// The profile was enrolled.
    Enrolled,
    /// An exchange was done.
    Exchanged {
        /// There is more.
        more: bool,
    },
    /// Photo files were moved, beside whatever else happened.
    Moved {
        /// There are more.
        more: bool,
    },
    /// An exchange failed.
    Failed(WaitReason),
    /// Moving photo files failed.
    MoveFailed {
        /// Why.
        why: WaitReason,
        /// But some of it went out: a line that breaks now and then is used while it holds.
        got_on: bool,
    },
    /// Central no longer accepts the profile, and everything that it takes from it is there.
    Revoked,
    /// The profile was erased.
    Erased,
    /// How far sending is.
    Progress {
        /// Parts sent.
        done: u32,
        /// Parts altogether.
        of: u32,
    },
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Push and pull once.
    Exchange,
    /// Begin to move photo files, and say when that has ended. Exchanges go on meanwhile: a verdict
    /// does not wait behind photos.
    Move,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Phase {
    NotEnrolled,
    KeptOffline,
    Idle { next_ms: u64 },
    Exchanging,
    Waiting { why: WaitReason, until_ms: u64 },
    Revoked { next_ms: u64 },
}

/// The state.
#[derive(Debug, Clone)]
pub struct Machine {
    phase: Phase,
    /// The person wants the device to be offline, also where it is not enrolled yet.
    offline: bool,
    /// Photo files are being moved.
    moving: bool,
    /// There may be more of them than when that began.
    move_again: bool,
    failures: u32,
    move_failures: u32,
    asked_again: bool,
    progress: (u32, u32),
    random: u64,
}

impl Machine {
    /// A machine of a profile. `seed` spreads the retries of many devices.
    #[must_use]
    pub fn new(enrolled: bool, kept_offline: bool, seed: u64) -> Self {
        let phase = match (enrolled, kept_offline) {
            (false, _) => Phase::NotEnrolled,
            (true, true) => Phase::KeptOffline,
            (true, false) => Phase::Idle { next_ms: 0 },
        };
        Self {
            phase,
            offline: kept_offline,
            moving: false,
            move_again: false,
            failures: 0,
            move_failures: 0,
            asked_again: false,
            progress: (0, 0),
            random: seed | 1,
        }
    }

    /// Takes what happened at `now_ms` (of a clock that only runs forward), says what to do.
    pub fn step(&mut self, now_ms: u64, input: Input) -> Option<Effect> {
        match input {
            Input::KeepOffline(offline) => {
                self.offline = offline;
                match self.phase {
                    Phase::NotEnrolled => None,
                    Phase::KeptOffline if !offline => self.exchange(),
                    _ if offline => self.keep_offline(),
                    _ => None,
                }
            }
            Input::Enrolled if self.offline => self.keep_offline(),
            Input::Enrolled => self.exchange(),
            Input::Revoked => {
                if self.phase != Phase::KeptOffline {
                    self.phase = Phase::Revoked { next_ms: now_ms + REVOKED_POLL_MS };
                }
                None
            }
            Input::Erased => {
                self.offline = false;
                self.phase = Phase::NotEnrolled;
                None
            }
            Input::Poke => match self.phase {
                Phase::Idle { .. } | Phase::Waiting { .. } | Phase::Revoked { .. } => {
                    self.exchange()
                }
                Phase::Exchanging => {
                    self.asked_again = true;
                    None
                }
                Phase::NotEnrolled | Phase::KeptOffline => None,
            },
            Input::Recorded => match self.phase {
                Phase::Idle { .. } => self.exchange(),
                Phase::Exchanging => {
                    self.asked_again = true;
                    None
                }
                _ => None,
            },
            Input::Tick => match self.phase {
                Phase::Idle { next_ms } | Phase::Revoked { next_ms } if now_ms >= next_ms => {
                    self.exchange()
                }
                Phase::Waiting { until_ms, .. } if now_ms >= until_ms => self.exchange(),
                _ => None,
            },
            Input::Exchanged { more } => {
                self.failures = 0;
                match self.phase {
                    Phase::Exchanging if more || std::mem::take(&mut self.asked_again) => {
                        self.exchange()
                    }
                    Phase::Exchanging => {
                        self.phase = Phase::Idle { next_ms: now_ms + POLL_MS };
                        self.move_files()
                    }
                    _ => None,
                }
            }
            Input::Moved { more } => {
                self.moving = false;
                self.move_failures = 0;
                let again = std::mem::take(&mut self.move_again);
                let may = matches!(self.phase, Phase::Idle { .. } | Phase::Exchanging);
                if may && (more || again) { self.move_files() } else { None }
            }
            Input::Failed(why) => {
                if self.phase == Phase::Exchanging {
                    let failures = self.failures;
                    self.failures = failures.saturating_add(1);
                    self.phase = Phase::Waiting { why, until_ms: now_ms + self.pause(failures) };
                }
                None
            }
            Input::MoveFailed { why, got_on } => {
                self.moving = false;
                self.move_again = false;
                let failures = self.move_failures;
                self.move_failures = if got_on { 0 } else { failures.saturating_add(1) };
                // Where an exchange is under way, its end begins the next try.
                if matches!(self.phase, Phase::Idle { .. }) {
                    let pause = self.pause(failures);
                    let until_ms =
                        now_ms + if got_on { pause.min(AFTER_PROGRESS_MS) } else { pause };
                    self.phase = Phase::Waiting { why, until_ms };
                }
                None
            }
            Input::Progress { done, of } => {
                self.progress = (done, of);
                None
            }
        }
    }

    /// When a tick is next worth anything.
    #[must_use]
    pub const fn next_ms(&self) -> Option<u64> {
        match self.phase {
            Phase::Idle { next_ms } | Phase::Revoked { next_ms } => Some(next_ms),
            Phase::Waiting { until_ms, .. } => Some(until_ms),
            _ => None,
        }
    }

    /// What to show.
    #[must_use]
    pub fn state(&self, now_ms: u64) -> SyncState {
        match &self.phase {
            Phase::NotEnrolled => SyncState::NotEnrolled,
            Phase::KeptOffline => SyncState::KeptOffline,
            Phase::Idle { .. } if !self.moving => SyncState::Idle,
            Phase::Idle { .. } | Phase::Exchanging => {
                let (done, of) = self.progress;
                SyncState::Sending { done, of }
            }
            Phase::Waiting { why, until_ms } => {
                let left = until_ms.saturating_sub(now_ms);
                SyncState::Waiting { why: *why, retry_in_ms: u32::try_from(left).unwrap_or(0) }
            }
            Phase::Revoked { .. } => SyncState::Revoked,
        }
    }

    fn keep_offline(&mut self) -> Option<Effect> {
        self.phase = Phase::KeptOffline;
        None
    }

    fn exchange(&mut self) -> Option<Effect> {
        self.phase = Phase::Exchanging;
        self.asked_again = false;
        Some(Effect::Exchange)
    }

    /// One at a time: what comes meanwhile is moved afterwards.
    const fn move_files(&mut self) -> Option<Effect> {
        if self.moving {
            self.move_again = true;
            return None;
        }
        self.moving = true;
        Some(Effect::Move)
    }

    /// Twice as long after every failure, with a random half so that a thousand devices do not
    /// come back in the same second.
    fn pause(&mut self, failures: u32) -> u64 {
        let full = (FIRST_RETRY_MS << failures.min(6)).min(LONGEST_RETRY_MS);
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        full / 2 + self.random % (full / 2 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_waits_longer_each_time_and_a_tap_tries_at_once() {
        let mut machine = Machine::new(true, false, 7);
        let mut now = 0;
        let mut longest = 0;
        assert_eq!(machine.step(now, Input::Poke), Some(Effect::Exchange));
        for _ in 0..10 {
            machine.step(now, Input::Failed(WaitReason::Unreachable));
            let until = machine.next_ms().unwrap_or(0);
            assert!(until - now <= LONGEST_RETRY_MS);
            longest = longest.max(until - now);
            assert_eq!(machine.step(until - 1, Input::Tick), None);
            now = until;
            assert_eq!(machine.step(now, Input::Tick), Some(Effect::Exchange));
        }
        assert!(longest > 16_000, "{longest}");
        machine.step(now, Input::Failed(WaitReason::Unreachable));
        assert_eq!(machine.step(now, Input::Recorded), None, "recording does not hammer");
        assert_eq!(machine.step(now, Input::Poke), Some(Effect::Exchange));
    }

    #[test]
    fn what_is_recorded_while_sending_is_sent_right_after() {
        let mut machine = Machine::new(true, false, 7);
        machine.step(0, Input::Poke);
        assert_eq!(machine.step(1, Input::Recorded), None);
        let next = machine.step(2, Input::Exchanged { more: false });
        assert_eq!(next, Some(Effect::Exchange));
        assert_eq!(machine.step(3, Input::Exchanged { more: false }), Some(Effect::Move));
        assert_eq!(machine.step(4, Input::Moved { more: false }), None);
        assert_eq!(machine.state(4), SyncState::Idle);
    }

    #[test]
    fn records_pass_photos_that_are_on_their_way() {
        let mut machine = Machine::new(true, false, 7);
        machine.step(0, Input::Poke);
        assert_eq!(machine.step(1, Input::Exchanged { more: false }), Some(Effect::Move));
        assert_eq!(machine.step(2, Input::Recorded), Some(Effect::Exchange), "at once");
        assert_eq!(machine.step(3, Input::Exchanged { more: false }), None, "one at a time");
        assert!(matches!(machine.state(3), SyncState::Sending { .. }));
        let more = machine.step(4, Input::Moved { more: false });
        assert_eq!(more, Some(Effect::Move), "a photo may have been taken meanwhile");
        assert_eq!(machine.step(5, Input::Moved { more: true }), Some(Effect::Move));
        assert_eq!(machine.step(6, Input::Poke), Some(Effect::Exchange));
        assert_eq!(machine.step(7, Input::Moved { more: true }), Some(Effect::Move));
        let why = WaitReason::Unreachable;
        machine.step(8, Input::MoveFailed { why, got_on: false });
        let next = machine.step(9, Input::Exchanged { more: false });
        assert_eq!(next, Some(Effect::Move), "the exchange shows that central is there");
        machine.step(10, Input::MoveFailed { why, got_on: false });
        let until = machine.next_ms().unwrap_or(0);
        assert!(until >= 10 + FIRST_RETRY_MS, "the second failure in a row: {until}");
        assert_eq!(machine.step(until, Input::Tick), Some(Effect::Exchange));
        machine.step(until, Input::Exchanged { more: false });
        machine.step(until, Input::MoveFailed { why, got_on: true });
        let next = machine.next_ms().unwrap_or(0);
        assert!(next <= until + AFTER_PROGRESS_MS, "it carried something: at once");
        machine.step(11, Input::KeepOffline(true));
        assert_eq!(machine.step(12, Input::Moved { more: true }), None);
    }

    #[test]
    fn a_revoked_profile_delivers_then_asks_now_and_then_and_ends_when_it_is_erased() {
        let mut machine = Machine::new(true, false, 7);
        assert_eq!(machine.step(0, Input::Tick), Some(Effect::Exchange));
        assert_eq!(machine.step(1, Input::Exchanged { more: false }), Some(Effect::Move));
        assert_eq!(machine.step(2, Input::Moved { more: false }), None);
        assert_eq!(machine.step(2, Input::Revoked), None);
        assert_eq!(machine.state(3), SyncState::Revoked);
        assert_eq!(machine.step(3, Input::Recorded), None, "nothing more is recorded for central");
        assert_eq!(machine.step(4, Input::Poke), Some(Effect::Exchange), "a tap asks at once");
        machine.step(5, Input::Revoked);
        let next = machine.next_ms().unwrap_or(0);
        assert_eq!(machine.step(next - 1, Input::Tick), None);
        assert_eq!(machine.step(next, Input::Tick), Some(Effect::Exchange));
        assert_eq!(machine.step(next, Input::Erased), None);
        assert_eq!(machine.state(next), SyncState::NotEnrolled);
        assert_eq!(machine.step(next + 1, Input::Poke), None);
        assert_eq!(machine.step(next + 2, Input::Enrolled), Some(Effect::Exchange));
    }

    #[test]
    fn a_device_that_is_kept_offline_never_talks() {
        let mut machine = Machine::new(true, true, 7);
        for input in [Input::Poke, Input::Recorded, Input::Tick] {
            assert_eq!(machine.step(1_000_000, input), None);
        }
        assert_eq!(machine.step(2, Input::KeepOffline(false)), Some(Effect::Exchange));
        // Also where that was said before it was enrolled.
        let mut machine = Machine::new(false, false, 7);
        assert_eq!(machine.step(1, Input::KeepOffline(true)), None);
        assert_eq!(machine.state(1), SyncState::NotEnrolled);
        assert_eq!(machine.step(2, Input::Enrolled), None);
        assert_eq!(machine.state(2), SyncState::KeptOffline);
    }
}
