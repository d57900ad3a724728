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

    /// Room for pages that were deciphered, KiB. Photo bytes go by once: they are read over a few that
    /// stay near the processor.
    const fn cache_kib(self) -> u32 {
        match self {
            Self::Rows => 16_000,
            Self::Bytes => 1_000,
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

/// The file of the records, and that of the photos' bytes.
const RECORDS: &str = "records.db";
const PHOTO_BYTES: &str = "photos.db";
/// Where damaged files go.
const ASIDE: &str = "set-aside";

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
    /// The records were damaged: what could be read of them was carried over.
    pub records_rescued: bool,
    /// The photos' bytes likewise.
    pub photos_rescued: bool,
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
    let (writer, records_rescued) =
        sound(dir, RECORDS, &key, ROWS, records_schema, rescue::RECORDS)?;
    let (photos, photos_rescued) =
        sound(dir, PHOTO_BYTES, &derived(&key), PHOTOS, photos_schema, rescue::PHOTOS)?;
    let reader = connect(&dir.join(RECORDS), &key, ROWS)?;
    reader.pragma_update(None, "query_only", "ON")?;
    Ok(Opened { writer, reader, photos, records_rescued, photos_rescued })
}

/// Opens a file; one that is damaged is set aside, and what can still be read is carried over. Gives
/// whether that was done: until [`rescued`] is said, the next start does it again.
fn sound(
    dir: &Path,
    name: &str,
    key: &str,
    layouts: &[Layout],
    schema: fn() -> Migrations<'static>,
    tables: &[&str],
) -> Result<(Connection, bool), Error> {
    let path = dir.join(name);
    let (marker, begun) = (dir.join(format!("{name}.damaged")), begun(dir, name));
    if !begun.exists() {
        if !marker.exists() {
            match newest(&path, key, layouts, schema) {
                Err(error) if error.code == ErrorCode::StoreDamaged => {}
                other => return Ok((other?, false)),
            }
        }
        durable::replace(&begun, place_aside(dir, name)?.as_bytes())?;
    }
    let aside = dir.join(ASIDE).join(fs::read_to_string(&begun)?);
    set_aside(&path, &aside)?;
    durable::step("aside")?;
    let connection = newest(&path, key, layouts, schema)?;
    let damaged = || connect(&aside, key, layouts);
    match damaged() {
        Ok(_) => match rescue::carry_over(&damaged, &connection, tables) {
            // Without room for a copy of all photos the records are opened all the same.
            Err(error) if error.code == ErrorCode::DiskFull && name == PHOTO_BYTES => {
                tracing::error!(
                    "no room to carry over all photos; they stay in the file set aside"
                );
                if !connection.is_autocommit() {
                    connection.execute_batch("ROLLBACK")?;
                }
            }
            carried => carried?,
        },
        Err(error) => tracing::warn!(code = ?error.code, "nothing of the damaged file is readable"),
    }
    if marker.exists() {
        fs::remove_file(marker)?;
    }
    Ok((connection, true))
}

/// Names what a file that is being rescued was set aside as.
fn begun(dir: &Path, name: &str) -> PathBuf {
    dir.join(format!("{name}.rescue"))
}

/// What was rescued is in its place, and the person will be told: no later start does it again.
///
/// # Errors
/// If a note cannot be removed.
pub fn rescued(dir: &Path) -> Result<(), Error> {
    for name in [RECORDS, PHOTO_BYTES] {
        let begun = begun(dir, name);
        if begun.exists() {
            durable::remove(&begun)?;
        }
    }
    Ok(())
}

/// Something read from the records turned out damaged: the next start sets the file aside.
pub fn mark_records_damaged(dir: &Path) {
    mark_damaged(dir, RECORDS);
}

/// Something read from the photos' bytes likewise.
pub fn mark_photos_damaged(dir: &Path) {
    mark_damaged(dir, PHOTO_BYTES);
}

fn mark_damaged(dir: &Path, name: &str) {
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
    connection.execute_batch(&format!(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA fullfsync = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -{};",
        layout.cache_kib()
    ))?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

/// Whether a damaged file was set aside in the folder of a profile.
pub fn has_set_aside(dir: &Path) -> bool {
    dir.join(ASIDE).exists()
}

/// A name that nothing which was set aside has.
fn place_aside(dir: &Path, name: &str) -> Result<String, Error> {
    let aside = dir.join(ASIDE);
    fs::create_dir_all(&aside)?;
    let first = fs::read_dir(&aside)?.count();
    let names = (first..).map(|number| format!("{number}-{name}"));
    let free = |file: &String| !aside.join(file).exists();
    names.take(10_000).find(free).ok_or_else(|| Error::new(ErrorCode::Internal, "no name is free"))
}

/// A file that cannot be read is moved out of the way, whole, with its journal. Never deleted. The
/// file itself goes last: once it is there, what stands in its place is what a killed rescue left.
fn set_aside(path: &Path, aside: &Path) -> Result<(), Error> {
    let beside = |path: &Path, suffix: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    let half = aside.exists();
    for suffix in ["-wal", "-shm", ""] {
        let from = beside(path, suffix);
        match (from.exists(), half) {
            (true, true) => fs::remove_file(from)?,
            (true, false) => fs::rename(from, beside(aside, suffix))?,
            (false, _) => {}
        }
    }
    Ok(())
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

    /// Fills pages of a file with noise, spread over it; the first ones stay, they say what it is.
    fn damage(path: &Path, page: usize, every: usize) -> std::io::Result<usize> {
        let mut bytes = fs::read(path)?;
        let mut bad = 0;
        for page in bytes.chunks_mut(page).skip(every).step_by(every) {
            page[..16].fill(0x5a);
            bad += 1;
        }
        fs::write(path, bytes)?;
        Ok(bad)
    }

    /// Records with so many drafts and photo files, one batch of them in the file and not its journal.
    fn records_of(dir: &Path, many: u32) -> Result<(), Error> {
        let mut connection = newest(&dir.join(RECORDS), KEY, ROWS, records_schema)?;
        let transaction = connection.transaction()?;
        for n in 0..many {
            let id = Hash::of(&[&n.to_be_bytes()]).0;
            transaction.execute(
                "INSERT INTO draft_finding (finding, check_id, content, changed_ms) VALUES (?, ?, ?, 0)",
                (&id[..16], &id[16..], format!("{n} {}", "中".repeat(100))),
            )?;
            transaction.execute(
                "INSERT INTO event (id, stream, own, at_ms, key, seq, signed, kind)
                 VALUES (?1, ?2, 1, 0, ?2, ?3, ?4, 'k')",
                (&id[..], &id[..16], n, format!("{n} {}", "中".repeat(300))),
            )?;
        }
        Ok(transaction.commit()?)
    }

    fn count(connection: &Connection, table: &str) -> rusqlite::Result<u32> {
        connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |r| r.get(0))
    }

    #[test]
    fn only_what_lay_on_bad_pages_is_lost() -> Result<(), Box<dyn std::error::Error>> {
        const MANY: u32 = 3_000;
        let dir = tempfile::tempdir()?;
        records_of(dir.path(), MANY)?;
        let bad = damage(&dir.path().join(RECORDS), 4096, 50)?;
        assert!(bad > 10, "{bad} bad pages");
        mark_damaged(dir.path(), RECORDS);
        let (after, damaged) =
            sound(dir.path(), RECORDS, KEY, ROWS, records_schema, rescue::RECORDS)?;
        assert!(damaged);
        // A page holds up to a dozen rows of either table; one above them leads to hundreds.
        for table in ["event", "draft_finding"] {
            let kept = count(&after, table)?;
            assert!(kept > MANY * 85 / 100 && kept < MANY, "{kept} of {table}, {bad} bad pages");
        }
        Ok(())
    }

    #[test]
    fn photos_beside_bad_ones_stay_whole() -> Result<(), Box<dyn std::error::Error>> {
        let dir = tempfile::tempdir()?;
        let path = dir.path().join(PHOTO_BYTES);
        let mut before = newest(&path, KEY, PHOTOS, photos_schema)?;
        for n in 0..40 {
            keep(&mut before, n)?;
        }
        drop(before);
        let bad = damage(&path, 16_384, 300)?;
        assert!((3..8).contains(&bad), "{bad} bad pages");
        mark_damaged(dir.path(), PHOTO_BYTES);
        let (after, damaged) =
            sound(dir.path(), PHOTO_BYTES, KEY, PHOTOS, photos_schema, rescue::PHOTOS)?;
        assert!(damaged);
        let whole = (0..40).filter(|n| {
            let got = photos::get(&after, photo(*n).0);
            got.ok().flatten() == Some(photo(*n).1)
        });
        let whole = whole.count();
        assert!(whole >= 40 - bad && whole < 40, "{whole} of 40, {bad} bad");
        Ok(())
    }

    #[test]
    fn a_rescue_that_is_killed_anywhere_begins_again_from_the_damaged_file()
    -> Result<(), Box<dyn std::error::Error>> {
        let mut cut_short = 0;
        for step in 0..8 {
            let dir = tempfile::tempdir()?;
            records_of(dir.path(), 20)?;
            mark_damaged(dir.path(), RECORDS);
            let rescue = || sound(dir.path(), RECORDS, KEY, ROWS, records_schema, rescue::RECORDS);
            fault::die_at(Some(step));
            cut_short += u32::from(rescue().is_err());
            fault::die_at(None);
            // As if it had been killed while it copied: what stands there is not all.
            if dir.path().join(ASIDE).join(format!("0-{RECORDS}")).exists() {
                let half = newest(&dir.path().join(RECORDS), KEY, ROWS, records_schema)?;
                half.execute("DELETE FROM event", [])?;
            }
            let (after, damaged) = rescue()?;
            assert!(damaged, "step {step}");
            assert_eq!((count(&after, "event")?, count(&after, "draft_finding")?), (20, 20));
            drop(after);
            // Nobody has told the person yet.
            assert!(rescue()?.1, "step {step}");
            rescued(dir.path())?;
            let (after, again) = rescue()?;
            assert!(!again && count(&after, "event")? == 20, "step {step}");
        }
        assert!(cut_short >= 5, "{cut_short} kills in the middle");
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

    #[test]
    fn the_schema_is_the_one_that_is_documented() -> Result<(), Box<dyn std::error::Error>> {
        let dir = tempfile::tempdir()?;
        let records = newest(&dir.path().join(RECORDS), KEY, ROWS, records_schema)?;
        let sql = "SELECT sql FROM sqlite_master WHERE type = 'table'
                   AND name NOT GLOB 'check_search*' AND name NOT GLOB 'sqlite_*'";
        let mut statement = records.prepare(sql)?;
        let tables: Vec<String> =
            statement.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
        let documented = concat!(
            include_str!("schema.sql"),
            include_str!("given.sql"),
            include_str!("inbox.sql")
        );
        for table in &tables {
            let name = table.split_whitespace().nth(2).unwrap_or_default();
            assert!(documented.contains(&format!("CREATE TABLE {name} ")), "{name}");
            assert!(table.contains("STRICT"), "{name} is not STRICT");
        }
        assert!(tables.len() >= 15, "{tables:?}");
        Ok(())
    }
}
