//! Opening the store: cipher, schema, and what to do when a file is not what it should be.

use super::{durable, lists, rescue};
use crate::{
    api::{Error, ErrorCode, StoreNotice},
    lock::DatabaseKey,
};
use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::{HookError, M, Migrations};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Once,
        atomic::{AtomicBool, Ordering},
    },
};
use zeroize::Zeroizing;

fn records_schema() -> Migrations<'static> {
    Migrations::new(vec![
        M::up(include_str!("schema.sql")),
        M::up(include_str!("room.sql")),
        M::up(include_str!("given.sql")),
        M::up_with_hook(include_str!("territory.sql"), |transaction| {
            lists::note_territories(transaction).map_err(|e| HookError::Hook(e.message))
        }),
        // Photos have large pages from here on. A program from before would take their file for a
        // damaged one; this tells it that the store is newer than it is.
        M::up("SELECT 1"),
        M::up(include_str!("inbox.sql")),
    ])
}

fn photos_schema() -> Migrations<'static> {
    Migrations::new(vec![M::up(include_str!("photos.sql"))])
}

/// How a file lies under its cipher; it keeps the way in which it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// SQLCipher's own: pages of 4 KiB, sealed with SHA-512. For rows.
    Rows,
    /// For bytes by the megabyte: a quarter of the pages, sealed with the hash that processors have
    /// instructions for; what is dropped gives its room back (ADR 28).
    Bytes,
}

impl Layout {
    /// What is said before the file is first read.
    const fn cipher(self) -> &'static str {
        match self {
            Self::Rows => "",
            Self::Bytes => {
                "PRAGMA cipher_page_size = 16384;
                 PRAGMA cipher_hmac_algorithm = HMAC_SHA256;
                 PRAGMA wal_autocheckpoint = 256;"
            }
        }
    }

    /// What is said to a file that is made; saying it again would write to it.
    const fn when_made(self) -> &'static str {
        match self {
            Self::Rows => "",
            Self::Bytes => "PRAGMA auto_vacuum = INCREMENTAL;",
        }
    }
}

/// Layouts that a file of rows may have.
const ROWS: &[Layout] = &[Layout::Rows];
/// Layouts that a file of photos may have: that of a new one, and of those made before there was one.
const PHOTOS: &[Layout] = &[Layout::Bytes, Layout::Rows];

/// The name of the file that is locked while a profile is open.
const LOCK: &str = "profile.lock";

/// Says, while a profile is being erased, that it is, and what its person shall be told: a start
/// after a kill goes on with it.
const ERASING: &str = "erasing";

/// The open files of a profile.
pub struct Opened {
    /// Writes records.
    pub writer: Connection,
    /// Reads records while the writer works.
    pub reader: Connection,
    /// Photo bytes.
    pub photos: Connection,
    /// What a person must know.
    pub notice: Option<StoreNotice>,
}

/// A profile's folder, claimed for this process, locked or not: another window is refused.
pub struct Claim {
    dir: PathBuf,
    erased: AtomicBool,
    /// What to tell of an erasure that a kill had cut short.
    finished: Option<StoreNotice>,
    /// Locked as long as it lives.
    _file: fs::File,
}

/// Claims the profile in `dir`.
///
/// # Errors
/// [`ErrorCode::StoreInUse`].
pub fn claim(dir: &Path) -> Result<Claim, Error> {
    fs::create_dir_all(dir)?;
    let file =
        fs::OpenOptions::new().create(true).truncate(false).write(true).open(dir.join(LOCK))?;
    if file.try_lock().is_err() {
        return Err(Error::new(ErrorCode::StoreInUse, "another window has this profile open"));
    }
    let erased = AtomicBool::new(false);
    let mut claim = Claim { dir: dir.to_owned(), erased, finished: None, _file: file };
    if let Ok(begun) = fs::read_to_string(dir.join(ERASING)) {
        claim.remove_all()?;
        claim.finished = super::of_word(&begun, ERASING).ok();
    }
    Ok(claim)
}

impl Claim {
    /// Removes everything of the profile, whose files must be closed. The key goes first: without
    /// it, what a dying battery or a flash chip leaves behind is noise. Killed on the way, the next
    /// start goes on with it.
    ///
    /// # Errors
    /// If a file cannot be removed; what is left cannot be read all the same.
    pub fn erase(&self, notice: StoreNotice) -> Result<(), Error> {
        durable::replace(&self.dir.join(ERASING), super::word(&notice).as_bytes())?;
        self.remove_all()
    }

    fn remove_all(&self) -> Result<(), Error> {
        durable::step("key")?;
        crate::lock::forget_key(&self.dir)?;
        for entry in fs::read_dir(&self.dir)? {
            let entry = entry?;
            durable::step("file")?;
            if entry.file_type()?.is_dir() {
                fs::remove_dir_all(entry.path())?;
            } else if entry.file_name() != LOCK && entry.file_name() != ERASING {
                fs::remove_file(entry.path())?;
            }
        }
        durable::step("end")?;
        Ok(fs::remove_file(self.dir.join(ERASING))?)
    }

    /// What to tell of an erasure that a kill had cut short, and that the claim finished.
    pub const fn finished(&self) -> Option<StoreNotice> {
        self.finished
    }

    /// Notes that a new, empty profile took the place of the erased one.
    pub fn set_erased(&self) {
        self.erased.store(true, Ordering::Release);
    }

    /// Whether that happened since the last call.
    pub fn take_erased(&self) -> bool {
        self.erased.swap(false, Ordering::AcqRel)
    }
}

/// Opens or creates the files of a claimed profile.
///
/// # Errors
/// [`ErrorCode::StoreNewer`], [`ErrorCode::DiskFull`].
pub fn open(dir: &Path, key: &DatabaseKey) -> Result<Opened, Error> {
    let key = key.hex();
    let (writer, records_damaged) =
        sound(dir, "records.db", &key, ROWS, records_schema, rescue::RECORDS)?;
    let (photos, photos_damaged) =
        sound(dir, "photos.db", &derived(&key), PHOTOS, photos_schema, rescue::PHOTOS)?;
    let damaged = records_damaged || photos_damaged;
    let notice = damaged.then_some(StoreNotice::DamagedSetAside);
    let reader = connect(&dir.join("records.db"), &key, ROWS)?;
    reader.pragma_update(None, "query_only", "ON")?;
    Ok(Opened { writer, reader, photos, notice })
}

/// Opens a file; one that is damaged is set aside, and what can still be read is carried over.
fn sound(
    dir: &Path,
    name: &str,
    key: &str,
    layouts: &[Layout],
    schema: fn() -> Migrations<'static>,
    tables: &[&str],
) -> Result<(Connection, bool), Error> {
    let path = dir.join(name);
    let marker = dir.join(format!("{name}.damaged"));
    if !marker.exists() {
        match newest(&path, key, layouts, schema) {
            Err(error) if error.code == ErrorCode::StoreDamaged => {}
            other => return Ok((other?, false)),
        }
    }
    let aside = set_aside(dir, name)?;
    let connection = newest(&path, key, layouts, schema)?;
    match connect(&aside, key, layouts) {
        Ok(old) => rescue::carry_over(&old, &connection, tables)?,
        Err(error) => tracing::warn!(code = ?error.code, "nothing of the damaged file is readable"),
    }
    if marker.exists() {
        fs::remove_file(marker)?;
    }
    Ok((connection, true))
}

/// Something read from the store turned out damaged: the next start sets the file aside.
pub fn mark_damaged(dir: &Path, name: &str) {
    if let Err(error) = fs::write(dir.join(format!("{name}.damaged")), b"") {
        tracing::error!("marking a damaged file: {error}");
    }
}

/// A connection to a file whose schema is the newest.
fn newest(
    path: &Path,
    key: &str,
    layouts: &[Layout],
    schema: fn() -> Migrations<'static>,
) -> Result<Connection, Error> {
    let mut connection = connect(path, key, layouts)?;
    schema().to_latest(&mut connection)?;
    Ok(connection)
}

/// A connection to nothing that stays. The first one of the process makes SQLite ready.
///
/// # Errors
/// Without memory.
pub fn in_memory() -> Result<Connection, Error> {
    make_ready();
    Ok(Connection::open_in_memory()?)
}

/// SQLite says that it is ready a moment before its cipher is: of two threads that open their first
/// files at once, the later one would be refused its key.
fn make_ready() {
    static READY: Once = Once::new();
    READY.call_once(|| drop(Connection::open_in_memory()));
}

/// Opens a file of one of these layouts; a new one gets the first.
fn connect(path: &Path, key: &str, layouts: &[Layout]) -> Result<Connection, Error> {
    let mut opened = Err(Error::new(ErrorCode::Internal, "no layout"));
    for layout in layouts {
        opened = connect_as(path, key, *layout);
        // Of another layout, or damaged: both look alike until one fits.
        if !opened.as_ref().is_err_and(|error| error.code == ErrorCode::StoreDamaged) {
            break;
        }
    }
    opened
}

fn connect_as(path: &Path, key: &str, layout: Layout) -> Result<Connection, Error> {
    make_ready();
    let new = fs::metadata(path).map_or(true, |file| file.len() == 0);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    // A raw key: nothing is derived per open.
    let pragma = Zeroizing::new(format!("PRAGMA key = \"x'{key}'\";"));
    connection.execute_batch(&pragma)?;
    connection.execute_batch(layout.cipher())?;
    if new {
        connection.execute_batch(layout.when_made())?;
    }
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    // The first read tells whether the file is a database under this key.
    connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA fullfsync = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -16000;",
    )?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

/// A file that cannot be read is moved out of the way, whole, with its journal. Never deleted.
fn set_aside(dir: &Path, name: &str) -> Result<PathBuf, Error> {
    let aside = dir.join("set-aside");
    fs::create_dir_all(&aside)?;
    let number = fs::read_dir(&aside)?.count();
    for suffix in ["", "-wal", "-shm"] {
        let from = dir.join(format!("{name}{suffix}"));
        if from.exists() {
            fs::rename(from, aside.join(format!("{number}-{name}{suffix}")))?;
        }
    }
    Ok(aside.join(format!("{number}-{name}")))
}

fn derived(key: &str) -> Zeroizing<String> {
    let hash = mingcha_domain::ids::Hash::of(&[b"mingcha/photos-key/1\0", key.as_bytes()]);
    Zeroizing::new(hash.hex())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::photos;
    use durable::fault;
    use mingcha_domain::ids::Hash;

    const KEY: &str = "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a";

    fn photo(n: u8) -> (Hash, Vec<u8>) {
        (Hash([n; 32]), vec![n; 600_000])
    }

    fn keep(connection: &mut Connection, n: u8) -> Result<(), Error> {
        let (hash, bytes) = photo(n);
        photos::put(connection, &[(hash, &bytes)])
    }

    #[test]
    fn photos_of_the_layout_before_are_kept_with_what_was_not_written_back_yet()
    -> Result<(), Box<dyn std::error::Error>> {
        let dir = tempfile::tempdir()?;
        let path = dir.path().join("photos.db");
        let mut before = newest(&path, KEY, ROWS, photos_schema)?;
        keep(&mut before, 1)?;
        before.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        assert!(fs::metadata(&path)?.len() > 600_000);
        before.execute_batch("PRAGMA wal_autocheckpoint = 0")?;
        keep(&mut before, 2)?;
        // As a kill leaves them: the journal holds what the file does not.
        let killed = dir.path().join("killed");
        fs::create_dir(&killed)?;
        for suffix in ["", "-wal"] {
            let name = format!("photos.db{suffix}");
            fs::copy(dir.path().join(&name), killed.join(&name))?;
        }
        drop(before);
        let (mut after, damaged) =
            sound(&killed, "photos.db", KEY, PHOTOS, photos_schema, rescue::PHOTOS)?;
        assert!(!damaged);
        for n in [1, 2] {
            assert_eq!(photos::get(&after, photo(n).0)?, Some(photo(n).1));
        }
        keep(&mut after, 3)?;
        drop(after);
        let after = connect(&killed.join("photos.db"), KEY, PHOTOS)?;
        assert_eq!(photos::get(&after, photo(3).0)?, Some(photo(3).1));
        Ok(())
    }

    #[test]
    fn photos_that_leave_give_their_room_back() -> Result<(), Box<dyn std::error::Error>> {
        let dir = tempfile::tempdir()?;
        let path = dir.path().join("photos.db");
        let mut connection = newest(&path, KEY, PHOTOS, photos_schema)?;
        for n in 0..10 {
            keep(&mut connection, n)?;
        }
        let size = || {
            let files = ["photos.db", "photos.db-wal"].map(|name| dir.path().join(name));
            files.iter().filter_map(|path| fs::metadata(path).ok()).map(|file| file.len()).sum()
        };
        let full: u64 = size();
        assert!(full > 6_000_000, "{full}");
        let gone: Vec<Hash> = (0..9).map(|n| photo(n).0).collect();
        photos::remove(&mut connection, &gone)?;
        // Also after a kill in between.
        drop(connection);
        let connection = newest(&path, KEY, PHOTOS, photos_schema)?;
        while photos::give_back(&connection)? {}
        let left: u64 = size();
        assert!(left < full / 8, "{left} of {full}");
        assert_eq!(photos::reusable(&connection)?, 0);
        assert_eq!(photos::get(&connection, photo(9).0)?, Some(photo(9).1));
        Ok(())
    }

    #[test]
    fn damaged_photos_of_either_layout_are_set_aside_whole()
    -> Result<(), Box<dyn std::error::Error>> {
        for layouts in [PHOTOS, ROWS] {
            let dir = tempfile::tempdir()?;
            let path = dir.path().join("photos.db");
            let mut before = newest(&path, KEY, layouts, photos_schema)?;
            keep(&mut before, 1)?;
            drop(before);
            let mut bytes = fs::read(&path)?;
            bytes[..20_000].fill(0x5a);
            fs::write(&path, &bytes)?;
            let (mut after, damaged) =
                sound(dir.path(), "photos.db", KEY, PHOTOS, photos_schema, rescue::PHOTOS)?;
            assert!(damaged);
            assert_eq!(fs::read(dir.path().join("set-aside/0-photos.db"))?, bytes);
            keep(&mut after, 2)?;
            assert_eq!(photos::get(&after, photo(2).0)?, Some(photo(2).1));
        }
        Ok(())
    }

    #[test]
    fn room_that_stays_in_a_file_of_the_layout_before_is_counted()
    -> Result<(), Box<dyn std::error::Error>> {
        let dir = tempfile::tempdir()?;
        let mut connection = newest(&dir.path().join("photos.db"), KEY, ROWS, photos_schema)?;
        keep(&mut connection, 1)?;
        photos::remove(&mut connection, &[photo(1).0])?;
        assert!(!photos::give_back(&connection)?);
        assert!(photos::reusable(&connection)? > 590_000);
        Ok(())
    }

    #[test]
    fn an_erasure_that_is_killed_anywhere_is_finished_by_the_next_start()
    -> Result<(), Box<dyn std::error::Error>> {
        let files = ["profile.key", "records.db", "records.db-wal", "photos.db", "tries"];
        let mut cut_short = 0;
        for step in 0..20 {
            let dir = tempfile::tempdir()?;
            for file in files {
                fs::write(dir.path().join(file), b"x")?;
            }
            fs::create_dir_all(dir.path().join("set-aside"))?;
            fs::write(dir.path().join("set-aside/0-records.db"), b"x")?;
            let before = claim(dir.path())?;
            fault::die_at(Some(step));
            let killed = before.erase(StoreNotice::ErasedOnOrder).is_err();
            fault::die_at(None);
            drop(before);
            let begun =
                !dir.path().join("profile.key").exists() || dir.path().join(ERASING).exists();
            let after = claim(dir.path())?;
            let left: Vec<_> = fs::read_dir(dir.path())?
                .map(|entry| entry.map(|e| e.file_name().to_string_lossy().into_owned()))
                .filter(|name| name.as_ref().is_ok_and(|n| n != LOCK && !n.ends_with(".new")))
                .collect::<Result<_, _>>()?;
            if begun {
                assert!(left.is_empty(), "step {step}: {left:?}");
                assert_eq!(after.finished().is_some(), killed, "step {step}");
            } else {
                assert_eq!(left.len(), files.len() + 1, "step {step}: not begun, nothing is gone");
            }
            cut_short += u32::from(killed && begun);
        }
        assert!(cut_short > 5, "{cut_short} kills in the middle");
        Ok(())
    }
}
