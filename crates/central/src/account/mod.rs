//! Enrolment: a one-time code becomes a profile with a token.

mod code;
mod enrol;
mod expire;
mod revoke;
mod token;
mod tries;

pub use code::{printed, typed};
pub use enrol::{enrol, go_on, new_code};
pub use expire::{end_what_is_over, end_what_is_over_today};
pub use revoke::{Whose, Wish, carry_out_wishes, is_carried_out, revoke, wish};
pub use token::{bearer, token_of};
pub use tries::Tries;

use mingcha_domain::ids::Hash;

fn code_hash(code: &str) -> Hash {
    Hash::of(&[b"mingcha/code/1\0", code.as_bytes()])
}
