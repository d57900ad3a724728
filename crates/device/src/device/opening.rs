//! A profile's store is opened, and its person connects it.

use super::{Shared, Standing, locked, read, write};
use crate::{
    api::{Error, Receipt, StoreNotice, SyncState, Topic},
    listeners::Listeners,
    lock::DatabaseKey,
    photo,
    platform::Platform,
    profile,
    store::{self, Claim, identity::Identity},
    sync::{self, Ahead, Input, Machine, Outgoing, Portion, Runner},
    world::Known,
};
use mingcha_domain::ids::Realm;
use rusqlite::Connection;
use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

/// The installation that a profile belongs to, once it is enrolled.
pub(super) fn realm_of(identity: &Identity) -> Option<Realm> {
    identity.enrolled.as_ref()?.genesis.realm().ok()
}

impl Shared {
    /// Opens the files of a claimed profile.
    pub(crate) fn open(
        dir: &Path,
        key: &DatabaseKey,
        platform: Platform,
        listeners: &Arc<Listeners>,
        claim: Arc<Claim>,
    ) -> Result<Arc<Self>, Error> {
        let opened = store::open(dir, key)?;
        let identity = profile::read_or_make(&opened.writer)?;
        if let Some(notice) = claim.finished() {
            store::identity::set_notice(&opened.writer, Some(notice))?;
        }
        let rescued = opened.records_rescued || opened.photos_rescued;
        if opened.records_rescued {
            store::events::drop_unsound(&opened.writer)?;
        }
        if opened.photos_rescued {
            store::photos::name_pieces(&opened.photos)?;
            for file in store::photo_files::said_to_be_here(&opened.writer)? {
                if !store::photos::is_sound(&opened.photos, file.bytes.sha256)? {
                    store::photo_files::set_unreadable(&opened.writer, &file)?;
                }
            }
        }
        if rescued {
            store::identity::set_notice(&opened.writer, Some(StoreNotice::DamagedSetAside))?;
        }
        let identity = store::identity::read(&opened.writer)?.unwrap_or(identity);
        let known = match realm_of(&identity) {
            Some(realm) => Known::read(&opened.writer, realm)?,
            None => Known::default(),
        };
        let state = match (&identity.enrolled, identity.revoked) {
            (None, _) => SyncState::NotEnrolled,
            (Some(_), true) => SyncState::Revoked,
            (Some(_), false) => SyncState::Idle,
        };
        let shared = Self {
            dir: dir.to_owned(),
            platform,
            writer: Mutex::new(opened.writer),
            reader: Mutex::new(opened.reader),
            photos: Mutex::new(opened.photos),
            prints: Mutex::default(),
            identity: RwLock::new(Arc::new(identity)),
            known: RwLock::new(Arc::new(known)),
            sync: RwLock::new(state),
            in_vain: Mutex::default(),
            leaving: Mutex::new(None),
            listeners: Arc::clone(listeners),
            runner: RwLock::default(),
            outgoing: Outgoing::default(),
            ahead: Ahead::default(),
            portion: Portion::default(),
            http: Mutex::default(),
            bytes_come_or_go: Mutex::default(),
            prepared: photo::Prepared::default(),
            claim,
        };
        if rescued {
            shared.rebuild()?;
            store::rescued(dir)?;
        }
        shared.seal_due();
        shared.drop_files_if_possible();
        Ok(Arc::new(shared))
    }

    /// Starts talking to central in the background, unless it does already.
    pub(crate) fn start_sync(self: &Arc<Self>) {
        if self.runner.read().unwrap_or_else(PoisonError::into_inner).is_some() {
            return;
        }
        let identity = read(&self.identity);
        let offline = self.settings().is_ok_and(|settings| settings.offline);
        let seed = identity.key().0.iter().fold(0_u64, |all, b| all.rotate_left(8) ^ u64::from(*b));
        let machine = Machine::new(identity.enrolled.is_some(), offline, seed);
        write(&self.runner, Some(Runner::start(self, machine)));
    }

    pub(super) fn enrol(&self, address: &str, code: &str, label: &str) -> Result<Receipt, Error> {
        let identity = read(&self.identity);
        let enrolled = sync::enrol(&identity, address, code, label)?;
        store::identity::set_enrolled(&locked(&self.writer), label, &enrolled)?;
        self.reload_identity()?;
        // The first page brings who is who; without it no screen has a name to show.
        let first = self.exchange().and_then(|_| self.read(store::identity::checkpoint));
        if first.as_ref().is_ok_and(Option::is_none) {
            self.put_in_order();
        }
        if let Err(error) = first {
            tracing::info!(code = ?error.code, "first sync after enrolment");
        }
        self.tell(Input::Enrolled);
        let topics = vec![Topic::Profile, Topic::Today, Topic::Sync];
        self.announce(&topics);
        Ok(Receipt { topics, ..Receipt::default() })
    }

    pub(super) fn reload_identity(&self) -> Result<(), Error> {
        self.take_identity_from(&locked(&self.writer))
    }

    pub(super) fn take_identity_from(&self, connection: &Connection) -> Result<(), Error> {
        if let Some(identity) = store::identity::read(connection)? {
            write(&self.identity, Arc::new(identity));
        }
        Ok(())
    }

    /// What central thinks of this profile, as far as known here.
    pub(crate) fn standing(&self) -> Standing {
        let identity = read(&self.identity);
        match (&identity.enrolled, identity.revoked) {
            (None, _) => Standing::NotEnrolled,
            (Some(_), true) => Standing::Revoked,
            (Some(_), false) => Standing::Accepted,
        }
    }
}
