//! Central's disk is lost and a backup put in its place: nothing that anybody recorded is missing
//! afterwards, on no device and not at central.

use anyhow::{Context, ensure};
use mingcha_central::{backup, figures};
use mingcha_device::api::{Command, PhotoTarget, StoreNotice};
use mingcha_domain::ids::{CheckId, StreamId};
use mingcha_tests::{
    view, visit,
    world::{Actor, World, snapshot},
};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// A visit with a photo, delivered.
fn deliver(actor: &Actor, seed: u32) -> anyhow::Result<CheckId> {
    let check = visit::begin(actor)?;
    actor.device.import_photo(check, &PhotoTarget::Unsorted, snapshot(seed)?)?;
    visit::closed(actor, check)?;
    actor.device.sync_now()?;
    ensure!(view!(actor, Sync).only_here.photos == 0, "delivered");
    Ok(check)
}

fn all_sync(actors: &[&Actor]) -> anyhow::Result<()> {
    // Twice: what one brings back, another one receives.
    for actor in actors.iter().chain(actors) {
        actor.device.sync_now()?;
    }
    Ok(())
}

fn events(world: &World) -> anyhow::Result<u64> {
    let log = world.central()?.log();
    Ok(log.connection().query_row("SELECT count(*) FROM event", [], |r| r.get(0))?)
}

/// Files of photos that central holds.
fn photo_files(world: &World) -> anyhow::Result<u32> {
    let log = world.central()?.log();
    let mut statement = log.connection().prepare("SELECT count(*) FROM photo_file")?;
    Ok(statement.query_row([], |r| r.get(0))?)
}

/// The folder is gone; what the backup holds is put in its place.
fn lose_and_restore(world: &mut World) -> anyhow::Result<backup::Restored> {
    world.stop_central();
    fs::remove_dir_all(world.central_dir())?;
    fs::rename(world.dir.path().join("backup"), world.central_dir())?;
    let refused = world.start_central().err().context("a copy was served as if it were central")?;
    ensure!(refused.to_string().contains("restore"), "{refused}");
    let restored = backup::restore(&world.central_dir())?;
    world.start_central()?;
    Ok(restored)
}

fn back_up(world: &World) -> anyhow::Result<backup::Copied> {
    backup::back_up(&world.central_dir(), &world.dir.path().join("backup"))
}

/// All that was known before is known again, and folds to the same everywhere. When it can have
/// happened may be known less closely: what devices had seen of the lost log proves nothing now.
fn alike(world: &World, actors: &[&Actor], before: &BTreeSet<StreamId>) -> anyhow::Result<()> {
    let central = figures::state_hashes(world.central()?)?;
    for stream in before {
        ensure!(central.contains_key(stream), "stream {stream} is missing");
    }
    for actor in actors {
        actor.whole()?;
        let here = actor.device.state_hashes()?;
        for (stream, hash) in &central {
            if let Some(other) = here.get(stream) {
                ensure!(other == hash, "stream {stream} differs on {:?}", actor.dir);
            }
        }
    }
    Ok(())
}

#[test]
fn nothing_is_missing_after_central_was_restored_from_a_backup() -> anyhow::Result<()> {
    let mut world = World::new()?;
    let lin = world.actor("lin", "phone")?;
    let chen = world.actor("chen", "tablet")?;
    deliver(&lin, 1)?;
    // While central serves.
    let copied = back_up(&world)?;
    ensure!(copied.photos > 0, "the photo is in the backup");

    // After the backup: a check with a photo, a lead who opens it, a colleague's new phone with a
    // check of its own.
    let lost = deliver(&lin, 2)?;
    chen.device.sync_now()?;
    chen.execute(Command::OpenCheck { check: lost })?;
    chen.device.sync_now()?;
    let zhou = world.actor("zhou", "new-phone")?;
    let colleagues = deliver(&zhou, 3)?;
    all_sync(&[&lin, &chen])?;
    let before = figures::state_hashes(world.central()?)?.into_keys().collect();
    let photos = photo_files(&world)?;
    let events = events(&world)?;

    let restored = lose_and_restore(&mut world)?;
    ensure!(restored.epoch == 2 && restored.entries == copied.entries && restored.entries < events);
    ensure!(restored.photos_missing == 0);
    ensure!(!figures::state_hashes(world.central()?)?.contains_key(&lost.stream()), "it is lost");
    ensure!(view!(lin, Check, Check { check: lost }).submitted.is_some(), "but not on the phone");

    all_sync(&[&chen, &lin])?;
    alike(&world, &[&lin, &chen], &before)?;
    ensure!(view!(lin, Start).notice == Some(StoreNotice::CentralRestored), "people are told");
    ensure!(view!(lin, Sync).only_here.events == 0, "delivered again");
    let log = world.central()?.log();
    ensure!(log.checkpoint()?.checkpoint.contains("\"epoch\":2"));
    drop(log);
    ensure!(self::events(&world)? == events);
    // The colleague's phone, enrolled after the backup, is known again through the others.
    let log = world.central()?.log();
    ensure!(log.directory().profiles.values().any(|p| p.label == "new-phone"));
    drop(log);
    ensure!(view!(chen, Check, Check { check: colleagues }).submitted.is_some());
    // Photos come from whoever took them: the colleague's own wait for that phone.
    zhou.device.sync_now()?;
    ensure!(photo_files(&world)? == photos, "photos are sent again");
    ensure!(view!(zhou, Start).notice == Some(StoreNotice::CentralRestored));

    // A second misfortune, of which the lead hears only after a third.
    back_up(&world)?;
    deliver(&lin, 4)?;
    lose_and_restore(&mut world)?;
    lin.device.sync_now()?;
    back_up(&world)?;
    deliver(&lin, 5)?;
    let before = figures::state_hashes(world.central()?)?.into_keys().collect();
    let restored = lose_and_restore(&mut world)?;
    ensure!(restored.epoch == 4);
    all_sync(&[&lin, &chen, &zhou])?;
    alike(&world, &[&lin, &chen, &zhou], &before)
}

#[test]
fn a_device_enrolled_after_the_backup_comes_back_by_itself() -> anyhow::Result<()> {
    let mut world = World::new()?;
    back_up(&world)?;
    let zhou = world.actor("zhou", "new-phone")?;
    let check = deliver(&zhou, 3)?;
    world.stop_central();
    let unsent = visit::begin(&zhou)?;
    visit::closed(&zhou, unsent)?;
    lose_and_restore(&mut world)?;
    ensure!(world.central()?.log().directory().profiles.is_empty());
    zhou.device.sync_now()?;
    ensure!(view!(zhou, Sync).only_here.events == 0 && view!(zhou, Sync).only_here.photos == 0);
    let central = figures::state_hashes(world.central()?)?;
    ensure!(central.contains_key(&check.stream()) && central.contains_key(&unsent.stream()));
    ensure!(view!(zhou, Sync).not_accepted.is_empty(), "all of it counts");
    Ok(())
}

#[test]
fn a_photo_file_that_the_backup_lacks_is_sent_again() -> anyhow::Result<()> {
    let mut world = World::new()?;
    let lin = world.actor("lin", "phone")?;
    deliver(&lin, 1)?;
    back_up(&world)?;
    let before = photo_files(&world)?;
    let hashes = {
        let log = world.central()?.log();
        mingcha_central::store::backup::photo_hashes(log.connection())?
    };
    let backup = world.dir.path().join("backup");
    fs::remove_dir_all(backup.join("packs"))?;
    fs::remove_dir_all(backup.join("photos"))?;
    let restored = lose_and_restore(&mut world)?;
    ensure!(restored.photos_missing == hashes.len() as u64);
    ensure!(photo_files(&world)? == 0);
    lin.device.sync_now()?;
    ensure!(photo_files(&world)? == before, "sent again");
    Ok(())
}

#[test]
fn a_photo_file_that_is_cut_off_is_not_taken_for_one_and_is_sent_again() -> anyhow::Result<()> {
    let mut world = World::new()?;
    let lin = world.actor("lin", "phone")?;
    deliver(&lin, 1)?;
    back_up(&world)?;
    let before = photo_files(&world)?;
    let backup = world.dir.path().join("backup");
    let cut = cut_off(&backup)?;
    ensure!(cut > 0 && back_up(&world)?.photos >= cut, "the next backup makes the copy whole");
    cut_off(&backup)?;
    cut_off(&world.central_dir())?;
    let error = back_up(&world).map_or_else(|error| error.to_string(), |_| String::new());
    ensure!(error.contains("not whole"), "no device lets an original go for it: {error}");
    let restored = lose_and_restore(&mut world)?;
    ensure!(restored.photos_missing >= cut, "{cut}: {}", restored.photos_missing);
    ensure!(photo_files(&world)? < before);
    lin.device.sync_now()?;
    ensure!(photo_files(&world)? == before, "sent again");
    Ok(())
}

#[test]
fn a_picture_that_central_has_lost_keeps_nobody_from_all_else() -> anyhow::Result<()> {
    let world = World::new()?;
    let lin = world.actor("lin", "phone")?;
    deliver(&lin, 1)?;
    for folder in ["photos", "packs"] {
        for path in all_files(&world.central_dir().join(folder))? {
            fs::remove_file(path)?;
        }
    }
    // Whoever fetches it is told that it is not there, and goes on.
    let lead = world.actor("chen", "tablet")?;
    lead.device.sync_now()?;
    deliver(&lin, 2)?;
    lead.device.sync_now()?;
    Ok(())
}

/// Takes the last byte of every file of photos in a data folder, or a copy. Gives how many those are.
fn cut_off(data: &Path) -> anyhow::Result<u64> {
    let (alone, packs) = (all_files(&data.join("photos"))?, all_files(&data.join("packs"))?);
    let mut cut = 0;
    for path in alone.into_iter().chain(packs) {
        let file = fs::File::options().write(true).open(path)?;
        file.set_len(file.metadata()?.len() - 1)?;
        cut += 1;
    }
    Ok(cut)
}

fn all_files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = vec![];
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { files.extend(all_files(&path)?) } else { files.push(path) }
    }
    Ok(files)
}

/// Of no use to whoever has nothing of it: an event that this realm never saw is not taken back.
#[test]
fn only_events_of_this_realm_are_taken_back() -> anyhow::Result<()> {
    let world = World::new()?;
    let elsewhere = World::new()?;
    let lin = elsewhere.actor("lin", "phone")?;
    deliver(&lin, 1)?;
    let foreign: Vec<_> = {
        let log = elsewhere.central()?.log();
        let mut statement = log.connection().prepare("SELECT signed FROM event")?;
        let texts =
            statement.query_map([], |r| r.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        texts.iter().map(|t| serde_json::from_str(t)).collect::<Result<_, _>>()?
    };
    let central = world.central()?;
    let before = central.log().size();
    let taken = central.log().take_back(foreign)?;
    ensure!(taken.entries.is_empty() && central.log().size() == before);
    Ok(())
}
