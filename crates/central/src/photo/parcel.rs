//! Many small files in one request, which lie in one pack (ADR 31): each stands by itself once its
//! bytes are here, and what a broken line cut off goes on as an upload of its own.

use super::{
    hash_of, name,
    place::Pack,
    upload::{Arrived, Awaited, Lies, Unsettled, awaited, begin_in, is_here, partial, settle},
};
use crate::{Central, Error, store};
use mingcha_domain::{
    ids::{Hash, PublicKey},
    wire::{MAX_PARCEL, MAX_PARCEL_BYTES, ParcelFile, Reached},
};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeSet, VecDeque},
    fs,
    io::Write,
};

/// A parcel's files, in its order; `None` for what is not an own photo's file.
///
/// # Errors
/// [`Error::TooLarge`]; [`Error::Malformed`] if a file is named twice or is not as long as was
/// signed.
pub fn announce(
    central: &Central,
    key: PublicKey,
    files: &[ParcelFile],
) -> Result<Vec<Option<Awaited>>, Error> {
    let bytes = files.iter().fold(0_u64, |all, file| all.saturating_add(file.size));
    if files.len() > MAX_PARCEL || bytes > MAX_PARCEL_BYTES {
        return Err(Error::TooLarge);
    }
    let named: BTreeSet<_> = files.iter().map(|f| (f.photo, f.variant)).collect();
    if named.len() != files.len() || files.iter().any(|f| f.size == 0) {
        return Err(Error::Malformed("a file of the parcel is named twice, or empty".to_owned()));
    }
    let log = central.log();
    let _look = log.look()?;
    let known = |file: &ParcelFile| {
        let of = (file.photo, file.variant);
        match awaited(&log, key, of, file.size) {
            Ok(file) => Ok(Some(file)),
            Err(Error::NotFound) => Ok(None),
            Err(other) => Err(other),
        }
    };
    files.iter().map(known).collect()
}

/// A file that is still to come, with its place in the parcel.
struct Next {
    place: usize,
    size: u64,
    /// `None`: its bytes are passed over.
    file: Option<Awaited>,
    /// The upload of which some came before.
    begun: Option<String>,
}

/// The file whose bytes are coming: at least one has.
struct Open {
    next: Next,
    /// Bytes of it that were in the parcel so far.
    at: u64,
    writing: Option<Writing>,
}

/// Where the bytes of a file go.
enum Writing {
    /// Into the parcel's pack, from there on.
    Packed { begin: u64, hasher: Sha256 },
    /// Behind those that came before, by themselves.
    Alone { upload: String, file: fs::File, have: u64 },
}

/// A file that is whole, and not in the store yet.
struct Come {
    place: usize,
    file: Awaited,
    bytes: Written,
}

/// Where the bytes of a whole file are.
enum Written {
    Packed { begin: u64, hash: Hash },
    Alone { upload: String },
}

/// Takes a parcel apart as its bytes come. Nothing of it is known to anybody until it is settled.
pub struct Unpacking {
    central: Central,
    key: PublicKey,
    to_come: VecDeque<Next>,
    open: Option<Open>,
    come: Vec<Come>,
    reached: Vec<Reached>,
    pack: Option<Pack>,
    /// Where in the pack ends what the store names of it.
    settled: u64,
    /// Something could not be put into the store: nothing more is.
    failed: bool,
}

impl Unpacking {
    /// Begins, where nobody else writes one of these files.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn new(
        central: &Central,
        key: PublicKey,
        files: &[ParcelFile],
        awaited: Vec<Option<Awaited>>,
    ) -> Result<Self, Error> {
        let log = central.log();
        let look = log.look()?;
        let connection = log.connection();
        let (mut to_come, mut reached) = (VecDeque::new(), vec![]);
        for (place, (ParcelFile { size, .. }, file)) in files.iter().zip(awaited).enumerate() {
            let (mut whole, mut begun) = (false, None);
            if let Some(file) = &file {
                whole = is_here(central, &log, file)?;
                begun = store::photo::begun(connection, key, file.photo, file.variant)?;
            }
            reached.push(if whole { Reached::Whole } else { Reached::Nothing });
            let (file, begun) = (file.filter(|_| !whole), begun.map(|upload| upload.id));
            to_come.push_back(Next { place, size: *size, file, begun });
        }
        drop(look);
        drop(log);
        let (central, open, come) = (central.clone(), None, vec![]);
        let (pack, settled, failed) = (None, 0, false);
        Ok(Self { central, key, to_come, open, come, reached, pack, settled, failed })
    }

    /// Whether so many bytes are taken without the disk.
    #[must_use]
    pub fn has_room(&self, bytes: usize) -> bool {
        let packs = matches!(&self.open, Some(Open { writing: Some(Writing::Packed { .. }), .. }))
            && self.to_come.iter().all(|next| next.begun.is_none());
        packs && self.pack.as_ref().is_some_and(|pack| pack.has_room(bytes))
    }

    /// Takes the bytes that come next.
    ///
    /// # Errors
    /// [`Error::TooLarge`] for more bytes than were announced; if a file cannot be written.
    pub fn take(&mut self, mut bytes: &[u8]) -> Result<(), Error> {
        while !bytes.is_empty() {
            let mut open = match self.open.take() {
                Some(open) => open,
                None => self.open_next()?,
            };
            let left = usize::try_from(open.next.size - open.at).unwrap_or(usize::MAX);
            let (now, later) = bytes.split_at(left.min(bytes.len()));
            open.take(now, self.pack.as_mut())?;
            bytes = later;
            if open.at < open.next.size {
                self.open = Some(open);
            } else if let (Some(file), Some(writing)) = (open.next.file, open.writing) {
                let bytes = writing.ended()?;
                self.come.push(Come { place: open.next.place, file, bytes });
            }
        }
        Ok(())
    }

    fn open_next(&mut self) -> Result<Open, Error> {
        let mut next = self.to_come.pop_front().ok_or(Error::TooLarge)?;
        if next.file.is_none() {
            return Ok(Open { next, at: 0, writing: None });
        }
        let begun = next.begun.take().map(|upload| (partial(&self.central, &upload), upload));
        let begun = begun.and_then(|(path, upload)| {
            let have = fs::metadata(&path).map_or(0, |file| file.len());
            (have > 0).then_some((path, upload, have))
        });
        let writing = match begun {
            Some((path, upload, have)) => {
                Writing::Alone { upload, file: fs::File::options().append(true).open(path)?, have }
            }
            None => Writing::Packed { begin: self.pack(next.size)?.size(), hasher: Sha256::new() },
        };
        Ok(Open { next, at: 0, writing: Some(writing) })
    }

    /// The pack, begun for `size` bytes and what is still to come if there is none yet.
    fn pack(&mut self, size: u64) -> Result<&mut Pack, Error> {
        let pack = match self.pack.take() {
            Some(pack) => pack,
            None => {
                let size = size + self.to_come.iter().map(|next| next.size).sum::<u64>();
                Pack::begin(&self.central, name()?, size)?
            }
        };
        Ok(self.pack.insert(pack))
    }

    /// Files that are whole and not in the store yet.
    #[must_use]
    pub const fn unsettled(&self) -> usize {
        self.come.len()
    }

    /// Makes what is whole durable, verifies it and puts it into the store.
    ///
    /// # Errors
    /// If the files or the store cannot be written.
    pub fn settle(&mut self) -> Result<(), Error> {
        let settled = self.settle_all();
        self.failed |= settled.is_err();
        if let (Err(Unsettled::Perhaps(_)), Some(pack)) = (&settled, &self.pack) {
            // The store may name all of it.
            self.settled = pack.size();
        }
        Ok(settled?)
    }

    fn settle_all(&mut self) -> Result<(), Unsettled> {
        let come = std::mem::take(&mut self.come);
        let is_packed = |come: &Come| matches!(come.bytes, Written::Packed { .. });
        if let Some(pack) = self.pack.as_mut().filter(|_| come.iter().any(is_packed)) {
            pack.sync().map_err(|e| Unsettled::Not(e.into()))?;
        }
        let name = self.pack.as_ref().map(|pack| pack.name.clone()).unwrap_or_default();
        let mut arrived = Vec::with_capacity(come.len());
        for Come { file, bytes, .. } in &come {
            let (hash, lies) = match bytes {
                Written::Packed { begin, hash } => (*hash, Lies::Packed(&name, *begin)),
                Written::Alone { upload } => {
                    let bytes = fs::File::open(partial(&self.central, upload));
                    let hash = bytes.and_then(hash_of).map_err(|e| Unsettled::Not(e.into()))?.0;
                    (hash, Lies::Alone(upload))
                }
            };
            arrived.push(Arrived { file: *file, hash, lies });
        }
        let whole = settle(&self.central, self.key, &arrived)?;
        for (Come { place, file, bytes }, _) in come.iter().zip(whole).filter(|(_, whole)| *whole) {
            if let Some(reached) = self.reached.get_mut(*place) {
                *reached = Reached::Whole;
            }
            if let Written::Packed { begin, .. } = bytes {
                self.settled = begin + file.bytes.size;
            }
        }
        Ok(())
    }

    /// Settles, keeps what came of a file that was cut off, and gives how far each is.
    ///
    /// # Errors
    /// If the files or the store cannot be written.
    pub fn end(mut self) -> Result<Vec<Reached>, Error> {
        // A second flush may go well where the first has lost something.
        let ended =
            if self.failed { Ok(()) } else { self.settle().and_then(|()| self.keep_begun()) };
        if let Some(pack) = self.pack.filter(|pack| pack.size() > self.settled) {
            pack.cut(self.settled)?;
        }
        ended.map(|()| self.reached)
    }

    /// What came of a file that was cut off lies by itself from then on.
    fn keep_begun(&mut self) -> Result<(), Error> {
        let Some(Open { next, writing: Some(writing), .. }) = self.open.take() else {
            return Ok(());
        };
        match (writing, &mut self.pack, &next.file) {
            (Writing::Packed { begin, .. }, Some(pack), Some(file)) => {
                let upload = begin_in(&self.central.log(), self.key, file)?;
                pack.copy_end(begin, &partial(&self.central, &upload.id))?;
            }
            (Writing::Alone { file, .. }, _, _) => file.sync_data()?,
            _ => {}
        }
        if let Some(reached) = self.reached.get_mut(next.place) {
            *reached = Reached::Begun;
        }
        Ok(())
    }
}

impl Open {
    /// Takes bytes of this file. Those that are here from before are not written again.
    fn take(&mut self, bytes: &[u8], pack: Option<&mut Pack>) -> Result<(), Error> {
        let ends = self.at + bytes.len() as u64;
        match (&mut self.writing, pack) {
            (Some(Writing::Packed { hasher, .. }), Some(pack)) => {
                pack.append(bytes)?;
                hasher.update(bytes);
            }
            (Some(Writing::Alone { file, have, .. }), _) if ends > *have => {
                let known = usize::try_from(have.saturating_sub(self.at)).unwrap_or(0);
                file.write_all(bytes.get(known..).unwrap_or_default())?;
                *have = ends;
            }
            _ => {}
        }
        self.at = ends;
        Ok(())
    }
}

impl Writing {
    /// All bytes are here. None of these is kept open until it is settled.
    fn ended(self) -> Result<Written, Error> {
        Ok(match self {
            Self::Packed { begin, hasher } => {
                Written::Packed { begin, hash: Hash(hasher.finalize().into()) }
            }
            Self::Alone { upload, file, .. } => {
                file.sync_data()?;
                Written::Alone { upload }
            }
        })
    }
}
