//! What the page may ask. Each is a line around the engine, off the window's thread.

use mingcha_device::{
    People, PictureAddress,
    api::{Command, Error, ErrorCode, PhotoTarget, Query, Receipt, View},
};
use mingcha_domain::ids::CheckId;
use std::path::{Path, PathBuf};
use tauri::{
    AppHandle, Manager, State, UriSchemeContext, UriSchemeResponder, Wry,
    async_runtime::spawn_blocking,
    http,
    ipc::{InvokeBody, Request},
};

async fn off_the_window<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(Error::new(ErrorCode::Internal, error.to_string())))
}

#[tauri::command]
pub async fn execute(people: State<'_, People>, command: Command) -> Result<Receipt, Error> {
    let people = people.inner().clone();
    off_the_window(move || people.execute(command)).await
}

#[tauri::command]
pub async fn query(people: State<'_, People>, query: Query) -> Result<View, Error> {
    let people = people.inner().clone();
    off_the_window(move || people.query(query)).await
}

/// Bytes come raw, never as JSON; what they belong to comes in a header.
#[tauri::command]
pub async fn prepare_photo(people: State<'_, People>, request: Request<'_>) -> Result<u32, Error> {
    let check = request.headers().get("mingcha-check").and_then(|v| v.to_str().ok());
    let check = check.and_then(|c| c.parse().ok());
    let check = check.ok_or_else(|| Error::new(ErrorCode::Internal, "check"))?;
    let (people, original) = (people.inner().clone(), raw(&request)?);
    off_the_window(move || people.front()?.prepare_photo(check, original)).await
}

#[tauri::command]
pub async fn keep_photo(
    people: State<'_, People>,
    check: CheckId,
    target: PhotoTarget,
    prepared: u32,
) -> Result<Receipt, Error> {
    let people = people.inner().clone();
    off_the_window(move || people.front()?.keep_photo(check, &target, prepared)).await
}

fn raw(request: &Request<'_>) -> Result<Vec<u8>, Error> {
    match request.body() {
        InvokeBody::Raw(bytes) => Ok(bytes.clone()),
        InvokeBody::Json(_) => Err(Error::new(ErrorCode::Internal, "no raw bytes")),
    }
}

/// The text of the QR code in a picture.
#[tauri::command]
pub async fn read_qr(request: Request<'_>) -> Result<String, Error> {
    let picture = raw(&request)?;
    off_the_window(move || mingcha_device::read_qr(&picture)).await
}

/// Saves a JPEG that the page made, a copy with a watermark, where people look for what they saved;
/// gives the file's path.
#[tauri::command]
pub async fn save_picture(app: AppHandle, request: Request<'_>) -> Result<String, Error> {
    let (dir, picture) = (saving_to(&app)?, raw(&request)?);
    if !picture.starts_with(&[0xff, 0xd8]) {
        return Err(Error::new(ErrorCode::PhotoUnreadable, "no JPEG"));
    }
    let name = request.headers().get("mingcha-name").and_then(|v| v.to_str().ok());
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let name: String = name.unwrap_or("photo").chars().filter(|c| plain(*c)).take(60).collect();
    off_the_window(move || {
        let to = free_name(&dir, &format!("mingcha-{name}"), "jpg")?;
        std::fs::write(&to, picture)?;
        Ok(to.display().to_string())
    })
    .await
}

fn saving_to(app: &AppHandle) -> Result<PathBuf, Error> {
    // A desktop without folders of a person's own has at least a home.
    let (path, home) = (app.path(), |_| app.path().home_dir());
    let dir = path.download_dir().or_else(|_| path.document_dir()).or_else(home);
    dir.map_err(|e| Error::new(ErrorCode::Internal, e.to_string()))
}

/// `dir/name.extension`, or `name-2` and so on where there is one already.
fn free_name(dir: &Path, name: &str, extension: &str) -> Result<PathBuf, Error> {
    std::fs::create_dir_all(dir)?;
    let free = |n: u32| {
        let more = if n > 1 { format!("-{n}") } else { String::new() };
        Some(dir.join(format!("{name}{more}.{extension}"))).filter(|path| !path.exists())
    };
    let none = || Error::new(ErrorCode::Internal, "no free name");
    (1..1_000).find_map(free).ok_or_else(none)
}

/// Saves the evidence of a check where people look for what they saved; gives the file's path.
#[tauri::command]
pub async fn save_evidence(
    app: AppHandle,
    people: State<'_, People>,
    check: CheckId,
) -> Result<String, Error> {
    let (people, dir) = (people.inner().clone(), saving_to(&app)?);
    off_the_window(move || {
        let to = free_name(&dir, &format!("mingcha-{check}"), "zip")?;
        people.front()?.evidence(check, &to)?;
        Ok(to.display().to_string())
    })
    .await
}

/// `encodeURIComponent`, undone.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let hex = |b: Option<u8>| b.and_then(|b| char::from(b).to_digit(16));
        match byte {
            b'%' => {
                let (high, low) = (hex(rest.next()), hex(rest.next()));
                let pair = high.zip(low).map(|(h, l)| h * 16 + l);
                bytes.extend(pair.and_then(|p| u8::try_from(p).ok()));
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// `photo://localhost/`, then a [`PictureAddress`].
pub fn photo(
    context: UriSchemeContext<'_, Wry>,
    request: http::Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let people = context.app_handle().state::<People>().inner().clone();
    let path = unescaped(request.uri().path());
    spawn_blocking(move || {
        let picture = path.parse::<PictureAddress>().ok();
        let picture = picture.and_then(|wanted| people.front().ok()?.picture_at(&wanted).ok());
        let response = match picture {
            Some(picture) => http::Response::builder()
                .header(http::header::CONTENT_TYPE, picture.media_type)
                .header(http::header::CACHE_CONTROL, "max-age=31536000, immutable")
                // The page draws copies with a watermark from it, and may save only what it may read.
                .header(http::header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                .body(picture.bytes),
            None => http::Response::builder().status(http::StatusCode::NOT_FOUND).body(vec![]),
        };
        if let Ok(response) = response {
            responder.respond(response);
        }
    });
}
