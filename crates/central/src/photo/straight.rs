//! A file that goes to the disk straight from here, until it is first made durable: what the system's
//! cache does for each page of it costs more than hashing the bytes (ADR 35).
//!
//! Whatever lies in it may be read by others from then on, so it goes on as any file does: a page of
//! which others read one part while another is written past the cache is as the file system pleases.

use std::{
    fs::File,
    io::{self, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

/// What a disk takes by itself: bytes in memory and in the file begin at a multiple of this.
const PAGE: usize = 4096;

/// Most bytes that are written at once.
const TOGETHER: usize = 256 * 1024;

/// A file that grows, whose last bytes wait here for more.
pub(super) struct Straight {
    path: PathBuf,
    file: File,
    past_the_cache: bool,
    /// Bytes that are in the file and are not written again; past the cache whole pages.
    written: u64,
    waiting: Room,
}

/// Bytes that follow what is written.
struct Room {
    memory: Vec<u8>,
    /// Where in it a page begins.
    begin: usize,
    capacity: usize,
    len: usize,
}

impl Straight {
    /// Begins a file of which about `size` bytes are expected.
    pub fn create(path: PathBuf, size: u64) -> io::Result<Self> {
        let (file, past_the_cache) = match open(&path, true) {
            Ok(file) => (file, true),
            // Not every file system can; some find out when the file is there.
            Err(e) if cannot(&e) => (open(&path, false)?, false),
            Err(e) => return Err(e),
        };
        let pages = usize::try_from(size).unwrap_or(TOGETHER).clamp(1, TOGETHER).div_ceil(PAGE);
        let waiting = Room::new(pages * PAGE);
        Ok(Self { path, file, past_the_cache, written: 0, waiting })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Bytes so far.
    pub const fn size(&self) -> u64 {
        self.written + self.waiting.len as u64
    }

    /// Whether so many bytes are taken without the disk.
    pub const fn has_room(&self, bytes: usize) -> bool {
        bytes <= self.waiting.capacity - self.waiting.len
    }

    /// Appends bytes. If that fails, some of them may have been.
    pub fn append(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            if self.waiting.len == self.waiting.capacity {
                self.write()?;
            }
            bytes = self.waiting.take(bytes)?;
        }
        Ok(())
    }

    /// Gives all bytes to the file. They are not durable by that.
    pub fn write(&mut self) -> io::Result<()> {
        let (waits, whole) = (self.waiting.len, self.waiting.len / PAGE * PAGE);
        if waits == 0 {
            return Ok(());
        }
        if self.past_the_cache {
            match self.put(waits.next_multiple_of(PAGE)) {
                Err(e) if cannot(&e) => self.go_on_as_any_file()?,
                put => {
                    put?;
                    if whole < waits {
                        // Only whole pages go straight to the disk.
                        self.file.set_len(self.size())?;
                    }
                    return self.wrote(whole);
                }
            }
        }
        self.put(waits)?;
        self.wrote(waits)
    }

    /// Writes so many of the bytes that wait.
    fn put(&mut self, bytes: usize) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.written))?;
        self.file.write_all(self.waiting.first(bytes)?)
    }

    /// So many are not written again.
    fn wrote(&mut self, bytes: usize) -> io::Result<()> {
        self.waiting.drop_first(bytes)?;
        self.written += bytes as u64;
        Ok(())
    }

    fn go_on_as_any_file(&mut self) -> io::Result<()> {
        self.file = File::options().write(true).open(&self.path)?;
        self.past_the_cache = false;
        Ok(())
    }

    /// Makes all bytes durable.
    pub fn sync(&mut self) -> io::Result<()> {
        self.write()?;
        self.file.sync_data()?;
        if self.past_the_cache {
            self.go_on_as_any_file()?;
            self.wrote(self.waiting.len)?;
        }
        Ok(())
    }

    /// Gives the file another name.
    pub fn rename(&mut self, to: PathBuf) -> io::Result<()> {
        std::fs::rename(&self.path, &to)?;
        self.path = to;
        Ok(())
    }

    /// Drops the bytes from `at` on. Up to there they were made durable.
    pub fn cut(self, at: u64) -> io::Result<()> {
        self.file.set_len(at)
    }
}

/// Whether it is the way of writing that a file system refuses.
fn cannot(why: &io::Error) -> bool {
    matches!(why.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported)
}

fn open(path: &Path, past_the_cache: bool) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).create_new(past_the_cache);
    #[cfg(target_os = "linux")]
    if past_the_cache {
        let flags = i32::try_from(rustix::fs::OFlags::DIRECT.bits());
        std::os::unix::fs::OpenOptionsExt::custom_flags(
            &mut options,
            flags.map_err(io::Error::other)?,
        );
    }
    options.open(path)
}

impl Room {
    fn new(capacity: usize) -> Self {
        let memory = vec![0; capacity + PAGE];
        let begin = memory.as_ptr().align_offset(PAGE).min(PAGE);
        Self { memory, begin, capacity, len: 0 }
    }

    /// Takes what fits, gives the rest.
    fn take<'a>(&mut self, bytes: &'a [u8]) -> io::Result<&'a [u8]> {
        let (now, later) = bytes.split_at(bytes.len().min(self.capacity - self.len));
        let at = self.begin + self.len;
        self.memory.get_mut(at..at + now.len()).ok_or_else(no_room)?.copy_from_slice(now);
        self.len += now.len();
        Ok(later)
    }

    /// The first of them; what is asked for beyond their end is anything.
    fn first(&self, bytes: usize) -> io::Result<&[u8]> {
        self.memory.get(self.begin..self.begin + bytes).ok_or_else(no_room)
    }

    fn drop_first(&mut self, bytes: usize) -> io::Result<()> {
        let left = self.len.checked_sub(bytes).ok_or_else(no_room)?;
        self.memory.copy_within(self.begin + bytes..self.begin + self.len, self.begin);
        self.len = left;
        Ok(())
    }
}

/// Nothing is said to be written that was not.
fn no_room() -> io::Error {
    io::Error::other("bytes beyond the room for them")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn what_is_appended_is_in_the_file_byte_for_byte() {
        let dir = tempfile::tempdir().unwrap();
        let bytes: Vec<u8> =
            (0..3 * TOGETHER as u32 + 5).map(|n| n.wrapping_mul(2_654_435_761) as u8).collect();
        // Also where the file system refuses what does not begin at a page.
        let all = [1, 5_000, 4 * TOGETHER as u64].into_iter().flat_map(|n| [(n, 0), (n, 1)]);
        for (n, (expected, beside)) in all.enumerate() {
            let path = dir.path().join(n.to_string());
            let mut file = Straight::create(path.clone(), expected).unwrap();
            file.waiting.begin -= beside.min(file.waiting.begin);
            let (mut at, mut step, mut steps) = (0, 1, 0);
            while at < bytes.len() {
                let ends = bytes.len().min(at + step);
                file.append(&bytes[at..ends]).unwrap();
                (at, step, steps) = (ends, step * 3 % 200_003, steps + 1);
                assert_eq!(file.size(), at as u64);
                if steps % 7 == 0 {
                    file.sync().unwrap();
                    assert!(fs::read(&path).unwrap() == bytes[..at], "{at} of {expected}");
                } else if steps % 5 == 0 {
                    file.write().unwrap();
                    assert!(fs::read(&path).unwrap() == bytes[..at], "{at} of {expected}");
                }
            }
            file.sync().unwrap();
            assert!(fs::read(&path).unwrap() == bytes, "{expected}");
            file.cut(4_097).unwrap();
            assert!(fs::read(&path).unwrap() == bytes[..4_097], "{expected}");
        }
    }

    #[test]
    fn a_file_that_is_there_is_not_written_over() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("there");
        fs::write(&path, "before").unwrap();
        assert!(Straight::create(path.clone(), 10).is_err());
        assert_eq!(fs::read(path).unwrap(), b"before");
    }
}
