//! One process alone numbers, decides and judges in a data folder. Commands beside it read, or leave
//! wishes that it carries out.

use anyhow::Context;
use std::{
    fs::{File, OpenOptions, TryLockError, create_dir_all},
    path::Path,
};

const LOCK: &str = "serving.lock";

/// The data folder is this process's alone for as long as this lives; a killed process holds none.
#[derive(Debug)]
pub struct Claim {
    _file: File,
}

/// Claims `data` for serving, or for what must not happen while another serves.
///
/// # Errors
/// If another process has it, or it cannot be written.
pub fn claim(data: &Path) -> anyhow::Result<Claim> {
    create_dir_all(data).with_context(|| format!("making {}", data.display()))?;
    let path = data.join(LOCK);
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
    let file = file.with_context(|| format!("writing {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(Claim { _file: file }),
        Err(TryLockError::WouldBlock) => {
            anyhow::bail!("another process serves {}: end it first", data.display())
        }
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("locking {}", path.display()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clock::Clock, realm::NewRealm};

    #[test]
    fn a_folder_is_served_by_one_at_a_time() -> anyhow::Result<()> {
        let dir = tempfile::tempdir()?;
        let data = dir.path().join("central");
        let first = claim(&data)?;
        let second = claim(&data).expect_err("two would number the same log");
        assert!(second.to_string().contains("another process serves"), "{second}");
        drop(first);
        claim(&data)?;
        Ok(())
    }

    #[test]
    fn nothing_is_restored_under_a_process_that_serves() -> anyhow::Result<()> {
        let dir = tempfile::tempdir()?;
        let new = NewRealm { name: "明察".to_owned(), utc_offset_min: 480, demo: false };
        drop(crate::realm::open(dir.path(), Some(&new), &Clock::System)?);
        let _serving = claim(dir.path())?;
        let refused =
            crate::backup::restore(dir.path()).expect_err("it would go on in the old epoch");
        assert!(refused.to_string().contains("another process serves"), "{refused}");
        Ok(())
    }
}
