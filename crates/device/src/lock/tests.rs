//! The lock as a whole: kills between its steps, what lies in the folder, and hardware.

use super::{KeyStore, NoHardware};
use crate::{
    Clock, Device,
    api::{
        Command, Error, ErrorCode, LockState, LockView, Query, Secret, SettingChange, StartView,
        View,
    },
    store::durable::fault,
};
use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};
use zeroize::Zeroizing;

const PIN: &str = "602214";

#[derive(Debug)]
struct Chip([u8; 32]);

impl KeyStore for Chip {
    fn secret(&self) -> Result<Option<Zeroizing<[u8; 32]>>, Error> {
        Ok(Some(Zeroizing::new(self.0)))
    }
}

fn secret(text: &str) -> Secret {
    Secret::from(text.to_owned())
}

fn open(dir: &Path) -> Device {
    Device::open(dir, Clock::System).unwrap()
}

fn start(device: &Device) -> StartView {
    let View::Start(start) = device.query(Query::Start).unwrap() else { panic!("no start") };
    start
}

fn lock(device: &Device) -> LockView {
    start(device).lock
}

fn unlock(device: &Device, text: &str) -> Result<(), ErrorCode> {
    let done = device.execute(Command::Unlock { secret: secret(text) });
    done.map(|_| ()).map_err(|e| e.code)
}

fn drawn(device: &Device) -> String {
    let receipt = device.execute(Command::DrawPassphrase).unwrap();
    receipt.secret.unwrap().reveal().to_owned()
}

/// Locks the device with a passphrase, and gives it.
fn locked(device: &Device) -> String {
    let passphrase = drawn(device);
    device.execute(Command::SetLock { secret: secret(&passphrase) }).unwrap();
    passphrase
}

fn mark(device: &Device, language: &str) {
    let setting = SettingChange::Language(language.to_owned());
    device.execute(Command::ChangeSetting { setting }).unwrap();
}

#[test]
fn a_locked_profile_says_nothing_until_the_right_secret_and_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let device = open(dir.path());
    assert_eq!(lock(&device).is, LockState::None);
    mark(&device, "en");
    let setting = SettingChange::HighContrast(true);
    device.execute(Command::ChangeSetting { setting }).unwrap();
    let passphrase = locked(&device);
    assert_eq!(lock(&device).is, LockState::Open, "whoever sets it is there");
    drop(device);

    let device = open(dir.path());
    let seen = start(&device);
    assert_eq!((seen.lock.is, seen.settings.language.as_str()), (LockState::Locked, "en"));
    assert!(seen.settings.high_contrast, "the page with the lock looks as its owner wishes");
    assert_eq!(device.query(Query::Queue).unwrap_err().code, ErrorCode::Locked);
    let command = Command::SealJudgements;
    assert_eq!(device.execute(command).unwrap_err().code, ErrorCode::Locked);
    assert!(device.state_hashes().is_err() && device.sync_now().is_err());

    let mut typo: Vec<char> = passphrase.chars().collect();
    typo.swap(0, 1);
    if typo.iter().collect::<String>() != passphrase {
        let mistyped = unlock(&device, &typo.iter().collect::<String>());
        assert_eq!(mistyped, Err(ErrorCode::SecretMistyped));
        assert_eq!(lock(&device).wrong, 0, "a slip costs no try");
    }
    let other = super::digits::draw(super::digits::Kind::Passphrase).unwrap().shown();
    assert_eq!(unlock(&device, other.reveal()), Err(ErrorCode::SecretWrong));
    assert_eq!(lock(&device).wrong, 1);
    assert_eq!(unlock(&device, PIN), Err(ErrorCode::SecretMistyped), "no PIN is set");
    unlock(&device, &passphrase).unwrap();
    assert_eq!((lock(&device).is, lock(&device).wrong), (LockState::Open, 0));
}

#[test]
fn the_delay_survives_a_restart_and_a_clock_that_is_moved_back() {
    let dir = tempfile::tempdir().unwrap();
    let clock = Arc::new(AtomicI64::new(1_647_392_400_000));
    let open = || Device::open(dir.path(), Clock::Set(Arc::clone(&clock))).unwrap();
    let device = open();
    let passphrase = locked(&device);
    let wrong = drawn(&device);
    drop(device);
    let device = open();
    for n in 1..=4 {
        assert_eq!(unlock(&device, &wrong), Err(ErrorCode::SecretWrong), "try {n}");
    }
    assert_eq!((lock(&device).wrong, lock(&device).wait_ms), (4, 5_000));
    assert_eq!(unlock(&device, &passphrase), Err(ErrorCode::TryLater), "even the right one waits");
    drop(device);
    let device = open();
    assert_eq!((lock(&device).wrong, lock(&device).wait_ms), (4, 5_000));
    clock.fetch_sub(3_600_000, Ordering::Relaxed);
    assert_eq!(lock(&device).wait_ms, 5_000);
    drop(device);
    let device = open();
    assert_eq!(lock(&device).wait_ms, 5_000);
    clock.fetch_add(5_000, Ordering::Relaxed);
    unlock(&device, &passphrase).unwrap();
}

#[test]
fn a_kill_between_any_two_steps_leaves_a_profile_that_one_of_the_secrets_opens() {
    let mut kills = 0;
    for step in 0.. {
        let dir = tempfile::tempdir().unwrap();
        let device = open(dir.path());
        mark(&device, "en");
        let first = drawn(&device);
        fault::die_at(Some(step));
        let set = device.execute(Command::SetLock { secret: secret(&first) });
        fault::die_at(None);
        drop(device);

        let device = open(dir.path());
        if lock(&device).is == LockState::Locked {
            unlock(&device, &first).unwrap();
        } else {
            assert!(set.is_err(), "said to be set at step {step}");
            device.execute(Command::DrawPassphrase).unwrap();
        }
        assert_eq!(start(&device).settings.language, "en", "killed at step {step}");
        if set.is_ok() {
            break;
        }
        kills += 1;
    }
    assert!(kills >= 4, "{kills} kills while setting");

    let mut kills = 0;
    for step in 0.. {
        let dir = tempfile::tempdir().unwrap();
        let device = open(dir.path());
        mark(&device, "en");
        let first = locked(&device);
        let second = drawn(&device);
        fault::die_at(Some(step));
        let change = Command::ChangeLock { old: secret(&first), new: secret(&second) };
        let changed = device.execute(change);
        fault::die_at(None);
        drop(device);

        let device = open(dir.path());
        let opened = (unlock(&device, &first).is_ok(), unlock(&device, &second).is_ok());
        assert!(opened.0 != opened.1, "killed at step {step}: {opened:?}");
        assert!(opened.1 || changed.is_err(), "said to be changed at step {step}");
        assert_eq!(start(&device).settings.language, "en", "killed at step {step}");
        if changed.is_ok() {
            break;
        }
        kills += 1;
    }
    assert!(kills >= 4, "{kills} kills while changing");
}

#[test]
fn a_changed_secret_wraps_the_key_anew_and_touches_no_photo_or_record() {
    let dir = tempfile::tempdir().unwrap();
    let device = open(dir.path());
    let first = locked(&device);
    drop(device);
    let device = open(dir.path());
    unlock(&device, &first).unwrap();
    let second = drawn(&device);
    let bytes = |name: &str| fs::read(dir.path().join(name)).unwrap();
    let before = (bytes("records.db"), bytes("photos.db"), bytes("profile.key"));
    let change = Command::ChangeLock { old: secret(&first), new: secret(&second) };
    device.execute(change).unwrap();
    assert!(before.0 == bytes("records.db") && before.1 == bytes("photos.db"));
    assert_ne!(before.2, bytes("profile.key"));
    drop(device);
    let device = open(dir.path());
    assert_eq!(unlock(&device, &first), Err(ErrorCode::SecretWrong));
    unlock(&device, &second).unwrap();
}

#[test]
fn neither_the_secret_nor_the_key_lies_in_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    let device = open(dir.path());
    let key = {
        let super::key_file::Kept::Open(key) = super::key_file::read_or_make(dir.path()).unwrap()
        else {
            panic!("locked already")
        };
        key
    };
    let first = locked(&device);
    let second = drawn(&device);
    let change = Command::ChangeLock { old: secret(&first), new: secret(&second) };
    device.execute(change).unwrap();
    let code = dir_code(&device);
    let mut canaries: Vec<Vec<u8>> = vec![
        key.bytes().to_vec(),
        key.hex().as_bytes().to_vec(),
        data_encoding::BASE64URL_NOPAD.encode(key.bytes()).into_bytes(),
    ];
    for text in [&first, &second, &code] {
        canaries.push(text.as_bytes().to_vec());
        canaries.push(text.replace(' ', "").into_bytes());
    }
    let mut files = 0;
    for round in 0..2 {
        for entry in fs::read_dir(dir.path()).unwrap() {
            let path = entry.unwrap().path();
            let bytes = fs::read(&path).unwrap();
            files += 1;
            for canary in &canaries {
                let found = bytes.windows(canary.len()).any(|window| window == canary);
                assert!(!found, "{} in round {round}", path.display());
            }
        }
        if round == 0 {
            device.execute(Command::LockNow).unwrap();
        }
    }
    assert!(files >= 10, "{files} files looked at");
}

/// The recovery code as the store keeps it.
fn dir_code(device: &Device) -> String {
    device.recovery_code().unwrap()
}

#[test]
fn a_recovery_code_opens_in_place_of_the_secret_until_a_new_one_is_set() {
    let dir = tempfile::tempdir().unwrap();
    let device = open(dir.path());
    locked(&device);
    let code = dir_code(&device);
    drop(device);
    let device = open(dir.path());
    unlock(&device, &code).unwrap();
    assert!(lock(&device).renew, "a new secret is due");
    let new = drawn(&device);
    device.execute(Command::ChangeLock { old: secret(&code), new: secret(&new) }).unwrap();
    assert!(!lock(&device).renew);
    drop(device);
    let device = open(dir.path());
    assert_eq!(unlock(&device, &code), Err(ErrorCode::SecretWrong), "it is spent");
    unlock(&device, &new).unwrap();
}

#[test]
fn a_pin_needs_hardware_and_opens_nowhere_else() {
    let dir = tempfile::tempdir().unwrap();
    let device = Device::open_with(dir.path(), Clock::System, Arc::new(NoHardware)).unwrap();
    assert!(!lock(&device).pin_possible);
    let set = Command::SetLock { secret: secret(PIN) };
    assert_eq!(device.execute(set.clone()).unwrap_err().code, ErrorCode::NoHardware);
    drop(device);

    let chip = || Arc::new(Chip([7; 32]));
    let device = Device::open_with(dir.path(), Clock::System, chip()).unwrap();
    assert!(lock(&device).pin_possible);
    device.execute(set).unwrap();
    let code = dir_code(&device);
    drop(device);

    // The folder on another machine.
    let device = Device::open_with(dir.path(), Clock::System, Arc::new(Chip([8; 32]))).unwrap();
    assert!(lock(&device).by_pin);
    assert_eq!(unlock(&device, PIN), Err(ErrorCode::SecretWrong));
    drop(device);
    let device = open(dir.path());
    assert_eq!(unlock(&device, PIN), Err(ErrorCode::NoHardware));
    drop(device);

    let device = Device::open_with(dir.path(), Clock::System, chip()).unwrap();
    unlock(&device, PIN).unwrap();
    drop(device);
    // Hardware that has forgotten its secret is what the recovery code is for.
    let device = open(dir.path());
    unlock(&device, &code).unwrap();
}

#[test]
fn only_what_was_shown_can_be_set() {
    let dir = tempfile::tempdir().unwrap();
    let device = open(dir.path());
    let own_idea = super::digits::draw(super::digits::Kind::Passphrase).unwrap().shown();
    let set = Command::SetLock { secret: own_idea.clone() };
    assert_eq!(device.execute(set).unwrap_err().code, ErrorCode::SecretDiffers);
    let first = drawn(&device);
    let set = Command::SetLock { secret: own_idea };
    assert_eq!(device.execute(set).unwrap_err().code, ErrorCode::SecretDiffers);
    assert_eq!(lock(&device).is, LockState::None);
    let set = || Command::SetLock { secret: secret(&first) };
    device.execute(set()).unwrap();
    assert_eq!(device.execute(set()).unwrap_err().code, ErrorCode::Stale, "one is set");
}

#[test]
fn a_damaged_key_file_is_told_from_a_wrong_secret_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let device = open(dir.path());
    locked(&device);
    drop(device);
    let path = dir.path().join("profile.key");
    let whole = fs::read_to_string(&path).unwrap();
    let cases = [
        (whole[..whole.len() / 2].to_owned(), ErrorCode::KeyDamaged),
        (whole.replacen("\"t\":3", "\"t\":4", 1), ErrorCode::KeyDamaged),
        (whole.replacen("profile-key/1", "profile-key/2", 1), ErrorCode::StoreNewer),
        (whole.replacen("mingcha/profile-key", "other", 1), ErrorCode::StoreForeign),
    ];
    for (text, code) in cases {
        assert_ne!(text, whole);
        fs::write(&path, &text).unwrap();
        let error = Device::open(dir.path(), Clock::System).err().unwrap();
        assert_eq!(error.code, code);
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
}

#[test]
fn the_key_file_is_written_as_documented() {
    let dir = tempfile::tempdir().unwrap();
    let device = open(dir.path());
    let shape = || {
        let text = fs::read_to_string(dir.path().join("profile.key")).unwrap();
        let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
        blank(&mut value);
        serde_json::to_string_pretty(&value).unwrap()
    };
    insta::assert_snapshot!("key_file_open", shape());
    locked(&device);
    insta::assert_snapshot!("key_file_locked", shape());
}

/// Random texts are shown by their length.
fn blank(value: &mut serde_json::Value) {
    const NAMES: [&str; 6] = ["open", "sum", "salt", "nonce", "sealed", "name"];
    match value {
        serde_json::Value::Object(members) => {
            for (name, member) in members {
                match member {
                    serde_json::Value::String(text) if NAMES.contains(&name.as_str()) => {
                        *text = format!("({} characters)", text.len());
                    }
                    other => blank(other),
                }
            }
        }
        serde_json::Value::Array(members) => members.iter_mut().for_each(blank),
        _ => {}
    }
}

/// A platform that knows its owner: keeps what it is given, and gives it while the finger is theirs.
#[derive(Debug, Default)]
struct Reader {
    kept: std::sync::Mutex<std::collections::BTreeMap<String, String>>,
    theirs: std::sync::atomic::AtomicBool,
}

impl Reader {
    fn finger(&self, theirs: bool) {
        self.theirs.store(theirs, Ordering::Relaxed);
    }
}

impl KeyStore for Reader {
    fn secret(&self) -> Result<Option<Zeroizing<[u8; 32]>>, Error> {
        Ok(None)
    }

    fn knows_owners(&self) -> bool {
        true
    }

    fn keep_for_owner(&self, name: &str, secret: &str) -> Result<(), Error> {
        self.kept.lock().unwrap().insert(name.to_owned(), secret.to_owned());
        Ok(())
    }

    fn give_to_owner(&self, name: &str, _: &str) -> Result<Option<Zeroizing<String>>, Error> {
        let kept = self.kept.lock().unwrap().get(name).cloned();
        Ok(kept.filter(|_| self.theirs.load(Ordering::Relaxed)).map(Zeroizing::new))
    }

    fn drop_of_owner(&self, name: &str) {
        self.kept.lock().unwrap().remove(name);
    }
}

fn by_finger(device: &Device) -> Result<(), ErrorCode> {
    let done = device.execute(Command::UnlockRecognised { why: "open".to_owned() });
    done.map(|_| ()).map_err(|e| e.code)
}

#[test]
fn a_finger_opens_what_its_owner_let_it_open_and_nothing_after_that_ended() {
    let dir = tempfile::tempdir().unwrap();
    let reader = Arc::new(Reader::default());
    let open = || {
        let hardware = Arc::clone(&reader) as Arc<dyn KeyStore>;
        Device::open_with(dir.path(), Clock::System, hardware).unwrap()
    };
    let device = open();
    let passphrase = locked(&device);
    assert!(lock(&device).knows_owners && !lock(&device).by_owner);
    reader.finger(true);
    device.execute(Command::LockNow).unwrap();
    assert_eq!(by_finger(&device), Err(ErrorCode::Stale), "nobody wished it");
    let wish = |secret: Secret| Command::RecogniseMe { secret };
    let locked_out = device.execute(wish(secret(&passphrase))).unwrap_err();
    assert_eq!(locked_out.code, ErrorCode::Locked);
    unlock(&device, &passphrase).unwrap();
    let other = super::digits::draw(super::digits::Kind::Passphrase).unwrap().shown();
    let wrong = device.execute(wish(other)).unwrap_err();
    assert_eq!(wrong.code, ErrorCode::SecretWrong, "whoever is there must know the secret");
    device.execute(wish(secret(&passphrase))).unwrap();
    assert!(lock(&device).by_owner);
    drop(device);

    // Another run of the program, another finger, then theirs; the passphrase goes on opening.
    let device = open();
    reader.finger(false);
    assert_eq!(by_finger(&device), Err(ErrorCode::NotRecognised));
    assert_eq!((lock(&device).is, lock(&device).wrong), (LockState::Locked, 0));
    reader.finger(true);
    by_finger(&device).unwrap();
    assert_eq!(lock(&device).is, LockState::Open);
    device.execute(Command::LockNow).unwrap();
    unlock(&device, &passphrase).unwrap();

    // A new secret leaves the finger, ending it leaves the secret.
    let new = drawn(&device);
    let change = Command::ChangeLock { old: secret(&passphrase), new: secret(&new) };
    device.execute(change).unwrap();
    device.execute(Command::LockNow).unwrap();
    by_finger(&device).unwrap();
    device.execute(Command::RecogniseNobody).unwrap();
    assert!(reader.kept.lock().unwrap().is_empty() && !lock(&device).by_owner);
    device.execute(Command::LockNow).unwrap();
    assert_eq!(by_finger(&device), Err(ErrorCode::Stale));
    unlock(&device, &new).unwrap();

    // What a platform gives back that was never drawn here opens nothing.
    device.execute(wish(secret(&new))).unwrap();
    device.execute(Command::LockNow).unwrap();
    for kept in reader.kept.lock().unwrap().values_mut() {
        *kept = super::digits::draw(super::digits::Kind::Owner).unwrap().kept().to_owned();
    }
    assert_eq!(by_finger(&device), Err(ErrorCode::NotRecognised));
}

#[test]
fn whoever_came_in_by_a_recovery_code_ends_the_finger_with_the_new_secret() {
    let dir = tempfile::tempdir().unwrap();
    let reader = Arc::new(Reader::default());
    reader.finger(true);
    let hardware = Arc::clone(&reader) as Arc<dyn KeyStore>;
    let device = Device::open_with(dir.path(), Clock::System, hardware).unwrap();
    let passphrase = locked(&device);
    device.execute(Command::RecogniseMe { secret: secret(&passphrase) }).unwrap();
    let code = device.recovery_code().unwrap();
    device.execute(Command::LockNow).unwrap();
    unlock(&device, &code).unwrap();
    let new = drawn(&device);
    device.execute(Command::ChangeLock { old: secret(&code), new: secret(&new) }).unwrap();
    assert!(!lock(&device).by_owner && reader.kept.lock().unwrap().is_empty());
}
