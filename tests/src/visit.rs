//! The shortest visit: an outing, the first site, the first checklist, a closed door.

use crate::{view, world::Actor};
use anyhow::Context;
use mingcha_device::api::Command;
use mingcha_domain::{
    ids::{CheckId, OrderId, OutingId},
    spot_check::{CheckKind, Outcome},
};

/// The first team sets out, so many of its members present.
///
/// # Errors
/// If the engine refuses, or the city has nothing to choose from.
pub fn set_out(actor: &Actor, members: usize) -> anyhow::Result<OutingId> {
    let choices = view!(actor, Choices, Choices { search: String::new() });
    let team = choices.teams.first().context("team")?;
    actor.make(Command::StartOuting {
        campaign: choices.campaigns.first().context("campaign")?.id,
        team: team.id,
        members: team.members.iter().take(members).map(|m| m.id).collect(),
        guests: vec![],
    })
}

/// Begins a check on the way.
///
/// # Errors
/// If the engine refuses.
pub fn begin_in(actor: &Actor, outing: OutingId) -> anyhow::Result<CheckId> {
    let choices = view!(actor, Choices, Choices { search: String::new() });
    actor.make(Command::StartCheck {
        outing,
        order: None,
        site: choices.sites.first().map(|s| s.id),
        checklist: choices.checklists.first().map(|c| c.version),
        kind: CheckKind::Open,
        position: None,
    })
}

/// Begins the check of an order on the way.
///
/// # Errors
/// If the engine refuses.
pub fn carry_out(actor: &Actor, outing: OutingId, order: OrderId) -> anyhow::Result<CheckId> {
    actor.make(Command::StartCheck {
        outing,
        order: Some(order),
        site: None,
        checklist: None,
        kind: CheckKind::Open,
        position: None,
    })
}

/// One sets out and begins a check.
///
/// # Errors
/// As [`set_out`] and [`begin_in`].
pub fn begin(actor: &Actor) -> anyhow::Result<CheckId> {
    begin_in(actor, set_out(actor, 1)?)
}

/// Hands it in: closed for business.
///
/// # Errors
/// If the engine refuses.
pub fn closed(actor: &Actor, check: CheckId) -> anyhow::Result<()> {
    actor.execute(Command::SubmitCheck {
        check,
        base: view!(actor, Check, Check { check }).revision,
        outcome: Outcome::Closed,
        words: "卷帘门已落锁".to_owned(),
    })?;
    Ok(())
}
