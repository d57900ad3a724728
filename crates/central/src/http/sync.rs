//! Push and pull in one.

use super::{
    auth::Caller,
    body::{self, Part},
};
use crate::{
    Central, Error,
    log::{Page, Pushed, verified},
    store::{Raw, tile::Tile},
};
use axum::{body::Body, extract::State, http::HeaderMap, response::Response};
use mingcha_domain::{
    ids::PublicKey,
    wire::{ChainState, Head, MAX_PAGE, Problem, SyncReply, SyncRequest},
};
use serde_json::Value;
use std::{collections::BTreeMap, mem};

/// Runs something that waits for the disk without holding up others.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(|e| Error::Internal(e.into()))?
}

/// Takes own events, gives what is new; one checkpoint covers both. A revoked profile may still
/// deliver, and is given nothing but that it was enrolled and revoked.
#[utoipa::path(post, path = "/v1/sync", request_body = SyncRequest, responses(
    (status = 200, body = SyncReply),
    (status = 401, body = Problem),
    (status = 413, body = Problem),
    (status = 422, body = Problem),
))]
pub async fn sync(
    State(central): State<Central>,
    Caller(key): Caller,
    headers: HeaderMap,
    request: Body,
) -> Result<Response, Error> {
    let request: SyncRequest = body::read(&headers, request).await?;
    if request.push.len() > MAX_PAGE || request.offer.len() > MAX_PAGE {
        return Err(Error::TooLarge);
    }
    let (reply, tiles) = blocking(move || exchange(&central, key, request)).await?;
    if tiles.is_empty() { body::reply(&headers, &reply) } else { whole(&headers, reply, tiles) }
}

/// A reply of which some was packed before: its lists come first, and the tiles into them.
fn whole(headers: &HeaderMap, mut reply: Reply, tiles: Vec<Tile>) -> Result<Response, Error> {
    let (entries, events) = (mem::take(&mut reply.entries), mem::take(&mut reply.events));
    let rest = serde_json::to_value(&reply).map_err(|e| Error::Internal(e.into()))?;
    let Value::Object(mut rest) = rest else { return body::reply(headers, &reply) };
    let (of_entries, of_events): (Vec<_>, Vec<_>) =
        tiles.into_iter().map(|tile| (tile.entries, tile.events)).unzip();
    let text = |text: String| Part::Text(text.into_bytes());
    let mut parts = vec![text("{".to_owned())];
    for (name, loose, packed) in [("entries", entries, of_entries), ("events", events, of_events)] {
        rest.remove(name);
        parts.push(text(format!("\"{name}\":[")));
        let loose: Vec<&str> = loose.iter().map(|one| one.get()).collect();
        let loose = (!loose.is_empty()).then(|| text(loose.join(",")));
        for (i, part) in loose.into_iter().chain(packed.into_iter().map(Part::Packed)).enumerate() {
            if i > 0 {
                parts.push(text(",".to_owned()));
            }
            parts.push(part);
        }
        parts.push(text("],".to_owned()));
    }
    let rest = serde_json::to_string(&rest).map_err(|e| Error::Internal(e.into()))?;
    parts.push(text(rest.trim_start_matches('{').to_owned()));
    body::reply_of(headers, parts)
}

/// The reply, its entries and events as they are stored.
type Reply = SyncReply<Raw, Raw>;

fn exchange(
    central: &Central,
    key: PublicKey,
    request: SyncRequest,
) -> Result<(Reply, Vec<Tile>), Error> {
    let SyncRequest { compare, cursors, head, page, push, offer, epoch, size } = request;
    let pushes = !push.is_empty() || !offer.is_empty();
    let push = verified(push, central.realm())?;
    let last = push.last().map(|e| Head { id: e.id, seq: e.header.seq });
    // Head of the device's chain including what it pushes now.
    let own = last.or(head);
    let mut log = central.log();
    // First what others did: the device's own acts may rest on it.
    let revoked = log.directory().profiles.get(&key).is_some_and(|p| p.revoked);
    let may_offer = !offer.is_empty() && !revoked;
    let taken_back = may_offer.then(|| log.take_back(offer)).transpose()?;
    // Enrolled after the backup from which central was restored: known again once somebody, perhaps
    // this device itself, has brought back who it is. Until then nothing of it is judged.
    let known = log.directory().profiles.contains_key(&key);
    let pushed = if known { log.push_verified(key, push)? } else { Pushed::behind() };
    let head = crate::store::event::head(log.connection(), key)?;
    let ahead = head.is_some_and(|h| own.is_none_or(|o| o.seq < h.seq));
    let chain = if ahead { ChainState::Forked } else { pushed.chain };
    let limit = usize::try_from(page).unwrap_or(MAX_PAGE).clamp(1, MAX_PAGE);
    let lost_from = match size {
        0 => None,
        _ => log.lost_from(epoch)?,
    };
    let mut page = match log.directory().user_of(key) {
        Some(_) => {
            let cursors = match lost_from {
                Some(_) => log.cursors_after(epoch, cursors)?,
                None => cursors,
            };
            log.pull(key, &cursors, own, limit)?
        }
        None if known => log.pull_revocation(key)?,
        None => Page::default(),
    };
    page.confirm(&pushed.entries)?;
    let mut touched = pushed.touched;
    if let Some(taken_back) = taken_back {
        page.confirm(&taken_back.entries)?;
        touched.extend(taken_back.touched);
    }
    // Only what stands still can be compared.
    let still = known && !revoked && lost_from.is_none() && page.is_empty() && !pushes;
    let differs = (still && !compare.is_empty())
        .then(|| log.differences(key, &compare, limit, &mut page))
        .transpose()?;
    let digests = match page.more || revoked {
        true => BTreeMap::new(),
        false => log.digests(key)?,
    };
    let checkpoint = log.checkpoint()?;
    log.saw(key, central.clock().now())?;
    let devices = log.devices_for(key)?;
    let proof = log.prove(&page.numbers());
    let growth = match lost_from {
        Some(from) if size > from => vec![],
        _ => log.prove_growth(size),
    };
    drop(log);
    central.wake_others(touched, key);
    let reply = SyncReply {
        chain,
        head,
        entries: page.entries.into_values().collect(),
        events: page.events,
        cursors: page.cursors,
        differs,
        digests,
        given: page.given.into_iter().map(|(tag, ids)| (tag, ids.into_iter().collect())).collect(),
        more: page.more,
        checkpoint,
        devices,
        certificate: central.certificate().clone(),
        proof,
        growth,
        lost_from,
    };
    Ok((reply, page.tiles))
}
