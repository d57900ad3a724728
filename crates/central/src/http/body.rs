//! Bodies: JSON, compressed with zstd where the sender says so, never larger than announced.

use crate::Error;
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use mingcha_domain::wire::MAX_BODY_BYTES;
use serde::{Serialize, de::DeserializeOwned};
use std::io::Read;

/// Reads a request's JSON.
///
/// # Errors
/// [`Error::TooLarge`], [`Error::Malformed`].
pub async fn read<T: DeserializeOwned>(headers: &HeaderMap, body: Body) -> Result<T, Error> {
    let bytes = axum::body::to_bytes(body, MAX_BODY_BYTES).await.map_err(|_| Error::TooLarge)?;
    let plain = match headers.get(header::CONTENT_ENCODING).map(HeaderValue::as_bytes) {
        None | Some(b"identity") => bytes.to_vec(),
        Some(b"zstd") => inflate(&bytes)?,
        Some(_) => return Err(Error::Malformed("content encoding not known".to_owned())),
    };
    serde_json::from_slice(&plain).map_err(|e| Error::Malformed(e.to_string()))
}

fn inflate(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let decoder = zstd::stream::read::Decoder::new(bytes)
        .map_err(|_| Error::Malformed("not zstd".to_owned()))?;
    let mut plain = Vec::new();
    let limit = MAX_BODY_BYTES as u64;
    decoder
        .take(limit + 1)
        .read_to_end(&mut plain)
        .map_err(|_| Error::Malformed("not zstd".to_owned()))?;
    if plain.len() as u64 > limit { Err(Error::TooLarge) } else { Ok(plain) }
}

/// Answers with JSON, compressed if the asker takes that.
///
/// # Errors
/// If it cannot be written.
pub fn reply<T: Serialize>(headers: &HeaderMap, value: &T) -> Result<Response, Error> {
    let json = serde_json::to_vec(value).map_err(|e| Error::Internal(e.into()))?;
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let accepts = headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok());
    if accepts.is_some_and(|a| a.split(',').any(|e| e.trim() == "zstd")) {
        let packed = zstd::bulk::compress(&json, 3)?;
        let encoding = (header::CONTENT_ENCODING, HeaderValue::from_static("zstd"));
        return Ok(([kind, encoding], packed).into_response());
    }
    Ok(([kind], json).into_response())
}
