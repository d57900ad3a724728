//! Central's API as this device uses it. The only module that knows HTTP.

use super::trust;
use crate::{
    api::{Error, ErrorCode},
    store::identity::Place,
};
use data_encoding::BASE64;
use mingcha_domain::{
    ids::{CheckId, EventId, OrderId},
    order::OrderKey,
    photo::Variant,
    wire::{
        ContinueReply, ContinueRequest, EnrolReply, EnrolRequest, OrderKeyReply, ParcelReply,
        PhotoFile, Problem, Reached, ReachedReply, ReachedRequest, SyncReply, SyncRequest,
    },
};
use reqwest::{
    Method, StatusCode,
    blocking::{Body, Client, RequestBuilder, Response},
    header::{CONTENT_ENCODING, CONTENT_TYPE},
    redirect::Policy,
};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    io::{BufRead, BufReader, Read, Write},
    time::Duration,
};

/// Largest reply that is read, uncompressed.
const MAX_REPLY: u64 = 64 * 1024 * 1024;

/// A file's bytes from an offset (tus 1.0).
const BYTES: &str = "application/offset+octet-stream";

/// A connection to central.
#[derive(Clone)]
pub struct Http {
    client: Client,
    address: String,
    token: String,
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

fn wrong(what: impl ToString) -> Error {
    Error::new(ErrorCode::CentralWrong, what.to_string())
}

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
            .timeout(None)
            .tcp_nodelay(true)
            .no_proxy()
            .build()
            .map_err(internal)?;
        Ok(Self { client, address: address.to_string(), token: token.to_owned() })
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.address));
        if self.token.is_empty() { request } else { request.bearer_auth(&self.token) }
    }

    fn json<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, Error> {
        let json = serde_json::to_vec(body).map_err(internal)?;
        let response = self
            .request(Method::POST, path)
            .timeout(Duration::from_secs(120))
            .header(CONTENT_TYPE, "application/json")
            .header(CONTENT_ENCODING, "zstd")
            .header("accept-encoding", "zstd")
            .body(zstd::bulk::compress(&json, 6).map_err(internal)?)
            .send()
            .map_err(|e| unreachable(&e))?;
        read_json(succeeded(response)?)
    }

    /// Spends a one-time code.
    pub fn enrol(&self, request: &EnrolRequest) -> Result<EnrolReply, Error> {
        self.json("/v1/enrol", request)
    }

    /// Goes on under a new key.
    pub fn continue_chain(&self, request: &ContinueRequest) -> Result<ContinueReply, Error> {
        self.json("/v1/continue", request)
    }

    /// Push and pull.
    pub fn sync(&self, request: &SyncRequest) -> Result<SyncReply, Error> {
        self.json("/v1/sync", request)
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
    /// that takes no parcels. `parcel` is the line that names them and their bytes, `length` in all.
    pub fn parcel(
        &self,
        parcel: impl Read + Send + 'static,
        length: u64,
    ) -> Result<Option<Vec<Reached>>, Error> {
        let sent = self
            .request(Method::POST, "/v1/photos/parcel")
            .header(CONTENT_TYPE, "application/octet-stream")
            .body(Body::sized(parcel, length))
            .send()
            .map_err(|e| unreachable(&e))
            .and_then(succeeded)
            .and_then(read_json::<ParcelReply>);
        Ok(known(sent)?.map(|reply| reply.files))
    }

    /// Begins or finds the upload of a photo's file: its address and how far it is. `whole`: its
    /// bytes go along, which spares a round trip; central leaves them where it has some already.
    pub fn create_upload(
        &self,
        photo: EventId,
        variant: Variant,
        size: u64,
        whole: Option<impl Read + Send + 'static>,
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
        let request = match whole {
            Some(whole) => request.header(CONTENT_TYPE, BYTES).body(Body::sized(whole, size)),
            None => request.timeout(Duration::from_secs(60)),
        };
        let response = succeeded(request.send().map_err(|e| unreachable(&e))?)?;
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
        rest: impl Read + Send + 'static,
        length: u64,
    ) -> Result<Option<u64>, Error> {
        let response = self
            .request(Method::PATCH, location)
            .header("tus-resumable", "1.0.0")
            .header("upload-offset", at)
            .header(CONTENT_TYPE, BYTES)
            .body(Body::sized(rest, length))
            .send()
            .map_err(|e| unreachable(&e))?;
        if response.status() == StatusCode::CONFLICT {
            return Ok(None);
        }
        let response = succeeded(response)?;
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
        let response = self
            .request(Method::GET, &path)
            .timeout(Duration::from_secs(300))
            .send()
            .map_err(|e| unreachable(&e))?;
        if response.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        succeeded(response)?
            .take(limit)
            .read_to_end(&mut bytes)
            .map_err(|e| Error::new(ErrorCode::Unreachable, e.to_string()))?;
        Ok(Some(bytes))
    }

    /// Writes the evidence file of a check to `out`.
    pub fn evidence(&self, check: CheckId, out: &mut impl Write) -> Result<(), Error> {
        let response = self
            .request(Method::GET, &format!("/v1/evidence/{check}"))
            .timeout(Duration::from_secs(600))
            .send()
            .map_err(|e| unreachable(&e))?;
        if response.status() == StatusCode::NOT_FOUND {
            return Err(Error::new(ErrorCode::NotFound, "not at central"));
        }
        let announced = response.content_length();
        let mut response = succeeded(response)?;
        let mut piece = vec![0; 64 * 1024];
        let mut size = 0;
        loop {
            let read = response.read(&mut piece);
            let read = read.map_err(|e| Error::new(ErrorCode::Unreachable, e.to_string()))?;
            if read == 0 {
                break;
            }
            out.write_all(piece.get(..read).unwrap_or_default())?;
            size += read as u64;
        }
        if announced.is_some_and(|whole| whole != size) {
            return Err(Error::new(ErrorCode::Unreachable, "the file came short"));
        }
        Ok(())
    }

    /// Listens until the connection ends; calls `woken` for each wake-up.
    pub fn listen(&self, mut woken: impl FnMut() -> bool) -> Result<(), Error> {
        let response = self.request(Method::GET, "/v1/wake").send().map_err(|e| unreachable(&e))?;
        let mut lines = BufReader::new(succeeded(response)?);
        let mut line = String::new();
        loop {
            line.clear();
            match lines.read_line(&mut line) {
                Ok(0) | Err(_) => return Ok(()),
                Ok(_) if line.starts_with("event:") => {
                    if !woken() {
                        return Ok(());
                    }
                }
                Ok(_) => {}
            }
        }
    }
}

/// A reply's JSON, compressed or not.
fn read_json<T: DeserializeOwned>(response: Response) -> Result<T, Error> {
    let packed = response
        .headers()
        .get(CONTENT_ENCODING)
        .is_some_and(|encoding| encoding.as_bytes() == b"zstd");
    let mut plain = Vec::new();
    let cut = |_| Error::new(ErrorCode::Unreachable, "the reply was cut off");
    if packed {
        let decoder = zstd::stream::read::Decoder::new(response).map_err(wrong)?;
        decoder.take(MAX_REPLY).read_to_end(&mut plain).map_err(cut)?;
    } else {
        response.take(MAX_REPLY).read_to_end(&mut plain).map_err(cut)?;
    }
    serde_json::from_slice(&plain).map_err(wrong)
}

/// Nothing from an older central, or another tus server, which does not know the question.
fn known<T>(reply: Result<T, Error>) -> Result<Option<T>, Error> {
    match reply {
        Ok(reply) => Ok(Some(reply)),
        Err(e) if matches!(e.code, ErrorCode::NotFound | ErrorCode::CentralWrong) => Ok(None),
        Err(error) => Err(error),
    }
}

fn succeeded(response: Response) -> Result<Response, Error> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let problem: Option<Problem> = response.json_or_none();
    let code = problem.as_ref().map(|p| p.code.as_str()).unwrap_or_default();
    let detail = format!("{status} {code}");
    Err(match (status, code) {
        (_, "code_spent") => Error::new(ErrorCode::CodeSpent, detail),
        (StatusCode::TOO_MANY_REQUESTS, _) => Error::new(ErrorCode::TooManyTries, detail),
        (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, _) => {
            Error::new(ErrorCode::Revoked, detail)
        }
        (StatusCode::NOT_FOUND, _) => Error::new(ErrorCode::NotFound, detail),
        _ if status.is_server_error() => Error::new(ErrorCode::CentralBusy, detail),
        _ => Error::new(ErrorCode::CentralWrong, detail),
    })
}

trait JsonOrNone {
    fn json_or_none<T: DeserializeOwned>(self) -> Option<T>;
}

impl JsonOrNone for Response {
    fn json_or_none<T: DeserializeOwned>(self) -> Option<T> {
        let mut bytes = Vec::new();
        self.take(64 * 1024).read_to_end(&mut bytes).ok()?;
        serde_json::from_slice(&bytes).ok()
    }
}
