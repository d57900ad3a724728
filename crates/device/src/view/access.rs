//! Who else may read an outing.

use super::{Seen, person};
use crate::api::{AccessRow, AccessView, Error, ErrorCode, TeamChoice};
use mingcha_domain::{
    directory::{Bilingual, Role},
    fold::World,
    ids::{CheckId, TeamId},
    outing::{Grantee, LONGEST_DAYS},
    time::Day,
};

/// The view.
pub fn access(seen: &Seen<'_>, check: CheckId) -> Result<AccessView, Error> {
    let not_found = || Error::new(ErrorCode::NotFound, "no such outing");
    let id = seen.streams.outing_of(check).ok_or_else(not_found)?;
    let outing = seen.streams.outing(id).ok_or_else(not_found)?;
    let own = outing.started.as_ref().ok_or_else(not_found)?.team;
    let directory = seen.directory();
    let unit = directory.teams.get(&own).ok_or_else(not_found)?.unit;
    let may_give = seen.me().is_some_and(|me| {
        directory.holds(me, Role::Lead, unit) || directory.holds(me, Role::Coordinator, unit)
    });
    let mut given: Vec<AccessRow> = outing
        .access
        .iter()
        .map(|(access, a)| AccessRow {
            access: *access,
            to: a.to,
            name: name(seen, a.to),
            until: a.until,
            by: seen.author(a.by),
            when: a.when,
            ended: a.ended,
        })
        .collect();
    given.sort_by_key(|row| std::cmp::Reverse(row.when.claimed));
    let today = seen.today();
    let last = Day(today.0 + chrono::TimeDelta::days(LONGEST_DAYS));
    let teams = if may_give { teams(seen, own) } else { vec![] };
    Ok(AccessView { outing: id, may_give, given, teams, days: (today, last) })
}

fn name(seen: &Seen<'_>, to: Grantee) -> Bilingual {
    match to {
        Grantee::Team(id) => seen.team_name(id),
        Grantee::Unit(id) => seen.unit_name(id),
        Grantee::User(id) => person(seen.directory(), id)
            .map(|p| Bilingual { en: p.name.clone(), zh: p.name })
            .unwrap_or_default(),
    }
}

/// Teams with somebody in them but the outing's own, those of its unit first.
fn teams(seen: &Seen<'_>, own: TeamId) -> Vec<TeamChoice> {
    let directory = seen.directory();
    let near = directory.teams.get(&own).map(|team| team.unit);
    let others = directory.teams.iter().filter(|(id, t)| **id != own && !t.members.is_empty());
    let mut teams: Vec<_> = others.collect();
    teams.sort_by_key(|(_, team)| (Some(team.unit) != near, team.unit, team.name.zh.clone()));
    let choice = |(id, team): (&TeamId, &mingcha_domain::directory::Team)| TeamChoice {
        id: *id,
        name: team.name.clone(),
        unit: seen.unit_name(team.unit),
    };
    teams.into_iter().map(choice).collect()
}
