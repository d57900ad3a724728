//! An installation's identity: its genesis, its root key, and the keys that the root key certifies.

use crate::{
    canonical::{self, NotCanonical},
    ids::{Hash, PublicKey, Realm, Salt, Signature},
    time::Millis,
};
use ed25519_dalek::{Signer, SigningKey};
use serde::{Deserialize, Serialize};

const GENESIS_TAG: &[u8] = b"mingcha/genesis/1\0";
const CERTIFICATE_TAG: &[u8] = b"mingcha/central-key/1\0";

/// What makes an installation itself. Its hash is the [`Realm`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Genesis {
    /// Set for demonstration data: shown on every screen and document.
    pub demo: bool,
    /// Name shown to people.
    pub name: String,
    /// Sixteen random bytes, so that no two installations are one.
    pub nonce: Salt,
    /// Key that certifies central's signing keys; kept offline.
    pub root_key: PublicKey,
    /// Minutes east of UTC, for business days.
    pub utc_offset_min: i32,
    /// Format version.
    pub v: u8,
}

impl Genesis {
    /// SHA-256 over tag ‖ canonical genesis.
    ///
    /// # Errors
    /// If a number is out of range.
    pub fn realm(&self) -> Result<Realm, NotCanonical> {
        Ok(Realm(Hash::of(&[GENESIS_TAG, &canonical::to_bytes(self)?]).0))
    }
}

/// A signing key of central.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CentralKey {
    /// Valid from, by the root key holder's clock.
    pub from: Millis,
    /// The key.
    pub key: PublicKey,
    /// Realm for which it speaks.
    pub realm: Realm,
}

/// A signing key of central with the root key's signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeyCertificate {
    /// Canonical JSON of the [`CentralKey`].
    pub statement: String,
    /// Ed25519 of the root key over tag ‖ statement.
    pub sig: Signature,
}

impl CentralKey {
    /// Certifies with the realm's root key.
    ///
    /// # Errors
    /// If a number is out of range.
    pub fn certify(&self, root: &SigningKey) -> Result<KeyCertificate, NotCanonical> {
        let bytes = canonical::to_bytes(self)?;
        let sig = Signature(root.sign(&[CERTIFICATE_TAG, &bytes].concat()).to_bytes());
        let statement =
            String::from_utf8(bytes).map_err(|e| NotCanonical::Malformed(e.to_string()))?;
        Ok(KeyCertificate { statement, sig })
    }
}

impl KeyCertificate {
    /// The certified key, if the genesis' root key signed it for this realm.
    #[must_use]
    pub fn verify(&self, genesis: &Genesis) -> Option<CentralKey> {
        let read: CentralKey = canonical::from_bytes(self.statement.as_bytes()).ok()?;
        let message = [CERTIFICATE_TAG, self.statement.as_bytes()].concat();
        crate::event::verify_signature(genesis.root_key, &message, self.sig).ok()?;
        (read.realm == genesis.realm().ok()?).then_some(read)
    }
}
