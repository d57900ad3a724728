//! Many small files in one request: each stands by itself once its bytes are here, and what a broken
//! line cut off goes on as an upload of its own.

use super::{
    hash_of,
    upload::{begin_in, partial, settle},
};
use crate::{
    Central, Error,
    store::{self, photo::Upload},
};
use mingcha_domain::{
    ids::{Hash, PublicKey},
    wire::{MAX_PARCEL, MAX_PARCEL_BYTES, ParcelFile, Reached},
};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeSet, VecDeque},
    fs,
    io::{Seek, SeekFrom, Write},
};

/// The uploads of a parcel's files, in its order; `None` for what is not an own photo's file.
///
/// # Errors
/// [`Error::TooLarge`]; [`Error::Malformed`] if a file is named twice or is not as long as was
/// signed.
pub fn announce(
    central: &Central,
    key: PublicKey,
    files: &[ParcelFile],
) -> Result<Vec<Option<Upload>>, Error> {
    let bytes = files.iter().fold(0_u64, |all, file| all.saturating_add(file.size));
    if files.len() > MAX_PARCEL || bytes > MAX_PARCEL_BYTES {
        return Err(Error::TooLarge);
    }
    let named: BTreeSet<_> = files.iter().map(|f| (f.photo, f.variant)).collect();
    if named.len() != files.len() || files.iter().any(|f| f.size == 0) {
        return Err(Error::Malformed("a file of the parcel is named twice, or empty".to_owned()));
    }
    let log = central.log();
    let transaction = log.connection().unchecked_transaction()?;
    let begun = files.iter().map(|file| {
        match begin_in(central, &log, key, file.photo, file.variant, file.size) {
            Ok(upload) => Ok(Some(upload)),
            Err(Error::NotFound) => Ok(None),
            Err(other) => Err(other),
        }
    });
    let begun = begun.collect::<Result<_, _>>()?;
    transaction.commit()?;
    Ok(begun)
}

/// A file that is still to come, with its place in the parcel.
struct Next {
    place: usize,
    size: u64,
    /// `None`: its bytes are passed over.
    upload: Option<Upload>,
}

/// The file whose bytes are coming.
struct Open {
    next: Next,
    /// Bytes of it that were in the parcel so far.
    at: u64,
    writing: Option<Writing>,
}

/// A partial file with its bytes up to somewhere.
struct Writing {
    file: fs::File,
    have: u64,
    /// Of its bytes, where all of them came with this parcel.
    hasher: Option<Sha256>,
}

/// A file that is whole, and not in the store yet.
struct Come {
    place: usize,
    upload: Upload,
    writing: Writing,
}

/// Takes a parcel apart as its bytes come. Nothing of it is known to anybody until it is settled.
pub struct Unpacking {
    central: Central,
    key: PublicKey,
    to_come: VecDeque<Next>,
    open: Option<Open>,
    come: Vec<Come>,
    reached: Vec<Reached>,
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
        uploads: Vec<Option<Upload>>,
    ) -> Result<Self, Error> {
        let log = central.log();
        let (mut to_come, mut reached) = (VecDeque::new(), vec![]);
        for (place, (file, upload)) in files.iter().zip(uploads).enumerate() {
            let whole = match &upload {
                Some(u) => store::photo::file(log.connection(), u.photo, u.variant)?.is_some(),
                None => false,
            };
            reached.push(if whole { Reached::Whole } else { Reached::Nothing });
            let upload = upload.filter(|_| !whole);
            to_come.push_back(Next { place, size: file.size, upload });
        }
        drop(log);
        let (central, open, come) = (central.clone(), None, vec![]);
        Ok(Self { central, key, to_come, open, come, reached })
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
            open.take(now)?;
            bytes = later;
            if open.at < open.next.size {
                self.open = Some(open);
            } else if let (Some(upload), Some(writing)) = (open.next.upload, open.writing) {
                self.come.push(Come { place: open.next.place, upload, writing });
            }
        }
        Ok(())
    }

    fn open_next(&mut self) -> Result<Open, Error> {
        let next = self.to_come.pop_front().ok_or(Error::TooLarge)?;
        let writing = match &next.upload {
            None => None,
            Some(upload) => {
                let path = partial(&self.central, &upload.id);
                let mut file = fs::OpenOptions::new().create(true).append(true).open(path)?;
                let have = file.seek(SeekFrom::End(0))?;
                Some(Writing { file, have, hasher: (have == 0).then(Sha256::new) })
            }
        };
        Ok(Open { next, at: 0, writing })
    }

    /// Files that are whole and not in the store yet. Each is open until then.
    #[must_use]
    pub const fn unsettled(&self) -> usize {
        self.come.len()
    }

    /// Makes what is whole durable, verifies it and puts it into the store.
    ///
    /// # Errors
    /// If the files or the store cannot be written.
    pub fn settle(&mut self) -> Result<(), Error> {
        let come = std::mem::take(&mut self.come);
        let mut hashed = Vec::with_capacity(come.len());
        for Come { upload, writing, .. } in &come {
            writing.file.sync_data()?;
            let hash = match &writing.hasher {
                Some(hasher) => Hash(hasher.clone().finalize().into()),
                None => hash_of(fs::File::open(partial(&self.central, &upload.id))?)?.0,
            };
            hashed.push((upload, hash));
        }
        let settled = settle(&self.central, self.key, &hashed)?;
        for (Come { place, .. }, whole) in come.iter().zip(settled) {
            if let Some(reached) = self.reached.get_mut(*place).filter(|_| whole) {
                *reached = Reached::Whole;
            }
        }
        Ok(())
    }

    /// Settles, keeps what came of a file that was cut off, and gives how far each is.
    ///
    /// # Errors
    /// If the files or the store cannot be written.
    pub fn end(mut self) -> Result<Vec<Reached>, Error> {
        self.settle()?;
        if let Some(Open { next, writing: Some(writing), .. }) = self.open {
            writing.file.sync_data()?;
            if let Some(reached) = self.reached.get_mut(next.place).filter(|_| writing.have > 0) {
                *reached = Reached::Begun;
            }
        }
        Ok(self.reached)
    }
}

impl Open {
    /// Takes bytes of this file. Those that are here from before are not written again.
    fn take(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let ends = self.at + bytes.len() as u64;
        if let Some(writing) = &mut self.writing
            && ends > writing.have
        {
            let known = usize::try_from(writing.have - self.at.min(writing.have)).unwrap_or(0);
            let new = bytes.get(known..).unwrap_or_default();
            writing.file.write_all(new)?;
            if let Some(hasher) = &mut writing.hasher {
                hasher.update(new);
            }
            writing.have = ends;
        }
        self.at = ends;
        Ok(())
    }
}
