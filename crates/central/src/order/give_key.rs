//! Opening online: a member of the team asks for the order's key.

use super::keeping_secret;
use crate::{Central, Error, store};
use mingcha_domain::{
    fold::Subject,
    ids::{OrderId, PublicKey},
    order::{OrderKey, OrderKeyGiven},
    time::Millis,
};

/// A profile is given this many keys within [`WINDOW_MS`].
const KEYS: u32 = 10;
const WINDOW_MS: i64 = 3_600_000;

/// Gives the key of `order` to the profile that asks, and says so in the log before the key leaves.
///
/// # Errors
/// [`Error::NotFound`] if there is no such order for this profile's teams: nothing tells whether
/// there is one for others; [`Error::Revoked`]; [`Error::TooManyTries`].
pub fn give_key(central: &Central, to: PublicKey, order: OrderId) -> Result<OrderKey, Error> {
    let now = central.clock().now();
    let mut log = central.log();
    let user = log.directory().user_of(to).ok_or(Error::Revoked)?;
    let Subject::Order(state) = store::event::fold(log.connection(), order.stream())?.subject
    else {
        return Err(Error::NotFound);
    };
    let team = state.sealed.and_then(|sealed| log.directory().teams.get(&sealed.team));
    if !team.is_some_and(|team| team.members.contains(&user)) {
        return Err(Error::NotFound);
    }
    let kept = store::order::key(log.connection(), order)?.ok_or(Error::NotFound)?;
    let key = kept
        .key(order, &keeping_secret(&log).0)
        .map_err(|e| Error::Internal(anyhow::anyhow!("a kept key: {e}")))?;
    let since = Millis(now.0 - WINDOW_MS);
    // Whoever was given it before may have lost the reply.
    let Some(lately) = store::order::given_since(log.connection(), order, to, since)? else {
        return Ok(key);
    };
    if lately >= KEYS {
        return Err(Error::TooManyTries { wait_ms: WINDOW_MS });
    }
    let touched = log.append_own(vec![(order.stream(), OrderKeyGiven { to }.into())])?;
    store::order::note_given(log.connection(), order, to, now)?;
    drop(log);
    central.wake(touched);
    Ok(key)
}
