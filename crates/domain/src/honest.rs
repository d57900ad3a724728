//! When something can have happened, whatever the device's clock said.
//!
//! An event alone is bounded by the checkpoint that it names and by its arrival. Within one run of
//! its machine it is bounded by its neighbours too: the clock that only runs forward says how long
//! before or after them it was made, at least (that clock may stand while the machine sleeps).

use crate::{
    fold::Admitted,
    time::{HonestInterval, Millis},
};

/// The interval of `of`, narrowed by `others` of the same device.
#[must_use]
pub fn narrowed<'a>(
    of: &Admitted,
    others: impl IntoIterator<Item = &'a Admitted>,
) -> HonestInterval {
    let own = &of.verified.header;
    let HonestInterval { mut earliest, mut latest, claimed } = of.interval();
    for other in others {
        let header = &other.verified.header;
        if header.key != own.key || header.mono.boot != own.mono.boot {
            continue;
        }
        let after = header.mono.ms.saturating_sub(own.mono.ms);
        if after >= 0 {
            let bound = other.arrived.map(|at| Millis(at.0.saturating_sub(after)));
            latest = latest.into_iter().chain(bound).min();
        } else {
            let bound = other.not_before.map(|at| Millis(at.0.saturating_sub(after)));
            earliest = earliest.into_iter().chain(bound).max();
        }
    }
    HonestInterval { earliest, latest, claimed }
}
