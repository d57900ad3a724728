//! The platform's knowledge of its owner: Touch ID, Face ID, Android's biometrics, Windows Hello.
//! Linux has none. Written against the plugin's interface, tried on no device yet (`docs/mobile.md`).

use mingcha_device::{
    KeyStore,
    api::{Error, ErrorCode},
};
use std::fmt;
use tauri::{AppHandle, Wry};
use tauri_plugin_biometry::{BiometryExt, DataOptions, GetDataOptions, SetDataOptions};
use zeroize::Zeroizing;

/// Groups what this app keeps in the system's key store.
const DOMAIN: &str = "mingcha";

/// Keeps secrets where the system gives them to its owner alone.
pub struct Owner(pub AppHandle<Wry>);

impl fmt::Debug for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Owner")
    }
}

impl KeyStore for Owner {
    // What is kept for the owner needs a finger each time; a PIN's secret must come without.
    fn secret(&self) -> Result<Option<Zeroizing<[u8; 32]>>, Error> {
        Ok(None)
    }

    fn knows_owners(&self) -> bool {
        self.0.biometry().status().is_ok_and(|status| status.is_available)
    }

    fn keep_for_owner(&self, name: &str, secret: &str) -> Result<(), Error> {
        let (domain, name, data) = (DOMAIN.to_owned(), name.to_owned(), secret.to_owned());
        let kept = self.0.biometry().set_data(SetDataOptions { domain, name, data });
        kept.map_err(|e| Error::new(ErrorCode::NoHardware, e.to_string()))
    }

    fn give_to_owner(&self, name: &str, why: &str) -> Result<Option<Zeroizing<String>>, Error> {
        let (domain, name, reason) = (DOMAIN.to_owned(), name.to_owned(), why.to_owned());
        let asked = GetDataOptions { domain, name, reason, cancel_title: None };
        // A prompt that was cancelled and a finger of somebody else look alike here, and are.
        Ok(self.0.biometry().get_data(asked).ok().map(|given| Zeroizing::new(given.data)))
    }

    fn drop_of_owner(&self, name: &str) {
        let (domain, name) = (DOMAIN.to_owned(), name.to_owned());
        if self.0.biometry().remove_data(DataOptions { domain, name }).is_err() {
            tracing::warn!("a secret stays in the system's key store; it opens nothing");
        }
    }
}
