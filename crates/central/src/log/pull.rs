//! What a device receives: entries under its tags after its cursors.

use super::Log;
use crate::{
    Error,
    store::{
        self, Raw,
        tag::{Given, GivenEntry},
    },
};
use mingcha_domain::{
    directory,
    event::Event,
    ids::{PublicKey, StreamId},
    log::Entry,
    scope::{Tag, subscriptions},
    wire::Head,
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Most bytes of events in one reply, before compression. One event may exceed it.
const PAGE_BYTES: usize = 4 * 1024 * 1024;

/// A page of what is new for a device.
#[derive(Debug, Default)]
pub struct Page {
    /// Entries by number.
    pub entries: BTreeMap<u64, Raw>,
    /// Events of those entries that the device does not have.
    pub events: Vec<Raw>,
    /// Position reached per tag.
    pub cursors: BTreeMap<Tag, u64>,
    /// Streams of those entries, by the tag under which they are given.
    pub given: BTreeMap<Tag, BTreeSet<StreamId>>,
    /// There is more.
    pub more: bool,
}

impl Page {
    /// Adds entries of what was just pushed.
    ///
    /// # Errors
    /// If one cannot be written.
    pub fn confirm(&mut self, pushed: &[Entry]) -> Result<(), Error> {
        for entry in pushed {
            self.entries.insert(entry.n, to_raw(entry)?);
        }
        Ok(())
    }

    /// Whether nothing is new.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.given.is_empty() && !self.more
    }
}

fn to_raw<T: Serialize>(value: &T) -> Result<Raw, Error> {
    serde_json::value::to_raw_value(value).map_err(|e| Error::Internal(e.into()))
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
        // One look at the store: thousands of small reads need not each take and give back a lock.
        let _look = self.connection.unchecked_transaction().map_err(store::Error::from)?;
        let mut page = Page::default();
        let mut taken = BTreeSet::new();
        let mut bytes = 0;
        for tag in subscriptions(user, &self.directory) {
            let mut reached = cursors.get(&tag).copied().unwrap_or(0);
            let full = bytes > PAGE_BYTES;
            let room = if full { 0 } else { limit.saturating_sub(taken.len()) };
            let left = PAGE_BYTES.saturating_sub(bytes);
            let mut streams = BTreeSet::new();
            let (rows, more) = store::tag::after(&self.connection, tag, reached, room, left)?;
            page.more |= more;
            for Given { pos, entry } in rows {
                reached = pos;
                let Some(GivenEntry { n, entry, place, signed }) = entry else { continue };
                streams.insert(place.stream);
                // Given under another tag already: once is enough.
                if taken.insert(n) {
                    let has_it = place.key == key && own.is_some_and(|head| place.seq <= head.seq);
                    if !(has_it && place.n == n) {
                        page.entries.insert(n, entry);
                    }
                    if !has_it {
                        bytes += signed.get().len();
                        page.events.push(signed);
                    }
                }
            }
            // An entry can be the last that is given of a stream.
            let given = store::tag::that_have(&self.connection, tag, streams)?;
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
            if let (true, Some(entry)) = (of_key, store::entry::raw(&self.connection, n)?) {
                page.events.push(to_raw(&signed)?);
                page.entries.insert(n, entry);
            }
        }
        Ok(page)
    }
}
