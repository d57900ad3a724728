//! What central gives to whoever comes new: once, whatever the tags it is under, and packed once for
//! all.

use anyhow::{Context, ensure};
use mingcha_central::{Central, demo, store};
use mingcha_domain::{
    ids::StreamId,
    scope::Tag,
    wire::{SyncReply, SyncRequest},
};
use mingcha_tests::{crooked::Crooked, many_checks, world::World};
use reqwest::Method;
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
};

/// Some three thousand events.
const CHECKS: usize = 900;

/// All that is given, and how.
#[derive(Default)]
struct Given {
    entries: BTreeMap<u64, String>,
    events: BTreeSet<String>,
    streams: BTreeMap<Tag, BTreeSet<StreamId>>,
    bytes: usize,
}

impl Given {
    fn pull(
        world: &World,
        device: &Crooked,
        cursors: BTreeMap<Tag, u64>,
        accept: &str,
    ) -> anyhow::Result<Self> {
        let mut request = SyncRequest { cursors, page: 2_000, ..SyncRequest::default() };
        let mut all = Self::default();
        loop {
            let asked = device.request(Method::POST, "/v1/sync").header("accept-encoding", accept);
            let body = asked.body(serde_json::to_vec(&request)?).send()?.bytes()?.to_vec();
            all.bytes += body.len();
            let plain = if accept == "zstd" { zstd::decode_all(body.as_slice())? } else { body };
            let reply: SyncReply = serde_json::from_slice(&plain)?;
            for entry in reply.entries {
                let (n, text) = (entry.n, serde_json::to_string(&entry)?);
                ensure!(all.entries.insert(n, text).is_none(), "entry {n} came twice");
            }
            for event in reply.events {
                let text = serde_json::to_string(&event)?;
                ensure!(all.events.insert(text), "an event came twice: {event:?}");
            }
            for (tag, streams) in reply.given {
                all.streams.entry(tag).or_default().extend(streams);
            }
            let unfinished = reply.cursors.iter().find(|(tag, pos)| **pos < end(world, **tag));
            if let Some((first, _)) = unfinished {
                // A tag at its end is one of which everything is here, also what came in two halves.
                let later = reply.cursors.range((Bound::Excluded(first), Bound::Unbounded));
                for (tag, pos) in later {
                    let had = request.cursors.get(tag).copied().unwrap_or(0);
                    ensure!(*pos == had, "{tag} was gone on with before {first} was at its end");
                }
            }
            request.cursors = reply.cursors;
            if !reply.more {
                return Ok(all);
            }
        }
    }
}

/// The last position under a tag.
fn end(world: &World, tag: Tag) -> u64 {
    let end = |central: &Central| store::tag::end(central.log().connection(), tag).ok();
    world.central().ok().and_then(end).unwrap_or(u64::MAX)
}

fn tiles(world: &World) -> anyhow::Result<u64> {
    let central = world.central()?;
    let log = central.log();
    Ok(log.connection().query_row("SELECT count(*) FROM tile", [], |row| row.get(0))?)
}

/// The streams that central has under a tag.
fn under(world: &World, tag: Tag) -> anyhow::Result<BTreeSet<StreamId>> {
    let central = world.central()?;
    let log = central.log();
    let all = store::digest::under(log.connection(), tag, &Default::default())?;
    Ok(all.into_iter().map(|(stream, _)| stream).collect())
}

#[test]
fn what_is_under_several_tags_comes_once_and_is_packed_once() -> anyhow::Result<()> {
    let world = World::new()?;
    many_checks::fill(world.central()?, CHECKS)?;
    let mut seed = 40;
    // Theirs and their team's; their unit's.
    for (name, large) in [("lin", 2), ("chen", 1)] {
        let user = demo::user_named(world.central()?, name).context("who")?;
        let mut come = |accept| {
            seed += 1;
            Given::pull(&world, &Crooked::of(&world, user, seed)?, BTreeMap::new(), accept)
        };
        let before = tiles(&world)?;
        let first = come("zstd")?;
        let made = tiles(&world)?;
        ensure!(made > before, "{name}: nothing was packed");
        // Whoever comes after is given the same, and has signed for themselves meanwhile.
        let second = come("zstd")?;
        let third = come("identity")?;
        ensure!(tiles(&world)? == made, "{name}: something was packed again");
        for later in [&second, &third] {
            for (n, entry) in &first.entries {
                ensure!(later.entries.get(n) == Some(entry), "{name}: entry {n}");
            }
            ensure!(first.events.is_subset(&later.events), "{name}");
        }
        ensure!(third.bytes > 3 * second.bytes, "{} and {}", third.bytes, second.bytes);
        // Of every tag, the device is told what it is given under it.
        let big = second.streams.values().filter(|streams| streams.len() > CHECKS).count();
        ensure!(big == large, "{name}: {big} large tags");
        for (tag, streams) in &third.streams {
            ensure!(*streams == under(&world, *tag)?, "{name}: {tag}");
        }
    }
    Ok(())
}

#[test]
fn under_a_tag_that_is_new_nothing_comes_that_is_here() -> anyhow::Result<()> {
    let world = World::new()?;
    many_checks::fill(world.central()?, CHECKS)?;
    let lin = demo::user_named(world.central()?, "lin").context("lin")?;
    let device = Crooked::of(&world, lin, 40)?;
    let whole = Given::pull(&world, &device, BTreeMap::new(), "zstd")?;
    // Has everything but what a later tag says, and what an earlier one does.
    let ends: BTreeMap<Tag, u64> =
        whole.streams.keys().map(|tag| (*tag, end(&world, *tag))).collect();
    for tag in ends.keys().filter(|tag| **tag != Tag::All) {
        let mut cursors = ends.clone();
        cursors.remove(tag);
        let again = Given::pull(&world, &device, cursors, "zstd")?;
        ensure!(again.streams.get(tag) == whole.streams.get(tag), "{tag}");
        let others = again.entries.len();
        ensure!(others < 20, "{tag}: {others} of {} came again", whole.entries.len());
    }
    Ok(())
}
