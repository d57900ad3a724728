//! Carrying over what a damaged file still gives: row by row, from both ends of each table.

use crate::api::Error;
use rusqlite::{Connection, types::Value};

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

/// Copies what can be read. A table that breaks in the middle is read from its end as well.
pub fn carry_over(old: &Connection, new: &Connection, tables: &[&str]) -> Result<(), Error> {
    for table in tables {
        let Some(columns) = columns(new, table)? else { continue };
        let names = columns.join(", ");
        let marks = vec!["?"; columns.len()].join(", ");
        let mut insert =
            new.prepare(&format!("INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})"))?;
        let keys = keys(new, table)?;
        for direction in ["ASC", "DESC"] {
            let order: Vec<String> = keys.iter().map(|k| format!("{k} {direction}")).collect();
            let sql = format!("SELECT {names} FROM {table} ORDER BY {}", order.join(", "));
            let Ok(mut select) = old.prepare(&sql) else { continue };
            let Ok(mut rows) = select.query([]) else { continue };
            let mut whole = false;
            loop {
                match rows.next() {
                    Ok(Some(row)) => {
                        let values: Result<Vec<Value>, _> =
                            (0..columns.len()).map(|i| row.get(i)).collect();
                        if let Ok(values) = values {
                            insert.execute(rusqlite::params_from_iter(values))?;
                        }
                    }
                    Ok(None) => {
                        whole = true;
                        break;
                    }
                    Err(_) => break,
                }
            }
            if whole {
                break;
            }
        }
    }
    Ok(())
}

fn columns(connection: &Connection, table: &str) -> Result<Option<Vec<String>>, Error> {
    let mut statement = connection.prepare("SELECT name FROM pragma_table_info(?)")?;
    let names = statement.query_map([table], |r| r.get(0))?.collect::<Result<Vec<String>, _>>()?;
    Ok((!names.is_empty()).then_some(names))
}

fn keys(connection: &Connection, table: &str) -> Result<Vec<String>, Error> {
    let sql = "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk";
    let mut statement = connection.prepare(sql)?;
    Ok(statement.query_map([table], |r| r.get(0))?.collect::<Result<_, _>>()?)
}
