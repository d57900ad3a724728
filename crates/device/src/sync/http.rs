//! Central's API as this device uses it. The only module that knows HTTP.

use super::{portion::Portion, streamed, trust};
use crate::{
    api::{Error, ErrorCode},
    store::identity::Place,
};
use bytes::Bytes;
use data_encoding::BASE64;
use mingcha_domain::{
    ids::{CheckId, EventId, OrderId},
    order::OrderKey,
    photo::Variant,
    wire::{
        ContinueReply, ContinueRequest, EnrolReply, EnrolRequest, OrderKeyReply, ParcelReply,
        PhotoFile, Problem, Reached, ReachedReply, ReachedRequest, SyncRequest,
    },
};
use reqwest::{
    Body, Client, Method, RequestBuilder, Response, StatusCode,
    header::{CONTENT_ENCODING, CONTENT_TYPE},
    redirect::Policy,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{
    io::{Read, Write},
    sync::OnceLock,
    time::Duration,
};
use tokio::{
    runtime::{Builder, Runtime},
    time::timeout,
};

/// Largest reply that is read, uncompressed.
const MAX_REPLY: u64 = 64 * 1024 * 1024;

/// A file's bytes from an offset (tus 1.0).
const BYTES: &str = "application/offset+octet-stream";

/// A connection that nobody uses is closed: one that the network has lost meanwhile would be waited
/// for. Long enough for the next page, and for the next files.
pub const IDLE: Duration = Duration::from_secs(3);

/// Connections to central.
#[derive(Clone)]
pub struct Http {
    client: Client,
    network: &'static Runtime,
    place: Place,
    address: String,
    token: String,
}

/// One thread on which all connections of this process run; whoever asks waits on their own.
fn network() -> Result<&'static Runtime, Error> {
    static NETWORK: OnceLock<Runtime> = OnceLock::new();
    if let Some(running) = NETWORK.get() {
        return Ok(running);
    }
    let started = Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("network")
        .enable_all()
        .build()?;
    Ok(NETWORK.get_or_init(|| started))
}

fn internal(error: impl ToString) -> Error {
    Error::new(ErrorCode::Internal, error.to_string())
}

fn unreachable(error: &reqwest::Error) -> Error {
    let distrusted = trust::is_distrust(error);
    let code = if distrusted { ErrorCode::CentralWrong } else { ErrorCode::Unreachable };
    // Neither the address nor its parts: logs name no place.
    Error::new(code, if distrusted { "not central's certificate" } else { "no answer" })
}

/// A reply that did not come to its end. What went wrong may name the address: it is not passed on.
fn cut_off<E>(_why: E) -> Error {
    Error::new(ErrorCode::Unreachable, "the reply was cut off")
}

fn wrong(what: impl ToString) -> Error {
    Error::new(ErrorCode::CentralWrong, what.to_string())
}

/// Bytes of a body, in their order.
pub trait Pieces: Iterator<Item = std::io::Result<Bytes>> {}

impl<T: Iterator<Item = std::io::Result<Bytes>>> Pieces for T {}

impl Http {
    /// A connection to central, for the bearer of `token`. Central never redirects, and nobody
    /// else may: a bearer's token and records go to one place.
    ///
    /// # Errors
    /// [`ErrorCode::AddressNotEncrypted`].
    pub fn new(place: &Place, token: &str) -> Result<Self, Error> {
        let (address, encrypted) = (&place.address, place.address.is_https());
        if !encrypted && !address.is_loopback() && !place.plain_http {
            return Err(Error::new(ErrorCode::AddressNotEncrypted, "plain http beyond loopback"));
        }
        let client = Client::builder()
            .tls_backend_preconfigured(trust::config(place)?)
            .https_only(encrypted)
            .redirect(Policy::none())
            .connect_timeout(Duration::from_secs(10))
            .pool_idle_timeout(IDLE)
            .tcp_nodelay(true)
            .no_proxy()
            .build()
            .map_err(internal)?;
        Ok(Self {
            client,
            network: network()?,
            place: place.clone(),
            address: address.to_string(),
            token: token.to_owned(),
        })
    }

    /// Whether this leads there, for this bearer.
    pub fn is_for(&self, place: &Place, token: &str) -> bool {
        self.place == *place && self.token == token
    }

    fn wait<T>(&self, answer: impl Future<Output = T>) -> T {
        self.network.block_on(answer)
    }

    /// Sends a request with pieces that are read as they go, on this thread; gives the answer.
    fn upload(
        &self,
        request: RequestBuilder,
        pieces: impl Pieces,
        length: u64,
    ) -> Result<Response, Error> {
        let (feed, body) = streamed::body(length);
        let request = request.body(Body::wrap(body));
        let answer = self.network.spawn(async move { request.send().await });
        feed.all_of(pieces);
        self.wait(answer).map_err(internal)?.map_err(|e| unreachable(&e))
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.address));
        if self.token.is_empty() { request } else { request.bearer_auth(&self.token) }
    }

    fn json<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, Error> {
        let request = self.question(path, body)?;
        self.wait(async { read_json(answered(request).await?).await })
    }

    fn question(&self, path: &str, body: &impl Serialize) -> Result<RequestBuilder, Error> {
        let json = serde_json::to_vec(body).map_err(internal)?;
        Ok(self
            .request(Method::POST, path)
            .timeout(Duration::from_secs(120))
            .header(CONTENT_TYPE, "application/json")
            .header(CONTENT_ENCODING, "zstd")
            .header("accept-encoding", "zstd")
            .body(zstd::bulk::compress(&json, 6).map_err(internal)?))
    }

    /// Spends a one-time code.
    pub fn enrol(&self, request: &EnrolRequest) -> Result<EnrolReply, Error> {
        self.json("/v1/enrol", request)
    }

    /// Goes on under a new key. Nothing is recorded meanwhile, so this does not wait for long: whoever
    /// was not answered asks anew.
    pub fn continue_chain(&self, request: &ContinueRequest) -> Result<ContinueReply, Error> {
        let request = self.question("/v1/continue", request)?.timeout(Duration::from_secs(10));
        self.wait(async { read_json(answered(request).await?).await })
    }

    /// Push and pull. Notes in `portion` if central was reached, and the line did not hold.
    pub fn sync(&self, request: &SyncRequest, portion: &Portion) -> Result<Packed, Error> {
        let request = self.question("/v1/sync", request)?;
        self.wait(async {
            let sent = request.send().await.map_err(|why| {
                if !why.is_connect() {
                    portion.was_cut_off();
                }
                unreachable(&why)
            });
            let read = read_bytes(succeeded(sent?).await?).await;
            match read.inspect_err(|_| portion.was_cut_off())? {
                (bytes, true) => Ok(Packed(bytes)),
                (bytes, false) => Ok(Packed(zstd::bulk::compress(&bytes, 1).map_err(internal)?)),
            }
        })
    }

    /// The key of a sealed order.
    pub fn order_key(&self, order: OrderId) -> Result<OrderKey, Error> {
        let reply: OrderKeyReply = self.json(&format!("/v1/orders/{order}/key"), &())?;
        OrderKey::parse(&reply.key).ok_or_else(|| wrong("no key of an order"))
    }

    /// How far files of own photos are at central, in this order; nothing from a central that does
    /// not say it for many at once.
    pub fn reached(&self, files: Vec<PhotoFile>) -> Result<Option<ReachedReply>, Error> {
        let many = files.len();
        known(self.json("/v1/photos/reached", &ReachedRequest { files }))
            .map(|reply| reply.filter(|reply: &ReachedReply| reply.files.len() == many))
    }

    /// Sends several files in one request; gives how far each is then, or nothing from a central
    /// that takes no parcels. `parcel` is the line that names them and their bytes, `length` in all,
    /// which lie in memory.
    pub fn parcel(
        &self,
        parcel: impl Pieces + Send + Sync + Unpin + 'static,
        length: u64,
    ) -> Result<Option<Vec<Reached>>, Error> {
        let request = self
            .request(Method::POST, "/v1/photos/parcel")
            .header(CONTENT_TYPE, "application/octet-stream")
            .body(Body::wrap(streamed::held(parcel, length)));
        let sent = self.wait(async { read_json::<ParcelReply>(answered(request).await?).await });
        Ok(known(sent)?.map(|reply| reply.files))
    }

    /// Begins or finds the upload of a photo's file: its address and how far it is. `whole`: its
    /// bytes go along, which spares a round trip; central leaves them where it has some already.
    pub fn create_upload(
        &self,
        photo: EventId,
        variant: Variant,
        size: u64,
        whole: Option<impl Pieces>,
    ) -> Result<(String, u64), Error> {
        let metadata = format!(
            "photo {},variant {}",
            BASE64.encode(photo.to_string().as_bytes()),
            BASE64.encode(variant.name().as_bytes())
        );
        let request = self
            .request(Method::POST, "/v1/photos")
            .header("tus-resumable", "1.0.0")
            .header("upload-length", size)
            .header("upload-metadata", metadata);
        let response = match whole {
            Some(whole) => {
                let response = self.upload(request.header(CONTENT_TYPE, BYTES), whole, size)?;
                self.wait(succeeded(response))?
            }
            None => self.wait(answered(request.timeout(Duration::from_secs(60))))?,
        };
        let header = |name: &str| response.headers().get(name).and_then(|v| v.to_str().ok());
        let location = header("location").ok_or_else(|| wrong("no location"))?;
        let location = self.own_path(location).ok_or_else(|| wrong("a location elsewhere"))?;
        let at = header("upload-offset").and_then(|v| v.parse().ok()).unwrap_or(0);
        Ok((location, at))
    }

    /// The path of a location that central named, whole or as a path; `None` if it is another
    /// server's, which shall see no token.
    fn own_path(&self, location: &str) -> Option<String> {
        let path = location.strip_prefix(&self.address).unwrap_or(location);
        (path.starts_with('/') && !path.starts_with("//")).then(|| path.to_owned())
    }

    /// Sends the rest of a file; gives how far it is, or nothing where the file ends elsewhere by now.
    pub fn append(
        &self,
        location: &str,
        at: u64,
        rest: impl Pieces,
        length: u64,
    ) -> Result<Option<u64>, Error> {
        let request = self
            .request(Method::PATCH, location)
            .header("tus-resumable", "1.0.0")
            .header("upload-offset", at)
            .header(CONTENT_TYPE, BYTES);
        let response = self.upload(request, rest, length)?;
        if response.status() == StatusCode::CONFLICT {
            return Ok(None);
        }
        let response = self.wait(succeeded(response))?;
        let header = response.headers().get("upload-offset").and_then(|v| v.to_str().ok());
        header.and_then(|v| v.parse().ok()).map(Some).ok_or_else(|| wrong("no upload-offset"))
    }

    /// A photo's file, if central has it and it is ours to see.
    pub fn picture(
        &self,
        photo: EventId,
        variant: Variant,
        limit: u64,
    ) -> Result<Option<Vec<u8>>, Error> {
        let path = format!("/v1/photos/{photo}/{}", variant.name());
        let request = self.request(Method::GET, &path).timeout(Duration::from_secs(300));
        let bytes = self.wait(async {
            let response = answered(request).await?;
            whole(response, limit).await.map_err(cut_off)
        });
        match bytes {
            Err(error) if error.code == ErrorCode::NotFound => Ok(None),
            bytes => Ok(Some(bytes?)),
        }
    }

    /// Writes the evidence file of a check to `out`.
    pub fn evidence(&self, check: CheckId, out: &mut impl Write) -> Result<(), Error> {
        let path = format!("/v1/evidence/{check}");
        let request = self.request(Method::GET, &path).timeout(Duration::from_secs(600));
        self.wait(async {
            let mut response = answered(request).await?;
            let announced = response.content_length();
            let mut size = 0;
            while let Some(piece) = response.chunk().await.map_err(cut_off)? {
                out.write_all(&piece)?;
                size += piece.len() as u64;
            }
            if announced.is_some_and(|whole| whole != size) {
                return Err(Error::new(ErrorCode::Unreachable, "the file came short"));
            }
            Ok(())
        })
    }

    /// Listens until the connection ends; calls `woken` for each event, with whether it is only the
    /// first, by which central says that it is connected. Central says something every twenty seconds;
    /// whether anybody still `listens` is asked each time.
    pub fn listen(
        &self,
        listens: impl Fn() -> bool,
        mut woken: impl FnMut(bool) -> bool,
    ) -> Result<(), Error> {
        const SILENT: Duration = Duration::from_secs(60);
        let request = self.request(Method::GET, "/v1/wake");
        self.wait(async {
            let answer = timeout(SILENT, answered(request)).await;
            let mut response =
                answer.map_err(|_| Error::new(ErrorCode::Unreachable, "silence"))??;
            let mut line = Vec::new();
            while let Ok(Ok(Some(piece))) = timeout(SILENT, response.chunk()).await
                && listens()
            {
                for byte in piece {
                    if byte != b'\n' {
                        line.push(byte);
                        continue;
                    }
                    let event = line.strip_prefix(b"event:").map(<[u8]>::trim_ascii);
                    if event.is_some_and(|event| !woken(event == b"hello")) {
                        return Ok(());
                    }
                    line.clear();
                }
            }
            Ok(())
        })
    }
}

/// Sends a request; gives an answer that is none of refusal.
async fn answered(request: RequestBuilder) -> Result<Response, Error> {
    succeeded(request.send().await.map_err(|e| unreachable(&e))?).await
}

/// A reply's bytes, at most so many.
async fn whole(mut response: Response, limit: u64) -> reqwest::Result<Vec<u8>> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut bytes = Vec::new();
    while bytes.len() < limit
        && let Some(piece) = response.chunk().await?
    {
        bytes.extend_from_slice(&piece);
    }
    bytes.truncate(limit);
    Ok(bytes)
}

/// A reply to a push and pull, compressed with zstd.
pub struct Packed(pub Vec<u8>);

impl Packed {
    /// Its JSON.
    pub fn unpack(&self) -> Result<Vec<u8>, Error> {
        let decoder = zstd::stream::read::Decoder::new(self.0.as_slice()).map_err(wrong)?;
        /// Room that is taken before it is needed.
        const MAX_BEFORE: usize = 8 * 1024 * 1024;
        // Names, hashes and signatures do not become smaller: a page grows to some four times.
        let mut plain = Vec::with_capacity(self.0.len().saturating_mul(5).min(MAX_BEFORE));
        decoder.take(MAX_REPLY).read_to_end(&mut plain).map_err(cut_off)?;
        Ok(plain)
    }
}

/// What a reply's JSON says, or as much of it as is asked for.
pub fn reply<'a, T: Deserialize<'a>>(plain: &'a [u8]) -> Result<T, Error> {
    serde_json::from_slice(plain).map_err(wrong)
}

/// A reply's bytes, and whether they are compressed.
async fn read_bytes(response: Response) -> Result<(Vec<u8>, bool), Error> {
    let packed = response
        .headers()
        .get(CONTENT_ENCODING)
        .is_some_and(|encoding| encoding.as_bytes() == b"zstd");
    Ok((whole(response, MAX_REPLY).await.map_err(cut_off)?, packed))
}

/// A reply's JSON, compressed or not.
async fn read_json<T: DeserializeOwned>(response: Response) -> Result<T, Error> {
    let plain = match read_bytes(response).await? {
        (bytes, true) => Packed(bytes).unpack()?,
        (bytes, false) => bytes,
    };
    reply(&plain)
}

/// Nothing from an older central, or another tus server, which does not know the question.
fn known<T>(reply: Result<T, Error>) -> Result<Option<T>, Error> {
    match reply {
        Ok(reply) => Ok(Some(reply)),
        Err(e) if matches!(e.code, ErrorCode::NotFound | ErrorCode::CentralWrong) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn succeeded(response: Response) -> Result<Response, Error> {
    /// What is read of why it was refused.
    const PROBLEM: u64 = 64 * 1024;
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let said = whole(response, PROBLEM).await.unwrap_or_default();
    let problem: Option<Problem> = serde_json::from_slice(&said).ok();
    let code = problem.as_ref().map(|p| p.code.as_str()).unwrap_or_default();
    let detail = format!("{status} {code}");
    Err(match (status, code) {
        (_, "code_spent") => Error::new(ErrorCode::CodeSpent, detail),
        (StatusCode::TOO_MANY_REQUESTS, _) => Error::new(ErrorCode::TooManyTries, detail),
        // Anybody in between may say no; only central says whose access has ended.
        (_, "unauthorised" | "revoked") => Error::new(ErrorCode::Revoked, detail),
        (StatusCode::NOT_FOUND, _) => Error::new(ErrorCode::NotFound, detail),
        _ if status.is_server_error() => Error::new(ErrorCode::CentralBusy, detail),
        _ => Error::new(ErrorCode::CentralWrong, detail),
    })
}
