//! TLS built in: certificate and key from PEM files, and a listener whose slow handshakes hold up
//! nobody else.

use super::plain::PlainListener;
use anyhow::{Context, bail};
use axum::serve::Listener;
use mingcha_domain::ids::Hash;
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use std::{
    io::IoSlice,
    net::SocketAddr,
    path::Path,
    pin::Pin,
    sync::Arc,
    task::{self, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, BufReader, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::{Semaphore, mpsc},
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

/// A handshake that takes longer is given up.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Handshakes under way at once; whoever comes next waits in the system's queue.
const AT_ONCE: usize = 256;

fn chain(path: &Path) -> anyhow::Result<Vec<CertificateDer<'static>>> {
    let read = || CertificateDer::pem_file_iter(path)?.collect::<Result<Vec<_>, _>>();
    let chain = read().with_context(|| format!("reading certificates in {}", path.display()))?;
    if chain.is_empty() {
        bail!("{} holds no certificate", path.display());
    }
    Ok(chain)
}

/// SHA-256 of the subject public key info of the first certificate in a PEM file: what an
/// invitation pins. It stays the same for a new certificate over the same key.
///
/// # Errors
/// If the file holds no certificate.
pub fn pin(path: &Path) -> anyhow::Result<Hash> {
    let chain = chain(path)?;
    let first = chain.first().context("no certificate")?;
    let certificate = webpki::EndEntityCert::try_from(first)
        .with_context(|| format!("{}: not a certificate of version 3", path.display()))?;
    Ok(Hash::of(&[&certificate.subject_public_key_info()]))
}

/// What to serve TLS with: TLS 1.2 and 1.3, no certificates of clients.
///
/// # Errors
/// If a file cannot be read, or the key is not the certificate's.
pub fn config(cert: &Path, key: &Path) -> anyhow::Result<Arc<ServerConfig>> {
    let private = PrivateKeyDer::from_pem_file(key)
        .with_context(|| format!("reading the private key in {}", key.display()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain(cert)?, private)
        .context("certificate and key do not fit together")?;
    Ok(Arc::new(config))
}

/// Whether central may serve there: unencrypted only to this machine, or if that is meant.
///
/// # Errors
/// What to do instead.
pub fn may_serve(listen: SocketAddr, encrypted: bool, plain_http: bool) -> anyhow::Result<()> {
    if !encrypted && !plain_http && !listen.ip().is_loopback() {
        bail!(
            "{listen} can be reached from elsewhere and would be served unencrypted.\n\
             Give --tls-cert and --tls-key; or --plain-http if TLS ends in front of it."
        );
    }
    Ok(())
}

/// A connection of which is read what has come: by itself TLS asks the system for 4 KiB at a time.
type Ahead = BufReader<TcpStream>;

/// Bytes that are read ahead.
const AHEAD: usize = 32 * 1024;

/// Connections whose handshake is done.
pub struct TlsListener {
    at: SocketAddr,
    ready: mpsc::Receiver<(TlsStream<Ahead>, SocketAddr)>,
}

impl TlsListener {
    /// Shakes hands on a task of its own for each connection of `listener`.
    ///
    /// # Errors
    /// If the listener has no address.
    pub fn new(listener: TcpListener, config: Arc<ServerConfig>) -> std::io::Result<Self> {
        let at = listener.local_addr()?;
        let (send, ready) = mpsc::channel(AT_ONCE);
        tokio::spawn(accept(PlainListener::new(listener), TlsAcceptor::from(config), send));
        Ok(Self { at, ready })
    }
}

async fn accept(
    mut listener: PlainListener,
    acceptor: TlsAcceptor,
    ready: mpsc::Sender<(TlsStream<Ahead>, SocketAddr)>,
) {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let (tcp, from) = tokio::select! {
            accepted = listener.accept() => accepted,
            () = ready.closed() => return,
        };
        let (acceptor, ready) = (acceptor.clone(), ready.clone());
        let tcp = BufReader::with_capacity(AHEAD, tcp);
        tokio::spawn(async move {
            let _place = place;
            match tokio::time::timeout(HANDSHAKE, acceptor.accept(tcp)).await {
                Ok(Ok(stream)) => {
                    // Nobody takes it any more when the server stops.
                    let _ = ready.send((stream, from)).await;
                }
                Ok(Err(error)) => tracing::debug!("handshake: {error}"),
                Err(_) => tracing::debug!("handshake: too slow"),
            }
        });
    }
}

/// A connection that is read a little at a time. Whoever reads all that has come makes room for as
/// much again, up to 400 KiB for each connection.
pub struct Sipped(TlsStream<Ahead>);

impl AsyncRead for Sipped {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut task::Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        // What TLS gives at once.
        const SIP: usize = 16 * 1024;
        let room = into.remaining().min(SIP);
        let mut sip = ReadBuf::new(into.initialize_unfilled_to(room));
        ready!(Pin::new(&mut self.0).poll_read(context, &mut sip))?;
        let read = sip.filled().len();
        into.advance(read);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Sipped {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut task::Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut task::Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.0).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.0.is_write_vectored()
    }

    fn poll_flush(
        mut self: Pin<&mut Self>,
        context: &mut task::Context<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(
        mut self: Pin<&mut Self>,
        context: &mut task::Context<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

impl Listener for TlsListener {
    type Io = Sipped;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some((stream, from)) => (Sipped(stream), from),
            // The accepting task ends with this listener only.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        Ok(self.at)
    }
}
