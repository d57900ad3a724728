//! Who reads what for a while: access given to another team, and joint teams of one campaign.

use anyhow::{Context, ensure};
use mingcha_central::demo::id;
use mingcha_device::api::{Command, ErrorCode, MineFilter, PhotoTarget, Query};
use mingcha_domain::{
    Refusal,
    directory::{self, Bilingual, TeamFormed},
    ids::{CheckId, EventId, FindingId, OutingId, PublicKey, TeamId},
    outing::Grantee,
    photo::Variant,
    time::{Day, Millis},
};
use mingcha_tests::{
    view, visit,
    world::{Actor, MORNING_MS, World, content, snapshot},
};

const DAY_MS: i64 = 86_400_000;

fn day(after: i64) -> Day {
    Millis(MORNING_MS + after * DAY_MS).day(480)
}

/// A visit with a finding and its photo, at central.
fn visited(lin: &Actor) -> anyhow::Result<(OutingId, CheckId, FindingId, EventId)> {
    let outing = visit::set_out(lin, 1)?;
    let check = visit::begin_in(lin, outing)?;
    let content = content("冷柜内货物未离墙码放", "2022-03-18")?;
    let finding = lin.draft(check, content)?;
    let receipt = lin.device.import_photo(check, &PhotoTarget::Finding(finding), snapshot(1)?)?;
    let photo = receipt.made.context("a photo")?.parse()?;
    lin.execute(Command::RecordFinding { finding, base: vec![] })?;
    lin.execute(Command::HandInMine { check })?;
    lin.device.sync_now()?;
    Ok((outing, check, finding, photo))
}

/// Whether a contact sheet with this photo is drawn.
fn shows(actor: &Actor, photo: EventId) -> bool {
    let address = format!("sheet/2/96/{photo}.").parse();
    address.is_ok_and(|address| actor.device.picture_at(&address).is_ok())
}

fn reads(actor: &Actor, check: CheckId, finding: FindingId, photo: EventId) -> bool {
    let says = |query| actor.query(query).is_ok();
    says(Query::Check { check })
        && says(Query::Finding { finding })
        && actor.device.picture(photo, Variant::Preview).is_ok()
        && shows(actor, photo)
}

fn reads_nothing(actor: &Actor, check: CheckId, finding: FindingId, photo: EventId) -> bool {
    let silent = |query| actor.query(query).err().is_some_and(|e| e.code == ErrorCode::NotFound);
    silent(Query::Check { check })
        && silent(Query::Finding { finding })
        && actor.device.picture(photo, Variant::Thumbnail).is_err()
        && !shows(actor, photo)
}

#[test]
fn another_team_reads_a_visit_until_the_last_day_is_over_and_not_a_day_longer() -> anyhow::Result<()>
{
    let world = World::new()?;
    let (lin, chen) = (world.actor("lin", "phone")?, world.actor("chen", "tablet")?);
    let (sun, ma) = (world.actor("sun", "other")?, world.actor("ma", "third")?);
    let (outing, check, finding, photo) = visited(&lin)?;
    for actor in [&chen, &sun] {
        actor.device.sync_now()?;
    }
    ensure!(reads_nothing(&sun, check, finding, photo), "not theirs yet");
    let to = Grantee::Team(id("team", "d2-t1").into());
    let give = |until| Command::GiveAccess { outing, to, until };

    // Nobody but who leads the outing's unit gives access, and not for ever.
    let refused = |actor: &Actor, until| -> anyhow::Result<Refusal> {
        let error = actor.execute(give(until)).err().context("given")?;
        error.refusal.context("a reason")
    };
    ensure!(refused(&lin, day(3))? == Refusal::NotYourUnit);
    ensure!(refused(&chen, day(-1))? == Refusal::DayOutOfRange);
    ensure!(refused(&chen, day(93))? == Refusal::DayOutOfRange);

    let access: EventId = {
        let receipt = chen.execute(give(day(2)))?;
        receipt.made.context("an access")?.parse()?
    };
    chen.device.sync_now()?;
    sun.device.sync_now()?;
    ensure!(reads(&sun, check, finding, photo), "given");
    let today = view!(sun, Today, Today);
    ensure!(today.shown.len() == 1 && today.shown[0].row.id == check, "{:?}", today.shown);
    ensure!(today.shown[0].until == day(2));
    let seen = view!(sun, Check, Check { check });
    ensure!(!seen.mine, "to read, not to change");
    let word = Command::Supplement { check, words: "补充".to_owned(), photos: vec![] };
    ensure!(sun.execute(word).is_err());
    let rows = view!(chen, Access, Access { check }).given;
    ensure!(rows.len() == 1 && rows[0].access == access && !rows[0].ended);

    // Through its last day, and no longer: for a device that holds it, and for one that comes new.
    world.pass(2 * DAY_MS);
    sun.device.sync_now()?;
    ensure!(reads(&sun, check, finding, photo), "the last day");
    world.pass(DAY_MS);
    ma.device.sync_now()?;
    sun.device.sync_now()?;
    for actor in [&sun, &ma] {
        ensure!(reads_nothing(actor, check, finding, photo), "over");
        actor.whole()?;
        ensure!(view!(actor, Today, Today).shown.is_empty());
    }
    let central = world.central()?;
    let of_sun = id("user", "sun").into();
    let keys: Vec<PublicKey> = {
        let log = central.log();
        let profiles = log.directory().profiles.iter();
        profiles.filter(|(_, p)| p.user == of_sun).map(|(key, _)| *key).collect()
    };
    ensure!(keys.len() == 1);
    for stream in [outing.stream(), check.stream(), finding.stream()] {
        ensure!(central.log().may_read(keys[0], stream).is_err(), "photos and evidence likewise");
    }
    chen.device.sync_now()?;
    ensure!(view!(chen, Access, Access { check }).given[0].ended);
    ensure!(reads(&chen, check, finding, photo) && reads(&lin, check, finding, photo));

    // Given again, it comes again; taken back, it goes at once.
    let again: EventId = chen.execute(give(day(5)))?.made.context("an access")?.parse()?;
    chen.device.sync_now()?;
    for actor in [&sun, &ma] {
        actor.device.sync_now()?;
        ensure!(reads(actor, check, finding, photo), "again");
    }
    chen.execute(Command::EndAccess { outing, access: again })?;
    chen.device.sync_now()?;
    for actor in [&sun, &ma] {
        actor.device.sync_now()?;
        ensure!(reads_nothing(actor, check, finding, photo), "taken back");
        actor.whole()?;
        // What it holds folds as central's does: nothing half is left.
        let hashes = actor.device.state_hashes()?;
        ensure!(!hashes.contains_key(&check.stream()) && !hashes.contains_key(&outing.stream()));
    }
    Ok(())
}

#[test]
fn a_joint_team_acts_for_its_campaign_alone_and_ends_with_it() -> anyhow::Result<()> {
    let world = World::new()?;
    let (lin, chen) = (world.actor("lin", "phone")?, world.actor("chen", "tablet")?);
    let sun = world.actor("sun", "other")?;
    let central = world.central()?;
    let choices = view!(lin, Choices, Choices { search: String::new() });
    let (first, second) = (&choices.campaigns[0], &choices.campaigns[1]);
    let (lin_id, sun_id) = (id("user", "lin").into(), id("user", "sun").into());
    let joint: TeamId = id("team", "joint").into();
    let formed = TeamFormed {
        campaign: Some(first.id),
        members: vec![lin_id, sun_id],
        name: Bilingual { en: "Joint".to_owned(), zh: "联合督查组".to_owned() },
        team: joint,
        unit: id("unit", "d1").into(),
    };
    let stream = directory::stream(central.realm());
    central.log().append_own(vec![(stream, formed.into())])?;
    sun.device.sync_now()?;
    let team = view!(sun, Choices, Choices { search: String::new() }).teams;
    ensure!(team.iter().any(|t| t.id == joint && t.campaign == Some(first.id)));

    let start = |campaign| Command::StartOuting {
        campaign,
        team: joint,
        members: vec![sun_id],
        guests: vec![],
    };
    let error = sun.execute(start(second.id)).err().context("another campaign")?;
    ensure!(error.refusal == Some(Refusal::OtherCampaign), "{error:?}");
    let outing: OutingId = sun.make(start(first.id))?;
    let check = visit::begin_in(&sun, outing)?;
    visit::closed(&sun, check)?;
    sun.device.sync_now()?;
    // The lead body's people see it; a member who was not along sees it as one of the team.
    for actor in [&chen, &lin] {
        actor.device.sync_now()?;
        ensure!(view!(actor, Check, Check { check }).outing.team_id == joint);
    }

    // The day after the campaign's last one it is dissolved.
    let days = (first.to.0 - day(0).0).num_days();
    world.pass((days + 1) * DAY_MS);
    for actor in [&sun, &chen, &lin] {
        actor.device.sync_now()?;
    }
    ensure!(central.log().directory().teams[&joint].members.is_empty());
    let error = sun.execute(start(first.id)).err().context("after the end")?;
    ensure!(error.refusal == Some(Refusal::NotYourTeam), "{error:?}");
    ensure!(lin.query(Query::Check { check }).is_err(), "what others did for it leaves");
    ensure!(sun.query(Query::Check { check }).is_ok(), "what I did stays mine to read");
    ensure!(chen.query(Query::Check { check }).is_ok(), "and the lead body's");
    let filter = MineFilter::All;
    let mine = Query::Mine { filter, search: String::new(), after: String::new() };
    ensure!(sun.query(mine).is_ok());
    Ok(())
}

#[test]
fn a_circular_reaches_a_team_that_was_formed_after_it() -> anyhow::Result<()> {
    let world = World::new()?;
    let sun = world.actor("sun", "other")?;
    let before = view!(sun, Circulars, Circulars).rows.len();
    let central = world.central()?;
    // A circular to another district than hers, and then a team of it with her in it.
    let words = "今日内完成排查。".to_owned();
    let issued = mingcha_domain::circular::IssueCircular {
        title: "紧急通知".to_owned(),
        to: vec![id("unit", "d3").into()],
        words,
    };
    let stream = id("circular", "late");
    central.log().append_own(vec![(stream, issued.decide()?)])?;
    sun.device.sync_now()?;
    ensure!(view!(sun, Circulars, Circulars).rows.len() == before);
    let formed = TeamFormed {
        campaign: None,
        members: vec![id("user", "sun").into()],
        name: Bilingual { en: "New".to_owned(), zh: "新组".to_owned() },
        team: id("team", "new").into(),
        unit: id("unit", "d3").into(),
    };
    let directory = directory::stream(central.realm());
    central.log().append_own(vec![(directory, formed.into())])?;
    sun.device.sync_now()?;
    ensure!(view!(sun, Circulars, Circulars).rows.len() > before);
    Ok(())
}
