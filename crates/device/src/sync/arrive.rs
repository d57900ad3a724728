//! A page of a pull, once it was verified, on its way into the store.

use crate::{api::Error, store};
use mingcha_domain::{
    event::{Event, Verified},
    fold::{Admitted, Stream, Subject},
    ids::{CheckId, EventId, PublicKey, StreamId},
    log::Entry,
    reconcile::Digest,
};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};

/// What a page brought.
#[derive(Default)]
pub struct Arrived {
    /// Streams whose rows must be folded again.
    pub touched: BTreeSet<StreamId>,
    /// Of those, the ones that the page brought whole, folded: they need not be read back.
    pub whole: BTreeMap<StreamId, Stream>,
    /// Streams of which something came that was not here.
    pub added: BTreeSet<StreamId>,
    /// Digests of streams, where the page itself gives them.
    pub digests: BTreeMap<StreamId, Digest>,
    /// Something of what every screen knows by heart is among them.
    pub by_heart: bool,
    /// Outings of which somebody no longer has access.
    pub access_ended: BTreeSet<StreamId>,
}

/// Stores events and what central said of them.
pub fn arrive(
    connection: &Connection,
    own: PublicKey,
    events: Vec<Verified>,
    entries: &[Entry],
) -> Result<Arrived, Error> {
    let mut arrived = Arrived::default();
    let mut said: BTreeMap<EventId, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        said.entry(entry.event).or_default().push(entry);
    }
    // They come in any order, and the newest verdict holds.
    for of_one in said.values_mut() {
        of_one.sort_unstable_by_key(|entry| entry.n);
    }
    let mut streams: BTreeMap<StreamId, BTreeMap<EventId, Verified>> = BTreeMap::new();
    for event in events {
        arrived.by_heart |= is_by_heart(&event);
        if matches!(event.event, Ok(Event::AccessEnded(_))) {
            arrived.access_ended.insert(event.header.stream);
        }
        streams.entry(event.header.stream).or_default().insert(event.id, event);
    }
    for (stream, events) in streams {
        arrived.touched.insert(stream);
        if store::events::has_stream(connection, stream)? {
            for event in events.values() {
                if store::events::insert(connection, event, event.header.key == own, None)? {
                    arrived.added.insert(stream);
                }
            }
            // What central said of them follows below, with what it said of others.
            continue;
        }
        let mut admitted = Vec::with_capacity(events.len());
        for (id, event) in events {
            let entries = said.remove(&id).unwrap_or_default();
            admitted.extend(ruled(event, own, &entries));
        }
        let folded = Stream::fold(admitted.iter().map(|(admitted, _)| admitted));
        let check = check_of(stream, &folded.subject);
        for (admitted, entry) in &admitted {
            let event = &admitted.verified;
            let mine = event.header.key == own;
            store::events::insert_ruled(connection, event, mine, check, entry)?;
        }
        let said = admitted.iter().map(|(a, entry)| Digest::of(a.verified.id, &entry.verdict));
        arrived.digests.insert(stream, said.collect());
        arrived.added.insert(stream);
        arrived.whole.insert(stream, folded);
    }
    for entry in said.into_values().flatten() {
        store::events::ruled(connection, entry)?;
        arrived.touched.extend(store::events::stream_of(connection, entry.event)?);
    }
    Ok(arrived)
}

/// The first number stays, the newest verdict holds. `None` for an event without an entry, which a
/// verified page does not have.
fn ruled(event: Verified, own: PublicKey, entries: &[&Entry]) -> Option<(Admitted, Entry)> {
    let first = entries.iter().min_by_key(|e| e.n)?;
    let newest = entries.iter().max_by_key(|e| e.n)?;
    let entry = Entry { verdict: newest.verdict.clone(), ..(*first).clone() };
    let admitted = Admitted {
        n: Some(entry.n),
        arrived: Some(entry.arrived),
        not_before: entry.not_before,
        effective: store::events::counts(Some(&entry.verdict), event.header.key == own),
        verified: event,
    };
    Some((admitted, entry))
}

fn is_by_heart(event: &Verified) -> bool {
    matches!(event.event, Ok(Event::ChecklistPublished(_) | Event::CampaignLaunched(_)))
        || event.header.kind.starts_with("directory.")
}

/// The check to which a stream belongs, as far as the stream itself says it.
fn check_of(id: StreamId, subject: &Subject) -> Option<CheckId> {
    match subject {
        Subject::Check(_) => Some(id.into()),
        Subject::Finding(finding) => finding.check,
        Subject::Suggestion(suggestion) => suggestion.check,
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lock::DatabaseKey;
    use ed25519_dalek::SigningKey;
    use mingcha_domain::{
        event::{CHAIN_START, Draft, Header, SUITE_ED25519_SHA256, VERSION},
        ids::{Realm, Salt},
        log::{Verdict, WhyHeld},
        outing::OutingEnded,
        time::{Millis, Mono},
    };

    fn event(seq: u64) -> Verified {
        let signing = SigningKey::from_bytes(&[3; 32]);
        let header = Header {
            at: Millis(1),
            base: vec![],
            crit: false,
            key: PublicKey(signing.verifying_key().to_bytes()),
            kind: String::new(),
            mono: Mono { boot: "boot".to_owned(), ms: 1 },
            realm: Realm([0; 32]),
            refs: vec![],
            seen: None,
            seq,
            stream: StreamId([9; 16]),
            suite: SUITE_ED25519_SHA256,
            v: VERSION,
        };
        let draft = Draft { header, prev: CHAIN_START, salt: Salt([5; 16]) };
        draft.sign(&OutingEnded {}.into(), &signing).unwrap()
    }

    fn entry(event: &Verified, n: u64, verdict: Verdict) -> Entry {
        Entry { arrived: Millis(1), epoch: 1, event: event.id, n, not_before: None, verdict }
    }

    #[test]
    fn the_newest_verdict_of_a_page_holds_in_whatever_order_they_come() {
        let dir = tempfile::tempdir().unwrap();
        let key = DatabaseKey::new().unwrap();
        let store = store::open(dir.path(), &key).unwrap().writer;
        let other = PublicKey([1; 32]);
        let come = |event: &Verified, entries: &[Entry]| {
            arrive(&store, other, vec![event.clone()], entries).unwrap();
        };
        // Of a stream that is new, and of one that is here.
        for (seq, n) in [(0, 1), (1, 11)] {
            let event = event(seq);
            let held = entry(&event, n, Verdict::Held(WhyHeld::ReferenceNotHere));
            come(&event, &[entry(&event, n + 1, Verdict::Effective), held]);
            let all = store::events::of_stream(&store, event.header.stream).unwrap();
            let here = all.iter().find(|one| one.verified.id == event.id).unwrap();
            assert!(here.effective && here.n == Some(n), "{seq}: {here:?}");
        }
    }
}
