//! What a lead has to judge.

use super::Seen;
use crate::{
    api::{Error, FindingRow, QueueView},
    store::{self, findings::WaitingAt},
};
use mingcha_domain::{
    directory::{Role, may_judge},
    ids::{CheckId, SiteId, UnitId},
};
use std::{cmp::Reverse, collections::BTreeMap};

const MINUTES_A_DAY: i64 = 24 * 60;
/// The summary closes at 18:00 in the realm's zone.
const SUMMARY_AT_MIN: i64 = 18 * 60;

/// Findings shown at once; the next ones move up as these are judged.
const PAGE: usize = 100;

/// The first findings: those of a site stay together at the place of its first, key first, then
/// the gravest, then the oldest.
fn page(seen: &Seen<'_>, waiting: &[WaitingAt]) -> Result<Vec<FindingRow>, Error> {
    let mut sites: BTreeMap<SiteId, Vec<&WaitingAt>> = BTreeMap::new();
    for at in waiting {
        sites.entry(at.site).or_default().push(at);
    }
    let place = |at: &&WaitingAt| (!at.key, Reverse(at.severity), at.at_ms);
    let mut order: Vec<_> = sites.into_iter().collect();
    order.sort_by_key(|(id, at)| (at.iter().map(place).min(), *id));
    let mut rows = Vec::new();
    for (site, units) in order {
        if rows.len() > PAGE {
            break;
        }
        let mut here = Vec::new();
        for unit in units.iter().filter_map(|at| at.unit) {
            let room = PAGE + 1 - rows.len();
            here.extend(store::findings::waiting_at(seen.connection, site, unit, room)?);
        }
        here.sort_by_key(|row: &FindingRow| (!row.key, Reverse(row.severity), row.at));
        rows.extend(here);
    }
    Ok(rows)
}

/// The view.
pub fn queue(seen: &Seen<'_>) -> Result<QueueView, Error> {
    let kept = seen.kept_back()?;
    let mut waiting_at = store::findings::waiting(seen.connection)?;
    let leads =
        |unit: UnitId| seen.me().is_some_and(|me| seen.directory().holds(me, Role::Lead, unit));
    let mut mine: BTreeMap<UnitId, bool> = BTreeMap::new();
    waiting_at
        .retain(|at| at.unit.is_some_and(|unit| *mine.entry(unit).or_insert_with(|| leads(unit))));
    let waiting: u32 = waiting_at.iter().map(|at| at.count).sum();
    let key: u32 = waiting_at.iter().map(|at| at.keys).sum();
    let mut findings = page(seen, &waiting_at)?;
    let more = findings.len() > PAGE;
    findings.truncate(PAGE);
    let findings = findings
        .into_iter()
        .map(|row| seen.finding_row(row, &kept))
        .collect::<Result<Vec<_>, Error>>()?;
    // What is kept back was judged a moment ago: it is listed still, and counted no more.
    let (mut pending, mut pending_keys) = (0, 0);
    for subject in kept.keys() {
        if let Some(row) = store::findings::get(seen.connection, (*subject).into())? {
            pending += 1;
            pending_keys += u32::from(row.key);
        }
    }
    let mut may = BTreeMap::new();
    let mut judges = |check: CheckId| -> bool {
        *may.entry(check).or_insert_with(|| {
            let outing = store::checks::get(seen.connection, check).ok().flatten();
            let outing = outing.and_then(|row| row.outing);
            seen.me().zip(outing).is_some_and(|(me, o)| may_judge(me, o, &seen.streams))
        })
    };
    let mut suggestions = Vec::new();
    for row in store::findings::suggestions_to_judge(seen.connection)? {
        if judges(row.check) {
            suggestions.push(seen.suggestion_row(row, &kept)?);
        }
    }
    let midnight = seen.midnight();
    let into_day = (seen.platform.now().0 - midnight.0) / 60_000;
    let judged = store::findings::judged_since(seen.connection, midnight.0)?
        .into_iter()
        .map(|row| seen.finding_row(row, &kept))
        .collect::<Result<_, _>>()?;
    let left = (SUMMARY_AT_MIN - into_day).rem_euclid(MINUTES_A_DAY);
    Ok(QueueView {
        findings,
        suggestions,
        more,
        waiting: waiting.saturating_sub(pending),
        key: key.saturating_sub(pending_keys),
        judged,
        summary_in_min: u32::try_from(left).unwrap_or(0),
    })
}
