//! A profile that runs: what the shell and the test bridge hold.

use crate::{
    api::{
        Command, Error, ErrorCode, OnlyHere, Query, Receipt, SettingChange, Settings, SyncState,
        Topic, View,
    },
    judgement,
    listeners::Listeners,
    lock::{Gate, KeyStore, NoHardware},
    order as orders, photo,
    platform::{Clock, Platform},
    profile, projection,
    store::{self, Claim, identity::Identity},
    sync::{Ahead, Http, InVain, Input, Outgoing, Portion, Runner},
    view::{self, Seen},
    world::{Known, Streams},
};
use mingcha_domain::{
    chain::Ending,
    fold::Subject,
    ids::{CheckId, Hash, OrderId, Realm, StreamId},
    order::{How, Order},
    time::Millis,
};
pub(crate) use syncing::Moved;

use opening::realm_of;
use perform::perform;
use rusqlite::Connection;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

mod acting;
mod ending;
mod opening;
mod perform;
mod photos;
mod showing;
mod syncing;
#[cfg(test)]
mod tests;

/// A profile that runs, locked or not. Cheap to clone; all clones are the same one.
#[derive(Clone)]
pub struct Device {
    gate: Arc<Gate>,
}

/// What central thinks of a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// No central is known.
    NotEnrolled,
    /// It may act and read.
    Accepted,
    /// It may deliver what it has, and no more.
    Revoked,
}

/// An open store, and what the threads that work on it share. Exists only while the key is held.
pub(crate) struct Shared {
    dir: PathBuf,
    platform: Platform,
    writer: Mutex<Connection>,
    reader: Mutex<Connection>,
    photos: Mutex<Connection>,
    prints: Mutex<store::photo_prints::Held>,
    identity: RwLock<Arc<Identity>>,
    known: RwLock<Arc<Known>>,
    sync: RwLock<SyncState>,
    /// Pictures that were asked for and are not there.
    in_vain: Mutex<InVain>,
    /// The person wants to leave, and when they said so.
    leaving: Mutex<Option<(Ending, i64)>>,
    listeners: Arc<Listeners>,
    runner: RwLock<Option<Runner>>,
    outgoing: Outgoing,
    ahead: Ahead,
    portion: Portion,
    /// And when it was last asked for.
    http: Mutex<Option<(Http, Millis)>>,
    /// Held while photo bytes are stored and recorded, or taken away.
    bytes_come_or_go: Mutex<()>,
    prepared: photo::Prepared,
    claim: Arc<Claim>,
}

/// A check that was begun longer ago and never handed in does not count as running.
const CHECK_LASTS_MS: i64 = 4 * 3_600_000;

pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic while the lock was held rolled its transaction back: what is stored is whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read<T: Clone>(lock: &RwLock<T>) -> T {
    lock.read().unwrap_or_else(PoisonError::into_inner).clone()
}

fn write<T>(lock: &RwLock<T>, value: T) {
    *lock.write().unwrap_or_else(PoisonError::into_inner) = value;
}

impl Device {
    /// Opens or creates the profile in `dir`, on a machine without a key store. Sync rests until
    /// [`Device::start`].
    ///
    /// # Errors
    /// As [`Device::open_with`].
    pub fn open(dir: &Path, clock: Clock) -> Result<Self, Error> {
        Self::open_with(dir, clock, Arc::new(NoHardware))
    }

    /// Opens or creates the profile in `dir`. If a lock is set, it stays locked until
    /// [`Command::Unlock`].
    ///
    /// # Errors
    /// If the store is in use, foreign, newer than this program, or the disk is full.
    pub fn open_with(dir: &Path, clock: Clock, hardware: Arc<dyn KeyStore>) -> Result<Self, Error> {
        Ok(Self { gate: Arc::new(Gate::open(dir, clock, hardware)?) })
    }

    /// Starts talking to central in the background, and locking by itself.
    pub fn start(&self) {
        self.gate.start();
    }

    /// Looks at the clocks and the outbox: locks, or forgets the key, if it is time. A profile
    /// that was started does this by itself.
    pub fn tick(&self) {
        self.gate.tick();
    }

    #[cfg(test)]
    pub(crate) fn recovery_code(&self) -> Result<String, Error> {
        self.gate.recovery_code()
    }

    /// Calls `listener` whenever something changed.
    pub fn on_change(&self, listener: impl Fn(&[Topic]) + Send + Sync + 'static) {
        self.gate.listeners.add(listener);
    }

    /// The folded view of a query. Of a locked profile only [`Query::Start`] and [`Query::Sync`]
    /// say something, without content.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] if there is no such thing here; [`ErrorCode::Locked`].
    pub fn query(&self, query: Query) -> Result<View, Error> {
        match (self.gate.reading(), query) {
            (Ok(shared), query) => {
                let mut answer = shared.query(query)?;
                if let View::Start(start) = &mut answer {
                    start.lock = self.gate.view();
                }
                Ok(answer)
            }
            (Err(_), Query::Start) => Ok(View::Start(self.gate.start_view())),
            (Err(_), Query::Sync) => self.gate.sync_view().map(View::Sync),
            (Err(locked), _) => Err(locked),
        }
    }

    /// Does what a person asked. Durable when this returns.
    ///
    /// # Errors
    /// [`ErrorCode::Refused`] with the rule that says no, [`ErrorCode::Locked`]; nothing was changed
    /// then.
    pub fn execute(&self, command: Command) -> Result<Receipt, Error> {
        let gate = &self.gate;
        let unlocked = match &command {
            Command::Unlock { secret } => Some(gate.unlock(secret)),
            Command::UnlockRecognised { why } => Some(gate.unlock_recognised(why)),
            _ => None,
        };
        if let Some(unlocked) = unlocked {
            unlocked?;
            return Ok(Receipt { topics: vec![Topic::Profile], ..Receipt::default() });
        }
        let shared = gate.reading()?;
        gate.used();
        match command {
            Command::AddPerson | Command::ChoosePerson { .. } | Command::ShowName { .. } => {
                Err(Error::new(ErrorCode::Internal, "asked of one profile"))
            }
            Command::Used => Ok(Receipt::default()),
            Command::LockNow => {
                // What is still held here would keep the store open.
                drop(shared);
                gate.lock_now().map(|()| Receipt::default())
            }
            Command::DrawPassphrase => {
                let secret = Some(gate.draw_passphrase()?);
                Ok(Receipt { secret, ..Receipt::default() })
            }
            Command::SetLock { secret } => gate.set_lock(&secret).map(|()| Receipt::default()),
            Command::ChangeLock { old, new } => {
                gate.change_lock(&old, &new).map(|()| Receipt::default())
            }
            Command::RecogniseMe { secret } => gate.recognise(&secret).map(|()| Receipt::default()),
            Command::RecogniseNobody => gate.recognise_nobody().map(|()| Receipt::default()),
            Command::Enrol { address, code, label } => shared.enrol(&address, &code, &label),
            Command::ReadNotice => {
                store::identity::set_notice(&locked(&shared.writer), None)?;
                shared.reload_identity()?;
                shared.announce(&[Topic::Profile]);
                Ok(Receipt { topics: vec![Topic::Profile], ..Receipt::default() })
            }
            Command::MakeRoom => shared.make_room(true).map(|_| Receipt::default()),
            Command::Leave { handed_over } => {
                let why = if handed_over { Ending::HandedOver } else { Ending::LoggedOut };
                shared.wish_to_leave(why)?;
                Ok(Receipt::default())
            }
            Command::SyncNow => {
                shared.tell(Input::Poke);
                Ok(Receipt::default())
            }
            Command::ChangeSetting { setting } => {
                profile::change(&locked(&shared.writer), &setting)?;
                if let SettingChange::Offline(offline) = setting {
                    shared.tell(Input::KeepOffline(offline));
                }
                gate.settings_changed(shared.settings()?);
                let topics = vec![Topic::Profile, Topic::Sync];
                shared.announce(&topics);
                Ok(Receipt { topics, ..Receipt::default() })
            }
            Command::JudgeSeveral { findings, ruling } => {
                let mut not_done = Vec::new();
                let receipt = shared.act(|act| {
                    not_done = judgement::judge_several(act, &findings, &ruling)?;
                    Ok(None)
                })?;
                Ok(Receipt { not_done, ..receipt })
            }
            Command::OpenOrder { order, code } => {
                let state = shared.order(order)?;
                match orders::key_of(order, &state, &code) {
                    Ok(opening) => shared.open_order(&state, opening),
                    Err(error) => {
                        if error.code == ErrorCode::OrderCodeWrong {
                            store::order_tries::add(&locked(&shared.writer), order)?;
                            shared.announce(&[Topic::Today]);
                        }
                        Err(error)
                    }
                }
            }
            Command::OpenOrderOnline { order } => {
                let state = shared.order(order)?;
                let key = shared.http()?.order_key(order)?;
                let opening = orders::Opening { order, key, how: How::Online };
                shared.open_order(&state, opening)
            }
            other => shared.act(|act| perform(act, other)),
        }
    }

    /// Writes a check with everything that proves it to `to`, from central. The file is whole, or
    /// it is not there.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] if central has no such check for this profile,
    /// [`ErrorCode::Unreachable`], [`ErrorCode::DiskFull`], [`ErrorCode::Locked`].
    pub fn evidence(&self, check: CheckId, to: &Path) -> Result<(), Error> {
        let http = self.gate.reading()?.http()?;
        let part = to.with_extension("part");
        let write = || -> Result<(), Error> {
            let mut file = std::fs::File::create(&part)?;
            http.evidence(check, &mut file)?;
            file.sync_all()?;
            Ok(std::fs::rename(&part, to)?)
        };
        write().inspect_err(|_| drop(std::fs::remove_file(&part)))
    }

    /// One whole sync on this thread: push, pull, photos, until nothing is left. Also behind a
    /// locked screen, while the key is held.
    ///
    /// # Errors
    /// What stopped it.
    pub fn sync_now(&self) -> Result<(), Error> {
        let shared = self.gate.sending()?;
        while shared.exchange()? {}
        loop {
            let moved = shared.move_files(&Arc::default(), |_, _| {})?;
            shared.after_moving(moved.left)?;
            if !moved.pictures || shared.standing() != Standing::Accepted {
                return Ok(());
            }
        }
    }

    /// Pushes and pulls records until nothing is left, and moves no photo files; gives whether
    /// everything recorded here is at central.
    ///
    /// # Errors
    /// What stopped it.
    pub fn push_only(&self) -> Result<bool, Error> {
        let shared = self.gate.sending()?;
        while shared.exchange()? {}
        Ok(store::events::unsent_counts(&locked(&shared.reader))?.1 == 0)
    }

    /// Photo bytes put on the wire since the store was opened.
    #[must_use]
    pub fn photo_bytes_sent(&self) -> u64 {
        self.gate.sending().map_or(0, |shared| shared.photo_bytes_sent())
    }

    /// Hash of every stream's state, to compare with central's.
    ///
    /// # Errors
    /// If an event cannot be read.
    pub fn state_hashes(&self) -> Result<BTreeMap<StreamId, Hash>, Error> {
        let shared = self.gate.reading()?;
        let (identity, known) = (read(&shared.identity), read(&shared.known));
        let Some(realm) = realm_of(&identity) else { return Ok(BTreeMap::new()) };
        let reader = locked(&shared.reader);
        let streams = Streams::new(&reader, realm, &known);
        let mut hashes = BTreeMap::new();
        for id in store::events::streams(&reader)? {
            let hash = streams.get(id)?.state_hash();
            let hash = hash.map_err(|e| Error::new(ErrorCode::Internal, e.to_string()))?;
            hashes.insert(id, hash);
        }
        Ok(hashes)
    }

    /// Drops every row that is folded from the log, and folds it again.
    ///
    /// # Errors
    /// If an event cannot be read; [`ErrorCode::Locked`].
    pub fn rebuild(&self) -> Result<(), Error> {
        self.gate.reading()?.rebuild()
    }
}

impl Shared {
    fn query(&self, query: Query) -> Result<View, Error> {
        let (identity, known) = (read(&self.identity), read(&self.known));
        let realm = realm_of(&identity);
        let enrolled_only = !matches!(query, Query::Start | Query::Sync);
        if realm.is_none() && enrolled_only {
            return Err(Error::new(ErrorCode::NotFound, "not enrolled"));
        }
        let sync = read(&self.sync);
        let reader = locked(&self.reader);
        let seen = Seen {
            connection: &reader,
            streams: Streams::new(&reader, realm.unwrap_or(Realm([0; 32])), &known),
            identity: &identity,
            platform: &self.platform,
            sync: &sync,
            dir: &self.dir,
            photos: &self.photos,
            prints: &self.prints,
        };
        let answer = view::answer(&seen, query);
        if let Err(error) = &answer {
            self.notice_damage(error);
        }
        answer
    }

    fn rebuild(&self) -> Result<(), Error> {
        let (identity, known) = (read(&self.identity), read(&self.known));
        let Some(realm) = realm_of(&identity) else { return Ok(()) };
        let mut writer = locked(&self.writer);
        let transaction = writer.transaction()?;
        projection::rebuild(&transaction, realm, &known, &identity)?;
        Ok(transaction.commit()?)
    }

    /// Reads something small.
    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        work(&locked(&self.reader))
    }

    /// Writes something that is no event. Durable when this returns.
    pub(crate) fn write<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        work(&locked(&self.writer))
    }

    /// Settings as stored.
    pub(crate) fn settings(&self) -> Result<Settings, Error> {
        self.read(view::settings)
    }

    /// What sync is doing.
    pub(crate) fn sync_state(&self) -> SyncState {
        read(&self.sync)
    }

    /// What is only on this device.
    pub(crate) fn only_here(&self) -> Result<OnlyHere, Error> {
        self.read(view::only_here)
    }

    /// Whether a check of this profile is under way, and whether everything is at central.
    pub(crate) fn around(&self) -> Result<(bool, bool), Error> {
        let since = self.platform.now().0 - CHECK_LASTS_MS;
        self.read(|connection| {
            let runs = store::checks::open(connection)?.iter().any(|row| row.began_ms > since);
            // Drafts are not counted: nobody can send them.
            let sent = store::events::unsent_counts(connection)?.1 == 0
                && store::photo_files::unsent(connection)?.1 == 0
                && store::drafts::kept_back(connection)?.is_empty();
            Ok((runs, sent))
        })
    }

    /// Whether this is a check of this profile that was not handed in.
    pub(crate) fn is_open_check(&self, check: CheckId) -> Result<bool, Error> {
        self.read(|connection| {
            Ok(store::checks::open(connection)?.iter().any(|row| row.id == Some(check)))
        })
    }

    /// An order as folded here.
    fn order(&self, id: OrderId) -> Result<Order, Error> {
        let (identity, known) = (read(&self.identity), read(&self.known));
        let not_found = || Error::new(ErrorCode::NotFound, "no such order");
        let realm = realm_of(&identity).ok_or_else(not_found)?;
        let reader = locked(&self.reader);
        match &Streams::new(&reader, realm, &known).get(id.stream())?.subject {
            Subject::Order(order) => Ok(order.clone()),
            _ => Err(not_found()),
        }
    }

    /// A page that cannot be read any more: the next start sets its file aside and rescues.
    fn notice_damage(&self, error: &Error) {
        match error.code {
            ErrorCode::StoreDamaged => store::mark_records_damaged(&self.dir),
            ErrorCode::PhotosDamaged => store::mark_photos_damaged(&self.dir),
            _ => {}
        }
    }

    fn announce(&self, topics: &[Topic]) {
        self.listeners.announce(topics.iter().copied());
    }

    fn tell(&self, input: Input) {
        let runner = self.runner.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(runner) = runner.as_ref() {
            runner.tell(input);
        }
    }
}
