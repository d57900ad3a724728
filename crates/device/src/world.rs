//! Streams as this device folds them, and what it knows by heart.

use crate::{api::Error, store};
use mingcha_domain::{
    campaign::CampaignLaunched,
    checklist::ChecklistPublished,
    directory::{self, Directory},
    fold::{Stream, Subject, World},
    ids::{CampaignId, CheckId, ChecklistId, EventId, OutingId, Realm, StreamId},
    outing::Outing,
    site::SiteAdded,
};
use rusqlite::Connection;
use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
    rc::Rc,
};

/// Small things that every screen needs, folded once and again when they change.
#[derive(Debug, Default)]
pub struct Known {
    /// Who is who.
    pub directory: Directory,
    /// Every version of every checklist, by the event that published it.
    pub checklists: BTreeMap<EventId, (ChecklistId, ChecklistPublished)>,
    /// Newest version of each checklist.
    pub newest: BTreeMap<ChecklistId, EventId>,
    /// Campaigns.
    pub campaigns: BTreeMap<CampaignId, CampaignLaunched>,
}

impl Known {
    /// Folds them from the log.
    pub fn read(connection: &Connection, realm: Realm) -> Result<Self, Error> {
        let mut known = Self::default();
        let stream = store::events::fold(connection, directory::stream(realm))?;
        if let Subject::Directory(directory) = stream.subject {
            known.directory = directory;
        }
        for id in store::events::known_by_heart(connection)? {
            match store::events::fold(connection, id)?.subject {
                Subject::Checklist(list) => {
                    let id = ChecklistId::from(id);
                    known.newest.extend(list.newest().map(|(version, _)| (id, *version)));
                    known.checklists.extend(list.versions.into_iter().map(|(v, c)| (v, (id, c))));
                }
                Subject::Campaign(campaign) => {
                    known.campaigns.extend(campaign.launched.map(|c| (CampaignId::from(id), c)));
                }
                _ => {}
            }
        }
        Ok(known)
    }
}

/// Streams, each folded once for the length of a command or query.
pub struct Streams<'a> {
    /// Where they are read.
    pub connection: &'a Connection,
    /// The installation.
    pub realm: Realm,
    /// What is known by heart.
    pub known: &'a Known,
    folded: RefCell<HashMap<StreamId, Rc<Stream>>>,
}

impl<'a> Streams<'a> {
    /// None folded yet.
    pub fn new(connection: &'a Connection, realm: Realm, known: &'a Known) -> Self {
        Self { connection, realm, known, folded: RefCell::default() }
    }

    /// With streams that the caller has folded: they are not read again.
    pub fn having(self, folded: impl IntoIterator<Item = (StreamId, Stream)>) -> Self {
        let folded = folded.into_iter().map(|(id, stream)| (id, Rc::new(stream)));
        self.folded.borrow_mut().extend(folded);
        self
    }

    /// A stream; empty if nothing is known of it.
    pub fn get(&self, id: StreamId) -> Result<Rc<Stream>, Error> {
        if let Some(stream) = self.folded.borrow().get(&id) {
            return Ok(Rc::clone(stream));
        }
        let stream = Rc::new(store::events::fold(self.connection, id)?);
        self.folded.borrow_mut().insert(id, Rc::clone(&stream));
        Ok(stream)
    }

    /// How a site became known.
    pub fn site(&self, id: mingcha_domain::ids::SiteId) -> Result<Option<SiteAdded>, Error> {
        match &self.get(id.stream())?.subject {
            Subject::Site(site) => Ok(site.added.clone()),
            _ => Ok(None),
        }
    }
}

impl World for Streams<'_> {
    fn directory(&self) -> &Directory {
        &self.known.directory
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
        self.known.campaigns.get(&campaign).is_some_and(|launched| launched.sealing)
    }
}
