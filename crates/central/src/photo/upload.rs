//! Receiving a file. The offset is the length of the file on disk: nothing else can disagree.

use super::{MAX_PHOTO_BYTES, Place, Sent, file, hash_of, name, place};
use crate::{
    Central, Error,
    log::Log,
    store::{self, pack::Packed, photo::Upload},
};
use mingcha_domain::{
    event::Event,
    ids::{EventId, Hash, PublicKey},
    photo::{Bytes, PhotoTaken, Variant},
    scope::Tag,
    wire::{PhotoFile, Reached},
};
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeSet,
    fs,
    io::{Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

pub(super) fn partial(central: &Central, id: &str) -> PathBuf {
    central.dir().join("uploads").join(id)
}

/// Begins the upload of a photo's file, or finds the one this profile began before.
///
/// # Errors
/// [`Error::NotFound`] if this profile sent no such photo event, [`Error::TooLarge`],
/// [`Error::Malformed`] if the length is not the signed one.
pub fn begin(
    central: &Central,
    key: PublicKey,
    photo: EventId,
    variant: Variant,
    size: u64,
) -> Result<Upload, Error> {
    let log = central.log();
    begin_in(&log, key, &awaited(&log, key, (photo, variant), size)?)
}

/// A file that may be sent.
#[derive(Debug, Clone, Copy)]
pub struct Awaited {
    /// Photo.
    pub photo: EventId,
    /// Which of its files.
    pub variant: Variant,
    /// As they were signed at capture.
    pub bytes: Bytes,
}

/// The file of an own photo, if its length is `size`.
///
/// # Errors
/// As [`begin`].
pub(super) fn awaited(
    log: &Log,
    key: PublicKey,
    (photo, variant): (EventId, Variant),
    size: u64,
) -> Result<Awaited, Error> {
    let taken = own_photo(log, key, photo)?;
    let bytes = taken.bytes(variant).ok_or(Error::NotFound)?;
    if bytes.size > MAX_PHOTO_BYTES {
        return Err(Error::TooLarge);
    }
    if size != bytes.size {
        return Err(Error::Malformed("length is not the one that was signed".to_owned()));
    }
    Ok(Awaited { photo, variant, bytes })
}

/// Whether central has a file: it was verified once, and all its bytes lie where they were put. What a
/// disk has lost since is asked for again.
pub(super) fn is_here(central: &Central, log: &Log, file: &Awaited) -> Result<bool, Error> {
    let Awaited { photo, variant, bytes } = *file;
    Ok(store::photo::file(log.connection(), photo, variant)?.is_some()
        && place(log.connection(), central.dir(), bytes.sha256)?.is_whole(bytes.size))
}

/// [`begin`], where the log is held already.
pub(super) fn begin_in(log: &Log, key: PublicKey, file: &Awaited) -> Result<Upload, Error> {
    let Awaited { photo, variant, bytes: Bytes { sha256, size } } = *file;
    let id = name()?;
    Ok(store::photo::begin(log.connection(), &Upload { id, key, photo, variant, sha256, size })?)
}

/// What is recorded of a photo that the person behind `key` took.
fn own_photo(log: &Log, key: PublicKey, photo: EventId) -> Result<PhotoTaken, Error> {
    let signed = store::event::get(log.connection(), photo)?.ok_or(Error::NotFound)?;
    let verified =
        signed.stored(photo).map_err(|e| Error::Internal(anyhow::anyhow!("stored event: {e}")))?;
    let Ok(Event::PhotoTaken(taken)) = verified.event else { return Err(Error::NotFound) };
    // Private to the person, not to the key: after a fork the profile has another one. A revoked
    // profile may still deliver what it recorded.
    let directory = log.directory();
    let caller = directory.author_of(key).ok_or(Error::NotFound)?;
    if directory.author_of(verified.header.key) != Some(caller) {
        return Err(Error::NotFound);
    }
    Ok(taken)
}

/// How far the files of own photos are. Nothing tells what central has that is not the caller's.
///
/// # Errors
/// If the store cannot be read.
pub fn reached(
    central: &Central,
    key: PublicKey,
    files: &[PhotoFile],
) -> Result<Vec<Reached>, Error> {
    let log = central.log();
    let _look = log.look()?;
    let of = |file: &PhotoFile| {
        let PhotoFile { photo, variant } = *file;
        let taken = match own_photo(&log, key, photo) {
            Err(Error::NotFound) => return Ok(Reached::Nothing),
            other => other?,
        };
        let Some(bytes) = taken.bytes(variant) else { return Ok(Reached::Nothing) };
        if is_here(central, &log, &Awaited { photo, variant, bytes })? {
            return Ok(Reached::Whole);
        }
        let begun = store::photo::begun(log.connection(), key, photo, variant)?;
        let some = begun.is_some_and(|upload| {
            fs::metadata(partial(central, &upload.id)).is_ok_and(|file| file.len() > 0)
        });
        Ok(if some { Reached::Begun } else { Reached::Nothing })
    };
    files.iter().map(of).collect()
}

/// The upload with this name, if it is this profile's.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find(central: &Central, key: PublicKey, id: &str) -> Result<Upload, Error> {
    let log = central.log();
    let upload = store::photo::get(log.connection(), id)?.ok_or(Error::NotFound)?;
    if upload.key == key { Ok(upload) } else { Err(Error::NotFound) }
}

/// Bytes received so far. All of them only of a file that is verified: they may have come just before
/// central went down.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Hash`] if all were here and are not those of the photo. They are
/// dropped.
pub fn offset(central: &Central, key: PublicKey, id: &str) -> Result<(Upload, u64), Error> {
    let upload = find(central, key, id)?;
    let have = received(central, &upload)?;
    if have == Some(upload.size) {
        put_whole(central, &upload, None)?;
    }
    let have = have.unwrap_or(upload.size);
    Ok((upload, have))
}

/// Bytes of a file that waits to be whole or verified; `None` of one that is in the store.
fn received(central: &Central, upload: &Upload) -> Result<Option<u64>, Error> {
    if is_here(central, &central.log(), &upload.file())? {
        return Ok(None);
    }
    Ok(Some(fs::metadata(partial(central, &upload.id)).map_or(0, |file| file.len())))
}

/// An open partial file, to which bytes are appended.
pub struct Writing {
    upload: Upload,
    file: fs::File,
    at: u64,
    begun_at: u64,
    hasher: Sha256,
}

/// Opens the partial file at `at`.
///
/// # Errors
/// [`Error::Offset`] if the file ends elsewhere, [`Error::NotFound`].
pub fn write(central: &Central, key: PublicKey, id: &str, at: u64) -> Result<Writing, Error> {
    let upload = find(central, key, id)?;
    // To what is in the store nothing is added.
    let have = received(central, &upload)?;
    if have != Some(at) {
        return Err(Error::Offset { have: have.unwrap_or(upload.size) });
    }
    let mut file = fs::OpenOptions::new().create(true).append(true).open(partial(central, id))?;
    let end = file.seek(SeekFrom::End(0))?;
    if end != at {
        return Err(Error::Offset { have: end });
    }
    Ok(Writing { upload, file, at, begun_at: at, hasher: Sha256::new() })
}

impl Writing {
    /// Appends bytes.
    ///
    /// # Errors
    /// [`Error::TooLarge`] beyond the announced length.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if self.at + bytes.len() as u64 > self.upload.size {
            return Err(Error::TooLarge);
        }
        self.file.write_all(bytes)?;
        self.hasher.update(bytes);
        self.at += bytes.len() as u64;
        Ok(())
    }
}

/// Makes what was appended durable; with `checksum`, only if this request's bytes have that hash,
/// otherwise they are dropped. A file that is whole is verified against the hash that was signed at
/// capture, and put into the store. Gives where the file ends.
///
/// # Errors
/// [`Error::Hash`], also if the whole is not the photo; it is dropped.
pub fn end(central: &Central, writing: Writing, checksum: Option<Hash>) -> Result<u64, Error> {
    let Writing { upload, file, at, begun_at, hasher } = writing;
    let hash = Hash(hasher.finalize().into());
    if checksum.is_some_and(|expected| expected != hash) {
        file.set_len(begun_at)?;
        file.sync_data()?;
        return Err(Error::Hash);
    }
    file.sync_data()?;
    if at == upload.size {
        put_whole(central, &upload, (begun_at == 0).then_some(hash))?;
    }
    Ok(at)
}

/// Puts a file into the store of which all bytes are here. `hash`: of them, if it was taken while they
/// were written.
fn put_whole(central: &Central, upload: &Upload, hash: Option<Hash>) -> Result<(), Error> {
    let hash = match hash {
        Some(hash) => hash,
        None => {
            let from = partial(central, &upload.id);
            let file = fs::File::options().read(true).write(true).open(from)?;
            // Central may have gone down before they were on disk.
            file.sync_all()?;
            hash_of(file)?.0
        }
    };
    let arrived = Arrived { file: upload.file(), hash, lies: Lies::Alone(&upload.id) };
    if settle(central, upload.key, &[arrived])? == [true] { Ok(()) } else { Err(Error::Hash) }
}

/// A file of which all bytes are here, durable.
pub(super) struct Arrived<'a> {
    pub file: Awaited,
    /// Of its bytes.
    pub hash: Hash,
    pub lies: Lies<'a>,
}

/// Where what came lies.
#[derive(Clone, Copy)]
pub(super) enum Lies<'a> {
    /// In this pack, from there on.
    Packed(&'a str, u64),
    /// In the partial file of this upload.
    Alone(&'a str),
}

impl Upload {
    /// What is sent.
    #[must_use]
    pub const fn file(&self) -> Awaited {
        let bytes = Bytes { sha256: self.sha256, size: self.size };
        Awaited { photo: self.photo, variant: self.variant, bytes }
    }

    /// Whose turn it is to write.
    #[must_use]
    pub const fn sent(&self) -> Sent {
        (self.key, self.photo, self.variant)
    }
}

/// Why files are not known to be in the store.
pub(super) enum Unsettled {
    /// They are not.
    Not(Error),
    /// Whether the last step went through, nobody knows.
    Perhaps(Error),
}

impl From<Unsettled> for Error {
    fn from(unsettled: Unsettled) -> Self {
        match unsettled {
            Unsettled::Not(error) | Unsettled::Perhaps(error) => error,
        }
    }
}

/// Puts files into the store: all of them with one commit. One whose hash is not the one that was
/// signed is dropped. Gives for each whether it is in the store now.
pub(super) fn settle(
    central: &Central,
    key: PublicKey,
    come: &[Arrived<'_>],
) -> Result<Vec<bool>, Unsettled> {
    let here = lay(central, come).map_err(Unsettled::Not)?;
    let whole = || come.iter().zip(&here).filter(|(_, here)| **here).map(|(come, _)| come);
    let tags = {
        let log = central.log();
        let begun = log.connection().unchecked_transaction().map_err(|e| Unsettled::Not(e.into()));
        let transaction = begun?;
        let tags = note(&transaction, central, whole()).map_err(Unsettled::Not)?;
        transaction.commit().map_err(|e| Unsettled::Perhaps(e.into()))?;
        tags
    };
    central.wake_others(tags, key);
    Ok(here)
}

/// Lays each file where it stays, durable. Gives whether it is there, and is what was signed.
fn lay(central: &Central, come: &[Arrived<'_>]) -> Result<Vec<bool>, Error> {
    let (mut folders, mut here) = (BTreeSet::new(), Vec::with_capacity(come.len()));
    for Arrived { file: Awaited { bytes, .. }, hash, lies } in come {
        let fits = *hash == bytes.sha256;
        let Lies::Alone(upload) = lies else {
            here.push(fits);
            continue;
        };
        let from = partial(central, upload);
        if !fits {
            gone(fs::remove_file(&from))?;
            here.push(false);
            continue;
        }
        let to = file(central.dir(), bytes.sha256);
        if let Some(folder) = to.parent()
            && from.exists()
        {
            if !folder.exists() {
                fs::create_dir_all(folder)?;
                folders.extend(folder.parent().map(Path::to_owned));
            }
            // Identical bytes of another photo merge silently.
            fs::rename(&from, &to)?;
            folders.insert(folder.to_owned());
        }
        let lies = || place(central.log().connection(), central.dir(), bytes.sha256);
        let by_itself = Place::by_itself(central.dir(), bytes.sha256).is_whole(bytes.size);
        here.push(by_itself || lies()?.is_whole(bytes.size));
    }
    for folder in folders {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(here)
}

/// Notes files that lie where they stay. Gives the tags of whoever sees them.
fn note<'a>(
    transaction: &Connection,
    central: &Central,
    come: impl Iterator<Item = &'a Arrived<'a>>,
) -> Result<BTreeSet<Tag>, Error> {
    let mut streams = BTreeSet::new();
    for Arrived { file, lies, .. } in come {
        let Awaited { photo, variant, bytes: Bytes { sha256, size } } = *file;
        store::photo::arrived(transaction, file)?;
        // Where it lay before, it may have been lost since.
        let is_lost = || -> Result<bool, Error> {
            Ok(!place(transaction, central.dir(), sha256)?.is_whole(size))
        };
        match *lies {
            Lies::Packed(pack, at) => {
                let packed = Packed { sha256, pack: pack.to_owned(), at, size };
                if !store::pack::put(transaction, &packed)? && is_lost()? {
                    store::pack::forget(transaction, sha256)?;
                    store::pack::put(transaction, &packed)?;
                }
            }
            Lies::Alone(_) if is_lost()? => store::pack::forget(transaction, sha256)?,
            Lies::Alone(_) => {}
        }
        if variant == Variant::Original {
            store::device::photo_came(transaction, photo)?;
        }
        streams.insert(store::event::place(transaction, photo)?.ok_or(Error::NotFound)?.stream);
    }
    let mut tags = BTreeSet::new();
    for stream in streams {
        tags.extend(store::tag::of_stream(transaction, stream)?);
    }
    Ok(tags)
}

/// A file that was not there is gone as well.
fn gone(removed: std::io::Result<()>) -> std::io::Result<()> {
    removed.or_else(|e| if e.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(e) })
}

/// Drops an upload.
///
/// # Errors
/// [`Error::NotFound`].
pub fn terminate(central: &Central, key: PublicKey, id: &str) -> Result<(), Error> {
    find(central, key, id)?;
    gone(fs::remove_file(partial(central, id)))?;
    store::photo::forget(central.log().connection(), id)?;
    Ok(())
}
