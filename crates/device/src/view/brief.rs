//! A check as plain text, for the work chat into which people would type it otherwise.

use super::Seen;
use crate::api::{BriefView, CheckView, Error, FindingRow};
use mingcha_domain::{
    directory::Bilingual,
    finding::{Rectification, Severity},
    ids::CheckId,
    judgement::Standing,
    spot_check::{CheckKind, Outcome},
    time::Millis,
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

    fn kind(&self, kind: CheckKind) -> &'static str {
        match kind {
            CheckKind::Open => self.of("明察", "open"),
            CheckKind::Covert => self.of("暗访", "covert"),
            CheckKind::Remote => self.of("云监督", "remote"),
            CheckKind::LookBack => self.of("回头看", "look-back"),
        }
    }

    fn outcome(&self, outcome: Option<Outcome>) -> &'static str {
        match outcome {
            None => self.of("尚未提交", "not handed in yet"),
            Some(Outcome::NothingFound) => self.of("未发现问题", "nothing found"),
            Some(Outcome::Findings) => self.of("发现问题", "findings"),
            Some(Outcome::Closed) => self.of("停业", "closed for business"),
            Some(Outcome::Refused) => self.of("拒绝检查", "refused"),
            Some(Outcome::NoSuchPlace) => self.of("查无此处", "no such place"),
        }
    }

    fn severity(&self, severity: Severity) -> &'static str {
        match severity {
            Severity::Ordinary => self.of("一般", "ordinary"),
            Severity::Serious => self.of("较重", "serious"),
            Severity::Grave => self.of("严重", "grave"),
        }
    }

    fn demanded(&self, demanded: Rectification) -> String {
        match demanded {
            Rectification::OnTheSpot => self.of("当场整改", "put right on the spot").to_owned(),
            Rectification::By(day) if self.english => format!("to be put right by {day}"),
            Rectification::By(day) => day.0.format("限期整改至%-m月%-d日").to_string(),
            Rectification::NotDemanded => String::new(),
        }
    }

    fn standing(&self, standing: Standing) -> &'static str {
        match standing {
            Standing::Approved | Standing::ApprovedWithEdits => self.of("已通过", "approved"),
            Standing::Returned => self.of("退回补充", "returned"),
            Standing::NotUpheld => self.of("不予认定", "not upheld"),
            Standing::TurnedIntoSuggestion => self.of("转为意见建议", "made a suggestion"),
            Standing::Merged => self.of("已并入", "merged"),
            Standing::Withdrawn => self.of("已撤回", "withdrawn"),
            _ => self.of("未审核", "not judged yet"),
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
    line(format!("{time} {} · {}", w.kind(check.kind), w.both(&check.outing.team)));
    line(format!("{}{}", w.of("检查人员：", "Inspectors: "), names(&check.outing.present)));
    let found: Vec<&FindingRow> =
        check.findings.iter().filter(|f| !f.draft && f.standing != Standing::Withdrawn).collect();
    let mut outcome = w.outcome(check.outcome).to_owned();
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
        let severity = w.severity(finding.severity);
        line(format!(
            "{}. {key}{}{severity}{}{}",
            n + 1,
            w.of("（", "("),
            w.of("）", ") "),
            finding.text
        ));
        let demanded = w.demanded(finding.rectification);
        let standing = w.standing(finding.standing);
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
