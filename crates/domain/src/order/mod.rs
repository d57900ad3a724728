//! An assignment to check a site (检查任务).

use crate::{
    event::Event,
    ids::{CampaignId, CheckId, ChecklistId, OrderId, SiteId, StreamId, TeamId},
    spot_check::CheckKind,
    time::Day,
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

/// An order as folded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Order {
    /// What was ordered; the first such event counts.
    pub issued: Option<OrderIssued>,
}

impl Order {
    pub(crate) fn apply(&mut self, event: &Event) {
        if let (None, Event::OrderIssued(e)) = (&self.issued, event) {
            self.issued = Some(e.clone());
        }
    }
}

/// The check that carries out an order: two phones that open the same order out of reach of each
/// other work on the same check, because its id follows from the order's.
#[must_use]
pub fn check_of(order: OrderId) -> CheckId {
    StreamId::derived(&[b"mingcha/check-of-order/1\0", &order.0]).into()
}
