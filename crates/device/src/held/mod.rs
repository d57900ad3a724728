//! Acts of others that central holds: a lead decides whether they count.

use crate::{
    act::Act,
    api::{Error, ErrorCode, Topic},
    store,
    world::Streams,
};
use mingcha_domain::{
    chain::{self, DecideHeld, MOST_AT_ONCE},
    fold::{Admitted, Stream},
    ids::{EventId, OutingId, PublicKey, StreamId},
};
use std::collections::BTreeMap;

/// The outing to which a stream with held acts belongs, see [`chain::outing_of`].
pub fn outing_of(streams: &Streams<'_>, id: StreamId) -> Result<Option<OutingId>, Error> {
    let all = |id: StreamId| -> Result<Stream, Error> {
        let events = store::events::of_stream(streams.connection, id, streams.realm)?;
        let counted = events.into_iter().map(|a| Admitted { effective: true, ..a });
        Ok(Stream::fold(&counted.collect::<Vec<_>>()))
    };
    chain::outing_of(id, all, streams)
}

/// Decides about acts, of whatever chain and outing each of them is.
///
/// # Errors
/// [`ErrorCode::NotFound`] if one is not here; [`ErrorCode::Refused`].
pub fn decide(act: &Act<'_>, events: &[EventId], counts: bool, words: &str) -> Result<(), Error> {
    let mut together: BTreeMap<(PublicKey, Option<OutingId>), Vec<EventId>> = BTreeMap::new();
    for id in events {
        let found = store::events::place(&act.transaction, *id)?;
        let (key, stream) =
            found.ok_or_else(|| Error::new(ErrorCode::NotFound, "no such act here"))?;
        let outing = outing_of(&act.streams(), stream)?;
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
