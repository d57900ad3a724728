//! The gate: who central is, who may enrol, and how access ends.

use anyhow::{Context, ensure};
use mingcha_central::{
    account::{self, Whose, Wish},
    demo, http,
};
use mingcha_device::api::{
    Command, Error, ErrorCode, PhotoTarget, Query, StoreNotice, SyncState, Whereabouts,
};
use mingcha_domain::{
    chain,
    event::Event,
    ids::{Hash, PublicKey},
    log::{Verdict, WhyHeld},
    photo::Variant,
};
use mingcha_tests::{
    certificate::SelfSigned,
    view,
    visit::{begin, closed},
    world::{Actor, World, snapshot},
};
use std::{
    io::{Read, Write},
    net::TcpListener,
    thread,
};

fn enrol(actor: &Actor, address: &str, code: &str) -> Result<(), Error> {
    let (address, code, label) = (address.to_owned(), code.to_owned(), "手机".to_owned());
    actor.execute(Command::Enrol { address, code, label }).map(|_| ())
}

fn code<T>(result: Result<T, Error>) -> Option<ErrorCode> {
    result.err().map(|e| e.code)
}

fn encrypted() -> anyhow::Result<World> {
    let mut world = World::new()?;
    world.stop_central();
    world.tls = Some(SelfSigned::make(world.dir.path(), "central")?);
    world.start_central()?;
    Ok(world)
}

#[test]
fn a_pinned_central_is_believed_and_nobody_else_at_its_address() -> anyhow::Result<()> {
    let mut world = encrypted()?;
    let actor = world.stranger("phone")?;
    enrol(&actor, "", &world.invitation("lin")?.to_string())?;
    actor.device.sync_now()?;
    ensure!(view!(actor, Start).me.is_some());
    ensure!(view!(actor, Sync).address.starts_with("https://"));
    // Somebody else answers at the address, with a certificate for the same name.
    world.stop_central();
    let own = world.tls.take();
    world.tls = Some(SelfSigned::make(world.dir.path(), "other")?);
    world.start_central()?;
    ensure!(code(actor.device.sync_now()) == Some(ErrorCode::CentralWrong));
    // Nor does it believe anybody who answers without encryption.
    world.stop_central();
    world.tls = None;
    world.start_central()?;
    ensure!(code(actor.device.sync_now()).is_some());
    // A new certificate over the same key is the same central.
    world.stop_central();
    let own = own.context("own")?;
    let pair = rcgen::KeyPair::from_pem(&std::fs::read_to_string(&own.key)?)?;
    let renewed = SelfSigned::over(world.dir.path(), "renewed", &pair)?;
    ensure!(renewed.pin == own.pin);
    world.tls = Some(renewed);
    world.start_central()?;
    actor.device.sync_now()?;
    // The pin survives the next start of the app.
    let actor = actor.reopen()?;
    actor.device.sync_now()?;
    Ok(())
}

#[test]
fn an_invitation_that_does_not_fit_enrols_nobody_and_spends_no_code() -> anyhow::Result<()> {
    let world = encrypted()?;
    let actor = world.stranger("phone")?;
    let good = world.invitation("lin")?;
    let with = |edit: &dyn Fn(&mut mingcha_domain::invitation::Invitation)| {
        let mut bad = good.clone();
        edit(&mut bad);
        code(enrol(&actor, "", &bad.to_string()))
    };
    ensure!(with(&|i| i.pin = Some(Hash([7; 32]))) == Some(ErrorCode::CentralWrong), "foreign pin");
    ensure!(with(&|i| i.pin = None) == Some(ErrorCode::CentralWrong), "no authority vouches");
    let typed = code(enrol(&actor, &world.address(), &good.code));
    ensure!(typed == Some(ErrorCode::CentralWrong), "typed, and self-signed: {typed:?}");
    let text = good.to_string();
    for bad in [text.replace("&root=", "&x=1&root="), text.replace("enrol?", "enrol?a=1&")] {
        ensure!(code(enrol(&actor, "", &bad)) == Some(ErrorCode::InvitationUnreadable));
    }
    ensure!(code(enrol(&actor, "gopher://x", "ABCD")) == Some(ErrorCode::AddressUnreadable));
    enrol(&actor, "", &text).context("after all that the code is still good")?;
    // Another installation behind the right key: its root key is not the invitation's.
    let other = world.stranger("other")?;
    let mut foreign = world.invitation("lin")?;
    foreign.root = PublicKey([9; 32]);
    ensure!(code(enrol(&other, "", &foreign.to_string())) == Some(ErrorCode::CentralWrong));
    ensure!(view!(other, Start).me.is_none(), "and nothing of it was kept");
    Ok(())
}

#[test]
fn no_word_goes_unencrypted_beyond_this_machine_unless_the_invitation_says_so() -> anyhow::Result<()>
{
    let world = World::new()?;
    let actor = world.stranger("phone")?;
    // An address for documentation (RFC 5737): a packet to it would hang, not be refused at once.
    let elsewhere = "http://192.0.2.1:7410";
    ensure!(code(enrol(&actor, elsewhere, "ABCD")) == Some(ErrorCode::AddressNotEncrypted));
    let mut invitation = world.invitation("lin")?;
    invitation.address = elsewhere.parse()?;
    let refused = code(enrol(&actor, "", &invitation.to_string()));
    ensure!(refused == Some(ErrorCode::AddressNotEncrypted));
    // On this machine a typed code goes on working.
    let invitation = world.invitation("lin")?;
    enrol(&actor, &world.address().replace("http://", ""), &invitation.code)?;
    Ok(())
}

/// Answers every request with a redirect and keeps what it was sent.
fn redirecting(to: String) -> anyhow::Result<(String, thread::JoinHandle<Vec<u8>>)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = format!("http://{}", listener.local_addr()?);
    let heard = thread::spawn(move || {
        let mut heard = vec![0; 65_536];
        let Ok((mut stream, _)) = listener.accept() else { return vec![] };
        let read = stream.read(&mut heard).unwrap_or(0);
        heard.truncate(read);
        let reply = format!(
            "HTTP/1.1 307 Temporary Redirect\r\nlocation: {to}/v1/enrol\r\ncontent-length: 0\r\n\r\n"
        );
        let _ = stream.write_all(reply.as_bytes());
        heard
    });
    Ok((address, heard))
}

#[test]
fn a_redirect_is_not_followed() -> anyhow::Result<()> {
    let world = World::new()?;
    let actor = world.stranger("phone")?;
    let (address, heard) = redirecting(world.address())?;
    let invitation = world.invitation("lin")?;
    ensure!(code(enrol(&actor, &address, &invitation.code)) == Some(ErrorCode::CentralWrong));
    ensure!(heard.join().is_ok_and(|h| h.starts_with(b"POST /v1/enrol")));
    ensure!(view!(actor, Start).me.is_none());
    Ok(())
}

#[test]
fn central_serves_others_unencrypted_only_if_that_is_meant() -> anyhow::Result<()> {
    for everywhere in ["0.0.0.0:7410", "10.0.0.2:7410", "[::]:7410"] {
        let refused = http::may_serve(everywhere.parse()?, false, false);
        let said = refused.err().context("served")?.to_string();
        ensure!(said.contains("--tls-cert") && said.contains("--plain-http"), "{said}");
        http::may_serve(everywhere.parse()?, true, false)?;
        http::may_serve(everywhere.parse()?, false, true)?;
    }
    for here in ["127.0.0.1:7410", "[::1]:7410"] {
        http::may_serve(here.parse()?, false, false)?;
    }
    let dir = tempfile::tempdir()?;
    let (one, two) = (SelfSigned::make(dir.path(), "one")?, SelfSigned::make(dir.path(), "two")?);
    http::tls_config(&one.cert, &one.key)?;
    ensure!(http::tls_config(&one.cert, &two.key).is_err(), "another certificate's key");
    ensure!(http::tls_config(&one.key, &one.key).is_err(), "no certificate");
    Ok(())
}

/// Ends the access of everything of a person.
fn end_access(world: &World, code: &str, erase: bool) -> anyhow::Result<usize> {
    let central = world.central()?;
    let user = demo::user_named(central, code).context("nobody of this code")?;
    Ok(account::revoke(central, &Wish { whose: Whose::User(user), erase })?)
}

#[test]
fn a_revoked_profile_is_told_delivers_into_held_and_reads_nothing_more() -> anyhow::Result<()> {
    let world = World::new()?;
    let (lost, colleague) = (world.actor("lin", "lost")?, world.actor("zhou", "phone")?);
    let unspent = world.invitation("lin")?;
    // Recorded before, not sent: a check with a photo.
    let check = begin(&lost)?;
    lost.device.import_photo(check, &PhotoTarget::Unsorted, snapshot(3)?)?;
    closed(&lost, check)?;
    ensure!(end_access(&world, "lin", false)? == 1);
    let after = begin(&colleague)?;
    colleague.device.import_photo(after, &PhotoTarget::Unsorted, snapshot(4)?)?;
    closed(&colleague, after)?;
    colleague.device.sync_now()?;
    let foreign = view!(colleague, Check, Check { check: after });
    let foreign = foreign.photos.first().context("a photo")?.id;

    lost.device.sync_now()?;
    ensure!(view!(lost, Today).only_here == Default::default(), "everything of it arrived");
    let held = view!(lost, Sync).not_accepted;
    let by_person = Verdict::Held(WhyHeld::NoLongerAllowed);
    ensure!(!held.is_empty() && held.iter().all(|h| h.verdict == by_person), "{held:?}");
    let seen = view!(lost, Check, Check { check });
    ensure!(seen.photos.iter().all(|p| p.place == Whereabouts::AtCentral), "its photos too");
    ensure!(lost.query(Query::Check { check: after }).is_err(), "nothing new is read");
    ensure!(lost.device.picture(foreign, Variant::Thumbnail).is_err());
    let refused = lost.execute(Command::StartOuting {
        campaign: view!(lost, Choices, Choices { search: String::new() }).campaigns[0].id,
        team: view!(lost, Choices, Choices { search: String::new() }).teams[0].id,
        members: vec![],
        guests: vec![],
    });
    ensure!(code(refused) == Some(ErrorCode::Refused), "it records nothing more");
    // It is told on the next start as well, and what it has stays readable.
    let lost = lost.reopen()?;
    ensure!(view!(lost, Sync).state == SyncState::Revoked);
    ensure!(view!(lost, Check, Check { check }).photos.len() == 1);
    // Codes that were printed before are worth nothing.
    let again = world.stranger("again")?;
    let refused = code(enrol(&again, "", &unspent.to_string()));
    ensure!(refused == Some(ErrorCode::CodeSpent), "{refused:?}");
    // A second time changes nothing; a colleague goes on.
    ensure!(end_access(&world, "lin", false)? == 0);
    colleague.device.sync_now()?;
    ensure!(view!(colleague, Sync).state != SyncState::Revoked);
    Ok(())
}

#[test]
fn a_profile_that_shall_be_erased_delivers_signs_its_end_and_is_gone() -> anyhow::Result<()> {
    let mut world = World::new()?;
    let lost = world.actor("lin", "lost")?;
    let check = begin(&lost)?;
    lost.device.import_photo(check, &PhotoTarget::Unsorted, snapshot(3)?)?;
    closed(&lost, check)?;
    let draft = begin(&lost)?;
    let content = mingcha_tests::world::content("写到一半", "2022-03-18")?;
    lost.draft(draft, content)?;
    end_access(&world, "lin", true)?;
    // Without central nothing is erased.
    world.stop_central();
    ensure!(lost.device.sync_now().is_err());
    ensure!(view!(lost, Start).me.is_some());
    world.start_central()?;
    lost.device.sync_now()?;
    let start = view!(lost, Start);
    ensure!(start.me.is_none() && start.notice == Some(StoreNotice::ErasedOnOrder));
    ensure!(lost.query(Query::Check { check }).is_err(), "nothing is left to read");
    // Central has everything, and the signed word that it ended.
    let central = world.central()?;
    let key = {
        let user = demo::user_named(central, "lin");
        let log = central.log();
        let of_lin = log.directory().profiles.iter().find(|(_, p)| Some(p.user) == user);
        *of_lin.context("profile")?.0
    };
    let stream = chain::stream(key);
    let closed_by = {
        let log = central.log();
        mingcha_central::store::event::of_stream(log.connection(), stream)?
    };
    let last = closed_by.last().context("no last event")?;
    ensure!(last.effective, "it counts although the profile was revoked");
    let Ok(Event::ChainClosed(said)) = &last.verified.event else {
        anyhow::bail!("another kind: {:?}", last.verified.event)
    };
    ensure!(said.photos == 1 && said.events == last.verified.header.seq, "{said:?}");
    ensure!(said.drafts == 1, "what ends unrecorded is said: {said:?}");
    // The device is as new: it can be enrolled for somebody else, also after a restart.
    let fresh = lost.reopen()?;
    ensure!(view!(fresh, Start).notice == Some(StoreNotice::ErasedOnOrder));
    enrol(&fresh, "", &world.invitation("zhou")?.to_string())?;
    fresh.device.sync_now()?;
    let fresh = fresh.reopen()?;
    ensure!(view!(fresh, Start).me.is_some());
    Ok(())
}

#[test]
fn who_leaves_leaves_nothing_behind() -> anyhow::Result<()> {
    let mut world = World::new()?;
    let lin = world.actor("lin", "shared-tablet")?;
    world.stop_central();
    let check = begin(&lin)?;
    lin.device.import_photo(check, &PhotoTarget::Unsorted, snapshot(3)?)?;
    let content = mingcha_tests::world::content("写到一半", "2022-03-18")?;
    let draft = lin.draft(check, content)?;
    let leave = || lin.execute(Command::Leave { handed_over: true });
    let left = view!(lin, Leaving);
    ensure!(!left.ready && left.drafts == 1 && left.only_here.photos == 1);
    ensure!(left.unfinished.len() == 1 && left.open.len() == 1, "{left:?}");
    ensure!(code(leave()) == Some(ErrorCode::LeftBehind));
    // All is at central, but a finding is half written.
    world.start_central()?;
    lin.device.sync_now()?;
    ensure!(code(leave()) == Some(ErrorCode::LeftBehind), "a draft would be lost");
    lin.device.import_photo(check, &PhotoTarget::Finding(draft), snapshot(4)?)?;
    lin.execute(Command::RecordFinding { finding: draft, base: vec![] })?;
    lin.device.sync_now()?;
    let left = view!(lin, Leaving);
    ensure!(left.ready && left.events > 3 && left.photos == 2 && left.open.len() == 1, "{left:?}");
    // Central is gone: nothing is erased, neither now nor when it comes back much later.
    world.stop_central();
    leave()?;
    ensure!(lin.device.sync_now().is_err());
    world.start_central()?;
    world.pass(10 * 60_000);
    lin.device.sync_now()?;
    ensure!(view!(lin, Start).me.is_some(), "an old wish is forgotten");
    leave()?;
    lin.device.sync_now()?;
    let start = view!(lin, Start);
    ensure!(start.me.is_none() && start.notice == Some(StoreNotice::Left));
    ensure!(lin.query(Query::Check { check }).is_err(), "nothing is left to read");
    let central = world.central()?;
    let key = {
        let log = central.log();
        let mine = log.directory().profiles.iter().find(|(_, p)| p.label == "shared-tablet");
        *mine.context("profile")?.0
    };
    let log = central.log();
    let stream = chain::stream(key);
    let last = mingcha_central::store::event::of_stream(log.connection(), stream)?;
    let last = last.last().context("no last event")?;
    let Ok(Event::ChainClosed(said)) = &last.verified.event else { anyhow::bail!("another kind") };
    ensure!(last.effective && said.why == chain::Ending::HandedOver);
    ensure!(said.drafts == 0 && said.photos == 2 && said.events == last.verified.header.seq);
    drop(log);
    // The next person enrols; a notice that was read stays away.
    lin.execute(Command::ReadNotice)?;
    enrol(&lin, "", &world.invitation("zhou")?.to_string())?;
    lin.device.sync_now()?;
    let lin = lin.reopen()?;
    ensure!(view!(lin, Start).me.is_some() && view!(lin, Start).notice.is_none());
    Ok(())
}

#[test]
fn one_profile_ends_and_the_persons_other_device_goes_on() -> anyhow::Result<()> {
    let world = World::new()?;
    let (lost, kept) = (world.actor("lin", "lost")?, world.actor("lin", "kept")?);
    let central = world.central()?;
    let key = {
        let log = central.log();
        let lost = log.directory().profiles.iter().find(|(_, p)| p.label == "lost");
        *lost.context("profile")?.0
    };
    // As the command line does it: a wish, which the serving process carries out by itself, at the
    // latest before it answers the next request.
    account::wish(central, &Wish { whose: Whose::Profile(key), erase: false })?;
    lost.device.sync_now()?;
    kept.device.sync_now()?;
    let lost = lost.reopen()?;
    ensure!(view!(lost, Sync).state == SyncState::Revoked);
    ensure!(view!(kept, Sync).state != SyncState::Revoked);
    closed(&kept, begin(&kept)?)?;
    kept.device.sync_now()?;
    ensure!(view!(kept, Today).only_here == Default::default());
    let nobody = Wish { whose: Whose::Profile(PublicKey([1; 32])), erase: false };
    ensure!(account::wish(central, &nobody).is_err(), "a key that nobody has");
    Ok(())
}
