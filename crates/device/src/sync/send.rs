//! Sending photo files, each from the byte where it stopped.

use super::{
    Http,
    http::Pieces,
    lanes::{FEW_LANES, LANES, each_takes_next},
    parcel::{Going, Known, Pace, Waiting},
};
use crate::{
    api::{Error, ErrorCode},
    device::locked,
    store::{
        self,
        photo_files::{File, Named},
    },
};
use bytes::{Bytes, BytesMut};
use mingcha_domain::{
    ids::{EventId, Hash},
    photo::{self, Variant},
    wire::{ParcelFile, ParcelHead, PhotoFile, Reached},
};
use rusqlite::Connection;
use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Instant,
};

/// What was put on the wire since the store was opened.
#[derive(Debug, Clone, Default)]
pub struct Outgoing(Arc<Sent>);

#[derive(Debug, Default)]
struct Sent {
    bytes: AtomicU64,
    /// Files of which central cannot have a byte: taken since the store was opened, and not begun.
    fresh: Mutex<BTreeSet<Named>>,
    /// The line broke, and not all has been sent since.
    broke: AtomicBool,
    /// Central takes parcels, as it said itself.
    parcels: AtomicBool,
    pace: Pace,
}

impl Outgoing {
    /// Bytes so far, for people to see and tests to count.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.0.bytes.load(Ordering::Relaxed)
    }

    /// Bytes that are sent before is asked again what goes first: so many parcels.
    #[must_use]
    pub fn batch_bytes(&self) -> u64 {
        /// Lanes that have nothing left wait while one asks: on a fast line that should not be often.
        const PARCELS: u64 = 64;
        self.0.pace.bytes() * PARCELS
    }

    /// Notes that all was sent.
    pub fn all_sent(&self) {
        self.0.broke.store(false, Ordering::Relaxed);
    }

    /// Notes that a photo was taken here just now.
    pub fn taken(&self, photo: EventId) {
        self.fresh().extend(Variant::ALL.map(|variant| (photo, variant)));
    }

    /// Whether central cannot have anything of a file.
    fn is_fresh(&self, file: &File) -> bool {
        self.fresh().contains(&file.named())
    }

    /// Notes that a file is sent.
    fn begins(&self, file: &File) {
        self.fresh().remove(&file.named());
    }

    fn fresh(&self) -> MutexGuard<'_, BTreeSet<Named>> {
        locked(&self.0.fresh)
    }
}

/// A file's bytes from an offset, a piece at a time: never whole in memory.
struct Rest<'a> {
    photos: &'a Mutex<Connection>,
    hash: Hash,
    at: u64,
    size: u64,
    /// Why a piece could not be read. For whoever sends, that is a request which broke off.
    unread: &'a Mutex<Option<Error>>,
}

impl Iterator for Rest<'_> {
    type Item = std::io::Result<Bytes>;

    fn next(&mut self) -> Option<Self::Item> {
        const PIECE: u64 = store::photos::PIECE as u64;
        if self.at >= self.size {
            return None;
        }
        let piece = store::photos::piece(&locked(self.photos), self.hash, self.at / PIECE);
        let rest = piece.and_then(|piece| {
            let before = usize::try_from(self.at % PIECE).unwrap_or(usize::MAX);
            let short = || Error::new(ErrorCode::PhotoUnreadable, "a piece is too short");
            (before < piece.len()).then(|| Bytes::from(piece).slice(before..)).ok_or_else(short)
        });
        let rest = rest.map_err(|why| {
            *locked(self.unread) = Some(why);
            std::io::Error::other("cannot be read")
        });
        self.at += rest.as_ref().map_or(0, |rest| rest.len() as u64);
        Some(rest)
    }
}

/// Bytes that are given on at once. What lies ready for a line that breaks is counted for nothing: but
/// each of those that are read as they go wakes two threads.
const READ: usize = 32 * 1024;

/// The same of what lies in memory. A connection takes sixteen of them before it writes the first.
const HELD: usize = 4 * 1024;

/// Bytes on their way: given on in chunks, counted as they go, and broken off when that is asked.
struct Sending<P> {
    pieces: P,
    piece: Bytes,
    chunk: usize,
    outgoing: Outgoing,
    stop: Arc<AtomicBool>,
}

impl<P: Pieces> Iterator for Sending<P> {
    type Item = std::io::Result<Bytes>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.stop.load(Ordering::Relaxed) {
            return Some(Err(std::io::Error::other("stopped")));
        }
        while self.piece.is_empty() {
            self.piece = match self.pieces.next()? {
                Ok(piece) => piece,
                Err(error) => return Some(Err(error)),
            };
        }
        let chunk = self.piece.split_to(self.piece.len().min(self.chunk));
        self.outgoing.0.bytes.fetch_add(chunk.len() as u64, Ordering::Relaxed);
        Some(Ok(chunk))
    }
}

/// What every lane needs.
struct Lane<'a> {
    http: &'a Http,
    photos: &'a Mutex<Connection>,
    outgoing: &'a Outgoing,
    stop: &'a Arc<AtomicBool>,
    /// Room for parcels that nobody uses just now.
    room: Mutex<Vec<BytesMut>>,
}

impl Lane<'_> {
    /// Asks once for all files of which central may have something, and whether it takes parcels.
    fn known(&self, files: Vec<File>) -> Result<Vec<Known>, Error> {
        let of = |file: File| {
            let reached = self.outgoing.is_fresh(&file).then_some(Reached::Nothing);
            Known { file, reached }
        };
        let mut all: Vec<_> = files.into_iter().map(of).collect();
        let asked = all.iter().filter(|known| known.reached.is_none());
        let asked: Vec<_> = asked
            .map(|known| PhotoFile { photo: known.file.photo, variant: known.file.variant })
            .collect();
        let parcels = &self.outgoing.0.parcels;
        // One alone is asked for by its upload.
        if all.len() > 1
            && (asked.len() > 1 || !parcels.load(Ordering::Relaxed))
            && let Some(reply) = self.http.reached(asked)?
        {
            parcels.store(reply.parcels, Ordering::Relaxed);
            let unknown = all.iter_mut().filter(|known| known.reached.is_none());
            for (known, answer) in unknown.zip(reply.files) {
                known.reached = Some(answer);
            }
        }
        Ok(all)
    }

    fn sending<P: Pieces>(&self, pieces: P, chunk: usize) -> Sending<P> {
        let (outgoing, stop) = (self.outgoing.clone(), Arc::clone(self.stop));
        Sending { pieces, piece: Bytes::new(), chunk, outgoing, stop }
    }

    /// A file of which central has no byte goes at once; of any other it is asked how far it is, and
    /// given the rest.
    ///
    /// # Errors
    /// [`ErrorCode::PhotoUnreadable`] if something of it is missing here.
    fn send(&self, known: &Known) -> Result<(), Error> {
        let unread = Mutex::new(None);
        let sent = self.send_reading(known, &unread);
        // A request broke off for that, not for the line.
        let unread = unread.into_inner().unwrap_or_else(PoisonError::into_inner);
        sent.map_err(|error| unread.unwrap_or(error))
    }

    fn send_reading(&self, known: &Known, unread: &Mutex<Option<Error>>) -> Result<(), Error> {
        const ASKED: usize = 4;
        let Known { file, reached } = known;
        if *reached == Some(Reached::Whole) {
            return Ok(());
        }
        self.outgoing.begins(file);
        let photo::Bytes { sha256: hash, size } = file.bytes;
        let rest = |at| self.sending(Rest { photos: self.photos, hash, at, size, unread }, READ);
        let mut whole = (*reached == Some(Reached::Nothing)).then(|| rest(0));
        for _ in 0..ASKED {
            let (location, at) =
                self.http.create_upload(file.photo, file.variant, size, whole.take())?;
            if at == size {
                return Ok(());
            }
            match self.http.append(&location, at, rest(at), size - at)? {
                Some(reached) if reached == size => return Ok(()),
                Some(_) => break,
                None => {}
            }
        }
        Err(Error::new(ErrorCode::Unreachable, "the upload stopped early"))
    }

    /// Sends files together. Gives those that central has verified, and those that it could not
    /// make anything of, or that are unreadable here: they go by themselves, and say why they cannot.
    fn send_together(&self, parcel: Vec<Known>) -> Result<Parted, Error> {
        let room = locked(&self.room).pop().unwrap_or_default();
        let Packed { bytes, going, mut left } = packed(self.photos, parcel, room)?;
        if going.is_empty() {
            return Ok(Parted { whole: vec![], left });
        }
        let named = |known: &Known| {
            let File { photo, variant, bytes: photo::Bytes { size, .. }, .. } = known.file;
            ParcelFile { photo, size, variant }
        };
        let head = ParcelHead { files: going.iter().map(named).collect() };
        let mut head = serde_json::to_vec(&head)
            .map_err(|e| Error::new(ErrorCode::Internal, e.to_string()))?;
        head.push(b'\n');
        let (size, all) = (bytes.len() as u64, (head.len() + bytes.len()) as u64);
        let bytes = bytes.freeze();
        let whole = [head.into(), bytes.clone()].map(Ok).into_iter();
        going.iter().for_each(|known| self.outgoing.begins(&known.file));
        let Sent { pace, parcels, .. } = &*self.outgoing.0;
        let began = Instant::now();
        let sent = self.http.parcel(self.sending(whole, HELD), all);
        match &sent {
            Ok(None) => {}
            Ok(Some(_)) => pace.took(size, began.elapsed()),
            // One that was broken off here says nothing of the line.
            Err(_) if self.stop.load(Ordering::Relaxed) => {}
            Err(_) => pace.was_cut_off(size, began.elapsed()),
        }
        // Whoever was sending them has let go of them by now, or they are dropped with that.
        if let Ok(room) = bytes.try_into_mut() {
            locked(&self.room).push(room);
        }
        let reached = sent?.unwrap_or_else(|| {
            parcels.store(false, Ordering::Relaxed);
            vec![]
        });
        let reached = reached.into_iter().map(Some).chain(std::iter::repeat(None));
        let (whole, not): (Vec<_>, Vec<_>) =
            going.into_iter().zip(reached).partition(|(_, r)| *r == Some(Reached::Whole));
        left.extend(not.into_iter().map(|(known, _)| Known { reached: None, ..known }));
        Ok(Parted { whole: whole.into_iter().map(|(known, _)| known).collect(), left })
    }
}

/// Files that were read, one behind the other, and those that cannot be.
struct Packed {
    bytes: BytesMut,
    going: Vec<Known>,
    left: Vec<Known>,
}

/// Reads the files of a parcel, into what `room` there is. The store is locked for one at a time.
///
/// # Errors
/// [`ErrorCode::PhotosDamaged`].
fn packed(photos: &Mutex<Connection>, parcel: Vec<Known>, room: BytesMut) -> Result<Packed, Error> {
    let size = parcel.iter().map(|known| known.file.bytes.size).sum::<u64>();
    let size = usize::try_from(size).unwrap_or(0);
    // What lay in room that is too small is not carried over.
    let mut bytes = if room.capacity() < size { BytesMut::zeroed(size) } else { room };
    bytes.resize(size, 0);
    let mut packed = Packed { bytes, going: vec![], left: vec![] };
    let mut at = 0;
    for known in parcel {
        let photo::Bytes { sha256, size } = known.file.bytes;
        let ends = at + usize::try_from(size).unwrap_or(0);
        let room = packed.bytes.get_mut(at..ends).unwrap_or_default();
        match store::photos::read(room, &locked(photos), sha256) {
            Ok(()) => {
                at = ends;
                packed.going.push(known);
            }
            Err(error) if error.code == ErrorCode::PhotoUnreadable => packed.left.push(known),
            Err(error) => return Err(error),
        }
    }
    packed.bytes.truncate(at);
    Ok(packed)
}

/// What became of a parcel.
struct Parted {
    whole: Vec<Known>,
    left: Vec<Known>,
}

/// What became of files.
pub enum Went {
    /// Central has verified so many more.
    Arrived(usize),
    /// Something of one is missing on this device.
    Unreadable,
}

/// Sends files in the order in which `next` gives them, several at once, until it has no more, one
/// fails or `stop` is set, which also breaks off what is under way. `next` is told which are on their
/// way, and shall not give them again. `told` hears what became of them. One that is not whole here is
/// noted and keeps no other from going.
pub fn send_files(
    http: &Http,
    next: impl Fn(&BTreeSet<Named>) -> Result<Vec<File>, Error> + Sync,
    records: &Mutex<Connection>,
    photos: &Mutex<Connection>,
    outgoing: &Outgoing,
    stop: &Arc<AtomicBool>,
    told: impl Fn(Went) + Sync,
) -> Result<(), Error> {
    let lane = Lane { http, photos, outgoing, stop, room: Mutex::default() };
    let Sent { broke, parcels, pace, .. } = &*outgoing.0;
    let lanes = if broke.load(Ordering::Relaxed) { FEW_LANES } else { LANES };
    let waiting = Waiting::new(|open: &BTreeSet<Named>| lane.known(next(open)?));
    let verified = |gone: &[Known]| {
        let files = gone.iter().map(|known| &known.file);
        store::photo_files::set_at_central(&mut locked(records), files)?;
        waiting.arrived(gone);
        told(Went::Arrived(gone.len()));
        Ok(())
    };
    let alone = |known: Known| {
        let began = Instant::now();
        match lane.send(&known) {
            // Also where the bytes are not those that were taken: central says so, and its word alone
            // is not believed.
            Err(why)
                if why.code == ErrorCode::PhotoUnreadable
                    || (why.code == ErrorCode::CentralWrong
                        && !store::photos::is_sound(&locked(photos), known.file.bytes.sha256)?) =>
            {
                store::photo_files::set_unreadable(&locked(records), &known.file)?;
                told(Went::Unreadable);
                return Ok(());
            }
            sent => sent?,
        }
        if known.reached == Some(Reached::Nothing) {
            pace.took(known.file.bytes.size, began.elapsed());
        }
        verified(&[known])
    };
    let going = |going| match going {
        Going::One(known) => alone(known),
        Going::Together(parcel) => {
            let Parted { whole, left } = lane.send_together(parcel)?;
            verified(&whole)?;
            left.into_iter().try_for_each(alone)
        }
    };
    let sent = waiting.first().and_then(|first| {
        each_takes_next(lanes.min(first), stop, || waiting.next(pace, parcels), going)
    });
    match sent {
        Err(error) if error.code == ErrorCode::Unreachable => {
            // What was broken off here did not break, and whoever asked for it knows.
            if stop.load(Ordering::Relaxed) {
                return Ok(());
            }
            broke.store(true, Ordering::Relaxed);
            Err(error)
        }
        sent => sent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_be_read_keeps_no_other_from_going() {
        let photos = Mutex::new(store::in_memory().unwrap());
        locked(&photos).execute_batch(include_str!("../store/photos.sql")).unwrap();
        let bytes = |n: u8| vec![n; store::photos::PIECE + 5];
        let files: Vec<File> = (0..3)
            .map(|n| {
                let bytes = photo::Bytes { sha256: Hash([n; 32]), size: bytes(n).len() as u64 };
                let (photo, variant) = (EventId([n; 32]), Variant::Preview);
                File { photo, variant, bytes, own: true, here: true, at_central: false }
            })
            .collect();
        for (n, file) in (0..).zip(&files) {
            let kept = bytes(n);
            store::photos::put(&mut locked(&photos), &[(file.bytes.sha256, &kept)]).unwrap();
        }
        // Half of it has gone bad.
        let sql = "DELETE FROM piece WHERE sha256 = ? AND i = 1";
        locked(&photos).execute(sql, [files[1].bytes.sha256.0]).unwrap();
        let known = files.iter().map(|file| Known { file: *file, reached: Some(Reached::Nothing) });
        // With what was in it before.
        let room = BytesMut::from(&vec![9; 4 * (store::photos::PIECE + 5)][..]);
        let Packed { bytes: all, going, left } = packed(&photos, known.collect(), room).unwrap();
        let named = |all: &[Known]| all.iter().map(|k| k.file.photo.0[0]).collect::<Vec<_>>();
        assert_eq!((named(&going), named(&left)), (vec![0, 2], vec![1]));
        assert_eq!(all, [bytes(0), bytes(2)].concat());
    }
}
