//! The people of this device: each a profile with a folder, a key, a lock and a chain of its own.
//!
//! One of them is in front: what is asked and done is asked of that one, and of nobody else. The
//! others go on as behind a locked screen: what is only here of theirs is still sent while their
//! key is held. Whoever is brought to the front meets their own lock.
//!
//! The first one's folder is where a single one always was. The others lie beside it, never in it,
//! so that erasing one cannot touch another: `<folder>-others/2`, `…/3`, with `people.json`.

mod noted;
#[cfg(test)]
mod tests;

use crate::{
    api::{
        Command, Error, ErrorCode, LockState, PeopleView, PersonHere, PersonIs, Query, Receipt,
        SettingChange, StartView, SyncState, Topic, View,
    },
    device::Device,
    listeners::Listeners,
    lock::{KeyStore, NoHardware},
    platform::Clock,
    store,
};
use noted::Noted;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    thread,
};

/// The people of this device, as a shell holds them. Cheap to clone; all clones are the same.
#[derive(Clone)]
pub struct People(Arc<Inner>);

struct Inner {
    first: PathBuf,
    others: PathBuf,
    clock: Clock,
    hardware: Arc<dyn KeyStore>,
    listeners: Arc<Listeners>,
    /// The number in front; also read where `state` must not be taken.
    front: Arc<AtomicU32>,
    state: Mutex<State>,
}

struct State {
    noted: Noted,
    running: BTreeMap<u32, Device>,
    syncs: bool,
}

impl People {
    /// The people of the device whose first profile is in `dir`, on a machine without a key store.
    /// Sync rests until [`People::start`].
    #[must_use]
    pub fn open(dir: &Path, clock: Clock) -> Self {
        Self::open_with(dir, clock, Arc::new(NoHardware))
    }

    /// The people of the device whose first profile is in `dir`; the one in front is opened, or
    /// made. If that fails every question says why, and another one can be chosen.
    #[must_use]
    pub fn open_with(dir: &Path, clock: Clock, hardware: Arc<dyn KeyStore>) -> Self {
        let first = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
        let others = beside(&first);
        let mut noted = noted::read(&others);
        if !numbers(&others).contains(&noted.front) {
            noted.front = 1;
        }
        let front = Arc::new(AtomicU32::new(noted.front));
        let state = State { noted, running: BTreeMap::new(), syncs: false };
        let listeners = Arc::default();
        let state = Mutex::new(state);
        let people =
            Self(Arc::new(Inner { first, others, clock, hardware, listeners, front, state }));
        if let Err(error) = people.front() {
            tracing::error!(code = ?error.code, "opening the profile in front");
        }
        people
    }

    /// Starts talking to central in the background, and locking by itself, for everybody whose key
    /// is there.
    pub fn start(&self) {
        {
            let mut state = self.0.state();
            if state.syncs {
                return;
            }
            state.syncs = true;
            state.running.values().for_each(Device::start);
        }
        let (inner, front) = (Arc::downgrade(&self.0), self.0.front());
        // The one in front is on screen before the others' stores are opened.
        thread::spawn(move || {
            let numbers = inner.upgrade().map(|inner| inner.numbers()).unwrap_or_default();
            for number in numbers.into_iter().filter(|n| *n != front) {
                let Some(inner) = inner.upgrade() else { return };
                if let Err(error) = inner.device(number) {
                    tracing::error!(code = ?error.code, "opening a profile");
                }
            }
        });
    }

    /// Calls `listener` whenever something changed for whoever is in front.
    pub fn on_change(&self, listener: impl Fn(&[Topic]) + Send + Sync + 'static) {
        self.0.listeners.add(listener);
    }

    /// Whoever is in front.
    ///
    /// # Errors
    /// As [`Device::open_with`].
    pub fn front(&self) -> Result<Device, Error> {
        self.0.device(self.0.front())
    }

    /// The view of a query, asked of whoever is in front; [`Query::People`] is answered always.
    ///
    /// # Errors
    /// As [`People::front`] and [`Device::query`].
    pub fn query(&self, query: Query) -> Result<View, Error> {
        if matches!(query, Query::People) {
            return Ok(View::People(self.0.view()));
        }
        let front = self.0.front();
        let answer = self.0.device(front)?.query(query)?;
        if let View::Start(start) = &answer {
            self.0.keep_name_true(front, start);
        }
        Ok(answer)
    }

    /// Does what the person in front asked. Durable when this returns.
    ///
    /// # Errors
    /// As [`People::front`] and [`Device::execute`]; for [`Command::ChoosePerson`] also
    /// [`ErrorCode::NotFound`], and nothing was changed then.
    pub fn execute(&self, command: Command) -> Result<Receipt, Error> {
        match command {
            Command::AddPerson => self.0.add(),
            Command::ChoosePerson { number } => self.0.choose(number),
            Command::ShowName { shown } => self.0.show_name(shown),
            other => self.front()?.execute(other),
        }
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        // Every change is a plain assignment: a panic leaves it whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn front(&self) -> u32 {
        self.front.load(Ordering::Acquire)
    }

    fn numbers(&self) -> Vec<u32> {
        numbers(&self.others)
    }

    fn folder(&self, number: u32) -> PathBuf {
        if number == 1 { self.first.clone() } else { self.others.join(number.to_string()) }
    }

    /// The profile of this number, opened if it is not yet, and made if it is new.
    fn device(&self, number: u32) -> Result<Device, Error> {
        let mut state = self.state();
        if let Some(device) = state.running.get(&number) {
            return Ok(device.clone());
        }
        let hardware = Arc::clone(&self.hardware);
        let device = Device::open_with(&self.folder(number), self.clock.clone(), hardware)?;
        let (listeners, front) = (Arc::clone(&self.listeners), Arc::clone(&self.front));
        device.on_change(move |topics| {
            if front.load(Ordering::Acquire) == number {
                listeners.announce(topics.iter().copied());
            } else {
                // Of somebody else only the line in the list can change.
                listeners.announce([Topic::People]);
            }
        });
        if state.syncs {
            device.start();
        }
        state.running.insert(number, device.clone());
        Ok(device)
    }

    fn view(&self) -> PeopleView {
        let front = self.front();
        let people = self.numbers().into_iter().map(|n| self.person(n, n == front));
        PeopleView { people: people.filter(|p| p.front || p.is != PersonIs::Vacant).collect() }
    }

    /// What can be known of somebody without their key.
    fn person(&self, number: u32, front: bool) -> PersonHere {
        let found = self.device(number).and_then(|device| Ok((start_of(&device)?, device)));
        if let Ok((start, _)) = &found {
            self.keep_name_true(number, start);
        }
        let kept = self.state().noted.names.get(&number).cloned();
        let mut person = PersonHere {
            number,
            front,
            is: PersonIs::Failing,
            shows_name: kept.is_some(),
            name: kept,
            unit: None,
            has_lock: false,
            only_here: None,
        };
        let Ok((start, device)) = found else { return person };
        person.has_lock = start.lock.is != LockState::None;
        person.is = match (start.lock.is, &start.me) {
            (LockState::Locked, _) => PersonIs::Locked,
            // What was damaged and set aside is somebody's, even if nothing says whose any more.
            (LockState::None, None) if !store::has_set_aside(&self.folder(number)) => {
                PersonIs::Vacant
            }
            _ => PersonIs::Open,
        };
        if let Some(me) = start.me {
            person.unit = Some(me.unit);
            // Enrolled, but central has not said yet who that is.
            person.name = Some(me.person.name).filter(|name| !name.is_empty());
        }
        if let Ok(View::Sync(sync)) = device.query(Query::Sync)
            && sync.state != SyncState::Locked
        {
            person.only_here = Some(sync.only_here);
        }
        person
    }

    fn choose(&self, number: u32) -> Result<Receipt, Error> {
        if !self.numbers().contains(&number) {
            return Err(Error::new(ErrorCode::NotFound, "nobody of this number"));
        }
        self.device(number)?;
        self.bring_to_front(number);
        Ok(Receipt { topics: Topic::ALL.to_vec(), ..Receipt::default() })
    }

    /// A place for one more person: one that nobody has taken, or a new one.
    fn add(&self) -> Result<Receipt, Error> {
        let language = self.device(self.front()).and_then(|device| start_of(&device));
        let language = language.map(|start| start.settings.language);
        let numbers = self.numbers();
        let vacant = |number: &u32| self.person(*number, false).is == PersonIs::Vacant;
        let new = numbers.iter().max().copied().unwrap_or(1).saturating_add(1);
        let number = numbers.iter().copied().find(vacant).unwrap_or(new);
        let device = self.device(number)?;
        // What whoever was there before had to be told is not for the next one.
        device.execute(Command::ReadNotice)?;
        if let Ok(language) = language {
            device
                .execute(Command::ChangeSetting { setting: SettingChange::Language(language) })?;
        }
        self.bring_to_front(number);
        Ok(Receipt { topics: Topic::ALL.to_vec(), ..Receipt::default() })
    }

    fn bring_to_front(&self, number: u32) {
        let (left, noted) = {
            let mut state = self.state();
            let left = state.noted.front;
            if left == number {
                return;
            }
            state.noted.front = number;
            self.front.store(number, Ordering::Release);
            (state.running.get(&left).cloned(), state.noted.clone())
        };
        if let Some(Err(error)) = left.map(|device| device.execute(Command::LockNow))
            && !matches!(error.code, ErrorCode::Stale | ErrorCode::Locked)
        {
            tracing::error!(code = ?error.code, "locking whoever was in front");
        }
        // On a full disk people still get at their records; only the next start does not know it.
        if let Err(error) = noted::write(&self.others, &noted) {
            tracing::warn!(code = ?error.code, "noting who is in front");
        }
        self.listeners.announce(Topic::ALL);
    }

    fn show_name(&self, shown: bool) -> Result<Receipt, Error> {
        let number = self.front();
        let me = start_of(&self.device(number)?)?.me;
        let name = me.map(|me| me.person.name).filter(|name| !name.is_empty());
        let name = name.ok_or_else(|| Error::new(ErrorCode::Locked, "nobody to be named"))?;
        self.keep_name(number, shown.then_some(name))?;
        let topics = vec![Topic::People];
        self.listeners.announce(topics.iter().copied());
        Ok(Receipt { topics, ..Receipt::default() })
    }

    /// A name that is shown is the present one, and goes with its profile.
    fn keep_name_true(&self, number: u32, start: &StartView) {
        let Some(kept) = self.state().noted.names.get(&number).cloned() else { return };
        let name = match (&start.me, start.lock.is) {
            (Some(me), _) if me.person.name.is_empty() => return,
            (Some(me), _) => Some(me.person.name.clone()),
            (None, LockState::None) => None,
            (None, _) => return,
        };
        if name.as_ref() != Some(&kept)
            && let Err(error) = self.keep_name(number, name)
        {
            tracing::warn!(code = ?error.code, "noting a name");
        }
    }

    fn keep_name(&self, number: u32, name: Option<String>) -> Result<(), Error> {
        let mut state = self.state();
        let mut noted = state.noted.clone();
        match name {
            Some(name) => noted.names.insert(number, name),
            None => noted.names.remove(&number),
        };
        if noted != state.noted {
            noted::write(&self.others, &noted)?;
            state.noted = noted;
        }
        Ok(())
    }
}

fn start_of(device: &Device) -> Result<StartView, Error> {
    match device.query(Query::Start)? {
        View::Start(start) => Ok(start),
        _ => Err(Error::new(ErrorCode::Internal, "another view")),
    }
}

/// Where the others are: beside the first one's folder, not in it.
fn beside(first: &Path) -> PathBuf {
    let mut name = first.file_name().unwrap_or_default().to_owned();
    name.push("-others");
    first.with_file_name(name)
}

/// The numbers of everybody's folders, the first one's always.
fn numbers(others: &Path) -> Vec<u32> {
    let entries = fs::read_dir(others).into_iter().flatten().flatten();
    let named = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let mut numbers: Vec<u32> = named.filter(|n| *n > 1).chain([1]).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}
