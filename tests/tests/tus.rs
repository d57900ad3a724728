//! Photo uploads with other people's tus programs: tus-js-client and tuspy send to central, the device
//! sends to @tus/server. `./dev test` installs them and says in `MINGCHA_TUS` and
//! `MINGCHA_TUS_PYTHON` where.

use anyhow::{Context, ensure};
use mingcha_central::photo;
use mingcha_device::api::PhotoTarget;
use mingcha_domain::{event::CHAIN_START, ids::Hash};
use mingcha_tests::{
    crooked::Crooked,
    view,
    visit::begin,
    world::{World, snapshot},
};
use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// Where the programs are; `None` where nobody installed them.
fn programs() -> Option<PathBuf> {
    let folder = std::env::var_os("MINGCHA_TUS").map(PathBuf::from);
    if folder.is_none() {
        println!("not tried: no MINGCHA_TUS, see ./dev test");
    }
    folder
}

fn said(command: &mut Command) -> anyhow::Result<String> {
    let output = command.output()?;
    let (out, err) = (String::from_utf8(output.stdout)?, String::from_utf8(output.stderr)?);
    ensure!(output.status.success(), "{command:?}: {err}{out}");
    Ok(out.trim().to_owned())
}

/// Three pieces and a bit of another.
fn noise(seed: u32) -> Vec<u8> {
    (0..50_000_u32).flat_map(|n| (n.wrapping_mul(2_654_435_761) ^ seed).to_be_bytes()).collect()
}

#[test]
fn tus_js_client_and_tuspy_deliver_photos_and_go_on_where_they_stopped() -> anyhow::Result<()> {
    let Some(folder) = programs() else { return Ok(()) };
    let world = World::new()?;
    let profile = Crooked::enrol(&world, 51)?;
    let mut prev = CHAIN_START;
    let mut upload = |seq: u64, program: &[&Path], more: &[&str]| -> anyhow::Result<()> {
        let bytes = noise(u32::try_from(seq)?);
        let event = profile.record_photo(&bytes, seq, prev)?;
        prev = Hash(event.id()?.0);
        let file = world.dir.path().join(format!("{seq}.jpg"));
        fs::write(&file, &bytes)?;
        let (photo, address) = (event.id()?.to_string(), world.address());
        let (first, rest) = program.split_first().context("a program")?;
        let mut command = Command::new(first);
        command.args(rest).args([&address, &profile.token, &photo]).arg(&file).args(more);
        let at = said(&mut command)?;
        ensure!(at.starts_with(&format!("{address}/v1/photos/uploads/")), "{at}");
        let kept = photo::file(&world.central_dir(), Hash::of(&[&bytes]));
        ensure!(fs::read(kept)? == bytes, "{file:?} arrived whole");
        Ok(())
    };
    let (node, js) = (Path::new("node"), folder.join("upload.mjs"));
    upload(0, &[node, &js], &[])?;
    upload(1, &[node, &js], &["65536"])?;
    println!("2 photos by tus-js-client, one of them broken off and gone on with");
    if let Some(python) = std::env::var_os("MINGCHA_TUS_PYTHON").map(PathBuf::from) {
        upload(2, &[&python, &folder.join("upload.py")], &["65536"])?;
        println!("1 photo by tuspy, broken off and gone on with");
    }
    Ok(())
}

/// A program that ends with the test.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_device_delivers_photos_to_tus_node_server() -> anyhow::Result<()> {
    let Some(folder) = programs() else { return Ok(()) };
    let world = World::new()?;
    let kept = world.dir.path().join("tus");
    fs::create_dir(&kept)?;
    let mut child = Command::new("node")
        .arg(folder.join("server.mjs"))
        .args([&kept, Path::new(&world.address())])
        .stdout(Stdio::piped())
        .spawn()?;
    let out = child.stdout.take().context("stdout")?;
    let _serving = Serving(child);
    let mut address = String::new();
    BufReader::new(out).read_line(&mut address)?;
    let address = address.trim().to_owned();

    let actor = world.actor_by("lin", "phone", &address)?;
    let check = begin(&actor)?;
    let photos = [snapshot(1)?, snapshot(2)?];
    for photo in &photos {
        actor.device.import_photo(check, &PhotoTarget::Unsorted, photo.clone())?;
    }
    actor.device.sync_now()?;
    let mut files = Vec::new();
    for entry in fs::read_dir(&kept)? {
        let path = entry?.path();
        if path.extension().is_none() {
            files.push(fs::read(path)?);
        }
    }
    for photo in &photos {
        ensure!(files.contains(photo), "an original arrived unchanged");
    }
    let only_here = view!(actor, Sync).only_here;
    ensure!(only_here.photos == 0, "{only_here:?}");
    ensure!(files.len() >= 3 * photos.len(), "{} files, thumbnails and previews too", files.len());
    Ok(())
}
