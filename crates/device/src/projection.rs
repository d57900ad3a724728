//! From streams to the rows of lists. Rows can be dropped and folded again at any time.

use crate::{
    api::{Delivery, Error, FindingRow, SuggestionRow, Topic},
    store::{self, identity::Identity, photo_files::File},
    view,
    world::{Known, Streams},
};
use mingcha_domain::{
    checklist::progress,
    circular::Circular,
    figures::contributions,
    fold::{Stream, Subject, World},
    ids::{
        CheckId, CircularId, FindingId, OutingId, PublicKey, Realm, SiteId, StreamId, SuggestionId,
        UnitId,
    },
    judgement::Standing,
    outing::Outing,
    photo::Variant,
    scope::subscriptions,
    spot_check::SpotCheck,
    time::Day,
};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};

/// Folds the rows of `touched` streams and of those that show something of them. `whole`: streams
/// that the caller has folded already.
pub fn refresh(
    connection: &Connection,
    realm: Realm,
    known: &Known,
    identity: &Identity,
    touched: &BTreeSet<StreamId>,
    whole: BTreeMap<StreamId, Stream>,
) -> Result<BTreeSet<Topic>, Error> {
    let streams = Streams::new(connection, realm, known).having(whole);
    let mut fold = Refresh { streams: &streams, identity, topics: BTreeSet::new(), words: vec![] };
    let mut checks = BTreeSet::new();
    let mut outings = BTreeSet::new();
    let mut findings = BTreeSet::new();
    let mut suggestions = BTreeSet::new();
    for id in touched {
        let stream = streams.get(*id)?;
        store::events::set_read_only(connection, *id, stream.read_only)?;
        match &stream.subject {
            Subject::Site(_) => {
                fold.site((*id).into())?;
                checks.extend(store::checks::at_site(connection, (*id).into())?);
            }
            Subject::Order(_) => fold.order(*id)?,
            Subject::Outing(_) => {
                outings.insert(OutingId::from(*id));
                for check in store::checks::ids_of_outing(connection, (*id).into())? {
                    checks.insert(check);
                    // Their lead follows from the outing, which may come last.
                    findings.extend(store::findings::ids_of_check(connection, check)?);
                }
            }
            Subject::Check(check) => {
                checks.insert(CheckId::from(*id));
                outings.extend(check.started.as_ref().map(|s| s.outing));
                findings.extend(store::findings::ids_of_check(connection, (*id).into())?);
            }
            Subject::Finding(finding) => {
                findings.insert(FindingId::from(*id));
                checks.extend(finding.check);
            }
            Subject::Suggestion(suggestion) => {
                suggestions.insert(SuggestionId::from(*id));
                checks.extend(suggestion.check);
            }
            Subject::Directory(_) | Subject::Campaign(_) | Subject::Checklist(_) => {
                fold.topics.extend([Topic::Profile, Topic::Today]);
            }
            Subject::Circular(circular) => fold.circular((*id).into(), circular)?,
            Subject::Nothing => {
                store::lists::forget(connection, *id)?;
                // Perhaps acts that are held, for a lead to decide.
                fold.topics.insert(Topic::Today);
            }
            Subject::Chain => fold.topics.extend([Topic::Profile, Topic::Today]),
        }
    }
    // A finding or suggestion may have arrived before its check.
    for id in &findings {
        fold.finding(*id)?;
    }
    for id in &suggestions {
        fold.suggestion(*id)?;
    }
    for id in &checks {
        fold.check(*id)?;
    }
    for id in &outings {
        fold.outing(*id)?;
    }
    store::checks::index(connection, &fold.words)?;
    Ok(fold.topics)
}

/// Drops all rows and folds them from the log.
pub fn rebuild(
    connection: &Connection,
    realm: Realm,
    known: &Known,
    identity: &Identity,
) -> Result<(), Error> {
    store::lists::clear(connection)?;
    let all = store::events::streams(connection)?.into_iter().collect();
    refresh(connection, realm, known, identity, &all, BTreeMap::new())?;
    Ok(())
}

struct Refresh<'a> {
    streams: &'a Streams<'a>,
    identity: &'a Identity,
    topics: BTreeSet<Topic>,
    words: Vec<store::checks::Words>,
}

impl Refresh<'_> {
    fn connection(&self) -> &Connection {
        self.streams.connection
    }

    fn offset_min(&self) -> i32 {
        self.identity.enrolled.as_ref().map_or(0, |e| e.genesis.utc_offset_min)
    }

    fn unit_of(&self, outing: OutingId) -> Option<UnitId> {
        let team = self.streams.outing(outing)?.started?.team;
        self.streams.known.directory.teams.get(&team).map(|t| t.unit)
    }

    fn count(
        &self,
        id: StreamId,
        stream: &Stream,
        outing: Option<OutingId>,
        visited: bool,
    ) -> Result<(), Error> {
        let (_, _, not_accepted) = store::events::stream_delivery(self.connection(), id)?;
        let unit = outing.and_then(|o| self.unit_of(o)).filter(|_| not_accepted.is_none());
        let added = match unit {
            Some(unit) => contributions(stream, unit, visited, self.offset_min()),
            None => vec![],
        };
        store::figures::put(self.connection(), id, &added)
    }

    fn site(&mut self, id: SiteId) -> Result<(), Error> {
        if let Some(added) = self.streams.site(id)? {
            store::lists::put_site(self.connection(), id, &added)?;
        }
        self.topics.insert(Topic::Today);
        Ok(())
    }

    fn order(&mut self, id: StreamId) -> Result<(), Error> {
        if let Subject::Order(order) = &self.streams.get(id)?.subject
            && let (Some(team), Some(due)) = (order.team(), order.due())
        {
            store::lists::put_order(self.connection(), id.into(), team, due)?;
        }
        self.topics.insert(Topic::Today);
        Ok(())
    }

    fn circular(&mut self, id: CircularId, circular: &Circular) -> Result<(), Error> {
        let me = self.identity.enrolled.as_ref().map(|e| e.user);
        let directory = &self.streams.known.directory;
        let mine = |key: &PublicKey| directory.author_of(*key).is_some_and(|a| Some(a) == me);
        let read = circular.read.keys().any(|key| *key == self.identity.key() || mine(key))
            || circular.by.as_ref().is_some_and(mine);
        if let Some(when) = circular.when {
            store::circulars::put(self.connection(), id, when.claimed.0, read)?;
        }
        self.topics.extend([Topic::Circular, Topic::Profile]);
        Ok(())
    }

    /// The last day on which an outing of others is given to me by somebody's leave.
    fn given_until(&self, outing: &Outing) -> Option<Day> {
        let me = self.identity.enrolled.as_ref()?.user;
        let mine = subscriptions(me, &self.streams.known.directory);
        let open = outing.access.values().filter(|a| !a.ended && mine.contains(&a.to.into()));
        open.map(|access| access.until).max()
    }

    fn outing(&mut self, id: OutingId) -> Result<(), Error> {
        let stream = self.streams.get(id.stream())?;
        let Subject::Outing(outing) = &stream.subject else { return Ok(()) };
        let Some(started) = &outing.started else { return Ok(()) };
        let me = self.identity.enrolled.as_ref().map(|e| e.user);
        let mine = outing.by == Some(self.identity.key())
            || me.is_some_and(|user| outing.members.contains(&user));
        let at = outing.when.map_or(0, |w| w.claimed.0);
        let ended = outing.ended_at.is_some();
        store::lists::put_outing(self.connection(), id, started.team, at, ended, mine)?;
        let until = if mine { None } else { self.given_until(outing) };
        store::lists::show_outing(self.connection(), id, until)?;
        let visited = store::checks::any_handed_in(self.connection(), id)?;
        self.count(id.stream(), &stream, Some(id), visited)?;
        self.topics.extend([Topic::Today, Topic::Figures]);
        Ok(())
    }

    fn check(&mut self, id: CheckId) -> Result<(), Error> {
        let stream = self.streams.get(id.stream())?;
        let Subject::Check(check) = &stream.subject else { return Ok(()) };
        let Some(started) = &check.started else { return Ok(()) };
        let connection = self.connection();
        store::events::set_check(connection, id.stream(), id)?;
        self.photos(id, check)?;
        let site = self.streams.site(started.site)?;
        let list = self.streams.known.checklists.get(&started.checklist);
        let progress =
            list.map(|(_, list)| progress(list, &check.shown_answers())).unwrap_or_default();
        let me = self.identity.enrolled.as_ref().map(|e| e.user);
        let directory = &self.streams.known.directory;
        let worked = |key| directory.author_of(key).is_some_and(|author| Some(author) == me);
        let mine = check.workers.iter().any(|k| *k == self.identity.key() || worked(*k));
        let (findings, returned) = store::findings::counts(connection, id)?;
        let (site_name, site_kind, address) =
            site.map(|s| (s.name, store::word(&s.kind), s.address)).unwrap_or_default();
        let found = store::findings::words_of_check(connection, id)?;
        let words = store::search::normalised(&format!("{site_name} {address} {found}"));
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let words = store::checks::put(
            connection,
            &store::checks::Row {
                id: Some(id),
                outing: Some(started.outing),
                site: Some(started.site),
                order: started.order,
                site_name,
                site_kind,
                kind: store::word(&started.kind),
                began_ms: check.when.map_or(0, |w| w.claimed.0),
                outcome: check
                    .submission
                    .as_ref()
                    .map(|s| store::word(&s.outcome))
                    .unwrap_or_default(),
                mine,
                findings,
                returned,
                answered: count(progress.answered),
                items: count(progress.shown.len()),
                words,
                ..store::checks::Row::default()
            },
        )?;
        self.words.extend(words);
        self.count(id.stream(), &stream, Some(started.outing), false)?;
        self.topics.extend([Topic::Check, Topic::Today, Topic::Figures]);
        Ok(())
    }

    /// Photos that came from others have their files noted here; own ones were at capture.
    fn photos(&self, id: CheckId, check: &SpotCheck) -> Result<(), Error> {
        for (photo, state) in &check.photos {
            for variant in Variant::ALL {
                let Some(bytes) = state.taken.bytes(variant) else { continue };
                let own = state.by == self.identity.key();
                let file =
                    File { photo: *photo, variant, bytes, own, here: false, at_central: !own };
                let at = state.when.claimed.0;
                store::photo_files::insert(self.connection(), &file, id, at)?;
            }
        }
        Ok(())
    }

    fn finding(&mut self, id: FindingId) -> Result<(), Error> {
        let stream = self.streams.get(id.stream())?;
        let Subject::Finding(finding) = &stream.subject else { return Ok(()) };
        let (Some(check), Some(content)) = (finding.check, finding.as_approved()) else {
            return Ok(());
        };
        store::events::set_check(self.connection(), id.stream(), check)?;
        let place = view::place_of(self.streams, check)?;
        let first = finding.judged.revisions.first();
        let directory = &self.streams.known.directory;
        let author = first.and_then(|r| directory.author_of(r.by));
        let standing = finding.judged.standing(&stream.ancestry);
        let row = FindingRow {
            id,
            check,
            site: place.name,
            site_id: place.id,
            text: content.text,
            severity: content.severity,
            key: content.key,
            standing,
            judging: false,
            rectification: content.rectification,
            photos: content.photos,
            photos_after: content.photos_after,
            by: author.and_then(|a| view::person(directory, a)),
            at: first.map(|r| r.when.claimed).unwrap_or_default(),
            item: content.item,
            version: finding.judged.version(),
            looked_at: false,
            changing: false,
            draft: false,
            delivery: Delivery::nothing(),
        };
        let me = self.identity.enrolled.as_ref().map(|e| e.user);
        let newest = finding.judged.judgements.last().map_or(0, |j| j.when.claimed.0);
        let waits = matches!(
            standing,
            Standing::ToBeJudged | Standing::ChangedSince | Standing::ContraryVerdicts
        );
        let judged_ms = if waits { 0 } else { newest };
        let outing = self.streams.outing_of(check);
        let unit = outing.and_then(|o| self.unit_of(o));
        let whose = (author, unit);
        store::findings::put(self.connection(), &row, whose, author == me, judged_ms)?;
        self.count(id.stream(), &stream, outing, false)?;
        self.topics.extend([Topic::Finding, Topic::Figures]);
        Ok(())
    }

    fn suggestion(&mut self, id: SuggestionId) -> Result<(), Error> {
        let stream = self.streams.get(id.stream())?;
        let Subject::Suggestion(suggestion) = &stream.subject else { return Ok(()) };
        let (Some(check), Some(content)) = (suggestion.check, suggestion.judged.content()) else {
            return Ok(());
        };
        store::events::set_check(self.connection(), id.stream(), check)?;
        let place = view::place_of(self.streams, check)?;
        let first = suggestion.judged.revisions.first();
        let directory = &self.streams.known.directory;
        let author = first.and_then(|r| directory.author_of(r.by));
        let row = SuggestionRow {
            id,
            check,
            site: place.name,
            text: content.text.clone(),
            standing: suggestion.judged.standing(&stream.ancestry),
            judging: false,
            by: author.and_then(|a| view::person(directory, a)),
            at: first.map(|r| r.when.claimed).unwrap_or_default(),
            delivery: Delivery::nothing(),
        };
        store::findings::put_suggestion(self.connection(), &row)?;
        let outing = self.streams.outing_of(check);
        self.count(id.stream(), &stream, outing, false)?;
        self.topics.extend([Topic::Finding, Topic::Figures]);
        Ok(())
    }
}
