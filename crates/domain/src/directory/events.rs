//! Changes to the directory. Signed by central's own profile on behalf of an administrator.

use super::{Bilingual, Role, UnitKind};
use crate::ids::{CampaignId, Hash, PublicKey, RecoveryKey, TeamId, UnitId, UserId};
use serde::{Deserialize, Serialize};

/// An organisation unit joined the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitAdded {
    /// Level.
    pub kind: UnitKind,
    /// Name.
    pub name: Bilingual,
    /// The unit above; absent for the top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<UnitId>,
    /// The unit.
    pub unit: UnitId,
}

/// A person became known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserAdded {
    /// Full name as the person writes it.
    pub name: String,
    /// Telephone, for a lead to call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Home unit.
    pub unit: UnitId,
    /// The person.
    pub user: UserId,
}

/// A person may act in a role for a unit and everything below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleGranted {
    /// Role.
    pub role: Role,
    /// Unit.
    pub unit: UnitId,
    /// Person.
    pub user: UserId,
}

/// A role ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleWithdrawn {
    /// Role.
    pub role: Role,
    /// Unit.
    pub unit: UnitId,
    /// Person.
    pub user: UserId,
}

/// A team was formed, or its members changed: the newest event holds. Without members it is
/// dissolved: nobody reads or acts for it any more, and what it did stays with its unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamFormed {
    /// A joint team acts for this campaign alone, and central dissolves it after the last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<CampaignId>,
    /// Members.
    pub members: Vec<UserId>,
    /// Name.
    pub name: Bilingual,
    /// The team.
    pub team: TeamId,
    /// The unit it belongs to; its outings count for this unit.
    pub unit: UnitId,
}

/// A device profile's key acts for a person from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileEnrolled {
    /// Public key, made on the device.
    pub key: PublicKey,
    /// What the person calls the device.
    pub label: String,
    /// The person.
    pub user: UserId,
}

/// A device profile may no longer act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileRevoked {
    /// The device shall erase the profile as soon as everything of it is at central.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub erase: bool,
    /// Public key.
    pub key: PublicKey,
}

/// What an installation allows. The newest event holds, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicySet {
    /// Inspectors may copy a plain-text brief of a check for a work chat.
    pub brief: bool,
}

/// The key to which devices seal their recovery codes was made, or replaced: the newest event
/// holds. Its secret half exists in three shares, any two of which are it, and nowhere else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryKeySet {
    /// X25519 public key.
    pub key: RecoveryKey,
    /// SHA-256 of each share, in their order: a foreign one is told before it is used.
    pub shares: [Hash; 3],
}
