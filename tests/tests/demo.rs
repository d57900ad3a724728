//! What comes with the program: checklists that hold together, a demo city that convinces.

use anyhow::{Context, ensure};
use mingcha_central::{Central, clock::Clock, demo, figures, realm::NewRealm};
use mingcha_domain::{
    checklist::{ChecklistPublished, Choice, ItemKind},
    directory::Bilingual,
    event::{Event, Noun},
    fold::Subject,
    ids::SiteId,
    judgement::Standing,
    log::Verdict,
    site::SiteKind,
    spot_check::Outcome,
    time::{Day, Millis},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, atomic::AtomicI64},
};

/// One for each of the nine situations.
const NINE: [&str; 9] = [
    "arrivals",
    "mall-supermarket",
    "care-home",
    "transport-hub",
    "courier-mail",
    "professional-market",
    "school",
    "isolation-site",
    "imported-goods-factory",
];

fn said(text: &Bilingual, place: &str) -> anyhow::Result<()> {
    ensure!(!text.zh.trim().is_empty() && !text.en.trim().is_empty(), "{place}: a language lacks");
    ensure!(
        !text.en.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)),
        "{place}: {}",
        text.en
    );
    ensure!(!text.zh.contains([',', ';', '?']), "{place}: punctuation of the other language");
    Ok(())
}

fn choices(kind: &ItemKind) -> &[Choice] {
    match kind {
        ItemKind::Single(choices) | ItemKind::Multiple(choices) => choices,
        _ => &[],
    }
}

fn holds_together(code: &str, list: &ChecklistPublished) -> anyhow::Result<()> {
    said(&list.title, code)?;
    let mut earlier: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for item in list.items() {
        let place = format!("{code} {}", item.id);
        said(&item.question, &place)?;
        for text in [&item.look_at, &item.evidence, &item.usual_problem] {
            said(text.as_ref().with_context(|| place.clone())?, &place)?;
        }
        if let Some(when) = &item.when {
            let names = earlier.get(when.item.as_str()).with_context(|| place.clone())?;
            ensure!(when.is.iter().all(|is| names.contains(is.as_str())), "{place}: {when:?}");
        }
        let mut names = BTreeSet::from(["met", "not_met", "not_applicable"]);
        for choice in choices(&item.kind) {
            said(&choice.label, &place)?;
            ensure!(names.insert(&choice.id), "{place}: {} twice", choice.id);
        }
        ensure!(earlier.insert(&item.id, names).is_none(), "{place} twice");
    }
    Ok(())
}

#[test]
fn every_checklist_holds_together_and_the_nine_have_substance() -> anyhow::Result<()> {
    let lists: BTreeMap<String, ChecklistPublished> = demo::checklists()?.into_iter().collect();
    for (code, list) in &lists {
        holds_together(code, list)?;
    }
    for code in NINE {
        let list = lists.get(code).with_context(|| code.to_owned())?;
        let items = list.items().count();
        ensure!((18..=30).contains(&items), "{code}: {items} items");
        let bare =
            list.items().find(|i| i.dimensions.is_empty() && matches!(i.kind, ItemKind::Judged));
        ensure!(bare.is_none(), "{code} {:?}: no dimension", bare.map(|i| &i.id));
        let required = list.items().filter(|i| i.required).count();
        ensure!((4..=12).contains(&required), "{code}: {required} required");
    }
    Ok(())
}

/// Twelve minutes past ten on 16 March 2022, in Beijing.
const NOW: Millis = Millis(1_647_396_720_000);

#[test]
fn the_demo_city_has_what_an_office_looks_for() -> anyhow::Result<()> {
    let dir = tempfile::tempdir()?;
    let city = demo::City::bundled()?;
    let new = NewRealm { name: "演示".to_owned(), utc_offset_min: 480, demo: true };
    let clock = Arc::new(AtomicI64::new(NOW.0));
    let central = Central::open(dir.path(), Some(&new), Clock::Set(Arc::clone(&clock)))?;
    demo::fill_with_history(&central, &city, &clock, NOW)?;

    ensure!(
        city.units
            .iter()
            .filter(|u| u.code.starts_with('d')
                && u.parent.as_deref() == Some("city")
                && !u.code.starts_with("dep"))
            .count()
            == 10,
        "ten districts"
    );
    let kinds: BTreeSet<SiteKind> = city.sites.iter().map(|s| s.kind).collect();
    ensure!(kinds.len() == 22, "{} kinds of place", kinds.len());
    let due = city.orders.iter().filter(|o| o.due_offset_days == 0).count();
    ensure!(due >= 120, "{due} orders for today");

    let log = central.log();
    let streams = log.streams();
    let about = |noun| mingcha_central::store::event::streams_about(log.connection(), noun);
    let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
    for id in about(Noun::Check)? {
        if let Subject::Check(check) = &streams.get(id)?.subject
            && let Some(handed_in) = &check.submission
        {
            *outcomes.entry(format!("{:?}", handed_in.outcome)).or_default() += 1;
        }
    }
    let visits: usize = outcomes.values().sum();
    let nothing = outcomes.get(&format!("{:?}", Outcome::NothingFound)).copied().unwrap_or(0);
    let share = 100 * nothing / visits;
    ensure!((82..=88).contains(&share), "{share} % of {visits} visits: {outcomes:?}");
    for outcome in [Outcome::Closed, Outcome::Refused, Outcome::NoSuchPlace] {
        ensure!(outcomes.contains_key(&format!("{outcome:?}")), "{outcome:?}");
    }

    let team_unit: BTreeMap<_, _> =
        city.teams.iter().map(|t| (demo::id("team", &t.code), t.unit.as_str())).collect();
    let fruit = SiteId::from(demo::id("site", "s-fruit"));
    let (mut waiting, mut with_photo, mut earlier) = (0, 0, 0);
    for id in about(Noun::Finding)? {
        let stream = streams.get(id)?;
        let Subject::Finding(finding) = &stream.subject else { continue };
        let Some(check) = finding.check else { continue };
        let check = streams.get(check.stream())?;
        let Subject::Check(check) = &check.subject else { continue };
        let started = check.started.as_ref().context("begun")?;
        let outing = streams.get(started.outing.stream())?;
        let Subject::Outing(outing) = &outing.subject else { continue };
        let team = outing.started.as_ref().context("set out")?.team;
        let unit = team_unit.get(&team.stream()).copied().unwrap_or_default();
        let standing = finding.judged.standing(&stream.ancestry);
        if unit == "d1" && standing == Standing::ToBeJudged {
            waiting += 1;
            let content = finding.judged.content().context("content")?;
            with_photo += usize::from(!content.photos.is_empty());
        }
        earlier += usize::from(started.site == fruit);
    }
    ensure!(waiting == 45, "{waiting} wait for the lead");
    ensure!(with_photo >= 30, "{with_photo} of them have a photo");
    ensure!(earlier >= 6, "{earlier} earlier findings at the journey's site");

    // Played by the rules, and on the days on which it says it happened.
    for n in 0..log.size() {
        let entry = mingcha_central::store::entry::get(log.connection(), n)?.context("entry")?;
        ensure!(entry.verdict == Verdict::Effective, "{n}: {:?}", entry.verdict);
    }
    for id in about(Noun::Check)? {
        let events = mingcha_central::store::event::of_stream(log.connection(), id)?;
        for event in events {
            let interval = event.interval();
            ensure!(!interval.clock_was_wrong(), "{:?} {interval:?}", event.verified.event);
            let late = interval.latest.context("arrived")?.0 - interval.claimed.0;
            let opened = matches!(event.verified.event, Ok(Event::CheckOpened(_)));
            ensure!(opened || late < 12 * 3_600_000, "arrived {late} ms later");
        }
    }
    drop(log);
    let day = |text: &str| text.parse::<Day>();
    let figures = figures::figures(&central, day("2022-02-20")?, day("2022-03-16")?, None)?;
    ensure!(figures.values().all(|v| *v > 30), "{figures:?}");
    Ok(())
}
