//! After each exchange: is here what central gave? Where not, it is found and comes again.

use super::arrive::Arrived;
use crate::{api::Error, store::given};
use mingcha_domain::{
    ids::StreamId,
    reconcile::{Compare, Digest, MAX_COMPARED, Prefix},
    scope::Tag,
    time::Millis,
    wire::{SyncReply, SyncRequest},
};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};

/// What is held against central with the next exchange.
pub fn question(connection: &Connection) -> Result<Vec<Compare>, Error> {
    let asked = given::to_compare(connection, MAX_COMPARED)?;
    let compare = |(tag, prefix): (Tag, Prefix)| {
        let parts = prefix.parts(&given::under(connection, tag, &prefix)?);
        Ok(Compare { parts, prefix, tag })
    };
    asked.into_iter().map(compare).collect()
}

/// Takes over which streams are given, once a page is stored. Gives how many streams were not
/// whole here and are.
pub fn take_over(
    connection: &Connection,
    reply: &SyncReply,
    arrived: &Arrived,
) -> Result<u32, Error> {
    let tags: Vec<Tag> = reply.cursors.keys().copied().collect();
    given::keep_tags(connection, &tags)?;
    let mut mended = arrived.added.clone();
    let mut digests = BTreeMap::new();
    for stream in arrived.touched.iter().chain(reply.given.values().flatten()) {
        if digests.contains_key(stream) {
            continue;
        }
        let digest = match arrived.digests.get(stream) {
            Some(digest) => *digest,
            None => given::digest_of(connection, *stream)?,
        };
        if given::set(connection, *stream, digest)? {
            mended.insert(*stream);
        }
        digests.insert(*stream, digest);
    }
    for (tag, streams) in &reply.given {
        for stream in streams {
            let digest = digests.get(stream).copied().unwrap_or_default();
            given::put(connection, *tag, *stream, digest)?;
        }
    }
    // Only what was asked for was missing; all else is new.
    let named = reply.differs.iter().flatten().filter_map(|part| part.streams.as_ref()).flatten();
    let named: BTreeSet<StreamId> = named.copied().collect();
    Ok(u32::try_from(named.intersection(&mended).count()).unwrap_or(u32::MAX))
}

/// Holds what is here against what central says. Gives whether there is something to ask at once.
pub fn hold_against(
    connection: &Connection,
    sent: &SyncRequest,
    reply: &SyncReply,
    mended: u32,
    now: Millis,
) -> Result<bool, Error> {
    let looked_into = reply.differs.is_some();
    for Compare { prefix, tag, .. } in sent.compare.iter().filter(|_| looked_into) {
        given::set_to_compare(connection, *tag, prefix, false)?;
    }
    for part in reply.differs.iter().flatten() {
        let deeper = part.prefix.then(part.part);
        let Some(streams) = &part.streams else {
            if let Some(deeper) = deeper {
                given::set_to_compare(connection, part.tag, &deeper, true)?;
            }
            continue;
        };
        // Only the part is read: many may differ at once, in a store of a hundred thousand streams.
        let held = given::under(connection, part.tag, deeper.as_ref().unwrap_or(&part.prefix))?;
        for (stream, _) in held {
            if part.prefix.part_of(stream) == part.part && !streams.contains(&stream) {
                given::take_away(connection, part.tag, stream)?;
            }
        }
    }
    if reply.digests.is_empty() {
        return Ok(false);
    }
    let ours = given::tallies(connection)?;
    let before = given::differences(connection)?;
    let mut found = false;
    for (tag, theirs) in &reply.digests {
        let by = *theirs ^ ours.get(tag).copied().unwrap_or_default();
        given::set_difference(connection, *tag, by)?;
        // The same difference as before: it is being looked into, or nothing mends it.
        if by != Digest::default() && before.get(tag) != Some(&by) {
            given::set_to_compare(connection, *tag, &Prefix::default(), true)?;
            found = true;
        }
    }
    given::note(connection, now, mended)?;
    let deeper = looked_into && !given::to_compare(connection, 1)?.is_empty();
    Ok(found || deeper)
}
