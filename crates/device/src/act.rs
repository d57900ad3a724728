//! One act of a person: events are signed, added to the log, folded into rows, and committed
//! together. What this returns as done is durable.

use crate::{
    api::{Error, ErrorCode, Receipt, Topic},
    platform::{Platform, salt},
    projection, store,
    store::identity::Identity,
    world::{Known, Streams},
};
use mingcha_domain::{
    Refusal,
    checklist::ChecklistPublished,
    directory::authorise,
    event::{CHAIN_START, Draft, Event, Header, SUITE_ED25519_SHA256, VERSION},
    finding::Finding,
    fold::{Stream, Subject},
    ids::{CheckId, EventId, FindingId, Hash, OutingId, Realm, StreamId, SuggestionId, UserId},
    outing::Outing,
    spot_check::SpotCheck,
    suggestion::Suggestion,
    time::{Day, Millis},
};
use rusqlite::Transaction;
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

/// A person's act under way.
pub struct Act<'a> {
    /// Where it is written.
    pub transaction: Transaction<'a>,
    /// Clock.
    pub platform: &'a Platform,
    /// Who acts, on which device.
    pub identity: &'a Identity,
    /// Small things known by heart.
    pub known: &'a Known,
    realm: Realm,
    user: UserId,
    touched: RefCell<BTreeSet<StreamId>>,
    topics: RefCell<BTreeSet<Topic>>,
    appended: RefCell<bool>,
}

impl<'a> Act<'a> {
    /// Begins an act of the enrolled person.
    pub fn begin(
        transaction: Transaction<'a>,
        platform: &'a Platform,
        identity: &'a Identity,
        known: &'a Known,
    ) -> Result<Self, Error> {
        let enrolled = identity.enrolled.as_ref();
        let enrolled = enrolled.ok_or_else(|| Error::new(ErrorCode::NotFound, "not enrolled"))?;
        let realm =
            enrolled.genesis.realm().map_err(|e| Error::new(ErrorCode::Internal, e.to_string()))?;
        let user = enrolled.user;
        Ok(Self {
            transaction,
            platform,
            identity,
            known,
            realm,
            user,
            touched: RefCell::default(),
            topics: RefCell::default(),
            appended: RefCell::new(false),
        })
    }

    /// Who acts.
    pub const fn user(&self) -> UserId {
        self.user
    }

    /// The installation.
    pub const fn realm(&self) -> Realm {
        self.realm
    }

    /// Device clock.
    pub fn now(&self) -> Millis {
        self.platform.now()
    }

    /// The day in the realm's time zone, by the device's clock.
    pub fn today(&self) -> Day {
        let offset = self.identity.enrolled.as_ref().map_or(0, |e| e.genesis.utc_offset_min);
        self.now().day(offset)
    }

    /// Streams as they are within this act.
    pub fn streams(&self) -> Streams<'_> {
        Streams::new(&self.transaction, self.realm, self.known)
    }

    /// A stream as it is within this act.
    pub fn stream(&self, id: StreamId) -> Result<Stream, Error> {
        store::events::fold(&self.transaction, id)
    }

    /// An outing; an empty one if nothing is known of it.
    pub fn outing(&self, id: OutingId) -> Result<Outing, Error> {
        match self.stream(id.stream())?.subject {
            Subject::Outing(state) => Ok(state),
            _ => Ok(Outing::default()),
        }
    }

    /// A check; an empty one if nothing is known of it.
    pub fn check(&self, id: CheckId) -> Result<SpotCheck, Error> {
        match self.stream(id.stream())?.subject {
            Subject::Check(state) => Ok(state),
            _ => Ok(SpotCheck::default()),
        }
    }

    /// A check that exists, with its checklist.
    pub fn check_and_list(
        &self,
        id: CheckId,
    ) -> Result<(SpotCheck, &'a ChecklistPublished), Error> {
        let check = self.check(id)?;
        let started = check.started.as_ref().ok_or(Refusal::NotStarted)?;
        let list = self.known.checklists.get(&started.checklist);
        let (_, list) = list.ok_or(Refusal::MissingReference)?;
        Ok((check, list))
    }

    /// A finding; an empty one if nothing is known of it.
    pub fn finding(&self, id: FindingId) -> Result<Finding, Error> {
        match self.stream(id.stream())?.subject {
            Subject::Finding(state) => Ok(state),
            _ => Ok(Finding::default()),
        }
    }

    /// A suggestion; an empty one if nothing is known of it.
    pub fn suggestion(&self, id: SuggestionId) -> Result<Suggestion, Error> {
        match self.stream(id.stream())?.subject {
            Subject::Suggestion(state) => Ok(state),
            _ => Ok(Suggestion::default()),
        }
    }

    /// Signs an event and adds it to the log. `base` is the stream's revision that the person had
    /// on screen.
    ///
    /// # Errors
    /// [`ErrorCode::Refused`] if the person may not do this.
    pub fn append(
        &self,
        stream: StreamId,
        event: Event,
        base: Vec<EventId>,
    ) -> Result<EventId, Error> {
        let key = self.identity.key();
        let head = store::events::head(&self.transaction, key)?;
        let (seq, prev) = head.map_or((0, CHAIN_START), |h| (h.seq + 1, Hash(h.id.0)));
        let header = Header {
            at: self.now(),
            base,
            crit: false,
            key,
            kind: String::new(),
            mono: self.platform.mono(),
            realm: self.realm,
            refs: self.refs(&event)?,
            seen: store::identity::checkpoint(&self.transaction)?,
            seq,
            stream,
            suite: SUITE_ED25519_SHA256,
            v: VERSION,
        };
        let before = self.stream(stream)?;
        if before.read_only {
            return Err(Refusal::NewerVersion.into());
        }
        authorise(&event, &header, &before, &self.streams())?;
        let draft = Draft { header, prev, salt: salt()? };
        let verified = draft
            .sign(&event, &self.identity.signing)
            .map_err(|e| Error::new(ErrorCode::Internal, e.to_string()))?;
        store::events::insert(&self.transaction, &verified, true, None)?;
        self.appended.replace(true);
        self.touch(stream);
        Ok(verified.id)
    }

    /// What an event rests on: what it names, and the beginning of the check it belongs to.
    fn refs(&self, event: &Event) -> Result<Vec<EventId>, Error> {
        let mut refs = event.names();
        refs.truncate(200);
        let check = match event {
            Event::FindingRaised(e) => Some(e.check),
            Event::SuggestionMade(e) => Some(e.check),
            _ => None,
        };
        if let Some(check) = check {
            let events = store::events::of_stream(&self.transaction, check.stream())?;
            let start = events
                .iter()
                .find(|a| a.effective && matches!(a.verified.event, Ok(Event::CheckStarted(_))));
            refs.extend(start.map(|a| a.verified.id));
        }
        Ok(refs)
    }

    /// The rows of a stream must be folded again.
    pub fn touch(&self, stream: StreamId) {
        self.touched.borrow_mut().insert(stream);
    }

    /// Screens that show this ask again.
    pub fn announce(&self, topic: Topic) {
        self.topics.borrow_mut().insert(topic);
    }

    /// Folds rows, commits, and says what changed.
    pub fn commit(self, made: Option<String>) -> Result<(Receipt, bool), Error> {
        let touched = self.touched.take();
        let mut topics = self.topics.take();
        let sends = self.appended.take();
        topics.extend(projection::refresh(
            &self.transaction,
            self.realm,
            self.known,
            self.identity,
            &touched,
            BTreeMap::new(),
        )?);
        if sends {
            topics.insert(Topic::Sync);
        }
        self.transaction.commit()?;
        let topics = topics.into_iter().collect();
        Ok((Receipt { topics, made, ..Receipt::default() }, sends))
    }
}
