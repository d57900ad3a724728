//! Connecting a profile with central.

use super::Http;
use crate::{
    api::{Error, ErrorCode},
    store::identity::{Enrolled, Identity, Place},
};
use ed25519_dalek::Signer;
use mingcha_domain::{
    ids::{PublicKey, Signature},
    invitation::Invitation,
    wire::EnrolRequest,
};

/// Where to go, with which code, and the root key if the invitation names it.
struct Wanted {
    place: Place,
    code: String,
    root: Option<PublicKey>,
}

/// Reads what was typed, pasted or scanned: the text of a QR, or an address and a code.
fn wanted(address: &str, code: &str) -> Result<Wanted, Error> {
    if Invitation::looks_like_one(code) {
        let Invitation { address, code, pin, plain_http, root } = code
            .parse()
            .map_err(|_| Error::new(ErrorCode::InvitationUnreadable, "not an invitation"))?;
        return Ok(Wanted { place: Place { address, pin, plain_http }, code, root: Some(root) });
    }
    let address = address
        .parse()
        .map_err(|_| Error::new(ErrorCode::AddressUnreadable, "not an address of central"))?;
    let place = Place { address, pin: None, plain_http: false };
    let code = code.chars().filter(char::is_ascii_alphanumeric);
    let code = code.map(|c| c.to_ascii_uppercase()).collect();
    Ok(Wanted { place, code, root: None })
}

/// Presents the code and key; checks that what comes back belongs together, and to the
/// installation that the invitation names.
pub fn enrol(
    identity: &Identity,
    address: &str,
    code: &str,
    label: &str,
) -> Result<Enrolled, Error> {
    let Wanted { place, code, root } = wanted(address, code)?;
    let sig = identity.signing.sign(&EnrolRequest::message(&code, label)).to_bytes();
    let request =
        EnrolRequest { code, key: identity.key(), label: label.to_owned(), sig: Signature(sig) };
    let reply = Http::new(&place, "")?.enrol(&request)?;
    let wrong = |what: &str| Error::new(ErrorCode::CentralWrong, what);
    if root.is_some_and(|root| root != reply.genesis.root_key) {
        return Err(wrong("another installation than the invitation's"));
    }
    reply
        .certificate
        .verify(&reply.genesis)
        .ok_or_else(|| wrong("the certificate is not of this realm's root key"))?;
    Ok(Enrolled {
        user: reply.user,
        place,
        token: reply.token,
        genesis: reply.genesis,
        certificate: reply.certificate,
    })
}
