//! What a device receives: entries under its tags after its cursors.

use super::Log;
use crate::{
    Error,
    store::{
        self, Raw,
        tag::{Given, GivenEntry, Room},
        tile::{POSITIONS, Tile},
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
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Most bytes of events in one reply, before compression. One event may exceed it.
const PAGE_BYTES: usize = 4 * 1024 * 1024;

/// Most positions that are looked at for one page, also where nothing of them is sent.
const LOOKED_AT: u64 = 10_000;

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
        // One look at the store: thousands of small reads need not each take and give back a lock.
        let look = self.connection.unchecked_transaction().map_err(store::Error::from)?;
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

/// A page for one device, tag by tag.
///
/// Most of what is under one tag is under another too: what an inspector does is theirs, their
/// team's and their unit's. A stream that has a tag has all its entries under it. So of a stream
/// under a tag that the device has to the end, it has everything: under the next tag, only that it
/// is given there too is said.
struct Filling<'a> {
    log: &'a Log,
    key: PublicKey,
    own: Option<Head>,
    limit: usize,
    page: Page,
    /// Numbers of what is in the page, or would be if the device did not have it.
    taken: BTreeSet<u64>,
    /// Bytes of its events.
    bytes: usize,
    /// Positions that may still be looked at.
    to_look_at: u64,
    /// Tags that the device has to the end, once it has this page.
    had: Vec<Tag>,
    /// Whether a stream has one of those.
    covered: HashMap<StreamId, bool>,
    /// Tiles that were not there, and after which position of their tag they begin.
    made: Vec<(Tag, u64, Tile)>,
}

/// Whether a tile goes into a page.
enum Fit {
    /// It is in it.
    Taken,
    /// There is no room left for it.
    Later,
    /// What lies there is given one by one.
    Never,
}

impl<'a> Filling<'a> {
    fn of(log: &'a Log, key: PublicKey, own: Option<Head>, limit: usize) -> Self {
        let (page, taken, bytes, had, covered, made) = Default::default();
        let to_look_at = LOOKED_AT;
        Self { log, key, own, limit, page, taken, bytes, to_look_at, had, covered, made }
    }

    fn room(&self) -> usize {
        let full = self.bytes > PAGE_BYTES;
        if full { 0 } else { self.limit.saturating_sub(self.taken.len()) }
    }

    /// Notes how far a tag goes with this page.
    fn reach(&mut self, tag: Tag, reached: u64, to_the_end: bool) {
        self.page.cursors.insert(tag, reached);
        self.page.more |= !to_the_end;
        if to_the_end {
            // What is under the tag before is most likely under the next.
            self.had.insert(0, tag);
            self.covered.clear();
        }
    }

    /// Adds what stands under a tag after `reached`, up to `end`, as far as there is room. Gives how
    /// far that is.
    fn fill(&mut self, tag: Tag, mut reached: u64, end: u64) -> Result<u64, Error> {
        let connection = &self.log.connection;
        let mut streams = BTreeSet::new();
        while reached < end && self.room() > 0 && self.to_look_at > 0 {
            let (passed, of) = self.pass_over(tag, reached)?;
            if passed > reached {
                self.to_look_at -= passed - reached;
                reached = passed;
                streams.extend(of);
                continue;
            }
            let to_go = POSITIONS - reached % POSITIONS;
            if to_go == POSITIONS && reached + POSITIONS <= end {
                match self.tile(tag, reached)? {
                    Fit::Taken => {
                        reached += POSITIONS;
                        continue;
                    }
                    Fit::Later => break,
                    Fit::Never => {}
                }
            }
            let room = Room {
                positions: to_go.min(self.to_look_at),
                entries: self.room(),
                bytes: PAGE_BYTES.saturating_sub(self.bytes),
            };
            let rows =
                store::tag::after(connection, tag, reached, room, |id| Ok(!self.covers(id)?))?;
            if rows.is_empty() {
                break;
            }
            self.to_look_at -= rows.len() as u64;
            for Given { pos, stream, entry } in rows {
                reached = pos;
                streams.extend(stream);
                if let Some(given) = entry {
                    self.take(given);
                }
            }
        }
        // An entry can be the last that is given of a stream.
        let given = store::tag::that_have(connection, tag, streams)?;
        if !given.is_empty() {
            self.page.given.entry(tag).or_default().extend(given);
        }
        Ok(reached)
    }

    /// Passes over what the device has under other tags. Gives how far that goes, and of which
    /// streams it is.
    fn pass_over(&mut self, tag: Tag, after: u64) -> Result<(u64, BTreeSet<StreamId>), Error> {
        let (connection, at_most) = (&self.log.connection, self.to_look_at);
        let wanted = |id| Ok(!self.covers(id)?);
        Ok(store::tag::unwanted_after(connection, tag, after, at_most, wanted)?)
    }

    /// Whether the device has all of a stream under another tag.
    fn covers(&mut self, stream: StreamId) -> Result<bool, store::Error> {
        if let Some(covered) = self.covered.get(&stream) {
            return Ok(*covered);
        }
        let covered = store::tag::has_one(&self.log.connection, &self.had, stream)?;
        self.covered.insert(stream, covered);
        Ok(covered)
    }

    fn take(&mut self, given: GivenEntry) {
        let GivenEntry { n, entry, place, signed } = given;
        // Given under another tag already: once is enough.
        if !self.taken.insert(n) {
            return;
        }
        let has_it = place.key == self.key && self.own.is_some_and(|head| place.seq <= head.seq);
        if !(has_it && place.n == n) {
            self.page.entries.insert(n, entry);
        }
        if !has_it {
            self.bytes += signed.get().len();
            self.page.events.push(signed);
        }
    }

    /// Adds the tile of a tag that begins after position `after`, all of whose positions are taken.
    fn tile(&mut self, tag: Tag, after: u64) -> Result<Fit, Error> {
        let positions = usize::try_from(POSITIONS).unwrap_or(usize::MAX);
        if self.limit < positions {
            return Ok(Fit::Never);
        }
        if self.room() < positions || self.to_look_at < POSITIONS {
            return Ok(Fit::Later);
        }
        let Some(tile) = self.made_or_make(tag, after)? else { return Ok(Fit::Never) };
        // What the device made itself it has, and what is here already it need not be given twice.
        let again = tile.numbers.iter().any(|n| self.taken.contains(n));
        if again || tile.keys.contains(&self.key) {
            return Ok(Fit::Never);
        }
        for stream in &tile.streams {
            if self.covers(*stream)? {
                return Ok(Fit::Never);
            }
        }
        if self.bytes + tile.size > PAGE_BYTES && !self.taken.is_empty() {
            return Ok(Fit::Later);
        }
        self.bytes += tile.size;
        self.to_look_at -= POSITIONS;
        self.taken.extend(&tile.numbers);
        if !tile.streams.is_empty() {
            self.page.given.entry(tag).or_default().extend(&tile.streams);
        }
        self.page.tiles.push(tile);
        Ok(Fit::Taken)
    }

    /// `None` where more bytes lie than a page has, or nothing any more.
    fn made_or_make(&mut self, tag: Tag, after: u64) -> Result<Option<Tile>, Error> {
        let connection = &self.log.connection;
        if let Some(tile) = store::tile::get(connection, tag, after)? {
            return Ok(Some(tile));
        }
        let whole = Room { positions: POSITIONS, entries: usize::MAX, bytes: PAGE_BYTES };
        let rows = store::tag::after(connection, tag, after, whole, |_| Ok(true))?;
        if (rows.len() as u64) < POSITIONS {
            return Ok(None);
        }
        let given: Vec<GivenEntry> = rows.into_iter().filter_map(|row| row.entry).collect();
        let streams = given.iter().map(|one| one.place.stream).collect();
        let streams = store::tag::that_have(connection, tag, streams)?;
        let Some(tile) = Tile::pack(&given, streams)? else { return Ok(None) };
        self.made.push((tag, after, tile.clone()));
        Ok(Some(tile))
    }
}
