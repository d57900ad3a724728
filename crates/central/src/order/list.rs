//! The list from which a batch is sealed: a JSON file, in which things are named as people know
//! them, or by their ids.

use crate::{Central, store};
use anyhow::{Context, bail};
use mingcha_domain::{
    directory::Bilingual,
    event::Noun,
    fold::Subject,
    ids::{SiteId, StreamId},
    order::{Dossier, EarlierVisit},
    site::SiteAdded,
    spot_check::CheckKind,
    time::Day,
};
use serde::Deserialize;
use std::path::Path;

/// One order of the list. Campaign, checklist, team and site by name or id.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// Campaign; it must seal its orders.
    pub campaign: String,
    /// Checklist.
    pub checklist: String,
    /// Last day, 2026-03-16.
    pub due: Day,
    /// Earlier visits worth knowing.
    #[serde(default)]
    pub earlier: Vec<EarlierVisit>,
    /// `open`, `covert`, `remote` or `look_back`.
    pub kind: CheckKind,
    /// A word for the team.
    #[serde(default)]
    pub note: String,
    /// Site.
    pub site: String,
    /// Team.
    pub team: String,
    /// Title.
    #[serde(default)]
    pub title: String,
}

/// Reads the list and finds what it names.
///
/// # Errors
/// Names the first thing that is not there, or is there twice.
pub fn read_list(central: &Central, file: &Path) -> anyhow::Result<Vec<Dossier>> {
    let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let listed: Vec<Listed> = serde_json::from_str(&text).context("the list of orders")?;
    listed.into_iter().map(|one| dossier(central, one)).collect()
}

impl Listed {
    /// With what its names stand for.
    fn into_dossier(self, found: Found) -> Dossier {
        let Found { campaign, checklist, team, site, place } = found;
        let Self { due, earlier, kind, note, title, .. } = self;
        let (campaign, checklist, team) = (campaign.into(), checklist.into(), team.into());
        Dossier { campaign, checklist, due, earlier, kind, note, place, site, team, title }
    }
}

struct Found {
    campaign: StreamId,
    checklist: StreamId,
    team: StreamId,
    site: SiteId,
    place: SiteAdded,
}

fn dossier(central: &Central, one: Listed) -> anyhow::Result<Dossier> {
    let called = |name: &Bilingual, wanted: &str| name.zh == wanted || name.en == wanted;
    let id = |text: &str| text.parse::<StreamId>().ok();
    let (campaign, sealing) = only(central, Noun::Campaign, &one.campaign, |subject, by_id| {
        let Subject::Campaign(state) = subject else { return None };
        let launched = state.launched?;
        (by_id || called(&launched.name, &one.campaign)).then_some(launched.sealing)
    })?;
    if !sealing {
        bail!("{}: its orders are issued in the clear", one.campaign);
    }
    let (checklist, ()) = only(central, Noun::Checklist, &one.checklist, |subject, by_id| {
        let Subject::Checklist(state) = subject else { return None };
        let (_, newest) = state.newest()?;
        (by_id || called(&newest.title, &one.checklist)).then_some(())
    })?;
    let (site, place) = only(central, Noun::Site, &one.site, |subject, by_id| {
        let Subject::Site(state) = subject else { return None };
        state.added.filter(|added| by_id || added.name == one.site)
    })?;
    let team = {
        let log = central.log();
        let teams = log.directory().teams.iter();
        let wanted = id(&one.team);
        let named: Vec<StreamId> = teams
            .filter(|(id, team)| called(&team.name, &one.team) || wanted == Some(id.stream()))
            .map(|(id, _)| id.stream())
            .collect();
        let [team] = named.as_slice() else { bail!("{}: {} teams", one.team, named.len()) };
        *team
    };
    Ok(one.into_dossier(Found { campaign, checklist, team, site: site.into(), place }))
}

/// The only stream about `noun` of which `pick` says something.
fn only<T>(
    central: &Central,
    noun: Noun,
    wanted: &str,
    pick: impl Fn(Subject, bool) -> Option<T>,
) -> anyhow::Result<(StreamId, T)> {
    let log = central.log();
    let mut found = Vec::new();
    for id in store::event::streams_about(log.connection(), noun)? {
        let subject = store::event::fold(log.connection(), id)?.subject;
        let by_id = wanted.parse().is_ok_and(|wanted: StreamId| wanted == id);
        found.extend(pick(subject, by_id).map(|what| (id, what)));
    }
    if found.len() > 1 {
        bail!("{wanted}: there are {}", found.len());
    }
    found.pop().with_context(|| format!("{wanted}: nothing of this name"))
}
