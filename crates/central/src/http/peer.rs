//! From where a request came.

use super::{plain::PlainListener, tls::TlsListener};
use axum::{
    extract::{ConnectInfo, FromRequestParts, connect_info::Connected},
    http::request::Parts,
    serve::IncomingStream,
};
use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, SocketAddr},
};

/// The other end of the connection. Headers that claim another one are not believed; behind a
/// balancer it is the balancer's.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

impl Connected<IncomingStream<'_, PlainListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, PlainListener>) -> Self {
        let from: SocketAddr = *stream.remote_addr();
        Self(from.ip())
    }
}

impl Connected<IncomingStream<'_, TlsListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TlsListener>) -> Self {
        let from: SocketAddr = *stream.remote_addr();
        Self(from.ip())
    }
}

impl<S: Sync> FromRequestParts<S> for Peer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let known = parts.extensions.get::<ConnectInfo<Self>>();
        // Routes that are called without a connection, in a test: one peer for all.
        Ok(known.map_or(Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED)), |info| info.0))
    }
}
