//! Wrapping the database key under a secret.
//!
//! ```text
//! stretched = Argon2id(digits, salt; m ≥ 64 MiB, t ≥ 3)                    32 bytes
//! wrapping  = HKDF-SHA256(ikm = stretched ‖ hardware, info = "mingcha/wrap/<for>/1\0")
//! sealed    = XChaCha20-Poly1305(wrapping, nonce, database key)            48 bytes
//! ```

use super::digits::{Digits, Kind};
use crate::{
    api::{Error, ErrorCode},
    platform::random,
};
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Memory and passes of new slots. What a slot was made with is written in it.
const M_KIB: u32 = 64 * 1024;
const T: u32 = 3;
/// Beyond these a file is not ours: cheaper would be weak, dearer would stop the program.
const M_KIB_MAX: u32 = 1024 * 1024;
const T_MAX: u32 = 16;

/// The key of the store's files. Random, made once, never changed.
pub struct DatabaseKey(Zeroizing<[u8; 32]>);

impl DatabaseKey {
    /// A new one.
    ///
    /// # Errors
    /// If the system has no randomness to give.
    pub fn new() -> Result<Self, Error> {
        Ok(Self(Zeroizing::new(random()?)))
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self(Zeroizing::new(bytes.try_into().ok()?)))
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// As SQLCipher takes it.
    pub fn hex(&self) -> Zeroizing<String> {
        Zeroizing::new(HEXLOWER.encode(&*self.0))
    }
}

/// What opens a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum For {
    /// A person's PIN with the hardware's secret.
    Pin,
    /// The generated passphrase.
    Passphrase,
    /// The recovery code, see `recovery.rs`.
    Recovery,
    /// A drawn secret that the platform gives to nobody but its owner, known by finger or face.
    Owner,
}

impl For {
    pub(super) const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Pin => Self::Pin,
            Kind::Passphrase => Self::Passphrase,
            Kind::Recovery => Self::Recovery,
            Kind::Owner => Self::Owner,
        }
    }

    /// What a person types to open their own profile.
    pub(super) const fn is_typed(self) -> bool {
        matches!(self, Self::Pin | Self::Passphrase)
    }

    /// A recovery code must open the profile when the hardware has forgotten its secret; what is
    /// kept for the owner lies in the hardware itself.
    const fn takes_hardware(self) -> bool {
        self.is_typed()
    }

    const fn info(self) -> &'static [u8] {
        match self {
            Self::Pin => b"mingcha/wrap/pin/1\0",
            Self::Passphrase => b"mingcha/wrap/passphrase/1\0",
            Self::Recovery => b"mingcha/wrap/recovery/1\0",
            Self::Owner => b"mingcha/wrap/owner/1\0",
        }
    }
}

/// How the digits were stretched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stretch {
    m_kib: u32,
    p: u32,
    salt: String,
    t: u32,
}

impl Stretch {
    fn is_sound(&self) -> bool {
        (M_KIB..=M_KIB_MAX).contains(&self.m_kib)
            && (T..=T_MAX).contains(&self.t)
            && (1..=8).contains(&self.p)
    }
}

/// The database key under one secret. A stored format.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    argon2id: Stretch,
    /// What opens it.
    #[serde(rename = "for")]
    pub opened_by: For,
    /// The hardware's secret takes part.
    hardware: bool,
    nonce: String,
    sealed: String,
}

impl Slot {
    /// Wraps the key.
    ///
    /// # Errors
    /// If there is no randomness or no memory to give.
    pub fn wrap(
        key: &DatabaseKey,
        digits: &Digits,
        hardware: Option<&[u8; 32]>,
    ) -> Result<Self, Error> {
        let opened_by = For::of(digits.kind);
        let hardware = hardware.filter(|_| opened_by.takes_hardware());
        let salt = random::<16>()?;
        let nonce = random::<24>()?;
        let mut slot = Self {
            argon2id: Stretch { m_kib: M_KIB, p: 1, salt: BASE64URL_NOPAD.encode(&salt), t: T },
            opened_by,
            hardware: hardware.is_some(),
            nonce: BASE64URL_NOPAD.encode(&nonce),
            sealed: String::new(),
        };
        let cipher = slot.cipher(digits, &salt, hardware)?;
        let aad = slot.described()?;
        let sealed = cipher
            .encrypt(&nonce.into(), Payload { msg: key.bytes(), aad: &aad })
            .map_err(|_| internal("sealing the database key"))?;
        slot.sealed = BASE64URL_NOPAD.encode(&sealed);
        Ok(slot)
    }

    /// Names this slot: no two are wrapped with the same nonce.
    pub fn name(&self) -> &str {
        &self.nonce
    }

    /// Unwraps it; `None` if the secret is another one.
    ///
    /// # Errors
    /// [`ErrorCode::StoreForeign`] if the slot is none of ours; [`ErrorCode::NoHardware`] if the
    /// hardware's secret is missing.
    pub fn unwrap(
        &self,
        digits: &Digits,
        hardware: Option<&[u8; 32]>,
    ) -> Result<Option<DatabaseKey>, Error> {
        let foreign = || Error::new(ErrorCode::StoreForeign, "a slot of profile.key");
        let decoded = |text: &str| BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| foreign());
        if !self.argon2id.is_sound() {
            return Err(foreign());
        }
        let salt: [u8; 16] = decoded(&self.argon2id.salt)?.try_into().map_err(|_| foreign())?;
        let nonce: [u8; 24] = decoded(&self.nonce)?.try_into().map_err(|_| foreign())?;
        let hardware = match (self.hardware, hardware) {
            (true, None) => {
                return Err(Error::new(ErrorCode::NoHardware, "the hardware gives no secret"));
            }
            (true, given) => given,
            (false, _) => None,
        };
        let cipher = self.cipher(digits, &salt, hardware)?;
        let (sealed, aad) = (decoded(&self.sealed)?, self.described()?);
        let opened = cipher.decrypt(&nonce.into(), Payload { msg: &sealed, aad: &aad });
        Ok(opened.ok().map(Zeroizing::new).and_then(|bytes| DatabaseKey::from_bytes(&bytes)))
    }

    fn cipher(
        &self,
        digits: &Digits,
        salt: &[u8; 16],
        hardware: Option<&[u8; 32]>,
    ) -> Result<XChaCha20Poly1305, Error> {
        let Stretch { m_kib, p, t, .. } = self.argon2id;
        let params = Params::new(m_kib, t, p, Some(32)).map_err(|_| internal("Argon2id"))?;
        // 32 bytes of the digits, then 32 of the hardware where there is one.
        let mut material = Zeroizing::new(Vec::with_capacity(64));
        material.resize(32, 0);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(digits.bytes(), salt, &mut material)
            .map_err(|_| internal("Argon2id"))?;
        material.extend(hardware.into_iter().flatten());
        let mut key = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(None, &material)
            .expand(self.opened_by.info(), &mut *key)
            .map_err(|_| internal("HKDF"))?;
        Ok(XChaCha20Poly1305::new((&*key).into()))
    }

    /// Everything but the sealed key, so that nothing around it can be exchanged.
    fn described(&self) -> Result<Vec<u8>, Error> {
        let bare = Self { sealed: String::new(), ..self.clone() };
        mingcha_domain::canonical::to_bytes(&bare).map_err(|_| internal("a slot"))
    }
}

fn internal(what: &str) -> Error {
    Error::new(ErrorCode::Internal, what)
}
