//! The directory as folded from its events.

use super::{Bilingual, Role, UnitKind};
use crate::{
    event::Event,
    ids::{CampaignId, PublicKey, RecoveryKey, TeamId, UnitId, UserId},
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// An organisation unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unit {
    /// Level.
    pub kind: UnitKind,
    /// Name.
    pub name: Bilingual,
    /// The unit above.
    pub parent: Option<UnitId>,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct User {
    /// Name.
    pub name: String,
    /// Telephone.
    pub phone: Option<String>,
    /// Home unit.
    pub unit: UnitId,
    /// Roles with the unit they hold for.
    pub roles: BTreeSet<(Role, UnitId)>,
}

/// A team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Team {
    /// Name.
    pub name: Bilingual,
    /// The unit its outings count for.
    pub unit: UnitId,
    /// Members.
    pub members: BTreeSet<UserId>,
    /// Joint team: the only campaign for which it acts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign: Option<CampaignId>,
}

impl Team {
    /// Whether it may act for a campaign.
    #[must_use]
    pub fn is_for(&self, campaign: CampaignId) -> bool {
        self.campaign.is_none_or(|only| only == campaign)
    }
}

/// A device profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Profile {
    /// Whose.
    pub user: UserId,
    /// Name of the device.
    pub label: String,
    /// May no longer act.
    pub revoked: bool,
    /// Is to be erased from its device.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub erase: bool,
}

/// What the installation allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Policy {
    /// A plain-text brief may be copied.
    pub brief: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self { brief: true }
    }
}

impl Policy {
    fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

/// Units, people, teams and profiles.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Directory {
    /// Units.
    pub units: BTreeMap<UnitId, Unit>,
    /// People.
    pub users: BTreeMap<UserId, User>,
    /// Teams.
    pub teams: BTreeMap<TeamId, Team>,
    /// Profiles by key.
    pub profiles: BTreeMap<PublicKey, Profile>,
    /// What the installation forbids, if anything.
    #[serde(skip_serializing_if = "Policy::is_usual")]
    pub policy: Policy,
    /// To what devices seal their recovery codes, if there is such a key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recovery: Option<RecoveryKey>,
    /// Central's own key, which may change the directory.
    pub central: Option<PublicKey>,
}

impl Directory {
    /// Folds one event in; events of other streams change nothing.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::UnitAdded(e) => {
                let unit = Unit { kind: e.kind, name: e.name.clone(), parent: e.parent };
                self.units.insert(e.unit, unit);
            }
            Event::UserAdded(e) => {
                let roles = self.users.get(&e.user).map(|u| u.roles.clone()).unwrap_or_default();
                let user =
                    User { name: e.name.clone(), phone: e.phone.clone(), unit: e.unit, roles };
                self.users.insert(e.user, user);
            }
            Event::RoleGranted(e) => {
                if let Some(user) = self.users.get_mut(&e.user) {
                    user.roles.insert((e.role, e.unit));
                }
            }
            Event::RoleWithdrawn(e) => {
                if let Some(user) = self.users.get_mut(&e.user) {
                    user.roles.remove(&(e.role, e.unit));
                }
            }
            Event::TeamFormed(e) => {
                let members = e.members.iter().copied().collect();
                let (name, campaign) = (e.name.clone(), e.campaign);
                self.teams.insert(e.team, Team { name, unit: e.unit, members, campaign });
            }
            Event::ProfileEnrolled(e) => {
                let (user, label) = (e.user, e.label.clone());
                let profile = Profile { user, label, revoked: false, erase: false };
                self.profiles.insert(e.key, profile);
            }
            Event::RecoveryKeySet(e) => self.recovery = Some(e.key),
            Event::PolicySet(e) => self.policy = Policy { brief: e.brief },
            Event::ProfileRevoked(e) => {
                if let Some(profile) = self.profiles.get_mut(&e.key) {
                    profile.revoked = true;
                    profile.erase |= e.erase;
                }
            }
            _ => {}
        }
    }

    /// The person for whom a key acts, unless revoked.
    #[must_use]
    pub fn user_of(&self, key: PublicKey) -> Option<UserId> {
        self.profiles.get(&key).filter(|p| !p.revoked).map(|p| p.user)
    }

    /// The person for whom a key acts or acted.
    #[must_use]
    pub fn author_of(&self, key: PublicKey) -> Option<UserId> {
        self.profiles.get(&key).map(|p| p.user)
    }

    /// `unit` and the units above it, nearest first.
    #[must_use]
    pub fn line_of(&self, unit: UnitId) -> Vec<UnitId> {
        let mut line = Vec::new();
        let mut next = Some(unit);
        while let Some(unit) = next {
            if line.contains(&unit) {
                break;
            }
            line.push(unit);
            next = self.units.get(&unit).and_then(|u| u.parent);
        }
        line
    }

    /// `unit` and the units below it, in the order of their ids.
    pub fn within(&self, unit: UnitId) -> impl Iterator<Item = UnitId> {
        self.units.keys().copied().filter(move |id| self.line_of(*id).contains(&unit))
    }

    /// Whether `user` holds `role` for `unit` or a unit above it.
    #[must_use]
    pub fn holds(&self, user: UserId, role: Role, unit: UnitId) -> bool {
        let line = self.line_of(unit);
        self.users
            .get(&user)
            .is_some_and(|u| u.roles.iter().any(|(r, at)| *r == role && line.contains(at)))
    }

    /// Whether `user` holds `role` anywhere.
    #[must_use]
    pub fn holds_anywhere(&self, user: UserId, role: Role) -> bool {
        self.users.get(&user).is_some_and(|u| u.roles.iter().any(|(r, _)| *r == role))
    }

    /// The teams of which `user` is a member.
    pub fn teams_of(&self, user: UserId) -> impl Iterator<Item = (TeamId, &Team)> {
        self.teams.iter().filter(move |(_, t)| t.members.contains(&user)).map(|(id, t)| (*id, t))
    }
}
