//! How sealed orders fare, for a lead: shut, opened by whom and how, arrived after how long.

use super::Seen;
use crate::{
    api::{Arrival, Error, SealBroken, SealedOrder},
    store,
};
use mingcha_domain::{
    fold::Subject,
    ids::{OrderId, TeamId},
    order::{Opening, Order, check_of, short_name},
    time::Day,
};

/// An order that was opened or not opened in time is listed for so many days more.
const DAYS_AFTER: i64 = 2;

/// Sealed orders of these teams, the next due first.
pub fn sealed(seen: &Seen<'_>, of: impl Fn(&TeamId) -> bool) -> Result<Vec<SealedOrder>, Error> {
    let since = Day(seen.today().0 - chrono::TimeDelta::days(DAYS_AFTER));
    let mut rows = Vec::new();
    for (id, team) in store::lists::orders(seen.connection)? {
        if of(&team)
            && let Subject::Order(order) = &seen.streams.get(id.stream())?.subject
            && order.sealed.is_some()
            && order.due().is_some_and(|due| due >= since)
        {
            rows.extend(row(seen, id, team, order)?);
        }
    }
    rows.sort_by_key(|row| (row.due, row.id));
    Ok(rows)
}

fn row(
    seen: &Seen<'_>,
    id: OrderId,
    team: TeamId,
    order: &Order,
) -> Result<Option<SealedOrder>, Error> {
    let Some(due) = order.due() else { return Ok(None) };
    let first = order.openings.first();
    let opened = first.map(|first| broken(seen, order, first)).transpose()?;
    let arrived = first.map(|first| arrival(seen, id, first)).transpose()?.flatten();
    let (name, team) = (short_name(id), seen.team_name(team));
    let late = first.is_none() && due < seen.today();
    Ok(Some(SealedOrder { id, name, team, due, late, opened, arrived }))
}

fn broken(seen: &Seen<'_>, order: &Order, first: &Opening) -> Result<SealBroken, Error> {
    let site = order.issued.as_ref().map(|issued| seen.streams.site(issued.site)).transpose()?;
    Ok(SealBroken {
        by: seen.author(first.by),
        how: first.how,
        at: first.when.clamped(),
        tries: first.tries,
        openings: u32::try_from(order.openings.len()).unwrap_or(u32::MAX),
        site: site.flatten().map(|site| site.name).unwrap_or_default(),
    })
}

fn arrival(seen: &Seen<'_>, id: OrderId, first: &Opening) -> Result<Option<Arrival>, Error> {
    let check = check_of(id);
    let stream = seen.streams.get(check.stream())?;
    let Subject::Check(state) = &stream.subject else { return Ok(None) };
    let (Some(started), Some(when)) = (&state.started, state.when) else { return Ok(None) };
    let at = when.clamped();
    let minutes = (at.0 - first.when.clamped().0).div_euclid(60_000);
    let minutes = i32::try_from(minutes).unwrap_or(i32::MAX);
    Ok(Some(Arrival { check, at, minutes, position: started.position }))
}
