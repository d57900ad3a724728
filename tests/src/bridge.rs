//! The interface's second transport: the same engine behind HTTP on loopback, so that the same
//! pages run in a browser. For tests; the product does not contain it.

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, Query as Parameters, State},
    http::{StatusCode, header},
    response::{
        IntoResponse, Response,
        sse::{Event, Sse},
    },
    routing::{get, post},
};
use mingcha_device::{
    People, PictureAddress,
    api::{Command, Error, ErrorCode, PhotoTarget, Query, Receipt, Topic, View},
};
use mingcha_domain::ids::CheckId;
use serde::Deserialize;
use std::{convert::Infallible, path::PathBuf};
use tokio::sync::broadcast;
use tokio_stream::{Stream, StreamExt, wrappers::BroadcastStream};

#[derive(Clone)]
struct Bridge {
    people: People,
    pages: PathBuf,
    changes: broadcast::Sender<String>,
}

struct Failed(Error);

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        (StatusCode::UNPROCESSABLE_ENTITY, Json(self.0)).into_response()
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

/// Routes for the people of one device; `pages` is the built interface.
pub fn router(people: People, pages: PathBuf) -> Router {
    let (changes, _) = broadcast::channel(256);
    let sender = changes.clone();
    people.on_change(move |topics: &[Topic]| {
        if let Ok(text) = serde_json::to_string(topics) {
            let _ = sender.send(text);
        }
    });
    Router::new()
        .route("/bridge/execute", post(execute))
        .route("/bridge/query", post(query))
        .route("/bridge/photo", post(import))
        .route("/bridge/photo/prepared", post(prepare))
        .route("/bridge/photo/kept", post(keep))
        .route("/bridge/photo/{*address}", get(picture))
        .route("/bridge/evidence/{check}", get(evidence))
        .route("/bridge/qr", post(read_qr))
        .route("/bridge/changed", get(changed))
        .fallback(page)
        .layer(DefaultBodyLimit::max(256 * 1024 * 1024))
        .with_state(Bridge { people, pages, changes })
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Failed> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(Failed),
        Err(error) => Err(Failed(Error::new(ErrorCode::Internal, error.to_string()))),
    }
}

async fn execute(
    State(bridge): State<Bridge>,
    Json(command): Json<Command>,
) -> Result<Json<Receipt>, Failed> {
    blocking(move || bridge.people.execute(command)).await.map(Json)
}

async fn query(
    State(bridge): State<Bridge>,
    Json(query): Json<Query>,
) -> Result<Json<View>, Failed> {
    blocking(move || bridge.people.query(query)).await.map(Json)
}

#[derive(Deserialize)]
struct Import {
    check: CheckId,
    target: String,
}

async fn import(
    State(bridge): State<Bridge>,
    Parameters(import): Parameters<Import>,
    body: Bytes,
) -> Result<Json<Receipt>, Failed> {
    let target: PhotoTarget = serde_json::from_str(&import.target)
        .map_err(|e| Error::new(ErrorCode::Internal, e.to_string()))?;
    let original = body.to_vec();
    blocking(move || bridge.people.front()?.import_photo(import.check, &target, original))
        .await
        .map(Json)
}

#[derive(Deserialize)]
struct Prepare {
    check: CheckId,
}

async fn prepare(
    State(bridge): State<Bridge>,
    Parameters(Prepare { check }): Parameters<Prepare>,
    body: Bytes,
) -> Result<Json<u32>, Failed> {
    let original = body.to_vec();
    blocking(move || bridge.people.front()?.prepare_photo(check, original)).await.map(Json)
}

#[derive(Deserialize)]
struct Keep {
    check: CheckId,
    target: PhotoTarget,
    prepared: u32,
}

async fn keep(
    State(bridge): State<Bridge>,
    Json(Keep { check, target, prepared }): Json<Keep>,
) -> Result<Json<Receipt>, Failed> {
    blocking(move || bridge.people.front()?.keep_photo(check, &target, prepared)).await.map(Json)
}

async fn evidence(
    State(bridge): State<Bridge>,
    Path(check): Path<String>,
) -> Result<Response, Failed> {
    let wrong = || Failed(Error::new(ErrorCode::NotFound, "no such check"));
    let check: CheckId = check.parse().map_err(|_| wrong())?;
    let bytes = blocking(move || {
        let dir = tempfile::tempdir()?;
        let to = dir.path().join("evidence.zip");
        bridge.people.front()?.evidence(check, &to)?;
        Ok(std::fs::read(to)?)
    })
    .await?;
    Ok(([(header::CONTENT_TYPE, "application/zip")], bytes).into_response())
}

async fn read_qr(body: Bytes) -> Result<Json<String>, Failed> {
    blocking(move || mingcha_device::read_qr(&body)).await.map(Json)
}

async fn picture(
    State(bridge): State<Bridge>,
    Path(address): Path<String>,
) -> Result<Response, Failed> {
    let wrong = |()| Failed(Error::new(ErrorCode::NotFound, "no such picture"));
    let address: PictureAddress = address.parse().map_err(wrong)?;
    match blocking(move || bridge.people.front()?.picture_at(&address)).await {
        Ok(picture) => {
            Ok(([(header::CONTENT_TYPE, picture.media_type)], picture.bytes).into_response())
        }
        Err(_) => Ok(StatusCode::NOT_FOUND.into_response()),
    }
}

async fn changed(
    State(bridge): State<Bridge>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = BroadcastStream::new(bridge.changes.subscribe());
    Sse::new(changes.filter_map(Result::ok).map(|text| Ok(Event::default().data(text))))
}

async fn page(State(bridge): State<Bridge>, uri: axum::http::Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    let wanted = if path.is_empty() || path.contains("..") { "index.html" } else { path };
    let file = bridge.pages.join(wanted);
    let file = if file.is_file() { file } else { bridge.pages.join("index.html") };
    let kind = match file.extension().and_then(|e| e.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    };
    match std::fs::read(&file) {
        Ok(bytes) => {
            let headers = [
                (header::CONTENT_TYPE, kind.to_owned()),
                (header::CONTENT_SECURITY_POLICY, policy()),
            ];
            (headers, bytes).into_response()
        }
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The real window's policy, so that what it forbids fails in a browser as well.
fn policy() -> String {
    let config = include_str!("../../src-tauri/tauri.conf.json");
    let config: serde_json::Value = serde_json::from_str(config).unwrap_or_default();
    let policy = config.pointer("/app/security/csp").and_then(serde_json::Value::as_str);
    policy.unwrap_or("default-src 'none'").to_owned()
}
