//! Small files beside the store, replaced whole: after a kill there is the old one or the new one.

use crate::api::Error;
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

/// Puts `bytes` in the place of `path`, readable by this user alone.
///
/// # Errors
/// [`crate::api::ErrorCode::DiskFull`] or what the system says; the old file is untouched then.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let fresh = beside(path);
    step("create")?;
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&fresh)?;
    let (first, rest) = bytes.split_at(bytes.len() / 2);
    file.write_all(first)?;
    step("half")?;
    file.write_all(rest)?;
    file.sync_all()?;
    drop(file);
    step("rename")?;
    fs::rename(&fresh, path)?;
    step("folder")?;
    sync_folder(path)
}

/// Removes `path`. After a power cut it is still gone.
///
/// # Errors
/// What the system says.
pub fn remove(path: &Path) -> Result<(), Error> {
    fs::remove_file(path)?;
    sync_folder(path)
}

/// Drops what a kill left half written.
pub fn tidy(path: &Path) {
    match fs::remove_file(beside(path)) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => tracing::warn!("tidying: {e}"),
        _ => {}
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    PathBuf::from(name)
}

/// A rename is durable once its folder is. Windows has no such call and needs none.
fn sync_folder(path: &Path) -> Result<(), Error> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        fs::File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// A place where the program may be killed. Tests stop here.
#[cfg(not(test))]
#[expect(clippy::unnecessary_wraps, reason = "a test stops here")]
pub const fn step(_name: &str) -> Result<(), Error> {
    Ok(())
}

#[cfg(test)]
pub use fault::step;

/// Dying on purpose.
#[cfg(test)]
pub mod fault {
    use crate::api::{Error, ErrorCode};
    use std::cell::Cell;

    thread_local! {
        static LEFT: Cell<Option<u32>> = const { Cell::new(None) };
    }

    /// This thread dies at the `n`th step from now on, counted from 0; `None` never.
    pub fn die_at(n: Option<u32>) {
        LEFT.set(n);
    }

    /// A place where the program may be killed.
    pub fn step(name: &str) -> Result<(), Error> {
        match LEFT.get() {
            Some(0) => Err(Error::new(ErrorCode::Internal, format!("killed at {name}"))),
            Some(n) => {
                LEFT.set(Some(n - 1));
                Ok(())
            }
            None => Ok(()),
        }
    }
}
