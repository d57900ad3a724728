//! Table `recovery_wish`. Holds no secret.

use super::Error;
use crate::recovery::Wish;
use rusqlite::{Connection, named_params};

/// Notes a wish.
///
/// # Errors
/// If the table cannot be written.
pub fn add_wish(connection: &Connection, wish: &Wish) -> Result<(), Error> {
    let text = serde_json::to_string(wish).map_err(|_| Error::Row("recovery_wish"))?;
    connection.execute(
        "INSERT INTO recovery_wish (wish) VALUES (:wish)",
        named_params! {":wish": text},
    )?;
    Ok(())
}

/// Wishes that are not carried out, oldest first, with their numbers.
///
/// # Errors
/// If the table cannot be read.
pub fn wishes(connection: &Connection) -> Result<Vec<(i64, Wish)>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT id, wish FROM recovery_wish ORDER BY id")?;
    let rows = statement
        .query_map([], |r| Ok((r.get("id")?, r.get::<_, String>("wish")?)))?
        .collect::<Result<Vec<_>, _>>()?;
    rows.into_iter()
        .map(|(id, text)| {
            Ok((id, serde_json::from_str(&text).map_err(|_| Error::Row("recovery_wish"))?))
        })
        .collect()
}

/// They are carried out, up to this number.
///
/// # Errors
/// If the table cannot be written.
pub fn done_through(connection: &Connection, number: i64) -> Result<(), Error> {
    connection
        .execute("DELETE FROM recovery_wish WHERE id <= :id", named_params! {":id": number})?;
    Ok(())
}
