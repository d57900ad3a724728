//! Photo files by tus 1.0: core, creation, creation-with-upload, checksum, termination.
//! <https://tus.io/protocols/resumable-upload>

use super::{auth::Caller, body, file, sync::blocking};
use crate::{
    Central, Error,
    photo::{self, Turn},
};
use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use data_encoding::BASE64;
use mingcha_domain::{
    ids::{EventId, Hash, PublicKey},
    photo::Variant,
    wire::{MAX_REACHED, ReachedReply, ReachedRequest},
};
use tokio_stream::StreamExt;

fn tus(status: StatusCode, more: &[(&'static str, String)]) -> Response {
    let mut response = status.into_response();
    let headers = response.headers_mut();
    headers.insert("tus-resumable", HeaderValue::from_static("1.0.0"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for (name, value) in more {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(*name, value);
        }
    }
    response
}

fn number(headers: &HeaderMap, name: &str) -> Result<u64, Error> {
    headers
        .get(name)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.parse().ok())
        .ok_or_else(|| Error::Malformed(format!("{name} is missing or no number")))
}

/// `Upload-Metadata: photo <base64>,variant <base64>`.
fn metadata(headers: &HeaderMap) -> Result<(EventId, Variant), Error> {
    let bad = || Error::Malformed("upload-metadata needs photo and variant".to_owned());
    let text = headers.get("upload-metadata").and_then(|v| v.to_str().ok()).ok_or_else(bad)?;
    let value = |name: &str| {
        let pair = text.split(',').find_map(|p| p.trim().split_once(' ').filter(|p| p.0 == name));
        let bytes = BASE64.decode(pair?.1.as_bytes()).ok()?;
        String::from_utf8(bytes).ok()
    };
    let photo = value("photo").and_then(|p| p.parse().ok()).ok_or_else(bad)?;
    let variant = value("variant").and_then(|v| Variant::named(&v)).ok_or_else(bad)?;
    Ok((photo, variant))
}

fn checksum(headers: &HeaderMap) -> Result<Option<Hash>, Error> {
    let Some(value) = headers.get("upload-checksum") else { return Ok(None) };
    let bad = || Error::Malformed("upload-checksum must be sha256 and base64".to_owned());
    let (algorithm, hash) = value.to_str().ok().and_then(|v| v.split_once(' ')).ok_or_else(bad)?;
    let bytes = BASE64.decode(hash.as_bytes()).map_err(|_| bad())?;
    match (algorithm, bytes.try_into()) {
        ("sha256", Ok(bytes)) => Ok(Some(Hash(bytes))),
        _ => Err(bad()),
    }
}

/// What this server can do.
#[utoipa::path(options, path = "/v1/photos", responses((status = 204)))]
pub async fn options() -> Response {
    tus(
        StatusCode::NO_CONTENT,
        &[
            ("tus-version", "1.0.0".to_owned()),
            ("tus-extension", "creation,creation-with-upload,checksum,termination".to_owned()),
            ("tus-checksum-algorithm", "sha256".to_owned()),
            ("tus-max-size", photo::MAX_PHOTO_BYTES.to_string()),
        ],
    )
}

/// Begins an upload, or goes on with the one this profile began for the same file.
#[utoipa::path(post, path = "/v1/photos", responses(
    (status = 201, description = "Location and Upload-Offset"), (status = 404), (status = 413),
    (status = 422),
))]
pub async fn create(
    State(central): State<Central>,
    Caller(key): Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Error> {
    let (photo, variant) = metadata(&headers)?;
    let size = number(&headers, "upload-length")?;
    let work = central.clone();
    let upload = blocking(move || photo::begin(&work, key, photo, variant, size)).await?;
    let (work, id) = (central.clone(), upload.id.clone());
    let turn = central.turns().take(upload.sent()).await;
    let (turn, mut at) = blocking(move || Ok((turn, photo::offset(&work, key, &id)?.1))).await?;
    let carries = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|t| t.as_bytes() == b"application/offset+octet-stream");
    if carries && at == 0 {
        at = receive(&central, key, (turn, &upload.id), 0, checksum(&headers)?, body).await?;
    }
    let location = format!("/v1/photos/uploads/{}", upload.id);
    let more = [("location", location), ("upload-offset", at.to_string())];
    Ok(tus(StatusCode::CREATED, &more))
}

/// How far the files of own photos are: once for many, before they are sent.
#[utoipa::path(post, path = "/v1/photos/reached", request_body = ReachedRequest, responses(
    (status = 200, body = ReachedReply), (status = 401), (status = 413), (status = 422),
))]
pub async fn reached(
    State(central): State<Central>,
    Caller(key): Caller,
    headers: HeaderMap,
    request: Body,
) -> Result<Response, Error> {
    let ReachedRequest { files } = body::read(&headers, request).await?;
    if files.len() > MAX_REACHED {
        return Err(Error::TooLarge);
    }
    let files = blocking(move || photo::reached(&central, key, &files)).await?;
    body::reply(&headers, &ReachedReply { files, parcels: true })
}

/// How far an upload is.
#[utoipa::path(head, path = "/v1/photos/uploads/{upload}",
    params(("upload" = String, Path)), responses((status = 200), (status = 404)))]
pub async fn offset(
    State(central): State<Central>,
    Caller(key): Caller,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let turn = turn_of(&central, key, &id).await?;
    let (upload, at) = blocking(move || {
        let _turn = turn;
        photo::offset(&central, key, &id)
    })
    .await?;
    let more = [("upload-offset", at.to_string()), ("upload-length", upload.size.to_string())];
    Ok(tus(StatusCode::OK, &more))
}

/// Appends bytes.
#[utoipa::path(patch, path = "/v1/photos/uploads/{upload}",
    params(("upload" = String, Path)), responses(
        (status = 204, description = "Upload-Offset"), (status = 404), (status = 409),
        (status = 413), (status = 415), (status = 460, description = "hash does not fit"),
    ))]
pub async fn append(
    State(central): State<Central>,
    Caller(key): Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Error> {
    let kind = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    if kind != Some(b"application/offset+octet-stream") {
        return Ok(tus(StatusCode::UNSUPPORTED_MEDIA_TYPE, &[]));
    }
    let at = number(&headers, "upload-offset")?;
    let checksum = checksum(&headers)?;
    let turn = turn_of(&central, key, &id).await?;
    let at = receive(&central, key, (turn, &id), at, checksum, body).await?;
    Ok(tus(StatusCode::NO_CONTENT, &[("upload-offset", at.to_string())]))
}

/// The turn at this profile's own upload.
async fn turn_of(central: &Central, key: PublicKey, id: &str) -> Result<Turn, Error> {
    let (work, name) = (central.clone(), id.to_owned());
    let upload = blocking(move || photo::find(&work, key, &name)).await?;
    Ok(central.turns().take(upload.sent()).await)
}

/// Writes what arrives as it arrives: what a broken connection delivered is kept.
async fn receive(
    central: &Central,
    key: PublicKey,
    (turn, id): (Turn, &str),
    at: u64,
    checksum: Option<Hash>,
    body: Body,
) -> Result<u64, Error> {
    let (work, name) = (central.clone(), id.to_owned());
    // With the turn, which nobody else shall have before it is done.
    let look = move || Ok((turn, photo::offset(&work, key, &name)?));
    let (mut turn, (upload, have)) = blocking(look).await?;
    if have == upload.size && at == have {
        return Ok(have);
    }
    let (work, name) = (central.clone(), id.to_owned());
    let mut writing = blocking(move || photo::write(&work, key, &name, at)).await?;
    let mut stream = body.into_data_stream();
    let mut broken = false;
    loop {
        let chunk = tokio::select! {
            biased;
            () = turn.taken_over() => None,
            chunk = stream.next() => Some(chunk),
        };
        let chunk = match chunk {
            Some(None) => break,
            Some(Some(Ok(chunk))) => chunk,
            None | Some(Some(Err(_))) => {
                broken = true;
                break;
            }
        };
        // Here and not on another thread: nothing is lost of a request that is dropped meanwhile.
        // Others go on elsewhere, should the disk be slow.
        tokio::task::block_in_place(|| writing.append(&chunk))?;
    }
    let work = central.clone();
    blocking(move || {
        let _turn = turn;
        photo::end(&work, writing, checksum.filter(|_| !broken))
    })
    .await
}

/// Drops an upload.
#[utoipa::path(delete, path = "/v1/photos/uploads/{upload}",
    params(("upload" = String, Path)), responses((status = 204), (status = 404)))]
pub async fn terminate(
    State(central): State<Central>,
    Caller(key): Caller,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let turn = turn_of(&central, key, &id).await?;
    blocking(move || {
        let _turn = turn;
        photo::terminate(&central, key, &id)
    })
    .await?;
    Ok(tus(StatusCode::NO_CONTENT, &[]))
}

/// Gives a photo's file to somebody who may see it.
#[utoipa::path(get, path = "/v1/photos/{photo}/{variant}",
    params(("photo" = String, Path), ("variant" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404)))]
pub async fn read(
    State(central): State<Central>,
    Caller(key): Caller,
    Path((photo, variant)): Path<(String, String)>,
) -> Result<Response, Error> {
    let photo: EventId = photo.parse().map_err(|_| Error::NotFound)?;
    let variant = Variant::named(&variant).ok_or(Error::NotFound)?;
    let (file, size) =
        blocking(move || Ok(photo::place_of(&central, key, photo, variant)?.open()?)).await?;
    Ok(file::sent(file, size, "application/octet-stream"))
}
