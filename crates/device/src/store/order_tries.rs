//! Table `order_try`: wrong codes tried on sealed orders.

use crate::api::Error;
use mingcha_domain::ids::OrderId;
use rusqlite::{Connection, OptionalExtension, named_params};

/// Counts a wrong code.
pub fn add(connection: &Connection, order: OrderId) -> Result<(), Error> {
    connection.execute(
        "INSERT INTO order_try (id, tries) VALUES (:id, 1)
         ON CONFLICT (id) DO UPDATE SET tries = tries + 1",
        named_params! {":id": order.0},
    )?;
    Ok(())
}

/// How many were tried.
pub fn get(connection: &Connection, order: OrderId) -> Result<u32, Error> {
    let tries = connection
        .query_row(
            "SELECT tries FROM order_try WHERE id = :id",
            named_params! {":id": order.0},
            |r| r.get(0),
        )
        .optional()?;
    Ok(tries.unwrap_or(0))
}

/// The order is open.
pub fn clear(connection: &Connection, order: OrderId) -> Result<(), Error> {
    connection.execute("DELETE FROM order_try WHERE id = :id", named_params! {":id": order.0})?;
    Ok(())
}
