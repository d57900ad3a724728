//! One step of exchanging records: central is asked, or what came is kept, or what was kept is put
//! in order.

use super::{
    Http,
    ahead::Ahead,
    arrive::{Arrived, arrive},
    http::Packed,
    page::{Keepable, PULL, Page, Proven, Question, wrong},
    portion::Portion,
    reconcile,
};
use crate::{
    api::{Error, ErrorCode, StoreNotice, Topic},
    device::locked,
    no_longer_given::drop_from,
    platform::Platform,
    projection,
    store::{self, identity::Identity, inbox::Waiting},
    world::Known,
};
use mingcha_domain::{
    ids::StreamId,
    log::Genesis,
    merkle,
    time::Millis,
    wire::{ChainState, SyncRequest},
};
use rusqlite::Connection;
use std::{collections::BTreeSet, sync::Mutex};

const PUSH: usize = 1_000;
/// The first page of all, which whoever enrols waits for.
const FIRST: usize = 500;
/// Most pages that are kept, some thirty megabytes: then one is put in order before the next.
const INBOX: u32 = 64;

/// What an exchange brought.
pub struct Exchanged {
    /// There is more to push or pull.
    pub more: bool,
    /// The chain goes no further: go on with a new key.
    pub ended: Option<WhyNewKey>,
    /// What changed.
    pub topics: BTreeSet<Topic>,
    /// What is known by heart, if that changed.
    pub known: Option<Known>,
    /// Something left this device, and photo files are to follow.
    pub dropped: bool,
}

/// Why a chain goes no further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyNewKey {
    /// It was found forked, and everything of it is at central.
    Forked,
    /// A rescue lost something of it that was not at central: what was signed on top of that is
    /// taken by nobody.
    Torn,
}

fn question(
    connection: &Connection,
    identity: &Identity,
    portion: &Portion,
) -> Result<Question, Error> {
    // Not less on a bad line: of a push that came in full, and of which the answer did not, central
    // would take the end of the next, shorter one for the place where the chain forked.
    let key = identity.key();
    let checkpoint = store::identity::checkpoint(connection)?;
    let held_root = checkpoint.as_ref().map_or_else(merkle::empty_root, |c| c.root);
    let request = SyncRequest {
        compare: reconcile::question(connection)?,
        cursors: store::identity::cursors(connection)?,
        head: store::events::head(connection, key)?,
        offer: store::events::offers(connection, PUSH)?,
        page: portion.page(if checkpoint.is_some() { PULL } else { FIRST }),
        push: store::events::unsent(connection, key, PUSH)?,
        epoch: checkpoint.as_ref().map_or(0, |c| c.epoch),
        size: checkpoint.as_ref().map_or(0, |c| c.size),
    };
    Ok(Question { request, portion: portion.clone(), held_root })
}

/// A profile and its store, for as long as one step takes. The store is locked only to read and to
/// write, never while the network is waited for.
pub struct Exchange<'a> {
    /// Whose store it is.
    pub identity: &'a Identity,
    /// What is known by heart.
    pub known: &'a Known,
    /// The store.
    pub store: &'a Mutex<Connection>,
    /// What goes on beside it.
    pub ahead: &'a Ahead,
    /// How much comes at once.
    pub portion: &'a Portion,
    /// Whose clock it goes by.
    pub platform: &'a Platform,
}

impl Exchange<'_> {
    /// One step. What is unsent is sent, and what is new is put in order at once if it is one page.
    /// Where more follow, all are kept as fast as they come: whoever has a line for a moment only
    /// has everything on the device then. Only while none comes is one of them put in order.
    pub fn step(&self, http: &Http) -> Result<Exchanged, Error> {
        let (genesis, now) = (self.genesis()?, self.platform.now());
        let (waits, sends) = {
            let store = locked(self.store);
            (store::inbox::pages(&store)?, self.has_unsent(&store)?)
        };
        if sends {
            self.ahead.stop();
        }
        if waits < INBOX
            && let Some(page) = self.ahead.came(waits > 0)
        {
            self.keep(&page, now).inspect_err(|_| self.ahead.stop())?;
            return Ok(Exchanged::kept());
        }
        match self.put_in_order() {
            Ok(Some(done)) => return Ok(done),
            Ok(None) => {}
            // Own acts leave whatever is the matter with what came.
            Err(error) if sends => tracing::warn!(code = ?error.code, "{}", error.message),
            Err(error) => return Err(error),
        }
        let question = {
            let store = locked(self.store);
            // What central has verified by now: only an answer that is younger than this note says
            // whether a backup has it, and no page that lies here is.
            if store::inbox::pages(&store)? == 0 {
                store::room::mark_verified(&store)?;
            }
            question(&store, self.identity, self.portion)?
        };
        let answer = question.ask(http, genesis)?;
        let follows = answer.next().is_some() && self.ahead.may_keep();
        if follows {
            self.ahead.go_on(&answer, http, genesis, self.platform);
        }
        if follows && answer.asked.request.compare.is_empty() {
            let kept = answer.keepable().and_then(|page| self.keep(&page, now));
            kept.inspect_err(|_| self.ahead.stop())?;
            return Ok(Exchanged::kept());
        }
        let page = answer.prove().and_then(Proven::verify);
        let done = page.and_then(|page| self.take_in(&answer.asked.request, page, now, None));
        done.inspect_err(|_| self.ahead.stop())
    }

    /// Puts the oldest page that was kept in order. `None` if there is none.
    pub fn put_in_order(&self) -> Result<Option<Exchanged>, Error> {
        let oldest = store::inbox::next(&locked(self.store), 0)?;
        let Some(Waiting { id, came, reply }) = oldest else { return Ok(None) };
        let genesis = self.genesis()?;
        let opened = self.ahead.opened(id);
        let page = opened.unwrap_or_else(|| Proven::again(&Packed(reply), genesis)?.verify());
        let done = page.and_then(|page| {
            if let Some(after) = store::inbox::next(&locked(self.store), id)? {
                self.ahead.open(after.id, Packed(after.reply), genesis);
            }
            self.take_in(&SyncRequest::default(), page, came, Some(id))
        });
        match done {
            Ok(done) => Ok(Some(done)),
            // It does not hold, or takes room that something else needs more.
            Err(error) if matches!(error.code, ErrorCode::CentralWrong | ErrorCode::DiskFull) => {
                self.forget()?;
                Err(error)
            }
            Err(error) => {
                self.ahead.stop();
                Err(error)
            }
        }
    }

    fn genesis(&self) -> Result<&Genesis, Error> {
        let enrolled = self.identity.enrolled.as_ref();
        let enrolled = enrolled.ok_or_else(|| Error::new(ErrorCode::NotFound, "not enrolled"))?;
        Ok(&enrolled.genesis)
    }

    fn has_unsent(&self, store: &Connection) -> Result<bool, Error> {
        Ok(!store::events::unsent(store, self.identity.key(), 1)?.is_empty())
    }

    fn keep(&self, page: &Keepable, now: Millis) -> Result<(), Error> {
        let Keepable { after, packed, events } = page;
        store::inbox::put(&locked(self.store), after, now, *events, &packed.0)
    }

    /// What was kept is asked for again, and so is what follows it.
    fn forget(&self) -> Result<(), Error> {
        self.ahead.stop();
        self.ahead.set_in_vain(true);
        store::inbox::clear(&locked(self.store))
    }

    /// Puts a page in order, all of it or nothing. `now`: when it came; `kept`: its number in the
    /// inbox.
    fn take_in(
        &self,
        sent: &SyncRequest,
        page: Page,
        now: Millis,
        kept: Option<i64>,
    ) -> Result<Exchanged, Error> {
        let Self { identity, known, .. } = *self;
        let Page { reply, checkpoint, events } = page;
        let realm = checkpoint.realm;
        let mut connection = locked(self.store);
        let transaction = connection.transaction()?;
        if let Some(id) = kept
            && !store::inbox::take(&transaction, id, &store::identity::cursors(&transaction)?)?
        {
            let fits_nowhere = store::inbox::has(&transaction, id)?;
            drop(transaction);
            drop(connection);
            if fits_nowhere {
                self.forget()?;
            }
            return Ok(Exchanged::kept());
        }
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
            true => {
                go_back(&transaction, identity, reply.lost_from.unwrap_or(checkpoint.forked_at))?
            }
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
        // The log itself says whether this profile may act: signed, and under the proof just
        // checked.
        let standing = current.directory.profiles.get(&identity.key());
        let revoked = standing.is_some_and(|profile| profile.revoked);
        store::identity::set_revoked(&transaction, revoked)?;
        let mended = reconcile::take_over(&transaction, &reply, &arrived)?;
        let Arrived { touched, whole, access_ended, .. } = arrived;
        let mut topics =
            projection::refresh(&transaction, realm, current, identity, &touched, whole)?;
        topics.insert(Topic::Sync);
        let dropped = drop_from(&transaction, realm, (known, current), identity, &access_ended)?;
        if dropped {
            topics.extend(Topic::ALL);
        }
        let differs = reconcile::hold_against(&transaction, sent, &reply, mended, now)?;
        let unsent = self.has_unsent(&transaction)?;
        let ended = match reply.chain {
            // What lies in the inbox was asked for before.
            _ if kept.is_some() || revoked => None,
            ChainState::Forked if !unsent => Some(WhyNewKey::Forked),
            // A central from a backup says the same of what it lost itself, and that comes again.
            ChainState::Behind if !restored && !sent.push.is_empty() => Some(WhyNewKey::Torn),
            _ => None,
        };
        // What was not taken this time waits for the next exchange, or for whoever else has it.
        let offers_go_on = sent.offer.len() == PUSH;
        let more = reply.more
            || restored
            || differs
            || (unsent && (kept.is_some() || sent.push.len() == PUSH))
            || offers_go_on
            || (kept.is_some() && reply.chain == ChainState::Forked)
            || store::inbox::pages(&transaction)? > 0;
        transaction.commit()?;
        self.ahead.set_in_vain(false);
        Ok(Exchanged { more, ended, topics, known: fresh, dropped })
    }
}

impl Exchanged {
    /// There is more to do, and for screens nothing new but how much waits.
    fn kept() -> Self {
        let topics = BTreeSet::from([Topic::Sync]);
        Self { more: true, ended: None, topics, known: None, dropped: false }
    }
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
