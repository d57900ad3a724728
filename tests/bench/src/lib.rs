//! Benches stand under `benches/`, with the scripts of those they are measured beside.

/// Whether only the tests of a bench are asked for, as `cargo test --benches` does; none has any.
#[must_use]
pub fn only_tests() -> bool {
    std::env::args().any(|a| a == "--test" || a == "--list")
}

/// How many checks to measure with: `MINGCHA_BENCH_CHECKS`, or `usual`.
#[must_use]
pub fn checks(usual: usize) -> usize {
    let asked = std::env::var("MINGCHA_BENCH_CHECKS").ok().and_then(|n| n.parse().ok());
    asked.unwrap_or(usual)
}
