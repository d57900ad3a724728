//! Carrying over what a damaged file still gives: every row on every page that is sound.

use crate::api::Error;
use rusqlite::{Connection, ErrorCode as Sqlite, ToSql, types::Value};

/// Tables of the records that are not folded from others, identity first.
pub const RECORDS: &[&str] = &[
    "identity",
    "setting",
    "event",
    "checkpoint",
    "draft_answer",
    "draft_words",
    "draft_finding",
    "pending_judgement",
    "looked_at",
    "phrase",
    "photo_file",
];

/// Tables of the photos.
pub const PHOTOS: &[&str] = &["file", "piece"];

/// So many rows are committed at once: photos are pieces of 256 KiB, and the journal holds them twice.
const AT_ONCE: u32 = 64;

/// Halves a space of hashes so often: a part is less than a page of most tables, and read from both of
/// its ends.
const HALVES: u32 = 12;

/// Copies what can be read. Killed in between, it begins anew with an empty file. `open` opens the
/// damaged file: over a connection that has met a bad page the cipher gives no other page either.
pub fn carry_over(
    open: &dyn Fn() -> Result<Connection, Error>,
    new: &Connection,
    tables: &[&str],
) -> Result<(), Error> {
    for table in tables {
        let old = open()?;
        // After an update the damaged file may be one of before.
        let Ok(known) = columns(&old, table) else { continue };
        let mut columns = columns(new, table)?;
        columns.retain(|column| known.iter().any(|before| before.name == column.name));
        if columns.is_empty() {
            continue;
        }
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let (names, marks) = (names.join(", "), vec!["?"; columns.len()].join(", "));
        let way = Way::through(open, new, table, &columns)?;
        let mut carrier = Carrier {
            old,
            open,
            new,
            select: format!("SELECT {names} FROM {table}"),
            insert: format!("INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})"),
            columns: columns.len(),
            waiting: 0,
        };
        new.execute_batch("BEGIN")?;
        carrier.table(&way)?;
        new.execute_batch("COMMIT")?;
    }
    Ok(())
}

/// The cipher gives a bad page that ends a long value as zeros, and says nothing. No text of ours holds
/// one, and an event's text gives its id. Photos' bytes are held against their hash once they are
/// there (`device/opening.rs`).
fn is_sound(row: &[Value]) -> bool {
    let zeros = |value: &Value| matches!(value, Value::Text(text) if text.contains('\0'));
    !row.iter().any(zeros)
}

/// How the rows of a table are walked, and how its space is cut where a page is bad: rows lie in the
/// order of their numbers, or, in a table that has none, of their keys.
struct Way {
    order: Vec<String>,
    /// What is cut in halves, and its last place; `None` if nothing can be.
    cut: Option<(String, Space)>,
}

#[derive(Clone, Copy)]
enum Space {
    /// Row numbers up to this one.
    Numbers(i64),
    /// The first eight bytes of a key of bytes.
    Bytes,
}

impl Way {
    fn through(
        open: &dyn Fn() -> Result<Connection, Error>,
        new: &Connection,
        table: &str,
        columns: &[Column],
    ) -> Result<Self, Error> {
        let sql = "SELECT wr FROM pragma_table_list WHERE name = ?";
        let without_numbers: bool = new.prepare(sql)?.query_row([table], |r| r.get(0))?;
        if !without_numbers {
            let cut = Some(("rowid".to_owned(), Space::Numbers(last_number(open, table)?)));
            return Ok(Self { order: vec!["rowid".to_owned()], cut });
        }
        let mut keys: Vec<&Column> = columns.iter().filter(|column| column.key > 0).collect();
        keys.sort_by_key(|column| column.key);
        let first = keys.first().filter(|column| column.kind == "BLOB");
        let cut = first.map(|column| (column.name.clone(), Space::Bytes));
        Ok(Self { order: keys.into_iter().map(|column| column.name.clone()).collect(), cut })
    }
}

/// The highest row number that anything still tells. The last page of the table may be bad, then the
/// table up to the first bad page and its index know one.
fn last_number(open: &dyn Fn() -> Result<Connection, Error>, table: &str) -> Result<i64, Error> {
    let mut last = 0;
    for sql in [
        format!("SELECT max(rowid) FROM {table}"),
        format!("SELECT rowid FROM {table}"),
        format!("SELECT rowid FROM {table} ORDER BY rowid DESC"),
    ] {
        let old = open()?;
        let Ok(mut statement) = old.prepare(&sql) else { continue };
        let Ok(mut rows) = statement.query([]) else { continue };
        while let Ok(Some(row)) = rows.next() {
            last = row.get(0).map_or(last, |number| i64::max(last, number));
        }
    }
    Ok(last)
}

/// Carries the rows of one table.
struct Carrier<'a> {
    old: Connection,
    open: &'a dyn Fn() -> Result<Connection, Error>,
    new: &'a Connection,
    select: String,
    insert: String,
    columns: usize,
    /// Rows that are not committed.
    waiting: u32,
}

impl Carrier<'_> {
    fn table(&mut self, way: &Way) -> Result<(), Error> {
        // Most tables are sound from one end to the other.
        if self.rows("", &way.order, &[])? {
            return Ok(());
        }
        match &way.cut {
            Some((column, Space::Numbers(last))) => self.numbers(column, 0, *last),
            Some((column, Space::Bytes)) => self.bytes(column, &way.order, 0, 0),
            None => self.rows("", &backwards(&way.order), &[]).map(|_| ()),
        }
    }

    /// Rows from number `first` to number `last`.
    fn numbers(&mut self, column: &str, first: i64, last: i64) -> Result<(), Error> {
        let within = format!("WHERE {column} BETWEEN ? AND ?");
        let whole = self.rows(&within, &[column.to_owned()], &[&first, &last])?;
        if whole || first >= last {
            return Ok(());
        }
        let middle = first + (last - first) / 2;
        self.numbers(column, first, middle)?;
        self.numbers(column, middle + 1, last)
    }

    /// Rows whose key begins with the first `depth` bits of `first`.
    fn bytes(
        &mut self,
        column: &str,
        order: &[String],
        first: u64,
        depth: u32,
    ) -> Result<(), Error> {
        let rest = u64::MAX.checked_shr(depth).unwrap_or(0);
        // A key is longer than what it begins with.
        let from = first.to_be_bytes().to_vec();
        let to = [&(first | rest).to_be_bytes()[..], &[0xff; 64]].concat();
        let within = format!("WHERE {column} BETWEEN ? AND ?");
        if self.rows(&within, order, &[&from, &to])? {
            return Ok(());
        }
        if depth >= HALVES {
            return self.rows(&within, &backwards(order), &[&from, &to]).map(|_| ());
        }
        self.bytes(column, order, first, depth + 1)?;
        self.bytes(column, order, first | (1 << (63 - depth)), depth + 1)
    }

    /// Carries rows until a page is bad; gives whether none was.
    fn rows(
        &mut self,
        within: &str,
        order: &[String],
        bounds: &[&dyn ToSql],
    ) -> Result<bool, Error> {
        let whole = self.readable_rows(within, order, bounds)?;
        if !whole {
            self.old = (self.open)()?;
        }
        Ok(whole)
    }

    fn readable_rows(
        &mut self,
        within: &str,
        order: &[String],
        bounds: &[&dyn ToSql],
    ) -> Result<bool, Error> {
        let sql = format!("{} {within} ORDER BY {}", self.select, order.join(", "));
        let Ok(mut select) = self.old.prepare_cached(&sql) else { return Ok(false) };
        let Ok(mut rows) = select.query(bounds) else { return Ok(false) };
        loop {
            let Ok(row) = rows.next() else { return Ok(false) };
            let Some(row) = row else { return Ok(true) };
            let values: Result<Vec<Value>, _> = (0..self.columns).map(|i| row.get(i)).collect();
            let Ok(values) = values else { continue };
            if !is_sound(&values) {
                continue;
            }
            let mut insert = self.new.prepare_cached(&self.insert)?;
            match insert.execute(rusqlite::params_from_iter(values)) {
                // One that breaks a rule of the table is not worth the others.
                Err(error) if error.sqlite_error_code() == Some(Sqlite::ConstraintViolation) => {}
                done => self.waiting += u32::from(done? > 0),
            }
            if self.waiting >= AT_ONCE {
                self.new.execute_batch("COMMIT; BEGIN")?;
                self.waiting = 0;
            }
        }
    }
}

fn backwards(order: &[String]) -> Vec<String> {
    order.iter().map(|key| format!("{key} DESC")).collect()
}

struct Column {
    name: String,
    kind: String,
    /// Its place in the key, from 1; 0 outside.
    key: u32,
}

fn columns(connection: &Connection, table: &str) -> Result<Vec<Column>, Error> {
    let mut statement = connection.prepare("SELECT name, type, pk FROM pragma_table_info(?)")?;
    let rows = statement.query_map([table], |r| {
        Ok(Column { name: r.get("name")?, kind: r.get("type")?, key: r.get("pk")? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
