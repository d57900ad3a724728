//! A file that goes to the disk straight from here. Nobody reads it soon, and what the system's cache
//! does for each page of it costs more than hashing the bytes (ADR 35).

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
    /// Bytes that are in the file and stay: whole pages.
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
            Err(e) if e.kind() == io::ErrorKind::InvalidInput => (open(&path, false)?, false),
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
            bytes = self.waiting.take(bytes);
        }
        Ok(())
    }

    /// Gives all bytes to the file. They are not durable by that.
    pub fn write(&mut self) -> io::Result<()> {
        let waits = self.waiting.len;
        if waits == 0 {
            return Ok(());
        }
        let mut put = self.put();
        if let (true, Err(e)) = (self.past_the_cache, &put)
            && e.kind() == io::ErrorKind::InvalidInput
        {
            self.file = File::options().write(true).open(&self.path)?;
            self.past_the_cache = false;
            put = self.put();
        }
        put?;
        if !waits.is_multiple_of(PAGE) {
            // Only whole pages go straight to the disk.
            self.file.set_len(self.size())?;
        }
        self.written += self.waiting.drop_whole_pages() as u64;
        Ok(())
    }

    fn put(&mut self) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.written))?;
        self.file.write_all(self.waiting.pages())
    }

    /// Makes all bytes durable.
    pub fn sync(&mut self) -> io::Result<()> {
        self.write()?;
        self.file.sync_data()
    }

    /// Gives the file another name.
    pub fn rename(&mut self, to: PathBuf) -> io::Result<()> {
        std::fs::rename(&self.path, &to)?;
        self.path = to;
        Ok(())
    }

    /// Drops the bytes from `at` on, of those that were written.
    pub fn cut(self, at: u64) -> io::Result<()> {
        self.file.set_len(at)
    }
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
    fn take<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let (now, later) = bytes.split_at(bytes.len().min(self.capacity - self.len));
        let at = self.begin + self.len;
        if let Some(room) = self.memory.get_mut(at..at + now.len()) {
            room.copy_from_slice(now);
        }
        self.len += now.len();
        later
    }

    /// The bytes, filled up to whole pages with anything.
    fn pages(&self) -> &[u8] {
        let len = self.len.next_multiple_of(PAGE);
        self.memory.get(self.begin..self.begin + len).unwrap_or_default()
    }

    /// Gives how many bytes that were.
    fn drop_whole_pages(&mut self) -> usize {
        let whole = self.len / PAGE * PAGE;
        self.memory.copy_within(self.begin + whole..self.begin + self.len, self.begin);
        self.len -= whole;
        whole
    }
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
        for (n, expected) in [1, 5_000, 4 * TOGETHER as u64].into_iter().enumerate() {
            let path = dir.path().join(n.to_string());
            let mut file = Straight::create(path.clone(), expected).unwrap();
            let (mut at, mut step) = (0, 1);
            while at < bytes.len() {
                let ends = bytes.len().min(at + step);
                file.append(&bytes[at..ends]).unwrap();
                (at, step) = (ends, step * 3 % 200_003);
                assert_eq!(file.size(), at as u64);
                if step % 7 == 0 {
                    file.sync().unwrap();
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
