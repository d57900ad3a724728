//! Tables `enrol_code` and `revocation_wish`. Neither holds a secret in the clear.

use super::{Error, fixed};
use crate::account::{Whose, Wish};
use mingcha_domain::{
    ids::{Hash, PublicKey, UserId},
    time::Millis,
};
use rusqlite::{Connection, OptionalExtension, ToSql, named_params};

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

/// Spends a code: gives its person once, and never again. One that is for somebody else than `of` stays
/// what it is.
///
/// # Errors
/// If the table cannot be written.
pub fn spend_code(
    connection: &Connection,
    hash: Hash,
    by: PublicKey,
    now: Millis,
    of: Option<UserId>,
) -> Result<Option<UserId>, Error> {
    let sql = "UPDATE enrol_code SET used_by = :by
               WHERE hash = :hash AND used_by IS NULL AND expires_ms > :now
                 AND user = coalesce(:of, user) RETURNING user";
    let of = of.map(|user| user.0);
    let named = named_params! {":by": by.0, ":hash": hash.0, ":now": now.0, ":of": of};
    person(connection, sql, named)
}

/// The person of a code that was spent by this key, for as long as it was good.
///
/// # Errors
/// If the table cannot be read.
pub fn spent_by(
    connection: &Connection,
    hash: Hash,
    by: PublicKey,
    now: Millis,
) -> Result<Option<UserId>, Error> {
    let sql = "SELECT user FROM enrol_code
               WHERE hash = :hash AND used_by = :by AND expires_ms > :now";
    person(connection, sql, named_params! {":by": by.0, ":hash": hash.0, ":now": now.0})
}

/// The person of the code that `sql` finds.
fn person(
    connection: &Connection,
    sql: &str,
    named: &[(&str, &dyn ToSql)],
) -> Result<Option<UserId>, Error> {
    let user = connection.query_row(sql, named, |r| r.get::<_, Vec<u8>>("user")).optional()?;
    user.map(|u| Ok(UserId(fixed(&u, "enrol_code")?))).transpose()
}

/// Makes codes of a person worthless that are not spent yet.
///
/// # Errors
/// If the table cannot be written.
pub fn void_codes(connection: &Connection, user: UserId) -> Result<(), Error> {
    connection.execute(
        "DELETE FROM enrol_code WHERE user = :user AND used_by IS NULL",
        named_params! {":user": user.0},
    )?;
    Ok(())
}

/// Notes that somebody's access shall end; gives the wish's number.
///
/// # Errors
/// If the table cannot be written.
pub fn add_wish(connection: &Connection, wish: &Wish) -> Result<i64, Error> {
    let (key, user) = match wish.whose {
        Whose::Profile(key) => (Some(key.0), None),
        Whose::User(user) => (None, Some(user.0)),
    };
    connection.execute(
        "INSERT INTO revocation_wish (key, user, erase) VALUES (:key, :user, :erase)",
        named_params! {":key": key, ":user": user, ":erase": wish.erase},
    )?;
    Ok(connection.last_insert_rowid())
}

/// Wishes that are not carried out, oldest first, with their numbers.
///
/// # Errors
/// If the table cannot be read.
pub fn wishes(connection: &Connection) -> Result<Vec<(i64, Wish)>, Error> {
    let mut statement = connection
        .prepare_cached("SELECT id, key, user, erase FROM revocation_wish ORDER BY id")?;
    let rows = statement
        .query_map([], |r| {
            let (key, user): (Option<Vec<u8>>, Option<Vec<u8>>) = (r.get("key")?, r.get("user")?);
            Ok((r.get("id")?, key, user, r.get("erase")?))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    rows.into_iter()
        .map(|(id, key, user, erase)| {
            let whose = match (key, user) {
                (Some(key), _) => Whose::Profile(PublicKey(fixed(&key, "revocation_wish")?)),
                (None, Some(user)) => Whose::User(UserId(fixed(&user, "revocation_wish")?)),
                (None, None) => return Err(Error::Row("revocation_wish")),
            };
            Ok((id, Wish { whose, erase }))
        })
        .collect()
}

/// A wish is carried out.
///
/// # Errors
/// If the table cannot be written.
pub fn wish_done(connection: &Connection, number: i64) -> Result<(), Error> {
    connection
        .execute("DELETE FROM revocation_wish WHERE id = :id", named_params! {":id": number})?;
    Ok(())
}
