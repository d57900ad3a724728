use super::*;
use crate::{api::Secret, store::durable::fault};
use std::collections::BTreeSet;

fn people(dir: &Path) -> People {
    People::open(&dir.join("profile"), Clock::System)
}

fn listed(people: &People) -> Vec<PersonHere> {
    let View::People(view) = people.query(Query::People).unwrap() else { panic!() };
    view.people
}

/// Without a central, a lock is what makes a place somebody's.
fn lock(people: &People) -> Secret {
    let drawn = people.execute(Command::DrawPassphrase).unwrap().secret.unwrap();
    people.execute(Command::SetLock { secret: drawn.clone() }).unwrap();
    drawn
}

fn start(people: &People) -> StartView {
    start_of(&people.front().unwrap()).unwrap()
}

fn names_in(dir: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(dir).unwrap();
    entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn one_person_alone_has_the_folder_that_a_profile_always_had_and_nothing_beside_it() {
    let dir = tempfile::tempdir().unwrap();
    let people = people(dir.path());
    assert_eq!(start(&people).lock.is, LockState::None);
    let [only] = listed(&people).try_into().unwrap();
    assert_eq!((only.number, only.front, only.is), (1, true, PersonIs::Vacant));
    assert_eq!(names_in(dir.path()), BTreeSet::from(["profile".to_owned()]));
    assert!(dir.path().join("profile/records.db").exists());
}

#[test]
fn a_kill_at_any_step_of_adding_leaves_a_usable_device() {
    // The key of the new profile and the note of who is in front, four steps each.
    for step in 0..=8 {
        let dir = tempfile::tempdir().unwrap();
        let secret = {
            let people = people(dir.path());
            let secret = lock(&people);
            fault::die_at(Some(step));
            let added = people.execute(Command::AddPerson);
            fault::die_at(None);
            assert_eq!(added.is_err(), step < 4, "{step}");
            secret
        };
        // The same device at its next start: somebody is in front, and both can be had.
        let people = people(dir.path());
        let front = people.0.front();
        assert_eq!(front, if step < 7 { 1 } else { 2 }, "{step}");
        people.execute(Command::AddPerson).unwrap();
        assert_eq!(people.0.front(), 2, "{step}: the half made place is used, not a third");
        assert_eq!(start(&people).lock.is, LockState::None);
        people.execute(Command::ChoosePerson { number: 1 }).unwrap();
        assert_eq!(start(&people).lock.is, LockState::Locked, "{step}");
        people.execute(Command::Unlock { secret }).unwrap();
        let all = listed(&people);
        assert_eq!(all.iter().map(|p| p.number).collect::<Vec<_>>(), [1], "{step}");
    }
}

#[test]
fn whoever_is_left_is_locked_and_nobody_else_opens_it() {
    let dir = tempfile::tempdir().unwrap();
    let people = people(dir.path());
    let secret = lock(&people);
    people.execute(Command::AddPerson).unwrap();
    let other = lock(&people);
    people.execute(Command::ChoosePerson { number: 1 }).unwrap();
    let all = listed(&people);
    assert_eq!(all.iter().map(|p| p.is).collect::<Vec<_>>(), [PersonIs::Locked; 2]);
    assert!(all.iter().all(|p| p.name.is_none() && p.unit.is_none() && p.only_here.is_none()));
    let locked = people.execute(Command::SyncNow).unwrap_err();
    assert_eq!(locked.code, ErrorCode::Locked);
    let wrong = people.execute(Command::Unlock { secret: other }).unwrap_err();
    assert_eq!(wrong.code, ErrorCode::SecretWrong);
    people.execute(Command::Unlock { secret }).unwrap();
    // Adding goes from behind a lock too, and looks like the page it was asked on.
    let setting = SettingChange::Language("en".to_owned());
    people.execute(Command::ChangeSetting { setting }).unwrap();
    people.execute(Command::LockNow).unwrap();
    people.execute(Command::AddPerson).unwrap();
    assert_eq!((people.0.front(), start(&people).settings.language), (3, "en".to_owned()));
}

#[test]
fn nobody_of_a_number_changes_nothing_and_a_store_that_does_not_open_keeps_no_one_out() {
    let dir = tempfile::tempdir().unwrap();
    {
        let people = people(dir.path());
        let nobody = people.execute(Command::ChoosePerson { number: 9 }).unwrap_err();
        assert_eq!((nobody.code, people.0.front()), (ErrorCode::NotFound, 1));
        lock(&people);
        people.execute(Command::AddPerson).unwrap();
        lock(&people);
    }
    fs::write(dir.path().join("profile-others/2/profile.key"), b"{").unwrap();
    let people = people(dir.path());
    assert_eq!(people.query(Query::Start).unwrap_err().code, ErrorCode::KeyDamaged);
    let is = |p: &PersonHere| (p.number, p.front, p.is);
    assert_eq!(
        listed(&people).iter().map(is).collect::<Vec<_>>(),
        [(1, false, PersonIs::Locked), (2, true, PersonIs::Failing)]
    );
    people.execute(Command::ChoosePerson { number: 1 }).unwrap();
    assert_eq!(start(&people).lock.is, LockState::Locked);
    let damaged = people.execute(Command::ChoosePerson { number: 2 }).unwrap_err();
    assert_eq!((damaged.code, people.0.front()), (ErrorCode::KeyDamaged, 1));
}

#[test]
fn a_note_that_cannot_be_read_costs_nobody_anything() {
    let dir = tempfile::tempdir().unwrap();
    {
        let people = people(dir.path());
        lock(&people);
        people.execute(Command::AddPerson).unwrap();
        lock(&people);
    }
    for bytes in [&b"{"[..], b"", br#"{"format":"mingcha/people/9","front":2}"#] {
        fs::write(dir.path().join("profile-others/people.json"), bytes).unwrap();
        let people = people(dir.path());
        assert_eq!((people.0.front(), listed(&people).len()), (1, 2));
    }
}
