//! What somebody is no longer given to read leaves the device: access that ended, a team that they
//! left or that was dissolved. What they did themselves stays.

use crate::{
    api::Error,
    store::{self, identity::Identity},
    world::{Known, Streams},
};
use mingcha_domain::{
    fold::Subject,
    ids::{OutingId, Realm, StreamId},
    scope::{Tag, subscriptions, tags_of},
};
use rusqlite::Connection;
use std::collections::BTreeSet;

/// Drops outings that this profile is no longer given; gives whether there were any.
/// `access_ended`: outings of which a page says that. `before`: what was known until then.
pub fn drop_from(
    connection: &Connection,
    realm: Realm,
    (before, known): (&Known, &Known),
    identity: &Identity,
    access_ended: &BTreeSet<StreamId>,
) -> Result<bool, Error> {
    let Some(me) = identity.enrolled.as_ref().map(|e| e.user) else { return Ok(false) };
    let mine = subscriptions(me, &known.directory);
    let left = subscriptions(me, &before.directory).into_iter().any(|tag| !mine.contains(&tag));
    let streams = Streams::new(connection, realm, known);
    let concerned: Vec<OutingId> = match left {
        true => store::lists::outings_of_others(connection)?,
        false => access_ended.iter().map(|id| (*id).into()).collect(),
    };
    let mut any = false;
    for outing in concerned {
        if !is_given(&streams, outing, &mine)? {
            any |= drop_outing(connection, outing)?;
        }
    }
    Ok(any)
}

fn is_given(streams: &Streams<'_>, outing: OutingId, mine: &BTreeSet<Tag>) -> Result<bool, Error> {
    let stream = streams.get(outing.stream())?;
    let started = matches!(&stream.subject, Subject::Outing(state) if state.started.is_some());
    let tags = tags_of(outing.stream(), &stream, streams);
    Ok(started && !tags.is_disjoint(mine))
}

/// Gives whether it was dropped: not if something in it was made here.
fn drop_outing(connection: &Connection, outing: OutingId) -> Result<bool, Error> {
    let streams = store::dropping::streams_of(connection, outing)?;
    for id in &streams {
        if store::dropping::is_partly_own(connection, *id)? {
            return Ok(false);
        }
    }
    for check in store::checks::ids_of_outing(connection, outing)? {
        store::dropping::photos_of(connection, check)?;
    }
    for id in streams {
        store::dropping::stream(connection, id)?;
    }
    Ok(true)
}
