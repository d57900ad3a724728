//! Where photo files lie: those that came together in one pack, all others by themselves.

use crate::{Central, store};
use mingcha_domain::ids::Hash;
use rusqlite::Connection;
use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom, Take, Write},
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
/// changes; behind that it grows while its parcel comes.
pub(super) struct Pack {
    pub name: String,
    /// Under another name until there is something in it that the store may name.
    path: PathBuf,
    file: File,
    size: u64,
}

/// How a pack's name ends of which the store cannot name anything.
const UNNAMED: &str = "part";

impl Pack {
    /// Begins one under a name that no other has.
    pub fn begin(central: &Central, name: String) -> io::Result<Self> {
        let path = pack(central.dir(), &name).with_extension(UNNAMED);
        let file = File::options().create_new(true).read(true).append(true).open(&path)?;
        Ok(Self { name, path, file, size: 0 })
    }

    /// Bytes so far.
    pub const fn size(&self) -> u64 {
        self.size
    }

    pub fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.size += bytes.len() as u64;
        Ok(())
    }

    /// Makes what was appended durable.
    pub fn sync(&mut self) -> io::Result<()> {
        self.file.sync_data()?;
        let named = self.path.with_file_name(&self.name);
        if self.path != named {
            fs::rename(&self.path, &named)?;
            self.path = named;
            if let Some(folder) = self.path.parent() {
                File::open(folder)?.sync_all()?;
            }
        }
        Ok(())
    }

    /// Copies the bytes from `at` on to a file of their own.
    pub fn copy_end(&mut self, at: u64, to: &Path) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(at))?;
        let mut to = File::create(to)?;
        io::copy(&mut self.file, &mut to)?;
        to.sync_data()
    }

    /// Drops the bytes from `at` on; the whole pack, if nothing is left.
    pub fn cut(self, at: u64) -> io::Result<()> {
        if at == 0 { fs::remove_file(&self.path) } else { self.file.set_len(at) }
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
