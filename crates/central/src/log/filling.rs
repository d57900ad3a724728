//! A page of a pull, tag by tag.
//!
//! Most of what is under one tag is under another too: what an inspector does is theirs, their
//! team's and their unit's. A stream that has a tag has all its entries under it. So of a stream
//! under a tag that the device has to the end, it has everything: under the next tag, only that it
//! is given there too is said (ADR 33).

use super::{Log, pull::Page};
use crate::{
    Error,
    store::{
        self,
        tag::{Given, GivenEntry, Room},
        tile::{POSITIONS, Tile},
    },
};
use mingcha_domain::{
    ids::{PublicKey, StreamId},
    scope::Tag,
    wire::Head,
};
use std::collections::{BTreeSet, HashMap};

/// Most bytes of events in one reply, before compression. One event may exceed it.
const PAGE_BYTES: usize = 4 * 1024 * 1024;

/// Most positions that are looked at for one page, also where nothing of them is sent.
const LOOKED_AT: u64 = 10_000;

/// A page for one device.
pub(super) struct Filling<'a> {
    log: &'a Log,
    key: PublicKey,
    own: Option<Head>,
    limit: usize,
    pub page: Page,
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
    pub made: Vec<(Tag, u64, Tile)>,
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
    /// An empty one, for at most `limit` entries.
    pub fn of(log: &'a Log, key: PublicKey, own: Option<Head>, limit: usize) -> Self {
        let (page, taken, bytes, had, covered, made) = Default::default();
        let to_look_at = LOOKED_AT;
        Self { log, key, own, limit, page, taken, bytes, to_look_at, had, covered, made }
    }

    fn room(&self) -> usize {
        let full = self.bytes > PAGE_BYTES;
        if full { 0 } else { self.limit.saturating_sub(self.taken.len()) }
    }

    /// Notes how far a tag goes with this page.
    pub fn reach(&mut self, tag: Tag, reached: u64, to_the_end: bool) {
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
    pub fn fill(&mut self, tag: Tag, mut reached: u64, end: u64) -> Result<u64, Error> {
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
