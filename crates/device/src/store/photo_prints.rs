//! Table `photo_print`: what copies of a photo are found by.

use super::{fixed, unreadable};
use crate::{api::Error, photo::likeness::Prints};
use mingcha_domain::ids::EventId;
use rusqlite::{Connection, named_params};

/// Keeps a photo's prints; those of a photo never change.
pub fn put(connection: &Connection, photo: EventId, prints: &Prints) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(
        "INSERT OR IGNORE INTO photo_print (photo, prints) VALUES (:photo, :prints)",
    )?;
    statement.execute(named_params! {":photo": photo.0, ":prints": prints.to_bytes()})?;
    Ok(())
}

/// All prints, in memory: a photo is compared with every other one.
#[derive(Default)]
pub struct Held {
    upto: i64,
    /// By photo.
    pub all: Vec<(EventId, Prints)>,
}

impl Held {
    /// Reads what has come since the last time.
    pub fn catch_up(&mut self, connection: &Connection) -> Result<(), Error> {
        let mut statement = connection
            .prepare_cached("SELECT n, photo, prints FROM photo_print WHERE n > :n ORDER BY n")?;
        let mut rows = statement.query(named_params! {":n": self.upto})?;
        while let Some(row) = rows.next()? {
            let (photo, prints): (Vec<u8>, Vec<u8>) = (row.get("photo")?, row.get("prints")?);
            let prints = Prints::from_bytes(&prints).ok_or_else(|| unreadable("photo_print"))?;
            self.all.push((EventId(fixed(&photo, "photo_print")?), prints));
            self.upto = row.get("n")?;
        }
        Ok(())
    }
}
