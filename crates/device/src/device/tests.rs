use super::*;
use crate::api::{LockState, StoreNotice};
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
        shared.erase_if(|_| Ok(true), StoreNotice::ErasedOnOrder).unwrap();
        let shared = held.then_some(shared);
        assert_eq!(lock(), (LockState::None, Some(StoreNotice::ErasedOnOrder)));
        set();
        assert_eq!(lock().0, LockState::Open, "a new one can be set");
        drop(shared);
    }
}
