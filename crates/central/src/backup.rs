//! A copy of all that could not be made again, and going on from such a copy.

use crate::{
    photo, serving,
    store::{self, pack::Packed},
};
use anyhow::{Context, bail};
use rusqlite::Connection;
use std::{
    fs,
    path::{Path, PathBuf},
};

const KEYS: [&str; 2] = ["central.key", "realm-root.key"];

/// What a copy holds.
#[derive(Debug)]
pub struct Copied {
    /// Entries.
    pub entries: u64,
    /// Photo files that were not in the folder before.
    pub photos: u64,
}

/// Copies the data folder of a central, which may be serving, to `out`. A folder that holds an older
/// copy is brought up to date: photo files never change, so only new ones are written.
///
/// # Errors
/// If something cannot be read or written; then an older copy in `out` is still whole.
pub fn back_up(data: &Path, out: &Path) -> anyhow::Result<Copied> {
    let connection = store::open(&existing(data)?)?;
    fs::create_dir_all(out.join("photos")).context("making the folder of the copy")?;
    let fresh = out.join("central.db.new");
    let _ = fs::remove_file(&fresh);
    let copy = store::backup::copy(&connection, &fresh)?;
    let entries = store::entry::count(&copy)?;
    // What the copy names was there before it, and lies where the copy says: meanwhile the same bytes
    // may have come once more, and lie elsewhere.
    let (mut photos, mut torn) = copy_packs(&copy, data, out)?;
    for (hash, size) in store::backup::photos_by_themselves(&copy)? {
        let (from, to) = (photo::file(data, hash), photo::file(out, hash));
        let is_whole = |path: &Path| fs::metadata(path).is_ok_and(|file| file.len() == size);
        if !is_whole(&to) {
            let folder = to.parent().context("a photo file has a folder")?;
            fs::create_dir_all(folder)?;
            if !is_whole(&from) {
                torn.push(from);
                continue;
            }
            copy_whole(&from, &to).with_context(|| format!("copying {}", from.display()))?;
            photos += 1;
        }
    }
    drop(copy);
    for key in KEYS {
        let (from, to) = (data.join(key), out.join(key));
        if from.exists() {
            copy_whole(&from, &to).with_context(|| format!("copying {key}"))?;
        }
    }
    fs::File::open(&fresh)?.sync_all()?;
    // The database names only what is there under its name, and devices hear of it only then.
    for folder in ["photos", "packs"] {
        sync_folder(&out.join(folder))?;
    }
    fs::rename(&fresh, out.join("central.db"))?;
    sync_folder(out)?;
    // The records are in the copy all the same, but no device shall let an original go for it.
    if let Some(first) = torn.first() {
        bail!(
            "{} files of photos are not whole here, {} is the first",
            torn.len(),
            first.display()
        );
    }
    store::backup::set_backed_up(&connection, entries)?;
    Ok(Copied { entries, photos })
}

/// Copies packs that are new, or have grown. Gives how many files were not in the copy before, and the
/// packs that are not there, or shorter than what should lie in them.
fn copy_packs(
    connection: &Connection,
    data: &Path,
    out: &Path,
) -> anyhow::Result<(u64, Vec<PathBuf>)> {
    fs::create_dir_all(out.join("packs"))?;
    let (mut fresh, mut torn) = (0, vec![]);
    for files in store::pack::all(connection)?.chunk_by(|a, b| a.pack == b.pack) {
        let Some(Packed { pack, .. }) = files.first() else { continue };
        let (from, to) = (photo::pack(data, pack), photo::pack(out, pack));
        let copied = fs::metadata(&to).map_or(0, |copy| copy.len());
        let new = files.iter().filter(|file| file.at + file.size > copied).count();
        if new > 0 {
            let ends = files.iter().map(|file| file.at + file.size).max().unwrap_or(0);
            if fs::metadata(&from).map_or(0, |pack| pack.len()) < ends {
                torn.push(from);
                continue;
            }
            // What grows behind that is not counted as copied: it may still be something else.
            copy_first(&from, ends, &to).with_context(|| format!("copying {}", from.display()))?;
            fresh += new as u64;
        }
    }
    Ok((fresh, torn))
}

/// Under its name only once it is whole and on disk.
fn copy_whole(from: &Path, to: &Path) -> std::io::Result<()> {
    copy_first(from, fs::metadata(from)?.len(), to)
}

/// The same of the first `size` bytes.
fn copy_first(from: &Path, size: u64, to: &Path) -> std::io::Result<()> {
    let mut part = PathBuf::from(to).into_os_string();
    part.push(".part");
    let copied = fs::copy(from, &part)?;
    if copied < size {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    if copied > size {
        fs::File::options().write(true).open(&part)?.set_len(size)?;
    }
    fs::File::open(&part)?.sync_all()?;
    fs::rename(&part, to)?;
    to.parent().map_or(Ok(()), sync_folder)
}

/// Makes the names in a folder durable.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

/// What is known after a restore.
#[derive(Debug)]
pub struct Restored {
    /// The epoch that begins.
    pub epoch: u32,
    /// Entries taken over.
    pub entries: u64,
    /// Photo files that the copy names and does not have: their devices send them again.
    pub photos_missing: u64,
}

/// Begins a new epoch in a folder that was brought back from a copy. Devices then deliver again
/// what came after it.
///
/// # Errors
/// If the folder holds no installation, or another process serves it.
pub fn restore(data: &Path) -> anyhow::Result<Restored> {
    let path = existing(data)?;
    // Before it is opened: opening may bring its schema up to date.
    let _alone = serving::claim(data)?;
    let mut connection = store::open(&path)?;
    fs::create_dir_all(data.join("photos"))?;
    let mut missing = vec![];
    for (hash, size) in store::backup::photo_hashes(&connection)? {
        if !photo::place(&connection, data, hash)?.is_whole(size) {
            missing.push(hash);
        }
    }
    let transaction = connection.transaction()?;
    for hash in &missing {
        store::backup::forget_photo(&transaction, *hash)?;
    }
    let (epoch, entries) = store::backup::begin_epoch(&transaction)?;
    transaction.commit()?;
    // Bytes of uploads that the new epoch knows nothing of.
    let _ = fs::remove_dir_all(data.join("uploads"));
    Ok(Restored { epoch, entries, photos_missing: missing.len() as u64 })
}

fn existing(data: &Path) -> anyhow::Result<PathBuf> {
    let path = data.join("central.db");
    if !path.exists() {
        bail!("no installation in {}", data.display());
    }
    Ok(path)
}
