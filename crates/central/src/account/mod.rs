//! Enrolment: a one-time code becomes a profile with a token.

mod code;
mod enrol;

pub use code::{printed, typed};
pub use enrol::{enrol, go_on, new_code};

use mingcha_domain::ids::Hash;

/// How a bearer token is stored.
#[must_use]
pub fn token_hash(token: &str) -> Hash {
    Hash::of(&[b"mingcha/token/1\0", token.as_bytes()])
}

fn code_hash(code: &str) -> Hash {
    Hash::of(&[b"mingcha/code/1\0", code.as_bytes()])
}
