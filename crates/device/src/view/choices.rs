//! Choices for setting out and for a check without an order.

use super::{Seen, person};
use crate::{
    api::{CampaignRow, ChecklistRow, ChoicesView, Error, TeamRow},
    store,
};
use mingcha_domain::directory::UnitKind;

const SITES: usize = 50;

/// The view.
pub fn choices(seen: &Seen<'_>, search: &str) -> Result<ChoicesView, Error> {
    let known = seen.known();
    // Not filtered by today: the device's clock may be wrong.
    let campaigns = known
        .campaigns
        .iter()
        .map(|(id, c)| CampaignRow {
            id: *id,
            name: c.name.clone(),
            from: c.from,
            to: c.to,
            checklists: c.checklists.clone(),
        })
        .collect();
    let teams = seen
        .me()
        .map(|me| {
            let teams = known.directory.teams_of(me);
            let row = |(id, team): (_, &mingcha_domain::directory::Team)| TeamRow {
                id,
                name: team.name.clone(),
                campaign: team.campaign,
                members: team.members.iter().filter_map(|m| person(&known.directory, *m)).collect(),
            };
            teams.map(row).collect()
        })
        .unwrap_or_default();
    let near: Vec<_> =
        seen.my_unit().map(|unit| known.directory.within(unit).collect()).unwrap_or_default();
    let mut sites = store::lists::sites(seen.connection, search, &near, SITES + 1)?;
    let more_sites = sites.len() > SITES;
    sites.truncate(SITES);
    let checklists = known
        .newest
        .iter()
        .filter_map(|(id, version)| {
            let (_, list) = known.checklists.get(version)?;
            Some(ChecklistRow {
                id: *id,
                version: *version,
                title: list.title.clone(),
                site_kinds: list.site_kinds.clone(),
                items: u32::try_from(list.items().count()).unwrap_or(u32::MAX),
            })
        })
        .collect();
    Ok(ChoicesView {
        campaigns,
        teams,
        sites: sites.into_iter().map(|id| seen.site(id)).collect::<Result<_, _>>()?,
        more_sites,
        checklists,
        territories: seen.units(seen.my_unit(), |kind| kind == UnitKind::Township),
        departments: seen.units(seen.my_unit(), |kind| kind == UnitKind::Department),
    })
}
