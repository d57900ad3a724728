//! The shortest visit: an outing of one, the first site, the first checklist, a closed door.

use crate::{view, world::Actor};
use anyhow::Context;
use mingcha_device::api::Command;
use mingcha_domain::{
    ids::CheckId,
    spot_check::{CheckKind, Outcome},
};

/// Sets out and begins a check.
///
/// # Errors
/// If the engine refuses, or the city has nothing to choose from.
pub fn begin(actor: &Actor) -> anyhow::Result<CheckId> {
    let choices = view!(actor, Choices, Choices { search: String::new() });
    let team = choices.teams.first().context("team")?;
    let outing = actor.make(Command::StartOuting {
        campaign: choices.campaigns.first().context("campaign")?.id,
        team: team.id,
        members: team.members.iter().take(1).map(|m| m.id).collect(),
        guests: vec![],
    })?;
    actor.make(Command::StartCheck {
        outing,
        order: None,
        site: choices.sites.first().map(|s| s.id),
        checklist: choices.checklists.first().map(|c| c.version),
        kind: CheckKind::Open,
        position: None,
    })
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
