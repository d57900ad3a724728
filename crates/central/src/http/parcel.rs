//! Photo files by the parcel: what is small and new goes together, in one request.

use super::{auth::Caller, body, sync::blocking};
use crate::{
    Central, Error,
    photo::{self, Unpacking},
};
use axum::{
    body::{Body, BodyDataStream, Bytes},
    extract::State,
    http::HeaderMap,
    response::Response,
};
use mingcha_domain::{
    ids::PublicKey,
    wire::{MAX_PARCEL, ParcelFile, ParcelHead, ParcelReply, Reached},
};
use std::{pin::pin, time::Duration};
use tokio::{
    task::block_in_place,
    time::{Instant, timeout_at},
};
use tokio_stream::StreamExt;

/// Longest first line: what names a file needs half of this.
const MAX_HEAD_BYTES: usize = MAX_PARCEL * 256;

/// Whole files wait at most so long for others of their parcel: on a slow line they are seen one by
/// one, on a fast one many need one commit.
const SETTLED_AFTER: Duration = Duration::from_millis(250);

/// Takes several files of own photos at once. The first line, a `ParcelHead`, names them; their
/// bytes follow. Each file stands by itself: what came before the line broke is kept, and an upload
/// goes on with the file that was cut off.
#[utoipa::path(post, path = "/v1/photos/parcel",
    request_body(content = ParcelHead, content_type = "application/octet-stream"),
    responses((status = 200, body = ParcelReply), (status = 401), (status = 413), (status = 422)))]
pub async fn parcel(
    State(central): State<Central>,
    Caller(key): Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Error> {
    // A task of its own: what came is also kept when the asker hangs up and nobody waits for this.
    let taken = tokio::spawn(async move { take(&central, key, Pieces::of(body)).await });
    let files = taken.await.map_err(|e| Error::Internal(e.into()))??;
    body::reply(&headers, &ParcelReply { files })
}

async fn take(
    central: &Central,
    key: PublicKey,
    mut pieces: Pieces,
) -> Result<Vec<Reached>, Error> {
    let files = pieces.head().await?;
    let (work, named) = (central.clone(), files.clone());
    let awaited = blocking(move || photo::announce(&work, key, &named)).await?;
    let sent = awaited.iter().flatten().map(|file| (key, file.photo, file.variant)).collect();
    let mut turns = central.turns().take_all(sent).await;
    let work = central.clone();
    let mut unpacking = blocking(move || Unpacking::new(&work, key, &files, awaited)).await?;
    let mut taken_over = pin!(photo::any_taken_over(&mut turns));
    let mut settled = Instant::now();
    let taken = loop {
        let next = async {
            tokio::select! {
                biased;
                next = pieces.next() => next,
                () = &mut taken_over => None,
            }
        };
        let next = match unpacking.unsettled() {
            0 => {
                settled = Instant::now();
                Ok(next.await)
            }
            _ => timeout_at(settled + SETTLED_AFTER, next).await,
        };
        // Not on another thread: the next bytes need these to be written. Others go on elsewhere,
        // should the disk be slow.
        let taken = match next {
            Ok(None) => Ok(true),
            Ok(Some(piece)) if unpacking.has_room(piece.len()) => {
                unpacking.take(&piece).map(|()| false)
            }
            Ok(Some(piece)) => block_in_place(|| unpacking.take(&piece).map(|()| false)),
            Err(_) => {
                settled = Instant::now();
                block_in_place(|| unpacking.settle().map(|()| false))
            }
        };
        match taken {
            Ok(false) => {}
            Ok(true) => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    // Also of a parcel with which something is wrong, what is whole is kept; and of one that was taken
    // over, what had come.
    let reached = block_in_place(|| unpacking.end())?;
    taken.map(|()| reached)
}

/// A body, as far as it comes: a line that breaks ends it.
struct Pieces {
    stream: BodyDataStream,
    /// What came with the first line and belongs behind it.
    behind: Option<Bytes>,
}

impl Pieces {
    fn of(body: Body) -> Self {
        Self { stream: body.into_data_stream(), behind: None }
    }

    async fn head(&mut self) -> Result<Vec<ParcelFile>, Error> {
        let bad = |why: &str| Error::Malformed(format!("the first line of the parcel {why}"));
        let mut head = Vec::new();
        while let Some(piece) = self.next().await {
            head.extend(piece);
            if let Some(end) = head.iter().position(|byte| *byte == b'\n') {
                let (line, behind) = head.split_at(end);
                let head: ParcelHead =
                    serde_json::from_slice(line).map_err(|e| bad(&format!("is wrong: {e}")))?;
                self.behind = behind.get(1..).map(Bytes::copy_from_slice);
                return Ok(head.files);
            }
            if head.len() > MAX_HEAD_BYTES {
                return Err(Error::TooLarge);
            }
        }
        Err(bad("has no end"))
    }

    /// What comes next. Nothing is lost where nobody waits for it any more.
    async fn next(&mut self) -> Option<Bytes> {
        match self.behind.take() {
            Some(behind) => Some(behind),
            None => self.stream.next().await.and_then(Result::ok),
        }
    }
}
