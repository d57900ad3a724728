//! Tags that streams are given and lose after their events were numbered.

use super::{Log, Streams};
use crate::{Error, store};
use mingcha_domain::{
    event::{Event, Noun},
    fold::World,
    ids::{OutingId, StreamId},
    scope::{Tag, tags_of},
};
use rusqlite::Connection;
use std::collections::BTreeSet;

/// A tag that the stream did not have before gets all its entries.
pub(super) fn add(
    connection: &Connection,
    id: StreamId,
    before: &BTreeSet<Tag>,
    wanted: &BTreeSet<Tag>,
) -> Result<(), Error> {
    let mut numbers: Option<BTreeSet<u64>> = None;
    for tag in wanted.difference(before) {
        if numbers.is_none() {
            numbers = Some(numbers_of(connection, id)?);
        }
        for n in numbers.iter().flatten() {
            store::tag::append(connection, *tag, *n)?;
        }
        store::tag::add(connection, id, *tag)?;
    }
    Ok(())
}

/// Access to an outing ended: neither it nor what came out of it is given under `tag` any more, but
/// for entry `last`, which says so. What somebody did themselves stays theirs to read, and so does
/// what they are given for another reason.
pub(super) fn withdraw(
    streams: &Streams<'_>,
    outing: OutingId,
    tag: Tag,
    last: u64,
) -> Result<(), Error> {
    let connection = streams.connection();
    let mut concerned = store::event::streams_of_outing(connection, outing)?;
    concerned.push(outing.stream());
    for id in concerned {
        let stream = streams.get(id)?;
        let others = tags_of(id, &stream, streams);
        if others.contains(&tag) || is_by(streams, id, tag)? {
            continue;
        }
        for n in numbers_of(connection, id)? {
            if n != last {
                store::tag::withdraw(connection, tag, n)?;
            }
        }
        store::tag::remove(connection, id, tag)?;
    }
    Ok(())
}

fn is_by(streams: &Streams<'_>, id: StreamId, tag: Tag) -> Result<bool, Error> {
    let Tag::User(user) = tag else { return Ok(false) };
    let events = store::event::of_stream(streams.connection(), id)?;
    let author = |key| streams.directory().author_of(key);
    Ok(events.iter().any(|event| author(event.verified.header.key) == Some(user)))
}

fn numbers_of(connection: &Connection, id: StreamId) -> Result<BTreeSet<u64>, Error> {
    let mut all = BTreeSet::new();
    for event in store::event::ids_of(connection, id)? {
        all.extend(store::entry::numbers(connection, event)?);
    }
    Ok(all)
}

impl Log {
    /// Who is who has changed: circulars reach teams and units that were not there when they went
    /// out.
    pub(super) fn address_again(&mut self, events: &[Event]) -> Result<BTreeSet<Tag>, Error> {
        let adds = |event: &Event| {
            matches!(event, Event::TeamFormed(_) | Event::UnitAdded(_) | Event::RoleGranted(_))
        };
        let mut touched = BTreeSet::new();
        if !events.iter().any(adds) {
            return Ok(touched);
        }
        let transaction = self.connection.unchecked_transaction()?;
        let streams = Streams::new(&transaction, self.realm, &self.directory);
        for id in store::event::streams_about(&transaction, Noun::Circular)? {
            let before = store::tag::of_stream(&transaction, id)?;
            let stream = streams.get(id)?;
            let wanted = tags_of(id, &stream, &streams);
            add(&transaction, id, &before, &wanted)?;
            touched.extend(wanted.difference(&before));
        }
        drop(streams);
        transaction.commit()?;
        Ok(touched)
    }
}
