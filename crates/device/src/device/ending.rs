//! The end of a profile on its device, by central's order or by the person's wish.

use super::{Shared, locked, read, write};
use crate::{
    api::{Error, ErrorCode, StoreNotice, Topic},
    lock::make_key,
    profile, store,
    sync::Input,
};
use mingcha_domain::chain::Ending;
use rusqlite::Connection;
use std::sync::Arc;

/// So long somebody who wants to leave waits for central.
const WISH_HOLDS_MS: i64 = 60_000;

impl Shared {
    /// Ends the profile if central ordered that and everything of it is there.
    pub(super) fn erase_if_ordered(&self) -> Result<(), Error> {
        let (identity, known) = (read(&self.identity), read(&self.known));
        let ordered = profile::is_ordered(&identity, &known.directory);
        if !ordered || !self.read(profile::all_is_delivered)? {
            return Ok(());
        }
        self.end_chain(Ending::Ordered)?;
        // Something may have been recorded meanwhile: then the next round comes back to this.
        self.erase_if(profile::all_is_delivered, StoreNotice::ErasedOnOrder).map(|_| ())
    }

    /// The profile signs that it ends, and central confirms it.
    fn end_chain(&self, why: Ending) -> Result<(), Error> {
        self.act(|act| profile::close_chain(act, why).map(|()| None))?;
        while self.exchange()? {}
        Ok(())
    }

    /// The person wants to leave. Sync does it, so that nothing is on its way meanwhile.
    pub(super) fn wish_to_leave(&self, why: Ending) -> Result<(), Error> {
        if !self.read(profile::nothing_is_left)? {
            return Err(Error::new(ErrorCode::LeftBehind, "not everything is at central"));
        }
        *locked(&self.leaving) = Some((why, self.platform.now().0));
        self.tell(Input::Poke);
        Ok(())
    }

    /// Ends the profile if the person wants it and nothing would be lost. A wish that central could
    /// not be asked about in time is forgotten: nobody is surprised by it later.
    pub(super) fn leave_if_wished(&self) -> Result<bool, Error> {
        let Some((why, at)) = locked(&self.leaving).take() else { return Ok(false) };
        let late = self.platform.now().0 - at > WISH_HOLDS_MS;
        if late || !self.read(profile::nothing_is_left)? {
            return Ok(false);
        }
        self.end_chain(why)?;
        self.erase_if(profile::nothing_is_left, StoreNotice::Left)
    }

    /// Erases everything and begins as an empty profile that nobody has enrolled, if the store still
    /// `may` go once nobody else writes to it: somebody may just have been told that something is saved.
    /// Gives whether it went.
    pub(super) fn erase_if(
        &self,
        may: fn(&Connection) -> Result<bool, Error>,
        notice: StoreNotice,
    ) -> Result<bool, Error> {
        {
            let (mut writer, mut reader) = (locked(&self.writer), locked(&self.reader));
            let mut photos = locked(&self.photos);
            if !may(&writer)? {
                return Ok(false);
            }
            // Closed before they are removed: some systems allow nothing else.
            for connection in [&mut *writer, &mut *reader, &mut *photos] {
                *connection = store::in_memory()?;
            }
            self.claim.erase(notice)?;
            let opened = store::open(&self.dir, &make_key(&self.dir)?)?;
            profile::read_or_make(&opened.writer)?;
            store::identity::set_notice(&opened.writer, Some(notice))?;
            // What was kept in memory of the files that are gone.
            *locked(&self.prints) = Default::default();
            self.take_identity_from(&opened.writer)?;
            write(&self.known, Arc::default());
            (*writer, *reader, *photos) = (opened.writer, opened.reader, opened.photos);
        }
        self.claim.set_erased();
        tracing::warn!("the profile was erased: {}", store::word(&notice));
        self.announce(&Topic::ALL);
        Ok(true)
    }
}
