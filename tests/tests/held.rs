//! Acts that were allowed when they were recorded and no longer on arrival: kept, shown to a lead,
//! and counted or not as the lead decides, visible to both sides.

use anyhow::{Context, ensure};
use mingcha_central::{
    account::{self, Whose, Wish},
    demo, figures,
};
use mingcha_device::api::{Command, Error, HeldActs};
use mingcha_domain::{
    Refusal,
    directory::{self, TeamFormed},
    ids::{CheckId, EventId, FindingId, UserId},
    log::{Verdict, WhyHeld},
};
use mingcha_tests::{
    view,
    visit::{begin, closed},
    world::{Actor, World, content},
};

fn found(actor: &Actor, check: CheckId) -> anyhow::Result<FindingId> {
    let content = content("冷柜无温度记录", "2022-03-18")?;
    let finding = actor.record(check, content)?;
    Ok(finding)
}

fn user(world: &World, code: &str) -> anyhow::Result<UserId> {
    demo::user_named(world.central()?, code).context("nobody of this code")
}

fn events(groups: &[HeldActs]) -> Vec<EventId> {
    groups.iter().flat_map(|g| g.acts.iter().map(|a| a.event)).collect()
}

fn decide(actor: &Actor, events: &[EventId], counts: bool, words: &str) -> Result<(), Error> {
    let (events, words) = (events.to_vec(), words.to_owned());
    actor.execute(Command::DecideHeld { events, counts, words }).map(|_| ())
}

fn refusal(result: Result<(), Error>) -> Option<Refusal> {
    result.err().and_then(|e| e.refusal)
}

fn everything_agrees(world: &World, actor: &Actor) -> anyhow::Result<()> {
    let (central, here) = (figures::state_hashes(world.central()?)?, actor.device.state_hashes()?);
    let both: Vec<_> = central.iter().filter_map(|(id, h)| Some((id, h, here.get(id)?))).collect();
    ensure!(both.len() > 30, "{} streams compared", both.len());
    for (stream, there, here) in both {
        ensure!(there == here, "{stream} folds differently");
    }
    Ok(())
}

#[test]
fn a_lead_has_what_a_revoked_phone_delivered_counted() -> anyhow::Result<()> {
    let world = World::new()?;
    let (lost, lead) = (world.actor("lin", "lost")?, world.actor("chen", "tablet")?);
    let colleague = world.actor("zhou", "phone")?;
    let check = begin(&lost)?;
    let finding = found(&lost, check)?;
    closed(&lost, check)?;
    let whose = Whose::User(user(&world, "lin")?);
    account::revoke(world.central()?, &Wish { whose, erase: false })?;
    lost.device.sync_now()?;
    lead.device.sync_now()?;
    colleague.device.sync_now()?;

    let held = view!(lead, TeamToday).held;
    let [group] = held.as_slice() else { anyhow::bail!("one group: {held:?}") };
    ensure!(group.why == WhyHeld::NoLongerAllowed && group.device == "lost");
    ensure!(group.person.as_ref().is_some_and(|p| p.id == user(&world, "lin").unwrap_or(p.id)));
    ensure!(group.acts.iter().any(|a| a.words == "冷柜无温度记录"), "{group:?}");
    ensure!(group.acts.iter().any(|a| a.kind == "outing.started"), "from its beginning");
    let waits = |actor: &Actor| -> anyhow::Result<bool> {
        Ok(view!(actor, Queue).findings.iter().any(|f| f.id == finding))
    };
    ensure!(!waits(&lead)?, "it counts nowhere yet");
    ensure!(view!(colleague, TeamToday).held.is_empty());

    let acts = events(&held);
    ensure!(decide(&colleague, &acts, true, "").is_err(), "a colleague decides nothing");
    decide(&lead, &acts, true, "")?;
    ensure!(view!(lead, TeamToday).held.is_empty(), "decided, though central has not said so");
    lead.device.sync_now()?;
    lead.device.sync_now()?;
    ensure!(view!(lead, TeamToday).held.is_empty() && waits(&lead)?, "it is judged like any other");
    ensure!(view!(lead, Finding, Finding { finding }).row.text == "冷柜无温度记录");
    everything_agrees(&world, &lead)?;
    // A second decision comes too late: what counts goes on counting.
    decide(&lead, &acts, false, "另有考虑")?;
    lead.device.sync_now()?;
    lead.device.sync_now()?;
    ensure!(waits(&lead)?);
    everything_agrees(&world, &lead)?;
    Ok(())
}

#[test]
fn what_waited_for_a_colleague_whose_phone_came_later_is_for_the_lead_too() -> anyhow::Result<()> {
    let world = World::new()?;
    let (first, lead) = (world.actor("lin", "phone")?, world.actor("chen", "tablet")?);
    let second = world.actor("zhou", "lost")?;
    // Without a network she joins the check by its code, and records something.
    let check = begin(&first)?;
    let code = view!(first, ShareCode, ShareCode { check }).code;
    let _: CheckId = second.make(Command::JoinCheck { code })?;
    let finding = found(&second, check)?;
    // Her phone is first at central, where nobody knows the check yet; then it is gone.
    second.device.sync_now()?;
    let whose = Whose::User(user(&world, "zhou")?);
    account::revoke(world.central()?, &Wish { whose, erase: false })?;
    first.device.sync_now()?;
    lead.device.sync_now()?;
    let held = view!(lead, TeamToday).held;
    let [group] = held.as_slice() else { anyhow::bail!("one group: {held:?}") };
    ensure!(group.why == WhyHeld::NoLongerAllowed && group.device == "lost", "{group:?}");
    decide(&lead, &events(&held), true, "")?;
    lead.device.sync_now()?;
    lead.device.sync_now()?;
    ensure!(view!(lead, TeamToday).held.is_empty());
    ensure!(view!(lead, Finding, Finding { finding }).row.text == "冷柜无温度记录", "it counts");
    everything_agrees(&world, &lead)
}

#[test]
fn what_a_lead_does_not_count_is_said_to_its_author() -> anyhow::Result<()> {
    let mut world = World::new()?;
    let (author, lead) = (world.actor("lin", "phone")?, world.actor("chen", "tablet")?);
    world.stop_central();
    let check = begin(&author)?;
    found(&author, check)?;
    world.start_central()?;
    // Meanwhile she was moved to another team.
    let lin = user(&world, "lin")?;
    let central = world.central()?;
    let moved: Vec<_> = {
        let log = central.log();
        let teams = log.directory().teams.iter().filter(|(_, team)| team.members.contains(&lin));
        teams
            .map(|(id, team)| TeamFormed {
                campaign: None,
                members: team.members.iter().copied().filter(|m| *m != lin).collect(),
                name: team.name.clone(),
                team: *id,
                unit: team.unit,
            })
            .map(|formed| (directory::stream(central.realm()), formed.into()))
            .collect()
    };
    central.log().append_own(moved)?;
    author.device.sync_now()?;
    let mine = view!(author, Sync).not_accepted;
    ensure!(!mine.is_empty(), "not of the team any more");
    ensure!(mine.iter().all(|n| n.verdict == Verdict::Held(WhyHeld::NoLongerAllowed)), "{mine:?}");
    lead.device.sync_now()?;
    let acts = events(&view!(lead, TeamToday).held);
    ensure!(acts.len() == mine.len());
    ensure!(refusal(decide(&lead, &acts, false, " ")) == Some(Refusal::WordsRequired));
    decide(&lead, &acts, false, "已由别的小组复查")?;
    lead.device.sync_now()?;
    author.device.sync_now()?;
    let mine = view!(author, Sync).not_accepted;
    ensure!(mine.iter().all(|n| n.why == Some(Refusal::NotReleased)), "{mine:?}");
    ensure!(mine.iter().all(|n| n.said == "已由别的小组复查"));
    everything_agrees(&world, &lead)
}

#[test]
fn a_cloned_phone_s_other_branch_waits_for_a_lead() -> anyhow::Result<()> {
    let world = World::new()?;
    let (phone, lead) = (world.actor("lin", "phone")?, world.actor("chen", "tablet")?);
    let check = begin(&phone)?;
    phone.device.sync_now()?;
    let (phone, copy) = world.cloned(phone, "clone")?;
    let one = found(&phone, check)?;
    phone.device.sync_now()?;
    let other = found(&copy, check)?;
    copy.device.sync_now()?;
    lead.device.sync_now()?;
    let held = view!(lead, TeamToday).held;
    ensure!(held.iter().all(|g| g.why == WhyHeld::ForkedChain) && !held.is_empty(), "{held:?}");
    let acts = events(&held);
    decide(&lead, &acts, true, "两台都是本人")?;
    lead.device.sync_now()?;
    lead.device.sync_now()?;
    for finding in [one, other] {
        ensure!(view!(lead, Finding, Finding { finding }).row.text == "冷柜无温度记录");
    }
    everything_agrees(&world, &lead)
}
