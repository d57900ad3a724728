//! Sealing a batch of orders. Randomness is handed in; the same secrets give the same boxes.

use super::{Bytes, Code, CodeLock, Dossier, OrderKey, OrderSealed, SealedBox};
use crate::{
    canonical,
    ids::{BatchId, Hash, Nonce, OrderId, Salt, WrappedKey},
};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use zeroize::Zeroizing;

pub(super) const BOX_TAG: &[u8] = b"mingcha/order-box/1\0";
pub(super) const CODE_TAG: &[u8] = b"mingcha/order-code/1\0";
pub(super) const DOSSIER_TAG: &[u8] = b"mingcha/dossier/1\0";

/// Salt and length before the deflated dossier.
pub(super) const HEAD_BYTES: usize = 32 + 4;
/// The smallest box, in bytes before encryption; a larger one is twice, four times … as large.
pub(super) const LEAST_BYTES: usize = 2_048;
/// The largest.
pub(super) const MOST_BYTES: usize = 64 * 1_024;

/// 64 MiB, three passes, one lane: RFC 9106's second recommendation with one lane, for a phone.
const MEMORY_KIB: u32 = 64 * 1_024;
const PASSES: u32 = 3;
const LANES: u32 = 1;

/// Why a batch cannot be sealed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotSealed {
    /// A dossier is larger than the largest box.
    #[error("a dossier is too long for a box")]
    TooLong,
    /// A dossier holds a number out of range.
    #[error(transparent)]
    NotCanonical(#[from] canonical::NotCanonical),
    /// The cipher or the key derivation refused.
    #[error("the cipher refused")]
    Cipher,
}

/// Everything random of one order.
#[derive(Debug, Clone)]
pub struct Secrets {
    /// The order's id.
    pub order: OrderId,
    /// Its key.
    pub key: OrderKey,
    /// Its code.
    pub code: Code,
    /// Keeps the commitment from being guessed.
    pub dossier_salt: Hash,
    /// Nonce of the box.
    pub box_nonce: Nonce,
    /// Salt of the code.
    pub code_salt: Salt,
    /// Nonce of the wrapping.
    pub code_nonce: Nonce,
}

/// Seals dossiers together. They come back by their random ids, which is the order in which they
/// are to be issued: nothing of the list's order is left.
///
/// # Errors
/// [`NotSealed`]; then none is sealed.
pub fn seal_batch(
    batch: BatchId,
    dossiers: &[(Dossier, Secrets)],
) -> Result<Vec<(OrderId, OrderSealed)>, NotSealed> {
    let mut plain = Vec::with_capacity(dossiers.len());
    for (dossier, secrets) in dossiers {
        let text = Zeroizing::new(canonical::to_bytes(dossier)?);
        let commitment = commitment(secrets.dossier_salt, &text);
        plain.push((commitment, Zeroizing::new(miniz_oxide::deflate::compress_to_vec(&text, 9))));
    }
    let longest = plain.iter().map(|(_, packed)| packed.len()).max().unwrap_or(0);
    let size = size_for(longest + HEAD_BYTES).ok_or(NotSealed::TooLong)?;
    let mut sealed = Vec::with_capacity(dossiers.len());
    for ((dossier, secrets), (commitment, packed)) in dossiers.iter().zip(plain) {
        let mut filled = Zeroizing::new(Vec::with_capacity(size));
        filled.extend(secrets.dossier_salt.0);
        filled.extend(u32::try_from(packed.len()).map_err(|_| NotSealed::TooLong)?.to_be_bytes());
        filled.extend(packed.iter());
        filled.resize(size, 0);
        let nonce = secrets.box_nonce;
        let about = about(BOX_TAG, batch, secrets.order);
        let ciphertext = encrypt(&secrets.key.0, nonce, &filled, &about)?;
        let sealed_box = SealedBox { ciphertext: Bytes(ciphertext), commitment, nonce };
        let code = lock(batch, secrets)?;
        let (due, team) = (dossier.due, dossier.team);
        let order = OrderSealed { batch, code, due, sealed: sealed_box, team };
        sealed.push((secrets.order, order));
    }
    sealed.sort_by_key(|(order, _)| *order);
    Ok(sealed)
}

fn size_for(needed: usize) -> Option<usize> {
    let mut size = LEAST_BYTES;
    while size < needed {
        size *= 2;
    }
    (size <= MOST_BYTES).then_some(size)
}

fn lock(batch: BatchId, secrets: &Secrets) -> Result<CodeLock, NotSealed> {
    let mut lock = CodeLock {
        lanes: LANES,
        memory_kib: MEMORY_KIB,
        nonce: secrets.code_nonce,
        passes: PASSES,
        salt: secrets.code_salt,
        wrapped: WrappedKey([0; 48]),
    };
    let key = lock.key_of(&secrets.code).ok_or(NotSealed::Cipher)?;
    let about = about(CODE_TAG, batch, secrets.order);
    let wrapped = encrypt(&key, lock.nonce, &*secrets.key.0, &about)?;
    lock.wrapped = WrappedKey(wrapped.try_into().map_err(|_| NotSealed::Cipher)?);
    Ok(lock)
}

/// What a box is bound to: taken from its order and put into another, it does not open.
pub(super) fn about(tag: &[u8], batch: BatchId, order: OrderId) -> Vec<u8> {
    tagged(tag, &[&batch.0, &order.0])
}

pub(super) fn tagged(tag: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    [tag, &parts.concat()].concat()
}

pub(super) fn commitment(salt: Hash, dossier: &[u8]) -> Hash {
    Hash::of(&[DOSSIER_TAG, &salt.0, dossier])
}

pub(super) fn encrypt(
    key: &[u8; 32],
    nonce: Nonce,
    msg: &[u8],
    aad: &[u8],
) -> Result<Vec<u8>, NotSealed> {
    XChaCha20Poly1305::new(key.into())
        .encrypt(&XNonce::from(nonce.0), Payload { msg, aad })
        .map_err(|_| NotSealed::Cipher)
}

impl CodeLock {
    /// The key that a code yields; `None` if the parameters are outside what a device agrees to
    /// spend (64 to 256 MiB, at most ten passes and four lanes).
    pub(super) fn key_of(&self, code: &Code) -> Option<Zeroizing<[u8; 32]>> {
        let fair = (MEMORY_KIB..=4 * MEMORY_KIB).contains(&self.memory_kib)
            && (1..=10).contains(&self.passes)
            && (1..=4).contains(&self.lanes);
        if !fair {
            return None;
        }
        let costs = argon2::Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).ok()?;
        let hash = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, costs);
        let mut key = Zeroizing::new([0; 32]);
        hash.hash_password_into(&code.secret(), &self.salt.0, &mut *key).ok()?;
        Some(key)
    }
}
