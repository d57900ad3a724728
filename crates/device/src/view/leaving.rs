//! Before a profile ends on its device: what of it is not at central.

use super::Seen;
use crate::{
    api::{CheckRow, Error, LeavingView},
    profile, store,
};

/// The view.
pub fn leaving(seen: &Seen<'_>) -> Result<LeavingView, Error> {
    let connection = seen.connection;
    let drafts = store::drafts::checks(connection)?;
    let unfinished = drafts.into_iter().filter_map(|check| {
        store::checks::get(connection, check).transpose().map(|row| seen.check_row(&row?))
    });
    let open = store::checks::open(connection)?;
    Ok(LeavingView {
        ready: profile::nothing_is_left(connection)?,
        missing_files: store::photo_files::missing_count(connection)?,
        only_here: seen.only_here()?,
        drafts: store::drafts::count(connection)?,
        unfinished: unfinished.collect::<Result<_, _>>()?,
        open: open.iter().map(|row| seen.check_row(row)).collect::<Result<Vec<CheckRow>, _>>()?,
        events: store::events::confirmed(connection)?,
        photos: store::photo_files::own_originals(connection)?
            - store::photo_files::unsent(connection)?.0,
    })
}
