//! What looks alike: sites that may be one, findings that may say the same.

use super::Seen;
use crate::{
    api::{Error, FindingRow, SimilarSitesView},
    store::{self, search::pairs},
};
use mingcha_domain::ids::{CheckId, FindingId, SiteId};
use std::collections::BTreeSet;

/// Sites looked through; more than any district has.
const SITES: usize = 20_000;
/// Sites offered.
const OFFERED: usize = 5;

/// Shared pairs of characters in a hundred of all.
fn alike(a: &BTreeSet<String>, b: &BTreeSet<String>) -> usize {
    let shared = a.intersection(b).count();
    let all = a.len() + b.len() - shared;
    (100 * shared).checked_div(all).unwrap_or(0)
}

/// Known sites much like one being added.
pub fn sites(seen: &Seen<'_>, name: &str, address: &str) -> Result<SimilarSitesView, Error> {
    let (name, address) = (pairs(name), pairs(address));
    let mut found: Vec<(usize, SiteId)> = Vec::new();
    if name.is_empty() {
        return Ok(SimilarSitesView { sites: vec![] });
    }
    for (id, its_name, its_address) in store::lists::names(seen.connection, SITES)? {
        let its_name = pairs(&its_name);
        // A part of the name is enough while it is being typed.
        let within = 100 * name.intersection(&its_name).count() / name.len();
        let score = alike(&name, &its_name).max(within * 7 / 10)
            + alike(&address, &pairs(&its_address)) / 3;
        if score >= 45 {
            found.push((score, id));
        }
    }
    found.sort_by(|a, b| b.cmp(a));
    let sites = found.into_iter().take(OFFERED).map(|(_, id)| seen.site(id));
    Ok(SimilarSitesView { sites: sites.collect::<Result<_, _>>()? })
}

/// Of the findings at a place, those that say much the same as `text` or come from the same item.
pub fn findings(
    rows: &[FindingRow],
    (id, check): (FindingId, CheckId),
    text: &str,
) -> Vec<FindingRow> {
    let own = pairs(text);
    let same = |row: &&FindingRow| {
        row.id != id
            && !row.draft
            && (alike(&own, &pairs(&row.text)) >= if row.check == check { 30 } else { 34 })
    };
    rows.iter().filter(same).cloned().collect()
}
