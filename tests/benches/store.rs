//! How fast the device's encrypted store answers with 100,000 checks in it. The checks arrive the
//! way they do in life: through central and a sync.

use anyhow::{Context, ensure};
use ed25519_dalek::{Signer, SigningKey};
use mingcha_central::{account, demo};
use mingcha_device::{
    Clock, Device,
    api::{AnswerChange, Command, MineFilter, PhotoTarget, Query, View},
};
use mingcha_domain::{
    checklist::{Answer, Value},
    event::{CHAIN_START, Draft, Event, Header, SUITE_ED25519_SHA256, Signed, VERSION},
    figures::Figure,
    finding::{FindingRaised, FindingSubmitted},
    fold::version_of,
    ids::{
        CampaignId, CheckId, EventId, Hash, PublicKey, Salt, Signature, SiteId, StreamId, TeamId,
        UserId,
    },
    outing::OutingStarted,
    spot_check::{CheckKind, CheckStarted, CheckSubmitted, ItemAnswer, ItemsAnswered, Outcome},
    time::{Millis, Mono},
    wire::EnrolRequest,
};
use mingcha_tests::{
    scenes::{Scene, jpeg},
    world::{MORNING_MS, World, content},
};
use std::{collections::BTreeSet, path::Path, time::Instant};

const CHECKS: usize = 100_000;

fn main() -> anyhow::Result<()> {
    // `cargo test --benches` asks every bench for its tests; this one has none.
    if std::env::args().any(|a| a == "--test" || a == "--list") {
        return Ok(());
    }
    let number = std::env::var("MINGCHA_BENCH_CHECKS").ok().and_then(|n| n.parse().ok());
    let checks = number.unwrap_or(CHECKS);
    let world = World::new()?;
    let started = Instant::now();
    fill(&world, checks)?;
    eprintln!("{checks} checks at central after {:?}", started.elapsed());
    let actor = world.actor("lin", "phone")?;
    eprintln!("and on the device after {:?}", started.elapsed());
    let dir = actor.dir.clone();
    let View::Mine(all) = actor.query(mine(""))? else { anyhow::bail!("view") };
    ensure!(usize::try_from(all.total)? == checks, "{} of {checks} arrived", all.total);

    let View::Choices(choices) = actor.query(Query::Choices { search: String::new() })? else {
        anyhow::bail!("view")
    };
    let team = choices.teams.first().context("team")?;
    let outing = actor.make(Command::StartOuting {
        campaign: choices.campaigns.first().context("campaign")?.id,
        team: team.id,
        members: vec![team.members.first().context("member")?.id],
        guests: vec![],
    })?;
    let list = choices.checklists.iter().find(|c| c.title.zh.contains("冷柜")).context("list")?;
    let check: CheckId = actor.make(Command::StartCheck {
        outing,
        order: None,
        site: choices.sites.first().map(|s| s.id),
        checklist: Some(list.version),
        kind: CheckKind::Open,
        position: None,
    })?;

    let mut even = false;
    measure("save_answer_ms", 500, || {
        even = !even;
        let value = Some(if even { Value::Met } else { Value::NotMet });
        let answer = Answer { value, ..Answer::default() };
        let change = AnswerChange { item: "permit".to_owned(), answer, supersedes: vec![] };
        actor.execute(Command::SaveAnswers { check, changes: vec![change] })?;
        Ok(())
    })?;
    let photos: Vec<Vec<u8>> = [Scene::ALL[0], Scene::ALL[1]]
        .into_iter()
        .map(|scene| jpeg(scene, 3, "2026:03:16 10:21:33", 30_047_180, 123_404_500))
        .collect();
    let mut turn = 0;
    measure("save_photo12_ms", 12, || {
        // Other bytes each time, so that nothing is found stored already.
        let mut bytes = photos.get(turn % 2).context("photo")?.clone();
        turn += 1;
        bytes.extend(turn.to_le_bytes());
        bytes.extend([0xff, 0xd9]);
        actor.device.import_photo(check, &PhotoTarget::Unsorted, bytes)?;
        Ok(())
    })?;
    let words = ["超市", "冷柜", "台账", "口罩", "邮路"];
    let mut turn = 0;
    measure("search_2char_ms", 200, || {
        turn += 1;
        actor.query(mine(words.get(turn % words.len()).copied().unwrap_or_default()))?;
        Ok(())
    })?;
    let mut worst: Vec<f64> = Vec::new();
    let day = |text: &str| text.parse();
    let (from, to) = (day("2020-01-01")?, day("2026-12-31")?);
    let lists = [
        Query::Today,
        mine(""),
        Query::Mine { filter: MineFilter::Returned, search: String::new(), after: String::new() },
        Query::Queue,
        Query::FigureRecords {
            figure: Figure::UnitTimes,
            from,
            to,
            unit: None,
            after: String::new(),
        },
    ];
    for list in &lists {
        let times = timed(60, || actor.query(list.clone()).map(|_| ()).map_err(Into::into))?;
        eprintln!("  {list:?}: {:.2} ms", middle(&times));
        if worst.is_empty() || middle(&times) > middle(&worst) {
            worst = times;
        }
    }
    print("first_page_ms", &worst);
    drop(actor);
    let times = timed(20, || open(&dir))?;
    print("cold_open_ms", &times);
    Ok(())
}

fn mine(search: &str) -> Query {
    Query::Mine { filter: MineFilter::All, search: search.to_owned(), after: String::new() }
}

fn open(dir: &Path) -> anyhow::Result<()> {
    let device = Device::open(dir, Clock::System)?;
    let View::Today(today) = device.query(Query::Today)? else { anyhow::bail!("view") };
    ensure!(!today.orders.is_empty());
    Ok(())
}

fn timed(n: usize, mut what: impl FnMut() -> anyhow::Result<()>) -> anyhow::Result<Vec<f64>> {
    what()?;
    let mut times = Vec::with_capacity(n);
    for _ in 0..n {
        let started = Instant::now();
        what()?;
        times.push(started.elapsed().as_secs_f64() * 1_000.0);
    }
    times.sort_by(f64::total_cmp);
    Ok(times)
}

fn middle(sorted: &[f64]) -> f64 {
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

fn print(figure: &str, sorted: &[f64]) {
    let p95 = sorted.get(sorted.len() * 95 / 100).copied().unwrap_or_default();
    let round = |ms: f64| (ms * 1_000.0).round() / 1_000.0;
    println!(
        "{}",
        serde_json::json!({
            "bench": "store", "figure": figure, "unit": "ms",
            "value": round(middle(sorted)), "p95": round(p95), "n": sorted.len(),
        })
    );
}

fn measure(figure: &str, n: usize, what: impl FnMut() -> anyhow::Result<()>) -> anyhow::Result<()> {
    print(figure, &timed(n, what)?);
    Ok(())
}

/// A profile of the same person that signs in bulk.
struct Maker {
    signing: SigningKey,
    key: PublicKey,
    realm: mingcha_domain::ids::Realm,
    seq: u64,
    prev: Hash,
    events: Vec<Signed>,
}

impl Maker {
    fn sign(&mut self, stream: StreamId, event: &Event, at: i64) -> anyhow::Result<EventId> {
        let header = Header {
            at: Millis(at),
            base: vec![],
            crit: false,
            key: self.key,
            kind: String::new(),
            mono: Mono { boot: "bench".to_owned(), ms: at - MORNING_MS },
            realm: self.realm,
            refs: event.names(),
            seen: None,
            seq: self.seq,
            stream,
            suite: SUITE_ED25519_SHA256,
            v: VERSION,
        };
        let salt = StreamId::derived(&[b"salt", &self.seq.to_be_bytes()]).0;
        let made =
            Draft { header, prev: self.prev, salt: Salt(salt) }.sign(event, &self.signing)?;
        self.seq += 1;
        self.prev = Hash(made.id.0);
        self.events.push(made.signed);
        Ok(made.id)
    }
}

fn fill(world: &World, checks: usize) -> anyhow::Result<()> {
    let central = world.central()?;
    let signing = SigningKey::from_bytes(&[21; 32]);
    let key = PublicKey(signing.verifying_key().to_bytes());
    let user: UserId = demo::user_named(central, "lin").context("lin")?;
    let code = account::new_code(central, user)?;
    let label = "bench".to_owned();
    let sig = Signature(signing.sign(&EnrolRequest::message(&code, &label)).to_bytes());
    account::enrol(central, &EnrolRequest { code, key, label, sig })?;
    let city = demo::City::bundled()?;
    let (_, list) = demo::checklists()?.into_iter().next().context("list")?;
    let stream = demo::id("checklist", "cold-counter");
    let published = mingcha_central::store::event::of_stream(
        central.log().connection(),
        stream,
        central.realm(),
    )?;
    let version = published.first().context("published")?.verified.id;
    let items: Vec<String> = list.items().take(10).map(|i| i.id.clone()).collect();
    let realm = central.realm();
    let mut maker = Maker { signing, key, realm, seq: 0, prev: CHAIN_START, events: vec![] };
    let problems = ["冷柜温度超标", "台账缺失三批", "员工未戴口罩", "专用通道无警示标识"];
    let mut outing = StreamId([0; 16]);
    for i in 0..checks {
        let at = MORNING_MS - i64::try_from(checks - i)? * 600_000;
        let named = |what: &[u8]| StreamId::derived(&[what, &i.to_be_bytes()]);
        if i % 10 == 0 {
            outing = named(b"outing");
            let started = OutingStarted {
                campaign: CampaignId::from(demo::id("campaign", "c-cold")),
                guests: vec![],
                members: vec![user],
                team: TeamId::from(demo::id("team", "d1-t1")),
            };
            maker.sign(outing, &started.into(), at)?;
        }
        let site = city.sites.get(i % city.sites.len()).context("site")?;
        let check = named(b"check");
        let begun = CheckStarted {
            checklist: version,
            kind: CheckKind::Open,
            order: None,
            outing: outing.into(),
            position: None,
            site: SiteId::from(demo::id("site", &site.code)),
        };
        let mut ids = BTreeSet::from([maker.sign(check, &begun.into(), at)?]);
        let answers = items
            .iter()
            .map(|item| ItemAnswer {
                answer: Answer { value: Some(Value::NotApplicable), ..Answer::default() },
                item: item.clone(),
                supersedes: vec![],
            })
            .collect();
        ids.insert(maker.sign(check, &ItemsAnswered { answers }.into(), at + 1)?);
        let found = i % 7 == 0;
        if found {
            let finding = named(b"finding");
            let text =
                format!("{}，第{}处", problems.get(i / 7 % 4).copied().unwrap_or(""), i % 97);
            let said = content(&text, "2022-03-18")?;
            let raised = FindingRaised { check: check.into(), content: said };
            let raised = maker.sign(finding, &raised.into(), at + 2)?;
            let version = version_of(&BTreeSet::from([raised]));
            maker.sign(finding, &FindingSubmitted { version }.into(), at + 3)?;
        }
        let outcome = if found { Outcome::Findings } else { Outcome::NothingFound };
        let done = CheckSubmitted { outcome, version: version_of(&ids), words: String::new() };
        maker.sign(check, &done.into(), at + 4)?;
        if maker.events.len() >= 4_000 {
            central.log().push(key, std::mem::take(&mut maker.events))?;
        }
    }
    central.log().push(key, std::mem::take(&mut maker.events))?;
    Ok(())
}
