//! A page of a pull: asked for, and checked before a byte of it counts.

use super::{Http, http::Packed};
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
    thread,
};

/// What is sent, and the root of the checkpoint that it names.
#[derive(Clone)]
pub struct Question {
    /// What is sent.
    pub request: SyncRequest,
    /// Root of the log as it was held then.
    pub held_root: Hash,
}

/// An answer whose checkpoint central signed; whether it holds is for [`Answer::prove`].
pub struct Answer {
    /// What was asked.
    pub asked: Question,
    /// As it came.
    pub packed: Packed,
    /// What it says.
    pub reply: SyncReply,
    /// Signed by central.
    pub checkpoint: Checkpoint,
}

/// An answer of which everything holds.
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
    pub fn ask(self, http: &Http, genesis: &Genesis) -> Result<Answer, Error> {
        let packed = http.sync(&self.request)?;
        let reply = packed.read()?;
        let checkpoint = checkpoint(&reply, genesis)?;
        Ok(Answer { asked: self, packed, reply, checkpoint })
    }
}

impl Answer {
    /// What is asked next, if nothing else happens meanwhile and there is more.
    pub fn next(&self) -> Option<Question> {
        let Self { asked, reply, checkpoint, .. } = self;
        let sends = !asked.request.push.is_empty() || !asked.request.offer.is_empty();
        let usual = reply.chain == ChainState::Fits && reply.lost_from.is_none();
        (reply.more && usual && !sends).then(|| Question {
            request: SyncRequest {
                compare: vec![],
                cursors: reply.cursors.clone(),
                epoch: checkpoint.epoch,
                size: checkpoint.size,
                ..asked.request.clone()
            },
            held_root: checkpoint.root,
        })
    }

    /// Checks growth and proof, and that each event is one of which an entry speaks: its bytes are
    /// then those that central numbered. Signatures of devices are another matter ([`verified`]).
    pub fn prove(&self) -> Result<(), Error> {
        let Self { asked: Question { request, held_root }, reply, checkpoint, .. } = self;
        let kept = match reply.lost_from {
            Some(from) if request.epoch < checkpoint.epoch => {
                if from > checkpoint.forked_at {
                    return Err(wrong("more taken over than the checkpoint says"));
                }
                from
            }
            _ => u64::MAX,
        };
        // What was seen before must be the beginning of what is there now; after a restore as far
        // as it was taken over.
        if request.size > 0 && request.size <= kept {
            let now = (checkpoint.size, checkpoint.root);
            if !merkle::grew((request.size, *held_root), now, &reply.growth) {
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
        for signed in &reply.events {
            let id = signed.id().map_err(|e| wrong(&format!("event: {e}")))?;
            if !of_event.contains(&id) {
                return Err(wrong("an event without an entry"));
            }
        }
        Ok(())
    }

    /// The page, if every signature in it holds. To be proven first.
    pub fn page(self) -> Result<Page, Error> {
        let events = verified(&self.reply.events, self.checkpoint.realm)?;
        Ok(Page { reply: self.reply, checkpoint: self.checkpoint, events })
    }
}

impl Page {
    /// Reads a page that was proven when it came.
    pub fn proven(packed: &Packed, genesis: &Genesis) -> Result<Self, Error> {
        let reply = packed.read()?;
        let checkpoint = checkpoint(&reply, genesis)?;
        let events = verified(&reply.events, checkpoint.realm)?;
        Ok(Self { reply, checkpoint, events })
    }
}

/// What central sent cannot be believed.
pub fn wrong(what: &str) -> Error {
    Error::new(ErrorCode::CentralWrong, what)
}

/// The checkpoint, if it is of the realm and central signed it.
fn checkpoint(reply: &SyncReply, genesis: &Genesis) -> Result<Checkpoint, Error> {
    let realm = genesis.realm();
    let realm = realm.map_err(|e| Error::new(ErrorCode::Internal, e.to_string()))?;
    let central =
        reply.certificate.verify(genesis).ok_or_else(|| wrong("certificate of another realm"))?;
    let checkpoint = reply.checkpoint.verify(realm, central.key);
    checkpoint.ok_or_else(|| wrong("checkpoint not signed by central"))
}

/// Verifies events on all processors: of a page, this is most of the work.
fn verified(signed: &[Signed], realm: Realm) -> Result<Vec<Verified>, Error> {
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
