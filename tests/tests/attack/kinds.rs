//! Who may do what: every kind of event × role × relation, through the one rule. A new kind without
//! a row fails.

use anyhow::{Context, ensure};
use ed25519_dalek::SigningKey;
use mingcha_domain::{
    chain,
    directory::{self, Bilingual, Directory, Profile, Role, Team, Unit, UnitKind, User},
    event::{CHAIN_START, Draft, Event, Header},
    fold::{Admitted, Stream, World},
    ids::{CampaignId, CheckId, OutingId, PublicKey, Salt, StreamId, UnitId, UserId},
    outing::Outing,
};
use mingcha_tests::samples::{MORNING, examples, genesis, header, id, key, public};
use std::collections::BTreeSet;

/// The relation of somebody to the outing of team 30, unit 11, and what came out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    Own,
    OtherTeam,
    OtherOrganisation,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Actor {
    Person(Role, Relation),
    /// Of the own team, until its access ended.
    Revoked,
    /// A key that nobody enrolled.
    Unknown,
    Central,
}

/// Whom a kind is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    Central,
    CentralAndCoordinators,
    CentralLeadsAndCoordinators,
    /// Central, and leads and coordinators over the unit addressed.
    CentralAndWhoIsOver,
    CentralAndEverybody,
    Everybody,
    EverybodyAlsoRevoked,
    OwnTeam,
    OwnLead,
    /// Leads and coordinators over the outing's unit.
    OwnLeadAndCoordinator,
    /// The same, and central.
    CentralAndOwnLeadAndCoordinator,
}

fn row(kind: &str) -> Option<For> {
    Some(match kind {
        "directory.unit_added"
        | "directory.user_added"
        | "directory.role_granted"
        | "directory.role_withdrawn"
        | "directory.team_formed"
        | "directory.profile_enrolled"
        | "directory.profile_revoked"
        | "directory.policy_set"
        | "directory.recovery_key_set"
        | "chain.recovery_opened"
        | "checklist.published"
        | "order.key_given" => For::Central,
        "campaign.launched" => For::CentralAndCoordinators,
        "order.issued" | "order.sealed" => For::CentralLeadsAndCoordinators,
        "circular.issued" => For::CentralAndWhoIsOver,
        "site.added" | "circular.read" => For::CentralAndEverybody,
        "chain.continued" | "chain.recovery_sealed" => For::Everybody,
        "chain.closed" => For::EverybodyAlsoRevoked,
        "order.opened"
        | "outing.started"
        | "outing.presence_changed"
        | "outing.ended"
        | "check.started"
        | "check.answered"
        | "check.photo_taken"
        | "check.photo_voided"
        | "check.photo_marked"
        | "check.submitted"
        | "check.taken_back"
        | "check.supplemented"
        | "finding.raised"
        | "finding.amended"
        | "finding.submitted"
        | "finding.withdrawn"
        | "suggestion.made"
        | "suggestion.amended"
        | "suggestion.submitted" => For::OwnTeam,
        "check.opened"
        | "finding.judged"
        | "finding.fresh_photo_demanded"
        | "suggestion.judged"
        | "chain.held_decided" => For::OwnLead,
        "outing.access_given" => For::OwnLeadAndCoordinator,
        "outing.access_ended" => For::CentralAndOwnLeadAndCoordinator,
        _ => return None,
    })
}

fn allowed(rule: For, actor: Actor) -> bool {
    use Relation::Own;
    let central = matches!(
        rule,
        For::Central
            | For::CentralAndCoordinators
            | For::CentralLeadsAndCoordinators
            | For::CentralAndWhoIsOver
            | For::CentralAndEverybody
            | For::CentralAndOwnLeadAndCoordinator
    );
    let (role, relation) = match actor {
        Actor::Central => return central,
        Actor::Unknown => return false,
        Actor::Revoked => return rule == For::EverybodyAlsoRevoked,
        Actor::Person(role, relation) => (role, relation),
    };
    match rule {
        For::Central => false,
        For::CentralAndCoordinators => role == Role::Coordinator,
        For::CentralLeadsAndCoordinators => role != Role::Inspector,
        For::CentralAndWhoIsOver => role != Role::Inspector && relation == Own,
        For::CentralAndEverybody | For::Everybody | For::EverybodyAlsoRevoked => true,
        For::OwnTeam => (role, relation) == (Role::Inspector, Own),
        For::OwnLead => (role, relation) == (Role::Lead, Own),
        For::OwnLeadAndCoordinator | For::CentralAndOwnLeadAndCoordinator => {
            role != Role::Inspector && relation == Own
        }
    }
}

/// City 10 over the own district 11 and another district 12; 15 and the addressed 41 below 11.
struct Place {
    directory: Directory,
    outing: Outing,
    actors: Vec<(Actor, SigningKey)>,
}

impl World for Place {
    fn directory(&self) -> &Directory {
        &self.directory
    }

    fn outing(&self, _: OutingId) -> Option<Outing> {
        Some(self.outing.clone())
    }

    fn outing_of(&self, _: CheckId) -> Option<OutingId> {
        Some(id(70))
    }

    fn seals(&self, _: CampaignId) -> bool {
        false
    }
}

/// Whoever did what the events at hand build on: of the own team, and none of the actors.
const AUTHOR: u8 = 21;

impl Place {
    fn new() -> anyhow::Result<Self> {
        let central = key(2);
        let mut place = Self {
            directory: Directory { central: Some(public(&central)), ..Directory::default() },
            outing: Outing::default(),
            actors: vec![(Actor::Central, central), (Actor::Unknown, key(99))],
        };
        for (unit, parent) in [(10, None), (11, Some(10)), (12, Some(10)), (15, Some(11))] {
            place.unit(unit, parent);
        }
        place.unit(41, Some(11));
        place.person(AUTHOR, Role::Inspector, 11);
        let mut seed = 100;
        for role in [Role::Inspector, Role::Lead, Role::Coordinator] {
            for relation in [Relation::Own, Relation::OtherTeam, Relation::OtherOrganisation] {
                // A lead or coordinator of another team is one of a unit beside or below.
                let unit = match (relation, role) {
                    (Relation::Own, _) | (Relation::OtherTeam, Role::Inspector) => 11,
                    (Relation::OtherTeam, _) => 15,
                    (Relation::OtherOrganisation, _) => 12,
                };
                place.person(seed, role, unit);
                place.actors.push((Actor::Person(role, relation), key(seed)));
                seed += 1;
            }
        }
        place.person(seed, Role::Inspector, 11);
        place.actors.push((Actor::Revoked, key(seed)));
        if let Some(profile) = place.directory.profiles.get_mut(&public(&key(seed))) {
            profile.revoked = true;
        }
        // Inspectors: 100 of the own team, 101 of another one, 102 of another organisation.
        for (team, unit, members) in
            [(30, 11, vec![AUTHOR, 100, seed]), (31, 11, vec![101]), (32, 12, vec![102])]
        {
            let members = members.into_iter().map(id).collect();
            let (name, unit) = (Bilingual::default(), id(unit));
            place.directory.teams.insert(id(team), Team { name, unit, members, campaign: None });
        }
        let started = examples()?.into_iter().find(|e| matches!(e, Event::OutingStarted(_)));
        let Some(Event::OutingStarted(started)) = started else { anyhow::bail!("no outing") };
        ensure!(started.team == id(30));
        place.outing.members = BTreeSet::from([id(AUTHOR)]);
        place.outing.by = Some(public(&key(AUTHOR)));
        place.outing.started = Some(started);
        Ok(place)
    }

    fn unit(&mut self, unit: u8, parent: Option<u8>) {
        let (kind, name) = (UnitKind::District, Bilingual::default());
        let parent: Option<UnitId> = parent.map(id);
        self.directory.units.insert(id(unit), Unit { kind, name, parent });
    }

    fn person(&mut self, n: u8, role: Role, unit: u8) {
        let (user, unit): (UserId, UnitId) = (id(n), id(unit));
        let roles = BTreeSet::from([(role, unit)]);
        self.directory.users.insert(user, User { name: String::new(), phone: None, unit, roles });
        let profile = Profile { user, label: String::new(), revoked: false, erase: false };
        self.directory.profiles.insert(public(&key(n)), profile);
    }

    /// The stream to which an event is added: empty if the kind begins one.
    fn stream_for(&self, event: &Event) -> anyhow::Result<Stream> {
        let begins = |of: &Event| -> bool {
            matches!(
                of,
                Event::OutingStarted(_)
                    | Event::CheckStarted(_)
                    | Event::FindingRaised(_)
                    | Event::SuggestionMade(_)
                    | Event::CircularIssued(_)
                    | Event::OrderIssued(_)
                    | Event::OrderSealed(_)
            )
        };
        // What else happens to orders happens to sealed ones.
        let first = examples()?
            .into_iter()
            .find(|e| begins(e) && e.noun() == event.noun() && !matches!(e, Event::OrderIssued(_)));
        let Some(first) = first.filter(|_| !begins(event)) else { return Ok(Stream::default()) };
        let author = key(AUTHOR);
        let header = self.header(&author, &first)?;
        let draft = Draft { header, prev: CHAIN_START, salt: Salt([0; 16]) };
        Ok(Stream::fold(&[Admitted {
            n: Some(1),
            arrived: Some(MORNING),
            not_before: None,
            effective: true,
            verified: draft.sign(&first, &author)?,
        }]))
    }

    /// The header of `event` by somebody, in the stream where it belongs.
    fn header(&self, by: &SigningKey, event: &Event) -> anyhow::Result<Header> {
        let mut header = header(by, genesis().realm()?);
        header.stream = match event {
            Event::HeldDecided(_) => chain::stream(public(&key(AUTHOR))),
            Event::RecoverySealed(_) => chain::stream(public(by)),
            _ => StreamId([77; 16]),
        };
        Ok(header)
    }
}

#[test]
fn every_kind_is_for_whom_its_row_says_and_for_nobody_else() -> anyhow::Result<()> {
    let place = Place::new()?;
    let mut tried = 0;
    for kind in Event::KINDS {
        let rule = row(kind).with_context(|| format!("{kind} has no row: who may do this?"))?;
        let of_kind: Vec<Event> = examples()?.into_iter().filter(|e| e.kind() == *kind).collect();
        ensure!(!of_kind.is_empty(), "{kind} has no example");
        for event in of_kind {
            let stream = place.stream_for(&event)?;
            for (actor, signing) in &place.actors {
                let header = place.header(signing, &event)?;
                let said = directory::authorise(&event, &header, &stream, &place);
                let expected = allowed(rule, *actor);
                ensure!(said.is_ok() == expected, "{kind} by {actor:?}: {said:?}");
                tried += 1;
            }
        }
    }
    println!("{tried} acts judged: {} kinds", Event::KINDS.len());
    Ok(())
}

#[test]
fn nobody_adds_to_a_stream_about_something_else() -> anyhow::Result<()> {
    let place = Place::new()?;
    let mut tried = 0;
    for event in examples()? {
        for other in examples()?.iter().filter(|o| o.noun() != event.noun()) {
            let stream = Stream::about(other.noun());
            for (actor, signing) in &place.actors {
                let header = place.header(signing, &event)?;
                let said = directory::authorise(&event, &header, &stream, &place);
                ensure!(said.is_err(), "{} by {actor:?} in {:?}", event.kind(), other.noun());
                tried += 1;
            }
        }
    }
    println!("{tried} acts in foreign streams refused");
    Ok(())
}

#[test]
fn a_finding_is_judged_by_a_lead_who_did_not_record_it() -> anyhow::Result<()> {
    let mut place = Place::new()?;
    // The author leads the unit as well.
    if let Some(author) = place.directory.users.get_mut(&id::<UserId>(AUTHOR)) {
        author.roles.insert((Role::Lead, id(11)));
    }
    let author: PublicKey = public(&key(AUTHOR));
    for event in examples()? {
        if matches!(event, Event::FindingJudged(_) | Event::SuggestionJudged(_)) {
            let header = place.header(&key(AUTHOR), &event)?;
            ensure!(header.key == author);
            let said = directory::authorise(&event, &header, &place.stream_for(&event)?, &place);
            ensure!(said == Err(mingcha_domain::Refusal::OwnFinding), "{said:?}");
        }
        // Nor does anybody decide about own acts that are held, or seal a code for somebody else.
        let said = |stream| -> anyhow::Result<_> {
            let mut header = place.header(&key(AUTHOR), &event)?;
            header.stream = chain::stream(stream);
            Ok(directory::authorise(&event, &header, &place.stream_for(&event)?, &place))
        };
        if matches!(event, Event::HeldDecided(_)) {
            ensure!(said(author)? == Err(mingcha_domain::Refusal::OwnRecord));
            ensure!(said(public(&key(98)))? == Err(mingcha_domain::Refusal::MissingReference));
        }
        if matches!(event, Event::RecoverySealed(_)) {
            ensure!(said(public(&key(100)))? == Err(mingcha_domain::Refusal::WrongStream));
        }
    }
    Ok(())
}
