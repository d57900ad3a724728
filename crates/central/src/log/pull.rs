//! What a device receives: entries under its tags after its cursors.

use super::Log;
use crate::{Error, store};
use mingcha_domain::{
    directory,
    event::{Event, Signed},
    ids::{PublicKey, StreamId},
    log::Entry,
    scope::{Tag, subscriptions},
    wire::Head,
};
use std::collections::{BTreeMap, BTreeSet};

/// Most bytes of events in one reply, before compression. One event may exceed it.
const PAGE_BYTES: usize = 4 * 1024 * 1024;

/// A page of what is new for a device.
#[derive(Debug, Default)]
pub struct Page {
    /// Entries by number.
    pub entries: BTreeMap<u64, Entry>,
    /// Events of those entries that the device does not have.
    pub events: Vec<Signed>,
    /// Position reached per tag.
    pub cursors: BTreeMap<Tag, u64>,
    /// Streams of those entries, by the tag under which they are given.
    pub given: BTreeMap<Tag, BTreeSet<StreamId>>,
    /// There is more.
    pub more: bool,
}

impl Page {
    /// Whether nothing is new.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.given.is_empty() && !self.more
    }
}

impl Log {
    /// The next page for `key`, whose device has its own chain up to `own`.
    ///
    /// # Errors
    /// [`Error::Revoked`] if the profile may not read any more.
    pub fn pull(
        &self,
        key: PublicKey,
        cursors: &BTreeMap<Tag, u64>,
        own: Option<Head>,
        limit: usize,
    ) -> Result<Page, Error> {
        let user = self.directory.user_of(key).ok_or(Error::Revoked)?;
        let mut page = Page::default();
        let mut taken: BTreeMap<u64, StreamId> = BTreeMap::new();
        let mut bytes = 0;
        for tag in subscriptions(user, &self.directory) {
            let mut reached = cursors.get(&tag).copied().unwrap_or(0);
            let room = limit.saturating_sub(taken.len());
            let mut streams = BTreeSet::new();
            let rows = store::tag::after(&self.connection, tag, reached, room + 1)?;
            for (i, (pos, n)) in rows.into_iter().enumerate() {
                if i >= room || bytes > PAGE_BYTES {
                    page.more = true;
                    break;
                }
                reached = pos;
                let Some(n) = n else { continue };
                // Given under another tag already: read once.
                if let Some(stream) = taken.get(&n) {
                    streams.insert(*stream);
                    continue;
                }
                let entry =
                    store::entry::get(&self.connection, n)?.ok_or(store::Error::Row("entry"))?;
                let place = store::event::place(&self.connection, entry.event)?
                    .ok_or(store::Error::Row("event"))?;
                streams.insert(place.stream);
                taken.insert(n, place.stream);
                let has_it = place.key == key && own.is_some_and(|head| place.seq <= head.seq);
                if !(has_it && place.n == n) {
                    bytes += self.take(entry, has_it, &mut page)?;
                }
            }
            let mut given = BTreeSet::new();
            for stream in streams {
                // An entry can be the last that is given of a stream.
                if store::tag::of_stream(&self.connection, stream)?.contains(&tag) {
                    given.insert(stream);
                }
            }
            if !given.is_empty() {
                page.given.insert(tag, given);
            }
            page.cursors.insert(tag, reached);
        }
        Ok(page)
    }

    /// The first number that a device which was last told of `epoch` may hold and the log does not.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn lost_from(&self, epoch: u32) -> Result<Option<u64>, Error> {
        Ok(store::backup::lost_from(&self.connection, epoch)?)
    }

    /// What is left of the positions that such a device was told.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn cursors_after(
        &self,
        epoch: u32,
        mut cursors: BTreeMap<Tag, u64>,
    ) -> Result<BTreeMap<Tag, u64>, Error> {
        for (tag, pos) in &mut cursors {
            *pos = (*pos).min(store::backup::cursor_after(&self.connection, epoch, *tag)?);
        }
        Ok(cursors)
    }

    /// All that a revoked profile is given: the events that revoked it, so that it is told by the
    /// log itself, under the same proof as everything else.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn pull_revocation(&self, key: PublicKey) -> Result<Page, Error> {
        let mut page = Page::default();
        let stream = directory::stream(self.realm);
        let kind = "directory.profile_revoked";
        for (n, signed) in store::event::of_kind(&self.connection, stream, kind)? {
            let read = signed.clone().read_verified(self.realm);
            let of_key = read.is_ok_and(
                |e| matches!(e.event, Ok(Event::ProfileRevoked(revoked)) if revoked.key == key),
            );
            if let (true, Some(entry)) = (of_key, store::entry::get(&self.connection, n)?) {
                page.events.push(signed);
                page.entries.insert(n, entry);
            }
        }
        Ok(page)
    }

    /// Adds an entry, and its event unless the device has that. Gives the bytes of the event.
    pub(super) fn take(&self, entry: Entry, has_it: bool, page: &mut Page) -> Result<usize, Error> {
        let mut size = 0;
        if !has_it {
            let signed = store::event::get(&self.connection, entry.event)?;
            let signed = signed.ok_or(store::Error::Row("event"))?;
            size = signed.header.len() + signed.body.as_ref().map_or(0, String::len);
            page.events.push(signed);
        }
        page.entries.insert(entry.n, entry);
        Ok(size)
    }
}
