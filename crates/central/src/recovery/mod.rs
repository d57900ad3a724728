//! Recovery: a forgotten passphrase costs nothing, and nobody opens a device alone.
//!
//! The recovery key is drawn on any machine, best one without a network, and given to three keepers
//! as shares. Devices seal their recovery codes to its public half; two keepers together open one
//! code, which opens one profile on one device and is worth nothing after the next change.

mod draw;
mod open;

pub use draw::{Drawn, draw, join};
pub use open::{NotOpened, Opened, open};

use crate::{Central, Error, store};
use mingcha_domain::{
    chain::{self, RecoveryOpened},
    directory::{self, RecoveryKeySet},
    event::Event,
};
use serde::{Deserialize, Serialize};

/// What whoever sits at the command line wants to have recorded. The process that numbers the log
/// does it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// Devices shall seal to this key from now on.
    Set(RecoveryKeySet),
    /// A code is about to be given out.
    Opened(RecoveryOpened),
}

/// Notes a wish for the serving process: durable when this returns.
///
/// # Errors
/// If the store cannot be written.
pub fn wish(central: &Central, wish: &Wish) -> Result<(), Error> {
    Ok(store::recovery::add_wish(central.log().connection(), wish)?)
}

/// Records what was wished meanwhile.
///
/// # Errors
/// If the log cannot be written.
pub fn carry_out_wishes(central: &Central) -> Result<(), Error> {
    let touched = {
        let mut log = central.log();
        let wishes = store::recovery::wishes(log.connection())?;
        let Some((last, _)) = wishes.last() else { return Ok(()) };
        let last = *last;
        let directory = directory::stream(central.realm());
        let events = wishes.into_iter().map(|(_, wish)| match wish {
            Wish::Set(set) => (directory, Event::from(set)),
            Wish::Opened(opened) => (chain::stream(opened.key), opened.into()),
        });
        let touched = log.append_own(events.collect())?;
        store::recovery::done_through(log.connection(), last)?;
        touched
    };
    central.wake(touched);
    Ok(())
}
