//! Everything I did, newest first.

use super::Seen;
use crate::{
    api::{Error, MineFilter, MineView},
    store,
};

const PAGE: usize = 50;

/// A page of the list.
pub fn mine(
    seen: &Seen<'_>,
    filter: MineFilter,
    search: &str,
    after: &str,
) -> Result<MineView, Error> {
    let after = after.parse().ok();
    let (mut rows, total) = store::checks::mine(seen.connection, filter, search, after, PAGE + 1)?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let rows = rows.iter().map(|row| seen.check_row(row)).collect::<Result<_, _>>()?;
    let at_least = !search.trim().is_empty() && total >= store::checks::COUNTED;
    Ok(MineView { rows, more, total, at_least })
}
