//! Records and photo files go beside each other: whoever waits for a verdict does not wait for photos.

use anyhow::{Context, ensure};
use mingcha_device::api::{Command, PhotoTarget, SettingChange, SyncState};
use mingcha_domain::ids::FindingId;
use mingcha_tests::{
    view,
    visit::begin,
    world::{World, content, snapshot},
};
use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, PoisonError, mpsc},
    thread,
    time::Duration,
};

const LONG: Duration = Duration::from_secs(30);

/// Lets photo bytes through or holds them, as on a line that is as good as dead for large files.
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

    /// Whether at least one upload came to be held, within the time.
    fn holds_some(&self) -> bool {
        let state = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        let held = self.0.1.wait_timeout_while(state, LONG, |state| state.1 == 0);
        held.is_ok_and(|(state, _)| state.1 > 0)
    }
}

/// Stands between device and central and holds every upload of photo bytes.
fn holding(central: SocketAddr, lock: &Lock) -> anyhow::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let (at, lock) = (listener.local_addr()?, lock.clone());
    thread::spawn(move || {
        for device in listener.incoming().flatten() {
            let Ok(central) = TcpStream::connect(central) else { return };
            let Ok((back_from, back_to)) =
                central.try_clone().and_then(|c| Ok((c, device.try_clone()?)))
            else {
                return;
            };
            let lock = lock.clone();
            thread::spawn(move || carry(device, central, Some(&lock)));
            thread::spawn(move || carry(back_from, back_to, None));
        }
    });
    Ok(at)
}

fn carry(mut from: TcpStream, mut to: TcpStream, lock: Option<&Lock>) {
    let mut piece = [0; 16 * 1024];
    while let Ok(n) = from.read(&mut piece) {
        let some = piece.get(..n).unwrap_or_default();
        if let Some(lock) = lock
            && some.starts_with(b"PATCH ")
        {
            lock.pass();
        }
        if some.is_empty() || to.write_all(some).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}

#[test]
fn a_finding_arrives_while_photos_are_stuck_and_staying_offline_ends_that() -> anyhow::Result<()> {
    let world = World::new()?;
    let lock = Lock::default();
    let at = holding(world.address().replace("http://", "").parse()?, &lock)?;
    let actor = world.stranger("phone")?;
    let mut invitation = world.invitation("lin")?;
    invitation.address = format!("http://{at}").parse()?;
    let (address, label) = (String::new(), "手机".to_owned());
    actor.execute(Command::Enrol { address, code: invitation.to_string(), label })?;
    actor.device.push_only()?;
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

    let made = Command::SaveFindingDraft {
        check,
        finding: None,
        content: content("冷柜在售批次查不到", "2022-03-18")?,
    };
    let finding: FindingId = actor.make(made)?;
    actor.execute(Command::RecordFinding { finding, base: vec![] })?;
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
