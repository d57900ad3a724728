//! Today, for an inspector.

use super::Seen;
use crate::{
    api::{CheckRow, Error, OpenCheckOfOthers, OrderRow, SealedRow, ShownCheck, TodayView},
    store,
};
use mingcha_domain::{
    fold::Subject,
    ids::OrderId,
    order::{OrderIssued, short_name},
};

/// The view.
pub fn today(seen: &Seen<'_>) -> Result<TodayView, Error> {
    let me = seen.me();
    let outing = store::lists::outing_under_way(seen.connection)?;
    let (mut orders, mut sealed) = (Vec::new(), Vec::new());
    for (id, team) in store::lists::orders(seen.connection)? {
        let mine = seen
            .directory()
            .teams
            .get(&team)
            .is_some_and(|t| me.is_some_and(|me| t.members.contains(&me)));
        let done = store::checks::of_order(seen.connection, id)?;
        let handed_in = match done {
            Some(check) => store::checks::get(seen.connection, check)?
                .is_some_and(|row| !row.outcome.is_empty()),
            None => false,
        };
        if mine
            && !handed_in
            && let Subject::Order(order) = &seen.streams.get(id.stream())?.subject
        {
            match (&order.issued, &order.sealed) {
                (Some(issued), _) => orders.push(OrderRow {
                    earlier: order.earlier.clone(),
                    ..order_row(seen, id, issued.clone(), done)?
                }),
                // What nobody opened in time is of no use to the team any more.
                (None, Some(shut)) if shut.due >= seen.today() => sealed.push(SealedRow {
                    id,
                    name: short_name(id),
                    due: shut.due,
                    team: seen.team_name(team),
                    tries: store::order_tries::get(seen.connection, id)?,
                }),
                (None, _) => {}
            }
        }
    }
    // The next one due first; what is late, and perhaps never done, stands behind, newest first.
    let today = seen.today();
    orders.sort_by_key(|order| {
        let days = (order.due.0 - today.0).num_days();
        (days < 0, days.abs())
    });
    sealed.sort_by_key(|order| order.due);
    let open_checks = store::checks::open(seen.connection)?
        .iter()
        .map(|row| seen.check_row(row))
        .collect::<Result<Vec<CheckRow>, _>>()?;
    let mut of_others = Vec::new();
    if let Some(outing) = outing {
        for row in store::checks::of_outing(seen.connection, outing)? {
            let Some(id) = row.id.filter(|_| row.outcome.is_empty() && !row.mine) else { continue };
            let stream = seen.streams.get(id.stream())?;
            let Subject::Check(check) = &stream.subject else { continue };
            of_others
                .push(OpenCheckOfOthers { row: seen.check_row(&row)?, by: seen.workers(check) });
        }
    }
    let kept = seen.kept_back()?;
    let returned = store::findings::my_returned(seen.connection)?
        .into_iter()
        .map(|row| seen.finding_row(row, &kept))
        .collect::<Result<Vec<_>, _>>()?;
    let mut shown = Vec::new();
    for (outing, until) in store::lists::shown_outings(seen.connection)? {
        for row in store::checks::of_outing(seen.connection, outing)? {
            shown.push(ShownCheck { row: seen.check_row(&row)?, until });
        }
    }
    Ok(TodayView {
        day: seen.today(),
        outing: outing.map(|id| seen.outing(id)).transpose()?,
        orders,
        sealed,
        open_checks,
        of_others,
        returned,
        shown,
        only_here: seen.only_here()?,
    })
}

fn order_row(
    seen: &Seen<'_>,
    id: OrderId,
    issued: OrderIssued,
    check: Option<mingcha_domain::ids::CheckId>,
) -> Result<OrderRow, Error> {
    let version = seen.known().newest.get(&issued.checklist);
    let list = version.and_then(|v| seen.known().checklists.get(v)).map(|(_, list)| list);
    let campaign = seen.known().campaigns.get(&issued.campaign);
    Ok(OrderRow {
        id,
        title: issued.title,
        site: seen.site(issued.site)?,
        kind: issued.kind,
        due: issued.due,
        note: issued.note,
        checklist: list.map(|l| l.title.clone()).unwrap_or_default(),
        items: list.map_or(0, |l| u32::try_from(l.items().count()).unwrap_or(u32::MAX)),
        campaign: issued.campaign,
        campaign_name: campaign.map(|c| c.name.clone()).unwrap_or_default(),
        team: issued.team,
        earlier: vec![],
        check,
    })
}
