//! Acts of others that central holds: a lead decides whether they count.

use crate::{
    act::Act,
    api::{Error, ErrorCode, Topic},
    store,
    world::Streams,
};
use mingcha_domain::{
    chain::{self, DecideHeld, MOST_AT_ONCE},
    event::Event,
    fold::Stream,
    ids::{EventId, OutingId, PublicKey, StreamId},
};
use std::collections::BTreeMap;

/// The outing to which a stream with held acts belongs, see [`chain::outing_of`].
pub fn outing_of(streams: &Streams<'_>, id: StreamId) -> Result<Option<OutingId>, Error> {
    let all = |id: StreamId| -> Result<Stream, Error> {
        let events = store::events::of_stream(streams.connection, id)?;
        Ok(Stream::as_if_counted(events))
    };
    chain::outing_of(id, all, streams)
}

/// What was said about held acts of a chain, here or elsewhere, by act.
pub fn decided(streams: &Streams<'_>, key: PublicKey) -> Result<BTreeMap<EventId, String>, Error> {
    let stream = chain::stream(key);
    let mut said = BTreeMap::new();
    for event in store::events::of_stream(streams.connection, stream)? {
        if let (true, Ok(Event::HeldDecided(decision))) = (event.effective, event.verified.event) {
            said.extend(decision.events.into_iter().map(|id| (id, decision.words.clone())));
        }
    }
    Ok(said)
}

/// Decides about acts, of whatever chain and outing each of them is.
///
/// # Errors
/// [`ErrorCode::NotFound`] if one is not here; [`ErrorCode::Refused`].
pub fn decide(act: &Act<'_>, events: &[EventId], counts: bool, words: &str) -> Result<(), Error> {
    let mut together: BTreeMap<(PublicKey, Option<OutingId>), Vec<EventId>> = BTreeMap::new();
    let streams = act.streams();
    let mut outings: BTreeMap<StreamId, Option<OutingId>> = BTreeMap::new();
    for id in events {
        let found = store::events::place(&act.transaction, *id)?;
        let (key, stream) =
            found.ok_or_else(|| Error::new(ErrorCode::NotFound, "no such act here"))?;
        let outing = match outings.get(&stream) {
            Some(outing) => *outing,
            None => *outings.entry(stream).or_insert(outing_of(&streams, stream)?),
        };
        together.entry((key, outing)).or_default().push(*id);
    }
    for ((key, outing), events) in together {
        let stream = chain::stream(key);
        for events in events.chunks(MOST_AT_ONCE) {
            let base = act.stream(stream)?.ancestry.heads();
            let (events, words) = (events.to_vec(), words.to_owned());
            let event = DecideHeld { counts, events, outing, words }.decide()?;
            act.append(stream, event, base)?;
        }
    }
    act.announce(Topic::Today);
    Ok(())
}
