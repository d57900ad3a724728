//! A check with everything that proves it, for those who may read it.

use super::{auth::Caller, file, sync::blocking};
use crate::{Central, Error, evidence};
use axum::{
    extract::{Path, State},
    response::Response,
};
use mingcha_domain::{ids::CheckId, wire::Problem};

/// Gives the evidence file of a check.
#[utoipa::path(get, path = "/v1/evidence/{check}", params(("check" = String, Path)), responses(
    (status = 200, content_type = "application/zip"),
    (status = 401, body = Problem),
    (status = 403, description = "revoked", body = Problem),
    (status = 404, description = "no such check for this profile", body = Problem),
))]
pub async fn export(
    State(central): State<Central>,
    Caller(key): Caller,
    Path(check): Path<String>,
) -> Result<Response, Error> {
    let check: CheckId = check.parse().map_err(|_| Error::NotFound)?;
    let (packed, size) = blocking(move || {
        let packed = evidence::export_for(&central, key, check)?;
        let size = packed.metadata()?.len();
        Ok((packed, size))
    })
    .await?;
    Ok(file::sent(packed, size, "application/zip"))
}
