//! One signature of central over everything it holds up to a number.

use crate::{
    canonical::{self, NotCanonical},
    event::Seen,
    ids::{Hash, PublicKey, Realm, Signature},
    time::Millis,
};
use ed25519_dalek::{Signer, SigningKey};
use serde::{Deserialize, Serialize};

const TAG: &[u8] = b"mingcha/checkpoint/1\0";

/// The state of central's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Checkpoint {
    /// When it was signed, by central's clock.
    pub at: Millis,
    /// Entries below this number are in a backup; until then devices keep their own copies.
    pub backed_up_through: u64,
    /// Counts restores from a backup.
    pub epoch: u32,
    /// Number of entries that this epoch took over from the one before; 0 for the first.
    pub forked_at: u64,
    /// Central's signing key.
    pub key: PublicKey,
    /// The installation.
    pub realm: Realm,
    /// Merkle root over the first `size` entries.
    pub root: Hash,
    /// Number of entries.
    pub size: u64,
}

/// A checkpoint as bytes with central's signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedCheckpoint {
    /// Canonical JSON of the [`Checkpoint`].
    pub checkpoint: String,
    /// Ed25519 over tag ‖ checkpoint.
    pub sig: Signature,
}

impl Checkpoint {
    /// Signs.
    ///
    /// # Errors
    /// If a number is out of range.
    pub fn sign(&self, key: &SigningKey) -> Result<SignedCheckpoint, NotCanonical> {
        let bytes = canonical::to_bytes(self)?;
        let sig = Signature(key.sign(&[TAG, &bytes].concat()).to_bytes());
        let checkpoint =
            String::from_utf8(bytes).map_err(|e| NotCanonical::Malformed(e.to_string()))?;
        Ok(SignedCheckpoint { checkpoint, sig })
    }

    /// As an event refers to it.
    #[must_use]
    pub const fn seen(&self) -> Seen {
        Seen { epoch: self.epoch, root: self.root, size: self.size }
    }
}

impl SignedCheckpoint {
    /// Reads the checkpoint if `key` signed it for `realm`.
    #[must_use]
    pub fn verify(&self, realm: Realm, key: PublicKey) -> Option<Checkpoint> {
        let read: Checkpoint = canonical::from_bytes(self.checkpoint.as_bytes()).ok()?;
        let message = [TAG, self.checkpoint.as_bytes()].concat();
        crate::event::verify_signature(key, &message, self.sig).ok()?;
        (read.realm == realm && read.key == key).then_some(read)
    }
}
