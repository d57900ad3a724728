//! A profile that runs: what the shell and the test bridge hold.

use crate::{
    act::Act,
    api::{
        Command, Error, ErrorCode, OnlyHere, PhotoTarget, Query, Receipt, RecoveryState,
        SettingChange, Settings, StoreNotice, SyncState, Topic, View,
    },
    circular, finding, held, judgement,
    listeners::Listeners,
    lock::{self, DatabaseKey, Gate, KeyStore, NoHardware, make_key},
    order as orders, outing, photo,
    platform::{Clock, Platform},
    profile, projection, site, spot_check,
    store::{self, Claim, drafts::Pending, identity::Identity},
    suggestion,
    sync::{self, Ahead, Http, Input, Machine, Outgoing, Runner},
    view::{self, Seen},
    world::{Known, Streams},
};
use mingcha_domain::{
    chain::Ending,
    circular::IssueCircular,
    finding::JudgeFinding,
    fold::Subject,
    ids::{CheckId, Hash, OrderId, Realm, StreamId},
    order::{How, Order},
    outing::{ChangePresence, EndAccess, GiveAccess, StartOuting},
    photo::MarkPhoto,
    site::SiteAdded,
    spot_check::SupplementCheck,
    suggestion::JudgeSuggestion,
    time::Millis,
};
use rusqlite::Connection;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, atomic::AtomicBool},
    thread,
    time::Duration,
};

mod ending;
mod showing;
mod syncing;

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
    /// The person wants to leave, and when they said so.
    leaving: Mutex<Option<(Ending, i64)>>,
    listeners: Arc<Listeners>,
    runner: RwLock<Option<Runner>>,
    outgoing: Outgoing,
    ahead: Ahead,
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

    /// Seals a photo, makes its pictures and puts it down until [`Device::keep_photo`] takes it up.
    /// Writes nothing: several can be under way at once.
    ///
    /// # Errors
    /// Those of [`ErrorCode`] that begin with `Photo`, and [`ErrorCode::Locked`].
    pub fn prepare_photo(&self, check: CheckId, original: Vec<u8>) -> Result<u32, Error> {
        let shared = self.gate.camera(check)?;
        Ok(shared.prepared.put(check, photo::capture(original)?))
    }

    /// Records a photo that was prepared. The bytes are durable before the event that names them.
    ///
    /// # Errors
    /// [`ErrorCode::DiskFull`] and [`ErrorCode::Locked`]; [`ErrorCode::Internal`] if it was not
    /// prepared for this check since the store was opened. Nothing was recorded then, and it has to
    /// be prepared again.
    pub fn keep_photo(
        &self,
        check: CheckId,
        target: &PhotoTarget,
        prepared: u32,
    ) -> Result<Receipt, Error> {
        let shared = self.gate.camera(check)?;
        let captured = shared.prepared.take(check, prepared)?;
        let files: Vec<(Hash, &[u8])> =
            captured.files.iter().map(|(hash, bytes)| (*hash, bytes.as_slice())).collect();
        let receipt = {
            let _stays = locked(&shared.bytes_come_or_go);
            store::photos::put(&mut locked(&shared.photos), &files)?;
            shared.act(|act| {
                let id = photo::take(act, check, (captured.taken, captured.prints), target)?;
                shared.outgoing.taken(id);
                Ok(Some(id.to_string()))
            })
        };
        // Bytes that nothing names are to leave again, unless the photo comes once more.
        let receipt = receipt.inspect_err(|_| {
            let unnamed = files.iter().map(|(hash, _)| *hash);
            if let Err(error) = store::dropping::note(&locked(&shared.writer), unnamed) {
                tracing::warn!(code = ?error.code, "noting bytes that nothing names");
            }
        })?;
        shared.look_at_room();
        Ok(receipt)
    }

    /// Prepares a photo and records it.
    ///
    /// # Errors
    /// As [`Device::prepare_photo`] and [`Device::keep_photo`].
    pub fn import_photo(
        &self,
        check: CheckId,
        target: &PhotoTarget,
        original: Vec<u8>,
    ) -> Result<Receipt, Error> {
        let prepared = self.prepare_photo(check, original)?;
        self.keep_photo(check, target, prepared)
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
        let left = shared.move_files(&AtomicBool::new(false), |_, _| {})?;
        shared.after_moving(left)
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

fn realm_of(identity: &Identity) -> Option<Realm> {
    identity.enrolled.as_ref()?.genesis.realm().ok()
}

fn perform(act: &Act<'_>, command: Command) -> Result<Option<String>, Error> {
    let made = match command {
        Command::StartOuting { campaign, team, members, guests } => {
            Some(outing::start(act, StartOuting { campaign, team, members, guests })?)
        }
        Command::ChangePresence { outing, members, guests } => {
            outing::change_presence(act, outing, ChangePresence { members, guests })?;
            None
        }
        Command::EndOuting { outing } => {
            outing::end(act, outing)?;
            None
        }
        Command::AddSite { name, kind, address, territory, position } => {
            Some(site::add(act, SiteAdded { address, kind, name, position, territory })?)
        }
        Command::StartCheck { outing, order, site, checklist, kind, position } => {
            let begin = spot_check::Begin { outing, order, site, checklist, kind, position };
            Some(spot_check::begin(act, begin)?)
        }
        Command::JoinCheck { code } => Some(spot_check::join(act, &code)?),
        Command::SaveAnswers { check, changes } => {
            spot_check::save(act, check, &changes)?;
            None
        }
        Command::LeaveGroup { check } => {
            spot_check::seal(act, check)?;
            None
        }
        Command::SaveFindingDraft { check, finding, content, keep_photos } => {
            Some(finding::save_draft(act, check, finding, content, keep_photos)?)
        }
        Command::DropFindingDraft { finding } => {
            finding::drop_draft(act, finding)?;
            None
        }
        Command::RecordFinding { finding, base } => {
            finding::record(act, finding, base)?;
            None
        }
        Command::WithdrawFinding { finding, reason, base } => {
            finding::withdraw(act, finding, reason, base)?;
            None
        }
        Command::RecordSuggestion { check, suggestion, content, base } => {
            Some(suggestion::record(act, check, suggestion, content, base)?)
        }
        Command::SortPhoto { check, photo, target } => {
            photo::sort(act, check, photo, &target)?;
            None
        }
        Command::VoidPhoto { check, photo, reason } => {
            photo::void(act, check, photo, &reason)?;
            None
        }
        Command::MarkPhoto { check, photo, marks } => {
            photo::mark(act, check, MarkPhoto { photo, marks })?;
            None
        }
        Command::GiveAccess { outing, to, until } => {
            let access = outing::give_access(act, outing, GiveAccess { to, until })?;
            return Ok(Some(access.to_string()));
        }
        Command::EndAccess { outing, access } => {
            outing::end_access(act, outing, EndAccess { access })?;
            None
        }
        Command::DemandFreshPhoto { finding } => {
            finding::demand_photo(act, finding)?;
            None
        }
        Command::SubmitCheck { check, base, outcome, words } => {
            spot_check::submit(act, check, base, outcome, words)?;
            None
        }
        Command::HandInMine { check } => {
            spot_check::hand_in_mine(act, check)?;
            None
        }
        Command::TakeBack { check, base } => {
            spot_check::take_back(act, check, base)?;
            None
        }
        Command::KeepWords { check, sheet, words } => {
            store::drafts::save_words(&act.transaction, check, sheet, &words)?;
            None
        }
        Command::Supplement { check, words, photos } => {
            spot_check::supplement(act, check, SupplementCheck { words, photos })?;
            None
        }
        Command::OpenCheck { check } => {
            spot_check::open(act, check)?;
            None
        }
        Command::JudgeFinding { finding, base, version, ruling } => {
            judgement::judge_finding(act, finding, base, JudgeFinding { version, ruling })?;
            None
        }
        Command::JudgeSuggestion { suggestion, base, version, ruling } => {
            let verdict = JudgeSuggestion { version, ruling };
            judgement::judge_suggestion(act, suggestion, base, verdict)?;
            None
        }
        Command::LookAt { finding, base, version } => {
            judgement::look_at(act, finding, &base, version)?;
            None
        }
        Command::IssueCircular { title, words, to } => {
            Some(circular::issue(act, IssueCircular { title, words, to })?)
        }
        Command::ReadCircular { circular } => {
            circular::read(act, circular)?;
            None
        }
        Command::DecideHeld { events, counts, words } => {
            held::decide(act, &events, counts, &words)?;
            None
        }
        Command::UndoJudgement { subject } => {
            let subject = subject.parse().map_err(|_| Error::new(ErrorCode::NotFound, "no id"))?;
            judgement::undo(act, subject)?;
            None
        }
        Command::SealJudgements => {
            judgement::seal(act, true)?;
            None
        }
        Command::AddPerson
        | Command::ChoosePerson { .. }
        | Command::ShowName { .. }
        | Command::Enrol { .. }
        | Command::Leave { .. }
        | Command::ReadNotice
        | Command::SyncNow
        | Command::ChangeSetting { .. }
        | Command::JudgeSeveral { .. }
        | Command::Unlock { .. }
        | Command::UnlockRecognised { .. }
        | Command::RecogniseMe { .. }
        | Command::RecogniseNobody
        | Command::MakeRoom
        | Command::DrawPassphrase
        | Command::SetLock { .. }
        | Command::ChangeLock { .. }
        | Command::LockNow
        | Command::Used
        | Command::OpenOrder { .. }
        | Command::OpenOrderOnline { .. } => None,
    };
    Ok(made.map(|id| id.to_string()))
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
        if rescued {
            for file in store::photo_files::said_to_be_here(&opened.writer)? {
                if !store::photos::is_whole(&opened.photos, file.bytes.sha256)? {
                    store::photo_files::set_unreadable(&opened.writer, &file)?;
                }
            }
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
            leaving: Mutex::new(None),
            listeners: Arc::clone(listeners),
            runner: RwLock::default(),
            outgoing: Outgoing::default(),
            ahead: Ahead::default(),
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

    fn enrol(&self, address: &str, code: &str, label: &str) -> Result<Receipt, Error> {
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

    /// Runs one act: everything it does is committed together, or nothing.
    fn act(
        &self,
        work: impl FnOnce(&Act<'_>) -> Result<Option<String>, Error>,
    ) -> Result<Receipt, Error> {
        let done = {
            let mut writer = locked(&self.writer);
            // Who acts is read once nobody else writes: the profile may have gone on under a new key,
            // or be another person's, while this waited.
            let (identity, known) = (read(&self.identity), read(&self.known));
            let act = Act::begin(writer.transaction()?, &self.platform, &identity, &known)?;
            let done = profile::say_how_it_goes_on(&act).and_then(|()| work(&act));
            done.and_then(|made| act.commit(made))
        };
        let (receipt, sends) = done.inspect_err(|error| self.notice_damage(error))?;
        self.announce(&receipt.topics);
        if sends {
            self.tell(Input::Recorded);
        }
        Ok(receipt)
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

    /// Opens a sealed order, unless somebody has and it is known here.
    fn open_order(&self, known: &Order, opening: orders::Opening) -> Result<Receipt, Error> {
        if known.issued.is_some() {
            return Ok(Receipt { topics: vec![Topic::Today], ..Receipt::default() });
        }
        self.act(|act| orders::open(act, opening).map(|()| None))
    }

    /// A page that cannot be read any more: the next start sets its file aside and rescues.
    fn notice_damage(&self, error: &Error) {
        match error.code {
            ErrorCode::StoreDamaged => store::mark_records_damaged(&self.dir),
            ErrorCode::PhotosDamaged => store::mark_photos_damaged(&self.dir),
            _ => {}
        }
    }

    /// Seals verdicts whose ten seconds are over.
    pub(crate) fn seal_due(&self) {
        let due = self.next_seal_ms() == Some(0);
        if due && let Err(error) = self.act(|act| judgement::seal(act, false).map(|()| None)) {
            tracing::error!(code = ?error.code, "sealing a verdict");
        }
    }

    /// Milliseconds until the next verdict is to be sealed.
    pub(crate) fn next_seal_ms(&self) -> Option<u64> {
        if self.standing() == Standing::Revoked {
            return None;
        }
        let kept = store::drafts::kept_back(&locked(&self.reader)).ok()?;
        let now = self.platform.now();
        let left = |pending: &Pending| match judgement::is_due(pending, now) {
            true => 0,
            false => u64::try_from(pending.seals_at.0 - now.0).unwrap_or(0),
        };
        kept.iter().map(left).min()
    }

    fn reload_identity(&self) -> Result<(), Error> {
        self.take_identity_from(&locked(&self.writer))
    }

    fn take_identity_from(&self, connection: &Connection) -> Result<(), Error> {
        if let Some(identity) = store::identity::read(connection)? {
            write(&self.identity, Arc::new(identity));
        }
        Ok(())
    }

    /// Seals the recovery code of a lock that is set, if that is possible and not done yet.
    pub(crate) fn seal_recovery(&self) {
        let may = self.standing() == Standing::Accepted;
        if may && let Err(error) = self.act(|act| lock::seal_due(act).map(|()| None)) {
            tracing::error!(code = ?error.code, "sealing a recovery code");
        }
    }

    /// Whether keepers can open the code of this slot of the key file.
    pub(crate) fn recovery(&self, slot: Option<&str>) -> Result<RecoveryState, Error> {
        let (identity, known) = (read(&self.identity), read(&self.known));
        let key = known.directory.recovery;
        self.read(|connection| lock::recovery_state(connection, identity.key(), slot, key))
    }

    /// Takes photo files off this device that were dropped from its records.
    fn drop_files(&self) -> Result<(), Error> {
        /// Whoever takes a photo meanwhile does not wait for all of them.
        const AT_ONCE: usize = 4;
        loop {
            // Nobody records meanwhile that bytes are here which are about to go.
            let _stays = locked(&self.bytes_come_or_go);
            let leaving = store::dropping::files(&locked(&self.writer), AT_ONCE)?;
            if leaving.is_empty() {
                break;
            }
            let files: Vec<Hash> =
                leaving.iter().filter(|file| !file.needed).map(|file| file.hash).collect();
            store::photos::remove(&mut locked(&self.photos), &files)?;
            store::dropping::gone(&mut locked(&self.writer), &leaving)?;
        }
        self.give_room_back();
        Ok(())
    }

    /// What cannot be given back now stays there for photos to come, and is tried again.
    fn give_room_back(&self) {
        /// Who waits for the photos comes in between.
        const BETWEEN: Duration = Duration::from_millis(5);
        loop {
            let given = store::photos::give_back(&locked(&self.photos));
            match given {
                Ok(true) => thread::sleep(BETWEEN),
                Ok(false) => return,
                Err(error) => {
                    return tracing::warn!(code = ?error.code, "giving room back");
                }
            }
        }
    }

    /// The same where something else must not fail for it: what is left goes at the next start.
    fn drop_files_if_possible(&self) {
        if let Err(error) = self.drop_files() {
            tracing::warn!(code = ?error.code, "dropping photo files");
        }
    }

    /// Lets own originals leave that central's backup holds too: all of them, or as the person
    /// wishes; gives how many.
    fn make_room(&self, all: bool) -> Result<u32, Error> {
        let reusable = store::photos::reusable(&locked(&self.photos))?;
        let free = photo::room::for_photos(view::free_bytes(&self.dir), reusable);
        let left = {
            let mut writer = locked(&self.writer);
            let transaction = writer.transaction()?;
            let left = if all {
                store::room::let_leave(&transaction, i64::MAX, u64::MAX)?
            } else {
                let keep = view::settings(&transaction)?.keep_originals;
                photo::room::by_policy(&transaction, keep, self.platform.now(), free)?
            };
            transaction.commit()?;
            left
        };
        if left.photos > 0 {
            self.drop_files()?;
            self.announce(&[Topic::Photo, Topic::Sync, Topic::Profile]);
        }
        Ok(left.photos)
    }

    /// After a photo came in: says that the disk is nearly full, and makes room if it may.
    fn look_at_room(&self) {
        if photo::room::low(view::free_bytes(&self.dir)).is_none() {
            return;
        }
        if let Err(error) = self.make_room(false) {
            tracing::warn!(code = ?error.code, "making room");
        }
        self.announce(&[Topic::Profile]);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::LockState;
    use std::fs;

    /// A full disk, as SQLite meets it: no page can be added.
    fn fill_up(connection: &Connection) {
        let pages: i64 = connection.pragma_query_value(None, "page_count", |r| r.get(0)).unwrap();
        connection.pragma_update(None, "max_page_count", pages).unwrap();
    }

    #[test]
    fn a_full_disk_says_so_and_what_was_saved_stays() {
        let dir = tempfile::tempdir().unwrap();
        let device = Device::open(dir.path(), Clock::System).unwrap();
        let shared = device.gate.reading().unwrap();
        let writer = locked(&shared.writer);
        store::identity::set_setting(&writer, "kept", "yes").unwrap();
        fill_up(&writer);
        let long = "x".repeat(100_000);
        let full = store::identity::set_setting(&writer, "new", &long).unwrap_err();
        assert_eq!(full.code, ErrorCode::DiskFull);
        assert_eq!(store::identity::setting(&writer, "kept").unwrap().unwrap(), "yes");
        assert_eq!(store::identity::setting(&writer, "new").unwrap(), None);
        drop(writer);
        let mut photos = locked(&shared.photos);
        fill_up(&photos);
        let bytes = vec![7; 500_000];
        let hash = Hash::of(&[&bytes]);
        let full = store::photos::put(&mut photos, &[(hash, &bytes)]).unwrap_err();
        assert_eq!(full.code, ErrorCode::DiskFull);
        assert_eq!(store::photos::get(&photos, hash).unwrap(), None);
    }

    #[test]
    fn nothing_in_the_folder_is_readable_without_the_key() {
        let dir = tempfile::tempdir().unwrap();
        let device = Device::open(dir.path(), Clock::System).unwrap();
        let shared = device.gate.reading().unwrap();
        let canary = "冷柜里的金丝雀 canary-1871";
        store::identity::set_setting(&locked(&shared.writer), "c", canary).unwrap();
        let bytes = canary.repeat(40).into_bytes();
        let hash = Hash::of(&[&bytes]);
        store::photos::put(&mut locked(&shared.photos), &[(hash, &bytes)]).unwrap();
        let mut files = 0;
        for entry in fs::read_dir(dir.path()).unwrap() {
            let text = fs::read(entry.unwrap().path()).unwrap();
            files += 1;
            assert!(!text.windows(11).any(|w| w == b"canary-1871"));
        }
        assert!(files >= 4, "{files} files looked at");
    }

    #[test]
    fn an_erased_profile_has_no_lock_any_more_whether_it_was_locked_or_not() {
        for (locked, held) in [(false, true), (true, true), (true, false)] {
            let dir = tempfile::tempdir().unwrap();
            let device = Device::open(dir.path(), Clock::System).unwrap();
            let lock = || {
                let View::Start(start) = device.query(Query::Start).unwrap() else { panic!() };
                (start.lock.is, start.notice)
            };
            let set = || {
                let drawn = device.execute(Command::DrawPassphrase).unwrap().secret.unwrap();
                device.execute(Command::SetLock { secret: drawn }).unwrap();
            };
            set();
            let shared = device.gate.sending().unwrap();
            if locked {
                device.execute(Command::LockNow).unwrap();
                assert_eq!(lock(), (LockState::Locked, None));
            }
            shared.erase(StoreNotice::ErasedOnOrder).unwrap();
            let shared = held.then_some(shared);
            assert_eq!(lock(), (LockState::None, Some(StoreNotice::ErasedOnOrder)));
            set();
            assert_eq!(lock().0, LockState::Open, "a new one can be set");
            drop(shared);
        }
    }

    #[test]
    fn the_schema_is_the_one_that_is_documented() {
        let dir = tempfile::tempdir().unwrap();
        let device = Device::open(dir.path(), Clock::System).unwrap();
        let shared = device.gate.reading().unwrap();
        let writer = locked(&shared.writer);
        let sql = "SELECT sql FROM sqlite_master WHERE type = 'table'
                   AND name NOT GLOB 'check_search*' AND name NOT GLOB 'sqlite_*'";
        let mut statement = writer.prepare(sql).unwrap();
        let tables: Vec<String> =
            statement.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
        let documented = concat!(
            include_str!("store/schema.sql"),
            include_str!("store/given.sql"),
            include_str!("store/inbox.sql"),
        );
        for table in &tables {
            let name = table.split_whitespace().nth(2).unwrap();
            assert!(documented.contains(&format!("CREATE TABLE {name} ")), "{name}");
            assert!(table.contains("STRICT"), "{name} is not STRICT");
        }
        assert!(tables.len() >= 15, "{tables:?}");
    }
}
