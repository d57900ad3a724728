//! The threads that do what the machine asks for: one exchanges records, one moves photo files.

use super::{Effect, Input, Machine};
use crate::{
    api::{Error, ErrorCode, SyncState, WaitReason},
    device::{Moved, Shared, Standing},
};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, AtomicU32, Ordering},
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread,
    time::{Duration, Instant},
};

/// More than what fills the buffers of a dead line.
const WORTH_BYTES: u64 = 256 * 1024;

/// A running sync. Ends when the device is dropped.
pub struct Runner {
    heard: Sender<Heard>,
    stop: Arc<AtomicBool>,
    rest: Arc<AtomicBool>,
}

/// What the thread is told.
enum Heard {
    Input(Input),
    /// Moving photo files has ended; whether some of it went out.
    Moved(Result<Moved, Error>, bool),
}

impl Runner {
    /// Starts the thread.
    pub(crate) fn start(shared: &Arc<Shared>, machine: Machine) -> Self {
        let (heard, received) = mpsc::channel();
        let (stop, rest) = (Arc::default(), Arc::default());
        let doing = Doing {
            device: Arc::downgrade(shared),
            machine,
            started: Instant::now(),
            again: heard.clone(),
            stop: Arc::clone(&stop),
            rest: Arc::clone(&rest),
            listening: Arc::default(),
        };
        thread::spawn(move || doing.run(&received));
        Self { heard, stop, rest }
    }

    /// Tells it that something happened.
    pub fn tell(&self, input: Input) {
        if input == Input::KeepOffline(true) {
            self.break_off();
        }
        // A thread that has ended has nothing left to do.
        let _ = self.heard.send(Heard::Input(input));
    }

    /// Breaks off what is on its way: photo files, which go on from there another time, and pages
    /// that follow one another.
    pub fn break_off(&self) {
        self.stop.store(true, Ordering::Relaxed);
        self.rest.store(true, Ordering::Relaxed);
    }
}

struct Doing {
    device: Weak<Shared>,
    machine: Machine,
    started: Instant,
    again: Sender<Heard>,
    stop: Arc<AtomicBool>,
    /// Before a further page is asked for or put in order, what was told is heard.
    rest: Arc<AtomicBool>,
    listening: Arc<Listening>,
}

/// The connection on which central calls.
#[derive(Default)]
struct Listening {
    stands: AtomicBool,
    /// How often in a row it went down soon.
    soon: AtomicU32,
}

impl Listening {
    /// Whether to ask at once what is new when it stands, and what is the matter when it goes down.
    /// Where something in between lets none stand, that would never end.
    fn is_asked_for(&self) -> bool {
        const AT_ONCE: u32 = 3;
        self.soon.load(Ordering::Relaxed) < AT_ONCE
    }

    /// It went down after so long.
    fn ended(&self, after: Duration) {
        const SOON: Duration = Duration::from_secs(20);
        if after >= SOON {
            self.soon.store(0, Ordering::Relaxed);
        } else {
            self.soon.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Doing {
    fn now(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn run(mut self, received: &Receiver<Heard>) {
        let mut all = vec![Heard::Input(Input::Tick)];
        loop {
            let Some(shared) = self.device.upgrade() else { return };
            // What could not be sealed, on a full disk perhaps, is not tried again at once.
            let least = if shared.seal_due() { 10 } else { 5_000 };
            // What came is on its way to the lists whether central is asked or not, a page in a turn.
            let waits = shared.put_in_order();
            for heard in all {
                for input in inputs(&shared, heard) {
                    self.go_on(&shared, input);
                }
            }
            let now = self.now();
            let until = self.machine.next_ms().map_or(60_000, |at| at.saturating_sub(now));
            let until = until.min(60_000).min(shared.next_seal_ms().unwrap_or(60_000));
            let until = if waits { 0 } else { until.max(least) };
            drop(shared);
            let heard = match received.recv_timeout(Duration::from_millis(until)) {
                Ok(heard) => heard,
                Err(RecvTimeoutError::Timeout) => Heard::Input(Input::Tick),
                Err(RecvTimeoutError::Disconnected) => return,
            };
            all = gathered(heard, received);
        }
    }

    /// Exchanges until nothing is left; files are moved beside that.
    fn go_on(&mut self, shared: &Arc<Shared>, input: Input) {
        let mut input = Some(input);
        while let Some(happened) = input.take() {
            let asked = matches!(happened, Input::KeepOffline(_));
            let effect = self.machine.step(self.now(), happened);
            let state = self.machine.state(self.now());
            if asked && state == SyncState::KeptOffline {
                // Files may have begun to move since it was told.
                self.stop.store(true, Ordering::Relaxed);
            }
            shared.show_sync(state);
            match effect {
                Some(Effect::Exchange) => {
                    let exchange = AssertUnwindSafe(|| shared.exchange());
                    let done = catch_unwind(exchange).unwrap_or_else(|_| crashed("an exchange"));
                    let done = done.map(|more| Input::Exchanged { more });
                    input = Some(done.unwrap_or_else(|error| failed(&error, Input::Failed)));
                    if shared.standing() == Standing::Accepted
                        && matches!(input, Some(Input::Exchanged { .. }))
                    {
                        listen(shared, &self.listening, &self.again);
                    }
                    let let_go = Arc::strong_count(shared) == 1;
                    if self.rest.swap(false, Ordering::Relaxed) || let_go {
                        shared.stop_asking();
                        // What lies there is heard first, then what came of this, if anybody is
                        // left to hear it.
                        if let Some(input) = input.take() {
                            let _ = self.again.send(Heard::Input(input));
                        }
                    }
                }
                Some(Effect::Move) => self.move_files(shared),
                None => {}
            }
        }
    }

    fn move_files(&self, shared: &Arc<Shared>) {
        self.stop.store(false, Ordering::Relaxed);
        let (shared, again, stop) =
            (Arc::clone(shared), self.again.clone(), Arc::clone(&self.stop));
        thread::spawn(move || {
            let (said, holders, enough) =
                (again.clone(), Arc::downgrade(&shared), Arc::clone(&stop));
            let progress = move |done, of| {
                // Nobody else holds the store: it is to be shut.
                if holders.strong_count() == 1 {
                    enough.store(true, Ordering::Relaxed);
                }
                let _ = said.send(Heard::Input(Input::Progress { done, of }));
            };
            let before = shared.photo_bytes_sent();
            let moving = AssertUnwindSafe(|| shared.move_files(&stop, progress));
            let moved = catch_unwind(moving).unwrap_or_else(|_| crashed("moving files"));
            let got_on = shared.photo_bytes_sent() > before + WORTH_BYTES;
            // Before it is told: whoever hears it may be the last to hold the store.
            drop(shared);
            let _ = again.send(Heard::Moved(moved, got_on));
        });
    }
}

fn crashed<T>(what: &str) -> Result<T, Error> {
    Err(Error::new(ErrorCode::Internal, format!("{what} crashed")))
}

/// What was heard and what else lies there by now. An exchange takes a round trip, and central calls
/// after every photo: many calls are one, and what costs nothing goes before it.
fn gathered(first: Heard, received: &Receiver<Heard>) -> Vec<Heard> {
    let (pokes, mut all): (Vec<Heard>, Vec<Heard>) = std::iter::once(first)
        .chain(received.try_iter())
        .partition(|heard| matches!(heard, Heard::Input(Input::Poke)));
    all.extend(pokes.into_iter().next());
    all
}

/// What happened, in the machine's words.
fn inputs(shared: &Shared, heard: Heard) -> Vec<Input> {
    let (moved, got_on) = match heard {
        Heard::Input(input) => return vec![input],
        Heard::Moved(moved, got_on) => (moved, got_on),
    };
    let move_failed = |why| {
        // Bytes that went out to somebody who then said no are no progress.
        let got_on = got_on && why == WaitReason::Unreachable;
        Input::MoveFailed { why, got_on }
    };
    let ended =
        |moved: Moved| shared.after_moving(moved.left).map(|()| moved.left || moved.pictures);
    let done = moved.and_then(ended);
    match (done, shared.standing()) {
        // Whether the profile may act is for the next exchange to say: after a fork the token with
        // which files were being moved is an old one.
        (Err(error), _) if error.code == ErrorCode::Revoked => {
            vec![move_failed(WaitReason::CentralBusy)]
        }
        (Err(error), _) => vec![failed(&error, move_failed)],
        (Ok(_), Standing::NotEnrolled) => vec![Input::Moved { more: false }, Input::Erased],
        (Ok(more), Standing::Accepted) => vec![Input::Moved { more }],
        (Ok(true), _) => vec![Input::Moved { more: true }],
        (Ok(false), Standing::Revoked) => vec![Input::Moved { more: false }, Input::Revoked],
    }
}

fn failed(error: &Error, why: impl Fn(WaitReason) -> Input) -> Input {
    tracing::info!(code = ?error.code, "sync: {}", error.message);
    match error.code {
        ErrorCode::Revoked => Input::Revoked,
        ErrorCode::Unreachable => why(WaitReason::Unreachable),
        ErrorCode::CentralBusy | ErrorCode::TooManyTries => why(WaitReason::CentralBusy),
        ErrorCode::DiskFull
        | ErrorCode::StoreDamaged
        | ErrorCode::PhotosDamaged
        | ErrorCode::Internal => why(WaitReason::ThisDevice),
        _ => why(WaitReason::NotTrusted),
    }
}

/// Keeps one connection open on which central says "ask again".
fn listen(shared: &Arc<Shared>, listening: &Arc<Listening>, again: &Sender<Heard>) {
    if listening.stands.swap(true, Ordering::SeqCst) {
        return;
    }
    let Ok(http) = shared.http() else {
        listening.stands.store(false, Ordering::SeqCst);
        return;
    };
    let (listening, again) = (Arc::clone(listening), again.clone());
    let device = Arc::downgrade(shared);
    thread::spawn(move || {
        let began = Instant::now();
        let poke = || again.send(Heard::Input(Input::Poke)).is_ok();
        // Nobody listens for a profile that shall be offline, was shut or has ended.
        let listens = || {
            device
                .upgrade()
                .is_some_and(|shared| shared.is_led_by(&http) && !shared.is_kept_offline())
        };
        let ended = http.listen(listens, |hello| (hello && !listening.is_asked_for()) || poke());
        listening.stands.store(false, Ordering::SeqCst);
        // Who was not reached is found out by whoever asks next.
        if ended.is_ok() {
            let asks = listening.is_asked_for();
            listening.ended(began.elapsed());
            if asks {
                // The line went down: find out at once whether central is still there.
                poke();
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_never_stands_is_not_asked_after_for_ever() {
        let listening = Listening::default();
        let after = |seconds| {
            listening.ended(Duration::from_secs(seconds));
            listening.is_asked_for()
        };
        assert!(listening.is_asked_for());
        assert_eq!([0, 1, 0, 0, 19].map(after), [true, true, false, false, false]);
        assert!(after(60) && after(0), "one that stood makes up for them");
    }
}
