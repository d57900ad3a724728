//! The thread that does what the machine asks for.

use super::{Effect, Input, Machine};
use crate::{
    api::{Error, ErrorCode, WaitReason},
    device::{Shared, Standing},
};
use std::{
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, RecvTimeoutError, Sender},
    },
    thread,
    time::{Duration, Instant},
};

/// A running sync. Ends when the device is dropped.
pub struct Runner {
    inputs: Sender<Input>,
}

impl Runner {
    /// Starts the thread.
    pub(crate) fn start(shared: &Arc<Shared>, machine: Machine) -> Self {
        let (inputs, received) = mpsc::channel();
        let weak = Arc::downgrade(shared);
        let again = inputs.clone();
        thread::spawn(move || run(&weak, machine, &received, &again));
        Self { inputs }
    }

    /// Tells it that something happened.
    pub fn tell(&self, input: Input) {
        // A thread that has ended has nothing left to do.
        let _ = self.inputs.send(input);
    }
}

fn run(
    device: &Weak<Shared>,
    mut machine: Machine,
    received: &mpsc::Receiver<Input>,
    again: &Sender<Input>,
) {
    let started = Instant::now();
    let now = || u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let listening = Arc::new(AtomicBool::new(false));
    let mut input = Some(Input::Tick);
    loop {
        let Some(shared) = device.upgrade() else { return };
        shared.seal_due();
        while let Some(happened) = input.take() {
            let effect = machine.step(now(), happened);
            shared.show_sync(machine.state(now()));
            input = effect.map(|effect| perform(&shared, effect, &mut machine, now()));
            let accepted = shared.standing() == Standing::Accepted;
            if accepted && matches!(input, Some(Input::Exchanged { .. })) {
                listen(&shared, &listening, again);
            }
        }
        let until = machine.next_ms().map_or(60_000, |at| at.saturating_sub(now())).min(60_000);
        let until = until.min(shared.next_seal_ms().unwrap_or(60_000));
        drop(shared);
        input = match received.recv_timeout(Duration::from_millis(until.max(10))) {
            Ok(happened) => Some(happened),
            Err(RecvTimeoutError::Timeout) => Some(Input::Tick),
            Err(RecvTimeoutError::Disconnected) => return,
        };
    }
}

fn perform(shared: &Arc<Shared>, effect: Effect, machine: &mut Machine, now: u64) -> Input {
    let done = match effect {
        Effect::Exchange => shared.exchange().map(|more| Input::Exchanged { more }),
        Effect::Move => shared
            .move_files(|done, of| {
                machine.step(now, Input::Progress { done, of });
                shared.show_sync(machine.state(now));
            })
            .map(|more| match (more, shared.standing()) {
                (true, _) | (false, Standing::Accepted) => Input::Moved { more },
                (false, Standing::Revoked) => Input::Revoked,
                (false, Standing::NotEnrolled) => Input::Erased,
            }),
    };
    done.unwrap_or_else(|error| failed(&error))
}

fn failed(error: &Error) -> Input {
    tracing::info!(code = ?error.code, "sync: {}", error.message);
    match error.code {
        ErrorCode::Revoked => Input::Revoked,
        ErrorCode::Unreachable => Input::Failed(WaitReason::Unreachable),
        ErrorCode::CentralBusy | ErrorCode::TooManyTries => Input::Failed(WaitReason::CentralBusy),
        _ => Input::Failed(WaitReason::NotTrusted),
    }
}

/// Keeps one connection open on which central says "ask again".
fn listen(shared: &Arc<Shared>, listening: &Arc<AtomicBool>, again: &Sender<Input>) {
    if listening.swap(true, Ordering::SeqCst) {
        return;
    }
    let Ok(http) = shared.http() else { return };
    let (listening, again) = (Arc::clone(listening), again.clone());
    thread::spawn(move || {
        let ended = http.listen(|| again.send(Input::Poke).is_ok());
        listening.store(false, Ordering::SeqCst);
        if ended.is_ok() {
            // The line went down: find out at once whether central is still there.
            let _ = again.send(Input::Poke);
        }
    });
}
