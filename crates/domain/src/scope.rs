//! Who sees what: streams carry tags, people subscribe to tags. Central enforces it on every way
//! out; the device only holds what it was given.

use crate::{
    chain,
    directory::{Directory, Role},
    fold::{Stream, Subject, World},
    ids::{OutingId, StreamId, TeamId, UnitId, UserId},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::{collections::BTreeSet, fmt, str::FromStr};

/// A group of streams that is sent as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tag {
    /// Everybody of the realm.
    All,
    /// A unit's leads and coordinators.
    Unit(UnitId),
    /// A team's members.
    Team(TeamId),
    /// One person.
    User(UserId),
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Unit(id) => write!(f, "unit:{id}"),
            Self::Team(id) => write!(f, "team:{id}"),
            Self::User(id) => write!(f, "user:{id}"),
        }
    }
}

/// A text that names no tag.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a scope tag")]
pub struct NoTag;

impl FromStr for Tag {
    type Err = NoTag;
    fn from_str(text: &str) -> Result<Self, NoTag> {
        let of = |id: &str| id.parse::<StreamId>().map_err(|_| NoTag);
        match text.split_once(':') {
            None if text == "all" => Ok(Self::All),
            Some(("unit", id)) => Ok(Self::Unit(of(id)?.into())),
            Some(("team", id)) => Ok(Self::Team(of(id)?.into())),
            Some(("user", id)) => Ok(Self::User(of(id)?.into())),
            _ => Err(NoTag),
        }
    }
}

impl Serialize for Tag {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Tag {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(D::Error::custom)
    }
}

/// The tags of the stream `id`.
#[must_use]
pub fn tags_of(id: StreamId, stream: &Stream, world: &dyn World) -> BTreeSet<Tag> {
    let of_outing = |id: OutingId| world.outing(id).map(|o| outing_tags(&o, world.directory()));
    let of_check = |check: Option<crate::ids::CheckId>| of_outing(world.outing_of(check?)?);
    match &stream.subject {
        Subject::Directory(_) | Subject::Campaign(_) | Subject::Checklist(_) | Subject::Site(_) => {
            BTreeSet::from([Tag::All])
        }
        Subject::Order(order) => {
            order.team().map(|team| team_tags(team, world.directory())).unwrap_or_default()
        }
        Subject::Outing(outing) => outing_tags(outing, world.directory()),
        Subject::Check(check) => {
            check.started.as_ref().and_then(|s| of_outing(s.outing)).unwrap_or_default()
        }
        Subject::Finding(finding) => of_check(finding.check).unwrap_or_default(),
        Subject::Suggestion(suggestion) => of_check(suggestion.check).unwrap_or_default(),
        Subject::Circular(circular) => circular
            .issued
            .as_ref()
            .map(|issued| addressed(&issued.to, world.directory()))
            .unwrap_or_default(),
        // What becomes of somebody's chain concerns them, and who leads their unit.
        Subject::Chain => chain::owner(id, world.directory())
            .map(|(_, user)| [Tag::User(user)].into_iter().chain(home(user, world.directory())))
            .map(Iterator::collect)
            .unwrap_or_default(),
        Subject::Nothing => BTreeSet::new(),
    }
}

/// The tags of a stream with an act of `author` that is held: it must reach somebody who decides,
/// also if nobody leads what it belongs to because that does not count.
pub fn add_deciders(tags: &mut BTreeSet<Tag>, author: UserId, directory: &Directory) {
    if !tags.iter().any(|tag| matches!(tag, Tag::Unit(_))) {
        tags.extend(home(author, directory));
    }
}

/// The units that a person belongs to, nearest first.
fn home(user: UserId, directory: &Directory) -> impl Iterator<Item = Tag> + use<> {
    let unit = directory.users.get(&user).map(|person| person.unit);
    unit.map(|unit| directory.line_of(unit)).unwrap_or_default().into_iter().map(Tag::Unit)
}

fn outing_tags(outing: &crate::outing::Outing, directory: &Directory) -> BTreeSet<Tag> {
    let Some(started) = &outing.started else { return BTreeSet::new() };
    let mut tags = team_tags(started.team, directory);
    // What I did stays mine to read, also after I have left the team.
    tags.extend(outing.members.iter().map(|user| Tag::User(*user)));
    tags.extend(outing.by.and_then(|key| directory.author_of(key)).map(Tag::User));
    tags.extend(outing.access.values().filter(|access| !access.ended).map(|a| Tag::from(a.to)));
    tags
}

/// Teams of these units and of those below, and whoever leads or coordinates there or above.
fn addressed(to: &[UnitId], directory: &Directory) -> BTreeSet<Tag> {
    let below = |unit: UnitId| directory.line_of(unit).iter().any(|above| to.contains(above));
    let teams = directory.teams.iter().filter(|(_, team)| below(team.unit));
    let units = directory.units.keys().filter(|unit| below(**unit));
    let above = to.iter().flat_map(|unit| directory.line_of(*unit));
    teams
        .map(|(id, _)| Tag::Team(*id))
        .chain(units.copied().map(Tag::Unit))
        .chain(above.map(Tag::Unit))
        .collect()
}

fn team_tags(team: TeamId, directory: &Directory) -> BTreeSet<Tag> {
    let mut tags = BTreeSet::from([Tag::Team(team)]);
    if let Some(known) = directory.teams.get(&team) {
        tags.extend(directory.line_of(known.unit).into_iter().map(Tag::Unit));
    }
    tags
}

/// The tags that `user` receives.
#[must_use]
pub fn subscriptions(user: UserId, directory: &Directory) -> BTreeSet<Tag> {
    let mut tags = BTreeSet::from([Tag::All, Tag::User(user)]);
    tags.extend(directory.teams_of(user).map(|(team, _)| Tag::Team(team)));
    if let Some(person) = directory.users.get(&user) {
        let over = person.roles.iter().filter(|(role, _)| *role != Role::Inspector);
        tags.extend(over.map(|(_, unit)| Tag::Unit(*unit)));
    }
    tags
}
