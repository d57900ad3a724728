//! Table `photo_file`: which of a photo's files are here, which are at central.

use super::fixed;
use crate::api::Error;
use mingcha_domain::{
    ids::{CheckId, EventId, Hash},
    photo::{Bytes, Variant},
};
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use std::collections::BTreeSet;

/// A photo's file.
#[derive(Debug, Clone, Copy)]
pub struct File {
    /// Photo.
    pub photo: EventId,
    /// Which of its files.
    pub variant: Variant,
    /// Its hash and length.
    pub bytes: Bytes,
    /// Taken by this profile.
    pub own: bool,
    /// On this device.
    pub here: bool,
    /// Central has verified it.
    pub at_central: bool,
}

/// Which file of which photo.
pub type Named = (EventId, Variant);

impl File {
    /// Which it is.
    #[must_use]
    pub const fn named(&self) -> Named {
        (self.photo, self.variant)
    }
}

const COLUMNS: &str = "photo, variant, sha256, size, own, here, at_central";

fn raw(row: &Row<'_>) -> rusqlite::Result<Result<File, Error>> {
    let (photo, sha256): (Vec<u8>, Vec<u8>) = (row.get("photo")?, row.get("sha256")?);
    let (variant, size): (String, u64) = (row.get("variant")?, row.get("size")?);
    let (own, here, at_central) = (row.get("own")?, row.get("here")?, row.get("at_central")?);
    let read = || {
        Ok(File {
            photo: EventId(fixed(&photo, "photo_file")?),
            variant: Variant::named(&variant).ok_or_else(|| super::unreadable("photo_file"))?,
            bytes: Bytes { sha256: Hash(fixed(&sha256, "photo_file")?), size },
            own,
            here,
            at_central,
        })
    };
    Ok(read())
}

/// Notes a photo's file; one that is known stays as it is.
pub fn insert(
    connection: &Connection,
    file: &File,
    check: CheckId,
    taken_ms: i64,
) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(
        "INSERT OR IGNORE INTO photo_file
         (photo, variant, check_id, sha256, size, own, here, at_central, taken_ms)
         VALUES (:photo, :variant, :check, :sha256, :size, :own, :here, :at_central, :taken)",
    )?;
    statement.execute(named_params! {
        ":photo": file.photo.0, ":variant": file.variant.name(), ":check": check.0,
        ":sha256": file.bytes.sha256.0, ":size": file.bytes.size, ":own": file.own,
        ":here": file.here, ":at_central": file.at_central, ":taken": taken_ms,
    })?;
    Ok(())
}

/// One file of a photo.
pub fn get(
    connection: &Connection,
    photo: EventId,
    variant: Variant,
) -> Result<Option<File>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM photo_file WHERE photo = :photo AND variant = :variant"
    ))?;
    statement
        .query_row(named_params! {":photo": photo.0, ":variant": variant.name()}, raw)
        .optional()?
        .transpose()
}

/// Photos whose original has these bytes.
pub fn with_hash(connection: &Connection, sha256: Hash) -> Result<Vec<EventId>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT photo FROM photo_file WHERE sha256 = :hash AND variant = 'original'",
    )?;
    let rows = statement.query_map(named_params! {":hash": sha256.0}, |r| r.get(0))?;
    rows.map(|photo: rusqlite::Result<Vec<u8>>| Ok(EventId(fixed(&photo?, "photo_file")?)))
        .collect()
}

/// The check of a photo and when it was taken, as the device that took it said, milliseconds.
pub fn taken(connection: &Connection, photo: EventId) -> Result<Option<(CheckId, i64)>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT check_id, taken_ms FROM photo_file WHERE photo = :photo AND variant = 'original'",
    )?;
    let row = statement
        .query_row(named_params! {":photo": photo.0}, |r| {
            Ok((r.get::<_, Vec<u8>>("check_id")?, r.get("taken_ms")?))
        })
        .optional()?;
    row.map(|(check, ms)| Ok((CheckId(fixed(&check, "photo_file")?), ms))).transpose()
}

/// Own files to send, in the order of sending: thumbnails, previews, originals; oldest first.
pub fn to_send(connection: &Connection, limit: usize) -> Result<Vec<File>, Error> {
    let mut files = Vec::new();
    for variant in Variant::ALL {
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM photo_file
             WHERE own = 1 AND at_central = 0 AND variant = :variant AND here = 1
               AND EXISTS (SELECT 1 FROM event WHERE event.id = photo AND n IS NOT NULL)
             ORDER BY taken_ms LIMIT :limit"
        ))?;
        let room = limit.saturating_sub(files.len());
        let rows =
            statement.query_map(named_params! {":variant": variant.name(), ":limit": room}, raw)?;
        files.extend(rows.collect::<Result<Result<Vec<_>, _>, _>>()??);
    }
    Ok(files)
}

/// The first of them without `open`: at most `most`, and no further than the one that reaches
/// `most_bytes`.
pub fn batch(
    connection: &Connection,
    open: &BTreeSet<Named>,
    most: usize,
    most_bytes: u64,
) -> Result<Vec<File>, Error> {
    let mut files = to_send(connection, most + open.len())?;
    files.retain(|file| !open.contains(&file.named()));
    files.truncate(most);
    let mut room = most_bytes;
    let fit = files.iter().take_while(|file| {
        let fits = room > 0;
        room = room.saturating_sub(file.bytes.size);
        fits
    });
    let fit = fit.count();
    files.truncate(fit);
    Ok(files)
}

/// Number of own originals that are here and not at central, and of all own files.
pub fn unsent(connection: &Connection) -> Result<(u32, u32), Error> {
    let mut statement = connection.prepare_cached(
        "SELECT coalesce(sum(variant = 'original'), 0), count(*) FROM photo_file
         WHERE own = 1 AND at_central = 0 AND here = 1",
    )?;
    Ok(statement.query_row([], |r| Ok((r.get(0)?, r.get(1)?)))?)
}

/// Originals that this profile took.
pub fn own_originals(connection: &Connection) -> Result<u32, Error> {
    let mut statement = connection
        .prepare_cached("SELECT count(*) FROM photo_file WHERE own = 1 AND variant = 'original'")?;
    Ok(statement.query_row([], |r| r.get(0))?)
}

/// Pictures of others that are not here yet: thumbnails, then previews; newest first.
pub fn to_fetch(connection: &Connection, limit: usize) -> Result<Vec<File>, Error> {
    let mut files = Vec::new();
    for variant in [Variant::Thumbnail, Variant::Preview] {
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM photo_file WHERE here = 0 AND own = 0 AND variant = :variant
             ORDER BY taken_ms DESC LIMIT :limit"
        ))?;
        let room = limit.saturating_sub(files.len());
        let rows =
            statement.query_map(named_params! {":variant": variant.name(), ":limit": room}, raw)?;
        files.extend(rows.collect::<Result<Result<Vec<_>, _>, _>>()??);
    }
    Ok(files)
}

/// The file is on this device now.
pub fn set_here(connection: &Connection, photo: EventId, variant: Variant) -> Result<(), Error> {
    connection.execute(
        "UPDATE photo_file SET here = 1 WHERE photo = :photo AND variant = :variant",
        named_params! {":photo": photo.0, ":variant": variant.name()},
    )?;
    Ok(())
}

/// The file cannot be read on this device any more.
pub fn set_unreadable(connection: &Connection, file: &File) -> Result<(), Error> {
    connection.execute(
        "UPDATE photo_file SET here = 0 WHERE photo = :photo AND variant = :variant",
        named_params! {":photo": file.photo.0, ":variant": file.variant.name()},
    )?;
    Ok(())
}

/// All files that are said to be here.
pub fn said_to_be_here(connection: &Connection) -> Result<Vec<File>, Error> {
    let mut statement =
        connection.prepare(&format!("SELECT {COLUMNS} FROM photo_file WHERE here = 1"))?;
    statement.query_map([], raw)?.collect::<Result<Result<Vec<_>, _>, _>>()?
}

/// Own files that are not here, and of which it is not known that central has them: nothing sends
/// them.
pub fn missing(connection: &Connection) -> Result<Vec<File>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM photo_file WHERE own = 1 AND here = 0 AND at_central = 0"
    ))?;
    statement.query_map([], raw)?.collect::<Result<Result<Vec<_>, _>, _>>()?
}

/// How many those are.
pub fn missing_count(connection: &Connection) -> Result<u32, Error> {
    Ok(u32::try_from(missing(connection)?.len()).unwrap_or(u32::MAX))
}

/// Central has verified these files. Durable when this returns.
pub fn set_at_central<'a>(
    connection: &mut Connection,
    files: impl IntoIterator<Item = &'a File>,
) -> Result<(), Error> {
    let transaction = connection.transaction()?;
    for file in files {
        transaction
            .prepare_cached(
                "UPDATE photo_file SET at_central = 1 WHERE photo = :photo AND variant = :variant",
            )?
            .execute(named_params! {":photo": file.photo.0, ":variant": file.variant.name()})?;
    }
    Ok(transaction.commit()?)
}

/// Central may have lost files: those that are here are sent again, and it is asked after the others.
/// One that it still has costs a question.
pub fn send_again(connection: &Connection) -> Result<(), Error> {
    connection
        .execute("UPDATE photo_file SET at_central = 0, safe_above = NULL WHERE own = 1", [])?;
    Ok(())
}

/// Number of photos known here.
pub fn photos(connection: &Connection) -> Result<u32, Error> {
    let sql = "SELECT count(*) FROM photo_file WHERE variant = 'original'";
    Ok(connection.query_row(sql, [], |r| r.get(0))?)
}
