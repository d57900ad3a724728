//! Attacks on central, each printing how many it tried; those on exported evidence are in
//! `evidence.rs`. Short forms run with all other tests; `./dev attack` sets `MINGCHA_FULL` for the
//! full counts.

mod accounts;
mod bombs;
mod fuzz;
mod kinds;
mod routes;

/// `short`, or `full` if the full counts are asked for.
fn count(short: usize, full: usize) -> usize {
    if std::env::var_os("MINGCHA_FULL").is_some() { full } else { short }
}
