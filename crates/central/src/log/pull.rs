//! What a device receives: entries under its tags after its cursors.

use super::{Log, filling::Filling};
use crate::{
    Error,
    store::{self, Raw, tile::Tile},
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

/// A page of what is new for a device.
#[derive(Debug, Default)]
pub struct Page {
    /// Entries by number.
    pub entries: BTreeMap<u64, Raw>,
    /// Events of those entries that the device does not have.
    pub events: Vec<Raw>,
    /// Entries and events besides, packed before somebody asked.
    pub tiles: Vec<Tile>,
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
        let none = self.entries.is_empty() && self.tiles.is_empty();
        none && self.given.is_empty() && !self.more
    }

    /// Numbers of all its entries.
    #[must_use]
    pub fn numbers(&self) -> Vec<u64> {
        let of_tiles = self.tiles.iter().flat_map(|tile| &tile.numbers);
        self.entries.keys().chain(of_tiles).copied().collect()
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
        let look = self.look()?;
        let mut filling = Filling::of(self, key, own, limit);
        let mut going_on = vec![];
        for tag in subscriptions(user, &self.directory) {
            let reached = cursors.get(&tag).copied().unwrap_or(0);
            let end = store::tag::end(&self.connection, tag)?;
            if reached < end {
                going_on.push((tag, reached, end));
            } else {
                filling.reach(tag, reached, true);
            }
        }
        // One after the other: were a later tag at its end before an earlier one, of what that has
        // half given the rest would be passed over.
        let mut full = false;
        for (tag, mut reached, end) in going_on {
            if !full {
                reached = filling.fill(tag, reached, end)?;
                full = reached < end;
            }
            filling.reach(tag, reached, reached >= end);
        }
        drop(look);
        let Filling { page, made, .. } = filling;
        // Without room for them, they are made again.
        if let Err(error) = self.keep(&made) {
            tracing::warn!(%error, "tiles");
        }
        Ok(page)
    }

    fn keep(&self, made: &[(Tag, u64, Tile)]) -> Result<(), store::Error> {
        if made.is_empty() {
            return Ok(());
        }
        let transaction = self.connection.unchecked_transaction()?;
        for (tag, after, tile) in made {
            store::tile::put(&transaction, *tag, *after, tile)?;
        }
        Ok(transaction.commit()?)
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

    /// All that a revoked profile is given: the events that enrolled and revoked it, so that it is
    /// told by the log itself, under the same proof as everything else. It may not have heard of
    /// either.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn pull_revocation(&self, key: PublicKey) -> Result<Page, Error> {
        let mut page = Page::default();
        let stream = directory::stream(self.realm);
        for kind in ["directory.profile_enrolled", "directory.profile_revoked"] {
            for (n, signed) in store::event::of_kind(&self.connection, stream, kind)? {
                let read = signed.clone().read_verified(self.realm);
                let of_key = read.is_ok_and(|e| match e.event {
                    Ok(Event::ProfileEnrolled(enrolled)) => enrolled.key == key,
                    Ok(Event::ProfileRevoked(revoked)) => revoked.key == key,
                    _ => false,
                });
                if let (true, Some(entry)) = (of_key, store::entry::raw(&self.connection, n)?) {
                    page.events.push(to_raw(&signed)?);
                    page.entries.insert(n, entry);
                }
            }
        }
        Ok(page)
    }
}
