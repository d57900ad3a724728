//! A secret that cannot leave the machine's hardware.

use crate::api::{Error, ErrorCode};
use std::fmt;
use zeroize::Zeroizing;

/// A platform's key store (Android Keystore, Secure Enclave, TPM), as far as the lock needs it.
/// The shell of a platform that has one gives it to [`crate::Device::open_with`].
pub trait KeyStore: fmt::Debug + Send + Sync {
    /// Thirty-two bytes that only this hardware can give, always the same ones for a profile;
    /// `None` if nothing binds them to hardware.
    ///
    /// # Errors
    /// If the store is there but does not answer.
    fn secret(&self) -> Result<Option<Zeroizing<[u8; 32]>>, Error>;

    /// Whether it knows its owner by finger or face and can keep a secret for them alone.
    fn knows_owners(&self) -> bool {
        false
    }

    /// Keeps `secret` under `name` until [`KeyStore::drop_of_owner`]; gives it to the owner alone.
    ///
    /// # Errors
    /// [`ErrorCode::NoHardware`] if it cannot.
    fn keep_for_owner(&self, _name: &str, _secret: &str) -> Result<(), Error> {
        Err(Error::new(ErrorCode::NoHardware, "knows no owner"))
    }

    /// Waits until the owner showed finger or face and gives what was kept under `name`; `None` if
    /// nobody did, or somebody else. `why` is what the system's own prompt says.
    ///
    /// # Errors
    /// [`ErrorCode::NoHardware`] if it cannot.
    fn give_to_owner(&self, _name: &str, _why: &str) -> Result<Option<Zeroizing<String>>, Error> {
        Err(Error::new(ErrorCode::NoHardware, "knows no owner"))
    }

    /// Forgets what was kept under `name`. What is left opens nothing: its slot is gone.
    fn drop_of_owner(&self, _name: &str) {}
}

/// A machine without such a store: a PIN is refused there.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoHardware;

impl KeyStore for NoHardware {
    fn secret(&self) -> Result<Option<Zeroizing<[u8; 32]>>, Error> {
        Ok(None)
    }
}
