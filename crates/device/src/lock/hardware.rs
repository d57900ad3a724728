//! A secret that cannot leave the machine's hardware.

use crate::api::Error;
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
}

/// A machine without such a store: a PIN is refused there.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoHardware;

impl KeyStore for NoHardware {
    fn secret(&self) -> Result<Option<Zeroizing<[u8; 32]>>, Error> {
        Ok(None)
    }
}
