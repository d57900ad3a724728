//! Whose request it is.

use super::sync::blocking;
use crate::{Central, Error};
use axum::{
    extract::FromRequestParts,
    http::{header::AUTHORIZATION, request::Parts},
};
use mingcha_domain::ids::PublicKey;

/// The profile whose bearer token came with the request.
#[derive(Debug, Clone, Copy)]
pub struct Caller(pub PublicKey);

impl FromRequestParts<Central> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, central: &Central) -> Result<Self, Error> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|v| v.to_str().ok());
        let token = header.and_then(|h| h.strip_prefix("Bearer ")).ok_or(Error::Unauthorised)?;
        if central.log_is_free() {
            return central.profile_of(token).map(Self);
        }
        // A large push holds it: nobody else's bytes wait for that on this thread.
        let (central, token) = (central.clone(), token.to_owned());
        blocking(move || central.profile_of(&token)).await.map(Self)
    }
}
