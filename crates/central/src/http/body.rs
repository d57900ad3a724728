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

/// A part of an answer.
pub enum Part {
    /// As it is.
    Text(Vec<u8>),
    /// A frame of zstd.
    Packed(Vec<u8>),
}

/// Answers with JSON, compressed if the asker takes that.
///
/// # Errors
/// If it cannot be written.
pub fn reply<T: Serialize>(headers: &HeaderMap, value: &T) -> Result<Response, Error> {
    let json = serde_json::to_vec(value).map_err(|e| Error::Internal(e.into()))?;
    reply_of(headers, vec![Part::Text(json)])
}

/// Answers with JSON in parts. What was packed goes out as it is: frames one after the other are read
/// as one text.
///
/// # Errors
/// If it cannot be packed or read.
pub fn reply_of(headers: &HeaderMap, parts: Vec<Part>) -> Result<Response, Error> {
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let accepts = headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok());
    let packs = accepts.is_some_and(|a| a.split(',').any(|e| e.trim() == "zstd"));
    let (mut out, mut text) = (Vec::new(), Vec::new());
    let flush = |out: &mut Vec<u8>, text: &mut Vec<u8>| -> Result<(), Error> {
        if !text.is_empty() {
            out.extend(zstd::bulk::compress(text, 3)?);
            text.clear();
        }
        Ok(())
    };
    for part in parts {
        match part {
            Part::Text(more) => text.extend(more),
            Part::Packed(frame) if packs => {
                flush(&mut out, &mut text)?;
                out.extend(frame);
            }
            Part::Packed(frame) => text.extend(zstd::stream::decode_all(frame.as_slice())?),
        }
    }
    if !packs {
        return Ok(([kind], text).into_response());
    }
    flush(&mut out, &mut text)?;
    let encoding = (header::CONTENT_ENCODING, HeaderValue::from_static("zstd"));
    Ok(([kind, encoding], out).into_response())
}
