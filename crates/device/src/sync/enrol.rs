//! Connecting a profile with central.

use super::Http;
use crate::{
    api::{Error, ErrorCode},
    store::identity::{Enrolled, Identity},
};
use ed25519_dalek::Signer;
use mingcha_domain::{ids::Signature, wire::EnrolRequest};

/// Presents the code and key; checks that what comes back belongs together.
pub fn enrol(
    identity: &Identity,
    address: &str,
    code: &str,
    label: &str,
) -> Result<Enrolled, Error> {
    let code: String =
        code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    let address = address.trim().trim_end_matches('/');
    let address =
        if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
    let sig = identity.signing.sign(&EnrolRequest::message(&code, label)).to_bytes();
    let request =
        EnrolRequest { code, key: identity.key(), label: label.to_owned(), sig: Signature(sig) };
    let reply = Http::new(&address, "")?.enrol(&request)?;
    let wrong = |what: &str| Error::new(ErrorCode::CentralWrong, what);
    reply
        .certificate
        .verify(&reply.genesis)
        .ok_or_else(|| wrong("the certificate is not of this realm's root key"))?;
    Ok(Enrolled {
        user: reply.user,
        address,
        token: reply.token,
        genesis: reply.genesis,
        certificate: reply.certificate,
    })
}
