//! Says that a bundle is valid, or the first thing that is wrong and where.

use super::{Bundle, FORMAT};
use crate::{
    directory::{self, Directory},
    event::{Event, Verified},
    fold::{Admitted, Stream, Subject},
    ids::{EventId, Hash, PublicKey, Realm, StreamId},
    log::{Entry, Verdict as LogVerdict},
    merkle,
    photo::Variant,
    time::Millis,
};
use std::collections::{BTreeMap, BTreeSet};

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {what}")]
pub struct Fault {
    /// File or part, with the index where there is one.
    pub place: String,
    /// What is wrong with it.
    pub what: String,
}

/// What a valid bundle shows.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// The installation. Compare it with the one you expect.
    pub realm: Realm,
    /// Its root key. Compare it with the one you were given.
    pub root_key: PublicKey,
    /// When central signed the checkpoint.
    pub as_of: Millis,
    /// The streams as folded, by id.
    pub streams: BTreeMap<StreamId, Stream>,
    /// Events, in log order.
    pub events: Vec<Admitted>,
    /// Photo files that the events name, with whether the bundle holds them.
    pub photos: Vec<(EventId, Variant, Hash, bool)>,
}

fn fault(place: impl Into<String>, what: impl Into<String>) -> Fault {
    Fault { place: place.into(), what: what.into() }
}

/// Verifies everything that can be verified without asking anybody. `hash_of` gives the SHA-256
/// of the photo file with this name, if the bundle has it, computed from its bytes.
///
/// # Errors
/// The first fault.
pub fn verify(bundle: &Bundle, hash_of: &dyn Fn(Hash) -> Option<Hash>) -> Result<Verdict, Fault> {
    if bundle.format != FORMAT {
        return Err(fault("bundle.json format", "not known"));
    }
    let realm = bundle.genesis.realm().map_err(|e| fault("genesis", e.to_string()))?;
    let central = bundle
        .certificate
        .verify(&bundle.genesis)
        .ok_or_else(|| fault("certificate", "not signed by the root key of this genesis"))?;
    let checkpoint = bundle
        .checkpoint
        .verify(realm, central.key)
        .ok_or_else(|| fault("checkpoint", "not signed by the certified key"))?;
    let entries = entries_under(bundle, checkpoint.size, checkpoint.root)?;
    let events = events_of(bundle, realm, &entries)?;
    chain_order(&events)?;
    let mut streams: BTreeMap<StreamId, Vec<&Admitted>> = BTreeMap::new();
    for admitted in &events {
        streams.entry(admitted.verified.header.stream).or_default().push(admitted);
    }
    let streams: BTreeMap<StreamId, Stream> =
        streams.into_iter().map(|(id, events)| (id, Stream::fold(events))).collect();
    keys_are_known(&events, &streams, realm, central.key)?;
    let check = streams.get(&bundle.check.stream()).map(|s| &s.subject);
    let Some(Subject::Check(check)) = check else {
        return Err(fault("check", "the bundle holds no events of it"));
    };
    check.started.as_ref().ok_or_else(|| fault("check", "its beginning is missing"))?;
    let mut photos = Vec::new();
    for (photo, state) in &check.photos {
        for variant in Variant::ALL {
            let Some(bytes) = state.taken.bytes(variant) else { continue };
            let found = hash_of(bytes.sha256);
            if found.is_some_and(|hash| hash != bytes.sha256) {
                return Err(fault(
                    format!("photos/{}", bytes.sha256.hex()),
                    "bytes do not have the hash that was signed at capture",
                ));
            }
            photos.push((*photo, variant, bytes.sha256, found.is_some()));
        }
    }
    Ok(Verdict {
        realm,
        root_key: bundle.genesis.root_key,
        as_of: checkpoint.at,
        streams,
        events,
        photos,
    })
}

fn entries_under(
    bundle: &Bundle,
    size: u64,
    root: Hash,
) -> Result<BTreeMap<EventId, Entry>, Fault> {
    let mut leaves = BTreeMap::new();
    let mut newest = BTreeMap::new();
    for (i, entry) in bundle.entries.iter().enumerate() {
        let place = || format!("entries[{i}]");
        let leaf = entry.leaf().map_err(|e| fault(place(), e.to_string()))?;
        if leaves.last_key_value().is_some_and(|(n, _)| *n >= entry.n) {
            return Err(fault(place(), "not in ascending order"));
        }
        leaves.insert(entry.n, leaf);
        newest.insert(entry.event, entry.clone());
    }
    if merkle::root_of(&leaves, size, &bundle.proof) != Some(root) {
        return Err(fault("entries and proof", "do not yield the root that central signed"));
    }
    Ok(newest)
}

fn events_of(
    bundle: &Bundle,
    realm: Realm,
    entries: &BTreeMap<EventId, Entry>,
) -> Result<Vec<Admitted>, Fault> {
    let mut events: Vec<Admitted> = Vec::new();
    let mut seen = BTreeSet::new();
    for (i, signed) in bundle.events.iter().enumerate() {
        let place = || format!("events[{i}]");
        let verified: Verified =
            signed.clone().verify(realm).map_err(|e| fault(place(), e.to_string()))?;
        let entry = entries
            .get(&verified.id)
            .ok_or_else(|| fault(place(), "has no entry in central's log"))?;
        if !seen.insert(verified.id) {
            return Err(fault(place(), "stands twice"));
        }
        let first = bundle.entries.iter().find(|e| e.event == verified.id).unwrap_or(entry);
        if events.last().is_some_and(|last| last.n > Some(first.n)) {
            return Err(fault(place(), "not in the order of the log"));
        }
        events.push(Admitted {
            n: Some(first.n),
            arrived: Some(first.arrived),
            not_before: first.not_before,
            effective: entry.verdict == LogVerdict::Effective,
            verified,
        });
    }
    if let Some(entry) = bundle.entries.iter().find(|e| !seen.contains(&e.event)) {
        return Err(fault(format!("entry {}", entry.n), "its event is missing"));
    }
    Ok(events)
}

fn chain_order(events: &[Admitted]) -> Result<(), Fault> {
    let mut by_key: BTreeMap<(PublicKey, u64), EventId> = BTreeMap::new();
    for (i, admitted) in events.iter().enumerate() {
        let header = &admitted.verified.header;
        let before = header.seq.checked_sub(1).and_then(|seq| by_key.get(&(header.key, seq)));
        if before.is_some_and(|id| id.0 != admitted.verified.signed.prev.0) {
            return Err(fault(format!("events[{i}]"), "is not chained to the event before it"));
        }
        by_key.insert((header.key, header.seq), admitted.verified.id);
    }
    Ok(())
}

fn keys_are_known(
    events: &[Admitted],
    streams: &BTreeMap<StreamId, Stream>,
    realm: Realm,
    central: PublicKey,
) -> Result<(), Fault> {
    let empty = Directory::default();
    let directory = match streams.get(&directory::stream(realm)).map(|s| &s.subject) {
        Some(Subject::Directory(directory)) => directory,
        _ => &empty,
    };
    for (i, admitted) in events.iter().enumerate() {
        let key = admitted.verified.header.key;
        let by_central = key == central;
        if !by_central && directory.author_of(key).is_none() {
            return Err(fault(format!("events[{i}]"), "its key was never enrolled"));
        }
        let enrols = matches!(admitted.verified.event, Ok(Event::ProfileEnrolled(_)));
        if enrols && !by_central {
            return Err(fault(format!("events[{i}]"), "enrols a key, but is not central's"));
        }
    }
    Ok(())
}
