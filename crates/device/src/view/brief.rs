//! A check as plain text, for the work chat into which people would type it otherwise.

use super::Seen;
use crate::api::{BriefView, CheckView, Error, FindingRow};
use mingcha_domain::{
    directory::Bilingual, finding::Rectification, ids::CheckId, judgement::Standing, time::Millis,
    words,
};

struct Words {
    english: bool,
}

impl Words {
    fn of<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        if self.english { en } else { zh }
    }

    fn both<'a>(&self, text: &'a Bilingual) -> &'a str {
        self.of(&text.zh, &text.en)
    }

    fn said(&self, (zh, en): words::Words) -> &'static str {
        self.of(zh, en)
    }

    fn demanded(&self, demanded: Rectification) -> String {
        match demanded {
            Rectification::By(day) if self.english => format!("To be fixed by {day}"),
            Rectification::By(day) => day.0.format("限期整改至%-m月%-d日").to_string(),
            Rectification::NotDemanded => String::new(),
            Rectification::OnTheSpot => self.said(words::rectification(&demanded)).to_owned(),
        }
    }
}

/// The view.
pub fn brief(seen: &Seen<'_>, check: CheckId, language: &str) -> Result<BriefView, Error> {
    if !seen.directory().policy.brief {
        return Ok(BriefView { text: String::new(), allowed: false });
    }
    let shown = super::check::check(seen, check)?;
    let words = Words { english: language == "en" };
    Ok(BriefView { text: text(seen, &shown, &words), allowed: true })
}

fn text(seen: &Seen<'_>, check: &CheckView, w: &Words) -> String {
    let mut out = String::new();
    let comma = w.of("、", ", ");
    let names = |people: &[crate::api::Person]| {
        people.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join(comma)
    };
    let time = local(seen, check.began.claimed, w);
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    line(format!("{}{}{}", w.of("【", "["), check.site.name, w.of("】", "]")));
    line(format!("{time} {} · {}", w.said(words::kind(check.kind)), w.both(&check.outing.team)));
    line(format!("{}{}", w.of("检查人员：", "Inspectors: "), names(&check.outing.present)));
    let found: Vec<&FindingRow> =
        check.findings.iter().filter(|f| !f.draft && f.standing != Standing::Withdrawn).collect();
    let unfinished = ("尚未提交", "Not handed in yet");
    let mut outcome = w.said(check.outcome.map_or(unfinished, words::outcome)).to_owned();
    if !found.is_empty() {
        outcome = match w.english {
            true => format!("{outcome}: {}", found.len()),
            false => format!("{outcome}{}个", found.len()),
        };
    }
    line(format!("{}{outcome}", w.of("结论：", "Outcome: ")));
    if !check.words.is_empty() {
        line(check.words.clone());
    }
    for (n, finding) in found.iter().enumerate() {
        let key = if finding.key { "★" } else { "" };
        let severity = w.said(words::severity(finding.severity));
        line(format!(
            "{}. {key}{}{severity}{}{}",
            n + 1,
            w.of("（", "("),
            w.of("）", ") "),
            finding.text
        ));
        let demanded = w.demanded(finding.rectification);
        let standing = w.said(words::standing(finding.standing));
        line(match demanded.is_empty() {
            true => format!("   {standing}"),
            false => format!("   {demanded}{}{standing}", w.of("；", "; ")),
        });
    }
    for (n, suggestion) in check.suggestions.iter().enumerate() {
        let lead = w.of("意见建议", "Suggestion ");
        line(format!("{lead}{}{}{}", n + 1, w.of("：", ": "), suggestion.text));
    }
    let demo = seen.identity.enrolled.as_ref().is_some_and(|e| e.genesis.demo);
    if demo {
        line(w.of("（演示数据）", "(demonstration data)").to_owned());
    }
    out.trim_end().to_owned()
}

fn local(seen: &Seen<'_>, at: Millis, w: &Words) -> String {
    let offset = chrono::TimeDelta::minutes(seen.offset_min().into());
    let time = chrono::DateTime::from_timestamp_millis(at.0)
        .and_then(|t| t.checked_add_signed(offset))
        .unwrap_or_default();
    time.format(w.of("%Y年%-m月%-d日 %H:%M", "%-d %B %Y %H:%M")).to_string()
}
