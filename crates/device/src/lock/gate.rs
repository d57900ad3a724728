//! What stands between the interface and the open store.
//!
//! The store is a [`Shared`] that exists only while its key is held. While the screen is locked it
//! may go on existing for a while, unreadable, so that the camera and sending go on.

use super::{
    digits::{self, Digits, Kind},
    guard::{Around, Effect, Guard, Input, Moment},
    hardware::KeyStore,
    key_file::{self, Kept},
    recovery,
    tries::Tries,
    wrap::{DatabaseKey, For, Slot},
};
use crate::{
    api::{
        Error, ErrorCode, LockState, LockView, OnlyHere, RecoveryState, RoomView, Secret, Settings,
        StartView, SyncState, SyncView, Topic,
    },
    device::Shared,
    listeners::Listeners,
    photo,
    platform::{Clock, Platform},
    store::{self, Claim},
    view,
};
use mingcha_domain::ids::CheckId;
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    thread,
    time::Duration,
};

/// A profile, locked or not.
pub struct Gate {
    dir: PathBuf,
    platform: Platform,
    hardware: Arc<dyn KeyStore>,
    /// Held as long as anything of the profile runs; another window is refused.
    claim: Arc<Claim>,
    /// Who is told of changes.
    pub listeners: Arc<Listeners>,
    /// One try at a time. Taken before `state`, never while it is held.
    trying: Mutex<Trying>,
    state: Mutex<State>,
}

struct Trying {
    tries: Tries,
    /// A passphrase that was shown and not set yet.
    drawn: Option<Digits>,
}

struct State {
    guard: Guard,
    slots: Vec<Slot>,
    open: Option<Arc<Shared>>,
    /// A store that was shut and may still be finishing an exchange.
    shut: Weak<Shared>,
    settings: Settings,
    syncs: bool,
}

fn taken<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Every change of these is a plain assignment: a panic leaves them whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn closed() -> Error {
    Error::new(ErrorCode::Locked, "the profile is locked")
}

impl Gate {
    /// Opens the profile in `dir`, or stands before it if a lock is set.
    ///
    /// # Errors
    /// As [`crate::Device::open_with`].
    pub fn open(dir: &Path, clock: Clock, hardware: Arc<dyn KeyStore>) -> Result<Self, Error> {
        let claim = Arc::new(store::claim(dir)?);
        let platform = Platform::new(clock)?;
        let listeners = Arc::new(Listeners::default());
        let tries = Tries::read(dir, &platform)?;
        let mut state = State {
            guard: Guard::new(false),
            slots: vec![],
            open: None,
            shut: Weak::new(),
            settings: super::look::read(dir),
            syncs: false,
        };
        match key_file::read_or_make(dir)? {
            Kept::Open(key) => {
                let shared =
                    Shared::open(dir, &key, platform.clone(), &listeners, Arc::clone(&claim))?;
                state.settings = shared.settings()?;
                state.open = Some(shared);
            }
            Kept::Locked(slots) => {
                state.guard = Guard::new(true);
                state.slots = slots;
            }
        }
        Ok(Self {
            dir: dir.to_owned(),
            platform,
            hardware,
            claim,
            listeners,
            trying: Mutex::new(Trying { tries, drawn: None }),
            state: Mutex::new(state),
        })
    }

    /// The store, to read and to record.
    ///
    /// # Errors
    /// [`ErrorCode::Locked`].
    pub fn reading(&self) -> Result<Arc<Shared>, Error> {
        self.settle();
        let state = taken(&self.state);
        let open = state.open.as_ref().filter(|_| state.guard.reads());
        open.cloned().ok_or_else(closed)
    }

    /// The store, to send what is only here. Also while the screen is locked.
    ///
    /// # Errors
    /// [`ErrorCode::Locked`] once the key was forgotten.
    pub fn sending(&self) -> Result<Arc<Shared>, Error> {
        taken(&self.state).open.clone().ok_or_else(closed)
    }

    /// The store, to take a photo of `check`. For a while also behind a locked screen, if the
    /// check is open: a photo goes in, nothing comes out.
    ///
    /// # Errors
    /// [`ErrorCode::Locked`].
    pub fn camera(&self, check: CheckId) -> Result<Arc<Shared>, Error> {
        self.settle();
        let (reads, open) = {
            let state = taken(&self.state);
            let open = state.open.clone().filter(|_| state.guard.takes_photos(self.now()));
            (state.guard.reads(), open.ok_or_else(closed)?)
        };
        if reads || open.is_open_check(check)? { Ok(open) } else { Err(closed()) }
    }

    /// Somebody uses the device.
    pub fn used(&self) {
        self.step(Input::Used);
    }

    /// Locks at once.
    ///
    /// # Errors
    /// [`ErrorCode::Stale`] if no lock is set.
    pub fn lock_now(&self) -> Result<(), Error> {
        if !taken(&self.state).guard.is_set() {
            return Err(Error::new(ErrorCode::Stale, "no lock is set"));
        }
        self.step(Input::LockNow);
        self.step(Input::Tick);
        Ok(())
    }

    /// Looks at the clocks and the outbox: locks, or forgets the key, if it is time.
    pub fn tick(&self) {
        self.notice_erasure();
        self.step(Input::Tick);
    }

    /// Talks to central in the background from now on whenever the key is held, and locks by
    /// itself.
    pub fn start(self: &Arc<Self>) {
        let open = {
            let mut state = taken(&self.state);
            state.syncs = true;
            state.open.clone()
        };
        if let Some(shared) = open {
            shared.start_sync();
        }
        let gate = Arc::downgrade(self);
        thread::spawn(move || {
            while let Some(gate) = gate.upgrade() {
                gate.tick();
                let closing = taken(&gate.state).guard.is_closing();
                drop(gate);
                thread::sleep(Duration::from_secs(if closing { 1 } else { 5 }));
            }
        });
    }

    /// Opens a locked profile.
    ///
    /// # Errors
    /// [`ErrorCode::SecretMistyped`], [`ErrorCode::TryLater`], [`ErrorCode::SecretWrong`],
    /// [`ErrorCode::NoHardware`], or why the store does not open.
    pub fn unlock(&self, secret: &Secret) -> Result<(), Error> {
        let mut trying = taken(&self.trying);
        let digits = digits::read(secret)?;
        let (key, slot) = self.try_secret(&mut trying, &digits)?;
        self.admit(key, slot)
    }

    /// Opens a locked profile for the owner whom the platform knows by finger or face.
    ///
    /// # Errors
    /// [`ErrorCode::Stale`] if that was not wished; [`ErrorCode::NotRecognised`],
    /// [`ErrorCode::NoHardware`], or why the store does not open.
    pub fn unlock_recognised(&self, why: &str) -> Result<(), Error> {
        let slot = self.owner_slot().ok_or_else(|| Error::new(ErrorCode::Stale, "not wished"))?;
        // The prompt stands as long as a person lets it; a secret can be typed meanwhile.
        let given = self.hardware.give_to_owner(slot.name(), why)?;
        let digits = given.as_deref().and_then(|kept| digits::of_owner(kept));
        let unknown = || Error::new(ErrorCode::NotRecognised, "nobody, or somebody else");
        let key = slot.unwrap(&digits.ok_or_else(unknown)?, None)?.ok_or_else(unknown)?;
        let _one_at_a_time = taken(&self.trying);
        self.admit(key, For::Owner)
    }

    /// Lets finger or face open the profile too.
    ///
    /// # Errors
    /// As [`Gate::unlock`] for the secret; [`ErrorCode::NoHardware`]. Nothing was changed then.
    pub fn recognise(&self, secret: &Secret) -> Result<(), Error> {
        self.reading()?;
        let mut trying = taken(&self.trying);
        let (key, _) = self.try_secret(&mut trying, &digits::read(secret)?)?;
        let drawn = digits::draw(Kind::Owner)?;
        let slot = Slot::wrap(&key, &drawn, None)?;
        self.hardware.keep_for_owner(slot.name(), drawn.kept())?;
        let name = slot.name().to_owned();
        let kept = self.replace_owner_slot(Some(slot));
        if kept.is_err() {
            self.hardware.drop_of_owner(&name);
        }
        kept
    }

    /// Neither finger nor face opens it any more.
    ///
    /// # Errors
    /// As [`key_file::lock`]. Nothing was changed then.
    pub fn recognise_nobody(&self) -> Result<(), Error> {
        self.reading()?;
        let _one_at_a_time = taken(&self.trying);
        self.replace_owner_slot(None)
    }

    fn owner_slot(&self) -> Option<Slot> {
        let state = taken(&self.state);
        state.slots.iter().find(|slot| slot.opened_by == For::Owner).cloned()
    }

    fn replace_owner_slot(&self, new: Option<Slot>) -> Result<(), Error> {
        let old = self.owner_slot();
        let mut slots = taken(&self.state).slots.clone();
        if slots.is_empty() {
            return Err(Error::new(ErrorCode::Stale, "no lock is set"));
        }
        slots.retain(|slot| slot.opened_by != For::Owner);
        slots.extend(new);
        key_file::lock(&self.dir, slots.clone())?;
        taken(&self.state).slots = slots;
        if let Some(old) = old {
            self.hardware.drop_of_owner(old.name());
        }
        self.listeners.announce([Topic::Profile]);
        Ok(())
    }

    /// Opens the files, or goes on with those that are still open.
    fn admit(&self, key: DatabaseKey, slot: For) -> Result<(), Error> {
        let shut = {
            let state = taken(&self.state);
            state.open.clone().or_else(|| state.shut.upgrade())
        };
        let shared = match shut {
            Some(shared) => shared,
            None => self.open_files(&key)?,
        };
        drop(key);
        if slot == For::Recovery {
            shared.write(|connection| recovery::set_renew(connection, true))?;
        }
        let (settings, syncs) = (shared.settings()?, taken(&self.state).syncs);
        if syncs {
            shared.start_sync();
        }
        {
            let mut state = taken(&self.state);
            state.settings = settings;
            // In one: a tick in between could find nothing unsent, and forget what was just opened.
            if !state.slots.is_empty() {
                let around = Around { check_runs: false, outbox_empty: false, lock_after_ms: 0 };
                state.guard.step(self.now(), around, Input::Unlocked);
            }
            state.open = Some(shared);
        }
        self.listeners.announce(Topic::ALL);
        Ok(())
    }

    /// Draws a passphrase, to be shown, written down and typed once.
    ///
    /// # Errors
    /// [`ErrorCode::Locked`].
    pub fn draw_passphrase(&self) -> Result<Secret, Error> {
        self.reading()?;
        let digits = digits::draw(Kind::Passphrase)?;
        let shown = digits.shown();
        taken(&self.trying).drawn = Some(digits);
        Ok(shown)
    }

    /// Sets a lock where there is none.
    ///
    /// # Errors
    /// [`ErrorCode::SecretDiffers`], [`ErrorCode::SecretMistyped`], [`ErrorCode::NoHardware`];
    /// [`ErrorCode::Stale`] if one is set. Nothing was changed then.
    pub fn set_lock(&self, secret: &Secret) -> Result<(), Error> {
        let shared = self.reading()?;
        let mut trying = taken(&self.trying);
        let Kept::Open(key) = key_file::read_or_make(&self.dir)? else {
            return Err(Error::new(ErrorCode::Stale, "a lock is set"));
        };
        trying.tries.forget(&self.dir, self.platform.uptime())?;
        self.wrap(&shared, &mut trying, &key, secret)
    }

    /// Changes the secret.
    ///
    /// # Errors
    /// As [`Gate::unlock`] for the old and [`Gate::set_lock`] for the new one. Nothing was changed
    /// then.
    pub fn change_lock(&self, old: &Secret, new: &Secret) -> Result<(), Error> {
        let shared = self.reading()?;
        let mut trying = taken(&self.trying);
        let old = digits::read(old)?;
        let (key, by) = self.try_secret(&mut trying, &old)?;
        if by == For::Recovery && self.owner_slot().is_some() {
            // Whoever needed a code may have lost the device to others' fingers.
            self.replace_owner_slot(None)?;
        }
        self.wrap(&shared, &mut trying, &key, new)
    }

    /// Notes changed settings, for the page that is shown before anybody has unlocked.
    pub fn settings_changed(&self, settings: Settings) {
        let mut state = taken(&self.state);
        if state.guard.is_set() {
            super::look::write(&self.dir, &settings);
        }
        state.settings = settings;
    }

    /// How the profile is locked.
    #[must_use]
    pub fn view(&self) -> LockView {
        self.settle();
        let left = |tries: &Tries| tries.left_ms(&self.platform.uptime());
        let (wrong, wait_ms) = {
            let trying = taken(&self.trying);
            // Without a lock, what an erased one counted is over.
            let set = taken(&self.state).guard.is_set();
            if set { (trying.tries.wrong, left(&trying.tries)) } else { (0, 0) }
        };
        let (guard, open, by, by_owner, spare) = {
            let state = taken(&self.state);
            let by_owner = state.slots.iter().any(|slot| slot.opened_by == For::Owner);
            let spare = state.slots.iter().find(|slot| slot.opened_by == For::Recovery);
            let spare = spare.map(|slot| slot.name().to_owned());
            let by = key_file::opened_by(&state.slots);
            (state.guard, state.open.clone(), by, by_owner, spare)
        };
        let is = match (guard.is_set(), guard.reads()) {
            (false, _) => LockState::None,
            (true, true) => LockState::Open,
            (true, false) => LockState::Locked,
        };
        let readable = open.as_ref().filter(|_| is == LockState::Open);
        LockView {
            is,
            by_pin: by == Some(For::Pin),
            pin_possible: matches!(self.hardware.secret(), Ok(Some(_))),
            knows_owners: self.hardware.knows_owners(),
            by_owner,
            wrong,
            wait_ms: u32::try_from(wait_ms).unwrap_or(u32::MAX),
            camera: guard.is_closing() && guard.takes_photos(self.now()),
            sending: guard.is_closing(),
            renew: readable.is_some_and(|s| s.read(recovery::renew).unwrap_or(false)),
            recovery: match open.as_ref().filter(|_| guard.reads()) {
                Some(shared) => shared.recovery(spare.as_deref()).unwrap_or_default(),
                None => RecoveryState::Unknown,
            },
        }
    }

    /// Who am I, before anybody has unlocked: nobody, in the language chosen.
    #[must_use]
    pub fn start_view(&self) -> StartView {
        let lock = self.view();
        let settings = taken(&self.state).settings.clone();
        let version = env!("CARGO_PKG_VERSION").to_owned();
        let low = photo::room::low(view::free_bytes(&self.dir));
        let (me, notice, recovered) = (None, None, vec![]);
        StartView { me, settings, unread: 0, version, notice, lock, low, recovered }
    }

    /// Where sending is while the screen is locked: counts, nothing else.
    ///
    /// # Errors
    /// As the store says.
    pub fn sync_view(&self) -> Result<SyncView, Error> {
        let open = taken(&self.state).open.clone();
        let (state, only_here) = match open {
            Some(shared) => (shared.sync_state(), shared.only_here()?),
            None => (SyncState::Locked, OnlyHere::default()),
        };
        Ok(SyncView {
            state,
            only_here,
            address: String::new(),
            last_sync: None,
            compared: None,
            to_put_in_order: 0,
            not_accepted: vec![],
            uploads: vec![],
            store_bytes: 0,
            photo_bytes: 0,
            free_bytes: view::free_bytes(&self.dir),
            room: RoomView::default(),
            checks: 0,
            photos: 0,
            missing_files: 0,
        })
    }

    /// Evaluates a secret: counted first, then tried.
    fn try_secret(
        &self,
        trying: &mut Trying,
        digits: &Digits,
    ) -> Result<(DatabaseKey, For), Error> {
        let slots = taken(&self.state).slots.clone();
        if slots.is_empty() {
            return Err(Error::new(ErrorCode::Stale, "no lock is set"));
        }
        let slot = slots.iter().find(|slot| slot.opened_by == For::of(digits.kind));
        let mistyped = || Error::new(ErrorCode::SecretMistyped, "a secret of another kind");
        let slot = slot.ok_or_else(mistyped)?;
        let hardware = self.hardware.secret()?;
        trying.tries.begin(&self.dir, self.platform.uptime())?;
        let Some(key) = slot.unwrap(digits, hardware.as_deref())? else {
            self.listeners.announce([Topic::Profile]);
            return Err(Error::new(ErrorCode::SecretWrong, "another secret"));
        };
        if let Err(error) = trying.tries.forget(&self.dir, self.platform.uptime()) {
            // Whoever knows the secret gets in; the count stays for the next time.
            tracing::warn!(code = ?error.code, "resetting the count of wrong tries");
        }
        Ok((key, slot.opened_by))
    }

    /// Wraps the key under a new secret and a new recovery code.
    fn wrap(
        &self,
        shared: &Shared,
        trying: &mut Trying,
        key: &DatabaseKey,
        secret: &Secret,
    ) -> Result<(), Error> {
        let digits = digits::read(secret)?;
        let hardware = self.hardware.secret()?;
        match digits.kind {
            Kind::Pin if hardware.is_some() => {}
            Kind::Pin => return Err(Error::new(ErrorCode::NoHardware, "nothing binds a PIN here")),
            Kind::Passphrase => {
                let drawn = trying.drawn.as_ref().map(Digits::bytes);
                if drawn != Some(digits.bytes()) {
                    return Err(Error::new(ErrorCode::SecretDiffers, "not what was shown"));
                }
            }
            Kind::Recovery => {
                return Err(Error::new(ErrorCode::SecretMistyped, "a recovery code"));
            }
            Kind::Owner => return Err(Error::new(ErrorCode::SecretMistyped, "nothing typed")),
        }
        let code = digits::draw(Kind::Recovery)?;
        let own = Slot::wrap(key, &digits, hardware.as_deref())?;
        let spare = Slot::wrap(key, &code, None)?;
        // First the code, then the file that it opens: no file without its code.
        shared.write(|connection| recovery::keep(connection, spare.name(), &code))?;
        let mut slots = vec![own, spare];
        slots.extend(self.owner_slot());
        key_file::lock(&self.dir, slots.clone())?;
        trying.drawn = None;
        if let Err(error) = shared.write(|connection| recovery::set_renew(connection, false)) {
            tracing::warn!(code = ?error.code, "noting the new secret");
        }
        let settings = {
            let mut state = taken(&self.state);
            state.slots = slots;
            state.settings.clone()
        };
        shared.seal_recovery();
        self.step(Input::Unlocked);
        self.settings_changed(settings);
        self.listeners.announce([Topic::Profile]);
        Ok(())
    }

    /// The recovery code, while the profile can be read.
    #[cfg(test)]
    pub fn recovery_code(&self) -> Result<String, Error> {
        let shared = self.reading()?;
        let slots = taken(&self.state).slots.clone();
        let slot = slots.iter().find(|slot| slot.opened_by == For::Recovery);
        let slot = slot.ok_or_else(|| Error::new(ErrorCode::Stale, "no lock is set"))?;
        let code = shared.read(|connection| recovery::code_of(connection, slot.name()))?;
        code.ok_or_else(|| Error::new(ErrorCode::NotFound, "no code of this slot"))
    }

    fn now(&self) -> Moment {
        Moment { mono_ms: self.platform.mono().ms, wall_ms: self.platform.now().0 }
    }

    /// A profile that was erased on order left an empty one without a lock in its place.
    fn notice_erasure(&self) {
        if !self.claim.take_erased() {
            return;
        }
        let mut state = taken(&self.state);
        state.guard = Guard::new(false);
        state.slots.clear();
        state.settings = Settings::default();
        if state.open.is_none() {
            state.open = state.shut.upgrade();
        }
        if state.open.is_some() {
            return;
        }
        match self.open_unlocked() {
            Ok(shared) => {
                if state.syncs {
                    shared.start_sync();
                }
                state.open = Some(shared);
            }
            Err(error) => tracing::error!(code = ?error.code, "opening what was erased"),
        }
    }

    /// Opens the files of a profile that has no lock.
    fn open_unlocked(&self) -> Result<Arc<Shared>, Error> {
        let Kept::Open(key) = key_file::read_or_make(&self.dir)? else { return Err(closed()) };
        self.open_files(&key)
    }

    fn open_files(&self, key: &DatabaseKey) -> Result<Arc<Shared>, Error> {
        let claim = Arc::clone(&self.claim);
        Shared::open(&self.dir, key, self.platform.clone(), &self.listeners, claim)
    }

    /// Closes what should be closed by now, before anything is read.
    fn settle(&self) {
        self.notice_erasure();
        let due = {
            let state = taken(&self.state);
            let unused = state.guard.unused_ms(self.now());
            let limit = lock_after_ms(&state.settings);
            state.guard.is_closing() || unused.is_some_and(|ms| ms >= limit)
        };
        if due {
            self.tick();
        }
    }

    fn step(&self, input: Input) {
        let (open, lock_after_ms) = {
            let state = taken(&self.state);
            if !state.guard.is_set() && input != Input::Unlocked {
                return;
            }
            (state.open.clone(), lock_after_ms(&state.settings))
        };
        // What cannot be read is taken for unsent: the limit ends it.
        let (check_runs, outbox_empty) =
            open.as_ref().and_then(|s| s.around().ok()).unwrap_or((false, false));
        let around = Around { check_runs, outbox_empty, lock_after_ms };
        let effect = {
            let mut state = taken(&self.state);
            if state.slots.is_empty() {
                // The profile was erased meanwhile, its lock with it.
                return;
            }
            let effect = state.guard.step(self.now(), around, input);
            if effect == Some(Effect::Forget)
                && let Some(shared) = state.open.take()
            {
                // Whatever still sends would hold the store, and its key.
                shared.break_off();
                state.shut = Arc::downgrade(&shared);
            }
            effect
        };
        // The last one to let go shuts the files and wipes the key.
        drop(open);
        if effect.is_some() {
            self.listeners.announce(Topic::ALL);
        }
    }
}

fn lock_after_ms(settings: &Settings) -> i64 {
    i64::from(settings.lock_after_min) * 60_000
}
