//! The demo city: fictional, and made through the same events as a real one.

mod album;
mod city;
mod found;
mod history;
mod players;
mod visit;

pub use city::{City, id};
pub use history::{Calendar, Random};

use album::Album;
use found::Found;

use crate::{
    Central, Error,
    order::{self, Slip},
};
use mingcha_domain::{
    campaign::CampaignLaunched,
    checklist::ChecklistPublished,
    circular::IssueCircular,
    directory::{self, Bilingual, RoleGranted, TeamFormed, UnitAdded, UserAdded},
    event::Event,
    ids::{StreamId, UserId},
    order::{Dossier, OrderIssued},
    site::{Position, SiteAdded},
    time::{Day, Millis},
};
use serde::Deserialize;
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// The checklists that come with the program.
const CHECKLISTS: [&str; 12] = [
    include_str!("../../../../assets/checklists/cold-counter.json"),
    include_str!("../../../../assets/checklists/courier-depot.json"),
    include_str!("../../../../assets/checklists/hotel.json"),
    include_str!("../../../../assets/checklists/arrivals.json"),
    include_str!("../../../../assets/checklists/mall-supermarket.json"),
    include_str!("../../../../assets/checklists/care-home.json"),
    include_str!("../../../../assets/checklists/transport-hub.json"),
    include_str!("../../../../assets/checklists/courier-mail.json"),
    include_str!("../../../../assets/checklists/professional-market.json"),
    include_str!("../../../../assets/checklists/school.json"),
    include_str!("../../../../assets/checklists/isolation-site.json"),
    include_str!("../../../../assets/checklists/imported-goods-factory.json"),
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
    let today = central.clock().now().day(central.genesis().utc_offset_min);
    settle(central, city, today)?;
    announce(central, city)?;
    issue(central, city, today)
}

/// Fills an empty installation with the demo city and three weeks of its work. Central's clock is
/// moved from day to day and ends at `now`.
///
/// # Errors
/// As [`fill`].
pub fn fill_with_history(
    central: &Central,
    city: &City,
    clock: &Arc<AtomicI64>,
    now: Millis,
) -> anyhow::Result<()> {
    let calendar = Calendar::of(now, city.utc_offset_min);
    let today = now.day(city.utc_offset_min);
    clock.store(calendar.first().0, Ordering::Relaxed);
    settle(central, city, today)?;
    history::play(central, clock, city, calendar)?;
    clock.store(now.0, Ordering::Relaxed);
    issue(central, city, today)?;
    Ok(())
}

/// People, checklists, places, campaigns.
fn settle(central: &Central, city: &City, today: Day) -> Result<(), Error> {
    if central.log().size() > 0 {
        return Err(Error::Malformed("the installation is not empty".to_owned()));
    }
    // Who sees a circular or an order follows from the people who are known when it is issued.
    for events in [people(city, directory::stream(central.realm())), places(city, today)?] {
        let touched = central.log().append_own(events)?;
        central.wake(touched);
    }
    Ok(())
}

/// Launches the campaign whose orders are sealed, and issues them; gives what the code holder gets.
///
/// # Errors
/// If the city is not settled, or the data break a rule.
pub fn seal(central: &Central, city: &City) -> Result<Vec<Slip>, Error> {
    let today = central.clock().now().day(central.genesis().utc_offset_min);
    let campaign = &city.sealed.campaign;
    let launch = (id("campaign", &campaign.code), launched(campaign, today).into());
    let touched = central.log().append_own(vec![launch])?;
    central.wake(touched);
    let mut dossiers = Vec::new();
    for order in &city.sealed.orders {
        let site = city.sites.iter().find(|site| site.code == order.site);
        let site = site.ok_or_else(|| Error::Malformed(format!("no site {}", order.site)))?;
        let issued = issued(order, today);
        dossiers.push(Dossier {
            campaign: issued.campaign,
            checklist: issued.checklist,
            due: issued.due,
            earlier: vec![],
            kind: issued.kind,
            note: issued.note,
            place: place(site),
            site: issued.site,
            team: issued.team,
            title: issued.title,
        });
    }
    let slips = order::seal(central, dossiers)?;
    order::issue_waiting(central)?;
    Ok(slips)
}

/// Circulars, to whoever is known by now.
fn announce(central: &Central, city: &City) -> Result<(), Error> {
    let mut events = Vec::new();
    for circular in &city.circulars {
        let to = circular.to.iter().map(|u| id("unit", u).into()).collect();
        let (title, words) = (circular.title.clone(), circular.words.clone());
        let issued = IssueCircular { title, words, to }
            .decide()
            .map_err(|why| Error::Malformed(why.to_string()))?;
        events.push((id("circular", &circular.code), issued));
    }
    let touched = central.log().append_own(events)?;
    central.wake(touched);
    Ok(())
}

/// Today's orders.
fn issue(central: &Central, city: &City, today: Day) -> Result<(), Error> {
    let touched = central.log().append_own(orders(city, today))?;
    central.wake(touched);
    Ok(())
}

/// A campaign as launched, with days reckoned from `today`.
fn launched(campaign: &city::Campaign, today: Day) -> CampaignLaunched {
    let day = |offset: i64| Day(today.0 + chrono::TimeDelta::days(offset));
    CampaignLaunched {
        checklists: campaign.checklists.iter().map(|c| id("checklist", c).into()).collect(),
        from: day(campaign.from_offset_days),
        name: Bilingual { en: campaign.en.clone(), zh: campaign.zh.clone() },
        sealing: campaign.sealing,
        to: day(campaign.to_offset_days),
        units: campaign.units.iter().map(|u| id("unit", u).into()).collect(),
    }
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
        let team_campaign = team.campaign.as_deref();
        let (unit, team) = (id("unit", &team.unit).into(), id("team", &team.code).into());
        let campaign = team_campaign.map(|code| id("campaign", code).into());
        events.push(TeamFormed { campaign, members, name, team, unit }.into());
    }
    events.into_iter().map(|e| (stream, e)).collect()
}

fn places(city: &City, today: Day) -> Result<Vec<(StreamId, Event)>, Error> {
    let mut events: Vec<(StreamId, Event)> = Vec::new();
    for (code, list) in checklists()? {
        events.push((id("checklist", &code), list.into()));
    }
    for site in &city.sites {
        events.push((id("site", &site.code), place(site).into()));
    }
    for campaign in &city.campaigns {
        let launched = launched(campaign, today);
        events.push((id("campaign", &campaign.code), launched.into()));
    }
    Ok(events)
}

fn orders(city: &City, today: Day) -> Vec<(StreamId, Event)> {
    let of = |order: &city::Order| (id("order", &order.code), issued(order, today).into());
    city.orders.iter().map(of).collect()
}

fn issued(order: &city::Order, today: Day) -> OrderIssued {
    OrderIssued {
        campaign: id("campaign", &order.campaign).into(),
        checklist: id("checklist", &order.checklist).into(),
        due: Day(today.0 + chrono::TimeDelta::days(order.due_offset_days)),
        kind: order.kind,
        note: order.note.clone(),
        site: id("site", &order.site).into(),
        team: id("team", &order.team).into(),
        title: order.title.clone(),
    }
}

fn place(site: &city::Site) -> SiteAdded {
    let (lat_udeg, lon_udeg) = (site.lat_udeg, site.lon_udeg);
    SiteAdded {
        address: site.address.clone(),
        kind: site.kind,
        name: site.name.clone(),
        position: Some(Position { accuracy_m: None, lat_udeg, lon_udeg, mock: None }),
        territory: id("unit", &site.territory).into(),
    }
}
