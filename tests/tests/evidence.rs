//! An exported check, attacked: bytes flipped, events dropped, moved, replayed, parts of other
//! bundles, other installations and other times put in. Whatever is accepted here would be believed.

use anyhow::{Context, bail, ensure};
use mingcha_central::{demo::Random, evidence as file};
use mingcha_device::api::{Command, ErrorCode, PhotoTarget};
use mingcha_domain::{
    event::Signed,
    evidence::{self, Bundle, Fault},
    ids::{CheckId, EventId, Hash, Salt, Signature},
    log::Verdict,
    photo::{Label, Mark, Point, Share, Span},
    time::Millis,
};
use mingcha_tests::{
    judged_check, view,
    visit::{begin, closed},
    world::{Actor, World, content, snapshot},
};
use std::{
    collections::BTreeMap,
    fs::File,
    io::{Cursor, Read, Write},
    path::{Path, PathBuf},
};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

type Members = BTreeMap<String, Vec<u8>>;

fn members(path: &Path) -> anyhow::Result<Members> {
    let mut zip = ZipArchive::new(File::open(path)?)?;
    let mut members = Members::new();
    for i in 0..zip.len() {
        let mut member = zip.by_index(i)?;
        let mut bytes = Vec::new();
        member.read_to_end(&mut bytes)?;
        members.insert(member.name().to_owned(), bytes);
    }
    Ok(members)
}

fn write(members: &Members, path: &Path) -> anyhow::Result<()> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in members {
        zip.start_file(name.as_str(), stored)?;
        zip.write_all(bytes)?;
    }
    std::fs::write(path, zip.finish()?.into_inner())?;
    Ok(())
}

/// An installation with an exported check, and the same check exported earlier.
struct Exported {
    world: World,
    check: CheckId,
    members: Members,
}

impl Exported {
    fn new() -> anyhow::Result<Self> {
        let world = World::new()?;
        let (inspector, second) = (world.actor("lin", "phone")?, world.actor("zhou", "phone-b")?);
        let lead = world.actor("chen", "tablet")?;
        let check = judged_check::make(&world, &inspector, &second, &lead)?;
        let members = members(&export(&world, check, "evidence.zip")?)?;
        Ok(Self { world, check, members })
    }

    fn bundle(&self) -> anyhow::Result<Bundle> {
        Ok(serde_json::from_slice(self.members.get("bundle.json").context("bundle.json")?)?)
    }

    fn verify(&self, members: &Members) -> anyhow::Result<Result<evidence::Verdict, Fault>> {
        let path = self.world.dir.path().join("attacked.zip");
        write(members, &path)?;
        Ok(file::verify(&path))
    }
}

fn export(world: &World, check: CheckId, name: &str) -> anyhow::Result<PathBuf> {
    let out = world.dir.path().join(name);
    file::export(world.central()?, check, &out)?;
    Ok(out)
}

/// Of the bundle alone: neither the summary nor a photo can be what gives an attack away.
fn refused(bundle: &Bundle, what: &str) -> anyhow::Result<Fault> {
    match evidence::verify(bundle, &|hash| Some(hash)) {
        Ok(_) => bail!("accepted: {what}"),
        Err(fault) => {
            ensure!(!fault.place.is_empty() && !fault.what.is_empty(), "{what}: no place");
            Ok(fault)
        }
    }
}

#[test]
fn no_flipped_byte_and_no_lost_tail_is_believed() -> anyhow::Result<()> {
    let exported = Exported::new()?;
    exported.verify(&exported.members)?.context("untouched")?;
    let seed =
        std::env::var("MINGCHA_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(20_220_316);
    println!("MINGCHA_SEED={seed}");
    let mut random = Random(seed);
    let names: Vec<&String> = exported.members.keys().collect();
    // Six of seven flip a byte: in full more than 4,096.
    let rounds = if std::env::var_os("MINGCHA_FULL").is_some() { 4_900 } else { 700 };
    for round in 0..rounds {
        // Half of them in bundle.json.
        let name = match random.below(2) {
            0 => "bundle.json",
            _ => names[random.below(names.len())].as_str(),
        };
        let mut attacked = exported.members.clone();
        let bytes = attacked.get_mut(name).context("member")?;
        let at = random.below(bytes.len());
        if round % 7 == 6 {
            bytes.truncate(at);
        } else {
            bytes[at] ^= u8::try_from(1 + random.below(255))?;
        }
        let Err(fault) = exported.verify(&attacked)? else {
            bail!("seed {seed}, round {round}: accepted byte {at} of {name}");
        };
        ensure!(!fault.place.is_empty(), "round {round}: no place");
    }
    println!("{} bytes flipped, {} tails cut off: all refused", rounds - rounds / 7, rounds / 7);
    Ok(())
}

#[test]
fn files_that_do_not_belong_are_refused_and_missing_photos_are_told() -> anyhow::Result<()> {
    let exported = Exported::new()?;
    let photos: Vec<String> =
        exported.members.keys().filter(|n| n.starts_with("photos/")).cloned().collect();
    ensure!(photos.len() >= 4);
    let mut attacks: Vec<Members> = Vec::new();
    let mut with = |name: &str, bytes: &[u8]| {
        let mut attacked = exported.members.clone();
        attacked.insert(name.to_owned(), bytes.to_vec());
        attacks.push(attacked);
    };
    with(&format!("photos/{}", Hash::of(&[b"x"]).hex()), b"x");
    with("photos/readme.txt", b"x");
    with("bundle2.json", b"{}");
    with("summary.txt", b"nothing found\n");
    with("document.html", b"<p>nothing found</p>");
    with(&photos[0], &exported.members[&photos[1]]);
    with(&photos[0].to_uppercase().replace("PHOTOS", "photos"), &exported.members[&photos[0]]);
    with(&photos[0], b"");
    let spaced = String::from_utf8(exported.members["bundle.json"].clone())?.replacen(':', ": ", 1);
    with("bundle.json", spaced.as_bytes());
    let more =
        String::from_utf8(exported.members["bundle.json"].clone())?.replacen('{', "{\"a\":1,", 1);
    with("bundle.json", more.as_bytes());
    for name in ["bundle.json", "summary.txt"] {
        let mut attacked = exported.members.clone();
        attacked.remove(name);
        attacks.push(attacked);
    }
    for (i, attacked) in attacks.iter().enumerate() {
        ensure!(exported.verify(attacked)?.is_err(), "attack {i} accepted");
    }
    let mut fewer = exported.members.clone();
    fewer.remove(&photos[0]);
    let verdict = exported.verify(&fewer)??;
    let absent: Vec<String> =
        verdict.photos.iter().filter(|p| !p.3).map(|p| format!("photos/{}", p.2.hex())).collect();
    ensure!(!absent.is_empty() && absent.iter().all(|a| *a == photos[0]), "{absent:?}");
    Ok(())
}

#[test]
fn dropped_moved_repeated_and_changed_parts_are_refused() -> anyhow::Result<()> {
    let exported = Exported::new()?;
    let good = exported.bundle()?;
    evidence::verify(&good, &|hash| Some(hash))?;
    ensure!(good.entries.len() > good.events.len(), "a verdict was replaced by a later one");
    let change = |what: &str, edit: &dyn Fn(&mut Bundle)| -> anyhow::Result<Fault> {
        let mut bundle = good.clone();
        edit(&mut bundle);
        ensure!(bundle != good, "changes nothing: {what}");
        refused(&bundle, what)
    };
    for i in 0..good.events.len() {
        change("an event dropped", &|b| drop(b.events.remove(i)))?;
        change("an event twice", &|b| b.events.insert(i, good.events[i].clone()))?;
        change("an event at the end once more", &|b| b.events.push(good.events[i].clone()))?;
        change("a signature of zeros", &|b| b.events[i].sig = Signature([0; 64]))?;
        change("another salt", &|b| b.events[i].salt = Some(Salt([0; 16])))?;
        change("no body", &|b| b.events[i].body = None)?;
        change("an empty body", &|b| b.events[i].body = Some("{}".to_owned() + " "))?;
        change("another link", &|b| b.events[i].prev = Hash([1; 32]))?;
        change("a hash beside the body", &|b| b.events[i].body_hash = Some(Hash([1; 32])))?;
        change("another body's hash", &|b| {
            let event = &mut b.events[i];
            (event.body, event.salt, event.body_hash) = (None, None, Some(Hash([1; 32])));
        })?;
        if i > 0 {
            change("two events swapped", &|b| b.events.swap(i - 1, i))?;
            change("two bodies swapped", &|b| {
                let body = b.events[i].body.clone();
                b.events[i].body.clone_from(&good.events[i - 1].body);
                b.events[i - 1].body = body;
            })?;
            change("two signatures swapped", &|b| {
                (b.events[i].sig, b.events[i - 1].sig) =
                    (good.events[i - 1].sig, good.events[i].sig);
            })?;
        }
    }
    for i in 0..good.entries.len() {
        change("an entry dropped", &|b| {
            b.entries.remove(i);
        })?;
        change("an entry twice", &|b| b.entries.insert(i, good.entries[i].clone()))?;
        change("another time of arrival", &|b| b.entries[i].arrived = Millis(1))?;
        change("another number", &|b| b.entries[i].n += 1)?;
        change("another epoch", &|b| b.entries[i].epoch += 1)?;
        change("another bound", &|b| b.entries[i].not_before = Some(Millis(2)))?;
        change("another verdict", &|b| {
            let entry = &mut b.entries[i];
            entry.verdict = match entry.verdict {
                Verdict::Effective => Verdict::UnsupportedYet,
                _ => Verdict::Effective,
            };
        })?;
        if i > 0 {
            change("two entries swapped", &|b| b.entries.swap(i - 1, i))?;
        }
    }
    for i in 0..good.proof.len() {
        change("a hash of the proof dropped", &|b| {
            b.proof.remove(i);
        })?;
        change("a hash of the proof twice", &|b| b.proof.insert(i, good.proof[i]))?;
        change("a hash of the proof changed", &|b| b.proof[i].0[0] ^= 1)?;
    }
    change("a longer proof", &|b| b.proof.push(Hash([0; 32])))?;
    change("another format", &|b| b.format = "mingcha/evidence/2".to_owned())?;
    change("another check", &|b| b.check = CheckId([0; 16]))?;
    change("a real installation", &|b| b.genesis.demo = false)?;
    change("another name", &|b| b.genesis.name.push('x'))?;
    change("another nonce", &|b| b.genesis.nonce = Salt([0; 16]))?;
    change("a better checkpoint", &|b| {
        b.checkpoint.checkpoint = b.checkpoint.checkpoint.replace("\"epoch\":1", "\"epoch\":2");
    })?;
    change("a later key", &|b| {
        b.certificate.statement = b.certificate.statement.replace("\"from\":1", "\"from\":2");
    })?;
    change("an event made anew", &|b| {
        let header = b.events[0].header.replace("\"seq\":", "\"seq\":1");
        b.events[0] = Signed { header, ..b.events[0].clone() };
    })?;
    Ok(())
}

#[test]
fn parts_of_another_time_check_or_installation_are_refused() -> anyhow::Result<()> {
    let (exported, elsewhere) = (Exported::new()?, Exported::new()?);
    let (good, foreign) = (exported.bundle()?, elsewhere.bundle()?);
    // The same log, later: another check, and a receipt over more entries.
    let inspector = exported.world.stranger("phone")?;
    let (second, lead) = (exported.world.stranger("phone-b")?, exported.world.stranger("tablet")?);
    let next = judged_check::make(&exported.world, &inspector, &second, &lead)?;
    let path = export(&exported.world, next, "next.zip")?;
    let other: Bundle = serde_json::from_slice(&members(&path)?["bundle.json"])?;
    let path = export(&exported.world, exported.check, "later.zip")?;
    let later: Bundle = serde_json::from_slice(&members(&path)?["bundle.json"])?;
    for bundle in [&good, &foreign, &other, &later] {
        evidence::verify(bundle, &|hash| Some(hash))?;
    }
    for donor in [&foreign, &other, &later] {
        let change = |what: &str, edit: &dyn Fn(&mut Bundle)| -> anyhow::Result<()> {
            let mut bundle = good.clone();
            edit(&mut bundle);
            if bundle != good {
                refused(&bundle, what)?;
            }
            Ok(())
        };
        change("its checkpoint", &|b| b.checkpoint = donor.checkpoint.clone())?;
        change("its signature", &|b| b.checkpoint.sig = donor.checkpoint.sig)?;
        change("its certificate", &|b| b.certificate = donor.certificate.clone())?;
        change("its genesis", &|b| b.genesis = donor.genesis.clone())?;
        change("its certificate and genesis", &|b| {
            b.certificate = donor.certificate.clone();
            b.genesis = donor.genesis.clone();
        })?;
        change("its receipts", &|b| {
            b.checkpoint = donor.checkpoint.clone();
            b.certificate = donor.certificate.clone();
            b.genesis = donor.genesis.clone();
            b.proof.clone_from(&donor.proof);
            b.entries.clone_from(&donor.entries);
        })
        .or_else(|e| if donor.events == good.events { Ok(()) } else { Err(e) })?;
        change("its proof", &|b| b.proof.clone_from(&donor.proof))?;
        change("its entries", &|b| b.entries.clone_from(&donor.entries))?;
        change("its events", &|b| b.events.clone_from(&donor.events))?;
        change("its check", &|b| b.check = donor.check)?;
        for event in donor.events.iter().filter(|e| !good.events.contains(e)) {
            change("an event of it added", &|b| b.events.push(event.clone()))?;
            for i in 0..good.events.len() {
                change("an event of it instead", &|b| b.events[i] = event.clone())?;
            }
        }
        for entry in donor.entries.iter().filter(|e| !good.entries.contains(e)) {
            change("an entry of it added", &|b| {
                b.entries.push(entry.clone());
                b.entries.sort_by_key(|e| e.n);
            })?;
        }
    }
    Ok(())
}

#[test]
fn an_event_whose_key_nobody_enrolled_is_refused() -> anyhow::Result<()> {
    let exported = Exported::new()?;
    let mut bundle = exported.bundle()?;
    let enrolments: Vec<Signed> =
        bundle.events.iter().filter(|e| e.header.contains("profile_enrolled")).cloned().collect();
    ensure!(enrolments.len() == 3, "{}", enrolments.len());
    for enrolment in enrolments {
        let mut bundle = bundle.clone();
        leave_out(&exported, &mut bundle, &enrolment)?;
        let fault = refused(&bundle, "no enrolment")?;
        ensure!(fault.what.contains("never enrolled"), "{fault}");
    }
    bundle.certificate.sig = Signature([0; 64]);
    refused(&bundle, "no certificate")?;
    Ok(())
}

/// Takes an event with all its entries out and proves the rest, which whoever holds a bundle can:
/// an entry left out is a hash more in the proof.
fn leave_out(exported: &Exported, bundle: &mut Bundle, event: &Signed) -> anyhow::Result<()> {
    let id = event.id()?;
    bundle.events.retain(|e| e != event);
    bundle.entries.retain(|e| e.event != id);
    let numbers: Vec<u64> = bundle.entries.iter().map(|e| e.n).collect();
    bundle.proof = exported.world.central()?.log().prove(&numbers);
    Ok(())
}

#[test]
fn what_the_page_says_a_bundle_does_not_show_it_does_not_show() -> anyhow::Result<()> {
    let exported = Exported::new()?;
    let good = exported.bundle()?;
    let verdict = good.events.iter().find(|e| e.header.contains("finding.judged"));
    let verdict = verdict.context("no verdict")?;
    // Completeness: an event can be left out together with its entries.
    let mut fewer = good.clone();
    leave_out(&exported, &mut fewer, verdict)?;
    let shown = evidence::verify(&fewer, &|hash| Some(hash))?;
    ensure!(shown.events.len() + 1 == good.events.len());
    // Who took a body away: any holder can.
    let mut erased = good.clone();
    let event = erased.events.iter_mut().find(|e| *e == verdict).context("no verdict")?;
    event.body_hash = Some(event.body_hash()?);
    (event.body, event.salt) = (None, None);
    let shown = evidence::verify(&erased, &|hash| Some(hash))?;
    ensure!(shown.events.iter().any(|a| a.verified.event.as_ref().is_err_and(|u| u.erased)));
    Ok(())
}

#[test]
fn an_older_state_says_that_it_is_one_and_cannot_pass_for_the_newest() -> anyhow::Result<()> {
    let exported = Exported::new()?;
    let old = exported.bundle()?;
    let inspector = exported.world.stranger("phone")?;
    let (second, lead) = (exported.world.stranger("phone-b")?, exported.world.stranger("tablet")?);
    judged_check::make(&exported.world, &inspector, &second, &lead)?;
    let path = export(&exported.world, exported.check, "newest.zip")?;
    let new: Bundle = serde_json::from_slice(&members(&path)?["bundle.json"])?;
    let all = |hash| Some(hash);
    ensure!(evidence::verify(&old, &all)?.as_of < evidence::verify(&new, &all)?.as_of);
    refused(&Bundle { checkpoint: new.checkpoint, ..old.clone() }, "a newer receipt")?;
    refused(&Bundle { proof: new.proof, ..old }, "a newer proof")?;
    Ok(())
}

#[test]
fn its_page_shows_each_photo_under_its_watermark_and_runs_nothing_that_somebody_wrote()
-> anyhow::Result<()> {
    let world = World::new()?;
    let inspector = world.actor("lin", "phone")?;
    let check = begin(&inspector)?;
    let wording = "<script>alert('冷柜')</script> & \"门\"";
    let finding = inspector.draft(check, content(wording, "2022-03-18")?)?;
    let shoot = |target: &PhotoTarget, seed| -> anyhow::Result<EventId> {
        let made = inspector.device.import_photo(check, target, snapshot(seed)?)?.made;
        Ok(made.context("a photo")?.parse()?)
    };
    let first = shoot(&PhotoTarget::Finding(finding), 1)?;
    let voided = shoot(&PhotoTarget::Unsorted, 2)?;
    inspector.execute(Command::RecordFinding { finding, base: vec![] })?;
    let half = Share::new(Share::WHOLE / 2).context("a half")?;
    let text = Label { at: Point { x: half, y: half }, text: "</svg><b>这里</b>".to_owned() };
    let blur = Span { from: Point::default(), to: Point { x: half, y: half } };
    let marks = vec![Mark::Text(text), Mark::Blur(blur), Mark::Arrow(blur), Mark::Box(blur)];
    inspector.execute(Command::MarkPhoto { check, photo: first, marks })?;
    let reason = "<i>模糊</i>".to_owned();
    inspector.execute(Command::VoidPhoto { check, photo: voided, reason })?;
    closed(&inspector, check)?;
    inspector.device.sync_now()?;

    let mut members = members(&export(&world, check, "page.zip")?)?;
    let page = String::from_utf8(members["document.html"].clone())?;
    for never in ["<script", "</svg><b>", "<i>", "href=", "http-equiv=\"refresh"] {
        ensure!(!page.contains(never), "{never}");
    }
    let site = view!(inspector, Check, Check { check }).site;
    let short: String = check.to_string().chars().take(8).collect();
    let shown = [
        "演示数据",
        &site.name,
        &site.address,
        "&lt;script&gt;",
        "&lt;i&gt;模糊",
        "暂停营业",
        "卷帘门已落锁",
        &format!("检查 {short} · 照片1 · 林"),
        "中心核定不晚于",
        "class=\"covered\"",
    ];
    for words in shown {
        ensure!(page.contains(words), "{words}\n{page}");
    }
    let asked = view!(inspector, Check, Check { check }).shown.len();
    ensure!(page.matches("<tr>").count() == asked, "items that nobody was asked are not in it");
    for photo in page.split("src=\"").skip(1) {
        let file = photo.split('"').next().context("a name")?;
        ensure!(members.contains_key(file), "{file} lies beside the page");
    }
    // A file of before has no such page, and is as good as it was.
    members.remove("document.html");
    let path = world.dir.path().join("before.zip");
    write(&members, &path)?;
    file::verify(&path).map_err(|e| anyhow::anyhow!("{e}"))?;
    Ok(())
}

#[test]
fn whoever_may_read_a_check_exports_it_in_the_app_and_nobody_else() -> anyhow::Result<()> {
    let mut world = World::new()?;
    let (inspector, lead) = (world.actor("lin", "phone")?, world.actor("chen", "tablet")?);
    let check = begin(&inspector)?;
    inspector.device.import_photo(check, &PhotoTarget::Unsorted, snapshot(3)?)?;
    closed(&inspector, check)?;
    inspector.device.sync_now()?;
    for actor in [&inspector, &lead] {
        let to = world.dir.path().join("exported.zip");
        actor.device.evidence(check, &to)?;
        let verdict = file::verify(&to).map_err(|e| anyhow::anyhow!("{e}"))?;
        ensure!(verdict.photos.iter().all(|photo| photo.3), "with its photos");
        std::fs::remove_file(&to)?;
    }
    let city = mingcha_central::demo::City::bundled()?;
    let elsewhere =
        city.users.iter().find(|u| u.unit == "d2").context("somebody of d2")?.code.clone();
    let stranger = world.actor(&elsewhere, "elsewhere")?;
    let to = world.dir.path().join("refused.zip");
    let code = |actor: &Actor| actor.device.evidence(check, &to).err().map(|e| e.code);
    ensure!(code(&stranger) == Some(ErrorCode::NotFound));
    world.stop_central();
    ensure!(code(&lead) == Some(ErrorCode::Unreachable));
    let left =
        std::fs::read_dir(world.dir.path())?.filter_map(|e| e.ok()?.file_name().into_string().ok());
    ensure!(left.into_iter().all(|name| !name.contains("refused")), "nothing half written is left");
    Ok(())
}
