//! How central keeps an order's key for those who open it online.

use super::{
    NotOpened, NotSealed, OrderKey,
    open::decrypt,
    seal::{encrypt, tagged},
};
use crate::ids::{Nonce, OrderId, WrappedKey};

const KEPT_TAG: &[u8] = b"mingcha/order-kept/1\0";

/// An order's key under a key that is not kept in the same place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptKey {
    /// Nonce of the wrapping.
    pub nonce: Nonce,
    /// The key, wrapped.
    pub wrapped: WrappedKey,
}

impl KeptKey {
    /// Wraps `key` of `order` under `under`, thirty-two secret bytes.
    ///
    /// # Errors
    /// [`NotSealed::Cipher`].
    pub fn of(
        order: OrderId,
        key: &OrderKey,
        under: &[u8; 32],
        nonce: Nonce,
    ) -> Result<Self, NotSealed> {
        let wrapped = encrypt(under, nonce, &*key.0, &tagged(KEPT_TAG, &[&order.0]))?;
        let wrapped = WrappedKey(wrapped.try_into().map_err(|_| NotSealed::Cipher)?);
        Ok(Self { nonce, wrapped })
    }

    /// The key of `order`.
    ///
    /// # Errors
    /// [`NotOpened::WrongKey`] if it is another order's, or wrapped under something else.
    pub fn key(&self, order: OrderId, under: &[u8; 32]) -> Result<OrderKey, NotOpened> {
        let about = tagged(KEPT_TAG, &[&order.0]);
        let key = decrypt(under, self.nonce, &self.wrapped.0, &about)?;
        Ok(OrderKey::new(key.as_slice().try_into().map_err(|_| NotOpened::WrongKey)?))
    }
}
