//! Photos that were used before are shown to the lead, and only those.

use anyhow::ensure;
use jpeg_encoder::{ColorType, Encoder};
use mingcha_device::api::{Command, PhotoTarget};
use mingcha_domain::ids::{CheckId, FindingId};
use mingcha_tests::{
    scenes::{Scene, paint_at, paint_several},
    view, visit,
    world::{Actor, World, content},
};

fn jpeg(picture: &image::RgbImage, quality: u8) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let (width, height) = (u16::try_from(picture.width())?, u16::try_from(picture.height())?);
    Encoder::new(&mut bytes, quality).encode(picture, width, height, ColorType::Rgb)?;
    Ok(bytes)
}

/// A finding with a photo before and one after, handed in.
fn found(
    actor: &Actor,
    check: CheckId,
    before: Vec<u8>,
    after: Vec<u8>,
) -> anyhow::Result<FindingId> {
    let content = content("冷柜内货物未离墙码放", "2022-03-18")?;
    let finding = actor.draft(check, content)?;
    actor.device.import_photo(check, &PhotoTarget::Finding(finding), before)?;
    actor.device.import_photo(check, &PhotoTarget::FindingAfter(finding), after)?;
    actor.execute(Command::RecordFinding { finding, base: vec![] })?;
    actor.execute(Command::HandInMine { check })?;
    Ok(finding)
}

#[test]
fn a_photo_used_before_is_shown_beside_the_earlier_one_and_an_honest_one_is_not()
-> anyhow::Result<()> {
    let world = World::new()?;
    let (lin, chen) = (world.actor("lin", "phone")?, world.actor("chen", "tablet")?);
    let outing = visit::set_out(&lin, 1)?;
    let scene = Scene::ALL[0];
    let shots = paint_several(scene, 1, 768, 2);
    let place = &shots[0];
    let earlier = jpeg(place, 88)?;

    let first = visit::begin_in(&lin, outing)?;
    let other = jpeg(&shots[1], 88)?;
    let honest = found(&lin, first, earlier.clone(), other)?;
    world.pass(86_400_000);

    let second = visit::begin_in(&lin, outing)?;
    // Cut, made darker and stored again; and the very file.
    let mut edited = image::imageops::crop_imm(place, 20, 10, 720, 540).to_image();
    edited.pixels_mut().for_each(|p| p.0 = p.0.map(|v| v / 5 * 4));
    let false_one = found(&lin, second, jpeg(&edited, 55)?, earlier)?;
    lin.device.sync_now()?;
    chen.device.sync_now()?;

    for actor in [&chen, &lin] {
        let rows = view!(actor, ReusedPhotos, ReusedPhotos { finding: honest }).rows;
        ensure!(rows.is_empty(), "{rows:?}");
        let seen = view!(actor, Finding, Finding { finding: false_one });
        let rows = view!(actor, ReusedPhotos, ReusedPhotos { finding: false_one }).rows;
        // And its own photo after is a copy of its own photo before.
        ensure!(rows.len() == 3, "{rows:?}");
        let rows: Vec<_> = rows.iter().filter(|r| r.check == first).collect();
        let of = |photo| rows.iter().find(|r| r.photo == photo).map(|r| r.exact);
        ensure!(of(seen.content.photos[0]) == Some(false), "the edited copy");
        ensure!(of(seen.content.photos_after[0]) == Some(true), "the same file");
    }
    Ok(())
}

#[test]
fn the_state_before_used_as_the_state_after_is_shown_and_two_shots_of_a_moment_are_not()
-> anyhow::Result<()> {
    let world = World::new()?;
    let lin = world.actor("lin", "phone")?;
    let check = visit::begin(&lin)?;
    let place = paint_at(Scene::ALL[2], 1, 768);
    let finding = found(&lin, check, jpeg(&place, 88)?, jpeg(&place, 60)?)?;
    let again = PhotoTarget::Finding(finding);
    lin.device.import_photo(check, &again, jpeg(&place, 85)?)?;
    let base = view!(lin, Finding, Finding { finding }).revision;
    lin.execute(Command::RecordFinding { finding, base })?;
    let seen = view!(lin, Finding, Finding { finding });
    let rows = view!(lin, ReusedPhotos, ReusedPhotos { finding }).rows;
    let after = seen.content.photos_after[0];
    ensure!(rows.iter().all(|r| r.photo == after && !r.exact && r.check == check), "{rows:?}");
    ensure!(rows.iter().any(|r| r.earlier == seen.content.photos[0]), "{rows:?}");
    Ok(())
}
