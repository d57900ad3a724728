//! The five figures as central folds them: to compare with a device's, and for scripts.

use crate::{Central, Error, store};
use mingcha_domain::{
    event::Noun,
    figures::{Figure, contributions},
    fold::{Subject, World},
    ids::{Hash, OutingId, StreamId, UnitId},
    time::Day,
};
use std::collections::{BTreeMap, BTreeSet};

/// Folds the figures of a period, for a unit and everything below it, or for all.
///
/// # Errors
/// If an event cannot be read.
pub fn figures(
    central: &Central,
    from: Day,
    to: Day,
    unit: Option<UnitId>,
) -> Result<BTreeMap<Figure, u32>, Error> {
    let log = central.log();
    let streams = log.streams();
    let mut all = Vec::new();
    for noun in [Noun::Outing, Noun::Check, Noun::Finding, Noun::Suggestion] {
        for id in store::event::streams_about(log.connection(), noun)? {
            all.push((id, streams.get(id)?));
        }
    }
    let visited: BTreeSet<OutingId> = all
        .iter()
        .filter_map(|(_, stream)| match &stream.subject {
            Subject::Check(check) => {
                check.submission.as_ref().and(check.started.as_ref()).map(|s| s.outing)
            }
            _ => None,
        })
        .collect();
    let mut figures: BTreeMap<Figure, u32> = Figure::ALL.into_iter().map(|f| (f, 0)).collect();
    for (id, stream) in &all {
        let outing = match &stream.subject {
            Subject::Outing(_) => Some(OutingId(id.0)),
            Subject::Check(check) => check.started.as_ref().map(|s| s.outing),
            Subject::Finding(finding) => finding.check.and_then(|c| streams.outing_of(c)),
            Subject::Suggestion(made) => made.check.and_then(|c| streams.outing_of(c)),
            _ => None,
        };
        let Some(outing) = outing else { continue };
        let team = streams.outing(outing).and_then(|o| o.started).map(|s| s.team);
        let Some(team) = team.and_then(|t| log.directory().teams.get(&t)) else { continue };
        let offset = central.genesis().utc_offset_min;
        for added in contributions(stream, team.unit, visited.contains(&outing), offset) {
            let below = unit.is_none_or(|u| log.directory().line_of(added.unit).contains(&u));
            if below && (from..=to).contains(&added.day) {
                *figures.entry(added.figure).or_default() += added.amount;
            }
        }
    }
    Ok(figures)
}

/// Hash of every stream's state, to compare with a device's.
///
/// # Errors
/// If an event cannot be read.
pub fn state_hashes(central: &Central) -> Result<BTreeMap<StreamId, Hash>, Error> {
    let log = central.log();
    let streams = log.streams();
    let mut hashes = BTreeMap::new();
    for noun in
        [Noun::Order, Noun::Outing, Noun::Check, Noun::Finding, Noun::Suggestion, Noun::Site]
    {
        for id in store::event::streams_about(log.connection(), noun)? {
            let hash = streams.get(id)?.state_hash().map_err(|e| Error::Internal(e.into()))?;
            hashes.insert(id, hash);
        }
    }
    Ok(hashes)
}
