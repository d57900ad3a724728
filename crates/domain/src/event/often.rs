//! Signatures of keys that sign often: a device comes with hundreds of events, and is one of few.
//!
//! Strict verification spends most of its time on multiples of the key that it works out anew for
//! each signature. For a key that comes again they are worked out once and kept: whether a signature
//! holds is decided by the same equation and the same rules (see the tests), in half the time.

use crate::ids::{PublicKey, Signature};
use curve25519_dalek::{
    edwards::{EdwardsBasepointTable, EdwardsPoint},
    scalar::Scalar,
    traits::BasepointTable,
};
use ed25519_dalek::VerifyingKey;
use sha2::{Digest, Sha512};
use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError},
};

/// So many signatures cost what the multiples of a key do.
const WORTH_IT: u32 = 32;
/// Keys that are looked at; their multiples take 30 kB each.
const KEYS: usize = 64;

/// What is kept changes no answer, only how soon it is there: so it may be shared by all.
static SEEN: LazyLock<Mutex<HashMap<PublicKey, Seen>>> = LazyLock::new(Mutex::default);

fn seen() -> MutexGuard<'static, HashMap<PublicKey, Seen>> {
    SEEN.lock().unwrap_or_else(PoisonError::into_inner)
}

enum Seen {
    /// So many signatures of it held.
    Times(u32),
    /// It comes often.
    Often(Arc<Often>),
}

/// A key with its multiples.
struct Often {
    key: PublicKey,
    multiples_of_minus_key: EdwardsBasepointTable,
}

/// Whether a signature holds, strictly: no malleable forms, no points of small order.
pub fn holds(key: PublicKey, message: &[u8], signature: Signature) -> bool {
    let often = match seen().get(&key) {
        Some(Seen::Often(often)) => Some(Arc::clone(often)),
        _ => None,
    };
    if let Some(often) = often {
        return often.holds(message, signature);
    }
    let Ok(one) = VerifyingKey::from_bytes(&key.0) else { return false };
    let holds = one.verify_strict(message, &ed25519_dalek::Signature::from_bytes(&signature.0));
    if holds.is_ok() {
        note(key, &one);
    }
    holds.is_ok()
}

/// One more signature of a key held. Others do not come this far, so nobody fills this with keys
/// that are none.
fn note(key: PublicKey, one: &VerifyingKey) {
    let mut seen = seen();
    if seen.len() >= KEYS && !seen.contains_key(&key) {
        seen.clear();
    }
    let entry = seen.entry(key).or_insert(Seen::Times(0));
    if let Seen::Times(times) = entry {
        *times += 1;
        if *times >= WORTH_IT
            && let Some(often) = Often::of(one)
        {
            *entry = Seen::Often(Arc::new(often));
        }
    }
}

impl Often {
    /// `None` for a key of small order, whose signatures say nothing.
    fn of(key: &VerifyingKey) -> Option<Self> {
        (!key.is_weak()).then(|| Self {
            key: PublicKey(key.to_bytes()),
            multiples_of_minus_key: EdwardsBasepointTable::create(&-key.to_edwards()),
        })
    }

    /// Whether R = \[s\]B − \[k\]A with k = SHA-512(R ‖ A ‖ message), for a canonical s and an R that
    /// is not of small order. What comes out is compared with R as bytes: so an R that is written
    /// otherwise than points are is none, and it is enough to look at what came out.
    fn holds(&self, message: &[u8], signature: Signature) -> bool {
        let Some((r, s)) = signature.0.split_first_chunk::<32>() else { return false };
        let Ok(s) = <[u8; 32]>::try_from(s) else { return false };
        let Some(s) = Option::<Scalar>::from(Scalar::from_canonical_bytes(s)) else { return false };
        let hash = Sha512::new().chain_update(r).chain_update(self.key.0).chain_update(message);
        let k = Scalar::from_bytes_mod_order_wide(&hash.finalize().into());
        let expected = self.multiples_of_minus_key.mul_base(&k) + EdwardsPoint::mul_base(&s);
        expected.compress().as_bytes() == r && !expected.is_small_order()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use curve25519_dalek::{constants, edwards::CompressedEdwardsY};
    use ed25519_dalek::{Signer, SigningKey};
    use proptest::prelude::*;

    fn strictly(key: &VerifyingKey, message: &[u8], signature: [u8; 64]) -> bool {
        key.verify_strict(message, &ed25519_dalek::Signature::from_bytes(&signature)).is_ok()
    }

    fn both(key: &VerifyingKey, message: &[u8], signature: [u8; 64]) -> bool {
        let strict = strictly(key, message, signature);
        let often = Often::of(key).is_some_and(|o| o.holds(message, Signature(signature)));
        assert_eq!(strict, often, "{key:?} {message:?} {signature:?}");
        strict
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn says_what_strict_verification_says(
            seed: [u8; 32],
            message: Vec<u8>,
            at in 0_usize..64,
            bit in 0_u8..8,
        ) {
            let signing = SigningKey::from_bytes(&seed);
            let key = signing.verifying_key();
            let mut signature = signing.sign(&message).to_bytes();
            prop_assert!(both(&key, &message, signature));
            prop_assert!(!both(&key, &[&message[..], b"x"].concat(), signature));
            signature[at] ^= 1 << bit;
            prop_assert!(!both(&key, &message, signature));
        }
    }

    /// The group's order, little endian.
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];

    #[test]
    fn a_signature_has_one_form() {
        let signing = SigningKey::from_bytes(&[7; 32]);
        let key = signing.verifying_key();
        let mut signature = signing.sign(b"one").to_bytes();
        assert!(both(&key, b"one", signature));
        // The same s, written larger by the group's order.
        let mut carry = 0_u16;
        for (byte, more) in signature[32..].iter_mut().zip(ORDER) {
            carry += u16::from(*byte) + u16::from(more);
            *byte = carry.to_le_bytes()[0];
            carry >>= 8;
        }
        assert!(!both(&key, b"one", signature));
    }

    #[test]
    fn points_of_small_order_say_nothing() {
        let signing = SigningKey::from_bytes(&[7; 32]);
        let key = signing.verifying_key();
        for torsion in constants::EIGHT_TORSION {
            let r = torsion.compress().0;
            // As a key.
            if let Ok(weak) = VerifyingKey::from_bytes(&r) {
                let mut signature = [0; 64];
                signature[..32].copy_from_slice(&r);
                assert!(!both(&weak, b"any", signature));
            }
            // As R: with s = k·a the equation holds for a known secret, and is refused all the same.
            let hash = Sha512::new().chain_update(r).chain_update(key.to_bytes());
            let k = Scalar::from_bytes_mod_order_wide(&hash.chain_update(b"any").finalize().into());
            let s = k * signing.to_scalar();
            let mut signature = [0; 64];
            signature[..32].copy_from_slice(&r);
            signature[32..].copy_from_slice(s.as_bytes());
            assert!(!both(&key, b"any", signature));
        }
    }

    #[test]
    fn a_key_with_a_part_of_small_order_is_judged_the_same() {
        // A + T for T of order eight: the secret still signs for it where [k]T vanishes.
        let signing = SigningKey::from_bytes(&[7; 32]);
        let of_key = signing.verifying_key().to_edwards();
        let mut held = 0;
        for torsion in constants::EIGHT_TORSION {
            let mixed = (of_key + torsion).compress();
            let key = VerifyingKey::from_bytes(mixed.as_bytes()).expect("a point");
            for nonce in 1_u64..40 {
                let nonce = Scalar::from(nonce);
                let r = EdwardsPoint::mul_base(&nonce).compress();
                let hash = Sha512::new().chain_update(r.0).chain_update(mixed.0);
                let k =
                    Scalar::from_bytes_mod_order_wide(&hash.chain_update(b"any").finalize().into());
                let s = nonce + k * signing.to_scalar();
                let mut signature = [0; 64];
                signature[..32].copy_from_slice(&r.0);
                signature[32..].copy_from_slice(s.as_bytes());
                held += u32::from(both(&key, b"any", signature));
            }
        }
        assert!(held > 39, "some of the mixed keys' signatures hold: {held}");
    }

    #[test]
    fn an_r_that_is_written_otherwise_is_none() {
        let signing = SigningKey::from_bytes(&[9; 32]);
        let key = signing.verifying_key();
        // y = 1 + p is the neutral point, written larger by p.
        let mut other = [0xff; 32];
        (other[0], other[31]) = (0xee, 0x7f);
        assert!(CompressedEdwardsY(other).decompress().is_some());
        let mut signature = [0; 64];
        signature[..32].copy_from_slice(&other);
        assert!(!both(&key, b"any", signature));
    }

    #[test]
    fn a_key_that_comes_often_is_kept_and_still_strict() {
        let signing = SigningKey::from_bytes(&[21; 32]);
        let key = PublicKey(signing.verifying_key().to_bytes());
        let sign = |i: u32| Signature(signing.sign(&i.to_be_bytes()).to_bytes());
        for i in 0..2 * WORTH_IT {
            assert!(holds(key, &i.to_be_bytes(), sign(i)));
            assert!(!holds(key, &i.to_be_bytes(), sign(i + 1)));
        }
    }
}
