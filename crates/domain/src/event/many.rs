//! Many events at once: of a page, checking signatures is most of the work.

use super::{Refused, Signed, Verified};
use crate::ids::Realm;
use std::thread;

/// Below this, starting threads takes longer than what they take over.
const WORTH_THREADS: usize = 64;

/// Why a page is refused: its first event that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("[{at}]: {why}")]
pub struct RefusedAt {
    /// Place in the page, from 0.
    pub at: usize,
    /// The rule.
    pub why: Refused,
}

/// [`Signed::verify`] for all of a page, on all processors; in the page's order.
///
/// # Errors
/// [`RefusedAt`]; then none is given.
pub fn verify_all(signed: Vec<Signed>, realm: Realm) -> Result<Vec<Verified>, RefusedAt> {
    let all = signed.len();
    let workers = thread::available_parallelism().map_or(1, usize::from);
    if workers == 1 || all < WORTH_THREADS {
        return verify(signed, 0, realm);
    }
    let part = all.div_ceil(workers);
    let mut rest = signed.into_iter();
    thread::scope(|scope| {
        let running: Vec<_> = (0..all)
            .step_by(part)
            .map(|from| {
                let some: Vec<Signed> = rest.by_ref().take(part).collect();
                scope.spawn(move || verify(some, from, realm))
            })
            .collect();
        let mut events = Vec::with_capacity(all);
        for one in running {
            match one.join() {
                Ok(verified) => events.extend(verified?),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok(events)
    })
}

fn verify(signed: Vec<Signed>, from: usize, realm: Realm) -> Result<Vec<Verified>, RefusedAt> {
    let of = |(n, one): (usize, Signed)| {
        one.verify(realm).map_err(|why| RefusedAt { at: from + n, why })
    };
    signed.into_iter().enumerate().map(of).collect()
}
