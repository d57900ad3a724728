//! Two phones, one site: the code that one shows carries the signed beginnings of the outing, the
//! site and the check, so that the other can work on the same check without any network.

use crate::{
    act::Act,
    api::{Error, ErrorCode},
    store,
    world::Streams,
};
use data_encoding::BASE64URL_NOPAD;
use mingcha_domain::{
    Refusal,
    event::{Event, Signed},
    fold::{Admitted, Subject},
    ids::{CheckId, StreamId},
    outing::ChangePresence,
};
use serde::{Deserialize, Serialize};

/// Largest code that is read, unpacked.
const MAX_BYTES: usize = 64 * 1024;

#[derive(Serialize, Deserialize)]
struct Shared {
    /// Format.
    v: u8,
    /// The check.
    check: CheckId,
    /// Events, in the order in which they are to be read.
    events: Vec<Signed>,
}

/// The code for a check.
pub fn share(streams: &Streams<'_>, check: CheckId) -> Result<String, Error> {
    let stream = streams.get(check.stream())?;
    let Subject::Check(state) = &stream.subject else {
        return Err(Refusal::NotStarted.into());
    };
    let started = state.started.as_ref().ok_or(Refusal::NotStarted)?;
    let beginnings = |stream: StreamId| -> Result<Vec<Signed>, Error> {
        let all = store::events::of_stream(streams.connection, stream)?;
        let begins = |a: &Admitted| {
            matches!(
                a.verified.event,
                Ok(Event::OutingStarted(_) | Event::SiteAdded(_) | Event::CheckStarted(_))
            )
        };
        Ok(all.into_iter().filter(begins).map(|a| a.verified.signed).collect())
    };
    let mut events = beginnings(started.outing.stream())?;
    // A site that central listed is known to the other phone.
    let site = store::events::of_stream(streams.connection, started.site.stream())?;
    if site.iter().any(|a| a.n.is_none()) {
        events.extend(site.into_iter().map(|a| a.verified.signed));
    }
    events.extend(beginnings(check.stream())?);
    let json = store::to_json(&Shared { v: 1, check, events })?;
    Ok(BASE64URL_NOPAD.encode(&zstd::bulk::compress(json.as_bytes(), 19)?))
}

/// Joins the check of a code.
pub fn join(act: &Act<'_>, code: &str) -> Result<StreamId, Error> {
    let unreadable = || Error::new(ErrorCode::ShareCodeUnreadable, "not a share code");
    let code: String = code.split_whitespace().collect();
    let packed = BASE64URL_NOPAD.decode(code.as_bytes()).map_err(|_| unreadable())?;
    let json = zstd::bulk::decompress(&packed, MAX_BYTES).map_err(|_| unreadable())?;
    let shared: Shared = serde_json::from_slice(&json).map_err(|_| unreadable())?;
    let realm = act.streams().realm;
    for signed in shared.events {
        let verified = signed.verify(realm).map_err(|_| unreadable())?;
        let known = act.known.directory.user_of(verified.header.key).is_some();
        let begins = matches!(
            verified.event,
            Ok(Event::OutingStarted(_) | Event::SiteAdded(_) | Event::CheckStarted(_))
        );
        if !known || !begins {
            return Err(unreadable());
        }
        store::events::insert(&act.transaction, &verified, false, None)?;
        act.touch(verified.header.stream);
    }
    let check = act.check(shared.check)?;
    let outing = check.started.ok_or_else(unreadable)?.outing;
    let state = act.outing(outing)?;
    let me = act.user();
    if !state.members.contains(&me) {
        let mut members: Vec<_> = state.present.iter().copied().collect();
        members.push(me);
        let guests = state.guests.iter().cloned().collect();
        crate::outing::change_presence(act, outing, ChangePresence { members, guests })?;
    }
    Ok(shared.check.stream())
}
