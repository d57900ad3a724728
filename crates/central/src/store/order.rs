//! Tables `order_key` and `order_key_given`.

use super::{Error, fixed};
use mingcha_domain::{
    ids::{Nonce, OrderId, PublicKey, WrappedKey},
    order::{KeptKey, OrderSealed},
    time::Millis,
};
use rusqlite::{Connection, OptionalExtension, named_params};

/// Keeps a sealed order's key, and the order until it is issued.
///
/// # Errors
/// If the table cannot be written.
pub fn keep(
    connection: &Connection,
    id: OrderId,
    key: &KeptKey,
    sealed: &OrderSealed,
) -> Result<(), Error> {
    let waiting = serde_json::to_string(sealed).map_err(|_| Error::Row("order_key"))?;
    connection.execute(
        "INSERT INTO order_key (id, nonce, wrapped, waiting)
         VALUES (:id, :nonce, :wrapped, :waiting)",
        named_params! {
            ":id": id.0, ":nonce": key.nonce.0, ":wrapped": key.wrapped.0, ":waiting": waiting,
        },
    )?;
    Ok(())
}

/// Orders that are not issued yet, by their random ids.
///
/// # Errors
/// If the table cannot be read.
pub fn waiting(connection: &Connection) -> Result<Vec<(OrderId, OrderSealed)>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT id, waiting FROM order_key WHERE waiting IS NOT NULL ORDER BY id",
    )?;
    let rows = statement
        .query_map([], |r| Ok((r.get::<_, Vec<u8>>("id")?, r.get::<_, String>("waiting")?)))?
        .collect::<Result<Vec<_>, _>>()?;
    rows.into_iter()
        .map(|(id, text)| {
            let sealed = serde_json::from_str(&text).map_err(|_| Error::Row("order_key"))?;
            Ok((OrderId(fixed(&id, "order_key")?), sealed))
        })
        .collect()
}

/// An order is issued.
///
/// # Errors
/// If the table cannot be written.
pub fn issued(connection: &Connection, id: OrderId) -> Result<(), Error> {
    connection.execute(
        "UPDATE order_key SET waiting = NULL WHERE id = :id",
        named_params! {":id": id.0},
    )?;
    Ok(())
}

/// The kept key of an order.
///
/// # Errors
/// If the table cannot be read.
pub fn key(connection: &Connection, id: OrderId) -> Result<Option<KeptKey>, Error> {
    let row = connection
        .query_row(
            "SELECT nonce, wrapped FROM order_key WHERE id = :id",
            named_params! {":id": id.0},
            |r| Ok((r.get::<_, Vec<u8>>("nonce")?, r.get::<_, Vec<u8>>("wrapped")?)),
        )
        .optional()?;
    row.map(|(nonce, wrapped)| {
        let nonce = Nonce(fixed(&nonce, "order_key")?);
        Ok(KeptKey { nonce, wrapped: WrappedKey(fixed(&wrapped, "order_key")?) })
    })
    .transpose()
}

/// How many keys a profile was given since `since`; `None` if this one was among all it ever got.
///
/// # Errors
/// If the table cannot be read.
pub fn given_since(
    connection: &Connection,
    id: OrderId,
    to: PublicKey,
    since: Millis,
) -> Result<Option<u32>, Error> {
    let (had, lately) = connection.query_row(
        "SELECT count(*) FILTER (WHERE id = :id) AS had,
                count(*) FILTER (WHERE at_ms > :since) AS lately
         FROM order_key_given WHERE key = :key",
        named_params! {":id": id.0, ":key": to.0, ":since": since.0},
        |r| Ok((r.get::<_, u32>("had")?, r.get::<_, u32>("lately")?)),
    )?;
    Ok((had == 0).then_some(lately))
}

/// Notes that a key was given.
///
/// # Errors
/// If the table cannot be written.
pub fn note_given(
    connection: &Connection,
    id: OrderId,
    to: PublicKey,
    at: Millis,
) -> Result<(), Error> {
    connection.execute(
        "INSERT OR IGNORE INTO order_key_given (id, key, at_ms) VALUES (:id, :key, :at)",
        named_params! {":id": id.0, ":key": to.0, ":at": at.0},
    )?;
    Ok(())
}
