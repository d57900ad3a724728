//! A device profile's own chain: what becomes of it, of acts in it that were held, and of the code
//! that opens its store when the secret is forgotten.

mod authorise;
mod events;
mod held;
mod recovery;

pub(crate) use authorise::authorise;
pub use events::{
    ChainClosed, ChainContinued, Ending, HeldDecided, RecoveryOpened, RecoverySealed,
};
pub use held::{DecideHeld, MOST_AT_ONCE, may_decide, outing_of};
pub use recovery::{NoShare, NotRecovered, RecoverySecret, Share, seal_code};

use crate::{
    directory::Directory,
    ids::{PublicKey, StreamId, UserId},
};

/// The stream in which a profile says what becomes of its own chain.
#[must_use]
pub fn stream(key: PublicKey) -> StreamId {
    StreamId::derived(&[b"mingcha/chain/1\0", &key.0])
}

/// The profile, and its person, whose chain's stream this is.
#[must_use]
pub fn owner(id: StreamId, directory: &Directory) -> Option<(PublicKey, UserId)> {
    let (key, profile) = directory.profiles.iter().find(|(key, _)| stream(**key) == id)?;
    Some((*key, profile.user))
}
