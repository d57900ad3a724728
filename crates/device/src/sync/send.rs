//! Sending photo files, each from the byte where it stopped.

use super::{
    Http,
    lanes::{FEW_LANES, LANES, side_by_side},
};
use crate::{
    api::{Error, ErrorCode},
    store::{self, photo_files::File},
};
use mingcha_domain::{
    ids::{EventId, Hash},
    photo::Variant,
    wire::{PhotoFile, Reached},
};
use rusqlite::Connection;
use std::{
    collections::BTreeSet,
    io::Read,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

/// What was put on the wire since the store was opened.
#[derive(Debug, Clone, Default)]
pub struct Outgoing(Arc<Sent>);

#[derive(Debug, Default)]
struct Sent {
    bytes: AtomicU64,
    /// Files of which central cannot have a byte: taken since the store was opened, and not begun.
    fresh: Mutex<BTreeSet<(EventId, Variant)>>,
    /// The line broke, and not all has been sent since.
    broke: AtomicBool,
}

impl Outgoing {
    /// Bytes so far, for people to see and tests to count.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.0.bytes.load(Ordering::Relaxed)
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
        self.fresh().contains(&(file.photo, file.variant))
    }

    /// Notes that a file is sent.
    fn begins(&self, file: &File) {
        self.fresh().remove(&(file.photo, file.variant));
    }

    fn fresh(&self) -> MutexGuard<'_, BTreeSet<(EventId, Variant)>> {
        self.0.fresh.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn locked(store: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    store.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file's bytes from an offset, a piece at a time: never whole in memory.
struct Rest {
    photos: Arc<Mutex<Connection>>,
    hash: Hash,
    at: u64,
    size: u64,
    piece: Vec<u8>,
    outgoing: Outgoing,
    stop: Arc<AtomicBool>,
}

impl Read for Rest {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.at >= self.size {
            return Ok(0);
        }
        if self.stop.load(Ordering::Relaxed) {
            return Err(std::io::Error::other("stopped"));
        }
        let size = store::photos::PIECE as u64;
        let (index, offset) = (self.at / size, self.at % size);
        if self.piece.is_empty() || offset == 0 {
            self.piece = store::photos::piece(&locked(&self.photos), self.hash, index)
                .map_err(std::io::Error::other)?;
        }
        let offset = usize::try_from(offset).map_err(std::io::Error::other)?;
        let rest = self.piece.get(offset..).unwrap_or_default();
        let take = rest.len().min(into.len());
        for (to, from) in into.iter_mut().zip(rest.iter().take(take)) {
            *to = *from;
        }
        self.at += take as u64;
        self.outgoing.0.bytes.fetch_add(take as u64, Ordering::Relaxed);
        Ok(take)
    }
}

/// A file with what is known of it at central.
struct Known<'a> {
    file: &'a File,
    /// `None`: the upload itself says.
    reached: Option<Reached>,
}

/// Asks once for all files of which central may have something.
fn known<'a>(http: &Http, files: &'a [File], outgoing: &Outgoing) -> Result<Vec<Known<'a>>, Error> {
    let mut all: Vec<_> = files
        .iter()
        .map(|file| {
            let reached = outgoing.is_fresh(file).then_some(Reached::Nothing);
            Known { file, reached }
        })
        .collect();
    let asked = all.iter().filter(|known| known.reached.is_none());
    let asked: Vec<_> = asked
        .map(|known| PhotoFile { photo: known.file.photo, variant: known.file.variant })
        .collect();
    // One alone is asked for by its upload.
    if asked.len() > 1
        && let Some(answers) = http.reached(asked)?
    {
        let unknown = all.iter_mut().filter(|known| known.reached.is_none());
        for (known, answer) in unknown.zip(answers) {
            known.reached = Some(answer);
        }
    }
    Ok(all)
}

/// A file of which central has no byte goes at once; of any other it is asked how far it is, and
/// given the rest.
fn send(
    http: &Http,
    known: &Known<'_>,
    photos: &Arc<Mutex<Connection>>,
    outgoing: &Outgoing,
    stop: &Arc<AtomicBool>,
) -> Result<(), Error> {
    const ASKED: usize = 4;
    let Known { file, reached } = known;
    if *reached == Some(Reached::Whole) {
        return Ok(());
    }
    outgoing.begins(file);
    let size = file.bytes.size;
    let from = |at| Rest {
        photos: Arc::clone(photos),
        hash: file.bytes.sha256,
        at,
        size,
        piece: vec![],
        outgoing: outgoing.clone(),
        stop: Arc::clone(stop),
    };
    let mut whole = (*reached == Some(Reached::Nothing)).then(|| from(0));
    for _ in 0..ASKED {
        let (location, at) = http.create_upload(file.photo, file.variant, size, whole.take())?;
        if at == size {
            return Ok(());
        }
        match http.append(&location, at, from(at), size - at)? {
            Some(reached) if reached == size => return Ok(()),
            Some(_) => break,
            None => {}
        }
    }
    Err(Error::new(ErrorCode::Unreachable, "the upload stopped early"))
}

/// Sends files in the order given, several at once, until one fails or `stop` is set, which also
/// breaks off what is under way. Calls `done` after each.
pub fn send_files(
    http: &Http,
    files: &[File],
    records: &Mutex<Connection>,
    photos: &Arc<Mutex<Connection>>,
    outgoing: &Outgoing,
    stop: &Arc<AtomicBool>,
    done: impl FnMut() + Send,
) -> Result<(), Error> {
    let done = Mutex::new(done);
    let broke = &outgoing.0.broke;
    let lanes = if broke.load(Ordering::Relaxed) { FEW_LANES } else { LANES };
    let all = known(http, files, outgoing);
    let sent = all.and_then(|all| {
        side_by_side(&all, lanes, stop, |known| {
            send(http, known, photos, outgoing, stop)?;
            let file = known.file;
            store::photo_files::set_at_central(&locked(records), file.photo, file.variant)?;
            done.lock().unwrap_or_else(PoisonError::into_inner)();
            Ok(())
        })
    });
    if sent.as_ref().is_err_and(|error| error.code == ErrorCode::Unreachable) {
        broke.store(true, Ordering::Relaxed);
    }
    sent
}
