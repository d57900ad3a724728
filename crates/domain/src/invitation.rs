//! What a QR says to a new device: where central is, the one-time code, and what to trust.
//!
//! `mingcha:enrol?address=https://10.0.0.2:7410&code=…&pin=…&root=…`, names in this order. Nothing
//! is escaped: an address has no character that would need it.

use crate::ids::{Hash, PublicKey};
use std::{fmt, str::FromStr};

const START: &str = "mingcha:enrol?";
const LONGEST_ADDRESS: usize = 200;

/// An invitation to enrol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Address of central.
    pub address: Address,
    /// One-time code, without spaces or dashes.
    pub code: String,
    /// SHA-256 of the subject public key info of central's certificate. With a pin, that key and
    /// no other is central's; without one, the certificate must be a public authority's.
    pub pin: Option<Hash>,
    /// Whoever printed the invitation knows that it leads over an unencrypted network.
    pub plain_http: bool,
    /// Root key of the installation: whatever answers must prove to belong to it.
    pub root: PublicKey,
}

/// Where central is: `https://host`, `https://host:port`, or the same with `http`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(String);

/// A text that is no invitation, or one for a newer program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an invitation to enrol")]
pub struct NoInvitation;

/// A text that is no address of central.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an address: https://host, https://host:port")]
pub struct NoAddress;

impl Address {
    /// Whether what is sent there is encrypted.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// Whether it is this machine, so that nothing leaves it.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        loopback(self.0.split_once("://").map_or("", |(_, authority)| authority))
    }

    /// As text, without a slash at the end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Names are not resolved: only what is this machine by its spelling counts as such.
fn loopback(authority: &str) -> bool {
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    let address = host.parse::<core::net::IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|a| a.is_loopback())
}

fn authority(text: &str) -> bool {
    let (host, port) = match text.strip_prefix('[').and_then(|t| t.split_once(']')) {
        Some((host, rest)) if host.parse::<core::net::Ipv6Addr>().is_ok() => (host, rest),
        Some(_) => return false,
        None => text.find(':').map_or((text, ""), |at| text.split_at(at)),
    };
    let port = port.is_empty() || port.strip_prefix(':').is_some_and(|p| p.parse::<u16>().is_ok());
    let letter = |b: u8| b.is_ascii_alphanumeric() || b"-._:".contains(&b);
    port && !host.is_empty() && host.bytes().all(letter)
}

impl FromStr for Address {
    type Err = NoAddress;

    /// Without a scheme it is `https`, on this machine `http`.
    fn from_str(text: &str) -> Result<Self, NoAddress> {
        let text = text.trim().trim_end_matches('/');
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
            None if loopback(text) => ("http".to_owned(), text),
            None => ("https".to_owned(), text),
        };
        let known = scheme == "https" || scheme == "http";
        if !known || text.len() > LONGEST_ADDRESS || !authority(rest) {
            return Err(NoAddress);
        }
        Ok(Self(format!("{scheme}://{rest}")))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Invitation {
    /// Whether a text means to be an invitation; it may still be a bad one.
    #[must_use]
    pub fn looks_like_one(text: &str) -> bool {
        text.trim_start().starts_with("mingcha:")
    }
}

impl fmt::Display for Invitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{START}address={}&code={}", self.address, self.code)?;
        if let Some(pin) = self.pin {
            write!(f, "&pin={pin}")?;
        }
        if self.plain_http {
            f.write_str("&plain=yes")?;
        }
        write!(f, "&root={}", self.root)
    }
}

impl FromStr for Invitation {
    type Err = NoInvitation;

    /// Strict: a name that is not known could be one that a careful reader must not ignore.
    fn from_str(text: &str) -> Result<Self, NoInvitation> {
        let text = text.trim();
        let rest = text.strip_prefix(START).ok_or(NoInvitation)?;
        let mut read = Reader(rest.split('&').collect());
        let address: Address = read.value("address")?.parse().map_err(|_| NoInvitation)?;
        let code = read.value("code")?.to_owned();
        let pin = read.maybe("pin").map(str::parse).transpose().map_err(|_| NoInvitation)?;
        let plain_http = read.maybe("plain").is_some();
        let root = read.value("root")?.parse().map_err(|_| NoInvitation)?;
        let invitation = Self { address, code, pin, plain_http, root };
        // One spelling: what reads back differently had something else in it.
        if read.0.is_empty() && invitation.to_string() == text {
            Ok(invitation)
        } else {
            Err(NoInvitation)
        }
    }
}

struct Reader<'a>(std::collections::VecDeque<&'a str>);

impl<'a> Reader<'a> {
    fn maybe(&mut self, name: &str) -> Option<&'a str> {
        let value = self.0.front()?.strip_prefix(name)?.strip_prefix('=')?;
        self.0.pop_front();
        Some(value)
    }

    fn value(&mut self, name: &str) -> Result<&'a str, NoInvitation> {
        self.maybe(name).filter(|value| !value.is_empty()).ok_or(NoInvitation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invitation(pin: bool, plain_http: bool) -> Invitation {
        Invitation {
            address: Address("https://10.0.0.2:7410".to_owned()),
            code: "ABCDEFGHJKMNPQRS".to_owned(),
            pin: pin.then_some(Hash([7; 32])),
            plain_http,
            root: PublicKey([9; 32]),
        }
    }

    #[test]
    fn an_invitation_reads_back_and_has_one_spelling() {
        for (pin, plain) in [(false, false), (true, false), (false, true), (true, true)] {
            let made = invitation(pin, plain);
            let text = made.to_string();
            assert_eq!(text.parse(), Ok(made.clone()));
            assert_eq!(format!(" {text}\n").parse(), Ok(made));
            for bad in [
                text.replace("code=", "c="),
                text.replace("&root=", "&more=x&root="),
                text.replace("&root=", "&plain=no&root="),
                text.replace("https://", "ftp://"),
                text.replace(":7410", "/path"),
                text.replace("mingcha", "https"),
                format!("{text}&pin=x"),
                format!("{text}&root=x"),
                text.get(..text.len() - 1).unwrap_or_default().to_owned(),
            ] {
                assert_eq!(bad.parse::<Invitation>(), Err(NoInvitation), "{bad}");
            }
        }
    }

    #[test]
    fn an_address_without_scheme_is_encrypted_unless_it_is_this_machine() {
        for (typed, meant, loopback) in [
            ("central.example", "https://central.example", false),
            (" central.example:7410/ ", "https://central.example:7410", false),
            ("HTTP://10.0.0.2:80", "http://10.0.0.2:80", false),
            ("127.0.0.1:7410", "http://127.0.0.1:7410", true),
            ("localhost", "http://localhost", true),
            ("https://[::1]:7410", "https://[::1]:7410", true),
            ("http://127.0.0.1.evil.example", "http://127.0.0.1.evil.example", false),
            ("http://localhost.evil.example", "http://localhost.evil.example", false),
        ] {
            let address: Address = typed.parse().unwrap();
            assert_eq!((address.as_str(), address.is_loopback()), (meant, loopback));
        }
        for bad in [
            "",
            "https://",
            "ftp://a",
            "http://user@127.0.0.1",
            "http://127.0.0.1@evil.example",
            "https://a/b",
            "https://a:99999",
            "https://a?b",
            "https://a#b",
            "https://a b",
            "https://[zz]",
            "https://a\\b",
        ] {
            assert_eq!(bad.parse::<Address>(), Err(NoAddress), "{bad}");
        }
    }
}
