//! A profile that shall not stay on its device, because central or the person wants it so: erased as
//! soon as everything of it is at central, after one signed event that says so.

use crate::{
    act::Act,
    api::Error,
    store::{self, identity::Identity},
};
use mingcha_domain::{
    chain::{self, ChainClosed, Ending},
    directory::Directory,
    event::Event,
};
use rusqlite::Connection;

/// Whether central ordered it.
pub fn is_ordered(identity: &Identity, directory: &Directory) -> bool {
    directory.profiles.get(&identity.key()).is_some_and(|profile| profile.erase)
}

/// Whether everything of this profile is at central: events and every file of its photos.
pub fn all_is_delivered(connection: &Connection) -> Result<bool, Error> {
    let (_, events) = store::events::unsent_counts(connection)?;
    let (_, files) = store::photo_files::unsent(connection)?;
    Ok(events == 0 && files == 0)
}

/// Whether the person loses nothing by leaving: all is delivered, and nothing was left half written.
pub fn nothing_is_left(connection: &Connection) -> Result<bool, Error> {
    Ok(all_is_delivered(connection)? && store::drafts::count(connection)? == 0)
}

/// Signs that the chain ends here; a second call changes nothing.
pub fn close_chain(act: &Act<'_>, why: Ending) -> Result<(), Error> {
    let key = act.identity.key();
    let stream = chain::stream(key);
    let own = store::events::of_stream(&act.transaction, stream)?;
    if own.iter().any(|a| matches!(a.verified.event, Ok(Event::ChainClosed(_)))) {
        return Ok(());
    }
    let head = store::events::head(&act.transaction, key)?;
    let closed = ChainClosed {
        drafts: store::drafts::count(&act.transaction)?,
        events: head.map_or(0, |head| head.seq + 1),
        photos: store::photo_files::own_originals(&act.transaction)?,
        why,
    };
    act.append(stream, closed.into(), vec![])?;
    Ok(())
}
