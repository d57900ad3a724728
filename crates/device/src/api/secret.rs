//! What a person types to unlock.

use serde::{Deserialize, Serialize};
use std::fmt;
use ts_rs::TS;
use zeroize::Zeroize;

/// A PIN, a passphrase or a recovery code, as typed or as shown. Wiped from memory when it is
/// dropped, and never part of a log line.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// The words themselves.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}
