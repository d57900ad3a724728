//! Opening the code of one profile with two shares.

use super::{Wish, join, wish};
use crate::{Central, Error, store};
use mingcha_domain::{
    chain::{self, RecoveryOpened, RecoverySealed, RecoverySecret, Share},
    directory::{self, RecoveryKeySet},
    event::Event,
    ids::{PublicKey, StreamId},
};
use zeroize::Zeroizing;

/// Why no code comes out.
#[derive(Debug, thiserror::Error)]
pub enum NotOpened {
    /// The installation has none.
    #[error("this installation has no recovery key: central recovery draw, then set")]
    NoKey,
    /// One share twice.
    #[error("both are share {0}; two different ones are needed")]
    Same(u8),
    /// Not of this installation's key, or of one that was replaced.
    #[error("share {0} is none of the present recovery key")]
    Foreign(u8),
    /// No device profile has this key.
    #[error("no such profile")]
    NoProfile,
    /// No lock was set on it since there is a recovery key, or it has not synced since.
    #[error("nothing was sealed for this profile: it has no lock, or has not synced since")]
    NothingSealed,
    /// Somebody has to answer for it.
    #[error("say for whom and why")]
    NoWords,
    /// A fault here.
    #[error(transparent)]
    Central(#[from] Error),
}

/// What two keepers get.
#[derive(Debug)]
pub struct Opened {
    /// Forty digits that open the profile in place of the secret.
    pub code: Zeroizing<String>,
    /// The code before, in case the device was switched off while its lock was being changed.
    pub older: Option<Zeroizing<String>>,
}

/// Opens the newest code of `profile`. That it was opened is recorded before it is given back.
///
/// # Errors
/// [`NotOpened`].
pub fn open(
    central: &Central,
    profile: PublicKey,
    shares: [&Share; 2],
    words: &str,
) -> Result<Opened, NotOpened> {
    let words = words.trim().to_owned();
    if words.is_empty() {
        return Err(NotOpened::NoWords);
    }
    let set = present_key(central)?.ok_or(NotOpened::NoKey)?;
    let [one, two] = shares;
    if one.number == two.number {
        return Err(NotOpened::Same(one.number));
    }
    for share in shares {
        if !set.shares.contains(&share.hash()) {
            return Err(NotOpened::Foreign(share.number));
        }
    }
    if !central.log().directory().profiles.contains_key(&profile) {
        return Err(NotOpened::NoProfile);
    }
    let secret = join(one, two).ok_or(NotOpened::Foreign(two.number))?;
    let mut sealed = sealed_codes(central, profile, &set)?.into_iter().rev();
    let newest = sealed.next().ok_or(NotOpened::NothingSealed)?;
    let code = opened(&secret, central, profile, &newest)?;
    let older = sealed.next().and_then(|s| opened(&secret, central, profile, &s).ok());
    let mut numbers = [one.number, two.number];
    numbers.sort_unstable();
    let used = RecoveryOpened { key: profile, shares: numbers, slot: newest.slot, words };
    wish(central, &Wish::Opened(used))?;
    Ok(Opened { code, older })
}

fn opened(
    secret: &RecoverySecret,
    central: &Central,
    profile: PublicKey,
    of: &RecoverySealed,
) -> Result<Zeroizing<String>, NotOpened> {
    let code = secret.open(&of.sealed, central.realm(), profile, of.slot);
    code.map_err(|e| NotOpened::Central(Error::Internal(e.into())))
}

fn present_key(central: &Central) -> Result<Option<RecoveryKeySet>, Error> {
    let events = effective(central, directory::stream(central.realm()))?;
    Ok(events.into_iter().rev().find_map(|event| match event {
        Event::RecoveryKeySet(set) => Some(set),
        _ => None,
    }))
}

/// Oldest first.
fn sealed_codes(
    central: &Central,
    profile: PublicKey,
    set: &RecoveryKeySet,
) -> Result<Vec<RecoverySealed>, Error> {
    let events = effective(central, chain::stream(profile))?;
    let sealed = events.into_iter().filter_map(|event| match event {
        Event::RecoverySealed(sealed) if sealed.recovery == set.key => Some(sealed),
        _ => None,
    });
    Ok(sealed.collect())
}

fn effective(central: &Central, stream: StreamId) -> Result<Vec<Event>, Error> {
    let log = central.log();
    let events = store::event::of_stream(log.connection(), stream)?;
    Ok(events.into_iter().filter(|a| a.effective).filter_map(|a| a.verified.event.ok()).collect())
}
