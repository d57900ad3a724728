//! The demo city: fictional, and made through the same events as a real one.

mod city;

pub use city::{City, id};

use crate::{Central, Error};
use mingcha_domain::{
    campaign::CampaignLaunched,
    checklist::ChecklistPublished,
    directory::{self, Bilingual, RoleGranted, TeamFormed, UnitAdded, UserAdded},
    event::Event,
    ids::{StreamId, UserId},
    order::OrderIssued,
    site::{Position, SiteAdded},
    time::Day,
};
use serde::Deserialize;

/// The checklists that come with the program.
const CHECKLISTS: [&str; 3] = [
    include_str!("../../../../assets/checklists/cold-counter.json"),
    include_str!("../../../../assets/checklists/courier-depot.json"),
    include_str!("../../../../assets/checklists/hotel.json"),
];

#[derive(Deserialize)]
struct Coded {
    code: String,
    #[serde(flatten)]
    list: ChecklistPublished,
}

/// Checklists with their codes.
///
/// # Errors
/// If a file does not parse.
pub fn checklists() -> anyhow::Result<Vec<(String, ChecklistPublished)>> {
    CHECKLISTS
        .iter()
        .map(|text| {
            let coded: Coded = serde_json::from_str(text)?;
            Ok((coded.code, coded.list))
        })
        .collect()
}

/// The person with this code or name.
#[must_use]
pub fn user_named(central: &Central, name: &str) -> Option<UserId> {
    let log = central.log();
    let users = &log.directory().users;
    let coded = UserId::from(id("user", name));
    if users.contains_key(&coded) {
        return Some(coded);
    }
    users.iter().find(|(_, user)| user.name == name).map(|(id, _)| *id)
}

/// Fills an empty installation with the demo city; today is the day of central's clock.
///
/// # Errors
/// If the installation holds something already, or the data break a rule.
pub fn fill(central: &Central, city: &City) -> Result<(), Error> {
    if central.log().size() > 0 {
        return Err(Error::Malformed("the installation is not empty".to_owned()));
    }
    let today = central.clock().now().day(central.genesis().utc_offset_min);
    let mut events = people(city, directory::stream(central.realm()));
    events.extend(work(city, today)?);
    let touched = central.log().append_own(events)?;
    central.wake(touched);
    Ok(())
}

fn people(city: &City, stream: StreamId) -> Vec<(StreamId, Event)> {
    let mut events: Vec<Event> = Vec::new();
    for unit in &city.units {
        let name = Bilingual { en: unit.en.clone(), zh: unit.zh.clone() };
        let parent = unit.parent.as_deref().map(|p| id("unit", p).into());
        let kind = unit.kind;
        events.push(UnitAdded { kind, name, parent, unit: id("unit", &unit.code).into() }.into());
    }
    for user in &city.users {
        let (name, phone) = (user.name.clone(), user.phone.clone());
        let (unit, person) = (id("unit", &user.unit).into(), id("user", &user.code).into());
        events.push(UserAdded { name, phone, unit, user: person }.into());
        for granted in &user.roles {
            let unit = id("unit", &granted.unit).into();
            events.push(RoleGranted { role: granted.role, unit, user: person }.into());
        }
    }
    for team in &city.teams {
        let members = team.members.iter().map(|m| id("user", m).into()).collect();
        let name = Bilingual { en: team.en.clone(), zh: team.zh.clone() };
        let (unit, team) = (id("unit", &team.unit).into(), id("team", &team.code).into());
        events.push(TeamFormed { members, name, team, unit }.into());
    }
    events.into_iter().map(|e| (stream, e)).collect()
}

fn work(city: &City, today: Day) -> Result<Vec<(StreamId, Event)>, Error> {
    let day = |offset: i64| Day(today.0 + chrono::TimeDelta::days(offset));
    let mut events: Vec<(StreamId, Event)> = Vec::new();
    for (code, list) in checklists()? {
        events.push((id("checklist", &code), list.into()));
    }
    for site in &city.sites {
        let position =
            Some(Position { accuracy_m: None, lat_udeg: site.lat_udeg, lon_udeg: site.lon_udeg });
        let added = SiteAdded {
            address: site.address.clone(),
            kind: site.kind,
            name: site.name.clone(),
            position,
            territory: id("unit", &site.territory).into(),
        };
        events.push((id("site", &site.code), added.into()));
    }
    for campaign in &city.campaigns {
        let launched = CampaignLaunched {
            checklists: campaign.checklists.iter().map(|c| id("checklist", c).into()).collect(),
            from: day(campaign.from_offset_days),
            name: Bilingual { en: campaign.en.clone(), zh: campaign.zh.clone() },
            to: day(campaign.to_offset_days),
            units: campaign.units.iter().map(|u| id("unit", u).into()).collect(),
        };
        events.push((id("campaign", &campaign.code), launched.into()));
    }
    for order in &city.orders {
        let issued = OrderIssued {
            campaign: id("campaign", &order.campaign).into(),
            checklist: id("checklist", &order.checklist).into(),
            due: day(order.due_offset_days),
            kind: order.kind,
            note: order.note.clone(),
            site: id("site", &order.site).into(),
            team: id("team", &order.team).into(),
            title: order.title.clone(),
        };
        events.push((id("order", &order.code), issued.into()));
    }
    Ok(events)
}
