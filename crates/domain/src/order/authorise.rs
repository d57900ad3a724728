//! Who may issue an order, sealed or not, and who may open one.

use super::Order;
use crate::{
    Refusal,
    directory::Role,
    event::Event,
    fold::{Subject, World},
    ids::UserId,
};

/// Leads and coordinators issue, members of the team open, central alone gives keys.
pub(crate) fn authorise(
    event: &Event,
    user: UserId,
    order: &Order,
    world: &dyn World,
) -> Result<(), Refusal> {
    let directory = world.directory();
    match event {
        Event::OrderKeyGiven(_) => Err(Refusal::CentralOnly),
        Event::OrderOpened(opened) => {
            let sealed = order.sealed.as_ref().ok_or(Refusal::NotStarted)?;
            let team = directory.teams.get(&sealed.team);
            if !team.is_some_and(|team| team.members.contains(&user)) {
                return Err(Refusal::NotYourTeam);
            }
            opened.dossier(sealed).map(|_| ()).map_err(|_| Refusal::NotWhatWasSealed)
        }
        _ => {
            let issues = |role| directory.holds_anywhere(user, role);
            if !issues(Role::Lead) && !issues(Role::Coordinator) {
                return Err(Refusal::NotYourUnit);
            }
            issues_well(event, order, world)
        }
    }
}

/// Central issues for whoever uses its command line, and gives keys; it opens nothing.
pub(crate) fn by_central(
    event: &Event,
    subject: &Subject,
    world: &dyn World,
) -> Result<(), Refusal> {
    let none = Order::default();
    let order = match subject {
        Subject::Order(order) => order,
        _ => &none,
    };
    match event {
        Event::OrderOpened(_) => Err(Refusal::NotYourTeam),
        Event::OrderKeyGiven(_) if order.sealed.is_none() => Err(Refusal::NotStarted),
        Event::OrderKeyGiven(_) => Ok(()),
        _ => issues_well(event, order, world),
    }
}

/// The policy of the campaign is kept, and a sealed order is never written over.
fn issues_well(event: &Event, order: &Order, world: &dyn World) -> Result<(), Refusal> {
    let for_it = |team, campaign| {
        let team = world.directory().teams.get(&team);
        team.is_none_or(|team| team.is_for(campaign))
    };
    match event {
        Event::OrderIssued(e) if !for_it(e.team, e.campaign) => Err(Refusal::OtherCampaign),
        Event::OrderIssued(e) if world.seals(e.campaign) => Err(Refusal::OrderMustBeSealed),
        Event::OrderIssued(_) if order.sealed.is_some() => Err(Refusal::AlreadyStarted),
        Event::OrderSealed(_) if order.team().is_some() => Err(Refusal::AlreadyStarted),
        _ => Ok(()),
    }
}
