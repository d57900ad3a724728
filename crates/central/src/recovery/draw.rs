//! Making a recovery key, and putting it together from two shares.

use crate::{Error, clock::random};
use blahaj::Sharks;
use mingcha_domain::{
    chain::{RecoverySecret, Share},
    directory::RecoveryKeySet,
};
use zeroize::Zeroizing;

/// So many shares are the key.
const NEEDED: u8 = 2;

/// A new recovery key.
#[derive(Debug)]
pub struct Drawn {
    /// What is published.
    pub set: RecoveryKeySet,
    /// What three people are given. Kept nowhere.
    pub shares: [Share; 3],
}

/// Draws a key and shares it. Needs no installation.
///
/// # Errors
/// If the system has no randomness to give.
pub fn draw() -> Result<Drawn, Error> {
    let secret = RecoverySecret::new(Zeroizing::new(random()?));
    let key = secret.public().map_err(|e| Error::Internal(e.into()))?;
    let mut dealer = Sharks(NEEDED).dealer(secret.bytes());
    let mut next = || -> Result<Share, Error> {
        let dealt = dealer.next().map(|share| Zeroizing::new(Vec::from(&share)));
        let share = dealt.as_deref().and_then(|bytes| match bytes.as_slice() {
            [number, part @ ..] => {
                Some(Share { number: *number, part: Zeroizing::new(part.try_into().ok()?) })
            }
            [] => None,
        });
        share.ok_or_else(|| Error::Internal(anyhow::anyhow!("no share")))
    };
    let shares = [next()?, next()?, next()?];
    let [one, two, three] = &shares;
    let set = RecoveryKeySet { key, shares: [one.hash(), two.hash(), three.hash()] };
    Ok(Drawn { set, shares })
}

/// The secret half from two different shares; `None` if they are no two shares of one key.
#[must_use]
pub fn join(one: &Share, two: &Share) -> Option<RecoverySecret> {
    let bytes = |share: &Share| {
        let mut bytes = Zeroizing::new(vec![share.number]);
        bytes.extend(*share.part);
        bytes
    };
    let (one, two) = (bytes(one), bytes(two));
    let shares = [one.as_slice().try_into().ok()?, two.as_slice().try_into().ok()?];
    let joined = Zeroizing::new(Sharks(NEEDED).recover(&shares).ok()?);
    Some(RecoverySecret::new(Zeroizing::new(joined.as_slice().try_into().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_two_shares_are_the_key_and_one_is_nothing() -> anyhow::Result<()> {
        let Drawn { set, shares } = draw()?;
        let key = |one: usize, two: usize| {
            let (one, two) = (shares.get(one)?, shares.get(two)?);
            join(one, two)?.public().ok()
        };
        for (one, two) in [(0, 1), (0, 2), (1, 2), (2, 0)] {
            assert_eq!(key(one, two), Some(set.key), "{one} {two}");
        }
        assert_eq!(key(1, 1), None);
        let foreign = draw()?;
        let [one, ..] = &shares;
        let [_, two, _] = &foreign.shares;
        assert_ne!(join(one, two).and_then(|s| s.public().ok()), Some(set.key));
        assert_eq!(shares.iter().map(|s| s.number).collect::<Vec<_>>(), [1, 2, 3]);
        Ok(())
    }
}
