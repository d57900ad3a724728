//! A request's body that is given piece by piece: on the thread of whoever sends it, so that what it
//! is read from is not held longer than they wait; or as the line takes it, if it lies in memory.

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use std::{
    io::{Error, ErrorKind},
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::sync::mpsc::{Receiver, Sender, channel};

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
    /// Gives the pieces to the request, until as many bytes have gone as were announced or it wants
    /// no more. What cannot be read ends the request, too.
    pub fn all_of(self, pieces: impl IntoIterator<Item = Result<Bytes, Error>>) {
        let (mut pieces, mut left) = (pieces.into_iter(), self.length);
        while left > 0 {
            let piece = pieces.next().unwrap_or_else(|| Err(ErrorKind::UnexpectedEof.into()));
            let piece = piece.map(|mut piece| {
                piece.truncate(usize::try_from(left).unwrap_or(usize::MAX));
                piece
            });
            left -= piece.as_ref().map_or(left, |piece| piece.len() as u64);
            if self.chunks.blocking_send(piece).is_err() {
                return;
            }
        }
    }
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

/// A body of pieces that lie in memory. No thread waits for the line to take them.
pub struct Held<P> {
    pieces: P,
    left: u64,
}

/// A body of so many bytes that are there already.
pub const fn held<P>(pieces: P, length: u64) -> Held<P> {
    Held { pieces, left: length }
}

impl<P: Iterator<Item = Result<Bytes, Error>> + Unpin> Body for Held<P> {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let next = self.pieces.next();
        if let Some(Ok(piece)) = &next {
            self.left = self.left.saturating_sub(piece.len() as u64);
        }
        Poll::Ready(next.map(|piece| piece.map(Frame::data)))
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
    use std::{future::poll_fn, thread};
    use tokio::runtime::Builder;

    /// What comes out, until it ends or breaks.
    fn out(
        mut body: impl Body<Data = Bytes, Error = Error> + Unpin,
    ) -> (Vec<u8>, Result<(), ErrorKind>) {
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

    fn sevens(many: usize) -> impl Iterator<Item = Result<Bytes, Error>> {
        (0..many).map(|_| Ok(vec![7; 10_000].into()))
    }

    #[test]
    fn all_that_was_announced_comes_out_and_no_more() {
        let bytes: Vec<u8> = (0..200_000_u32).map(|n| n as u8).collect();
        let (feed, body) = body(150_000);
        assert_eq!(body.size_hint().exact(), Some(150_000));
        let pieces: Vec<_> = bytes.chunks(40_000).map(|p| Ok(Bytes::copy_from_slice(p))).collect();
        let fed = thread::spawn(move || feed.all_of(pieces));
        assert_eq!(out(body), (bytes[..150_000].to_vec(), Ok(())));
        fed.join().unwrap();
    }

    #[test]
    fn bytes_that_are_missing_break_it_off() {
        let (feed, body) = body(150_000);
        let fed = thread::spawn(move || feed.all_of(sevens(10)));
        assert_eq!(out(body), (vec![7; 100_000], Err(ErrorKind::UnexpectedEof)));
        fed.join().unwrap();
    }

    #[test]
    fn what_lies_in_memory_comes_out_whole_or_breaks_off() {
        let whole = held(sevens(3), 30_000);
        assert_eq!(whole.size_hint().exact(), Some(30_000));
        assert_eq!(out(whole), (vec![7; 30_000], Ok(())));
        let stopped = sevens(2).chain([Err(Error::other("stopped"))]);
        assert_eq!(out(held(stopped, 30_000)), (vec![7; 20_000], Err(ErrorKind::Other)));
    }

    #[test]
    fn nobody_reads_on_for_a_request_that_has_ended() {
        let (feed, body) = body(1_000_000);
        drop(body);
        let mut taken = 0;
        feed.all_of(sevens(100).inspect(|_| taken += 1));
        assert!(taken <= 1, "{taken}");
    }
}
