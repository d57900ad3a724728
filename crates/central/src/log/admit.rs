//! Admission: every well-formed event is numbered and kept; a verdict says what it is worth.

use super::{Log, Streams, tags};
use crate::{Error, clock::random, store};
use mingcha_domain::{
    Refusal, chain,
    chain::HeldDecided,
    directory::{self, Directory, authorise},
    event::{CHAIN_START, Draft, Event, Header, SUITE_ED25519_SHA256, Signed, VERSION, Verified},
    fold::{Admitted, Stream, Subject, World},
    ids::{EventId, Hash, OutingId, PublicKey, Realm, Salt, StreamId},
    log::{Entry, Verdict, WhyHeld},
    reconcile::Digest,
    scope::{Tag, add_deciders, tags_of},
    time::{Millis, Mono},
    wire::{ChainState, Head},
};
use rusqlite::Connection;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    thread,
};

/// Fewer events than this are verified sooner than threads are begun.
const WORTH_A_THREAD: usize = 64;

/// Who brings events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whom {
    /// Whoever signed them.
    Author,
    /// Somebody who was once given them.
    Holder,
}

/// What came of a push.
#[derive(Debug)]
pub struct Pushed {
    /// How the chains fit together.
    pub chain: ChainState,
    /// Entries of the pushed events that were admitted, now or before.
    pub entries: Vec<Entry>,
    /// Tags under which something new stands.
    pub touched: BTreeSet<Tag>,
}

impl Pushed {
    /// Nothing was looked at: something before it is missing here.
    #[must_use]
    pub const fn behind() -> Self {
        Self { chain: ChainState::Behind, entries: vec![], touched: BTreeSet::new() }
    }
}

/// One commit's worth of admissions.
struct Batch<'a> {
    connection: &'a Connection,
    streams: Streams<'a>,
    size: u64,
    epoch: u32,
    now: Millis,
    leaves: Vec<Hash>,
    /// What is new in the digests of streams.
    digests: HashMap<StreamId, Digest>,
    /// Heads of chains, as they are now.
    heads: HashMap<PublicKey, Option<Head>>,
    touched: BTreeSet<Tag>,
}

/// Verifies what was pushed, on all processors: who pushed it waits for nothing else.
///
/// # Errors
/// [`Error::Malformed`] if one is no event of this realm.
pub fn verified(mut pushed: Vec<Signed>, realm: Realm) -> Result<Vec<Verified>, Error> {
    let verify = |first: usize, part: Vec<Signed>| -> Result<Vec<Verified>, Error> {
        let of = |(i, signed): (usize, Signed)| {
            signed.verify(realm).map_err(|e| Error::Malformed(format!("push[{i}]: {e}")))
        };
        (first..).zip(part).map(of).collect()
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    if workers == 1 || pushed.len() < WORTH_A_THREAD {
        return verify(0, pushed);
    }
    let each = pushed.len().div_ceil(workers);
    thread::scope(|scope| {
        let mut running = vec![];
        while !pushed.is_empty() {
            let later = pushed.split_off(each.min(pushed.len()));
            let part = std::mem::replace(&mut pushed, later);
            let first = running.len() * each;
            running.push(scope.spawn(move || verify(first, part)));
        }
        let mut events = vec![];
        for part in running {
            let part = part.join().map_err(|_| anyhow::anyhow!("verifying events crashed"))?;
            events.extend(part?);
        }
        Ok(events)
    })
}

impl Log {
    /// Admits `events` of `key`'s chain in order. One transaction: all are kept or none.
    ///
    /// # Errors
    /// [`Error::Malformed`] if one of them is no event of this realm and key; then none is kept.
    pub fn push(&mut self, key: PublicKey, events: Vec<Signed>) -> Result<Pushed, Error> {
        self.push_verified(key, verified(events, self.realm)?)
    }

    /// The same with events that were verified while others had the log.
    ///
    /// # Errors
    /// As [`Log::push`].
    pub fn push_verified(
        &mut self,
        key: PublicKey,
        events: Vec<Verified>,
    ) -> Result<Pushed, Error> {
        if let Some(i) = events.iter().position(|event| event.header.key != key) {
            return Err(Error::Malformed(format!("push[{i}]: signed by another key")));
        }
        self.admit(events, Whom::Author)
    }

    /// Takes events back that were here before a restore, from a device that has them: each in its
    /// own author's chain. What does not verify or does not fit yet is left out.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn take_back(&mut self, offered: Vec<Signed>) -> Result<Pushed, Error> {
        let directory = directory::stream(self.realm);
        let of_realm = |signed: Signed| signed.verify(self.realm).ok();
        let verified: Vec<Verified> = offered.into_iter().filter_map(of_realm).collect();
        let mut taken = Pushed::behind();
        // Who is who must be known again before what they did is judged.
        for run in verified
            .chunk_by(|a, b| (a.header.stream == directory) == (b.header.stream == directory))
        {
            let pushed = self.admit(run.to_vec(), Whom::Holder)?;
            taken.entries.extend(pushed.entries);
            taken.touched.extend(pushed.touched);
            self.read_directory()?;
        }
        Ok(taken)
    }

    fn admit(&mut self, verified: Vec<Verified>, whom: Whom) -> Result<Pushed, Error> {
        let own = self.own_key();
        let (now, epoch, size) = (self.clock.now(), self.installation.epoch, self.tree.size());
        let transaction = self.connection.transaction()?;
        let mut batch = Batch {
            connection: &transaction,
            streams: Streams::new(&transaction, self.realm, &self.directory),
            size,
            epoch,
            now,
            leaves: Vec::new(),
            digests: HashMap::new(),
            heads: HashMap::new(),
            touched: BTreeSet::new(),
        };
        // A checkpoint of an earlier epoch proves as much, as far as that was taken over.
        let seen_before = |header: &Header| {
            let seen = header.seen.as_ref().filter(|s| s.epoch <= epoch && s.size > 0)?;
            (seen.size <= size && self.tree.root_at(seen.size) == seen.root).then_some(seen.size)
        };
        let mut entries = Vec::with_capacity(verified.len());
        let mut chain = ChainState::Fits;
        for event in verified {
            if let Some(entry) = store::entry::newest(&transaction, event.id)? {
                entries.push(entry);
                continue;
            }
            let key = event.header.key;
            let head = batch.head(key)?;
            let (next, prev) = head.map_or((0, CHAIN_START), |h| (h.seq + 1, Hash(h.id.0)));
            let links = event.header.seq == next && event.signed.prev == prev;
            let branches = || -> Result<bool, Error> {
                let before = EventId(event.signed.prev.0);
                let known = store::event::place(&transaction, before)?.is_some();
                Ok(known || event.signed.prev == CHAIN_START)
            };
            // Central itself may have gone on before its older events came back.
            let stands = links || (whom == Whom::Holder && key == own);
            if !stands && !branches()? {
                chain = ChainState::Behind;
                match whom {
                    Whom::Author => break,
                    Whom::Holder => continue,
                }
            }
            let seen = seen_before(&event.header);
            let verdict = match stands {
                true => batch.judge(&event, seen)?,
                false => Verdict::Held(WhyHeld::ForkedChain),
            };
            // What it rests on may come back later, or by somebody else: nothing is refused yet.
            if whom == Whom::Holder && matches!(verdict, Verdict::Refused(_)) {
                continue;
            }
            let entry = batch.admit(event, seen, links, verdict)?;
            if !links {
                chain = ChainState::Forked;
            }
            entries.push(entry);
        }
        batch.decide_waiting()?;
        // A stream that came under a tag meanwhile brought what it was before, one that left took it
        // along: what is new counts for the tags that it has now.
        for (stream, change) in batch.digests {
            store::digest::change(&transaction, stream, change)?;
        }
        for (key, head) in batch.heads {
            if let Some(head) = head {
                store::event::set_head(&transaction, key, head)?;
            }
        }
        let (leaves, touched) = (batch.leaves, batch.touched);
        transaction.commit()?;
        for leaf in leaves {
            self.tree.push(leaf);
        }
        Ok(Pushed { chain, entries, touched })
    }

    /// Appends central's own events (directory, campaigns, checklists, sites, orders).
    ///
    /// # Errors
    /// If one breaks a rule: it is numbered as refused and counts nowhere, the others stand.
    pub fn append_own(&mut self, events: Vec<(StreamId, Event)>) -> Result<BTreeSet<Tag>, Error> {
        let key = self.own_key();
        let head = store::event::head(&self.connection, key)?;
        let (mut seq, mut prev) = head.map_or((0, CHAIN_START), |h| (h.seq + 1, Hash(h.id.0)));
        let mut signed = Vec::with_capacity(events.len());
        let meanings: Vec<Event> = events.iter().map(|(_, event)| event.clone()).collect();
        for (stream, event) in events {
            let header = Header {
                at: self.clock.now(),
                base: vec![],
                crit: false,
                key,
                kind: String::new(),
                mono: Mono { boot: "central".to_owned(), ms: 0 },
                realm: self.realm,
                refs: event.names(),
                seen: None,
                seq,
                stream,
                suite: SUITE_ED25519_SHA256,
                v: VERSION,
            };
            let verified = Draft { header, prev, salt: Salt(random()?) }
                .sign(&event, &self.installation.signing)
                .map_err(|e| Error::Malformed(e.to_string()))?;
            prev = Hash(verified.id.0);
            seq += 1;
            signed.push(verified.signed);
        }
        let pushed = self.push(key, signed)?;
        self.read_directory()?;
        if let Some(Verdict::Refused(why)) =
            pushed.entries.iter().map(|e| &e.verdict).find(|v| matches!(v, Verdict::Refused(_)))
        {
            return Err(Error::Malformed(format!("refused: {why}")));
        }
        let mut touched = pushed.touched;
        touched.extend(self.address_again(&meanings)?);
        Ok(touched)
    }
}

impl Batch<'_> {
    /// Head of a key's chain, of which this batch may have brought a part.
    fn head(&mut self, key: PublicKey) -> Result<Option<Head>, Error> {
        if let Some(head) = self.heads.get(&key) {
            return Ok(*head);
        }
        let head = store::event::head(self.connection, key)?;
        self.heads.insert(key, head);
        Ok(head)
    }

    /// `links`: it is the next of its chain.
    fn admit(
        &mut self,
        event: Verified,
        seen: Option<u64>,
        links: bool,
        verdict: Verdict,
    ) -> Result<Entry, Error> {
        let not_before = match seen.and_then(|size| size.checked_sub(1)) {
            Some(n) => store::entry::get(self.connection, n)?.map(|e| e.arrived),
            None => None,
        };
        let nothing = Digest::default();
        let entry = self.append(&event, nothing, verdict, not_before, self.now)?;
        store::event::insert(self.connection, &event, entry.n)?;
        if matches!(event.event, Ok(Event::PhotoTaken(_))) {
            store::device::await_photo(self.connection, event.id, event.header.key)?;
        }
        if links {
            let head = Head { id: event.id, seq: event.header.seq };
            self.heads.insert(event.header.key, Some(head));
        }
        if entry.verdict == Verdict::Held(WhyHeld::ReferenceNotHere) {
            store::event::wait(self.connection, event.id)?;
        }
        let stream_id = event.header.stream;
        let admitted = store::entry::admitted(event, entry.n, &entry);
        self.streams.apply(&admitted)?;
        self.publish(stream_id, &entry, &admitted)?;
        self.decide_held(&admitted)?;
        Ok(entry)
    }

    /// What a lead decided about held acts holds: each of them gets its new verdict.
    fn decide_held(&mut self, decided: &Admitted) -> Result<(), Error> {
        let Ok(Event::HeldDecided(decision)) = &decided.verified.event else { return Ok(()) };
        if !decided.effective {
            return Ok(());
        }
        let mut acts = BTreeMap::new();
        for id in &decision.events {
            if let Some(place) = store::event::place(self.connection, *id)? {
                acts.insert(place.n, *id);
            }
        }
        // In the order of the log: what builds on a check comes after its beginning.
        for (n, id) in acts {
            let newest = store::entry::newest(self.connection, id)?;
            let waits = matches!(
                newest.map(|entry| entry.verdict),
                Some(Verdict::Held(why)) if why.is_for_a_lead()
            );
            let signed = store::event::get(self.connection, id)?.filter(|_| waits);
            let Some(signed) = signed else { continue };
            let event = self.read(signed)?;
            let verdict = match decision.counts {
                true => self.judge_released(n, &event)?,
                false => Verdict::Refused(Refusal::NotReleased),
            };
            if !matches!(verdict, Verdict::Held(_)) {
                self.rule_again(n, event, verdict)?;
            }
        }
        Ok(())
    }

    /// What an act is worth that was held and shall count: as it was when its author last saw the
    /// directory.
    fn judge_released(&self, n: u64, event: &Verified) -> Result<Verdict, Error> {
        let now = self.judge(event, None)?;
        let seen = self.proven(n, event)?;
        let (Verdict::Refused(_), Some(size)) = (&now, seen) else { return Ok(now) };
        let Ok(meaning) = &event.event else { return Ok(now) };
        let then = self.directory_at(size)?;
        let stream = self.streams.get(event.header.stream)?;
        let allowed = authorise(meaning, &event.header, &stream, &self.streams.under(&then));
        Ok(if allowed.is_ok() { Verdict::Effective } else { now })
    }

    /// How much of this log an act that came as number `n` had seen. Without a time before which it
    /// was not made, it named no checkpoint of this log.
    fn proven(&self, n: u64, event: &Verified) -> Result<Option<u64>, Error> {
        let not_before = store::entry::get(self.connection, n)?.and_then(|entry| entry.not_before);
        Ok(event.header.seen.as_ref().filter(|_| not_before.is_some()).map(|seen| seen.size))
    }

    /// A later entry replaces the verdict of an event under its first number.
    fn rule_again(&mut self, n: u64, event: Verified, verdict: Verdict) -> Result<(), Error> {
        let first = store::entry::get(self.connection, n)?.ok_or(store::Error::Row("entry"))?;
        let newest = store::entry::newest(self.connection, event.id)?;
        let newest = newest.ok_or(store::Error::Row("entry"))?;
        let before = Digest::of(event.id, &newest.verdict);
        let entry = self.append(&event, before, verdict, first.not_before, first.arrived)?;
        let stream_id = event.header.stream;
        self.streams.forget(stream_id);
        let admitted = store::entry::admitted(event, n, &entry);
        self.publish(stream_id, &entry, &admitted)?;
        self.decide_held(&admitted)
    }

    fn read(&self, signed: Signed) -> Result<Verified, Error> {
        let read = signed.read_verified(self.realm());
        read.map_err(|e| Error::Internal(anyhow::anyhow!("stored event: {e}")))
    }

    /// Judges again what waited for something, until nothing changes any more.
    fn decide_waiting(&mut self) -> Result<(), Error> {
        loop {
            let mut changed = false;
            for (n, signed) in store::event::waiting(self.connection)? {
                let event = self.read(signed)?;
                let verdict = self.judge(&event, self.proven(n, &event)?)?;
                if verdict == Verdict::Held(WhyHeld::ReferenceNotHere) {
                    continue;
                }
                store::event::stop_waiting(self.connection, event.id)?;
                self.rule_again(n, event, verdict)?;
                changed = true;
            }
            if !changed {
                return Ok(());
            }
        }
    }

    fn realm(&self) -> Realm {
        self.streams.realm()
    }

    /// `before`: what the event stands for in its stream's digest until now.
    fn append(
        &mut self,
        event: &Verified,
        before: Digest,
        verdict: Verdict,
        not_before: Option<Millis>,
        arrived: Millis,
    ) -> Result<Entry, Error> {
        let (id, n) = (event.id, self.size + self.leaves.len() as u64);
        let change = before ^ Digest::of(id, &verdict);
        let digest = self.digests.entry(event.header.stream).or_default();
        *digest = *digest ^ change;
        let entry = Entry { arrived, epoch: self.epoch, event: id, n, not_before, verdict };
        self.leaves.push(store::entry::insert(self.connection, &entry)?);
        Ok(entry)
    }

    fn judge(&self, event: &Verified, seen: Option<u64>) -> Result<Verdict, Error> {
        let meaning = match &event.event {
            Ok(meaning) => meaning,
            Err(unknown) if unknown.erased => return Ok(Verdict::Effective),
            Err(_) => return Ok(Verdict::UnsupportedYet),
        };
        for reference in &event.header.refs {
            match store::entry::newest(self.connection, *reference)?.map(|e| e.verdict) {
                None => return Ok(Verdict::Held(WhyHeld::ReferenceNotHere)),
                Some(Verdict::Refused(_)) => {
                    return Ok(Verdict::Refused(Refusal::RefusedReference));
                }
                Some(_) => {}
            }
        }
        let stream = self.streams.get(event.header.stream)?;
        let why = match authorise(meaning, &event.header, &stream, &self.streams) {
            Ok(()) => return self.is_about_its_acts(meaning, &event.header),
            Err(Refusal::MissingReference | Refusal::NotStarted) => {
                let why = self.held_before(meaning, &event.header)?;
                return Ok(Verdict::Held(why.unwrap_or(WhyHeld::ReferenceNotHere)));
            }
            Err(why) => why,
        };
        let by_person =
            matches!(why, Refusal::UnknownProfile | Refusal::NotYourTeam | Refusal::NotYourUnit);
        if let (true, Some(size)) = (by_person, seen) {
            let then = self.directory_at(size)?;
            // What it builds on may be held for the same reason: then the whole is for a lead.
            let allowed_then = matches!(
                authorise(meaning, &event.header, &stream, &self.streams.under(&then)),
                Ok(()) | Err(Refusal::MissingReference | Refusal::NotStarted)
            );
            if allowed_then {
                return Ok(Verdict::Held(WhyHeld::NoLongerAllowed));
            }
        }
        Ok(Verdict::Refused(why))
    }

    /// Why an earlier act of the same chain is held on which this one rests: it is here, and waits
    /// for a lead, so this one waits for the same.
    fn held_before(&self, meaning: &Event, header: &Header) -> Result<Option<WhyHeld>, Error> {
        let rests_on = match meaning {
            Event::CheckStarted(e) => Some(e.outing.stream()),
            Event::FindingRaised(e) => Some(e.check.stream()),
            Event::SuggestionMade(e) => Some(e.check.stream()),
            _ => None,
        };
        for stream in [Some(header.stream), rests_on].into_iter().flatten() {
            for act in store::event::of_stream(self.connection, stream)? {
                if act.effective || act.verified.header.key != header.key {
                    continue;
                }
                let newest = store::entry::newest(self.connection, act.verified.id)?;
                if let Some(Verdict::Held(why)) = newest.map(|entry| entry.verdict)
                    && why.is_for_a_lead()
                {
                    return Ok(Some(why));
                }
            }
        }
        Ok(None)
    }

    /// A decision about held acts names only acts of the chain in whose stream it stands, and of the
    /// outing whose lead decides.
    fn is_about_its_acts(&self, meaning: &Event, header: &Header) -> Result<Verdict, Error> {
        let Event::HeldDecided(HeldDecided { events, outing, .. }) = meaning else {
            return Ok(Verdict::Effective);
        };
        let all = |id: StreamId| -> Result<Stream, Error> {
            let events = store::event::of_stream(self.connection, id)?;
            Ok(Stream::as_if_counted(events))
        };
        let mut streams = BTreeSet::new();
        for id in events {
            let Some(signed) = store::event::get(self.connection, *id)? else {
                return Ok(Verdict::Refused(Refusal::MissingReference));
            };
            let act = self.read(signed)?;
            if chain::stream(act.header.key) != header.stream {
                return Ok(Verdict::Refused(Refusal::WrongStream));
            }
            streams.insert(act.header.stream);
        }
        for stream in streams {
            if chain::outing_of(stream, all, &self.streams)? != *outing {
                return Ok(Verdict::Refused(Refusal::WrongStream));
            }
        }
        Ok(Verdict::Effective)
    }

    /// The directory as it was after the log's first `size` entries.
    fn directory_at(&self, size: u64) -> Result<Directory, Error> {
        let id = directory::stream(self.realm());
        let mut events = store::event::of_stream(self.connection, id)?;
        events.retain(|a| a.n.is_some_and(|n| n < size));
        let mut then = match mingcha_domain::fold::Stream::fold(&events).subject {
            Subject::Directory(directory) => directory,
            _ => Directory::default(),
        };
        then.central = self.streams.directory().central;
        Ok(then)
    }

    /// Puts the entry under the stream's tags; a tag that the stream did not have before gets all
    /// its entries.
    fn publish(&mut self, id: StreamId, entry: &Entry, admitted: &Admitted) -> Result<(), Error> {
        let stream = self.streams.get(id)?;
        if let Some(noun) = stream.noun {
            let outing = self.outing_of(&stream.subject, id);
            store::event::note_stream(self.connection, id, noun, outing)?;
        }
        let mut wanted = tags_of(id, &stream, &self.streams);
        let directory = self.streams.directory();
        // Whoever made it is told what became of it, also when it counts for nobody else.
        if let Some(author) = directory.author_of(admitted.verified.header.key) {
            wanted.insert(Tag::User(author));
            if matches!(entry.verdict, Verdict::Held(why) if why.is_for_a_lead()) {
                add_deciders(&mut wanted, author, directory);
            }
        }
        let before = store::tag::of_stream(self.connection, id)?;
        for tag in &wanted {
            if before.contains(tag) {
                store::tag::append(self.connection, *tag, entry.n)?;
            }
        }
        tags::add(self.connection, id, &before, &wanted)?;
        for tag in before.difference(&wanted) {
            store::tag::append(self.connection, *tag, entry.n)?;
        }
        self.touched.extend(wanted);
        self.touched.extend(before);
        if matches!(stream.subject, Subject::Outing(_)) {
            for dependent in store::event::streams_of_outing(self.connection, OutingId(id.0))? {
                let before = store::tag::of_stream(self.connection, dependent)?;
                let stream = self.streams.get(dependent)?;
                let wanted = tags_of(dependent, &stream, &self.streams);
                tags::add(self.connection, dependent, &before, &wanted)?;
            }
        }
        if let Subject::Outing(outing) = &stream.subject
            && !outing.access.is_empty()
        {
            store::access::put(self.connection, OutingId(id.0), &outing.access)?;
            if let Ok(Event::AccessEnded(ended)) = &admitted.verified.event
                && let Some(access) = outing.access.get(&ended.access).filter(|a| a.ended)
            {
                tags::withdraw(&self.streams, OutingId(id.0), access.to.into(), entry.n)?;
            }
        }
        Ok(())
    }

    fn outing_of(&self, subject: &Subject, id: StreamId) -> Option<OutingId> {
        match subject {
            Subject::Outing(_) => Some(OutingId(id.0)),
            Subject::Check(check) => check.started.as_ref().map(|s| s.outing),
            Subject::Finding(finding) => self.streams.outing_of(finding.check?),
            Subject::Suggestion(suggestion) => self.streams.outing_of(suggestion.check?),
            _ => None,
        }
    }
}
