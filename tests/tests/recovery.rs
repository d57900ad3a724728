//! A forgotten passphrase costs nothing: two of three keepers open one code, and that is recorded.

use anyhow::{Context, ensure};
use mingcha_central::{
    Central,
    recovery::{self, Drawn, NotOpened, Wish},
    store,
};
use mingcha_device::api::{Command, Error, ErrorCode, LockState, LockView, RecoveryState, Secret};
use mingcha_domain::{chain, event::Event, ids::PublicKey};
use mingcha_tests::{
    view,
    visit::begin,
    world::{Actor, World},
};

fn code<T>(result: Result<T, Error>) -> Option<ErrorCode> {
    result.err().map(|e| e.code)
}

fn lock(actor: &Actor) -> anyhow::Result<LockView> {
    Ok(view!(actor, Start).lock)
}

/// Draws a passphrase and sets it, or puts it in the place of `old`.
fn set(actor: &Actor, old: Option<&Secret>) -> anyhow::Result<Secret> {
    let secret = actor.execute(Command::DrawPassphrase)?.secret.context("nothing drawn")?;
    actor.execute(match old {
        None => Command::SetLock { secret: secret.clone() },
        Some(old) => Command::ChangeLock { old: old.clone(), new: secret.clone() },
    })?;
    Ok(secret)
}

fn profile(central: &Central, label: &str) -> anyhow::Result<PublicKey> {
    let log = central.log();
    let found = log.directory().profiles.iter().find(|(_, p)| p.label == label);
    Ok(*found.context("no such profile")?.0)
}

/// How often a code of this profile was given out, as recorded.
fn recorded(central: &Central, profile: PublicKey) -> anyhow::Result<usize> {
    recovery::carry_out_wishes(central)?;
    let (log, stream) = (central.log(), chain::stream(profile));
    let events = store::event::of_stream(log.connection(), stream)?;
    let opened = |e: &&mingcha_domain::fold::Admitted| {
        e.effective && matches!(e.verified.event, Ok(Event::RecoveryOpened(_)))
    };
    Ok(events.iter().filter(opened).count())
}

#[test]
fn two_of_three_keepers_open_what_was_forgotten_and_it_is_recorded() -> anyhow::Result<()> {
    let world = World::new()?;
    let actor = world.actor("lin", "phone")?;
    let central = world.central()?;
    let phone = profile(central, "phone")?;
    ensure!(lock(&actor)?.recovery == RecoveryState::None);
    let Drawn { set: published, shares } = recovery::draw()?;
    let [one, two, three] = &shares;
    let refused = recovery::open(central, phone, [one, two], "x");
    ensure!(matches!(refused, Err(NotOpened::NoKey)));
    recovery::wish(central, &Wish::Set(published))?;
    recovery::carry_out_wishes(central)?;
    actor.device.sync_now()?;
    ensure!(lock(&actor)?.recovery == RecoveryState::Waiting, "no lock, nothing to recover");
    let refused = recovery::open(central, phone, [one, two], "x");
    ensure!(matches!(refused, Err(NotOpened::NothingSealed)));
    let forgotten = set(&actor, None)?;
    ensure!(lock(&actor)?.recovery == RecoveryState::Waiting, "sealed, not delivered");
    actor.device.sync_now()?;
    ensure!(lock(&actor)?.recovery == RecoveryState::Possible);

    // Something that is nowhere else, and then the passphrase is gone.
    let check = begin(&actor)?;
    actor.execute(Command::LockNow)?;
    let actor = actor.reopen()?;
    ensure!(lock(&actor)?.is == LockState::Locked);

    let foreign = recovery::draw()?;
    let [stranger, ..] = &foreign.shares;
    let why = "林晓舟忘记口令，已电话核实";
    for (shares, wrong) in [([one, one], "one share"), ([stranger, two], "a foreign one")] {
        let refused = recovery::open(central, phone, shares, why);
        ensure!(
            matches!(refused, Err(NotOpened::Same(1) | NotOpened::Foreign(1))),
            "{wrong}: {refused:?}"
        );
    }
    ensure!(matches!(recovery::open(central, phone, [one, two], " "), Err(NotOpened::NoWords)));
    let nobody = recovery::open(central, PublicKey([7; 32]), [one, two], why);
    ensure!(matches!(nobody, Err(NotOpened::NoProfile)));
    ensure!(recorded(central, phone)? == 0, "nothing came out");

    let opened = recovery::open(central, phone, [three, one], why)?;
    ensure!(recorded(central, phone)? == 1);
    let given = Secret::from(opened.code.to_string());
    actor.execute(Command::Unlock { secret: given.clone() })?;
    let seen = view!(actor, Check, Check { check });
    ensure!(!seen.site.name.is_empty(), "what was only here is here");
    ensure!(lock(&actor)?.renew, "a new passphrase is due");
    let known = set(&actor, Some(&given))?;
    actor.device.sync_now()?;
    let told = view!(actor, Start).recovered;
    ensure!(told.len() == 1 && told[0].words == why && told[0].shares == [1, 3], "{told:?}");

    // Neither the old passphrase nor the code that was given out opens it any more.
    ensure!(lock(&actor)?.recovery == RecoveryState::Possible);
    actor.execute(Command::LockNow)?;
    for old in [forgotten, given] {
        ensure!(
            code(actor.execute(Command::Unlock { secret: old })) == Some(ErrorCode::SecretWrong)
        );
    }
    let again = recovery::open(central, phone, [two, three], why)?;
    ensure!(*again.code != *opened.code && again.older == Some(opened.code));
    ensure!(recorded(central, phone)? == 2);
    actor.execute(Command::Unlock { secret: known })?;
    Ok(())
}

#[test]
fn a_lock_that_was_set_before_there_was_a_key_is_sealed_when_there_is_one() -> anyhow::Result<()> {
    let world = World::new()?;
    let actor = world.actor("lin", "phone")?;
    let central = world.central()?;
    set(&actor, None)?;
    actor.device.sync_now()?;
    ensure!(lock(&actor)?.recovery == RecoveryState::None);
    let Drawn { set: published, shares } = recovery::draw()?;
    recovery::wish(central, &Wish::Set(published))?;
    recovery::carry_out_wishes(central)?;
    actor.device.sync_now()?;
    actor.device.sync_now()?;
    ensure!(lock(&actor)?.recovery == RecoveryState::Possible);
    let [one, two, _] = &shares;
    let phone = profile(central, "phone")?;
    let opened = recovery::open(central, phone, [one, two], "试开")?;
    // A new key: what was sealed to the old one is sealed again, and the old shares are worth
    // nothing here.
    let Drawn { set: published, .. } = recovery::draw()?;
    recovery::wish(central, &Wish::Set(published))?;
    recovery::carry_out_wishes(central)?;
    actor.device.sync_now()?;
    actor.device.sync_now()?;
    ensure!(lock(&actor)?.recovery == RecoveryState::Possible);
    let refused = recovery::open(central, phone, [one, two], "试开");
    ensure!(matches!(refused, Err(NotOpened::Foreign(1))), "{refused:?}");
    actor.execute(Command::LockNow)?;
    actor.execute(Command::Unlock { secret: Secret::from(opened.code.to_string()) })?;
    Ok(())
}
