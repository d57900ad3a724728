//! Table `tile`: a thousand positions under a tag, packed once for all who come new.
//!
//! What stands under a tag never changes, but for what is withdrawn from it: then its tiles go.

use super::{Error, tag::GivenEntry};
use mingcha_domain::{
    ids::{PublicKey, StreamId},
    scope::Tag,
};
use rusqlite::{Connection, OptionalExtension, named_params};
use std::collections::BTreeSet;

/// Positions in a tile.
pub const POSITIONS: u64 = 1_000;

/// What can be made smaller is: names, hashes and signatures are most of the rest, and no level makes
/// them smaller.
const LEVEL: i32 = 3;

/// A tile, as far as it is not passed on unread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// Numbers of its entries.
    pub numbers: Vec<u64>,
    /// Who signed its events.
    pub keys: BTreeSet<PublicKey>,
    /// Streams of its events that are given under the tag.
    pub streams: BTreeSet<StreamId>,
    /// Bytes of its events, before compression.
    pub size: usize,
    /// Its entries: JSON with commas between, in a frame of zstd.
    pub entries: Vec<u8>,
    /// Their events, the same way.
    pub events: Vec<u8>,
}

impl Tile {
    /// Packs what is given at the positions of a tile. `streams`: those that have the tag. `None` if
    /// nothing is left there.
    ///
    /// # Errors
    /// If it cannot be packed.
    pub fn pack(given: &[GivenEntry], streams: BTreeSet<StreamId>) -> Result<Option<Self>, Error> {
        if given.is_empty() {
            return Ok(None);
        }
        let entries: Vec<&str> = given.iter().map(|one| one.entry.get()).collect();
        let events: Vec<&str> = given.iter().map(|one| one.signed.get()).collect();
        let packed = |parts: &[&str]| {
            zstd::bulk::compress(parts.join(",").as_bytes(), LEVEL).map_err(|_| Error::Row("tile"))
        };
        Ok(Some(Self {
            numbers: given.iter().map(|one| one.n).collect(),
            keys: given.iter().map(|one| one.place.key).collect(),
            streams,
            size: events.iter().map(|event| event.len()).sum(),
            entries: packed(&entries)?,
            events: packed(&events)?,
        }))
    }
}

/// The tile that begins after position `after`, if it was made.
///
/// # Errors
/// If it cannot be read.
pub fn get(connection: &Connection, tag: Tag, after: u64) -> Result<Option<Tile>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT size, numbers, keys, streams, entries, events FROM tile
         WHERE tag = :tag AND number = :number",
    )?;
    let of = named_params! {":tag": tag.to_string(), ":number": after / POSITIONS};
    let row = statement.query_row(of, |r| {
        let (numbers, keys, streams): (Vec<u8>, Vec<u8>, Vec<u8>) =
            (r.get("numbers")?, r.get("keys")?, r.get("streams")?);
        Ok(Tile {
            numbers: parts(&numbers).map(u64::from_be_bytes).collect(),
            keys: parts(&keys).map(PublicKey).collect(),
            streams: parts(&streams).map(StreamId).collect(),
            size: r.get("size")?,
            entries: r.get("entries")?,
            events: r.get("events")?,
        })
    });
    Ok(row.optional()?)
}

fn parts<const N: usize>(bytes: &[u8]) -> impl Iterator<Item = [u8; N]> + '_ {
    bytes.as_chunks::<N>().0.iter().copied()
}

/// Keeps the tile that begins after position `after`.
///
/// # Errors
/// If it cannot be written.
pub fn put(connection: &Connection, tag: Tag, after: u64, tile: &Tile) -> Result<(), Error> {
    let Tile { numbers, keys, streams, size, entries, events } = tile;
    let numbers: Vec<u8> = numbers.iter().flat_map(|n| n.to_be_bytes()).collect();
    let keys: Vec<u8> = keys.iter().flat_map(|key| key.0).collect();
    let streams: Vec<u8> = streams.iter().flat_map(|stream| stream.0).collect();
    let mut statement = connection.prepare_cached(
        "INSERT OR REPLACE INTO tile (tag, number, size, numbers, keys, streams, entries, events)
         VALUES (:tag, :number, :size, :numbers, :keys, :streams, :entries, :events)",
    )?;
    statement.execute(named_params! {
        ":tag": tag.to_string(), ":number": after / POSITIONS, ":size": size, ":numbers": numbers,
        ":keys": keys, ":streams": streams, ":entries": entries, ":events": events,
    })?;
    Ok(())
}

/// Something is no longer given under a tag: nothing that was packed for it is either.
///
/// # Errors
/// If the table cannot be written.
pub fn forget(connection: &Connection, tag: Tag) -> Result<(), Error> {
    let mut statement = connection.prepare_cached("DELETE FROM tile WHERE tag = :tag")?;
    statement.execute(named_params! {":tag": tag.to_string()})?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{self, tag};

    #[test]
    fn what_is_no_longer_given_is_in_no_tile() {
        let dir = tempfile::tempdir().unwrap();
        let connection = store::open(&dir.path().join("central.db")).unwrap();
        let (one, other) = (Tag::All, "user:AAAAAAAAAAAAAAAAAAAAAA".parse().unwrap());
        let stream = StreamId([7; 16]);
        let tile = Tile {
            numbers: vec![3, 5],
            keys: BTreeSet::from([PublicKey([1; 32]), PublicKey([2; 32])]),
            streams: BTreeSet::from([stream]),
            size: 70,
            entries: vec![1],
            events: vec![2, 3],
        };
        let keep = |tag| put(&connection, tag, 2 * POSITIONS, &tile).unwrap();
        let kept = |tag| get(&connection, tag, 2 * POSITIONS).unwrap();
        keep(one);
        keep(other);
        assert_eq!(kept(one), Some(tile.clone()));
        assert_eq!(get(&connection, one, POSITIONS).unwrap(), None);
        tag::withdraw(&connection, one, 3).unwrap();
        assert_eq!((kept(one), kept(other)), (None, Some(tile.clone())));
        tag::remove(&connection, stream, other).unwrap();
        assert_eq!(kept(other), None);
    }
}
