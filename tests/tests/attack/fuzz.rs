//! Seven doors under changed bytes: nothing crashes, hangs, answers 500 or grows without end. The
//! same doors stand in `tests/fuzz` for `cargo-fuzz`, which finds its way by coverage.

use super::{bombs::peak, count};
use anyhow::{Context, ensure};
use mingcha_tests::fuzzed::{Door, Fuzzed, Mutator};
use std::time::{Duration, Instant};

const MIB: usize = 1024 * 1024;
/// One input takes milliseconds; a machine that does other things may take longer.
const HANGS: Duration = Duration::from_secs(20);

#[test]
fn changed_bytes_at_seven_doors_break_nothing() -> anyhow::Result<()> {
    let seed = std::env::var("MINGCHA_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(7);
    println!("seed {seed} (MINGCHA_SEED)");
    for door in Door::ALL {
        let fuzzed = Fuzzed::open(door)?;
        let (seeds, mut mutator) = (fuzzed.seeds()?, Mutator::new(seed));
        for seed in &seeds {
            fuzzed.run(seed).with_context(|| format!("{door:?}: a seed"))?;
        }
        let before = peak();
        let tries = match door {
            // Decoded and stored.
            Door::Picture => count(60, 4_000),
            // Two connections each, and a machine has only so many ports.
            Door::TusHeaders => count(400, 8_000),
            _ => count(400, 40_000),
        };
        for n in 0..tries {
            let bytes = mutator.change(&seeds);
            let began = Instant::now();
            let ran = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| fuzzed.run(&bytes)));
            let about = || format!("{door:?}, seed {seed}, input {n}: {}", bytes.escape_ascii());
            ran.map_err(|_| anyhow::anyhow!("a panic")).with_context(about)?.with_context(about)?;
            ensure!(began.elapsed() < HANGS, "{}", about());
        }
        let grown = peak().saturating_sub(before) / MIB;
        println!("{tries} inputs at {door:?}, memory grew by {grown} MiB");
        ensure!(grown < 300, "{door:?}: {grown} MiB");
    }
    Ok(())
}
