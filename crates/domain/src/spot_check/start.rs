//! Beginning a visit, with or without an order.

use super::{CheckKind, CheckStarted, SpotCheck};
use crate::{
    Refusal,
    event::Event,
    ids::{EventId, OrderId, OutingId, SiteId},
    outing::Outing,
    site::Position,
};

/// A visit to a site begins.
#[derive(Debug, Clone)]
pub struct StartCheck {
    /// Sortie under way.
    pub outing: OutingId,
    /// Order it carries out.
    pub order: Option<OrderId>,
    /// Place.
    pub site: SiteId,
    /// Event that published the checklist.
    pub checklist: EventId,
    /// Open, covert, remote or look-back.
    pub kind: CheckKind,
    /// Where the device is, if it knows.
    pub position: Option<Position>,
}

impl StartCheck {
    /// # Errors
    /// [`Refusal::NotStarted`] or [`Refusal::OutingEnded`] for the outing,
    /// [`Refusal::AlreadyStarted`] for the check.
    pub fn decide(self, check: &SpotCheck, outing: &Outing) -> Result<Event, Refusal> {
        if outing.started.is_none() {
            return Err(Refusal::NotStarted);
        }
        if outing.ended_at.is_some() {
            return Err(Refusal::OutingEnded);
        }
        if check.started.is_some() {
            return Err(Refusal::AlreadyStarted);
        }
        let Self { outing, order, site, checklist, kind, position } = self;
        Ok(CheckStarted { checklist, kind, order, outing, position, site }.into())
    }
}
