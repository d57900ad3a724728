//! One push and pull: what is sent, and how a reply is checked before a byte of it counts.

use super::{
    Http,
    arrive::{Arrived, arrive},
    reconcile,
};
use crate::{
    api::{Error, ErrorCode, StoreNotice, Topic},
    no_longer_given::drop_from,
    projection,
    store::{self, identity::Identity},
    world::Known,
};
use mingcha_domain::{
    event::{Signed, Verified},
    ids::{Hash, Realm, StreamId},
    log::Checkpoint,
    merkle,
    wire::{ChainState, SyncReply, SyncRequest},
};
use rusqlite::Connection;
use std::{
    collections::{BTreeMap, BTreeSet},
    thread,
};

const PUSH: usize = 1_000;
const PULL: u32 = 2_000;

/// What an exchange brought.
pub struct Exchanged {
    /// There is more to push or pull.
    pub more: bool,
    /// The chain was found forked and everything of it is at central: go on with a new key.
    pub forked: bool,
    /// What changed.
    pub topics: BTreeSet<Topic>,
    /// What is known by heart, if that changed.
    pub known: Option<Known>,
    /// Something left this device, and photo files are to follow.
    pub dropped: bool,
}

/// What to send, and the root of the checkpoint that it names.
fn request(connection: &Connection, identity: &Identity) -> Result<(SyncRequest, Hash), Error> {
    let key = identity.key();
    let checkpoint = store::identity::checkpoint(connection)?;
    let held_root = checkpoint.as_ref().map_or_else(merkle::empty_root, |c| c.root);
    let request = SyncRequest {
        compare: reconcile::question(connection)?,
        cursors: store::identity::cursors(connection)?,
        head: store::events::head(connection, key)?,
        offer: store::events::offers(connection, PUSH)?,
        page: PULL,
        push: store::events::unsent(connection, key, PUSH)?,
        epoch: checkpoint.as_ref().map_or(0, |c| c.epoch),
        size: checkpoint.as_ref().map_or(0, |c| c.size),
    };
    Ok((request, held_root))
}

fn wrong(what: &str) -> Error {
    Error::new(ErrorCode::CentralWrong, what)
}

/// Sends what is unsent and takes one page of what is new. The store is locked only to read and to
/// write, never while the network is waited for.
pub fn exchange(
    http: &Http,
    identity: &Identity,
    known: &Known,
    store: &std::sync::Mutex<Connection>,
    now: mingcha_domain::time::Millis,
) -> Result<Exchanged, Error> {
    let (sent, held_root) = {
        let connection = locked(store);
        store::room::mark_verified(&connection)?;
        request(&connection, identity)?
    };
    let reply = http.sync(&sent)?;
    let enrolled = identity
        .enrolled
        .as_ref()
        .ok_or_else(|| Error::new(ErrorCode::NotFound, "not enrolled"))?;
    let realm =
        enrolled.genesis.realm().map_err(|e| Error::new(ErrorCode::Internal, e.to_string()))?;
    let (checkpoint, events) = verified(&sent, &reply, held_root, identity, realm)?;
    let mut connection = locked(store);
    let transaction = connection.transaction()?;
    let held = store::identity::checkpoint(&transaction)?;
    if let Some(held) = &held {
        if held.epoch > checkpoint.epoch {
            return Err(wrong("the log is of an older epoch"));
        }
        if held.epoch == checkpoint.epoch && held.size > checkpoint.size {
            return Err(wrong("the log has become shorter"));
        }
    }
    let restored = held.as_ref().is_some_and(|held| held.epoch < checkpoint.epoch);
    let lost = match restored {
        true => go_back(&transaction, identity, reply.lost_from.unwrap_or(checkpoint.forked_at))?,
        false => vec![],
    };
    let offered: Vec<_> = sent.offer.iter().filter_map(|signed| signed.id().ok()).collect();
    store::events::offered(&transaction, &offered)?;
    let mut arrived = arrive(&transaction, identity.key(), events, &reply.entries)?;
    arrived.touched.extend(lost);
    store::identity::set_cursors(&transaction, &reply.cursors)?;
    store::identity::set_checkpoint(&transaction, &checkpoint.seen())?;
    store::room::note(&transaction, &checkpoint)?;
    store::identity::set_last_sync(&transaction, now)?;
    store::devices::put(&transaction, &reply.devices)?;
    let fresh = arrived.by_heart.then(|| Known::read(&transaction, realm)).transpose()?;
    let current = fresh.as_ref().unwrap_or(known);
    // The log itself says whether this profile may act: signed, and under the proof just checked.
    let standing = current.directory.profiles.get(&identity.key());
    let revoked = standing.is_some_and(|profile| profile.revoked);
    store::identity::set_revoked(&transaction, revoked)?;
    let mended = reconcile::take_over(&transaction, &reply, &arrived)?;
    let Arrived { touched, whole, access_ended, .. } = arrived;
    let mut topics = projection::refresh(&transaction, realm, current, identity, &touched, whole)?;
    topics.insert(Topic::Sync);
    let dropped = drop_from(&transaction, realm, (known, current), identity, &access_ended)?;
    if dropped {
        topics.extend(Topic::ALL);
    }
    let differs = reconcile::hold_against(&transaction, &sent, &reply, mended, now)?;
    let unsent = !store::events::unsent(&transaction, identity.key(), 1)?.is_empty();
    // What was not taken this time waits for the next exchange, or for whoever else has it.
    let offers_go_on = sent.offer.len() == PUSH;
    transaction.commit()?;
    let more =
        reply.more || restored || differs || (unsent && sent.push.len() == PUSH) || offers_go_on;
    Ok(Exchanged {
        more,
        forked: reply.chain == ChainState::Forked && !unsent && !revoked,
        topics,
        known: fresh,
        dropped,
    })
}

/// Central goes on from a backup and lacks what it numbered `from` and above.
fn go_back(
    connection: &Connection,
    identity: &Identity,
    from: u64,
) -> Result<Vec<StreamId>, Error> {
    store::photo_files::send_again(connection)?;
    store::identity::set_notice(connection, Some(StoreNotice::CentralRestored))?;
    store::events::lose_from(connection, identity.key(), from)
}

fn locked(store: &std::sync::Mutex<Connection>) -> std::sync::MutexGuard<'_, Connection> {
    store.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Checks certificate, checkpoint, growth, proof, and every event's signature.
fn verified(
    sent: &SyncRequest,
    reply: &SyncReply,
    held_root: Hash,
    identity: &Identity,
    realm: Realm,
) -> Result<(Checkpoint, Vec<Verified>), Error> {
    let enrolled = identity.enrolled.as_ref().ok_or_else(|| wrong("not enrolled"))?;
    let central = reply
        .certificate
        .verify(&enrolled.genesis)
        .ok_or_else(|| wrong("certificate of another realm"))?;
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
