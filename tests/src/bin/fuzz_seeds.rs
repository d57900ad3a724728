//! Writes the seeds of every fuzz target to a folder: `fuzz_seeds DIR`.

use anyhow::Context;
use mingcha_tests::fuzzed::{Door, Fuzzed};

fn main() -> anyhow::Result<()> {
    let dir = std::env::args_os().nth(1).context("fuzz_seeds DIR")?;
    for door in Door::ALL {
        let to = std::path::Path::new(&dir).join(door.target());
        std::fs::create_dir_all(&to)?;
        for (n, seed) in Fuzzed::open(door)?.seeds()?.iter().enumerate() {
            std::fs::write(to.join(format!("seed-{n}")), seed)?;
        }
    }
    Ok(())
}
