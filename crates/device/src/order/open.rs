//! Opening a sealed order. Deriving a key from a code takes a second and 64 MiB: it is done before
//! the act, so that nothing else waits for it.

use crate::{
    act::Act,
    api::{Error, ErrorCode},
    store,
};
use mingcha_domain::{
    Refusal,
    fold::Subject,
    ids::OrderId,
    order::{How, OpenOrder, Order, OrderCode, OrderKey, open_box, unwrap_key},
};

/// A key that opens the order's box, and where it came from.
pub struct Opening {
    /// The order.
    pub order: OrderId,
    /// The key.
    pub key: OrderKey,
    /// From what.
    pub how: How,
}

/// The key that `code` yields: seventeen digits, or the text of a QR. `order` is as folded here.
///
/// # Errors
/// [`ErrorCode::OrderCodeUnreadable`] before anything is tried, [`ErrorCode::OrderCodeOther`] for
/// another order's QR, [`ErrorCode::OrderCodeWrong`] for a code that does not open this box.
pub fn key_of(id: OrderId, order: &Order, code: &str) -> Result<Opening, Error> {
    let unreadable = |_| Error::new(ErrorCode::OrderCodeUnreadable, "not a code of an order");
    let wrong = |_| Error::new(ErrorCode::OrderCodeWrong, "does not open this box");
    let sealed = order.sealed.as_ref().ok_or(Refusal::NotStarted)?;
    let (key, how) = match code.parse().map_err(unreadable)? {
        OrderCode::Digits(code) => (unwrap_key(id, sealed, &code).map_err(wrong)?, How::Code),
        OrderCode::Qr(other, _) if other != id => {
            return Err(Error::new(ErrorCode::OrderCodeOther, "another order's code"));
        }
        OrderCode::Qr(_, key) => (key, How::Qr),
    };
    open_box(id, sealed, &key).map_err(wrong)?;
    Ok(Opening { order: id, key, how })
}

/// Opens the box. A place that this device does not know comes with it.
pub fn open(act: &Act<'_>, opening: Opening) -> Result<(), Error> {
    let Opening { order, key, how } = opening;
    let stream = act.stream(order.stream())?;
    let Subject::Order(state) = &stream.subject else {
        return Err(Error::new(ErrorCode::NotFound, "no such order"));
    };
    let sealed = state.sealed.as_ref().ok_or(Refusal::NotStarted)?;
    let (dossier, _) =
        open_box(order, sealed, &key).map_err(|_| Error::from(Refusal::NotWhatWasSealed))?;
    let site = dossier.site;
    let tries = store::order_tries::get(&act.transaction, order)?;
    let event = OpenOrder { order, key, how, tries }.decide(state)?;
    act.append(order.stream(), event, stream.ancestry.heads())?;
    if act.streams().site(site)?.is_none() {
        act.append(site.stream(), dossier.place.into(), vec![])?;
    }
    store::order_tries::clear(&act.transaction, order)
}
