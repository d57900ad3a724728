//! Circulars for me.

use super::Seen;
use crate::{
    api::{CircularRow, CircularsView, Error, Person},
    store,
    view::person,
};
use mingcha_domain::{
    circular::Circular,
    directory::{Directory, Role},
    fold::Subject,
    ids::{CircularId, UnitId, UserId},
};
use std::collections::BTreeSet;

const PAGE: usize = 100;

/// The view.
pub fn circulars(seen: &Seen<'_>) -> Result<CircularsView, Error> {
    let me = seen.me();
    let issues = |unit: UnitId| {
        me.is_some_and(|me| {
            seen.directory().holds(me, Role::Lead, unit)
                || seen.directory().holds(me, Role::Coordinator, unit)
        })
    };
    let mut units = seen.units(seen.my_unit(), |_| true);
    units.retain(|u| issues(u.id));
    let tells = !units.is_empty();
    let mut rows = Vec::new();
    for id in store::circulars::newest(seen.connection, PAGE)? {
        if let Subject::Circular(circular) = &seen.streams.get(id.stream())?.subject {
            rows.extend(row(seen, id, circular, tells));
        }
    }
    Ok(CircularsView { rows, unread: store::circulars::unread(seen.connection)?, units })
}

fn row(seen: &Seen<'_>, id: CircularId, circular: &Circular, tells: bool) -> Option<CircularRow> {
    let (issued, when) = (circular.issued.as_ref()?, circular.when?);
    let readers = readers(seen.directory(), &issued.to);
    let done: BTreeSet<UserId> =
        circular.read.keys().filter_map(|key| seen.directory().author_of(*key)).collect();
    let left: Vec<Person> = readers
        .difference(&done)
        .filter(|_| tells)
        .filter_map(|id| person(seen.directory(), *id))
        .collect();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Some(CircularRow {
        id,
        title: issued.title.clone(),
        words: issued.words.clone(),
        by: circular.by.and_then(|key| seen.author(key)),
        when,
        to: issued.to.iter().map(|unit| seen.unit_name(*unit)).collect(),
        read_by_me: seen.me().is_some_and(|me| done.contains(&me)),
        read: count(readers.intersection(&done).count()),
        readers: count(readers.len()),
        not_read: left,
    })
}

/// People with a role in one of these units or below.
fn readers(directory: &Directory, to: &[UnitId]) -> BTreeSet<UserId> {
    let below = |unit: UnitId| directory.line_of(unit).iter().any(|above| to.contains(above));
    let people = directory.users.iter();
    people
        .filter(|(_, user)| user.roles.iter().any(|(_, unit)| below(*unit)))
        .map(|(id, _)| *id)
        .collect()
}
