//! Leak hunt, short form: twenty canaries through a day; none lies readable in the device's folder,
//! on the way, in central's log lines or the device's. Central's own store holds them by design.

use anyhow::{Context, ensure};
use mingcha_device::api::{AnswerChange, Command, PhotoTarget};
use mingcha_domain::{
    checklist::Answer,
    finding,
    ids::{CheckId, SiteId},
    site::SiteKind,
    spot_check::{CheckKind, Outcome},
    suggestion,
};
use mingcha_tests::{
    between::between,
    certificate::SelfSigned,
    view,
    world::{Actor, World, content, snapshot},
};
use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    net::SocketAddr,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    thread,
};

/// Keeps every line that the programs log, from trace upwards.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Kept {
    fn bytes(&self) -> Vec<u8> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Keeps every byte between device and central, of both directions.
fn tap(central: SocketAddr) -> anyhow::Result<(SocketAddr, Kept)> {
    let kept = Kept::default();
    let heard = kept.clone();
    let keep = move |_, some: &[u8]| {
        heard.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(some);
    };
    Ok((between(central, keep)?, kept))
}

/// A day's work in which every text is a canary.
fn day(actor: &Actor, world: &World) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
    let mut canaries = BTreeMap::new();
    let mut canary = |what: &str| -> String {
        let text = format!("金丝雀{}-{what}", 7_100 + canaries.len());
        canaries.insert(what.to_owned(), text.clone().into_bytes());
        text
    };
    let choices = view!(actor, Choices, Choices { search: String::new() });
    let team = choices.teams.first().context("team")?;
    let outing = actor.make(Command::StartOuting {
        campaign: choices.campaigns.first().context("campaign")?.id,
        team: team.id,
        members: team.members.iter().take(1).map(|m| m.id).collect(),
        guests: vec![mingcha_domain::outing::Guest {
            body: canary("guest-body"),
            name: canary("guest-name"),
        }],
    })?;
    let site: SiteId = actor.make(Command::AddSite {
        name: canary("site-name"),
        kind: SiteKind::Supermarket,
        address: canary("site-address"),
        territory: choices.territories.first().context("territory")?.id,
        position: None,
    })?;
    let check: CheckId = actor.make(Command::StartCheck {
        outing,
        order: None,
        site: Some(site),
        checklist: choices.checklists.first().map(|c| c.version),
        kind: CheckKind::Covert,
        position: None,
    })?;
    let item = view!(actor, Check, Check { check }).shown.first().context("item")?.clone();
    for remark in ["remark", "remark-again"] {
        let answer = Answer { remark: canary(remark), ..Answer::default() };
        let change = AnswerChange { item: item.clone(), answer, supersedes: vec![] };
        actor.execute(Command::SaveAnswers { check, changes: vec![change] })?;
    }
    let told = |words: String, explained: String| -> anyhow::Result<finding::Content> {
        Ok(finding::Content { explanation: explained, ..content(&words, "2022-03-18")? })
    };
    for n in 0..2 {
        let said = told(canary(&format!("finding-{n}")), canary(&format!("explanation-{n}")))?;
        let finding = actor.draft(check, said)?;
        actor.device.import_photo(check, &PhotoTarget::Finding(finding), snapshot(n)?)?;
        actor.execute(Command::RecordFinding { finding, base: vec![] })?;
    }
    for n in 0..2 {
        let content =
            suggestion::Content { department: None, text: canary(&format!("suggestion-{n}")) };
        let made = Command::RecordSuggestion { check, suggestion: None, content, base: vec![] };
        let _: mingcha_domain::ids::SuggestionId = actor.make(made)?;
    }
    actor.execute(Command::SubmitCheck {
        check,
        base: view!(actor, Check, Check { check }).revision,
        outcome: Outcome::Refused,
        words: canary("outcome-words"),
    })?;
    // One that is still being written when the day ends.
    let said = told(canary("finding-draft"), canary("explanation-draft"))?;
    actor.draft(check, said)?;
    for n in 0..2 {
        let some = snapshot(n)?.get(2_000..2_048).context("bytes")?.to_vec();
        canaries.insert(format!("photo-bytes-{n}"), some);
    }
    // What was there before the day: the person's own name and the installation's sites.
    let me = view!(actor, Start).me.context("me")?;
    canaries.insert("person".to_owned(), me.person.name.into_bytes());
    let listed = choices.sites.first().context("site")?.name.clone();
    canaries.insert("listed-site".to_owned(), listed.into_bytes());
    world.pass(60_000);
    Ok(canaries)
}

fn hunt(what: &str, bytes: &[u8], canaries: &BTreeMap<String, Vec<u8>>) -> anyhow::Result<()> {
    for (name, canary) in canaries {
        let found = bytes.windows(canary.len()).any(|w| w == canary.as_slice());
        ensure!(!found, "{name} lies readable in {what}");
    }
    Ok(())
}

/// Crashes as the programs do, with everything in hand that must not be said.
fn crash_with(canaries: &BTreeMap<String, Vec<u8>>) -> anyhow::Result<()> {
    mingcha_device::crash_silently();
    let held: Vec<String> =
        canaries.values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
    let crashed = thread::spawn(move || panic!("in hand: {}", held.join(" "))).join();
    ensure!(crashed.is_err(), "it crashed");
    let core = rustix::process::getrlimit(rustix::process::Resource::Core);
    ensure!(core.current == Some(0), "no image of the memory is written");
    Ok(())
}

fn files(dir: &Path, found: &mut Vec<std::path::PathBuf>) -> anyhow::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            files(&path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}

#[test]
fn twenty_canaries_through_a_day_are_found_nowhere() -> anyhow::Result<()> {
    let logs = Kept::default();
    let lines = logs.clone();
    // Everything that either program says, in whatever thread, from trace upwards.
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(move || lines.clone())
        .finish();
    let global = tracing_subscriber::util::SubscriberInitExt::try_init(subscriber);
    ensure!(global.is_ok(), "another test set a subscriber: the logs would not be heard");
    let mut world = World::new()?;
    world.stop_central();
    world.tls = Some(SelfSigned::make(world.dir.path(), "central")?);
    world.start_central()?;
    let (at, wire) = tap(world.address().replace("https://", "").parse()?)?;
    let mut invitation = world.invitation("lin")?;
    invitation.address = format!("https://{at}").parse()?;
    let actor = world.stranger("phone")?;
    let (address, label) = (String::new(), "手机".to_owned());
    actor.execute(Command::Enrol { address, code: invitation.to_string(), label })?;
    actor.device.sync_now()?;
    let mut canaries = day(&actor, &world)?;
    canaries.insert("code".to_owned(), invitation.code.clone().into_bytes());
    actor.device.sync_now()?;
    let drawn = actor.execute(Command::DrawPassphrase)?.secret.context("a passphrase")?;
    actor.execute(Command::SetLock { secret: drawn.clone() })?;
    let shown = drawn.reveal().to_owned();
    canaries.insert("passphrase".to_owned(), shown.replace(' ', "").into_bytes());
    canaries.insert("passphrase-shown".to_owned(), shown.into_bytes());
    actor.device.sync_now()?;
    let before_close = canaries.len();
    ensure!(before_close >= 20, "{before_close} canaries");
    // While it runs, with its write-ahead files, and after it was closed.
    let dir = actor.dir.clone();
    let (mut looked_at, mut bytes) = (0, 0);
    for _ in 0..2 {
        let mut all = Vec::new();
        files(&dir, &mut all)?;
        for file in all {
            let content = fs::read(&file)?;
            hunt(&file.display().to_string(), &content, &canaries)?;
            looked_at += 1;
            bytes += content.len();
        }
        let _ = view!(actor, Today);
    }
    drop(actor);
    crash_with(&canaries)?;
    let (heard, said) = (wire.bytes(), logs.bytes());
    ensure!(heard.len() > 50_000, "{} bytes on the wire", heard.len());
    hunt("what went over the wire", &heard, &canaries)?;
    ensure!(!said.is_empty(), "the logs say something");
    let crashed = String::from_utf8_lossy(&said).contains("crashed at tests/tests/leaks.rs:");
    ensure!(crashed, "a crash says where it was");
    hunt("the logs", &said, &canaries)?;
    println!(
        "{} canaries in {looked_at} files ({bytes} bytes), {} bytes on the wire, {} bytes of logs: none",
        canaries.len(),
        heard.len(),
        said.len()
    );
    Ok(())
}
