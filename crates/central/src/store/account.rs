//! Tables `enrol_code` and `token`. Neither holds a secret in the clear.

use super::{Error, fixed};
use mingcha_domain::{
    ids::{Hash, PublicKey, UserId},
    time::Millis,
};
use rusqlite::{Connection, OptionalExtension, named_params};

/// Stores a code's hash.
///
/// # Errors
/// If the table cannot be written.
pub fn add_code(
    connection: &Connection,
    hash: Hash,
    user: UserId,
    expires: Millis,
) -> Result<(), Error> {
    connection.execute(
        "INSERT INTO enrol_code (hash, user, expires_ms) VALUES (:hash, :user, :expires)",
        named_params! {":hash": hash.0, ":user": user.0, ":expires": expires.0},
    )?;
    Ok(())
}

/// Spends a code: gives its person once, and never again.
///
/// # Errors
/// If the table cannot be written.
pub fn spend_code(
    connection: &Connection,
    hash: Hash,
    by: PublicKey,
    now: Millis,
) -> Result<Option<UserId>, Error> {
    let sql = "UPDATE enrol_code SET used_by = :by
               WHERE hash = :hash AND used_by IS NULL AND expires_ms > :now RETURNING user";
    let user = connection
        .query_row(sql, named_params! {":by": by.0, ":hash": hash.0, ":now": now.0}, |r| {
            r.get::<_, Vec<u8>>("user")
        })
        .optional()?;
    user.map(|u| Ok(UserId(fixed(&u, "enrol_code")?))).transpose()
}

/// Stores a token's hash.
///
/// # Errors
/// If the table cannot be written.
pub fn add_token(connection: &Connection, hash: Hash, key: PublicKey) -> Result<(), Error> {
    connection.execute(
        "INSERT INTO token (hash, key) VALUES (:hash, :key)",
        named_params! {":hash": hash.0, ":key": key.0},
    )?;
    Ok(())
}

/// The profile of a token.
///
/// # Errors
/// If the table cannot be read.
pub fn key_of_token(connection: &Connection, hash: Hash) -> Result<Option<PublicKey>, Error> {
    let mut statement = connection.prepare_cached("SELECT key FROM token WHERE hash = :hash")?;
    let key = statement
        .query_row(named_params! {":hash": hash.0}, |r| r.get::<_, Vec<u8>>("key"))
        .optional()?;
    key.map(|k| Ok(PublicKey(fixed(&k, "token")?))).transpose()
}
