//! What a lead has to judge.

use super::Seen;
use crate::{
    api::{Error, QueueView},
    store,
};
use mingcha_domain::{directory::may_judge, ids::CheckId};
use std::collections::BTreeMap;

const MINUTES_A_DAY: i64 = 24 * 60;
/// The summary closes at 18:00 in the realm's zone.
const SUMMARY_AT_MIN: i64 = 18 * 60;

/// The view.
pub fn queue(seen: &Seen<'_>) -> Result<QueueView, Error> {
    let kept = seen.kept_back()?;
    let mut mine = BTreeMap::new();
    let mut judges = |check: CheckId| -> bool {
        *mine.entry(check).or_insert_with(|| {
            // The row knows the outing; folding every check of a long queue would take seconds.
            let outing = store::checks::get(seen.connection, check).ok().flatten();
            let outing = outing.and_then(|row| row.outing);
            seen.me().zip(outing).is_some_and(|(me, o)| may_judge(me, o, &seen.streams))
        })
    };
    let mut findings = Vec::new();
    for row in store::findings::to_judge(seen.connection)? {
        if judges(row.check) {
            findings.push(seen.finding_row(row, &kept)?);
        }
    }
    let mut suggestions = Vec::new();
    for row in store::findings::suggestions_to_judge(seen.connection)? {
        if judges(row.check) {
            suggestions.push(seen.suggestion_row(row, &kept)?);
        }
    }
    let open = findings.iter().filter(|f| !f.judging);
    let waiting = open.clone().count();
    let key = open.filter(|f| f.key).count();
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
        waiting: u32::try_from(waiting).unwrap_or(u32::MAX),
        key: u32::try_from(key).unwrap_or(u32::MAX),
        judged,
        summary_in_min: u32::try_from(left).unwrap_or(0),
    })
}
