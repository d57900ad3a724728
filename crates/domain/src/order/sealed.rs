//! What a sealed order says in the clear, and what lies in its box.

use super::OrderIssued;
use crate::{
    ids::{
        BatchId, CampaignId, CheckId, ChecklistId, Hash, Nonce, PublicKey, Salt, SiteId, TeamId,
        WrappedKey,
    },
    site::SiteAdded,
    spot_check::CheckKind,
    time::Day,
};
use data_encoding::BASE64URL_NOPAD as B64;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::fmt;
use ts_rs::TS;
use zeroize::Zeroizing;

/// A sealed order's key. Never shown by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct OrderKey(pub Zeroizing<[u8; 32]>);

impl OrderKey {
    /// A key from thirty-two random bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The key that this base64url text holds.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(B64.decode(text.as_bytes()).ok()?);
        Some(Self::new(bytes.as_slice().try_into().ok()?))
    }

    /// As base64url, for a QR code or for the member of the team who asked.
    #[must_use]
    pub fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(B64.encode(&*self.0))
    }
}

impl fmt::Debug for OrderKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OrderKey")
    }
}

/// Bytes of any length, written in base64url without padding.
#[derive(Clone, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&B64.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        B64.decode(text.as_bytes()).map(Self).map_err(D::Error::custom)
    }
}

/// A team was told to check a site; which one lies in a box. The stream's id is the order's, and
/// random. Nothing here depends on what the box holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderSealed {
    /// Orders sealed together; all their boxes have one size.
    pub batch: BatchId,
    /// How a dictated code yields the key.
    pub code: CodeLock,
    /// Last day on which it is useful.
    pub due: Day,
    /// The box.
    #[serde(rename = "box")]
    pub sealed: SealedBox,
    /// Who goes.
    pub team: TeamId,
}

/// The dossier under the order's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedBox {
    /// Salt, length, deflated dossier and padding under XChaCha20-Poly1305.
    pub ciphertext: Bytes,
    /// Hash over salt and dossier: what was sealed cannot be exchanged later.
    pub commitment: Hash,
    /// Nonce.
    pub nonce: Nonce,
}

/// The order's key under a key that Argon2id yields from a dictated code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeLock {
    /// Lanes.
    pub lanes: u32,
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Nonce of the wrapping.
    pub nonce: Nonce,
    /// Passes over the memory.
    pub passes: u32,
    /// Salt of this order's code.
    pub salt: Salt,
    /// The order's key, wrapped.
    pub wrapped: WrappedKey,
}

/// What a sealed order says once it is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dossier {
    /// Campaign it belongs to.
    pub campaign: CampaignId,
    /// Checklist to work through, in its newest version.
    pub checklist: ChecklistId,
    /// Last day on which it is useful.
    pub due: Day,
    /// Earlier visits worth knowing, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<EarlierVisit>,
    /// Open, covert, remote or look-back.
    pub kind: CheckKind,
    /// A word for the team.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The site as its stream begins, for a device that does not hold it.
    pub place: SiteAdded,
    /// Place to check.
    pub site: SiteId,
    /// Who goes.
    pub team: TeamId,
    /// Its title.
    pub title: String,
}

/// An earlier visit to the same site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct EarlierVisit {
    /// The check.
    pub check: CheckId,
    /// Its day.
    pub day: Day,
    /// What was found, or promised.
    pub words: String,
}

impl From<Dossier> for OrderIssued {
    fn from(dossier: Dossier) -> Self {
        let Dossier { campaign, checklist, due, kind, note, site, team, title, .. } = dossier;
        Self { campaign, checklist, due, kind, note, site, team, title }
    }
}

/// Central gave the key of a box to somebody of the team who asked. Written before it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderKeyGiven {
    /// The profile that asked.
    pub to: PublicKey,
}
