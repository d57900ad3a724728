//! A new profile presents its code.

use super::{auth::Caller, body, peer::Peer};
use crate::{Central, Error, account};
use axum::{body::Body, extract::State, http::HeaderMap, response::Response};
use mingcha_domain::wire::{ContinueReply, ContinueRequest, EnrolReply, EnrolRequest, Problem};

/// Spends a one-time code and enrols the key.
#[utoipa::path(post, path = "/v1/enrol", request_body = EnrolRequest, responses(
    (status = 200, body = EnrolReply),
    (status = 403, description = "code_spent", body = Problem),
    (status = 422, body = Problem),
    (status = 429, description = "too_many_tries, with Retry-After", body = Problem),
))]
pub async fn enrol(
    State(central): State<Central>,
    Peer(from): Peer,
    headers: HeaderMap,
    request: Body,
) -> Result<Response, Error> {
    let request: EnrolRequest = body::read(&headers, request).await?;
    let reply = super::sync::blocking(move || account::enrol(&central, from, &request)).await?;
    body::reply(&headers, &reply)
}

/// Goes on under a new key after the chain was found forked.
#[utoipa::path(post, path = "/v1/continue", request_body = ContinueRequest, responses(
    (status = 200, body = ContinueReply),
    (status = 401, body = Problem),
    (status = 422, body = Problem),
))]
pub async fn go_on(
    State(central): State<Central>,
    Caller(old): Caller,
    headers: HeaderMap,
    request: Body,
) -> Result<Response, Error> {
    let request: ContinueRequest = body::read(&headers, request).await?;
    let reply = super::sync::blocking(move || account::go_on(&central, old, &request)).await?;
    body::reply(&headers, &reply)
}
