//! Writes the TypeScript side of `device::api`; `./dev check` fails if the committed files differ.

use mingcha_device::api::{Command, Error, Query, Receipt, Topic, View};
use ts_rs::{Config, TS};

#[test]
fn typescript_types_are_written() {
    let to = std::env::var("MINGCHA_TYPES_DIR")
        .unwrap_or_else(|_| concat!(env!("CARGO_TARGET_TMPDIR"), "/types").to_owned());
    let config = Config::new().with_out_dir(to).with_large_int("number");
    Command::export_all(&config).unwrap();
    Query::export_all(&config).unwrap();
    View::export_all(&config).unwrap();
    Receipt::export_all(&config).unwrap();
    Error::export_all(&config).unwrap();
    Topic::export_all(&config).unwrap();
}
