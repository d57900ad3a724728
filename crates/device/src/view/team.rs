//! The day in the field, for a lead: from what has arrived, as of then.

use super::{Seen, held, person, sealed};
use crate::{
    api::{CheckRow, DeviceRow, Error, IdleTeam, OrderLeft, OutingToday, TeamTodayView},
    store,
};
use mingcha_domain::{
    directory::{Role, Team},
    fold::{Subject, World},
    ids::{OutingId, TeamId},
    order::OrderIssued,
    time::Millis,
};
use std::collections::BTreeMap;

/// Still out, and nothing heard for this long: worth a call.
const QUIET_MS: i64 = 90 * 60_000;
/// A check that has been open for longer is stuck.
const STUCK_MS: i64 = 120 * 60_000;

/// The view.
pub fn team_today(seen: &Seen<'_>) -> Result<TeamTodayView, Error> {
    let (now, midnight) = (seen.platform.now(), seen.midnight());
    let teams: BTreeMap<TeamId, &Team> = seen
        .directory()
        .teams
        .iter()
        .filter(|(_, t)| leads(seen, t))
        .map(|(i, t)| (*i, t))
        .collect();
    let mut outings = Vec::new();
    let mut out: Vec<TeamId> = Vec::new();
    for id in store::lists::outings_since(seen.connection, midnight.0)? {
        let Some(state) = seen.streams.outing(id) else { continue };
        let Some(team) = state.started.as_ref().map(|s| s.team) else { continue };
        if teams.contains_key(&team) {
            out.push(team);
            outings.push(outing(seen, id, now)?);
        }
    }
    let orders = orders(seen, &teams)?;
    let sealed = sealed::sealed(seen, |team| teams.contains_key(team))?;
    let waiting = |team: &TeamId| orders.iter().filter(|(_, issued)| issued.team == *team).count();
    let idle = teams
        .iter()
        .filter(|(id, _)| !out.contains(id))
        .map(|(id, team)| IdleTeam {
            id: *id,
            name: team.name.clone(),
            orders: u32::try_from(waiting(id)).unwrap_or(u32::MAX),
            members: team.members.iter().filter_map(|m| person(seen.directory(), *m)).collect(),
        })
        .collect();
    let mut not_begun = Vec::new();
    for (id, issued) in &orders {
        not_begun.push(OrderLeft {
            id: *id,
            title: issued.title.clone(),
            site: seen.streams.site(issued.site)?.map(|s| s.name).unwrap_or_default(),
            team: teams.get(&issued.team).map(|t| t.name.clone()).unwrap_or_default(),
            due: issued.due,
            late: issued.due < seen.today(),
        });
    }
    let devices = store::devices::all(seen.connection)?
        .into_iter()
        .map(|device| DeviceRow {
            person: seen.author(device.key),
            label: seen.device_label(device.key),
            last_seen: device.last_seen,
            photos_there: device.photos_there,
        })
        .collect();
    let (day, as_of) = (seen.today(), seen.identity.last_sync);
    let held = held::held(seen)?;
    Ok(TeamTodayView { day, outings, idle, not_begun, sealed, held, devices, as_of })
}

fn leads(seen: &Seen<'_>, team: &Team) -> bool {
    let over = |role| seen.me().is_some_and(|me| seen.directory().holds(me, role, team.unit));
    over(Role::Lead) || over(Role::Coordinator)
}

fn outing(seen: &Seen<'_>, id: OutingId, now: Millis) -> Result<OutingToday, Error> {
    let row = seen.outing(id)?;
    let mut rows = store::checks::of_outing(seen.connection, id)?;
    rows.reverse();
    let open_since = rows.iter().filter(|r| r.outcome.is_empty()).map(|r| r.began_ms).min();
    let last = store::events::last_of_outing(seen.connection, id)?;
    let last_at = Millis(last.unwrap_or(row.started.claimed.0).max(row.started.claimed.0));
    let checks =
        rows.iter().map(|r| seen.check_row(r)).collect::<Result<Vec<CheckRow>, Error>>()?;
    Ok(OutingToday {
        quiet: !row.ended && now.0 - last_at.0 > QUIET_MS,
        stuck: !row.ended && open_since.is_some_and(|since| now.0 - since > STUCK_MS),
        outing: row,
        checks,
        last_at,
    })
}

/// Orders of these teams that came in the clear, are due and that nobody has begun.
fn orders(
    seen: &Seen<'_>,
    teams: &BTreeMap<TeamId, &Team>,
) -> Result<Vec<(mingcha_domain::ids::OrderId, OrderIssued)>, Error> {
    let mut left = Vec::new();
    for (id, team) in store::lists::orders(seen.connection)? {
        if !teams.contains_key(&team) || store::checks::of_order(seen.connection, id)?.is_some() {
            continue;
        }
        if let Subject::Order(order) = &seen.streams.get(id.stream())?.subject
            && order.sealed.is_none()
            && let Some(issued) = &order.issued
            && issued.due <= seen.today()
        {
            left.push((id, issued.clone()));
        }
    }
    left.sort_by_key(|(_, issued)| issued.due);
    Ok(left)
}
