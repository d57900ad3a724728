//! Three weeks of the demo city's work, made through the domain's own commands: outings, visits,
//! findings with photos, verdicts. The same for the same seed and day.

use super::{
    Album, City, Found,
    found::{Advice, Demand, Fate, Problem, Story, Template},
    id,
    players::Players,
    visit::{Doing, ToJudge, Visit, local_time},
};
use crate::Central;
use anyhow::Context;
use mingcha_domain::{
    campaign::CampaignLaunched,
    checklist::ChecklistPublished,
    circular::CircularRead,
    ids::{EventId, StreamId, UnitId},
    outing::{OutingEnded, StartOuting},
    site::SiteKind,
    spot_check::{CheckKind, Outcome},
    time::Millis,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, atomic::AtomicI64},
};

/// Days of history before today.
const DAYS: i64 = 20;
/// So many days ago the circulars went out, early in the morning.
const ANNOUNCED: i64 = 1;
/// Findings that wait for the lead of the first district on the last three days.
const WAITING: usize = 45;
/// The demo lead and the unit whose findings wait for him.
const DEMO_UNIT: &str = "d1";
/// By then the last team is home.
const EVENING_MIN: i64 = 20 * 60;
const DAY_MS: i64 = 86_400_000;

/// Chance that is always the same for a seed: SplitMix64.
pub struct Random(pub u64);

impl Random {
    /// A number below `bound`; 0 if that is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % (bound.max(1) as u64)).unwrap_or(0)
    }

    /// True in so many of a hundred cases.
    pub fn percent(&mut self, of_hundred: usize) -> bool {
        self.below(100) < of_hundred
    }

    /// One of them.
    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.below(all.len()))
    }
}

/// Where the day of the demo is, and how far it has come.
#[derive(Debug, Clone, Copy)]
pub struct Calendar {
    /// Local midnight of today, by the clock of central.
    pub midnight: Millis,
    /// Now.
    pub now: Millis,
    /// Minutes east of UTC.
    pub utc_offset_min: i32,
}

impl Calendar {
    /// The calendar of this moment.
    #[must_use]
    pub fn of(now: Millis, utc_offset_min: i32) -> Self {
        let offset = i64::from(utc_offset_min) * 60_000;
        let midnight = Millis((now.0 + offset).div_euclid(DAY_MS) * DAY_MS - offset);
        Self { midnight, now, utc_offset_min }
    }

    /// Early in the morning of the first day of history.
    #[must_use]
    pub const fn first(&self) -> Millis {
        Millis(self.midnight.0 - DAYS * DAY_MS + 6 * 3_600_000)
    }

    /// A minute of a day. Today's working hours are squeezed into what has passed of today: a demo
    /// that starts at breakfast has a day's work to show, too.
    #[must_use]
    pub fn at(&self, days_ago: i64, minute: i64) -> Millis {
        let whole = minute.clamp(0, 1_439) * 60_000;
        if days_ago > 0 {
            return Millis(self.midnight.0 - days_ago * DAY_MS + whole);
        }
        let passed = (self.now.0 - self.midnight.0 - 120_000).max(0);
        let evening = EVENING_MIN * 60_000;
        let since_midnight = if passed >= evening { whole } else { whole * passed / evening };
        Millis(self.midnight.0 + since_midnight.min(passed))
    }
}

/// Everything that a day is made from.
pub struct History<'a> {
    /// The city.
    pub city: &'a City,
    /// What may be found.
    pub found: &'a Found,
    /// When.
    pub calendar: Calendar,
    /// Who acts.
    pub players: Players<'a>,
    /// Photos that are left.
    pub album: Album,
    /// Chance.
    pub random: Random,
    /// Checklists by code, with the event that published them.
    pub lists: BTreeMap<String, (EventId, ChecklistPublished)>,
    waiting: usize,
    outings: u32,
}

/// Plays all days up to now.
///
/// # Errors
/// If the data break a rule.
pub fn play(
    central: &Central,
    clock: &Arc<AtomicI64>,
    city: &City,
    calendar: Calendar,
) -> anyhow::Result<()> {
    let found = Found::bundled()?;
    let mut lists = BTreeMap::new();
    for (code, list) in super::checklists()? {
        let stream = id("checklist", &code);
        let events = {
            let log = central.log();
            crate::store::event::of_stream(log.connection(), stream)?
        };
        let version = events.first().context("a checklist was published")?.verified.id;
        lists.insert(code, (version, list));
    }
    let mut history = History {
        city,
        found: &found,
        calendar,
        players: Players::new(central, clock),
        album: Album::whole(),
        random: Random(20_220_316),
        lists,
        waiting: told(city, &found),
        outings: 0,
    };
    for problem in found.stories.iter().flat_map(|s| &s.findings) {
        problem.photos.iter().for_each(|scene| history.album.keep(scene));
    }
    // Two of each for the demo lead's last days.
    for template in &found.templates {
        history.album.keep_at_least(&template.scene, 2);
    }
    for days_ago in (0..=DAYS).rev() {
        history.day(days_ago)?;
    }
    anyhow::ensure!(history.waiting == WAITING, "{} findings wait", history.waiting);
    Ok(())
}

/// Findings of the stories that wait for the demo lead.
fn told(city: &City, found: &Found) -> usize {
    let theirs = |team: &str| city.teams.iter().any(|t| t.code == team && t.unit == DEMO_UNIT);
    let stories = found.stories.iter().filter(|s| s.days_ago <= 2 && theirs(&s.team));
    stories.flat_map(|s| &s.findings).filter(|f| f.state == Fate::Waiting).count()
}

impl History<'_> {
    fn day(&mut self, days_ago: i64) -> anyhow::Result<()> {
        if days_ago == ANNOUNCED {
            self.players.at(self.calendar.at(days_ago, 7 * 60));
            super::announce(self.players.central(), self.city)?;
        }
        let mut sent: Vec<(Millis, String)> = Vec::new();
        let mut judged: BTreeMap<String, Vec<ToJudge>> = BTreeMap::new();
        for team in &self.city.teams {
            let stories: Vec<Story> = self
                .found
                .stories
                .iter()
                .filter(|s| s.days_ago == days_ago && s.team == team.code)
                .cloned()
                .collect();
            let demo_rush = team.unit == DEMO_UNIT && days_ago <= 2;
            if stories.is_empty() && !demo_rush && !self.random.percent(72) {
                continue;
            }
            let done = self.sortie(days_ago, team, stories, demo_rush)?;
            if let Some((end, who, results)) = done {
                sent.push((end, who));
                judged.entry(team.unit.clone()).or_default().extend(results);
            }
        }
        sent.sort();
        for (end, who) in sent {
            self.players.send(&who, end)?;
        }
        for (unit, results) in judged {
            if !(days_ago <= 2 && unit == DEMO_UNIT) && days_ago > 0 {
                self.judge(days_ago, &unit, results)?;
            }
        }
        Ok(())
    }

    /// Whoever sets out has read what went out to everybody.
    fn read_circulars(&mut self, who: &str, at: Millis) -> anyhow::Result<()> {
        for circular in self.city.circulars.iter().filter(|c| c.to.iter().any(|u| u == "city")) {
            let stream = id("circular", &circular.code);
            self.players.act(who, stream, at, None, &CircularRead {}.into())?;
        }
        Ok(())
    }

    /// One team's outing of a day: gives when it ended, who sends, and what is to be judged.
    fn sortie(
        &mut self,
        days_ago: i64,
        team: &super::city::Team,
        stories: Vec<Story>,
        demo_rush: bool,
    ) -> anyhow::Result<Option<(Millis, String, Vec<ToJudge>)>> {
        let (campaign, launched) = match stories.first() {
            Some(story) => self.campaign(&story.campaign)?,
            None => match self.campaign_on(days_ago, team) {
                Some(on) => on,
                None => return Ok(None),
            },
        };
        let start = 8 * 60 + 20 + self.random.below(50) as i64;
        let mut members: Vec<String> = team.members.clone();
        if members.len() > 2 && self.random.percent(40) {
            let leaves = self.random.below(members.len() - 1) + 1;
            members.remove(leaves);
        }
        let who = members.first().context("a team has members")?.clone();
        if days_ago == ANNOUNCED && team.unit != DEMO_UNIT {
            self.read_circulars(&who, self.calendar.at(days_ago, start - 20))?;
        }
        self.outings += 1;
        let outing = StreamId::derived(&[b"demo outing", &self.outings.to_be_bytes()]);
        let set_out = StartOuting {
            campaign,
            team: id("team", &team.code).into(),
            members: members.iter().map(|m| id("user", m).into()).collect(),
            guests: vec![],
        };
        let at = self.calendar.at(days_ago, start);
        self.players.act(&who, outing, at, None, &set_out.decide()?)?;

        let mut results = Vec::new();
        let mut minute = start + 25;
        let visits = if demo_rush { 7 } else { 2 + self.random.below(3) };
        let mut seen: BTreeSet<String> = stories.iter().map(|s| s.site.clone()).collect();
        for number in 0..visits {
            let Some(site) = self.site_for(team, &launched, &seen) else { continue };
            seen.insert(site.code.clone());
            let visit = Visit { who: who.clone(), outing, days_ago, minute, number };
            results.extend(self.plain_visit(&visit, &site, &launched, demo_rush)?);
            minute += 40 + self.random.below(30) as i64;
        }
        for (number, story) in stories.into_iter().enumerate() {
            let visit = Visit {
                who: who.clone(),
                outing,
                days_ago,
                minute: minute_of(&story.time).context("a story's time")?,
                number: 50 + number,
            };
            results.extend(self.told_visit(&visit, &story)?);
            minute = minute.max(visit.minute + 40);
        }
        let end = self.calendar.at(days_ago, minute + 20);
        self.players.act(&who, outing, end, None, &OutingEnded {}.into())?;
        Ok(Some((Millis(end.0 + 240_000), who, results)))
    }

    /// A visit as most are: nothing found; or what a template says.
    fn plain_visit(
        &mut self,
        visit: &Visit,
        site: &super::city::Site,
        launched: &CampaignLaunched,
        demo_rush: bool,
    ) -> anyhow::Result<Vec<ToJudge>> {
        let code = self.checklist_for(site.kind, launched).context("a checklist fits")?;
        let closed = self.random.below(1_000);
        let wanted = if demo_rush { 60 } else { 9 };
        let problems = if self.random.percent(wanted) {
            self.problems(site, &code, demo_rush)
        } else {
            vec![]
        };
        let (outcome, words) = match (problems.is_empty(), closed) {
            (false, _) => (Outcome::Findings, String::new()),
            (true, 0..12) => (Outcome::Closed, self.words(0)),
            (true, 12..17) => (Outcome::Refused, self.words(1)),
            (true, 17..21) => (Outcome::NoSuchPlace, self.words(2)),
            _ => (Outcome::NothingFound, String::new()),
        };
        let kinds = [CheckKind::Open, CheckKind::Open, CheckKind::Covert, CheckKind::Remote];
        let kind = self.random.pick(&kinds).copied().unwrap_or(CheckKind::Open);
        let advice = self.advice(site.kind, outcome);
        let checklist = code.as_str();
        let told = demo_rush;
        self.visit(visit, Doing { site, checklist, kind, outcome, words, problems, told, advice })
    }

    fn told_visit(&mut self, visit: &Visit, story: &Story) -> anyhow::Result<Vec<ToJudge>> {
        let site = self.city.sites.iter().find(|s| s.code == story.site);
        let site = site.with_context(|| format!("{}: site {}", story.code, story.site))?;
        let (checklist, kind) = (story.checklist.as_str(), story.kind);
        let (outcome, words) = (story.outcome, story.words.clone());
        let problems = story.findings.clone();
        let advice = story.suggestions.iter().map(|s| (s.clone(), None)).collect();
        let told = true;
        self.visit(visit, Doing { site, checklist, kind, outcome, words, problems, told, advice })
    }

    /// One to three problems of this kind of place, each with a photo that is left.
    fn problems(&mut self, site: &super::city::Site, code: &str, demo_rush: bool) -> Vec<Problem> {
        let fitting: Vec<&Template> =
            self.found.templates.iter().filter(|t| t.kinds.contains(&site.kind)).collect();
        let room = WAITING - self.waiting;
        let most = if demo_rush { room.min(3) } else { 1 + self.random.below(2) };
        let mut taken = BTreeSet::new();
        let mut problems = Vec::new();
        for _ in 0..most {
            let Some(template) = self.random.pick(&fitting).copied() else { break };
            if !taken.insert(template.code.clone()) {
                continue;
            }
            let text = self.random.pick(&template.texts).cloned().unwrap_or_default();
            let explanation = self.random.pick(&template.explanations).cloned().unwrap_or_default();
            let on_the_spot = matches!(template.rectification, Demand::OnTheSpot);
            let state = if demo_rush { Fate::Waiting } else { self.fate() };
            problems.push(Problem {
                item: template.item.clone().filter(|_| template.checklist == code),
                category: template.category,
                severity: template.severity,
                key: template.key,
                department: template.department.clone(),
                rectification: template.rectification,
                text,
                explanation,
                photos: vec![template.scene.clone()],
                photos_after: template
                    .scene_after
                    .iter()
                    .filter(|_| on_the_spot)
                    .cloned()
                    .collect(),
                after_again: false,
                state,
                verdict_words: String::new(),
            });
        }
        self.waiting += if demo_rush { problems.len() } else { 0 };
        problems
    }

    fn fate(&mut self) -> Fate {
        match self.random.below(100) {
            0..82 => Fate::Approved,
            82..88 => Fate::Returned,
            88..94 => Fate::NotUpheld,
            _ => Fate::ToSuggestion,
        }
    }

    fn advice(&mut self, kind: SiteKind, outcome: Outcome) -> Vec<(String, Option<String>)> {
        let visited = matches!(outcome, Outcome::Findings | Outcome::NothingFound);
        if !visited || !self.random.percent(10) {
            return vec![];
        }
        let fitting: Vec<&Advice> =
            self.found.suggestions.iter().filter(|s| s.kinds.contains(&kind)).collect();
        let picked = self.random.pick(&fitting);
        picked.map(|s| vec![(s.text.clone(), s.department.clone())]).unwrap_or_default()
    }

    fn words(&mut self, which: usize) -> String {
        let all = match which {
            0 => &self.found.closed,
            1 => &self.found.refused,
            _ => &self.found.no_such_place,
        };
        self.random.pick(all).cloned().unwrap_or_default()
    }

    fn campaign(
        &self,
        code: &str,
    ) -> anyhow::Result<(mingcha_domain::ids::CampaignId, CampaignLaunched)> {
        let campaign = self.city.campaigns.iter().find(|c| c.code == code);
        let campaign = campaign.with_context(|| format!("campaign {code}"))?;
        let today = self.calendar.now.day(self.calendar.utc_offset_min);
        Ok((id("campaign", code).into(), super::launched(campaign, today)))
    }

    /// A campaign of that day that is about some place of the team's.
    fn campaign_on(
        &mut self,
        days_ago: i64,
        team: &super::city::Team,
    ) -> Option<(mingcha_domain::ids::CampaignId, CampaignLaunched)> {
        let on: Vec<String> = self
            .city
            .campaigns
            .iter()
            .filter(|c| c.from_offset_days <= -days_ago && -days_ago <= c.to_offset_days)
            .filter(|c| team.campaign.as_ref().is_none_or(|only| *only == c.code))
            .map(|c| c.code.clone())
            .collect();
        for _ in 0..on.len() {
            let code = self.random.pick(&on)?.clone();
            let (id, launched) = self.campaign(&code).ok()?;
            if self.site_for(team, &launched, &BTreeSet::new()).is_some() {
                return Some((id, launched));
            }
        }
        None
    }

    fn checklist_for(&mut self, kind: SiteKind, launched: &CampaignLaunched) -> Option<String> {
        let codes: Vec<String> = self
            .lists
            .iter()
            .filter(|(code, (_, list))| {
                let of = launched.checklists.contains(&id("checklist", code).into());
                of && list.site_kinds.contains(&kind)
            })
            .map(|(code, _)| code.clone())
            .collect();
        self.random.pick(&codes).cloned()
    }

    /// A place in the team's district (anywhere for the city's teams) that the campaign is about.
    fn site_for(
        &mut self,
        team: &super::city::Team,
        launched: &CampaignLaunched,
        seen: &BTreeSet<String>,
    ) -> Option<super::city::Site> {
        let parent = |unit: &str| {
            self.city.units.iter().find(|u| u.code == unit).and_then(|u| u.parent.clone())
        };
        let everywhere =
            parent(&team.unit).as_deref() == Some("city") && team.unit.starts_with('g');
        let about = |kind: SiteKind| {
            self.lists.iter().any(|(code, (_, list))| {
                launched.checklists.contains(&id("checklist", code).into())
                    && list.site_kinds.contains(&kind)
            })
        };
        let fitting: Vec<super::city::Site> = self
            .city
            .sites
            .iter()
            .filter(|s| {
                let near = parent(&s.territory).is_some_and(|district| district == team.unit);
                (everywhere || near) && about(s.kind) && !seen.contains(&s.code)
            })
            .cloned()
            .collect();
        self.random.pick(&fitting).cloned()
    }

    /// The unit of a department's code.
    pub fn department(&self, code: Option<&String>) -> Option<UnitId> {
        code.map(|c| id("unit", c).into())
    }

    /// Local time of a visit's minute, as EXIF writes it and as answers do.
    pub fn written(&self, at: Millis, format: &str) -> String {
        local_time(at, self.calendar.utc_offset_min, format)
    }
}

fn minute_of(time: &str) -> Option<i64> {
    let (hour, minute) = time.split_once(':')?;
    Some(hour.parse::<i64>().ok()? * 60 + minute.parse::<i64>().ok()?)
}
