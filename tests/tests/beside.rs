//! Records and photo files go beside each other: whoever waits for a verdict does not wait for photos.

use anyhow::{Context, ensure};
use mingcha_device::api::{Command, LockState, PhotoTarget, SettingChange, SyncState};
use mingcha_tests::{
    between::{Way, between},
    view,
    visit::{begin, closed},
    world::{World, content, snapshot},
};
use std::{
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    time::Duration,
};

const LONG: Duration = Duration::from_secs(30);

/// Lets requests through or holds them, as on a line that is as good as dead.
#[derive(Clone, Default)]
struct Lock(Arc<(Mutex<(bool, u32)>, Condvar)>);

impl Lock {
    fn open(&self) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).0 = true;
        self.0.1.notify_all();
    }

    /// Waits here until it is open; counts who had to.
    fn pass(&self) {
        let mut state = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.1 += 1;
        self.0.1.notify_all();
        while !state.0 {
            state = self.0.1.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Whether at least one came to be held, within the time.
    fn holds_some(&self) -> bool {
        let state = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        let held = self.0.1.wait_timeout_while(state, LONG, |state| state.1 == 0);
        held.is_ok_and(|(state, _)| state.1 > 0)
    }
}

#[test]
fn a_device_started_again_asks_once_and_what_was_delivered_is_not_sent_again() -> anyhow::Result<()>
{
    let world = World::new()?;
    let asked: Arc<Mutex<Vec<&'static str>>> = Arc::default();
    let heard = Arc::clone(&asked);
    let at = between(world.address().replace("http://", "").parse()?, move |way, some| {
        let kinds =
            ["POST /v1/photos/reached ", "POST /v1/photos/parcel ", "POST /v1/photos ", "PATCH "];
        let kind = kinds.into_iter().find(|kind| some.starts_with(kind.as_bytes()));
        if let (Way::ToCentral, Some(kind)) = (way, kind) {
            heard.lock().unwrap_or_else(PoisonError::into_inner).push(kind);
        }
    })?;
    let taken = || std::mem::take(&mut *asked.lock().unwrap_or_else(PoisonError::into_inner));
    let actor = world.actor_by("lin", "phone", &format!("http://{at}"))?;
    let check = begin(&actor)?;
    for seed in 0..4 {
        actor.device.import_photo(check, &PhotoTarget::Unsorted, snapshot(seed)?)?;
    }
    closed(&actor, check)?;
    // Both were started again since the photos were taken; one is a copy of the other.
    let (actor, copy) = world.cloned(actor, "copy")?;
    actor.device.sync_now()?;
    let requests = taken();
    let many = |kind: &str| requests.iter().filter(|request| request.starts_with(kind)).count();
    ensure!(many("POST /v1/photos/reached") == 1, "{requests:?}");
    // Twelve files, of which the small ones go together.
    let (parcels, alone) = (many("POST /v1/photos/parcel"), many("POST /v1/photos "));
    ensure!(parcels > 0 && parcels + alone < 12 && many("PATCH") == 0, "{requests:?}");
    copy.device.sync_now()?;
    ensure!(view!(copy, Sync, Sync).only_here.photos == 0);
    ensure!(copy.device.photo_bytes_sent() == 0);
    ensure!(taken() == ["POST /v1/photos/reached "], "asked once, nothing sent");
    Ok(())
}

#[test]
fn a_finding_arrives_while_photos_are_stuck_and_staying_offline_ends_that() -> anyhow::Result<()> {
    let world = World::new()?;
    let lock = Lock::default();
    let holds = lock.clone();
    let at = between(world.address().replace("http://", "").parse()?, move |way, some| {
        let sends = [b"POST /v1/photos ".as_slice(), b"POST /v1/photos/parcel "];
        if way == Way::ToCentral && sends.iter().any(|kind| some.starts_with(kind)) {
            holds.pass();
        }
    })?;
    let actor = world.actor_by("lin", "phone", &format!("http://{at}"))?;
    let check = begin(&actor)?;
    for seed in 0..6 {
        actor.device.import_photo(check, &PhotoTarget::Unsorted, snapshot(seed)?)?;
    }
    let (said, changes) = mpsc::channel();
    actor.device.on_change(move |_| {
        // Nobody hears it once the test has ended.
        let _ = said.send(());
    });
    actor.device.start();
    ensure!(lock.holds_some(), "photos are on their way");

    actor.record(check, content("冷柜在售批次查不到", "2022-03-18")?)?;
    let until = |what: &str, so: &dyn Fn() -> anyhow::Result<bool>| -> anyhow::Result<()> {
        while !so()? {
            changes.recv_timeout(LONG).with_context(|| what.to_owned())?;
        }
        Ok(())
    };
    until("the records are at central", &|| {
        let only_here = view!(actor, Sync).only_here;
        Ok(only_here.events == 0 && only_here.photos > 0)
    })?;
    let sync = view!(actor, Sync);
    ensure!(matches!(sync.state, SyncState::Sending { .. }), "and says so: {:?}", sync.state);

    actor.execute(Command::ChangeSetting { setting: SettingChange::Offline(true) })?;
    until("it stays offline", &|| Ok(view!(actor, Sync).state == SyncState::KeptOffline))?;
    actor.execute(Command::ChangeSetting { setting: SettingChange::Offline(false) })?;
    lock.open();
    until("the photos are at central too", &|| Ok(view!(actor, Sync).only_here.photos == 0))?;
    Ok(())
}

#[test]
fn a_lock_that_comes_and_goes_while_central_is_waited_for_does_not_end_sending()
-> anyhow::Result<()> {
    let world = World::new()?;
    let (lock, dead) = (Lock::default(), Arc::new(AtomicBool::new(false)));
    let (holds, is_dead) = (lock.clone(), Arc::clone(&dead));
    let at = between(world.address().replace("http://", "").parse()?, move |way, some| {
        let asks = way == Way::ToCentral && some.starts_with(b"POST /v1/sync ");
        if asks && is_dead.load(Ordering::Relaxed) {
            holds.pass();
        }
    })?;
    let actor = world.actor_by("lin", "phone", &format!("http://{at}"))?;
    let secret = actor.execute(Command::DrawPassphrase)?.secret.context("a passphrase")?;
    actor.execute(Command::SetLock { secret: secret.clone() })?;
    actor.device.sync_now()?;
    let (said, changes) = mpsc::channel();
    actor.device.on_change(move |_| {
        // Nobody hears it once the test has ended.
        let _ = said.send(());
    });
    dead.store(true, Ordering::Relaxed);
    actor.device.start();
    ensure!(lock.holds_some(), "central is being asked");
    // Nothing is unsent: with the lock the key is to be forgotten. It is back before that happens.
    actor.execute(Command::LockNow)?;
    ensure!(view!(actor, Start).lock.is == LockState::Locked);
    actor.execute(Command::Unlock { secret })?;
    lock.open();
    begin(&actor)?;
    while view!(actor, Sync).only_here.events > 0 {
        changes.recv_timeout(LONG).context("nothing is sent any more")?;
    }
    Ok(())
}
