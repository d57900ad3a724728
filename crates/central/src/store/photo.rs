//! Tables `photo_file` and `upload`.

use super::{Error, fixed};
use crate::photo::Awaited;
use mingcha_domain::{
    ids::{EventId, Hash, PublicKey},
    photo::Variant,
};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

/// An upload under way.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Random name, also of its file.
    pub id: String,
    /// Profile that sends it.
    pub key: PublicKey,
    /// Photo.
    pub photo: EventId,
    /// Which file of the photo.
    pub variant: Variant,
    /// Hash that was signed at capture.
    pub sha256: Hash,
    /// Length in bytes.
    pub size: u64,
}

fn upload(row: &Row<'_>) -> rusqlite::Result<Result<Upload, Error>> {
    let (id, size) = (row.get("id")?, row.get("size")?);
    let (key, photo): (Vec<u8>, Vec<u8>) = (row.get("key")?, row.get("photo")?);
    let (sha256, variant): (Vec<u8>, String) = (row.get("sha256")?, row.get("variant")?);
    let read = || {
        Ok(Upload {
            id,
            key: PublicKey(fixed(&key, "upload")?),
            photo: EventId(fixed(&photo, "upload")?),
            variant: Variant::named(&variant).ok_or(Error::Row("upload"))?,
            sha256: Hash(fixed(&sha256, "upload")?),
            size,
        })
    };
    Ok(read())
}

/// Begins an upload, or finds the one that this profile began for the same file.
///
/// # Errors
/// If the table cannot be written.
pub fn begin(connection: &Connection, begun: &Upload) -> Result<Upload, Error> {
    let mut statement = connection.prepare_cached(
        "INSERT OR IGNORE INTO upload (id, key, photo, variant, sha256, size)
         VALUES (:id, :key, :photo, :variant, :sha256, :size)",
    )?;
    statement.execute(named_params! {
        ":id": begun.id, ":key": begun.key.0, ":photo": begun.photo.0,
        ":variant": begun.variant.name(), ":sha256": begun.sha256.0, ":size": begun.size,
    })?;
    self::begun(connection, begun.key, begun.photo, begun.variant)?.ok_or(Error::Row("upload"))
}

/// The upload that a profile began for a file.
///
/// # Errors
/// If the table cannot be read.
pub fn begun(
    connection: &Connection,
    key: PublicKey,
    photo: EventId,
    variant: Variant,
) -> Result<Option<Upload>, Error> {
    connection
        .prepare_cached(
            "SELECT id, key, photo, variant, sha256, size FROM upload
             WHERE key = :key AND photo = :photo AND variant = :variant",
        )?
        .query_row(
            named_params! {":key": key.0, ":photo": photo.0, ":variant": variant.name()},
            upload,
        )
        .optional()?
        .transpose()
}

/// The upload with this name.
///
/// # Errors
/// If the table cannot be read.
pub fn get(connection: &Connection, id: &str) -> Result<Option<Upload>, Error> {
    connection
        .prepare_cached("SELECT id, key, photo, variant, sha256, size FROM upload WHERE id = :id")?
        .query_row(named_params! {":id": id}, upload)
        .optional()?
        .transpose()
}

/// Forgets an upload.
///
/// # Errors
/// If the table cannot be written.
pub fn forget(connection: &Connection, id: &str) -> Result<(), Error> {
    connection.execute("DELETE FROM upload WHERE id = :id", named_params! {":id": id})?;
    Ok(())
}

/// Notes that a photo's file is here, whole and with the right hash.
///
/// # Errors
/// If the table cannot be written.
pub fn arrived(connection: &Connection, file: &Awaited) -> Result<(), Error> {
    let mut statement = connection.prepare_cached(
        "INSERT OR IGNORE INTO photo_file (photo, variant, sha256, size)
         VALUES (:photo, :variant, :sha256, :size)",
    )?;
    statement.execute(named_params! {
        ":photo": file.photo.0, ":variant": file.variant.name(),
        ":sha256": file.bytes.sha256.0, ":size": file.bytes.size,
    })?;
    Ok(())
}

/// Hash of a photo's file, if it is here.
///
/// # Errors
/// If the table cannot be read.
pub fn file(
    connection: &Connection,
    photo: EventId,
    variant: Variant,
) -> Result<Option<Hash>, Error> {
    let sha256 = connection
        .prepare_cached(
            "SELECT sha256 FROM photo_file WHERE photo = :photo AND variant = :variant",
        )?
        .query_row(named_params! {":photo": photo.0, ":variant": variant.name()}, |r| {
            r.get::<_, Vec<u8>>("sha256")
        })
        .optional()?;
    sha256.map(|h| Ok(Hash(fixed(&h, "photo_file")?))).transpose()
}
