//! An assignment to check a site (检查任务), in the clear or sealed until somebody opens it.

mod authorise;
mod code;
mod kept;
mod open;
mod seal;
mod sealed;

pub(crate) use authorise::{authorise, by_central};
pub use code::{Code, CodeUnreadable, OrderCode, short_name};
pub use kept::KeptKey;
pub use open::{How, NotOpened, OpenOrder, OrderOpened, open_box, unwrap_key};
pub use seal::{NotSealed, Secrets, seal_batch};
pub use sealed::{
    Bytes, CodeLock, Dossier, EarlierVisit, OrderKey, OrderKeyGiven, OrderSealed, SealedBox,
};

use crate::{
    event::Event,
    fold::Admitted,
    ids::{CampaignId, CheckId, ChecklistId, OrderId, PublicKey, SiteId, StreamId, TeamId},
    spot_check::CheckKind,
    time::{Day, HonestInterval},
};
use serde::{Deserialize, Serialize};

/// A team was told to check a site. The stream's id is the order's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderIssued {
    /// Campaign it belongs to.
    pub campaign: CampaignId,
    /// Checklist to work through.
    pub checklist: ChecklistId,
    /// Last day on which it is useful.
    pub due: Day,
    /// Open, covert, remote or look-back.
    pub kind: CheckKind,
    /// A word for the team.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Place to check.
    pub site: SiteId,
    /// Who goes.
    pub team: TeamId,
    /// Its title.
    pub title: String,
}

/// Who opened a sealed order, when and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Opening {
    /// Profile that opened it.
    pub by: PublicKey,
    /// With what.
    pub how: How,
    /// Wrong codes tried on that device before.
    pub tries: u32,
    /// When.
    pub when: HonestInterval,
}

/// An order as folded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Order {
    /// What was ordered: issued in the clear, or what the first opening revealed.
    pub issued: Option<OrderIssued>,
    /// The box it came in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sealed: Option<OrderSealed>,
    /// Earlier visits that the box told of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<EarlierVisit>,
    /// Openings, the first one first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub openings: Vec<Opening>,
    /// Profiles to which central gave the key, with the time.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keys_given: Vec<(PublicKey, HonestInterval)>,
}

impl Order {
    /// Who goes: known before the box is open.
    #[must_use]
    pub fn team(&self) -> Option<TeamId> {
        let sealed = self.sealed.as_ref().map(|sealed| sealed.team);
        sealed.or_else(|| self.issued.as_ref().map(|issued| issued.team))
    }

    /// Last day on which it is useful.
    #[must_use]
    pub fn due(&self) -> Option<Day> {
        let sealed = self.sealed.as_ref().map(|sealed| sealed.due);
        sealed.or_else(|| self.issued.as_ref().map(|issued| issued.due))
    }

    pub(crate) fn apply(&mut self, admitted: &Admitted, event: &Event) {
        let empty = self.issued.is_none() && self.sealed.is_none();
        match event {
            Event::OrderIssued(e) if empty => self.issued = Some(e.clone()),
            Event::OrderSealed(e) if empty => self.sealed = Some(e.clone()),
            Event::OrderKeyGiven(e) => self.keys_given.push((e.to, admitted.interval())),
            Event::OrderOpened(e) => {
                // Central decided that it fits; a device that folds its own opening just saw it.
                let Some(dossier) = self.sealed.as_ref().and_then(|s| e.dossier(s).ok()) else {
                    return;
                };
                if self.issued.is_none() {
                    self.earlier.clone_from(&dossier.earlier);
                    self.issued = Some(dossier.into());
                }
                let (by, when) = (admitted.verified.header.key, admitted.interval());
                self.openings.push(Opening { by, how: e.how, tries: e.tries, when });
            }
            _ => {}
        }
    }
}

/// The check that carries out an order: two phones that open the same order out of reach of each
/// other work on the same check, because its id follows from the order's.
#[must_use]
pub fn check_of(order: OrderId) -> CheckId {
    StreamId::derived(&[b"mingcha/check-of-order/1\0", &order.0]).into()
}
