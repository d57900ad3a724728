//! Access that ends: at once, for one profile or for everything of a person.
//!
//! One process numbers the log. Whoever sits at the command line writes a wish; the serving process
//! carries it out before it answers the next request, and within half a second in any case.

use crate::{Central, Error, store};
use mingcha_domain::{
    directory::{self, ProfileRevoked},
    ids::{PublicKey, UserId},
};

/// Whose access ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// One device profile's.
    Profile(PublicKey),
    /// A person's: every profile, and codes that are not spent yet.
    User(UserId),
}

/// An administrator's wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// Whose access ends.
    pub whose: Whose,
    /// The devices shall erase the profiles once everything of them is at central.
    pub erase: bool,
}

/// Notes a wish for the serving process; gives its number.
///
/// # Errors
/// [`Error::NotFound`] if there is no such profile or person.
pub fn wish(central: &Central, wish: &Wish) -> Result<i64, Error> {
    let log = central.log();
    let known = match wish.whose {
        Whose::Profile(key) => log.directory().profiles.contains_key(&key),
        Whose::User(user) => log.directory().users.contains_key(&user),
    };
    if !known {
        return Err(Error::NotFound);
    }
    Ok(store::account::add_wish(log.connection(), wish)?)
}

/// Whether a wish has been carried out.
///
/// # Errors
/// If the store cannot be read.
pub fn is_carried_out(central: &Central, number: i64) -> Result<bool, Error> {
    let open = store::account::wishes(central.log().connection())?;
    Ok(open.iter().all(|(n, _)| *n != number))
}

/// Carries out what was wished meanwhile.
///
/// # Errors
/// If the log cannot be written.
pub fn carry_out_wishes(central: &Central) -> Result<(), Error> {
    let wishes = store::account::wishes(central.log().connection())?;
    for (number, wish) in wishes {
        let ended = revoke(central, &wish)?;
        store::account::wish_done(central.log().connection(), number)?;
        tracing::warn!(profiles = ended, erase = wish.erase, "access ended");
    }
    Ok(())
}

/// Ends access from now on; gives how many profiles that changed something for.
///
/// # Errors
/// If the log cannot be written.
pub fn revoke(central: &Central, wish: &Wish) -> Result<usize, Error> {
    let (ended, touched) = {
        let mut log = central.log();
        let concerned = |key: &PublicKey, user: UserId| match wish.whose {
            Whose::Profile(only) => *key == only,
            Whose::User(all_of) => user == all_of,
        };
        let profiles = log.directory().profiles.iter();
        let open = profiles
            .filter(|(key, profile)| concerned(key, profile.user))
            .filter(|(_, profile)| !profile.revoked || (wish.erase && !profile.erase));
        let keys: Vec<PublicKey> = open.map(|(key, _)| *key).collect();
        if let Whose::User(user) = wish.whose {
            store::account::void_codes(log.connection(), user)?;
        }
        let stream = directory::stream(central.realm());
        let revoked = |key: &PublicKey| ProfileRevoked { erase: wish.erase, key: *key };
        let events = keys.iter().map(|key| (stream, revoked(key).into())).collect();
        (keys.len(), log.append_own(events)?)
    };
    central.wake(touched);
    Ok(ended)
}
