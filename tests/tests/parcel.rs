//! Photo files by the parcel: each file stands by itself, whatever becomes of the others.

use anyhow::{Context, ensure};
use data_encoding::BASE64;
use mingcha_central::{backup::back_up, photo};
use mingcha_domain::{
    event::CHAIN_START,
    ids::{EventId, Hash},
    photo::Variant,
    wire::{MAX_PARCEL, ParcelFile, ParcelHead, ParcelReply, PhotoFile, Reached, ReachedReply},
};
use mingcha_tests::{crooked::Crooked, folder, world::World};
use reqwest::Method;
use rusqlite::Connection;
use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    thread,
};

/// What an upload's bytes go as (tus 1.0).
const BYTES: &str = "application/offset+octet-stream";

/// A phone and the originals that it has recorded.
struct Stage {
    world: World,
    phone: Crooked,
    photos: Vec<(EventId, Vec<u8>)>,
}

impl Stage {
    fn new() -> anyhow::Result<Self> {
        let world = World::new()?;
        let phone = Crooked::enrol(&world, 61)?;
        let (mut photos, mut prev) = (vec![], CHAIN_START);
        for n in 0..4_u32 {
            let bytes: Vec<u8> =
                (0..20_000).flat_map(|i: u32| (i * (n + 1)).to_be_bytes()).collect();
            let event = phone.record_photo(&bytes, n.into(), prev)?;
            prev = Hash(event.id()?.0);
            photos.push((event.id()?, bytes));
        }
        Ok(Self { world, phone, photos })
    }

    /// The parcel with these photos, in this order.
    fn parcel(&self, which: &[usize]) -> anyhow::Result<Vec<u8>> {
        let photos = which.iter().map(|n| self.photos.get(*n).context("a photo"));
        let photos = photos.collect::<Result<Vec<_>, _>>()?;
        let files = photos.iter().map(|(photo, bytes)| ParcelFile {
            photo: *photo,
            size: bytes.len() as u64,
            variant: Variant::Original,
        });
        let mut parcel = serde_json::to_vec(&ParcelHead { files: files.collect() })?;
        parcel.push(b'\n');
        parcel.extend(photos.iter().flat_map(|(_, bytes)| bytes));
        Ok(parcel)
    }

    fn send(&self, parcel: Vec<u8>) -> anyhow::Result<(u16, Vec<Reached>)> {
        let reply = self.phone.request(Method::POST, "/v1/photos/parcel").body(parcel).send()?;
        let status = reply.status().as_u16();
        let reply = reply.bytes()?;
        let files = (status == 200).then(|| serde_json::from_slice::<ParcelReply>(&reply));
        Ok((status, files.transpose()?.map(|reply| reply.files).unwrap_or_default()))
    }

    /// Begins or finds the upload of a photo: where it is, and how far.
    fn create(&self, n: usize) -> anyhow::Result<(String, String)> {
        let (photo, bytes) = self.photos.get(n).context("a photo")?;
        let named = |text: &str| BASE64.encode(text.as_bytes());
        let metadata = format!("photo {},variant {}", named(&photo.to_string()), named("original"));
        let reply = self
            .phone
            .request(Method::POST, "/v1/photos")
            .header("upload-length", bytes.len())
            .header("upload-metadata", metadata)
            .send()?;
        let header = |name: &str| {
            let value = reply.headers().get(name).and_then(|value| value.to_str().ok());
            value.map(str::to_owned).context("a header")
        };
        Ok((header("location")?, header("upload-offset")?))
    }

    /// How far all photos are.
    fn reached(&self) -> anyhow::Result<Vec<Reached>> {
        let named =
            |(photo, _): &(EventId, _)| PhotoFile { photo: *photo, variant: Variant::Original };
        let files: Vec<_> = self.photos.iter().map(named).collect();
        let asked = serde_json::json!({ "files": files });
        let asked = self.phone.request(Method::POST, "/v1/photos/reached").body(asked.to_string());
        let reply: ReachedReply = serde_json::from_slice(&asked.send()?.bytes()?)?;
        ensure!(reply.parcels);
        Ok(reply.files)
    }

    /// Whether central keeps a photo as it was signed.
    fn kept(&self, n: usize) -> bool {
        let Some((_, bytes)) = self.photos.get(n) else { return false };
        let Ok(central) = self.world.central() else { return false };
        let (log, dir) = (central.log(), self.world.central_dir());
        let place = photo::place(log.connection(), &dir, Hash::of(&[bytes]));
        let mut kept = vec![];
        let read =
            place.map(|place| place.open().and_then(|mut open| open.0.read_to_end(&mut kept)));
        matches!(read, Ok(Ok(_))) && kept == *bytes
    }

    /// The sizes of all packs.
    fn packs(&self) -> Vec<u64> {
        packs_in(&self.world.central_dir())
    }

    /// Bytes of files that are not whole.
    fn partial(&self) -> u64 {
        let uploads = fs::read_dir(self.world.central_dir().join("uploads"));
        let files = uploads.into_iter().flatten().flatten();
        files.filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum()
    }

    /// Sends some of a parcel over a line of its own, and lets it hang.
    fn begin(&self, parcel: &[u8], sent: usize) -> anyhow::Result<TcpStream> {
        let host = self.world.address().replace("http://", "");
        let mut line = TcpStream::connect(&host)?;
        write!(
            line,
            "POST /v1/photos/parcel HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {}\r\n\
             content-length: {}\r\nconnection: close\r\n\r\n",
            self.phone.token,
            parcel.len()
        )?;
        line.write_all(parcel.get(..sent).context("so much of it")?)?;
        Ok(line)
    }
}

fn packs_in(dir: &Path) -> Vec<u64> {
    let files = fs::read_dir(dir.join("packs")).into_iter().flatten().flatten();
    files.filter_map(|file| file.metadata().ok()).map(|file| file.len()).collect()
}

fn soon(what: &str, so: impl Fn() -> anyhow::Result<bool>) -> anyhow::Result<()> {
    for _ in 0..1_000_000 {
        if so()? {
            return Ok(());
        }
        thread::yield_now();
    }
    anyhow::bail!("it does not come to this: {what}")
}

use Reached::{Begun, Nothing, Whole};

#[test]
fn files_go_together_and_those_with_other_bytes_are_not_taken() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let mut parcel = stage.parcel(&[2, 0, 1])?;
    // One bit of the one in the middle is another.
    let place = parcel.len() - 100_000;
    *parcel.get_mut(place).context("there")? ^= 1;
    ensure!(stage.send(parcel)? == (200, vec![Whole, Nothing, Whole]));
    ensure!(stage.reached()? == [Nothing, Whole, Whole, Nothing]);
    ensure!(!stage.kept(0) && stage.kept(1) && stage.kept(2) && stage.partial() == 0);
    ensure!(
        stage.packs() == [240_000],
        "in one, also those that were not taken between two others"
    );
    // Again, with what is there already.
    ensure!(stage.send(stage.parcel(&[0, 1, 2, 3])?)? == (200, vec![Whole; 4]));
    ensure!((0..4).all(|n| stage.kept(n)) && stage.partial() == 0);
    ensure!(stage.packs().iter().sum::<u64>() == 400_000, "what is there is not written again");
    Ok(())
}

#[test]
fn a_line_that_breaks_in_the_middle_loses_nothing_that_came() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let parcel = stage.parcel(&[0, 1, 2])?;
    let line = stage.begin(&parcel, parcel.len() - 100_000)?;
    // Whole files do not wait for the end of their parcel.
    soon("the first is there", || Ok(stage.kept(0)))?;
    drop(line);
    soon("the second goes on", || Ok(stage.reached()? == [Whole, Begun, Nothing, Nothing]))?;
    // Sent again from its beginning, it is not written twice.
    soon("what was cut off does not lie in the pack", || Ok(stage.packs() == [80_000]))?;
    let before = stage.partial();
    ensure!(before == 60_000, "{before} bytes of the second one came");
    ensure!(stage.send(stage.parcel(&[2, 1])?)? == (200, vec![Whole, Whole]));
    ensure!((0..3).all(|n| stage.kept(n)) && stage.partial() == 0);
    Ok(())
}

#[test]
fn who_comes_back_over_another_line_takes_the_parcel_over() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let parcel = stage.parcel(&[0, 1])?;
    // Central does not know that this line is dead.
    let line = stage.begin(&parcel, parcel.len() - 10)?;
    soon("almost all is there", || Ok(stage.packs() == [160_000 - 10]))?;
    ensure!(stage.send(stage.parcel(&[1, 3, 0])?)? == (200, vec![Whole; 3]));
    ensure!(stage.kept(0) && stage.kept(1) && stage.kept(3) && stage.partial() == 0);
    drop(line);
    Ok(())
}

#[test]
fn what_came_before_central_went_down_is_kept_as_far_as_it_was_known() -> anyhow::Result<()> {
    let mut stage = Stage::new()?;
    let (parcel, dir) = (stage.parcel(&[0, 1])?, stage.world.central_dir());
    let line = stage.begin(&parcel, parcel.len() - 100)?;
    soon("the first is known", || Ok(stage.kept(0) && stage.packs() == [160_000 - 100]))?;
    // As it lies on the disk when the machine fails now.
    let left = dir.with_file_name("left");
    folder::copy(&dir, &left)?;
    fs::write(left.join("packs/0000.part"), b"of which nothing was whole")?;
    drop(line);
    stage.world.stop_central();
    fs::remove_dir_all(&dir)?;
    fs::rename(&left, &dir)?;
    stage.world.start_central()?;
    soon("what nobody knows is dropped", || Ok(stage.packs().len() == 1))?;
    ensure!(stage.reached()? == [Whole, Nothing, Nothing, Nothing] && stage.kept(0));
    ensure!(stage.send(stage.parcel(&[0, 1])?)? == (200, vec![Whole, Whole]) && stage.kept(1));
    Ok(())
}

#[test]
fn a_backup_takes_of_a_pack_that_grows_what_is_named() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let (parcel, dir) = (stage.parcel(&[0, 1])?, stage.world.central_dir());
    let (now, later) = parcel.split_at(parcel.len() - 100);
    let mut line = stage.begin(&parcel, now.len())?;
    soon("the first is known", || Ok(stage.kept(0) && stage.packs() == [160_000 - 100]))?;
    let copy = dir.with_file_name("copy");
    ensure!(back_up(&dir, &copy)?.photos == 1 && packs_in(&copy) == [80_000]);
    line.write_all(later)?;
    soon("the second is known", || Ok(stage.kept(1)))?;
    ensure!(back_up(&dir, &copy)?.photos == 1 && packs_in(&copy) == [160_000]);
    ensure!(back_up(&dir, &copy)?.photos == 0, "all of it is in the copy");
    Ok(())
}

#[test]
fn only_what_the_table_may_name_stays_where_it_could_not_be_noted() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let store = Connection::open(stage.world.central_dir().join("central.db"))?;
    store.execute_batch(
        "CREATE TRIGGER no BEFORE INSERT ON packed BEGIN SELECT raise(ABORT, 'no'); END",
    )?;
    ensure!(stage.send(stage.parcel(&[0, 1])?)?.0 == 500);
    ensure!(stage.packs().is_empty(), "nobody will ever ask for it");
    // Only the commit fails.
    store.execute_batch(
        "DROP TRIGGER no;
         CREATE TABLE no (id INTEGER REFERENCES realm (id) DEFERRABLE INITIALLY DEFERRED);
         CREATE TRIGGER no AFTER INSERT ON packed BEGIN INSERT INTO no VALUES (99); END",
    )?;
    ensure!(stage.send(stage.parcel(&[0, 1])?)?.0 == 500);
    ensure!(stage.packs() == [160_000], "whether it was noted after all, nobody knows");
    ensure!(stage.reached()? == [Nothing; 4]);
    store.execute_batch("DROP TRIGGER no")?;
    ensure!(stage.send(stage.parcel(&[0, 1])?)? == (200, vec![Whole; 2]) && stage.kept(1));
    Ok(())
}

#[test]
fn what_the_disk_has_lost_is_asked_for_again_and_taken() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    ensure!(stage.send(stage.parcel(&[0, 1, 2])?)? == (200, vec![Whole; 3]));
    let lose = || -> anyhow::Result<()> {
        for pack in fs::read_dir(stage.world.central_dir().join("packs"))? {
            fs::remove_file(pack?.path())?;
        }
        Ok(())
    };
    lose()?;
    ensure!(stage.reached()? == [Nothing; 4], "the table alone is not believed");
    let copy = stage.world.dir.path().join("copy");
    let torn = back_up(&stage.world.central_dir(), &copy);
    ensure!(torn.is_err() && copy.join("central.db").exists(), "records are copied all the same");
    // By the parcel, and by itself.
    ensure!(stage.send(stage.parcel(&[1, 0])?)? == (200, vec![Whole; 2]));
    let (location, at) = stage.create(2)?;
    ensure!(at == "0");
    let (_, bytes) = stage.photos.get(2).context("a photo")?;
    let append = stage.phone.request(Method::PATCH, &location).header("upload-offset", "0");
    let append = append.header("content-type", BYTES).body(bytes.clone());
    ensure!(append.send()?.status().as_u16() == 204);
    ensure!(stage.reached()? == [Whole, Whole, Whole, Nothing]);
    ensure!((0..3).all(|n| stage.kept(n)) && stage.partial() == 0);
    // What lies by itself needs no pack.
    lose()?;
    ensure!(stage.reached()? == [Nothing, Nothing, Whole, Nothing] && stage.kept(2));
    Ok(())
}

#[test]
fn all_bytes_that_came_before_central_went_down_are_looked_at_before_it_says_whole()
-> anyhow::Result<()> {
    let stage = Stage::new()?;
    for (n, right) in [(0, true), (1, false)] {
        let (location, _) = stage.create(n)?;
        let id = location.rsplit('/').next().context("a name")?;
        let (_, bytes) = stage.photos.get(n).context("a photo")?;
        let mut come = bytes.clone();
        *come.last_mut().context("a byte")? ^= u8::from(!right);
        fs::write(stage.world.central_dir().join("uploads").join(id), &come)?;
        let head = || {
            let reply = stage.phone.request(Method::HEAD, &location).send()?;
            let at = reply.headers().get("upload-offset").and_then(|at| at.to_str().ok());
            Ok::<_, anyhow::Error>((reply.status().as_u16(), at.unwrap_or_default().to_owned()))
        };
        let said = head()?;
        if right {
            ensure!(said == (200, "80000".to_owned()) && stage.kept(n), "{said:?}");
        } else {
            ensure!(said.0 == 460, "{said:?}");
            ensure!(head()? == (200, "0".to_owned()) && !stage.kept(n));
        }
    }
    Ok(())
}

#[test]
fn what_is_no_parcel_is_refused_and_what_is_not_ones_own_is_passed_over() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let status = |parcel: &[u8]| Ok::<_, anyhow::Error>(stage.send(parcel.to_vec())?.0);
    ensure!(status(b"")? == 422 && status(b"{}\n")? == 422 && status(b"{\"files\":[]}")? == 422);
    ensure!(status(&vec![b' '; 200_000])? == 413, "a first line without end");
    ensure!(status(&stage.parcel(&[1, 1])?)? == 422, "twice the same");
    ensure!(status(b"{\"files\":[]}\n")? == 200);
    let mut longer = stage.parcel(&[1])?;
    longer.push(0);
    ensure!(status(&longer)? == 413 && stage.kept(1), "but what was announced is kept");

    let named = |size| {
        let file = ParcelFile { photo: EventId([7; 32]), size, variant: Variant::Preview };
        let mut head = serde_json::to_vec(&ParcelHead { files: vec![file] })?;
        head.push(b'\n');
        head.extend(vec![0; 50]);
        Ok::<_, anyhow::Error>(head)
    };
    ensure!(stage.send(named(50)?)? == (200, vec![Nothing]), "nobody's photo");
    ensure!(status(&named(0)?)? == 422 && status(&named(u64::MAX)?)? == 413);
    let (photo, bytes) = stage.photos.first().context("a photo")?;
    let other =
        ParcelFile { photo: *photo, size: bytes.len() as u64 - 1, variant: Variant::Original };
    let mut shorter = serde_json::to_vec(&ParcelHead { files: vec![other] })?;
    shorter.push(b'\n');
    ensure!(status(&shorter)? == 422, "another length than was signed");
    let many = vec![other; MAX_PARCEL + 1];
    let mut many = serde_json::to_vec(&ParcelHead { files: many })?;
    many.push(b'\n');
    ensure!(status(&many)? == 413);
    Ok(())
}
