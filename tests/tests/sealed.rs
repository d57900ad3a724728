//! Sealed orders from the list to the report: shut on every device, opened offline, carried out,
//! and seen by the lead.

use anyhow::{Context, ensure};
use data_encoding::BASE64URL_NOPAD;
use mingcha_central::{demo, order, order::Slip};
use mingcha_device::api::{Command, ErrorCode};
use mingcha_domain::{
    event::Event,
    ids::CheckId,
    order::{Dossier, How},
    site::Position,
    spot_check::CheckKind,
    wire::SyncRequest,
};
use mingcha_tests::{
    crooked::Crooked,
    samples::id,
    view,
    world::{Actor, World},
};
use rusqlite::{Connection, types::ValueRef};
use std::collections::BTreeSet;

/// A place that no list holds: its name can only come out of a box.
const HIDDEN: &str = "匿踪桥头冷库";
const STREET: &str = "无名渡九号";

fn hide(dossier: &mut Dossier, site: u8) {
    dossier.place.name = HIDDEN.to_owned();
    dossier.place.address = STREET.to_owned();
    dossier.site = id(site);
}

/// The demo's campaign with sealed orders, and one more order about a place nobody knows.
fn with_hidden(world: &World) -> anyhow::Result<(Vec<Slip>, Slip)> {
    let central = world.central()?;
    let mut slips = demo::seal(central, &demo::City::bundled()?)?;
    let mut dossier = slips.first().context("slip")?.dossier.clone();
    hide(&mut dossier, 201);
    let hidden = order::seal(central, vec![dossier])?.pop().context("slip")?;
    order::issue_waiting(central)?;
    slips.truncate(2);
    Ok((slips, hidden))
}

/// Every cell of every table that a device holds, decrypted.
fn dump(actor: &Actor) -> anyhow::Result<String> {
    let store = actor.records()?;
    let mut tables = store.prepare("SELECT name FROM sqlite_master WHERE type = 'table'")?;
    let tables = tables.query_map([], |r| r.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    let mut all = String::new();
    for table in tables {
        let mut statement = store.prepare(&format!("SELECT * FROM {table}"))?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                let cell = match row.get_ref(column)? {
                    ValueRef::Text(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                    ValueRef::Blob(bytes) => BASE64URL_NOPAD.encode(bytes),
                    other => format!("{other:?}"),
                };
                all.push_str(&cell);
                all.push('\n');
            }
        }
    }
    Ok(all)
}

#[test]
fn an_order_is_opened_offline_by_its_code_and_carried_out() -> anyhow::Result<()> {
    let mut world = World::new()?;
    let (_, slip) = with_hidden(&world)?;
    let inspector = world.actor("lin", "phone")?;
    world.stop_central();
    let today = view!(inspector, Today);
    ensure!(today.sealed.len() == 3 && today.sealed.iter().any(|s| s.name == slip.name));
    ensure!(today.orders.iter().all(|o| o.id != slip.order));
    let open = |code: &str| {
        inspector.execute(Command::OpenOrder { order: slip.order, code: code.to_owned() })
    };
    // A wrong digit is noticed before anything is tried; a wrong code is counted.
    let error = open("1234-5678-9012-3456-5").err().context("opened")?;
    ensure!(error.code == ErrorCode::OrderCodeUnreadable);
    let error = open("1234-5678-9012-3456-8").err().context("opened")?;
    ensure!(error.code == ErrorCode::OrderCodeWrong);
    ensure!(view!(inspector, Today).sealed.iter().any(|s| s.id == slip.order && s.tries == 1));
    open(&slip.code)?;
    let today = view!(inspector, Today);
    ensure!(today.sealed.len() == 2);
    let row = today.orders.iter().find(|o| o.id == slip.order).context("not open")?;
    ensure!(row.site.name == HIDDEN && row.title == slip.dossier.title);
    // After a kill it is still open.
    let inspector = inspector.reopen()?;
    let choices = view!(inspector, Choices, Choices { search: String::new() });
    let team = choices.teams.first().context("team")?;
    let outing = inspector.make(Command::StartOuting {
        campaign: row.campaign,
        team: team.id,
        members: team.members.iter().take(1).map(|m| m.id).collect(),
        guests: vec![],
    })?;
    world.pass(25 * 60_000);
    let at =
        Position { accuracy_m: Some(20), lat_udeg: 30_000_000, lon_udeg: 120_000_000, mock: None };
    let check: CheckId = inspector.make(Command::StartCheck {
        outing,
        order: Some(slip.order),
        site: None,
        checklist: None,
        kind: CheckKind::Open,
        position: Some(at),
    })?;
    ensure!(view!(inspector, Check, Check { check }).site.name == HIDDEN);
    world.start_central()?;
    inspector.device.sync_now()?;
    ensure!(view!(inspector, Sync).not_accepted.is_empty());
    let lead = world.actor("chen", "tablet")?;
    let team = view!(lead, TeamToday);
    let shown = team.sealed.iter().find(|s| s.id == slip.order).context("not shown")?;
    let opened = shown.opened.as_ref().context("not opened")?;
    ensure!(opened.how == How::Code && opened.tries == 1 && opened.site == HIDDEN);
    ensure!(opened.by.as_ref().is_some_and(|by| !by.name.is_empty()));
    let arrived = shown.arrived.as_ref().context("not arrived")?;
    ensure!(arrived.check == check && arrived.minutes == 25 && arrived.position == Some(at));
    ensure!(team.sealed.iter().filter(|s| s.opened.is_none()).count() == 2);
    Ok(())
}

#[test]
fn a_qr_opens_its_own_order_and_no_other() -> anyhow::Result<()> {
    let world = World::new()?;
    let (slips, hidden) = with_hidden(&world)?;
    let inspector = world.actor("lin", "phone")?;
    let other = slips.first().context("slip")?;
    let qr = hidden.qr.to_string();
    let error = inspector.execute(Command::OpenOrder { order: other.order, code: qr.clone() });
    ensure!(error.err().context("opened")?.code == ErrorCode::OrderCodeOther);
    inspector.execute(Command::OpenOrder { order: hidden.order, code: qr })?;
    ensure!(view!(inspector, Today).orders.iter().any(|o| o.site.name == HIDDEN));
    Ok(())
}

#[test]
fn central_gives_the_key_to_the_team_alone_and_records_it_once() -> anyhow::Result<()> {
    let world = World::new()?;
    let (_, slip) = with_hidden(&world)?;
    let inspector = world.actor("lin", "phone")?;
    let stranger = world.actor("sun", "other-phone")?;
    let open = Command::OpenOrderOnline { order: slip.order };
    ensure!(stranger.execute(open.clone()).is_err());
    inspector.execute(open)?;
    inspector.device.sync_now()?;
    ensure!(view!(inspector, Sync).not_accepted.is_empty());
    let stream = world.central()?.log().streams().get(slip.order.stream())?;
    let mingcha_domain::fold::Subject::Order(state) = &stream.subject else {
        anyhow::bail!("no order")
    };
    ensure!(state.keys_given.len() == 1 && state.openings.len() == 1);
    ensure!(state.openings.iter().all(|o| o.how == How::Online));
    Ok(())
}

#[test]
fn a_profile_is_given_ten_keys_an_hour_and_no_more() -> anyhow::Result<()> {
    let world = World::new()?;
    let (_, slip) = with_hidden(&world)?;
    let central = world.central()?;
    let mut dossiers = Vec::new();
    for n in 0..12 {
        let mut dossier = slip.dossier.clone();
        dossier.place.name = format!("{HIDDEN}{n}");
        dossiers.push(dossier);
    }
    let slips = order::seal(central, dossiers)?;
    order::issue_waiting(central)?;
    let inspector = world.actor("lin", "phone")?;
    let open = |slip: &Slip| inspector.execute(Command::OpenOrderOnline { order: slip.order });
    let (given, more) = slips.split_at(10);
    for slip in given {
        open(slip)?;
    }
    for slip in more {
        let error = open(slip).err().context("an eleventh key")?;
        ensure!(error.code == ErrorCode::TooManyTries, "{error:?}");
    }
    world.pass(3_600_001);
    for slip in more {
        open(slip)?;
    }
    Ok(())
}

#[test]
fn a_batch_s_orders_are_alike_in_size_and_come_at_once_in_an_order_that_says_nothing()
-> anyhow::Result<()> {
    let world = World::new()?;
    let (_, slip) = with_hidden(&world)?;
    let central = world.central()?;
    let before = central.log().size();
    // From a few words to all that is known of a place that was visited often.
    let mut dossiers = Vec::new();
    for n in 0..24_usize {
        let mut dossier = slip.dossier.clone();
        dossier.note = "后门进，先看冷库台账。".repeat(n * 3);
        dossier.place.name = format!("{HIDDEN}{}", "分库".repeat(n));
        dossiers.push(dossier);
    }
    let slips = order::seal(central, dossiers)?;
    order::issue_waiting(central)?;
    let issued: Vec<_> = {
        let log = central.log();
        let entry = |n| mingcha_central::store::entry::get(log.connection(), n);
        let mut issued = Vec::new();
        for n in before..log.size() {
            let entry = entry(n)?.context("an entry")?;
            let event = mingcha_central::store::event::get(log.connection(), entry.event)?;
            issued.push((entry, event.context("an event")?));
        }
        issued
    };
    ensure!(issued.len() == slips.len());
    let sizes: BTreeSet<usize> =
        issued.iter().map(|(_, e)| e.body.as_ref().map_or(0, String::len)).collect();
    ensure!(sizes.len() == 1, "sizes tell them apart: {sizes:?}");
    let times: BTreeSet<_> = issued.iter().map(|(entry, _)| entry.arrived).collect();
    ensure!(times.len() == 1, "issued at once");
    // Their order is that of their random ids, not that of the list.
    let mut streams = Vec::new();
    for (_, event) in &issued {
        streams.push(event.clone().verify(central.realm())?.header.stream);
    }
    ensure!(streams.is_sorted(), "by id");
    let listed: Vec<_> = slips.iter().map(|slip| slip.order.stream()).collect();
    ensure!(listed != streams, "the list's order shows");
    Ok(())
}

#[test]
fn before_opening_nothing_tells_the_site() -> anyhow::Result<()> {
    let world = World::new()?;
    let (_, slip) = with_hidden(&world)?;
    let inspector = world.actor("lin", "phone")?;
    let site = slip.dossier.site.to_string();
    let marks = [HIDDEN, STREET, site.as_str(), slip.dossier.note.as_str()];
    let held = dump(&inspector)?;
    ensure!(held.contains(&slip.order.to_string()), "the order itself is there");
    for mark in marks {
        ensure!(!held.contains(mark), "{mark} on the device");
    }
    // Nor in what central sends, nor in what it keeps.
    let user = demo::user_named(world.central()?, "lin").context("lin")?;
    let crooked = Crooked::of(&world, user, 60)?;
    let all = SyncRequest { page: 5_000, ..SyncRequest::default() };
    let (status, body) = crooked.post(serde_json::to_vec(&all)?, "identity")?;
    ensure!(status == 200);
    let body = String::from_utf8(body)?;
    for mark in marks {
        ensure!(!body.contains(mark), "{mark} on the wire");
    }
    let store = Connection::open(world.central_dir().join("central.db"))?;
    let mut statement =
        store.prepare("SELECT signed FROM event UNION ALL SELECT tag FROM stream_tag")?;
    let rows =
        statement.query_map([], |r| r.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    for mark in marks {
        ensure!(rows.iter().all(|row| !row.contains(mark)), "{mark} at central");
    }
    // And after it, it does: the search finds what it looks for.
    inspector.execute(Command::OpenOrder { order: slip.order, code: slip.code.to_string() })?;
    ensure!(dump(&inspector)?.contains(HIDDEN));
    Ok(())
}

#[test]
fn orders_of_a_sealing_campaign_are_not_issued_in_the_clear() -> anyhow::Result<()> {
    let world = World::new()?;
    let (slips, _) = with_hidden(&world)?;
    let dossier = slips.first().context("slip")?.dossier.clone();
    let clear: Event = mingcha_domain::order::OrderIssued::from(dossier).into();
    ensure!(world.central()?.log().append_own(vec![(id(210), clear)]).is_err());
    Ok(())
}

/// Whether a program's memory holds any of these bytes, in whatever it can write to.
#[cfg(target_os = "linux")]
fn holds(pid: u32, needles: &[&[u8]]) -> anyhow::Result<bool> {
    use std::{
        fs::File,
        io::{Read, Seek, SeekFrom},
    };
    let maps = std::fs::read_to_string(format!("/proc/{pid}/maps"))?;
    let mut memory = File::open(format!("/proc/{pid}/mem"))?;
    let mut looked = 0;
    for line in maps.lines() {
        let mut words = line.split_whitespace();
        let (range, rights) = (words.next().context("range")?, words.next().context("rights")?);
        if !rights.starts_with("rw") {
            continue;
        }
        let (from, until) = range.split_once('-').context("range")?;
        let (from, until) = (u64::from_str_radix(from, 16)?, u64::from_str_radix(until, 16)?);
        memory.seek(SeekFrom::Start(from))?;
        let mut bytes = vec![0; usize::try_from(until - from)?];
        // Some regions are gone by now, or belong to the kernel.
        if memory.read_exact(&mut bytes).is_err() {
            continue;
        }
        looked += bytes.len();
        let found = |needle: &&[u8]| bytes.windows(needle.len()).any(|part| part == *needle);
        if needles.iter().any(found) {
            return Ok(true);
        }
    }
    ensure!(looked > 1_000_000, "{looked} bytes looked at");
    Ok(false)
}

/// An engine in a process of its own, ended when it is dropped.
#[cfg(target_os = "linux")]
struct Engine(std::process::Child);

#[cfg(target_os = "linux")]
impl Drop for Engine {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
#[cfg(target_os = "linux")]
fn before_opening_the_engine_s_memory_does_not_hold_the_place() -> anyhow::Result<()> {
    use std::{
        io::{BufRead, BufReader},
        process::{Command as Program, Stdio},
    };
    let world = World::new()?;
    let (_, slip) = with_hidden(&world)?;
    let inspector = world.actor("lin", "phone")?;
    let dir = inspector.dir.clone();
    let now = world.now.load(std::sync::atomic::Ordering::Relaxed);
    drop(inspector);
    let mut engine = Program::new(env!("CARGO_BIN_EXE_bridge"));
    engine.arg("--profile").arg(&dir).arg("--pages").arg(world.dir.path());
    engine.args(["--at", &now.to_string()]).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut engine = Engine(engine.spawn()?);
    let mut line = String::new();
    BufReader::new(engine.0.stdout.take().context("no stdout")?).read_line(&mut line)?;
    let address = line.trim().strip_prefix("listening on ").context("not listening")?.to_owned();
    let http = mingcha_tests::crooked::client()?;
    let ask = |path: &str, body: serde_json::Value| -> anyhow::Result<serde_json::Value> {
        let to = format!("{address}/bridge/{path}");
        let request = http.post(to).header("content-type", "application/json");
        let reply = request.body(serde_json::to_vec(&body)?).send()?;
        Ok(serde_json::from_slice(&reply.bytes()?)?)
    };
    let needles: [&[u8]; 2] = [HIDDEN.as_bytes(), STREET.as_bytes()];
    let today = ask("query", serde_json::json!({"get": "today"}))?;
    ensure!(today.to_string().contains(&slip.name), "the sealed order is on the screen: {today}");
    ask("query", serde_json::json!({"get": "choices", "search": "桥头"}))?;
    ensure!(!holds(engine.0.id(), &needles)?, "the place lies in memory before it is opened");
    // Opened, it does: the search finds what there is to find.
    let open = serde_json::json!({"do": "open_order", "order": slip.order, "code": *slip.code});
    ask("execute", open)?;
    let today = ask("query", serde_json::json!({"get": "today"}))?;
    ensure!(today.to_string().contains(HIDDEN));
    ensure!(holds(engine.0.id(), &needles)?, "the search finds nothing at all");
    Ok(())
}
