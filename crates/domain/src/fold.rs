//! From events to states. A stream is short and refolded whole; the same events give the same
//! state on every device and at central.

use crate::{
    campaign::Campaign,
    canonical,
    checklist::Checklist,
    circular::Circular,
    directory::Directory,
    event::{Event, Noun, Verified},
    finding::Finding,
    ids::{CampaignId, CheckId, EventId, Hash, OutingId, PublicKey},
    order::Order,
    outing::Outing,
    site::Site,
    spot_check::SpotCheck,
    suggestion::Suggestion,
    time::{HonestInterval, Millis},
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// An event with what central said of it so far.
#[derive(Debug, Clone)]
pub struct Admitted {
    /// Central's number; `None` while only this device has it.
    pub n: Option<u64>,
    /// When central received it.
    pub arrived: Option<Millis>,
    /// When the newest entry it had seen arrived.
    pub not_before: Option<Millis>,
    /// Whether the fold counts it. Own events count until central says otherwise.
    pub effective: bool,
    /// The event.
    pub verified: Verified,
}

impl Admitted {
    /// When the event can have happened.
    #[must_use]
    pub const fn interval(&self) -> HonestInterval {
        let claimed = self.verified.header.at;
        HonestInterval { earliest: self.not_before, latest: self.arrived, claimed }
    }

    /// Fold order: numbered events by number, then those still under way by chain.
    #[must_use]
    pub const fn order(&self) -> (u64, PublicKey, u64) {
        let n = match self.n {
            Some(n) => n,
            None => u64::MAX,
        };
        (n, self.verified.header.key, self.verified.header.seq)
    }
}

/// Which events of a stream had seen which others.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ancestry {
    nodes: BTreeMap<EventId, (PublicKey, u64, Vec<EventId>)>,
}

impl Ancestry {
    /// Whether whoever made `later` had seen `earlier`: by what was on screen, or because they had
    /// made it themselves.
    #[must_use]
    pub fn covers(&self, later: EventId, earlier: EventId) -> bool {
        let Some((early_key, early_seq, _)) = self.nodes.get(&earlier) else { return false };
        let mut seen = BTreeSet::new();
        let mut ahead = vec![later];
        while let Some(id) = ahead.pop() {
            let Some((key, seq, base)) = self.nodes.get(&id) else { continue };
            if id != earlier && key == early_key && seq > early_seq {
                return true;
            }
            for parent in base {
                if *parent == earlier {
                    return true;
                }
                if seen.insert(*parent) {
                    ahead.push(*parent);
                }
            }
        }
        false
    }

    /// Events that no other event of the stream covers: the stream's revision.
    #[must_use]
    pub fn heads(&self) -> Vec<EventId> {
        let parents: BTreeSet<EventId> =
            self.nodes.values().flat_map(|(_, _, base)| base.iter().copied()).collect();
        let mut newest_of: BTreeMap<PublicKey, (u64, EventId)> = BTreeMap::new();
        for (id, (key, seq, _)) in &self.nodes {
            let newest = newest_of.entry(*key).or_insert((*seq, *id));
            if *seq > newest.0 {
                *newest = (*seq, *id);
            }
        }
        let mut heads: Vec<EventId> =
            newest_of.into_values().map(|(_, id)| id).filter(|id| !parents.contains(id)).collect();
        heads.sort_unstable();
        heads
    }

    fn add(&mut self, verified: &Verified) {
        let header = &verified.header;
        self.nodes.insert(verified.id, (header.key, header.seq, header.base.clone()));
    }
}

/// The state of a stream's subject.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// No event yet that says what the stream is about.
    #[default]
    Nothing,
    /// Units, people, teams, profiles.
    Directory(Directory),
    /// Themed drive.
    Campaign(Campaign),
    /// Checklist.
    Checklist(Checklist),
    /// Site.
    Site(Site),
    /// Order.
    Order(Order),
    /// Outing.
    Outing(Outing),
    /// Spot check.
    Check(SpotCheck),
    /// Finding.
    Finding(Finding),
    /// Suggestion.
    Suggestion(Suggestion),
    /// Circular.
    Circular(Circular),
    /// A profile's own chain.
    Chain,
}

/// A stream as folded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Stream {
    /// What it is about.
    pub noun: Option<Noun>,
    /// The state.
    pub subject: Subject,
    /// Holds an event that decides the state and that this program does not know: read-only, and
    /// figures that include it are incomplete.
    pub read_only: bool,
    /// Who had seen what.
    #[serde(skip)]
    pub ancestry: Ancestry,
}

impl Stream {
    /// An empty stream about `noun`, for the first event.
    #[must_use]
    pub fn about(noun: Noun) -> Self {
        let subject = match noun {
            Noun::Directory => Subject::Directory(Directory::default()),
            Noun::Campaign => Subject::Campaign(Campaign::default()),
            Noun::Checklist => Subject::Checklist(Checklist::default()),
            Noun::Site => Subject::Site(Site::default()),
            Noun::Order => Subject::Order(Order::default()),
            Noun::Outing => Subject::Outing(Outing::default()),
            Noun::Check => Subject::Check(SpotCheck::default()),
            Noun::Finding => Subject::Finding(Finding::default()),
            Noun::Suggestion => Subject::Suggestion(Suggestion::default()),
            Noun::Circular => Subject::Circular(Circular::default()),
            Noun::Chain => Subject::Chain,
        };
        Self { noun: Some(noun), subject, ..Self::default() }
    }

    /// Folds `events` in the order of [`Admitted::order`].
    #[must_use]
    pub fn fold<'a>(events: impl IntoIterator<Item = &'a Admitted>) -> Self {
        let mut sorted: Vec<&Admitted> = events.into_iter().collect();
        sorted.sort_by_key(|a| a.order());
        let mut stream = Self::default();
        for admitted in sorted {
            stream.apply(admitted);
        }
        stream
    }

    /// Folds `events` as if all of them counted: to ask what acts that do not count are about.
    #[must_use]
    pub fn as_if_counted(events: Vec<Admitted>) -> Self {
        let counted = events.into_iter().map(|a| Admitted { effective: true, ..a });
        Self::fold(&counted.collect::<Vec<_>>())
    }

    /// Folds one more event in. The caller keeps to the order of [`Admitted::order`].
    pub fn apply(&mut self, admitted: &Admitted) {
        if !admitted.effective {
            return;
        }
        self.ancestry.add(&admitted.verified);
        let event = match &admitted.verified.event {
            Ok(event) => event,
            Err(_) => {
                // Whether the kind is not known or the body is gone: what decided is not shown.
                self.read_only |= admitted.verified.header.crit;
                return;
            }
        };
        if self.noun.is_none() {
            let ancestry = std::mem::take(&mut self.ancestry);
            *self = Self { ancestry, read_only: self.read_only, ..Self::about(event.noun()) };
        }
        let id = admitted.verified.id;
        match &mut self.subject {
            Subject::Directory(state) => state.apply(event),
            Subject::Campaign(state) => state.apply(event),
            Subject::Checklist(state) => state.apply(id, event),
            Subject::Site(state) => state.apply(event),
            Subject::Order(state) => state.apply(admitted, event),
            Subject::Outing(state) => state.apply(admitted, event),
            Subject::Check(state) => state.apply(admitted, event),
            Subject::Finding(state) => state.apply(admitted, event),
            Subject::Suggestion(state) => state.apply(admitted, event),
            Subject::Circular(state) => state.apply(admitted, event),
            Subject::Chain | Subject::Nothing => {}
        }
    }

    /// SHA-256 over the canonical JSON of the state: equal wherever the same events were folded.
    ///
    /// # Errors
    /// If a number is out of range.
    pub fn state_hash(&self) -> Result<Hash, canonical::NotCanonical> {
        Ok(Hash::of(&[&canonical::to_bytes(self)?]))
    }
}

/// What rules need to look up beyond the stream at hand.
pub trait World {
    /// The directory.
    fn directory(&self) -> &Directory;
    /// An outing.
    fn outing(&self, id: OutingId) -> Option<Outing>;
    /// The outing to which a check belongs.
    fn outing_of(&self, check: CheckId) -> Option<OutingId>;
    /// Whether a campaign's orders are issued sealed.
    fn seals(&self, campaign: CampaignId) -> bool;
}

/// SHA-256 over the ids of content events in ascending order: names one exact version.
#[must_use]
pub fn version_of(content: &BTreeSet<EventId>) -> Hash {
    let ids: Vec<&[u8]> = content.iter().map(|id| &id.0[..]).collect();
    let tag: &[u8] = b"mingcha/version/1\0";
    let parts: Vec<&[u8]> = std::iter::once(tag).chain(ids).collect();
    Hash::of(&parts)
}

impl Event {
    /// Ids that the event itself names, for `refs`.
    #[must_use]
    pub fn names(&self) -> Vec<EventId> {
        match self {
            Self::CheckStarted(e) => vec![e.checklist],
            Self::ItemsAnswered(e) => {
                e.answers.iter().flat_map(|a| a.answer.photos.iter().copied()).collect()
            }
            Self::PhotoTaken(e) => e.demand.into_iter().collect(),
            Self::PhotoVoided(e) => vec![e.photo],
            Self::PhotoMarked(e) => vec![e.photo],
            Self::AccessEnded(e) => vec![e.access],
            Self::CheckSupplemented(e) => e.photos.clone(),
            Self::FindingRaised(e) => content_photos(&e.content),
            Self::FindingAmended(e) => content_photos(&e.content),
            Self::HeldDecided(e) => e.events.clone(),
            _ => vec![],
        }
    }
}

fn content_photos(content: &crate::finding::Content) -> Vec<EventId> {
    content.photos.iter().chain(&content.photos_after).copied().collect()
}
