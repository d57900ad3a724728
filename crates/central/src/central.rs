//! Central itself: one writer that numbers, decides and commits.

use crate::{
    account::{self, Tries},
    clock::Clock,
    log::{Log, Shown},
    photo::Turns,
    realm, store,
};
use mingcha_domain::{
    directory::Directory,
    ids::{PublicKey, Realm},
    log::{Genesis, KeyCertificate},
    scope::Tag,
    time::Day,
};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, TryLockError},
};
use tokio::sync::broadcast;

/// Why central could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The bearer token is not known.
    #[error("unknown token")]
    Unauthorised,
    /// The profile was revoked.
    #[error("revoked")]
    Revoked,
    /// The enrolment code is wrong, used or expired.
    #[error("enrolment code is not valid")]
    CodeSpent,
    /// Too many wrong codes from this address, or of this code.
    #[error("too many tries")]
    TooManyTries {
        /// Milliseconds until the next try is looked at.
        wait_ms: i64,
    },
    /// The request breaks the protocol.
    #[error("{0}")]
    Malformed(String),
    /// There is no such thing, or it is not this profile's to see.
    #[error("not found")]
    NotFound,
    /// An upload does not continue where the file ends.
    #[error("offset does not fit")]
    Offset {
        /// Bytes received so far.
        have: u64,
    },
    /// Bytes do not have the hash that was signed or announced.
    #[error("hash does not fit")]
    Hash,
    /// More than is accepted.
    #[error("too large")]
    TooLarge,
    /// A fault here.
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::Internal(error.into())
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Self::Internal(error.into())
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Internal(error.into())
    }
}

impl From<getrandom::Error> for Error {
    fn from(error: getrandom::Error) -> Self {
        Self::Internal(anyhow::anyhow!("no randomness: {error}"))
    }
}

/// An installation that runs. Cheap to clone; all clones are the same one.
#[derive(Clone)]
pub struct Central {
    shared: Arc<Shared>,
}

/// Under which tags there is something new, and who brought it.
pub struct Touched {
    /// Tags.
    pub tags: BTreeSet<Tag>,
    /// The profile that need not be told.
    pub by: Option<PublicKey>,
}

struct Shared {
    dir: PathBuf,
    clock: Clock,
    genesis: Genesis,
    certificate: KeyCertificate,
    realm: Realm,
    log: Mutex<Log>,
    shown: Shown,
    wake: broadcast::Sender<Arc<Touched>>,
    tries: Mutex<Tries>,
    turns: Turns,
    /// The last day through which everything was ended that ends by itself.
    ended_through: Mutex<Option<Day>>,
}

impl Central {
    /// Opens the installation in `dir`; with `new`, makes one if there is none.
    ///
    /// # Errors
    /// If the folder cannot be used or holds something else.
    pub fn open(dir: &Path, new: Option<&realm::NewRealm>, clock: Clock) -> anyhow::Result<Self> {
        let (connection, installation) = realm::open(dir, new, &clock)?;
        let genesis = installation.genesis.clone();
        let certificate = installation.certificate.clone();
        let realm = genesis.realm()?;
        let log = Log::open(connection, installation, clock.clone())?;
        let (shown, log) = (log.shown(), Mutex::new(log));
        let (wake, _) = broadcast::channel(64);
        let dir = dir.to_owned();
        let (tries, turns) = (Mutex::default(), Turns::default());
        let ended_through = Mutex::default();
        let shared = Shared {
            dir,
            clock,
            genesis,
            certificate,
            realm,
            log,
            shown,
            wake,
            tries,
            turns,
            ended_through,
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// The log, alone.
    pub fn log(&self) -> MutexGuard<'_, Log> {
        // A panic while the lock was held rolled its transaction back: what is stored is whole.
        self.shared.log.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Whether nobody has the log this moment.
    #[must_use]
    pub fn log_is_free(&self) -> bool {
        !matches!(self.shared.log.try_lock(), Err(TryLockError::WouldBlock))
    }

    /// Who is who, without a wait for whoever holds the log.
    #[must_use]
    pub fn directory(&self) -> Arc<Directory> {
        self.shared.shown.directory()
    }

    /// Who tried wrong enrolment codes lately. Locked after the log, never before it.
    pub(crate) fn tries(&self) -> MutexGuard<'_, Tries> {
        self.shared.tries.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Who writes which photo file.
    pub(crate) fn turns(&self) -> &Turns {
        &self.shared.turns
    }

    /// Whether a day has begun since this was last asked.
    pub(crate) fn is_new_day(&self, today: Day) -> bool {
        let ended = self.shared.ended_through.lock();
        let mut ended = ended.unwrap_or_else(std::sync::PoisonError::into_inner);
        ended.replace(today) != Some(today)
    }

    /// The data folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.shared.dir
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// The installation's identity.
    #[must_use]
    pub fn genesis(&self) -> &Genesis {
        &self.shared.genesis
    }

    /// Certificate of the signing key.
    #[must_use]
    pub fn certificate(&self) -> &KeyCertificate {
        &self.shared.certificate
    }

    /// The realm.
    #[must_use]
    pub fn realm(&self) -> Realm {
        self.shared.realm
    }

    /// Wakes devices that subscribe to one of these tags.
    pub fn wake(&self, tags: BTreeSet<Tag>) {
        self.send(Touched { tags, by: None });
    }

    /// The same for something that this profile brought: the answer tells it all that the others
    /// are woken to ask for.
    pub fn wake_others(&self, tags: BTreeSet<Tag>, by: PublicKey) {
        self.send(Touched { tags, by: Some(by) });
    }

    fn send(&self, touched: Touched) {
        if !touched.tags.is_empty() {
            // Nobody listening is no fault.
            let _ = self.shared.wake.send(Arc::new(touched));
        }
    }

    /// Listens for wake-ups.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Arc<Touched>> {
        self.shared.wake.subscribe()
    }

    /// The profile of a bearer token, also of a revoked one: it may still deliver. What an
    /// administrator wished meanwhile, and what ended by itself, holds for this request already.
    ///
    /// # Errors
    /// [`Error::Unauthorised`].
    pub fn profile_of(&self, token: &str) -> Result<PublicKey, Error> {
        account::carry_out_wishes(self)?;
        account::end_what_is_over_today(self)?;
        account::bearer(&self.log(), token).ok_or(Error::Unauthorised)
    }
}
