//! Who may call what: every route of the OpenAPI document × who calls. A new route without a row
//! fails, and so does a route that the document does not name.

use anyhow::{Context, bail, ensure};
use ed25519_dalek::{Signer, SigningKey};
use mingcha_central::{
    account::{self, Whose, Wish},
    demo, http,
};
use mingcha_device::api::PhotoTarget;
use mingcha_domain::{
    directory::{self, ProfileEnrolled, Role, RoleGranted, TeamFormed, UserAdded},
    event::{CHAIN_START, Event, Signed},
    ids::{CheckId, OrderId, PublicKey, Signature, StreamId, TeamId, UnitId, UserId},
    photo::Variant,
    wire::{
        ContinueRequest, MAX_REACHED, ParcelFile, ParcelHead, ParcelReply, PhotoFile, Reached,
        ReachedReply, ReachedRequest, SyncReply, SyncRequest,
    },
};
use mingcha_tests::{
    crooked::{Crooked, client, request_to_enrol},
    samples::id,
    view, visit,
    world::{Actor, World, snapshot},
};
use reqwest::{Method, blocking::RequestBuilder};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    Own,
    OtherTeam,
    OtherOrganisation,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    /// The profile that made what is asked for.
    Owner,
    Person(Role, Relation),
    Revoked,
    NoToken,
}

/// Who sees what the owner's team did: the team, and who leads or coordinates its unit.
fn sees(who: Who) -> bool {
    matches!(who, Who::Owner | Who::Person(_, Relation::Own))
}

/// The status that a route must answer with.
fn row(method: &Method, path: &str, who: Who) -> Option<u16> {
    let known = |for_known: u16| if who == Who::NoToken { 401 } else { for_known };
    Some(match (method.as_str(), path) {
        ("GET", "/v1/health") => 200,
        ("OPTIONS", "/v1/photos") => 204,
        // With a wrong code: it is not asked for a token, and gives nothing.
        ("POST", "/v1/enrol") => 403,
        ("POST", "/v1/continue") => known(if who == Who::Revoked { 403 } else { 200 }),
        ("POST", "/v1/sync") => known(200),
        ("GET", "/v1/wake") => known(if who == Who::Revoked { 403 } else { 200 }),
        // The key of a sealed order is its team's alone: whoever leads it may not open it.
        ("POST", "/v1/orders/{order}/key") => known(match who {
            Who::Revoked => 403,
            Who::Owner | Who::Person(Role::Inspector, Relation::Own) => 200,
            _ => 404,
        }),
        ("GET", "/v1/photos/{photo}/{variant}") => known(match who {
            Who::Revoked => 403,
            _ if sees(who) => 200,
            _ => 404,
        }),
        ("GET", "/v1/evidence/{check}") => known(match who {
            Who::Revoked => 403,
            _ if sees(who) => 200,
            _ => 404,
        }),
        // An upload is its profile's alone, whoever else may see the photo.
        ("POST", "/v1/photos") => known(if who == Who::Owner { 201 } else { 404 }),
        // Of what is not the caller's it says that there is nothing.
        ("POST", "/v1/photos/reached" | "/v1/photos/parcel") => known(200),
        ("HEAD", "/v1/photos/uploads/{upload}") => known(if who == Who::Owner { 200 } else { 404 }),
        ("PATCH" | "DELETE", "/v1/photos/uploads/{upload}") => {
            known(if who == Who::Owner { 204 } else { 404 })
        }
        _ => return None,
    })
}

fn routes() -> anyhow::Result<Vec<(Method, String)>> {
    let document: serde_json::Value = serde_json::from_str(&http::document().to_json()?)?;
    let paths = document.get("paths").and_then(serde_json::Value::as_object).context("no paths")?;
    let mut routes = Vec::new();
    for (path, methods) in paths {
        for method in methods.as_object().context("no methods")?.keys() {
            routes.push((method.to_uppercase().parse()?, path.clone()));
        }
    }
    // What takes something away comes last.
    routes.sort_by_key(|(method, _)| *method == Method::DELETE);
    Ok(routes)
}

#[test]
fn the_document_names_every_route() -> anyhow::Result<()> {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/central/src/http/mod.rs");
    let source = std::fs::read_to_string(source)?;
    let named = routes()?;
    let served: Vec<&str> = source.split('"').filter(|t| t.starts_with("/v1/")).collect();
    ensure!(served.len() >= 9, "{served:?}");
    for path in served {
        let itself = path == "/v1/openapi.json";
        ensure!(itself || named.iter().any(|(_, p)| p == path), "{path} is not in the document");
    }
    Ok(())
}

/// One installation with somebody of every role in every relation to team 1 of the first district.
struct Stage {
    world: World,
    people: Vec<(Who, Crooked)>,
    check: CheckId,
    photo: String,
    thumbnail: Vec<u8>,
    upload: String,
    order: OrderId,
    unsent: (String, u64),
}

/// The unit of this team.
fn unit_of(world: &World, code: &str) -> anyhow::Result<(TeamId, UnitId, Vec<UserId>)> {
    let central = world.central()?;
    let user = mingcha_central::demo::user_named(central, code).context("nobody")?;
    let log = central.log();
    let mut teams = log.directory().teams_of(user);
    let (id, team) = teams.next().context("no team")?;
    Ok((id, team.unit, team.members.iter().copied().collect()))
}

fn photo_event(actor: &Actor, check: CheckId, seed: u32) -> anyhow::Result<String> {
    actor.device.import_photo(check, &PhotoTarget::Unsorted, snapshot(seed)?)?;
    let photos = view!(actor, Check, Check { check }).photos;
    Ok(photos.last().context("photo")?.id.to_string())
}

/// The owner's profile, as somebody who has its token would use it.
fn owner(world: &World, user: UserId) -> anyhow::Result<Crooked> {
    Crooked::of(world, user, 60)
}

impl Stage {
    fn new() -> anyhow::Result<Self> {
        let world = World::new()?;
        let (own_team, own_unit, own_members) = unit_of(&world, "lin")?;
        let (other_team, _, other_members) = unit_of(&world, "ye")?;
        let (far_team, far_unit, far_members) = unit_of(&world, "sun")?;
        let central = world.central()?;
        let stream: StreamId = directory::stream(central.realm());
        let below = {
            let log = central.log();
            let units = log.directory().units.iter();
            let below = units.filter(|(_, u)| u.parent == Some(own_unit)).map(|(id, _)| *id).next();
            below.context("no unit below")?
        };
        // People of the test's own, so that every pair of role and relation exists.
        let mut events: Vec<(StreamId, Event)> = Vec::new();
        let mut teams = vec![
            (own_team, own_unit, own_members),
            (other_team, own_unit, other_members),
            (far_team, far_unit, far_members),
        ];
        let mut wanted: Vec<(Who, UserId)> = Vec::new();
        let mut seed = 100;
        let mut person = |role, unit, team: Option<usize>, who| {
            let user: UserId = id(seed);
            seed += 1;
            events.push((
                stream,
                UserAdded { name: format!("人{seed}"), phone: None, unit, user }.into(),
            ));
            events.push((stream, RoleGranted { role, unit, user }.into()));
            if let Some((_, _, members)) = team.and_then(|team| teams.get_mut(team)) {
                members.push(user);
            }
            wanted.push((who, user));
        };
        for (n, relation) in [Relation::Own, Relation::OtherTeam, Relation::OtherOrganisation]
            .into_iter()
            .enumerate()
        {
            let unit = if relation == Relation::OtherOrganisation { far_unit } else { own_unit };
            let over = if relation == Relation::OtherTeam { below } else { unit };
            person(Role::Inspector, unit, Some(n), Who::Person(Role::Inspector, relation));
            person(Role::Lead, over, None, Who::Person(Role::Lead, relation));
            person(Role::Coordinator, over, None, Who::Person(Role::Coordinator, relation));
        }
        person(Role::Inspector, own_unit, Some(0), Who::Revoked);
        for (team, unit, members) in teams {
            let name = central.log().directory().teams.get(&team).map(|t| t.name.clone());
            let formed =
                TeamFormed { campaign: None, members, name: name.unwrap_or_default(), team, unit };
            events.push((stream, formed.into()));
        }
        central.log().append_own(events)?;

        // The owner: an engine makes the check, a crooked profile of the same person the uploads.
        let engine = world.actor("lin", "engine")?;
        let (check, photo) = visited(&engine)?;
        let thumbnail = engine.device.picture(photo.parse()?, Variant::Thumbnail)?.bytes;
        let lin = mingcha_central::demo::user_named(central, "lin").context("lin")?;
        let owner = owner(&world, lin)?;
        let slips = demo::seal(central, &demo::City::bundled()?)?;
        let order = slips.first().context("no sealed order")?.order;
        let unsent = record_photo(&owner)?;
        let upload = begin(&owner, &unsent)?;
        let mut people = vec![(Who::Owner, owner)];
        for ((who, user), seed) in wanted.into_iter().zip(61..) {
            let one = Crooked::of(&world, user, seed)?;
            if who == Who::Revoked {
                let wish = Wish { whose: Whose::Profile(one.key()), erase: false };
                account::revoke(world.central()?, &wish)?;
            }
            people.push((who, one));
        }
        Ok(Self { world, people, check, photo, thumbnail, upload, order, unsent })
    }

    /// A request that would do something if it may.
    fn request(
        &self,
        (method, path): (&Method, &str),
        who: Who,
        caller: &Crooked,
        nth: u8,
    ) -> anyhow::Result<RequestBuilder> {
        let filled = path
            .replace("{upload}", &self.upload)
            .replace("{order}", &self.order.to_string())
            .replace("{check}", &self.check.to_string())
            .replace("{photo}", &self.photo)
            .replace("{variant}", "thumbnail");
        ensure!(!filled.contains('{'), "{path}: no value for its parameter");
        let request = match who {
            Who::NoToken => {
                let address = format!("{}{filled}", self.world.address());
                client()?.request(method.clone(), address)
            }
            _ => caller.request(method.clone(), &filled),
        };
        Ok(match (method.as_str(), path) {
            ("POST", "/v1/enrol") => {
                let signing = SigningKey::from_bytes(&[250; 32]);
                let wrong = request_to_enrol(&signing, "WRONGCODEWRONGCO");
                request.body(serde_json::to_vec(&wrong)?)
            }
            ("POST", "/v1/continue") => {
                let new = SigningKey::from_bytes(&[nth + 150; 32]);
                let key = PublicKey(new.verifying_key().to_bytes());
                let sign = |by: &SigningKey, of| {
                    Signature(by.sign(&ContinueRequest::message(of)).to_bytes())
                };
                let (new_sig, old_sig) = (sign(&new, caller.key()), sign(&caller.signing, key));
                request.body(serde_json::to_vec(&ContinueRequest { key, new_sig, old_sig })?)
            }
            ("POST", "/v1/sync") => {
                let all = SyncRequest { page: 5_000, ..SyncRequest::default() };
                request.body(serde_json::to_vec(&all)?)
            }
            ("POST", "/v1/photos/reached") => {
                let files = vec![thumbnail(&self.photo)?];
                request.body(serde_json::to_vec(&ReachedRequest { files })?)
            }
            ("POST", "/v1/photos/parcel") => {
                let PhotoFile { photo, variant } = thumbnail(&self.photo)?;
                let file = ParcelFile { photo, size: self.thumbnail.len() as u64, variant };
                let head = serde_json::to_vec(&ParcelHead { files: vec![file] })?;
                request.body([head.as_slice(), b"\n", &self.thumbnail].concat())
            }
            ("POST", "/v1/photos") => request
                .header("upload-length", self.unsent.1)
                .header("upload-metadata", metadata(&self.unsent.0)),
            ("PATCH", _) => request
                .header("upload-offset", 0)
                .header("content-type", "application/offset+octet-stream")
                .body(vec![]),
            _ => request,
        })
    }
}

fn thumbnail(photo: &str) -> anyhow::Result<PhotoFile> {
    Ok(PhotoFile { photo: photo.parse()?, variant: Variant::Thumbnail })
}

fn metadata(photo: &str) -> String {
    let name = |text: &str| data_encoding::BASE64.encode(text.as_bytes());
    format!("photo {},variant {}", name(photo), name("original"))
}

fn record_photo(of: &Crooked) -> anyhow::Result<(String, u64)> {
    let original = serde_json::json!({"sha256": id_hash(), "size": 1_000});
    let body = serde_json::json!({
        "height_px": 1, "width_px": 1, "media_type": "image/jpeg", "original": original,
    });
    let event = of.event("check.photo_taken", &body, 0, CHAIN_START)?;
    let request = SyncRequest { push: vec![event.clone()], page: 1, ..SyncRequest::default() };
    let (status, _) = of.post(serde_json::to_vec(&request)?, "identity")?;
    ensure!(status == 200);
    Ok((event.id()?.to_string(), 1_000))
}

fn id_hash() -> mingcha_domain::ids::Hash {
    mingcha_domain::ids::Hash::of(&[b"a photo that never comes"])
}

fn begin(of: &Crooked, (photo, size): &(String, u64)) -> anyhow::Result<String> {
    let request = of.request(Method::POST, "/v1/photos").header("upload-length", *size);
    let reply = request.header("upload-metadata", metadata(photo)).send()?;
    let at = reply.headers().get("location").context("no location")?.to_str()?.to_owned();
    Ok(at.rsplit('/').next().unwrap_or_default().to_owned())
}

/// A check with a photo, at central.
fn visited(actor: &Actor) -> anyhow::Result<(CheckId, String)> {
    let check = visit::begin(actor)?;
    let photo = photo_event(actor, check, 3)?;
    visit::closed(actor, check)?;
    actor.device.sync_now()?;
    Ok((check, photo))
}

#[test]
fn every_route_answers_each_caller_as_its_row_says() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let mut tried = 0;
    for (method, path) in routes()? {
        let callers = stage.people.iter().map(|(who, crooked)| (*who, crooked));
        let nobody = stage.people.first().map(|(_, crooked)| (Who::NoToken, crooked));
        // The owner last: whatever it takes away, others have asked for before.
        let mut callers: Vec<(Who, &Crooked)> = callers.chain(nobody).collect();
        callers.reverse();
        callers.sort_by_key(|(who, _)| *who == Who::Owner);
        for ((who, caller), nth) in callers.into_iter().zip(0..) {
            let Some(expected) = row(&method, &path, who) else {
                bail!("{method} {path} has no row: who may call it?")
            };
            let request = stage.request((&method, &path), who, caller, nth)?;
            let reply = request.send()?;
            let status = reply.status().as_u16();
            ensure!(status == expected, "{method} {path} by {who:?}: {status}, not {expected}");
            // What the wake line says never ends.
            let body = match path.as_str() {
                "/v1/sync" | "/v1/photos/reached" | "/v1/photos/parcel" => reply.bytes()?.to_vec(),
                _ => vec![],
            };
            if path == "/v1/sync" && status == 200 {
                let reply: SyncReply = serde_json::from_slice(&body)?;
                let wanted = format!("\"stream\":\"{}\"", stage.check);
                let got = reply.events.iter().any(|e| e.header.contains(&wanted));
                ensure!(got == sees(who), "{who:?} is given the check: {got}");
                // Only that it was enrolled, and is revoked.
                let own = |e: &Signed| e.header.contains("\"kind\":\"directory.profile_");
                let events = &reply.events;
                ensure!(who != Who::Revoked || (events.len() == 2 && events.iter().all(own)));
            }
            // Also who brings the very bytes is not told that they are there.
            let told = match path.as_str() {
                "/v1/photos/reached" if status == 200 => {
                    Some(serde_json::from_slice::<ReachedReply>(&body)?.files)
                }
                "/v1/photos/parcel" if status == 200 => {
                    Some(serde_json::from_slice::<ParcelReply>(&body)?.files)
                }
                _ => None,
            };
            let own = if who == Who::Owner { Reached::Whole } else { Reached::Nothing };
            ensure!(told.as_ref().is_none_or(|t| *t == [own]), "{who:?}, {path}: {told:?}");
            tried += 1;
            // Wrong codes make everybody at this address wait: not what is tried here.
            stage.world.pass(2 * 3_600_000);
        }
    }
    println!("{tried} requests answered as their rows say: {} routes", routes()?.len());
    Ok(())
}

#[test]
fn nobody_asks_for_more_files_at_once_than_are_answered() -> anyhow::Result<()> {
    let world = World::new()?;
    let (_, photo) = visited(&world.actor("lin", "phone")?)?;
    let crooked = Crooked::enrol(&world, 72)?;
    let ask = |many| -> anyhow::Result<u16> {
        let files = vec![thumbnail(&photo)?; many];
        let body = serde_json::to_vec(&ReachedRequest { files })?;
        let request = crooked.request(Method::POST, "/v1/photos/reached").body(body);
        Ok(request.send()?.status().as_u16())
    };
    ensure!(ask(MAX_REACHED)? == 200 && ask(MAX_REACHED + 1)? == 413);
    Ok(())
}

#[test]
fn a_key_enrolled_by_anybody_but_central_is_nobodys() -> anyhow::Result<()> {
    let world = World::new()?;
    let crooked = Crooked::enrol(&world, 70)?;
    let user = mingcha_central::demo::user_named(world.central()?, "su").context("su")?;
    let key = PublicKey(SigningKey::from_bytes(&[71; 32]).verifying_key().to_bytes());
    let enrolled = ProfileEnrolled { key, label: "own".to_owned(), user };
    let event = crooked.event(
        "directory.profile_enrolled",
        &serde_json::to_value(&enrolled)?,
        0,
        CHAIN_START,
    )?;
    let request = SyncRequest { push: vec![event], page: 1, ..SyncRequest::default() };
    let (status, reply) = crooked.post(serde_json::to_vec(&request)?, "identity")?;
    let reply: SyncReply = serde_json::from_slice(&reply)?;
    let refused = mingcha_domain::log::Verdict::Refused(mingcha_domain::Refusal::CentralOnly);
    ensure!(status == 200 && reply.entries.iter().any(|e| e.verdict == refused));
    ensure!(world.central()?.log().directory().user_of(key).is_none());
    Ok(())
}
