//! A request's body that is read as it goes, on the thread of whoever sends it: what it is read from
//! is not held longer than they wait.

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use std::{
    io::{Error, ErrorKind, Read},
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// Read at once. What lies ready for a line that breaks was read for nothing; but each of these
/// wakes two threads.
const CHUNK: u64 = 32 * 1024;

/// Where the bytes go in.
pub struct Feed {
    chunks: Sender<Result<Bytes, Error>>,
    length: u64,
}

/// Where they come out.
pub struct Streamed {
    chunks: Receiver<Result<Bytes, Error>>,
    left: u64,
}

/// Both ends of a body of so many bytes.
pub fn body(length: u64) -> (Feed, Streamed) {
    let (send, receive) = channel(1);
    (Feed { chunks: send, length }, Streamed { chunks: receive, left: length })
}

impl Feed {
    /// Gives the bytes to the request, until they have all gone or it wants no more. What cannot be
    /// read ends the request, too.
    pub fn all_of(self, from: &mut impl Read) {
        let mut left = self.length;
        while left > 0 {
            let chunk = read(from, left.min(CHUNK));
            left -= chunk.as_ref().map_or(left, |chunk| chunk.len() as u64);
            if self.chunks.blocking_send(chunk).is_err() {
                return;
            }
        }
    }
}

/// Some bytes, at most so many.
fn read(from: &mut impl Read, most: u64) -> Result<Bytes, Error> {
    let mut chunk = vec![0; usize::try_from(most).map_err(Error::other)?];
    let read = from.read(&mut chunk)?;
    if read == 0 {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    chunk.truncate(read);
    Ok(chunk.into())
}

impl Body for Streamed {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let next = ready!(self.chunks.poll_recv(context));
        if let Some(Ok(chunk)) = &next {
            self.left -= chunk.len() as u64;
        }
        Poll::Ready(next.map(|chunk| chunk.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{future::poll_fn, io::Cursor, thread};
    use tokio::runtime::Builder;

    /// What comes out, until it ends or breaks.
    fn out(mut body: Streamed) -> (Vec<u8>, Result<(), ErrorKind>) {
        let mut all = vec![];
        let runtime = Builder::new_current_thread().build().unwrap();
        let end = runtime.block_on(async {
            while !body.is_end_stream() {
                let next = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await;
                let Some(next) = next else { return Err(ErrorKind::UnexpectedEof) };
                all.extend(next.map_err(|e| e.kind())?.into_data().unwrap());
            }
            Ok(())
        });
        (all, end)
    }

    #[test]
    fn all_that_was_announced_comes_out_and_no_more() {
        let bytes: Vec<u8> = (0..200_000_u32).map(|n| n as u8).collect();
        let (feed, body) = body(150_000);
        assert_eq!(body.size_hint().exact(), Some(150_000));
        let mut from = Cursor::new(bytes.clone());
        let fed = thread::spawn(move || feed.all_of(&mut from));
        assert_eq!(out(body), (bytes[..150_000].to_vec(), Ok(())));
        fed.join().unwrap();
    }

    #[test]
    fn bytes_that_are_missing_break_it_off() {
        let (feed, body) = body(150_000);
        let fed = thread::spawn(move || feed.all_of(&mut Cursor::new(vec![7; 100_000])));
        assert_eq!(out(body), (vec![7; 100_000], Err(ErrorKind::UnexpectedEof)));
        fed.join().unwrap();
    }

    #[test]
    fn nobody_reads_on_for_a_request_that_has_ended() {
        let (feed, body) = body(1_000_000);
        drop(body);
        let mut from = Cursor::new(vec![7; 1_000_000]);
        feed.all_of(&mut from);
        assert!(from.position() <= CHUNK);
    }
}
