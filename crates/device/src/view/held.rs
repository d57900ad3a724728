//! Acts of others that central holds, for whoever may decide about them.

use super::{Seen, place_of};
use crate::{
    api::{Error, HeldAct, HeldActs},
    held, store,
};
use mingcha_domain::{
    chain,
    event::Event,
    ids::{CheckId, OutingId, PublicKey, StreamId},
    log::{Verdict, WhyHeld},
};
use std::collections::{BTreeMap, btree_map::Entry};

/// The view: acts of one person's device, one outing and one reason together, oldest first.
pub fn held(seen: &Seen<'_>) -> Result<Vec<HeldActs>, Error> {
    let Some(me) = seen.me() else { return Ok(vec![]) };
    let (directory, mut decided) = (seen.directory(), BTreeMap::new());
    let mut outings: BTreeMap<StreamId, Option<OutingId>> = BTreeMap::new();
    let mut together: BTreeMap<(PublicKey, Option<OutingId>, bool), HeldActs> = BTreeMap::new();
    for row in store::events::not_counted_of_others(seen.connection)? {
        let Verdict::Held(why) = row.verdict else { continue };
        if !why.is_for_a_lead() {
            continue;
        }
        let header = &row.event.header;
        let Some(author) = directory.author_of(header.key).filter(|author| *author != me) else {
            continue;
        };
        let outing = match outings.get(&header.stream) {
            Some(outing) => *outing,
            None => *outings
                .entry(header.stream)
                .or_insert(held::outing_of(&seen.streams, header.stream)?),
        };
        // Decided already: central says so next.
        let done = match decided.entry(header.key) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(held::decided(&seen.streams, header.key)?),
        };
        let mine = chain::may_decide(me, author, outing, &seen.streams).is_ok();
        if !mine || done.contains_key(&row.event.id) {
            continue;
        }
        let group = (header.key, outing, why == WhyHeld::ForkedChain);
        let acts = together.entry(group).or_insert_with(|| HeldActs {
            id: row.event.id,
            person: seen.author(header.key),
            device: seen.device_label(header.key),
            why,
            acts: vec![],
        });
        acts.acts.push(HeldAct {
            event: row.event.id,
            kind: header.kind.clone(),
            at: header.at,
            words: words(seen, &row.event.event, header.stream)?,
        });
    }
    Ok(together.into_values().collect())
}

/// What an act says, as far as that fits into a line.
fn words<E>(seen: &Seen<'_>, event: &Result<Event, E>, stream: StreamId) -> Result<String, Error> {
    Ok(match event {
        Ok(Event::CheckStarted(e)) => {
            seen.streams.site(e.site)?.map(|s| s.name).unwrap_or_default()
        }
        Ok(Event::FindingRaised(e)) => e.content.text.clone(),
        Ok(Event::FindingAmended(e)) => e.content.text.clone(),
        Ok(Event::SuggestionMade(e)) => e.content.text.clone(),
        Ok(Event::SuggestionAmended(e)) => e.content.text.clone(),
        Ok(Event::CheckSupplemented(e)) => e.words.clone(),
        Ok(Event::SiteAdded(e)) => e.name.clone(),
        Ok(
            Event::ItemsAnswered(_)
            | Event::PhotoTaken(_)
            | Event::PhotoVoided(_)
            | Event::CheckSubmitted(_)
            | Event::CheckTakenBack(_),
        ) => place_of(&seen.streams, CheckId(stream.0))?.name,
        _ => String::new(),
    })
}
