//! Where photo files lie: those that came together in one pack, all others by themselves.

use super::straight::Straight;
use crate::{Central, store};
use mingcha_domain::ids::Hash;
use rusqlite::Connection;
use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom, Take},
    path::{Path, PathBuf},
};

/// Where the file with this hash lies if it lies by itself.
#[must_use]
pub fn file(dir: &Path, hash: Hash) -> PathBuf {
    let hex = hash.hex();
    let (folder, _) = hex.split_at(2);
    dir.join("photos").join(folder).join(hex.as_str())
}

/// A pack's file.
#[must_use]
pub fn pack(dir: &Path, name: &str) -> PathBuf {
    dir.join("packs").join(name)
}

/// Where the bytes of a photo file lie.
#[derive(Debug)]
pub struct Place {
    path: PathBuf,
    at: u64,
    /// `None`: all there are.
    size: Option<u64>,
}

/// Where the file with this hash lies in the data folder `dir`, or would lie.
///
/// # Errors
/// If the store cannot be read.
pub fn place(connection: &Connection, dir: &Path, hash: Hash) -> Result<Place, store::Error> {
    Ok(match store::pack::get(connection, hash)? {
        Some(packed) => {
            Place { path: pack(dir, &packed.pack), at: packed.at, size: Some(packed.size) }
        }
        None => Place::by_itself(dir, hash),
    })
}

impl Place {
    /// Where a file would lie that lies in no pack.
    pub(super) fn by_itself(dir: &Path, hash: Hash) -> Self {
        Self { path: file(dir, hash), at: 0, size: None }
    }

    /// Whether all bytes are there. Which ones is not looked at.
    #[must_use]
    pub fn is_there(&self) -> bool {
        let ends = self.at + self.size.unwrap_or(0);
        fs::metadata(&self.path).is_ok_and(|file| file.is_file() && file.len() >= ends)
    }

    /// Whether all bytes are there of a file that has so many.
    #[must_use]
    pub fn is_whole(&self, size: u64) -> bool {
        let fits = |there| match self.size {
            Some(packed) => packed == size && there >= self.at + size,
            None => there == size,
        };
        fs::metadata(&self.path).is_ok_and(|file| file.is_file() && fits(file.len()))
    }

    /// The bytes, and how many they are.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn open(&self) -> io::Result<(Take<File>, u64)> {
        let mut file = File::open(&self.path)?;
        let size = match self.size {
            Some(size) => size,
            None => file.metadata()?.len(),
        };
        file.seek(SeekFrom::Start(self.at))?;
        Ok((file.take(size), size))
    }
}

/// A pack that is being written: files one behind the other. What the store names of it never
/// changes; behind that it grows while its parcel comes, and may end earlier in the end.
pub(super) struct Pack {
    pub name: String,
    /// Under another name until there is something in it that the store may name.
    file: Straight,
}

/// How a pack's name ends of which the store cannot name anything.
const UNNAMED: &str = "part";

impl Pack {
    /// Begins one under a name that no other has. `size`: bytes that are expected.
    pub fn begin(central: &Central, name: String, size: u64) -> io::Result<Self> {
        let path = pack(central.dir(), &name).with_extension(UNNAMED);
        Ok(Self { name, file: Straight::create(path, size)? })
    }

    /// Bytes so far.
    pub const fn size(&self) -> u64 {
        self.file.size()
    }

    /// Whether so many bytes are taken without the disk.
    pub const fn has_room(&self, bytes: usize) -> bool {
        self.file.has_room(bytes)
    }

    pub fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.append(bytes)
    }

    /// Makes what was appended durable.
    pub fn sync(&mut self) -> io::Result<()> {
        self.file.sync()?;
        let named = self.file.path().with_file_name(&self.name);
        if self.file.path() != named {
            self.file.rename(named)?;
            if let Some(folder) = self.file.path().parent() {
                File::open(folder)?.sync_all()?;
            }
        }
        Ok(())
    }

    /// Copies the bytes from `at` on to a file of their own.
    pub fn copy_end(&mut self, at: u64, to: &Path) -> io::Result<()> {
        self.file.write()?;
        let mut from = File::open(self.file.path())?;
        from.seek(SeekFrom::Start(at))?;
        let mut to = File::create(to)?;
        io::copy(&mut from, &mut to)?;
        to.sync_data()
    }

    /// Drops the bytes from `at` on, where they were made durable; the whole pack, if nothing is left.
    pub fn cut(self, at: u64) -> io::Result<()> {
        if at == 0 { fs::remove_file(self.file.path()) } else { self.file.cut(at) }
    }
}

/// Removes what central was writing when it went down, before anything of it was whole. Packs that
/// were whole once stay, also those that the store does not name: it may be an older one. Only while
/// nobody sends.
///
/// # Errors
/// If the folder cannot be read, or a file not removed.
pub fn drop_unnamed_packs(central: &Central) -> io::Result<()> {
    for entry in fs::read_dir(central.dir().join("packs"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == UNNAMED) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}
