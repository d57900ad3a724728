//! What goes on beside the store: pages that follow one another are asked for without a pause and
//! proven, and while one is being put in order, the next is being verified.

use super::{
    Http,
    http::{IDLE, Packed},
    page::{Answer, Keepable, Page, Proven},
};
use crate::{api::Error, device::locked, platform::Platform};
use mingcha_domain::log::Genesis;
use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, sync_channel},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

/// So many answers lie in memory at most, half a megabyte each, besides the one that is being kept
/// and three that have just come or are being proven, unpacked.
const IN_HAND: usize = 8;

/// A page that does not come within this time is waited for: something else is done meanwhile.
const SOON: Duration = Duration::from_millis(200);

/// Pages on their way, from central and out of the inbox.
#[derive(Default)]
pub struct Ahead {
    coming: Mutex<Option<Receiver<Result<Keepable, Error>>>>,
    opening: Mutex<Option<Opening>>,
    /// What was kept could not be put in order.
    in_vain: AtomicBool,
}

/// A page of the inbox that is being verified.
struct Opening {
    id: i64,
    page: JoinHandle<Result<Page, Error>>,
}

impl Ahead {
    /// Asks for what comes after `answer`, and after that, until there is no more or nobody takes
    /// it. Where the system has no thread to give, the next exchange asks.
    pub fn go_on(&self, answer: &Answer, http: &Http, genesis: &Genesis, platform: &Platform) {
        let Some(next) = answer.next() else { return };
        let (http, genesis, platform) = (http.clone(), genesis.clone(), platform.clone());
        let (ask, asked) = sync_channel::<Result<Answer, Error>>(1);
        let (give, coming) = sync_channel(IN_HAND);
        let proving = thread::Builder::new().spawn(move || {
            for answer in asked {
                if give.send(answer.and_then(Answer::keepable)).is_err() {
                    return;
                }
            }
        });
        let asking = thread::Builder::new().spawn(move || {
            let mut next = Some(next);
            while let Some(question) = next.take() {
                let answer = question.ask(&http, &genesis);
                next = answer.as_ref().ok().and_then(Answer::next);
                let came = platform.now();
                let taken = ask.send(answer).is_ok();
                // After a while the connection may be gone without a word. By the wall clock: the
                // other one stops while the device sleeps.
                let waited = u128::from(platform.now().0.abs_diff(came.0));
                if !taken || waited > IDLE.as_millis() {
                    return;
                }
            }
        });
        *locked(&self.coming) = asking.and(proving).ok().map(|_| coming);
    }

    /// The next page that came. `None` if none is on its way, if that failed (whoever asks again
    /// hears why), or if there is something better to do than to wait for it.
    pub fn came(&self, something_better: bool) -> Option<Keepable> {
        let mut coming = locked(&self.coming);
        let receiver = coming.as_ref()?;
        let wait = if something_better { SOON } else { Duration::MAX };
        match receiver.recv_timeout(wait) {
            Ok(Ok(page)) => return Some(page),
            Err(RecvTimeoutError::Timeout) => {}
            Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => *coming = None,
        }
        None
    }

    /// What is on its way is not waited for any longer: something else is to be said to central.
    pub fn stop(&self) {
        *locked(&self.coming) = None;
    }

    /// What was kept could not be put in order, and comes again: until a page is in order, none is
    /// kept. Or, a page is in order.
    pub fn set_in_vain(&self, in_vain: bool) {
        self.in_vain.store(in_vain, Ordering::Relaxed);
    }

    /// Whether pages may be kept for later: otherwise the whole of them might come again and again.
    pub fn may_keep(&self) -> bool {
        !self.in_vain.load(Ordering::Relaxed)
    }

    /// Begins to verify a page of the inbox.
    pub fn open(&self, id: i64, packed: Packed, genesis: &Genesis) {
        let genesis = genesis.clone();
        let opening =
            thread::Builder::new().spawn(move || Proven::again(&packed, &genesis)?.verify());
        *locked(&self.opening) = opening.ok().map(|page| Opening { id, page });
    }

    /// The page of the inbox that was begun with, if it is this one.
    pub fn opened(&self, id: i64) -> Option<Result<Page, Error>> {
        let opening = locked(&self.opening).take()?;
        if opening.id == id { opening.page.join().ok() } else { None }
    }
}
