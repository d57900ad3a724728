#![no_main]

use libfuzzer_sys::fuzz_target;
use mingcha_tests::fuzzed::{Door, Fuzzed};
use std::sync::OnceLock;

static OPEN: OnceLock<Fuzzed> = OnceLock::new();

fuzz_target!(|data: &[u8]| {
    let open = OPEN.get_or_init(|| Fuzzed::open(Door::SyncBody).expect("opens"));
    open.run(data).expect("keeps its promise");
});
