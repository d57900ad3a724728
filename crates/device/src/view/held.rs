//! Acts of others that central holds, for whoever may decide about them.

use super::{Seen, place_of};
use crate::{
    api::{Error, HeldAct, HeldActs},
    held, store,
};
use mingcha_domain::{
    chain,
    event::Event,
    ids::{CheckId, EventId, OutingId, PublicKey, StreamId},
    log::{Verdict, WhyHeld},
};
use std::collections::{BTreeMap, BTreeSet};

/// The view: acts of one person's device, one outing and one reason together, oldest first.
pub fn held(seen: &Seen<'_>) -> Result<Vec<HeldActs>, Error> {
    let Some(me) = seen.me() else { return Ok(vec![]) };
    let (directory, mut decided) = (seen.directory(), BTreeMap::new());
    let mut outings: BTreeMap<StreamId, Option<OutingId>> = BTreeMap::new();
    let mut together: BTreeMap<(PublicKey, Option<OutingId>, bool), HeldActs> = BTreeMap::new();
    for row in store::events::not_counted_of_others(seen.connection, seen.streams.realm)? {
        let Verdict::Held(why @ (WhyHeld::NoLongerAllowed | WhyHeld::ForkedChain)) = row.verdict
        else {
            continue;
        };
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
        let done = match decided.entry(header.key) {
            std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::btree_map::Entry::Vacant(new) => new.insert(named(seen, header.key)?),
        };
        let mine = chain::may_decide(me, author, outing, &seen.streams).is_ok();
        if !mine || done.contains(&row.event.id) {
            continue;
        }
        let group = (header.key, outing, why == WhyHeld::ForkedChain);
        let acts = together.entry(group).or_insert_with(|| HeldActs {
            id: row.event.id,
            person: seen.author(header.key),
            device: directory
                .profiles
                .get(&header.key)
                .map(|p| p.label.clone())
                .unwrap_or_default(),
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

/// What somebody has decided about already, here or elsewhere: central says so next.
fn named(seen: &Seen<'_>, key: PublicKey) -> Result<BTreeSet<EventId>, Error> {
    let events = store::events::of_stream(seen.connection, chain::stream(key), seen.streams.realm)?;
    let decisions =
        events.into_iter().filter(|a| a.effective).filter_map(|a| match a.verified.event {
            Ok(Event::HeldDecided(decision)) => Some(decision.events),
            _ => None,
        });
    Ok(decisions.flatten().collect())
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
