//! Connections as they come, without TLS.

use axum::serve::Listener;
use std::net::SocketAddr;
use tokio::net::{TcpListener, TcpStream};

/// Connections on which a reply waits for nothing. Else its last bytes wait until what went before is
/// confirmed, which the other end puts off in the hope of having something to say itself: 40 ms.
pub struct PlainListener(TcpListener);

impl PlainListener {
    /// Takes what `listener` accepts.
    #[must_use]
    pub const fn new(listener: TcpListener) -> Self {
        Self(listener)
    }
}

impl Listener for PlainListener {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        // Axum's own way to go on after a passing fault, such as too many open files.
        let (tcp, from) = Listener::accept(&mut self.0).await;
        if let Err(error) = tcp.set_nodelay(true) {
            // Slower, and nothing else; or it is gone already, as whoever reads will find.
            tracing::debug!("nodelay: {error}");
        }
        (tcp, from)
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn no_reply_waits_for_a_confirmation() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let mut listener = PlainListener::new(listener);
        let (here, accepted) = tokio::join!(TcpStream::connect(at), listener.accept());
        let (tcp, from) = accepted;
        assert!(tcp.nodelay().unwrap());
        assert_eq!(here.unwrap().local_addr().unwrap(), from);
    }
}
