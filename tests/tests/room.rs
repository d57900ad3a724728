//! Room on the device: originals leave it once a backup that is later than they are holds them.

use anyhow::{Context, ensure};
use mingcha_central::backup;
use mingcha_device::api::{
    Command, ErrorCode, KeepOriginals, PhotoTarget, RoomView, SettingChange,
};
use mingcha_domain::{
    ids::{CheckId, EventId},
    photo::Variant,
};
use mingcha_tests::{
    view,
    visit::begin,
    world::{Actor, World, snapshot},
};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

fn take(actor: &Actor, check: CheckId, seed: u32) -> anyhow::Result<EventId> {
    let made = actor.device.import_photo(check, &PhotoTarget::Unsorted, snapshot(seed)?)?.made;
    Ok(made.context("made")?.parse()?)
}

fn room(actor: &Actor) -> anyhow::Result<RoomView> {
    Ok(view!(actor, Sync).room)
}

fn back_up(world: &World, name: &str) -> anyhow::Result<()> {
    backup::back_up(&world.central_dir(), &world.dir.path().join(name))?;
    Ok(())
}

/// Whether the original is here, as the engine gives it and as the records say.
fn is_here(actor: &Actor, check: CheckId, photo: EventId) -> anyhow::Result<bool> {
    let seen = view!(actor, Check, Check { check });
    let row = seen.photos.iter().find(|p| p.id == photo).context("a row")?;
    let given = actor.device.picture(photo, Variant::Original).map_err(|e| e.code);
    ensure!(given.is_ok() == row.original_here, "what is said is so");
    ensure!(given.is_ok() || given.err() == Some(ErrorCode::NotFound));
    ensure!(actor.device.picture(photo, Variant::Preview).is_ok(), "the preview stays");
    Ok(row.original_here)
}

#[test]
fn an_original_leaves_only_once_a_later_backup_holds_it() -> anyhow::Result<()> {
    let world = World::new()?;
    let actor = world.actor("lin", "phone")?;
    let check = begin(&actor)?;
    let first = take(&actor, check, 1)?;
    let none = |room: RoomView| room.droppable_photos == 0;
    ensure!(none(room(&actor)?), "it is only here");
    actor.execute(Command::MakeRoom)?;
    ensure!(is_here(&actor, check, first)?);

    // A backup of the events, made before the photo's bytes came, protects no bytes.
    actor.device.push_only()?;
    back_up(&world, "too-early")?;
    actor.device.sync_now()?;
    actor.device.sync_now()?;
    ensure!(room(&actor)? == RoomView { waiting_photos: 1, ..RoomView::default() });
    actor.execute(Command::MakeRoom)?;
    ensure!(is_here(&actor, check, first)?);

    // One made at the same number of entries may have been made before; one with more was not.
    back_up(&world, "as-late")?;
    actor.device.sync_now()?;
    ensure!(none(room(&actor)?));
    let second = take(&actor, check, 2)?;
    actor.device.push_only()?;
    back_up(&world, "later")?;
    actor.device.sync_now()?;
    let now = room(&actor)?;
    ensure!((now.droppable_photos, now.waiting_photos) == (1, 1), "{now:?}");
    ensure!(now.droppable_bytes == snapshot(1)?.len() as u64);
    let before = view!(actor, Sync);
    actor.execute(Command::MakeRoom)?;
    ensure!(!is_here(&actor, check, first)? && is_here(&actor, check, second)?);
    let after = view!(actor, Sync);
    ensure!(after.only_here.photos == 0 && after.photos == before.photos);

    // It is evidence as before: central has it.
    let to = world.dir.path().join("evidence.zip");
    actor.device.evidence(check, &to)?;
    let named = format!("{first}");
    let mut zip = zip::ZipArchive::new(std::fs::File::open(&to)?)?;
    let mut sizes = Vec::new();
    for n in 0..zip.len() {
        sizes.push(zip.by_index(n)?.size());
    }
    ensure!(sizes.contains(&(snapshot(1)?.len() as u64)), "{named} is in the evidence");
    Ok(())
}

#[test]
fn the_same_bytes_of_a_photo_that_must_stay_stay() -> anyhow::Result<()> {
    let world = World::new()?;
    let actor = world.actor("lin", "phone")?;
    let check = begin(&actor)?;
    let first = take(&actor, check, 1)?;
    actor.device.sync_now()?;
    actor.device.sync_now()?;
    let again = take(&actor, check, 1)?;
    actor.device.push_only()?;
    back_up(&world, "backup")?;
    // The checkpoint with the backup comes with the next records; the second one's bytes have not
    // gone yet.
    actor.device.push_only()?;
    ensure!(room(&actor)?.droppable_photos == 1);
    actor.execute(Command::MakeRoom)?;
    let second = actor.device.picture(again, Variant::Original)?;
    ensure!(second.bytes == snapshot(1)?, "{first} left, its bytes are needed for {again}");
    actor.device.sync_now()?;
    ensure!(view!(actor, Sync).only_here.photos == 0, "and were sent");
    Ok(())
}

#[test]
fn they_leave_by_themselves_after_the_days_that_a_person_chose() -> anyhow::Result<()> {
    let world = World::new()?;
    let actor = world.actor("lin", "phone")?;
    let check = begin(&actor)?;
    let old = take(&actor, check, 1)?;
    actor.device.sync_now()?;
    world.pass(20 * DAY_MS);
    let newer = take(&actor, check, 2)?;
    actor.device.sync_now()?;
    actor.device.sync_now()?;
    let newest = take(&actor, check, 3)?;
    actor.device.sync_now()?;
    back_up(&world, "backup")?;
    actor.device.sync_now()?;
    ensure!(is_here(&actor, check, old)?, "while there is room, all stay");
    let keep = SettingChange::KeepOriginals(KeepOriginals::Days(30));
    actor.execute(Command::ChangeSetting { setting: keep })?;
    actor.device.sync_now()?;
    ensure!(is_here(&actor, check, old)?, "twenty days");
    world.pass(11 * DAY_MS);
    actor.device.sync_now()?;
    ensure!(!is_here(&actor, check, old)?, "thirty-one");
    ensure!(is_here(&actor, check, newer)? && is_here(&actor, check, newest)?);
    // What has left is known to have left after a start too.
    let actor = actor.reopen()?;
    ensure!(!is_here(&actor, check, old)?);
    Ok(())
}
