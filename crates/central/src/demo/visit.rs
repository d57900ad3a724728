//! One visit of the demo city's history: answers, photos, findings, submission, and later verdicts.

use super::{
    City,
    found::{Demand, Fate, Problem},
    history::History,
    id,
};
use anyhow::Context;
use mingcha_domain::{
    checklist::{Answer, ChecklistPublished, Item, ItemKind, Value, progress},
    event::Event,
    finding::{Content, Finding, JudgeFinding, RaiseFinding, Rectification, SubmitFinding},
    fold::Subject,
    ids::{EventId, StreamId},
    judgement::{Edits, FindingRuling, Return, ReturnReason, SuggestionRuling, Words},
    spot_check::{AnswerItems, CheckKind, OpenCheck, Outcome, SpotCheck, StartCheck, SubmitCheck},
    suggestion::{self, JudgeSuggestion, MakeSuggestion, SubmitSuggestion, Suggestion},
    time::{Day, Millis},
};
use std::collections::BTreeMap;

/// Who goes where, when.
pub struct Visit {
    /// Whose device records it.
    pub who: String,
    /// Outing.
    pub outing: StreamId,
    /// Days before today.
    pub days_ago: i64,
    /// Minute of the day.
    pub minute: i64,
    /// Tells the visits of an outing apart.
    pub number: usize,
}

/// Findings of so many days have photos.
const PICTURED_DAYS: i64 = 4;

/// A finding that a lead has to judge: its check, itself, its fate, the words of the verdict.
pub type ToJudge = (StreamId, StreamId, Fate, String);

/// Local time in a format of chrono.
pub fn local_time(at: Millis, utc_offset_min: i32, format: &str) -> String {
    chrono::DateTime::from_timestamp_millis(at.0)
        .and_then(|t| t.checked_add_signed(chrono::TimeDelta::minutes(utc_offset_min.into())))
        .map(|t| t.format(format).to_string())
        .unwrap_or_default()
}

/// What is done at a site.
pub struct Doing<'a> {
    /// Site.
    pub site: &'a super::city::Site,
    /// Checklist by code.
    pub checklist: &'a str,
    /// Open, covert, remote, look-back.
    pub kind: CheckKind,
    /// How it ends.
    pub outcome: Outcome,
    /// A word on it.
    pub words: String,
    /// What is found.
    pub problems: Vec<Problem>,
    /// Told on purpose, or waiting for the demo lead: its photos are kept for it.
    pub told: bool,
    /// What is suggested, and to which department.
    pub advice: Vec<(String, Option<String>)>,
}

impl History<'_> {
    /// Plays the visit; gives what a lead has to judge.
    pub fn visit(&mut self, visit: &Visit, doing: Doing<'_>) -> anyhow::Result<Vec<ToJudge>> {
        let (version, list) =
            self.lists.get(doing.checklist).cloned().context("a checklist of this code")?;
        let check =
            StreamId::derived(&[b"demo check", &visit.outing.0, &visit.number.to_be_bytes()]);
        let at = |minutes: i64| self.calendar.at(visit.days_ago, visit.minute + minutes);
        let times = [at(0), at(6), at(12), at(18), at(24), at(26)];
        let [begun, shooting, answering, recording, advising, handing_in] = times;
        let who = visit.who.as_str();
        let start = StartCheck {
            outing: visit.outing.into(),
            order: None,
            site: id("site", &doing.site.code).into(),
            checklist: version,
            kind: doing.kind,
            position: None,
        };
        let Subject::Outing(outing) = self.players.stream(visit.outing).subject else {
            anyhow::bail!("an outing");
        };
        let start = start.decide(&SpotCheck::default(), &outing)?;
        let started = self.players.act(who, check, begun, None, &start)?;

        let mut shots = Vec::new();
        // The album is small: what is older than some days has its words alone.
        let pictured = doing.told || visit.days_ago <= PICTURED_DAYS;
        for problem in &doing.problems {
            shots.push(match pictured {
                true => self.photograph(who, check, shooting, problem, doing.told)?,
                false => (vec![], vec![]),
            });
        }
        if matches!(doing.outcome, Outcome::NothingFound | Outcome::Findings) {
            let not_met: BTreeMap<&str, (&Problem, &[EventId])> = doing
                .problems
                .iter()
                .zip(&shots)
                .filter_map(|(p, (before, _))| Some((p.item.as_deref()?, (p, before.as_slice()))))
                .collect();
            let answers = self.answers(&list, answering, &not_met);
            let event = AnswerItems { answers }.decide(&self.check(check), &list)?;
            self.players.act(who, check, answering, None, &event)?;
        }
        let mut to_judge = Vec::new();
        for (number, (problem, (photos, photos_after))) in
            doing.problems.iter().zip(shots).enumerate()
        {
            let finding = StreamId::derived(&[b"demo finding", &check.0, &number.to_be_bytes()]);
            let content = self.content(visit, &doing, problem, photos, photos_after);
            let raise = RaiseFinding { check: check.into(), content };
            let raised = raise.decide(&Finding::default(), &self.check(check))?;
            self.players.act(who, finding, recording, Some(started), &raised)?;
            to_judge.push((check, finding, problem.state, problem.verdict_words.clone()));
        }
        let mut suggestions = Vec::new();
        for (number, (text, to)) in doing.advice.iter().enumerate() {
            let stream = StreamId::derived(&[b"demo advice", &check.0, &number.to_be_bytes()]);
            let content = suggestion::Content {
                department: self.department(to.as_ref()),
                text: text.clone(),
            };
            let make = MakeSuggestion { check: check.into(), content };
            let made = make.decide(&Suggestion::default(), &self.check(check))?;
            self.players.act(who, stream, advising, Some(started), &made)?;
            suggestions.push(stream);
        }
        let submit = SubmitCheck {
            outcome: doing.outcome,
            words: doing.words,
            findings: doing.problems.len(),
        };
        let event = submit.decide(&self.check(check), &list);
        let event =
            event.with_context(|| format!("{} with {}", doing.site.code, doing.checklist))?;
        self.players.act(who, check, handing_in, None, &event)?;
        for (_, finding, _, _) in &to_judge {
            let event = SubmitFinding.decide(&self.finding(*finding))?;
            self.players.act(who, *finding, handing_in, None, &event)?;
        }
        for stream in suggestions {
            let event = SubmitSuggestion.decide(&self.suggestion(stream))?;
            self.players.act(who, stream, handing_in, None, &event)?;
            to_judge.push((check, stream, Fate::Approved, String::new()));
        }
        Ok(to_judge)
    }

    /// The lead of a unit judges in the evening what came in during the day.
    pub fn judge(
        &mut self,
        days_ago: i64,
        unit: &str,
        results: Vec<ToJudge>,
    ) -> anyhow::Result<()> {
        let Some(lead) = lead_of(self.city, unit) else { return Ok(()) };
        for (number, (check, subject, fate, words)) in results.into_iter().enumerate() {
            let minute = 17 * 60 + 5 + i64::try_from(number).unwrap_or(0);
            let at = self.calendar.at(days_ago, minute);
            if fate == Fate::Waiting {
                continue;
            }
            if self.check(check).opened_by.is_empty() {
                let opened = OpenCheck.decide(&self.check(check))?;
                self.players.act(&lead, check, at, None, &opened)?;
            }
            let event: Event = match self.players.stream(subject).subject {
                Subject::Finding(finding) => {
                    let version = finding.judged.version();
                    let text = finding.judged.content().map(|c| c.text.clone());
                    let ruling = self.ruling(fate, words, text.unwrap_or_default());
                    JudgeFinding { version, ruling }.decide(&finding)?
                }
                Subject::Suggestion(suggestion) => {
                    let version = suggestion.judged.version();
                    let ruling = SuggestionRuling::Approved;
                    JudgeSuggestion { version, ruling }.decide(&suggestion)?
                }
                _ => continue,
            };
            self.players.act(&lead, subject, at, None, &event)?;
        }
        let evening = self.calendar.at(days_ago, 18 * 60 - 5);
        self.players.send(&lead, evening)
    }

    fn ruling(&mut self, fate: Fate, words: String, text: String) -> FindingRuling {
        let said = |otherwise: &str| Words {
            words: if words.is_empty() { otherwise.to_owned() } else { words.clone() },
        };
        match fate {
            Fate::Returned => {
                let reasons = [
                    ReturnReason::NoWideShot,
                    ReturnReason::UnclearFacts,
                    ReturnReason::WrongDepartment,
                ];
                let one = self.random.pick(&reasons).copied().unwrap_or(ReturnReason::NoWideShot);
                FindingRuling::Returned(Return { reasons: vec![one], words })
            }
            Fate::NotUpheld => FindingRuling::NotUpheld(said("经核，现场已有相应措施，不予认定。")),
            Fate::ToSuggestion => {
                let otherwise = if words.is_empty() { text } else { words };
                FindingRuling::TurnedIntoSuggestion(Words { words: otherwise })
            }
            Fate::Approved if self.random.percent(12) => FindingRuling::ApprovedWithEdits(Edits {
                text: Some(text.trim_end_matches('。').to_owned() + "，要求举一反三。"),
                ..Edits::default()
            }),
            Fate::Approved | Fate::Waiting => FindingRuling::Approved,
        }
    }

    /// Before and after photos of a problem, as far as the album has any left.
    fn photograph(
        &mut self,
        who: &str,
        check: StreamId,
        at: Millis,
        problem: &Problem,
        told: bool,
    ) -> anyhow::Result<(Vec<EventId>, Vec<EventId>)> {
        let (exif, shown) =
            (self.written(at, "%Y:%m:%d %H:%M:%S"), self.written(at, "%Y-%m-%dT%H:%M:%S"));
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for (n, scene) in problem.photos.iter().enumerate() {
            let paired = problem.photos_after.get(n).map(String::as_str);
            let next = self.album.next(scene, paired, &exif, told);
            let Some((shot, mut later)) = next else { continue };
            if let (true, Some(scene)) = (problem.after_again, paired) {
                later = self.album.again(scene, &exif);
            }
            before.push(self.players.photograph(who, check, at, shot, shown.clone())?);
            if let Some(later) = later {
                after.push(self.players.photograph(who, check, at, later, shown.clone())?);
            }
        }
        Ok((before, after))
    }

    fn content(
        &self,
        visit: &Visit,
        doing: &Doing<'_>,
        problem: &Problem,
        photos: Vec<EventId>,
        photos_after: Vec<EventId>,
    ) -> Content {
        let day = self.calendar.at(visit.days_ago, 0).day(self.calendar.utc_offset_min);
        let by = |days: i64| Rectification::By(Day(day.0 + chrono::TimeDelta::days(days)));
        let rectification = match problem.rectification {
            // Without a photo of the put-right state it is a demand like any other.
            Demand::OnTheSpot if photos_after.is_empty() => by(1),
            Demand::OnTheSpot => Rectification::OnTheSpot,
            Demand::Days(days) => by(days),
            Demand::NotDemanded => Rectification::NotDemanded,
        };
        Content {
            category: problem.category,
            department: self.department(problem.department.as_ref()),
            explanation: problem.explanation.clone(),
            item: problem.item.clone(),
            key: problem.key,
            photos,
            photos_after,
            rectification,
            severity: problem.severity,
            territory: Some(id("unit", &doing.site.territory).into()),
            text: problem.text.clone(),
        }
    }

    /// Answers as an inspector leaves them: everything required, most of the rest.
    fn answers(
        &mut self,
        list: &ChecklistPublished,
        at: Millis,
        not_met: &BTreeMap<&str, (&Problem, &[EventId])>,
    ) -> Vec<(String, Answer, Vec<EventId>)> {
        let mut given: BTreeMap<String, Answer> = BTreeMap::new();
        let mut left: Vec<String> = Vec::new();
        loop {
            let shown = progress(list, &given).shown;
            let open = |item: &&String| !given.contains_key(*item) && !left.contains(*item);
            let Some(next) = shown.iter().find(open).cloned() else { break };
            let Some(item) = list.item(&next) else { break };
            match self.answer(item, at, not_met.get(next.as_str()).copied()) {
                Some(answer) => drop(given.insert(next, answer)),
                None => left.push(next),
            }
        }
        given.into_iter().map(|(item, answer)| (item, answer, vec![])).collect()
    }

    fn answer(
        &mut self,
        item: &Item,
        at: Millis,
        problem: Option<(&Problem, &[EventId])>,
    ) -> Option<Answer> {
        use mingcha_domain::checklist::Need;
        if let (ItemKind::Judged, Some((problem, photos))) = (&item.kind, problem)
            && (item.photo == Need::Never || !photos.is_empty())
        {
            let remark = problem.text.clone();
            let value = Some(Value::NotMet);
            return Some(Answer { photos: photos.to_vec(), remark, by_group: false, value });
        }
        if !item.required && self.random.percent(8) {
            return None;
        }
        let value = match &item.kind {
            _ if item.photo == Need::Always => return None,
            ItemKind::Judged if self.random.percent(4) => Value::NotApplicable,
            ItemKind::Judged => Value::Met,
            ItemKind::Single(choices) => Value::Choice(in_order(choices)?),
            ItemKind::Multiple(choices) => Value::Choices(vec![in_order(choices)?]),
            ItemKind::Number(number) => {
                let low = number.at_least.or(number.min).unwrap_or(0);
                let high = number.at_most.or(number.max).unwrap_or(20);
                let span = usize::try_from((high - low) / 5).unwrap_or(1).clamp(1, 40);
                Value::Number(low + (high - low) / 4 + self.random.below(span) as i64)
            }
            ItemKind::Text => Value::Text("现场核对一致".to_owned()),
            ItemKind::DateTime => {
                Value::DateTime(self.written(Millis(at.0 - 5_400_000), "%Y-%m-%dT%H:%M"))
            }
            ItemKind::Photo if item.required => Value::NotApplicable,
            ItemKind::Photo => return None,
        };
        let remark =
            if item.remark == Need::Always { "见现场记录".to_owned() } else { String::new() };
        Some(Answer { photos: vec![], remark, by_group: false, value: Some(value) })
    }

    fn check(&self, id: StreamId) -> SpotCheck {
        match self.players.stream(id).subject {
            Subject::Check(state) => state,
            _ => SpotCheck::default(),
        }
    }

    fn finding(&self, id: StreamId) -> Finding {
        match self.players.stream(id).subject {
            Subject::Finding(state) => state,
            _ => Finding::default(),
        }
    }

    fn suggestion(&self, id: StreamId) -> Suggestion {
        match self.players.stream(id).subject {
            Subject::Suggestion(state) => state,
            _ => Suggestion::default(),
        }
    }
}

/// The first choice that is no problem.
fn in_order(choices: &[mingcha_domain::checklist::Choice]) -> Option<String> {
    choices.iter().find(|c| !c.problem).map(|c| c.id.clone())
}

fn lead_of(city: &City, unit: &str) -> Option<String> {
    let lead = city.users.iter().find(|u| {
        u.roles.iter().any(|r| r.unit == unit && r.role == mingcha_domain::directory::Role::Lead)
    });
    lead.map(|u| u.code.clone())
}
