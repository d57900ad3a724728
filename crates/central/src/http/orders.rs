//! Opening a sealed order online.

use super::{auth::Caller, body};
use crate::{Central, Error, order};
use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use mingcha_domain::{
    ids::OrderId,
    wire::{OrderKeyReply, Problem},
};

/// Gives the key of a sealed order to a member of its team, and records that.
#[utoipa::path(post, path = "/v1/orders/{order}/key", params(("order" = String, Path)), responses(
    (status = 200, body = OrderKeyReply),
    (status = 401, body = Problem),
    (status = 403, description = "revoked", body = Problem),
    (status = 404, description = "no such sealed order for this profile's teams", body = Problem),
    (status = 429, description = "too_many_tries, with Retry-After", body = Problem),
))]
pub async fn give_key(
    State(central): State<Central>,
    Caller(to): Caller,
    Path(order): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let order: OrderId = order.parse().map_err(|_| Error::NotFound)?;
    let key = super::sync::blocking(move || order::give_key(&central, to, order)).await?;
    body::reply(&headers, &OrderKeyReply { key: key.text().to_string() })
}
