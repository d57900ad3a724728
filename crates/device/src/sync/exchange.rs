//! One push and pull: what is sent, and what becomes of the reply.

use super::{
    Http,
    arrive::{Arrived, arrive},
    page::{Ahead, Page, Question, wrong},
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
    ids::StreamId,
    merkle,
    wire::{ChainState, SyncRequest},
};
use rusqlite::Connection;
use std::collections::BTreeSet;

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

fn question(connection: &Connection, identity: &Identity) -> Result<Question, Error> {
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
    Ok(Question { request, held_root })
}

/// Sends what is unsent and takes one page of what is new. The store is locked only to read and to
/// write, never while the network is waited for.
pub fn exchange(
    http: &Http,
    ahead: &Ahead,
    identity: &Identity,
    known: &Known,
    store: &std::sync::Mutex<Connection>,
    now: mingcha_domain::time::Millis,
) -> Result<Exchanged, Error> {
    let question = question(&locked(store), identity)?;
    let enrolled = identity
        .enrolled
        .as_ref()
        .ok_or_else(|| Error::new(ErrorCode::NotFound, "not enrolled"))?;
    let realm =
        enrolled.genesis.realm().map_err(|e| Error::new(ErrorCode::Internal, e.to_string()))?;
    let page = match ahead.take(&question) {
        Some(page) => page,
        None => {
            // What central has verified by now: only an answer that is younger than this note says
            // whether a backup has it. One that was asked for ahead is older, and notes nothing.
            store::room::mark_verified(&locked(store))?;
            question.ask(http, &enrolled.genesis)?
        }
    };
    ahead.go_on(&question, &page, http, &enrolled.genesis);
    let (sent, Page { reply, checkpoint, events }) = (question.request, page);
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
