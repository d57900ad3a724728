//! Beginning a visit.

use crate::{
    act::Act,
    api::{Error, ErrorCode},
    platform::new_stream,
};
use mingcha_domain::{
    Refusal,
    fold::Subject,
    ids::{EventId, OrderId, OutingId, SiteId, StreamId},
    order::check_of,
    site::Position,
    spot_check::{CheckKind, StartCheck},
};

/// What the person chose.
pub struct Begin {
    /// Outing under way.
    pub outing: OutingId,
    /// Order; then place, checklist and kind are the order's.
    pub order: Option<OrderId>,
    /// Place, without an order.
    pub site: Option<SiteId>,
    /// Checklist version, without an order.
    pub checklist: Option<EventId>,
    /// Open, covert, remote or look-back, without an order.
    pub kind: CheckKind,
    /// Where the device is.
    pub position: Option<Position>,
}

/// Begins the visit, or finds it begun (the other phone's events of it may be here already).
pub fn begin(act: &Act<'_>, chosen: Begin) -> Result<StreamId, Error> {
    let Begin { outing, order, position, .. } = chosen;
    let (id, site, checklist, kind) = match order {
        Some(order) => {
            let Subject::Order(state) = act.stream(order.stream())?.subject else {
                return Err(Error::new(ErrorCode::NotFound, "no such order"));
            };
            let issued = state.issued.ok_or(Refusal::MissingReference)?;
            let newest = act.known.newest.get(&issued.checklist);
            let newest = newest.copied().ok_or(Refusal::MissingReference)?;
            (check_of(order).stream(), issued.site, newest, issued.kind)
        }
        None => {
            let site = chosen.site.ok_or(Refusal::MissingReference)?;
            let checklist = chosen.checklist.ok_or(Refusal::MissingReference)?;
            (new_stream()?, site, checklist, chosen.kind)
        }
    };
    let check = act.check(id.into())?;
    if check.started.is_some() {
        return Ok(id);
    }
    let start = StartCheck { outing, order, site, checklist, kind, position };
    act.append(id, start.decide(&check, &act.outing(outing)?)?, vec![])?;
    Ok(id)
}
