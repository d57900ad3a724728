//! Accounts: codes guessed, tokens replayed after the end of access, photos poisoned, hashes probed.

use crate::count;
use anyhow::{Context, ensure};
use ed25519_dalek::SigningKey;
use mingcha_central::{
    account::{self, Whose, Wish},
    demo,
};
use mingcha_domain::{
    event::CHAIN_START,
    ids::Hash,
    reconcile::{Compare, Digest, MAX_COMPARED, PARTS, Prefix},
    scope::Tag,
    wire::{EnrolReply, Problem, SyncReply, SyncRequest},
};
use mingcha_tests::{
    crooked::{Crooked, client, request_to_enrol},
    world::World,
};
use reqwest::{Method, blocking::Response};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn guessing_codes_becomes_slower_and_slower_and_a_right_code_does_not_help() -> anyhow::Result<()> {
    let world = World::new()?;
    let (http, address) = (client()?, world.address());
    let signing = SigningKey::from_bytes(&[40; 32]);
    let guess = |code: &str| -> anyhow::Result<(u16, Option<i64>)> {
        let request = serde_json::to_vec(&request_to_enrol(&signing, code))?;
        let reply = http.post(format!("{address}/v1/enrol")).body(request).send()?;
        let wait = reply.headers().get("retry-after").and_then(|v| v.to_str().ok()?.parse().ok());
        Ok((reply.status().as_u16(), wait))
    };
    let guesses = count(200, 5_000);
    let (mut looked_at, mut longest) = (0, 0);
    for n in 0..guesses {
        match guess(&format!("GUESS{n:011}"))? {
            (403, None) => looked_at += 1,
            (429, Some(wait)) => longest = longest.max(wait),
            other => anyhow::bail!("guess {n}: {other:?}"),
        }
        // One guess a second for as long as it takes.
        world.pass(1_000);
    }
    println!("{guesses} guesses, {looked_at} looked at, longest wait {longest} s");
    ensure!(looked_at <= 10 + guesses.ilog2() + u32::try_from(guesses / 900)?);
    ensure!(longest >= 60);
    // Whoever waits is not told whether a code would have been right.
    let user = demo::user_named(world.central()?, "lin").context("lin")?;
    let right = account::new_code(world.central()?, user)?;
    guess("ONEMOREWRONGCODE")?;
    ensure!(guess(&right)?.0 == 429);
    // And it is still good once the wait is over.
    world.pass(2 * 3_600_000);
    ensure!(guess(&right)?.0 == 200);
    Ok(())
}

fn problem(reply: Response) -> anyhow::Result<(u16, String)> {
    let status = reply.status().as_u16();
    let problem: Option<Problem> = serde_json::from_slice(&reply.bytes()?).ok();
    Ok((status, problem.map(|p| p.code).unwrap_or_default()))
}

fn pull(of: &Crooked, cursors: BTreeMap<Tag, u64>) -> anyhow::Result<SyncReply> {
    let request = SyncRequest { page: 5_000, cursors, ..SyncRequest::default() };
    let (status, reply) = of.post(serde_json::to_vec(&request)?, "identity")?;
    ensure!(status == 200, "{status}");
    Ok(serde_json::from_slice(&reply)?)
}

#[test]
fn a_token_replayed_after_access_has_ended_reads_nothing() -> anyhow::Result<()> {
    let world = World::new()?;
    let thief = Crooked::enrol(&world, 41)?;
    ensure!(pull(&thief, BTreeMap::new())?.events.len() > 100, "it reads while it may");
    account::revoke(world.central()?, &Wish { whose: Whose::Profile(thief.key()), erase: false })?;
    let mut tried = 0;
    for _ in 0..count(20, 500) {
        let told = pull(&thief, BTreeMap::new())?;
        ensure!(told.events.len() == 2, "{} events", told.events.len());
        ensure!(told.events[0].header.contains("directory.profile_enrolled"));
        ensure!(told.events[1].header.contains("directory.profile_revoked"));
        ensure!(told.cursors.is_empty() && told.devices.is_empty() && !told.more);
        let wake = thief.request(Method::GET, "/v1/wake").send()?;
        ensure!(problem(wake)? == (403, "revoked".to_owned()));
        let photo = format!("/v1/photos/{}/original", Hash([1; 32]));
        let photo = thief.request(Method::GET, &photo).send()?;
        ensure!(problem(photo)?.0 == 403);
        tried += 3;
    }
    // What it signs from now on is kept and counts for nobody.
    let body = serde_json::json!({"address": "", "kind": "mall", "name": "x",
        "territory": mingcha_tests::samples::id::<mingcha_domain::ids::UnitId>(1)});
    let event = thief.event("site.added", &body, 0, CHAIN_START)?;
    let request = SyncRequest { push: vec![event], page: 1, ..SyncRequest::default() };
    let (status, reply) = thief.post(serde_json::to_vec(&request)?, "identity")?;
    let reply: SyncReply = serde_json::from_slice(&reply)?;
    let refused = reply.entries.iter().filter(|e| {
        e.verdict == mingcha_domain::log::Verdict::Refused(mingcha_domain::Refusal::UnknownProfile)
    });
    ensure!(status == 200 && refused.count() == 1);
    // A token of nobody is told nothing at all.
    let nobody = client()?.post(format!("{}/v1/sync", world.address())).bearer_auth("x").send()?;
    ensure!(problem(nobody)? == (401, "unauthorised".to_owned()));
    println!("{tried} requests with an ended token refused");
    Ok(())
}

#[test]
fn comparing_tells_nothing_of_what_is_given_to_others() -> anyhow::Result<()> {
    let world = World::new()?;
    let curious = Crooked::enrol(&world, 42)?;
    let given = pull(&curious, BTreeMap::new())?;
    ensure!(!given.more && !given.cursors.is_empty());
    let ask = |compare: Vec<Compare>| {
        let cursors = given.cursors.clone();
        let request = SyncRequest { page: 5_000, cursors, compare, ..SyncRequest::default() };
        curious.post(serde_json::to_vec(&request)?, "identity")
    };
    let nothing_of =
        |tag| Compare { parts: vec![Digest::default(); PARTS], prefix: Prefix::default(), tag };
    let log = world.central()?.log();
    let (units, teams) = (log.directory().units.keys(), log.directory().teams.keys());
    let users = log.directory().users.keys();
    let tags = units.copied().map(Tag::Unit).chain(teams.copied().map(Tag::Team));
    let tags = tags.chain(users.copied().map(Tag::User));
    let others: Vec<Tag> = tags.filter(|tag| !given.cursors.contains_key(tag)).collect();
    drop(log);
    ensure!(others.len() > 50, "{} tags of others", others.len());
    for some in others.chunks(MAX_COMPARED) {
        let (status, reply) = ask(some.iter().copied().map(nothing_of).collect())?;
        let reply: SyncReply = serde_json::from_slice(&reply)?;
        ensure!(status == 200 && reply.differs.is_some_and(|parts| parts.is_empty()));
        ensure!(reply.events.is_empty() && reply.entries.is_empty() && reply.given.is_empty());
        ensure!(reply.digests.keys().all(|tag| given.cursors.contains_key(tag)));
    }
    // Of the own tags everything comes that was said to be missing, once.
    let (_, reply) = ask(vec![nothing_of(Tag::All), nothing_of(Tag::All)])?;
    let reply: SyncReply = serde_json::from_slice(&reply)?;
    let parts = reply.differs.context("compared")?;
    let names: BTreeSet<u8> = parts.iter().map(|part| part.part).collect();
    ensure!(names.len() == parts.len() && !reply.events.is_empty());

    let short = Compare { parts: vec![Digest(1)], ..nothing_of(Tag::All) };
    ensure!(ask(vec![short])?.0 == 422);
    ensure!(ask(vec![nothing_of(Tag::All); MAX_COMPARED + 1])?.0 == 413);
    Ok(())
}

fn begin(of: &Crooked, photo: &str, size: usize) -> anyhow::Result<Response> {
    let name = |text: &str| data_encoding::BASE64.encode(text.as_bytes());
    let metadata = format!("photo {},variant {}", name(photo), name("original"));
    let request = of.request(Method::POST, "/v1/photos").header("tus-resumable", "1.0.0");
    Ok(request.header("upload-length", size).header("upload-metadata", metadata).send()?)
}

fn append(of: &Crooked, at: &str, offset: usize, bytes: &[u8]) -> anyhow::Result<u16> {
    let request = of
        .request(Method::PATCH, at)
        .header("upload-offset", offset)
        .header("content-type", "application/offset+octet-stream");
    Ok(request.body(bytes.to_vec()).send()?.status().as_u16())
}

fn location(reply: &Response) -> anyhow::Result<String> {
    let location = reply.headers().get("location").context("no location")?;
    Ok(location.to_str()?.to_owned())
}

fn offset(reply: &Response) -> Option<&[u8]> {
    reply.headers().get("upload-offset").map(|v| v.as_bytes())
}

#[test]
fn a_photo_is_the_signed_one_and_nothing_tells_what_central_has() -> anyhow::Result<()> {
    let world = World::new()?;
    let (honest, prober) = (Crooked::enrol(&world, 42)?, Crooked::enrol(&world, 43)?);
    let lin = demo::user_named(world.central()?, "lin").context("lin")?;
    let stranger = Crooked::of(&world, lin, 44)?;
    let bytes: Vec<u8> = (0..3_000_u32).flat_map(u32::to_be_bytes).collect();
    let event = honest.record_photo(&bytes, 0, CHAIN_START)?;
    let photo = event.id()?.to_string();
    let begun = begin(&honest, &photo, bytes.len())?;
    let at = location(&begun)?;
    // Poisoned: other bytes of the right length, bytes too many, bytes in the wrong place.
    let mut poison = bytes.clone();
    poison[7] ^= 1;
    ensure!(append(&honest, &at, 0, &poison)? == 460, "other bytes");
    let long = [&bytes[..], b"more"].concat();
    ensure!(append(&honest, &at, 0, &long)? == 413, "more bytes than were signed");
    ensure!(append(&honest, &at, 5, &bytes)? == 409, "a gap");
    // Somebody else's upload is nobody's: neither seen, nor continued, nor ended.
    for method in [Method::HEAD, Method::PATCH, Method::DELETE] {
        for other in [&prober, &stranger] {
            let request = other.request(method.clone(), &at).header("upload-offset", 0);
            let kind = "application/offset+octet-stream";
            let status = request.header("content-type", kind).send()?.status().as_u16();
            ensure!(status == 404, "{method}: {status}");
        }
    }
    ensure!(begin(&stranger, &photo, bytes.len())?.status() == 404);
    let at = location(&begin(&honest, &photo, bytes.len())?)?;
    let have = begin(&honest, &photo, bytes.len())?;
    let have: usize = std::str::from_utf8(offset(&have).context("offset")?)?.parse()?;
    ensure!(append(&honest, &at, have, &bytes[have..])? == 204, "the signed bytes are taken");
    // Probing: whoever signs an event with a hash learns nothing from how the upload begins.
    let unknown: Vec<u8> = bytes.iter().rev().copied().collect();
    let known = prober.record_photo(&bytes, 0, CHAIN_START)?;
    let fresh = prober.record_photo(&unknown, 1, Hash(known.id()?.0))?;
    let first = begin(&prober, &known.id()?.to_string(), bytes.len())?;
    let second = begin(&prober, &fresh.id()?.to_string(), unknown.len())?;
    ensure!(first.status() == second.status() && offset(&first) == offset(&second));
    ensure!(offset(&first) == Some(b"0"), "it has to send what central has already");
    let read = format!("/v1/photos/{}/original", known.id()?);
    ensure!(prober.request(Method::GET, &read).send()?.status() == 404, "and cannot fetch it");
    let names = |reply: &Response| {
        reply.headers().keys().map(|k| k.as_str().to_owned()).collect::<Vec<_>>()
    };
    ensure!(names(&first) == names(&second));
    println!("12 poisoned, foreign and probing uploads refused");
    Ok(())
}

#[test]
fn a_code_is_spent_once_however_many_ask_at_once() -> anyhow::Result<()> {
    let world = World::new()?;
    let user = demo::user_named(world.central()?, "lin").context("lin")?;
    let rounds = count(3, 20);
    for round in 0..rounds {
        let code = account::new_code(world.central()?, user)?;
        let asking: Vec<_> = (0..8_u8)
            .map(|n| {
                let seed = u8::try_from(100 + round).unwrap_or(100) ^ (n << 5);
                let signing = SigningKey::from_bytes(&[seed; 32]);
                let request = serde_json::to_vec(&request_to_enrol(&signing, &code));
                let address = format!("{}/v1/enrol", world.address());
                std::thread::spawn(move || -> anyhow::Result<bool> {
                    let reply = client()?.post(address).body(request?).send()?;
                    let spent = reply.status().is_success();
                    Ok(spent && serde_json::from_slice::<EnrolReply>(&reply.bytes()?).is_ok())
                })
            })
            .collect();
        let mut enrolled = 0;
        for one in asking {
            enrolled += usize::from(one.join().map_err(|_| anyhow::anyhow!("panicked"))??);
        }
        ensure!(enrolled == 1, "{enrolled} devices with one code");
        world.pass(2 * 3_600_000);
    }
    println!("{rounds} codes, eight devices at once each: one enrolled");
    Ok(())
}
