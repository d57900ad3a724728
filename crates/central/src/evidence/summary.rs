//! What the bundle says, for a person to read. Not evidence itself: it follows from the events.

use super::names::{local, name, span};
use mingcha_domain::{
    directory::Directory,
    evidence::{Bundle, Verdict},
    fold::{Stream, Subject},
};
use std::fmt::Write;

/// The summary's text.
pub fn of(bundle: &Bundle, verdict: &Verdict) -> String {
    let empty = Directory::default();
    let directory = verdict
        .streams
        .values()
        .find_map(|s| match &s.subject {
            Subject::Directory(directory) => Some(directory),
            _ => None,
        })
        .unwrap_or(&empty);
    let offset = bundle.genesis.utc_offset_min;
    let mut text = String::new();
    let mut line = |words: String| {
        let _ = writeln!(text, "{words}");
    };
    if bundle.genesis.demo {
        line("演示数据 DEMONSTRATION DATA".to_owned());
    }
    line(format!("{} · 监督检查 spot check {}", bundle.genesis.name, bundle.check));
    line(format!("截至 as of {}", local(verdict.as_of, offset)));
    for stream in verdict.streams.values() {
        for words in words_of(stream, directory, offset) {
            line(words);
        }
    }
    line(format!("realm {} · root key {}", verdict.realm, verdict.root_key));
    text
}

fn words_of(stream: &Stream, directory: &Directory, offset: i32) -> Vec<String> {
    match &stream.subject {
        Subject::Site(site) => {
            site.added.iter().map(|s| format!("点位 site: {} · {}", s.name, s.address)).collect()
        }
        Subject::Check(check) => {
            let began = check.when.map(|w| span(w, offset)).unwrap_or_default();
            let mut lines = vec![format!("开始 began: {began}")];
            lines.push(format!(
                "照片 photos: {} · 检查结果 answers: {}",
                check.photos.len(),
                check.answers.len()
            ));
            if let Some(done) = &check.submission {
                let (by, when) = (name(directory, done.by), span(done.when, offset));
                lines.push(format!("提交 submitted: {:?} · {by} · {when}", done.outcome));
            }
            lines
        }
        Subject::Finding(finding) => {
            let standing = finding.judged.standing(&stream.ancestry);
            let Some(content) = finding.as_approved() else { return vec![] };
            let severity = content.severity;
            vec![format!("问题 finding: {} · {severity:?} · {standing:?}", content.text)]
        }
        Subject::Suggestion(suggestion) => {
            let standing = suggestion.judged.standing(&stream.ancestry);
            let content = suggestion.judged.content();
            content
                .map(|c| format!("意见建议 suggestion: {} · {standing:?}", c.text))
                .into_iter()
                .collect()
        }
        _ => vec![],
    }
}
