//! Opening a sealed order.

use super::{
    Code, Dossier, Order, OrderKey, OrderSealed,
    seal::{BOX_TAG, CODE_TAG, HEAD_BYTES, MOST_BYTES, about, commitment},
};
use crate::{
    Refusal, canonical,
    event::Event,
    ids::{Hash, Nonce, OrderId},
};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use zeroize::Zeroizing;

/// With what an order was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// A QR code.
    Qr,
    /// A dictated code.
    Code,
    /// The key, from central.
    Online,
}

/// Why a box stays shut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotOpened {
    /// The code or key does not open this box, or the box is not this order's.
    #[error("does not open this box")]
    WrongKey,
    /// It opens, and holds something else than was committed to.
    #[error("not what was sealed")]
    NotWhatWasSealed,
}

/// A box was opened: what it held, so that everybody who holds the box can compare.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderOpened {
    /// Canonical JSON of the [`Dossier`].
    pub dossier: String,
    /// With what.
    pub how: How,
    /// The salt that the box held.
    pub salt: Hash,
    /// Wrong codes tried on this device before.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub tries: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
const fn is_zero(n: &u32) -> bool {
    *n == 0
}

impl OrderOpened {
    /// What was revealed, if it is what `sealed` committed to.
    ///
    /// # Errors
    /// [`NotOpened::NotWhatWasSealed`].
    pub fn dossier(&self, sealed: &OrderSealed) -> Result<Dossier, NotOpened> {
        read(self.salt, self.dossier.as_bytes(), sealed)
    }
}

/// Somebody opens a box.
#[derive(Debug, Clone)]
pub struct OpenOrder {
    /// The order.
    pub order: OrderId,
    /// Its key.
    pub key: OrderKey,
    /// With what.
    pub how: How,
    /// Wrong codes tried on this device before.
    pub tries: u32,
}

impl OpenOrder {
    /// # Errors
    /// [`Refusal::NotStarted`] without a box, [`Refusal::NotWhatWasSealed`] if it does not open.
    pub fn decide(self, order: &Order) -> Result<Event, Refusal> {
        let sealed = order.sealed.as_ref().ok_or(Refusal::NotStarted)?;
        let opened = open_box(self.order, sealed, &self.key);
        let (dossier, salt) = opened.map_err(|_| Refusal::NotWhatWasSealed)?;
        let dossier = canonical::to_bytes(&dossier).ok().and_then(|b| String::from_utf8(b).ok());
        let dossier = dossier.ok_or(Refusal::NotWhatWasSealed)?;
        Ok(OrderOpened { dossier, how: self.how, salt, tries: self.tries }.into())
    }
}

/// The key that a dictated code yields. Takes as long and as much memory as its parameters say.
///
/// # Errors
/// [`NotOpened::WrongKey`].
pub fn unwrap_key(
    order: OrderId,
    sealed: &OrderSealed,
    code: &Code,
) -> Result<OrderKey, NotOpened> {
    let key = sealed.code.key_of(code).ok_or(NotOpened::WrongKey)?;
    let about = about(CODE_TAG, sealed.batch, order);
    let key = decrypt(&key, sealed.code.nonce, &sealed.code.wrapped.0, &about)?;
    Ok(OrderKey::new(key.as_slice().try_into().map_err(|_| NotOpened::WrongKey)?))
}

/// What the box holds, with its salt.
///
/// # Errors
/// [`NotOpened`].
pub fn open_box(
    order: OrderId,
    sealed: &OrderSealed,
    key: &OrderKey,
) -> Result<(Dossier, Hash), NotOpened> {
    let about = about(BOX_TAG, sealed.batch, order);
    let plain = decrypt(&key.0, sealed.sealed.nonce, &sealed.sealed.ciphertext.0, &about)?;
    let bad = NotOpened::NotWhatWasSealed;
    let salt = plain.get(..32).and_then(|salt| salt.try_into().ok()).map(Hash).ok_or(bad)?;
    let length = plain.get(32..HEAD_BYTES).and_then(|l| l.try_into().ok()).ok_or(bad)?;
    let end = usize::try_from(u32::from_be_bytes(length)).ok().and_then(|l| l.checked_add(36));
    let packed = end.and_then(|end| plain.get(HEAD_BYTES..end)).ok_or(bad)?;
    let text = miniz_oxide::inflate::decompress_to_vec_with_limit(packed, 8 * MOST_BYTES);
    let text = Zeroizing::new(text.map_err(|_| bad)?);
    Ok((read(salt, &text, sealed)?, salt))
}

fn read(salt: Hash, text: &[u8], sealed: &OrderSealed) -> Result<Dossier, NotOpened> {
    let bad = NotOpened::NotWhatWasSealed;
    if commitment(salt, text) != sealed.sealed.commitment {
        return Err(bad);
    }
    let dossier: Dossier = canonical::from_bytes(text).map_err(|_| bad)?;
    let fits = dossier.team == sealed.team && dossier.due == sealed.due;
    if fits { Ok(dossier) } else { Err(bad) }
}

pub(super) fn decrypt(
    key: &[u8; 32],
    nonce: Nonce,
    msg: &[u8],
    aad: &[u8],
) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
    XChaCha20Poly1305::new(key.into())
        .decrypt(&XNonce::from(nonce.0), Payload { msg, aad })
        .map(Zeroizing::new)
        .map_err(|_| NotOpened::WrongKey)
}
