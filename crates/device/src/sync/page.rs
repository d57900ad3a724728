//! A page of a pull: asked for, and checked before a byte of it counts. While one is being stored,
//! the next is on its way.

use super::Http;
use crate::api::{Error, ErrorCode};
use mingcha_domain::{
    event::{Signed, Verified},
    ids::{Hash, Realm},
    log::{Checkpoint, Genesis},
    merkle,
    wire::{ChainState, SyncReply, SyncRequest},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, PoisonError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// What is sent, and the root of the checkpoint that it names.
#[derive(Clone, PartialEq, Eq)]
pub struct Question {
    /// What is sent.
    pub request: SyncRequest,
    /// Root of the log as it was held then.
    pub held_root: Hash,
}

/// An answer that holds.
pub struct Page {
    /// As it came.
    pub reply: SyncReply,
    /// Signed by central.
    pub checkpoint: Checkpoint,
    /// The reply's events, verified.
    pub events: Vec<Verified>,
}

impl Question {
    /// Asks central.
    pub fn ask(&self, http: &Http, genesis: &Genesis) -> Result<Page, Error> {
        let reply = http.sync(&self.request)?;
        let realm = genesis.realm();
        let realm = realm.map_err(|e| Error::new(ErrorCode::Internal, e.to_string()))?;
        let (checkpoint, events) = verified(&self.request, &reply, self.held_root, genesis, realm)?;
        Ok(Page { reply, checkpoint, events })
    }

    /// What is asked once `page` is stored, if nothing else happens meanwhile.
    fn after(&self, page: &Page) -> Option<Self> {
        let Page { reply, checkpoint, .. } = page;
        let sends = !self.request.push.is_empty() || !self.request.offer.is_empty();
        let usual = reply.chain == ChainState::Fits && reply.lost_from.is_none();
        (reply.more && usual && !sends).then(|| Self {
            request: SyncRequest {
                compare: vec![],
                cursors: reply.cursors.clone(),
                epoch: checkpoint.epoch,
                size: checkpoint.size,
                ..self.request.clone()
            },
            held_root: checkpoint.root,
        })
    }
}

/// An answer that lay there longer is of another hour: the device slept in between.
const KEEPS: Duration = Duration::from_secs(30);

/// The next page, on its way while the one before is stored: the network and the checking of
/// signatures do not wait for the disk.
#[derive(Default)]
pub struct Ahead(Mutex<Option<Begun>>);

struct Begun {
    asked: Question,
    at: Instant,
    answer: JoinHandle<Result<Page, Error>>,
}

impl Ahead {
    /// The answer to `question` that is on its way, if it answers this very question. One that
    /// failed is no answer: the network is tried again.
    pub fn take(&self, question: &Question) -> Option<Page> {
        let begun = self.0.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        if begun.asked != *question || begun.at.elapsed() > KEEPS {
            return None;
        }
        begun.answer.join().ok()?.ok()
    }

    /// Asks for what comes after `page`.
    pub fn go_on(&self, question: &Question, page: &Page, http: &Http, genesis: &Genesis) {
        let Some(next) = question.after(page) else { return };
        let (asked, http, genesis) = (next.clone(), http.clone(), genesis.clone());
        let asking = thread::Builder::new().spawn(move || next.ask(&http, &genesis));
        // Where the system has no thread to give, the next exchange asks.
        let begun = asking.ok().map(|answer| Begun { asked, at: Instant::now(), answer });
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = begun;
    }
}

/// What central sent cannot be believed.
pub fn wrong(what: &str) -> Error {
    Error::new(ErrorCode::CentralWrong, what)
}

/// Checks certificate, checkpoint, growth, proof, and every event's signature.
fn verified(
    sent: &SyncRequest,
    reply: &SyncReply,
    held_root: Hash,
    genesis: &Genesis,
    realm: Realm,
) -> Result<(Checkpoint, Vec<Verified>), Error> {
    let central =
        reply.certificate.verify(genesis).ok_or_else(|| wrong("certificate of another realm"))?;
    let checkpoint = reply
        .checkpoint
        .verify(realm, central.key)
        .ok_or_else(|| wrong("checkpoint not signed by central"))?;
    let kept = match reply.lost_from {
        Some(from) if sent.epoch < checkpoint.epoch => {
            if from > checkpoint.forked_at {
                return Err(wrong("more taken over than the checkpoint says"));
            }
            from
        }
        _ => u64::MAX,
    };
    // What was seen before must be the beginning of what is there now; after a restore as far as
    // it was taken over.
    if sent.size > 0 && sent.size <= kept {
        let now = (checkpoint.size, checkpoint.root);
        if !merkle::grew((sent.size, held_root), now, &reply.growth) {
            return Err(wrong("the log does not continue the one seen before"));
        }
    }
    let mut leaves = BTreeMap::new();
    let mut of_event = BTreeSet::new();
    for entry in &reply.entries {
        leaves.insert(entry.n, entry.leaf().map_err(|_| wrong("entry"))?);
        of_event.insert(entry.event);
    }
    if merkle::root_of(&leaves, checkpoint.size, &reply.proof) != Some(checkpoint.root) {
        return Err(wrong("entries are not under the signed root"));
    }
    let events = signatures(&reply.events, realm)?;
    if events.iter().any(|event| !of_event.contains(&event.id)) {
        return Err(wrong("an event without an entry"));
    }
    Ok((checkpoint, events))
}

/// Verifies events on all processors: of a page, this is most of the work.
fn signatures(signed: &[Signed], realm: Realm) -> Result<Vec<Verified>, Error> {
    let verify = |part: &[Signed]| -> Result<Vec<Verified>, Error> {
        let of = |one: &Signed| one.clone().verify(realm);
        part.iter().map(of).collect::<Result<_, _>>().map_err(|e| wrong(&format!("event: {e}")))
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    if workers == 1 || signed.len() < 64 {
        return verify(signed);
    }
    thread::scope(|scope| {
        let parts = signed.chunks(signed.len().div_ceil(workers));
        let running: Vec<_> = parts.map(|part| scope.spawn(|| verify(part))).collect();
        let mut events = Vec::with_capacity(signed.len());
        for one in running {
            events.extend(one.join().map_err(|_| wrong("verifying events"))??);
        }
        Ok(events)
    })
}
