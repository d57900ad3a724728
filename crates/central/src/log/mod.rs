//! The log: admission, verdicts, numbers, checkpoints, and who receives what.

mod admit;
mod devices;
mod filling;
mod pull;
mod reconcile;
mod tags;
mod world;

pub use admit::{Pushed, verified};
pub use pull::Page;
pub use world::Streams;

use crate::{Error, clock::Clock, realm::Installation, store};
use mingcha_domain::{
    directory::{self, Directory},
    fold::Subject,
    ids::{Hash, PublicKey, Realm, StreamId},
    log::{Checkpoint, SignedCheckpoint},
    merkle::Tree,
    scope::subscriptions,
};
use rusqlite::{Connection, Transaction};
use std::sync::{Arc, PoisonError, RwLock};

/// The log with its store. There is one, behind one lock: what it numbers, it also commits.
pub struct Log {
    connection: Connection,
    installation: Installation,
    clock: Clock,
    realm: Realm,
    tree: Tree,
    directory: Arc<Directory>,
    shown: Shown,
}

/// Who is who as the log last read it, without a wait for whoever holds the log.
#[derive(Clone, Default)]
pub struct Shown(Arc<RwLock<Arc<Directory>>>);

impl Shown {
    fn put(&self, directory: Arc<Directory>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = directory;
    }

    /// As it is now.
    #[must_use]
    pub fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Log {
    /// Reads the log's tree and the directory.
    ///
    /// # Errors
    /// If a row cannot be read.
    pub fn open(
        connection: Connection,
        installation: Installation,
        clock: Clock,
    ) -> anyhow::Result<Self> {
        let realm = installation.genesis.realm()?;
        let mut tree = Tree::default();
        for leaf in store::entry::leaves(&connection)? {
            tree.push(leaf);
        }
        let (directory, shown) = (Arc::default(), Shown::default());
        let mut log = Self { connection, installation, clock, realm, tree, directory, shown };
        log.read_directory()?;
        Ok(log)
    }

    fn read_directory(&mut self) -> Result<(), store::Error> {
        let stream = store::event::fold(&self.connection, directory::stream(self.realm))?;
        let mut directory = match stream.subject {
            Subject::Directory(directory) => directory,
            _ => Directory::default(),
        };
        directory.central = Some(self.own_key());
        self.directory = Arc::new(directory);
        self.shown.put(Arc::clone(&self.directory));
        Ok(())
    }

    /// The store, for reading.
    #[must_use]
    pub const fn connection(&self) -> &Connection {
        &self.connection
    }

    /// One look at the store, as long as this lasts: hundreds of small reads need not each take and
    /// give back its lock.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn look(&self) -> Result<Transaction<'_>, store::Error> {
        Ok(self.connection.unchecked_transaction()?)
    }

    /// Who is who.
    #[must_use]
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// Who is who, for those who do not hold the log.
    #[must_use]
    pub fn shown(&self) -> Shown {
        self.shown.clone()
    }

    /// Whether a profile's person is given this stream.
    ///
    /// # Errors
    /// [`Error::Revoked`]; [`Error::NotFound`], as if there were none.
    pub fn may_read(&self, key: PublicKey, stream: StreamId) -> Result<(), Error> {
        let user = self.directory.user_of(key).ok_or(Error::Revoked)?;
        let tags = store::tag::of_stream(&self.connection, stream)?;
        let given = !tags.is_disjoint(&subscriptions(user, &self.directory));
        if given { Ok(()) } else { Err(Error::NotFound) }
    }

    /// Central's own key.
    #[must_use]
    pub fn own_key(&self) -> PublicKey {
        PublicKey(self.installation.signing.verifying_key().to_bytes())
    }

    /// A secret for `purpose` that follows from the signing key, which is not in the store.
    pub(crate) fn secret_for(&self, purpose: &[u8]) -> Hash {
        Hash::of(&[purpose, self.installation.signing.as_bytes()])
    }

    /// Number of entries.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.tree.size()
    }

    /// Streams, folded as they are now.
    #[must_use]
    pub fn streams(&self) -> Streams<'_> {
        Streams::new(&self.connection, self.realm, &self.directory)
    }

    /// Signs the log as it is now.
    ///
    /// # Errors
    /// If a number is out of range.
    pub fn checkpoint(&self) -> anyhow::Result<SignedCheckpoint> {
        let checkpoint = Checkpoint {
            at: self.clock.now(),
            backed_up_through: store::backup::backed_up(&self.connection)?,
            epoch: self.installation.epoch,
            forked_at: self.installation.forked_at,
            key: self.own_key(),
            realm: self.realm,
            root: self.tree.root(),
            size: self.tree.size(),
        };
        Ok(checkpoint.sign(&self.installation.signing)?)
    }

    /// Proof of these entries under the present root.
    #[must_use]
    pub fn prove(&self, numbers: &[u64]) -> Vec<Hash> {
        self.tree.prove(numbers, self.tree.size())
    }

    /// Proof that the log grew from its first `old` entries.
    #[must_use]
    pub fn prove_growth(&self, old: u64) -> Vec<Hash> {
        self.tree.prove_growth(old, self.tree.size())
    }
}
