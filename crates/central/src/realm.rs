//! The data folder: identity, keys, database, photo files.

use crate::{
    clock::{Clock, random},
    store,
};
use anyhow::{Context, bail};
use data_encoding::HEXLOWER;
use ed25519_dalek::SigningKey;
use mingcha_domain::{
    ids::{PublicKey, Salt},
    log::{CentralKey, Genesis, KeyCertificate},
};
use std::{fs, path::Path};

/// What a new installation is called and where it stands.
#[derive(Debug, Clone)]
pub struct NewRealm {
    /// Name shown to people.
    pub name: String,
    /// Minutes east of UTC.
    pub utc_offset_min: i32,
    /// Demonstration data.
    pub demo: bool,
}

/// Everything of the installation that does not change while central runs.
#[derive(Debug)]
pub struct Installation {
    /// Genesis.
    pub genesis: Genesis,
    /// Certificate of the signing key.
    pub certificate: KeyCertificate,
    /// Signs checkpoints and central's own events.
    pub signing: SigningKey,
    /// Counts restores from a backup.
    pub epoch: u32,
    /// Entries taken over from the epoch before.
    pub forked_at: u64,
}

/// Opens the installation in `dir`, or makes one there.
///
/// # Errors
/// If the folder holds something else, or a key does not fit.
pub fn open(
    dir: &Path,
    new: Option<&NewRealm>,
    clock: &Clock,
) -> anyhow::Result<(rusqlite::Connection, Installation)> {
    fs::create_dir_all(dir.join("photos")).context("making the data folder")?;
    fs::create_dir_all(dir.join("packs"))?;
    fs::create_dir_all(dir.join("uploads"))?;
    let connection = store::open(&dir.join("central.db")).context("opening central.db")?;
    let row = match store::realm::read(&connection)? {
        Some(row) => row,
        None => {
            let Some(new) = new else { bail!("no installation in this folder yet") };
            create(dir, &connection, new, clock)?;
            store::realm::read(&connection)?.context("realm was just written")?
        }
    };
    if store::backup::is_copy(&connection)? {
        bail!(
            "this folder is a backup; to go on from it: central restore --data {}",
            dir.display()
        );
    }
    let signing = read_key(&dir.join("central.key"))?;
    let certified = row.certificate.verify(&row.genesis).context("certificate does not verify")?;
    if certified.key.0 != signing.verifying_key().to_bytes() {
        bail!("central.key is not the key that the root key certified");
    }
    let (genesis, certificate) = (row.genesis, row.certificate);
    let (epoch, forked_at) = (row.epoch, row.forked_at);
    Ok((connection, Installation { genesis, certificate, signing, epoch, forked_at }))
}

fn create(
    dir: &Path,
    connection: &rusqlite::Connection,
    new: &NewRealm,
    clock: &Clock,
) -> anyhow::Result<()> {
    let root = SigningKey::from_bytes(&random()?);
    let signing = SigningKey::from_bytes(&random()?);
    let genesis = Genesis {
        demo: new.demo,
        name: new.name.clone(),
        nonce: Salt(random()?),
        root_key: PublicKey(root.verifying_key().to_bytes()),
        utc_offset_min: new.utc_offset_min,
        v: 1,
    };
    let key = PublicKey(signing.verifying_key().to_bytes());
    let certificate =
        CentralKey { from: clock.now(), key, realm: genesis.realm()? }.certify(&root)?;
    write_key(&dir.join("realm-root.key"), &root)?;
    write_key(&dir.join("central.key"), &signing)?;
    store::realm::create(connection, &genesis, &certificate)?;
    Ok(())
}

fn write_key(path: &Path, key: &SigningKey) -> anyhow::Result<()> {
    use std::io::Write;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).with_context(|| format!("writing {}", path.display()))?;
    file.write_all(HEXLOWER.encode(&key.to_bytes()).as_bytes())?;
    file.sync_all()?;
    Ok(())
}

fn read_key(path: &Path) -> anyhow::Result<SigningKey> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let bytes = HEXLOWER.decode(text.trim().as_bytes()).context("a key file is not hexadecimal")?;
    let bytes: [u8; 32] =
        bytes.try_into().ok().context("a key file does not hold thirty-two bytes")?;
    Ok(SigningKey::from_bytes(&bytes))
}
