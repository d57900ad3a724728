//! Certificates made on the spot, as an installation without a public authority has them.

use anyhow::Context;
use mingcha_central::http;
use mingcha_domain::ids::Hash;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A self-signed certificate in two PEM files.
pub struct SelfSigned {
    /// Certificate.
    pub cert: PathBuf,
    /// Private key.
    pub key: PathBuf,
    /// What an invitation pins.
    pub pin: Hash,
}

impl SelfSigned {
    /// Makes one for 127.0.0.1 in `dir`, under this name.
    ///
    /// # Errors
    /// If it cannot be made or written.
    pub fn make(dir: &Path, name: &str) -> anyhow::Result<Self> {
        Self::over(dir, name, &rcgen::KeyPair::generate()?)
    }

    /// Makes one over a key that exists.
    ///
    /// # Errors
    /// If it cannot be made or written.
    pub fn over(dir: &Path, name: &str, pair: &rcgen::KeyPair) -> anyhow::Result<Self> {
        let names = vec!["127.0.0.1".to_owned()];
        let made = rcgen::CertificateParams::new(names)?.self_signed(pair)?;
        let (cert, key) = (dir.join(format!("{name}.pem")), dir.join(format!("{name}.key")));
        fs::write(&cert, made.pem())?;
        fs::write(&key, pair.serialize_pem())?;
        let pin = http::pin(&cert).context("pin")?;
        Ok(Self { cert, key, pin })
    }
}
