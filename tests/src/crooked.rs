//! A device of our own making, to send what no engine would.

use crate::world::World;
use anyhow::Context;
use ed25519_dalek::{Signer, SigningKey};
use mingcha_central::{account, demo};
use mingcha_domain::{
    canonical,
    event::{Header, SUITE_ED25519_SHA256, Signed, VERSION},
    ids::{Hash, PublicKey, Realm, Salt, Signature, StreamId, UserId},
    time::{Millis, Mono},
    wire::{EnrolReply, EnrolRequest, SyncRequest},
};
use reqwest::{
    Method,
    blocking::{Client, RequestBuilder},
};

/// An enrolled profile without an engine.
pub struct Crooked {
    /// Its key.
    pub signing: SigningKey,
    /// Its bearer token.
    pub token: String,
    http: Client,
    address: String,
    realm: Realm,
}

/// A request to enrol a key with a code, properly signed.
pub fn request_to_enrol(signing: &SigningKey, code: &str) -> EnrolRequest {
    let label = "crooked".to_owned();
    let sig = Signature(signing.sign(&EnrolRequest::message(code, &label)).to_bytes());
    let key = PublicKey(signing.verifying_key().to_bytes());
    EnrolRequest { code: code.to_owned(), key, label, sig }
}

/// A client that keeps no connection open.
///
/// # Errors
/// If the system has none to give.
pub fn client() -> anyhow::Result<Client> {
    // Every client wants one, also where nothing is encrypted; a second installation is no fault.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Ok(Client::builder().no_proxy().pool_max_idle_per_host(0).build()?)
}

impl Crooked {
    /// A profile of Zhou's under the key with this seed.
    ///
    /// # Errors
    /// If enrolment fails.
    pub fn enrol(world: &World, seed: u8) -> anyhow::Result<Self> {
        let user = demo::user_named(world.central()?, "zhou").context("zhou")?;
        Self::of(world, user, seed)
    }

    /// A profile of this person under the key with this seed.
    ///
    /// # Errors
    /// If enrolment fails.
    pub fn of(world: &World, user: UserId, seed: u8) -> anyhow::Result<Self> {
        let signing = SigningKey::from_bytes(&[seed; 32]);
        let code = account::new_code(world.central()?, user)?;
        let (http, address) = (client()?, world.address());
        let reply = http
            .post(format!("{address}/v1/enrol"))
            .body(serde_json::to_vec(&request_to_enrol(&signing, &code))?)
            .send()?;
        let reply: EnrolReply = serde_json::from_slice(&reply.bytes()?)?;
        let realm = reply.genesis.realm()?;
        Ok(Self { signing, token: reply.token, http, address, realm })
    }

    /// Its public key.
    #[must_use]
    pub fn key(&self) -> PublicKey {
        PublicKey(self.signing.verifying_key().to_bytes())
    }

    /// A request with its token.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.address)).bearer_auth(&self.token)
    }

    /// Posts a body to `/v1/sync`; gives status and body of the reply.
    ///
    /// # Errors
    /// If central hangs up.
    pub fn post(&self, body: Vec<u8>, encoding: &str) -> anyhow::Result<(u16, Vec<u8>)> {
        let request = self.request(Method::POST, "/v1/sync");
        let reply = request.header("content-encoding", encoding).body(body).send()?;
        Ok((reply.status().as_u16(), reply.bytes()?.to_vec()))
    }

    /// Records a photo of these bytes in a stream of no meaning, and pushes that.
    ///
    /// # Errors
    /// If central does not answer as it should.
    pub fn record_photo(&self, bytes: &[u8], seq: u64, prev: Hash) -> anyhow::Result<Signed> {
        let original = serde_json::json!({"sha256": Hash::of(&[bytes]), "size": bytes.len()});
        let body = serde_json::json!({
            "height_px": 1, "width_px": 1, "media_type": "image/jpeg", "original": original,
        });
        let event = self.event("check.photo_taken", &body, seq, prev)?;
        let request = SyncRequest { push: vec![event.clone()], page: 1, ..SyncRequest::default() };
        let (status, reply) = self.post(serde_json::to_vec(&request)?, "identity")?;
        anyhow::ensure!(status == 200, "{}", String::from_utf8_lossy(&reply));
        Ok(event)
    }

    /// Signs header and body as they are, also such as are none.
    #[must_use]
    pub fn sign(&self, header: &str, body: &str) -> Signed {
        crate::samples::sign_texts(&self.signing, Hash([0; 32]), Salt([4; 16]), header, body)
    }

    /// Signs any kind with any body, in a stream of no meaning.
    ///
    /// # Errors
    /// If the body has no canonical form.
    pub fn event(
        &self,
        kind: &str,
        body: &serde_json::Value,
        seq: u64,
        prev: Hash,
    ) -> anyhow::Result<Signed> {
        let header = Header {
            at: Millis(1_647_392_400_000),
            base: vec![],
            crit: true,
            key: self.key(),
            kind: kind.to_owned(),
            mono: Mono { boot: "b".to_owned(), ms: 1 },
            realm: self.realm,
            refs: vec![],
            seen: None,
            seq,
            stream: StreamId([3; 16]),
            suite: SUITE_ED25519_SHA256,
            v: VERSION,
        };
        let (header, body) = (canonical::to_bytes(&header)?, canonical::to_bytes(body)?);
        let (header, body) = (String::from_utf8(header)?, String::from_utf8(body)?);
        Ok(crate::samples::sign_texts(&self.signing, prev, Salt([4; 16]), &header, &body))
    }
}
