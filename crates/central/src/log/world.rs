//! Streams as central folds them, only those that a decision needs.

use crate::store;
use mingcha_domain::{
    directory::Directory,
    fold::{Admitted, Stream, Subject, World},
    ids::{CampaignId, CheckId, OutingId, Realm, StreamId},
    outing::Outing,
};
use rusqlite::Connection;
use std::{cell::RefCell, collections::HashMap, rc::Rc};

/// Folded streams, kept for the length of one request.
pub struct Streams<'a> {
    connection: &'a Connection,
    realm: Realm,
    directory: &'a Directory,
    folded: RefCell<HashMap<StreamId, Rc<Stream>>>,
}

impl<'a> Streams<'a> {
    pub(super) fn new(connection: &'a Connection, realm: Realm, directory: &'a Directory) -> Self {
        Self { connection, realm, directory, folded: RefCell::default() }
    }

    pub(super) const fn connection(&self) -> &'a Connection {
        self.connection
    }

    /// The same streams under the directory as it was at another time.
    pub(super) fn under<'b>(&'b self, directory: &'b Directory) -> Streams<'b> {
        Streams {
            connection: self.connection,
            realm: self.realm,
            directory,
            folded: RefCell::new(self.folded.borrow().clone()),
        }
    }

    /// A stream as it is now; empty if there is none.
    ///
    /// # Errors
    /// If an event cannot be read.
    pub fn get(&self, id: StreamId) -> Result<Rc<Stream>, store::Error> {
        if let Some(stream) = self.folded.borrow().get(&id) {
            return Ok(Rc::clone(stream));
        }
        let stream = Rc::new(store::event::fold(self.connection, id)?);
        self.folded.borrow_mut().insert(id, Rc::clone(&stream));
        Ok(stream)
    }

    /// Folds an event in that was just numbered.
    pub(super) fn apply(&self, admitted: &Admitted) -> Result<(), store::Error> {
        let id = admitted.verified.header.stream;
        let mut stream = self.get(id)?;
        // Nobody else holds it then, and it need not be copied.
        self.forget(id);
        Rc::make_mut(&mut stream).apply(admitted);
        self.folded.borrow_mut().insert(id, stream);
        Ok(())
    }

    pub(super) const fn realm(&self) -> Realm {
        self.realm
    }

    /// Forgets a stream whose verdicts changed, so that it is folded anew.
    pub(super) fn forget(&self, id: StreamId) {
        self.folded.borrow_mut().remove(&id);
    }
}

impl World for Streams<'_> {
    fn directory(&self) -> &Directory {
        self.directory
    }

    fn outing(&self, id: OutingId) -> Option<Outing> {
        match &self.get(id.stream()).ok()?.subject {
            Subject::Outing(outing) => Some(outing.clone()),
            _ => None,
        }
    }

    fn outing_of(&self, check: CheckId) -> Option<OutingId> {
        match &self.get(check.stream()).ok()?.subject {
            Subject::Check(check) => check.started.as_ref().map(|s| s.outing),
            _ => None,
        }
    }

    fn seals(&self, campaign: CampaignId) -> bool {
        match self.get(campaign.stream()).as_ref().map(|stream| &stream.subject) {
            Ok(Subject::Campaign(campaign)) => {
                campaign.launched.as_ref().is_some_and(|launched| launched.sealing)
            }
            _ => false,
        }
    }
}
