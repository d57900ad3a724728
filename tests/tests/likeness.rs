//! Photos whose prints are near are found, whichever of their bits differ.

use mingcha_central::demo::Random;
use mingcha_device::likeness::{Prints, near};

/// Bits by which a copy's print differs at most.
const NEAR: u32 = 14;

#[test]
fn what_is_near_is_found_and_nothing_else() {
    let seed = 20_261_127;
    println!("seed {seed}");
    let mut chance = Random(seed);
    let mut found = 0;
    for round in 0..20_000 {
        let mut bits = || (0..8).fold(0_u64, |all, _| all << 8 | chance.below(256) as u64);
        let original = Prints([(); 11].map(|()| bits()));
        let mut copy = Prints([(); 11].map(|()| bits()));
        // One of the ways to crop, with some bits changed; of a high half, a low half, or of both.
        let (place, many) = (chance.below(11), chance.below(22));
        let (from, width) = [(0, 64), (0, 32), (32, 32)][round % 3];
        let flips = (0..many).fold(0_u64, |all, _| all ^ 1 << (from + chance.below(width)));
        copy.0[0] = original.0[place] ^ flips;
        let is_near = original.distance(&copy) <= NEAR;
        let all = [(0_u32, original)];
        assert_eq!(!near(&copy, all.iter()).is_empty(), is_near, "round {round}");
        found += u32::from(is_near);
    }
    assert!((2_000..19_000).contains(&found), "{found}");
}
