//! A file on its way out, a piece at a time.

use axum::{
    body::Body,
    http::header,
    response::{IntoResponse, Response},
};
use std::io::Read;
use tokio_stream::wrappers::ReceiverStream;

const CHUNK: usize = 64 * 1024;

/// The `size` bytes of a file as a response; read by a thread of its own.
pub fn sent(file: impl Read + Send + 'static, size: u64, media_type: &'static str) -> Response {
    let (send, receive) = tokio::sync::mpsc::channel::<std::io::Result<Vec<u8>>>(4);
    tokio::task::spawn_blocking(move || {
        let mut file = file;
        loop {
            let mut chunk = vec![0; CHUNK];
            let read = file.read(&mut chunk);
            let last = !matches!(read, Ok(n) if n > 0);
            let piece = read.map(|n| {
                chunk.truncate(n);
                chunk
            });
            let ended = last && piece.is_ok();
            if ended || send.blocking_send(piece).is_err() || last {
                return;
            }
        }
    });
    let body = Body::from_stream(ReceiverStream::new(receive));
    let headers =
        [(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_LENGTH, size.to_string())];
    (headers, body).into_response()
}
