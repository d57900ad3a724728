//! A page of a pull: asked for, and checked before a byte of it counts.

use super::{
    Http,
    http::{self, Packed},
    portion::Portion,
};
use crate::api::{Error, ErrorCode};
use mingcha_domain::{
    canonical,
    event::{Identified, Signed, Verified},
    ids::{EventId, Hash, Realm},
    log::{Checkpoint, Genesis},
    merkle,
    scope::Tag,
    wire::{ChainState, SyncReply, SyncRequest},
};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::value::RawValue;
use std::{
    collections::{BTreeMap, HashSet},
    thread,
    time::Instant,
};

/// Most positions of a page.
pub const PULL: usize = 2_000;

/// What is sent, and the root of the checkpoint that it names.
#[derive(Clone)]
pub struct Question {
    /// What is sent.
    pub request: SyncRequest,
    /// How much comes at once.
    pub portion: Portion,
    /// Root of the log as it was held then.
    pub held_root: Hash,
}

/// An answer whose checkpoint central signed. Of entries and events nothing is read yet, so that the
/// next question does not wait for that.
pub struct Answer {
    /// What was asked.
    pub asked: Question,
    /// As it came.
    packed: Packed,
    /// The same, unpacked.
    plain: Vec<u8>,
    /// What it says besides.
    head: SyncReply<IgnoredAny, IgnoredAny>,
    /// Signed by central.
    checkpoint: Checkpoint,
}

/// An answer that is proven to be of central's log, to be kept for later.
pub struct Keepable {
    /// The positions after which it goes on.
    pub after: BTreeMap<Tag, u64>,
    /// As it came.
    pub packed: Packed,
    /// How many events it brings.
    pub events: usize,
}

/// What a proof needs of an entry.
#[derive(Deserialize)]
struct Numbered {
    event: EventId,
    n: u64,
}

/// An answer that is proven to be of central's log. Of its events, form and signatures are still to be
/// checked.
pub struct Proven {
    /// As it came.
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
        let began = Instant::now();
        let packed = http.sync(&self.request, &self.portion)?;
        let took = began.elapsed();
        let plain = packed.unpack()?;
        let head: SyncReply<IgnoredAny, IgnoredAny> = http::reply(&plain)?;
        let checkpoint = checkpoint(&head, genesis)?;
        if head.more {
            self.portion.came(took);
        }
        Ok(Answer { asked: self, packed, plain, head, checkpoint })
    }
}

impl Answer {
    /// What is asked next, if nothing else happens meanwhile and there is more.
    pub fn next(&self) -> Option<Question> {
        let Self { asked, head, checkpoint, .. } = self;
        let sends = !asked.request.push.is_empty() || !asked.request.offer.is_empty();
        let usual = head.chain == ChainState::Fits && head.lost_from.is_none();
        // Whoever says that there is more has to give some of it.
        let goes_on = head.more && head.cursors != asked.request.cursors;
        (goes_on && usual && !sends).then(|| Question {
            request: SyncRequest {
                compare: vec![],
                cursors: head.cursors.clone(),
                page: asked.portion.page(PULL),
                epoch: checkpoint.epoch,
                size: checkpoint.size,
                ..asked.request.clone()
            },
            portion: asked.portion.clone(),
            held_root: checkpoint.root,
        })
    }

    /// The answer, if it is proven.
    pub fn prove(&self) -> Result<Proven, Error> {
        self.proves()?;
        Ok(Proven { reply: http::reply(&self.plain)?, checkpoint: self.checkpoint.clone() })
    }

    /// The answer as it is kept, if it is proven.
    pub fn keepable(self) -> Result<Keepable, Error> {
        let events = self.proves()?;
        Ok(Keepable { after: self.asked.request.cursors, packed: self.packed, events })
    }

    /// Checks growth and proof, and that each event is one of which an entry speaks: its bytes are
    /// then those that central numbered. Gives how many events there are. Reads no more of them than
    /// it needs: of what is kept for later, everything else is read then.
    fn proves(&self) -> Result<usize, Error> {
        let Self { asked: Question { request, held_root, .. }, plain, checkpoint, .. } = self;
        let reply: SyncReply<&RawValue, Identified> = http::reply(plain)?;
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
        let mut of_event = HashSet::new();
        for entry in &reply.entries {
            // Entries come in the form that is hashed.
            canonical::spelled(entry.get().as_bytes()).map_err(|_| wrong("entry"))?;
            let Numbered { event, n } = http::reply(entry.get().as_bytes())?;
            let leaf = merkle::leaf(entry.get().as_bytes());
            // Of two with one number, only one would be proven.
            if leaves.insert(n, leaf).is_some_and(|other| other != leaf) {
                return Err(wrong("two entries with one number"));
            }
            of_event.insert(event);
        }
        if merkle::root_of(&leaves, checkpoint.size, &reply.proof) != Some(checkpoint.root) {
            return Err(wrong("entries are not under the signed root"));
        }
        if !reply.events.iter().all(|Identified(id)| of_event.contains(id)) {
            return Err(wrong("an event without an entry"));
        }
        Ok(reply.events.len())
    }
}

impl Proven {
    /// Reads an answer that was proven when it came, and kept. If it is no longer one, it comes again.
    pub fn again(packed: &Packed, genesis: &Genesis) -> Result<Self, Error> {
        let unreadable = |_| wrong("a page that was kept cannot be read");
        let plain = packed.unpack().map_err(unreadable)?;
        let reply = http::reply(&plain).map_err(unreadable)?;
        let checkpoint = checkpoint(&reply, genesis)?;
        Ok(Self { reply, checkpoint })
    }

    /// The page, if every signature in it holds.
    pub fn verify(self) -> Result<Page, Error> {
        let Self { reply, checkpoint } = self;
        let events = verified(&reply.events, checkpoint.realm)?;
        Ok(Page { reply, checkpoint, events })
    }
}

/// What central sent cannot be believed.
pub fn wrong(what: &str) -> Error {
    Error::new(ErrorCode::CentralWrong, what)
}

/// The checkpoint, if it is of the realm and central signed it.
fn checkpoint<E, S>(reply: &SyncReply<E, S>, genesis: &Genesis) -> Result<Checkpoint, Error> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use mingcha_domain::{
        ids::PublicKey,
        log::{Entry, Verdict},
        time::Millis,
    };

    fn entry(event: u8) -> String {
        let (event, verdict) = (EventId([event; 32]), Verdict::Effective);
        let entry = Entry { arrived: Millis(7), epoch: 1, event, n: 0, not_before: None, verdict };
        serde_json::to_string(&entry).unwrap()
    }

    /// What central says of a log whose only entry is that of event 1.
    fn answer(entries: &[String]) -> Answer {
        let sig = "A".repeat(86);
        let plain = format!(
            r#"{{"chain":"fits","head":null,"entries":[{}],"events":[],"cursors":{{}},"more":false,
            "checkpoint":{{"checkpoint":"","sig":"{sig}"}},"proof":[],"growth":[],
            "certificate":{{"statement":"","sig":"{sig}"}}}}"#,
            entries.join(",")
        );
        let plain = plain.into_bytes();
        Answer {
            asked: Question {
                request: SyncRequest::default(),
                portion: Portion::default(),
                held_root: merkle::empty_root(),
            },
            packed: Packed(vec![]),
            head: http::reply(&plain).unwrap(),
            plain,
            checkpoint: Checkpoint {
                at: Millis(8),
                backed_up_through: 0,
                epoch: 1,
                forked_at: 0,
                key: PublicKey([0; 32]),
                realm: Realm([0; 32]),
                root: merkle::leaf(entry(1).as_bytes()),
                size: 1,
            },
        }
    }

    #[test]
    fn only_what_is_under_the_root_is_proven() {
        let proves = |entries: &[String]| answer(entries).proves().map_err(|e| e.message);
        assert_eq!(proves(&[entry(1)]), Ok(0));
        assert_eq!(proves(&[entry(1), entry(1)]), Ok(0), "the same twice");
        let error = |entries: &[String]| proves(entries).unwrap_err();
        assert!(error(&[entry(2)]).contains("under the signed root"));
        assert!(error(&[entry(2), entry(1)]).contains("one number"), "a false one first");
        assert!(error(&[entry(1), entry(2)]).contains("one number"));
        // The same said with a space more has another hash; and one spelling only is read at all.
        assert!(error(&[entry(1).replace(':', ": ")]).contains("entry"));
    }
}
