//! The check as a page for people: what was seen, said and decided, each photo with its watermark.
//! It follows from the events and proves nothing itself; the photo files are not touched.

use super::names::{local, name};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use mingcha_domain::{
    checklist::{Answer, ChecklistPublished, Item, ItemKind, Value, progress},
    directory::{self, Bilingual, Directory},
    evidence::{Bundle, Verdict},
    finding::{Finding, Rectification},
    fold::{Stream, Subject},
    ids::{EventId, Hash, StreamId},
    judgement::{Judgement, Ruling, Standing},
    photo::{Mark, PhotoTaken, Point, Share, Span},
    site::SiteAdded,
    spot_check::{Photo, SpotCheck},
    time::HonestInterval,
    words::{self, Words},
};
use std::collections::BTreeSet;

/// What an event decided that this program does not know, or whose content was erased.
const UNTOLD: Words = ("无法说明", "Cannot be told");
const AFTER: Words = ("整改后", "After");
const LOOK: &str = include_str!("document.css");

/// The page, for a valid bundle: of its check and of what that names, whatever else the bundle
/// holds. It names the photo files whether they lie beside it or not.
pub fn of(bundle: &Bundle, verdict: &Verdict) -> String {
    let stream = |id: StreamId| verdict.streams.get(&id);
    let empty = Directory::default();
    let directory = match stream(directory::stream(verdict.realm)).map(|stream| &stream.subject) {
        Some(Subject::Directory(directory)) => directory,
        _ => &empty,
    };
    let Some(Stream { subject: Subject::Check(check), read_only, .. }) =
        stream(bundle.check.stream())
    else {
        return String::new();
    };
    let started = check.started.as_ref();
    let site = started.and_then(|started| match &stream(started.site.stream())?.subject {
        Subject::Site(site) => site.added.as_ref(),
        _ => None,
    });
    let list = started.and_then(|started| {
        verdict.streams.values().find_map(|stream| match &stream.subject {
            Subject::Checklist(list) => list.version(started.checklist),
            _ => None,
        })
    });
    let mut photos: Vec<_> = check.photos.iter().map(|(id, photo)| (*id, photo)).collect();
    photos.sort_by_key(|(id, photo)| (photo.when.claimed, *id));
    let read_only = *read_only;
    Page { bundle, verdict, check, read_only, site, list, directory, photos }.whole().into_string()
}

struct Page<'a> {
    bundle: &'a Bundle,
    verdict: &'a Verdict,
    check: &'a SpotCheck,
    /// Something decided about the check that this program cannot read.
    read_only: bool,
    site: Option<&'a SiteAdded>,
    list: Option<&'a ChecklistPublished>,
    directory: &'a Directory,
    /// As they were taken: their place is their number.
    photos: Vec<(EventId, &'a Photo)>,
}

fn both((zh, en): Words) -> Markup {
    html! { (zh) " " span.en lang="en" { (en) } }
}

fn either(text: &Bilingual) -> Markup {
    html! { (text.zh) " " span.en lang="en" { (text.en) } }
}

impl Page<'_> {
    fn whole(&self) -> Markup {
        let site = self.site.map(|site| site.name.as_str()).unwrap_or_default();
        html! {
            (DOCTYPE)
            html lang="zh-CN" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    // Nothing is fetched from anywhere and nothing runs.
                    meta http-equiv="Content-Security-Policy"
                        content="default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'";
                    title { "监督检查记录 · " (site) }
                    style { (PreEscaped(LOOK)) }
                }
                body {
                    @if self.bundle.genesis.demo {
                        p.demo { (both(("演示数据", "Demonstration data"))) }
                    }
                    header {
                        p { (self.bundle.genesis.name) }
                        h1 { (both(("监督检查记录", "Record of a spot check"))) }
                    }
                    (self.facts())
                    (self.findings())
                    (self.suggestions())
                    (self.supplements())
                    (self.answers())
                    (self.others())
                    (self.foot())
                }
            }
        }
    }

    /// What the device's clock said, and what central can vouch for.
    fn when(&self, when: HonestInterval) -> Markup {
        let at = |ms| local(ms, self.bundle.genesis.utc_offset_min);
        html! {
            (at(when.claimed))
            @if when.clock_was_wrong() {
                " " b { (both(("设备时间不准", "The device's clock was wrong"))) }
            }
            span.edges {
                @if let Some(earliest) = when.earliest {
                    (both(("不早于", "not before"))) " " (at(earliest)) " "
                }
                @if let Some(latest) = when.latest {
                    (both(("不晚于", "not after"))) " " (at(latest))
                }
            }
        }
    }

    fn facts(&self) -> Markup {
        let row = |what: Words, said: Markup| html! { dt { (both(what)) } dd { (said) } };
        let workers: Vec<_> = self.check.workers.iter().map(|w| name(self.directory, *w)).collect();
        html! {
            dl {
                @if let Some(site) = self.site {
                    (row(("点位", "Site"), html! { (site.name) }))
                    (row(("地址", "Address"), html! { (site.address) }))
                }
                @if let Some(started) = &self.check.started {
                    (row(("检查方式", "How"), both(words::kind(started.kind))))
                }
                @if let Some(list) = self.list {
                    (row(("检查清单", "Checklist"), either(&list.title)))
                }
                (row(("检查人", "Inspectors"), html! { (workers.join("、")) }))
                @if let Some(when) = self.check.when {
                    (row(("开始", "Began"), html! { (self.when(when)) }))
                }
                @if self.read_only {
                    (row(("提交", "Submitted"), both(UNTOLD)))
                } @else if let Some(done) = &self.check.submission {
                    (row(("提交", "Submitted"), html! {
                        (name(self.directory, done.by)) " · " (self.when(done.when))
                    }))
                    (row(("检查结论", "Outcome"), both(words::outcome(done.outcome))))
                    @if !done.words.is_empty() {
                        (row(("说明", "Words"), html! { (done.words) }))
                    }
                }
            }
        }
    }

    /// Streams that say they belong to this check.
    fn of_check(&self) -> impl Iterator<Item = &Stream> {
        self.verdict.streams.values().filter(|stream| {
            let check = match &stream.subject {
                Subject::Finding(finding) => finding.check,
                Subject::Suggestion(suggestion) => suggestion.check,
                _ => None,
            };
            check == Some(self.bundle.check)
        })
    }

    /// What leads have said, unless something said it that cannot be read.
    fn standing(&self, stream: &Stream, standing: Standing) -> Markup {
        both(if stream.read_only { UNTOLD } else { words::standing(standing) })
    }

    fn findings(&self) -> Markup {
        let all: Vec<_> = self
            .of_check()
            .filter_map(|stream| match &stream.subject {
                Subject::Finding(finding) => Some((finding, stream)),
                _ => None,
            })
            .collect();
        html! {
            @if !all.is_empty() { h2 { (both(("问题", "Findings"))) } }
            @for (finding, stream) in all { (self.finding(finding, stream)) }
        }
    }

    fn finding(&self, finding: &Finding, stream: &Stream) -> Markup {
        let Some(content) = finding.as_approved() else { return html! {} };
        let standing = finding.judged.standing(&stream.ancestry);
        html! {
            section {
                h3 { @if content.key { "★ " } (content.text) }
                p {
                    (both(words::severity(content.severity))) " · "
                    (both(words::rectification(&content.rectification)))
                    @if let Rectification::By(day) = content.rectification { " " (day) }
                    " · " b { (self.standing(stream, standing)) }
                }
                @if !content.explanation.is_empty() {
                    p { (both(("单位说明", "What the unit says"))) "：" (content.explanation) }
                }
                (self.judgements(&finding.judged.judgements))
                (self.shots(&content.photos, &content.photos_after))
            }
        }
    }

    fn judgements<R: Ruling>(&self, all: &[Judgement<R>]) -> Markup {
        html! {
            @if !all.is_empty() {
                ul {
                    @for judged in all {
                        li {
                            (both(words::standing(judged.ruling.standing()))) " · "
                            (name(self.directory, judged.by)) " · " (self.when(judged.when))
                        }
                    }
                }
            }
        }
    }

    fn suggestions(&self) -> Markup {
        let all: Vec<_> = self
            .of_check()
            .filter_map(|stream| match &stream.subject {
                Subject::Suggestion(suggestion) => Some((suggestion, stream)),
                _ => None,
            })
            .collect();
        html! {
            @if !all.is_empty() { h2 { (both(("意见建议", "Suggestions"))) } }
            @for (suggestion, stream) in all {
                @if let Some(content) = suggestion.judged.content() {
                    section {
                        h3 { (content.text) }
                        p {
                            b {
                                (self.standing(stream, suggestion.judged.standing(&stream.ancestry)))
                            }
                        }
                        (self.judgements(&suggestion.judged.judgements))
                    }
                }
            }
        }
    }

    fn supplements(&self) -> Markup {
        let all = &self.check.supplements;
        html! {
            @if !all.is_empty() { h2 { (both(("提交后补充", "Added after submission"))) } }
            @for added in all {
                section {
                    p { (name(self.directory, added.by)) " · " (self.when(added.when)) }
                    p { (added.words) }
                    (self.shots(&added.photos, &[]))
                }
            }
        }
    }

    fn answers(&self) -> Markup {
        let Some(list) = self.list else { return html! {} };
        // Those alone whose condition holds: of the others nobody was asked.
        let shown = progress(list, &self.check.shown_answers()).shown;
        let asked = list.items().filter(|item| shown.contains(&item.id));
        html! {
            h2 { (both(("检查项", "Items"))) }
            table {
                @for (n, item) in asked.enumerate() {
                    tr {
                        td.n { (n + 1) }
                        td { (either(&item.question)) }
                        td { (self.given(item)) }
                    }
                }
            }
        }
    }

    /// The answer, or both where two people answered without seeing each other.
    fn given(&self, item: &Item) -> Markup {
        let all = self.check.answers.get(&item.id).map(Vec::as_slice).unwrap_or_default();
        html! {
            @match all {
                [] => (self.answer(item, None)),
                [one] => (self.answer(item, Some(&one.answer))),
                several => @for given in several {
                    p { (name(self.directory, given.by)) "：" (self.answer(item, Some(&given.answer))) }
                },
            }
        }
    }

    fn answer(&self, item: &Item, answer: Option<&Answer>) -> Markup {
        let Some(answer) = answer else { return both(("未查看", "Not looked at")) };
        let numbers: Vec<_> =
            answer.photos.iter().filter_map(|id| self.number(*id)).map(|n| n.to_string()).collect();
        html! {
            @match &answer.value {
                Some(value) => (value_of(item, value)),
                None => (both(("未查看", "Not looked at"))),
            }
            @if !answer.remark.is_empty() { " · " (answer.remark) }
            @if !numbers.is_empty() {
                " · " (both(("照片", "Photos"))) " " (numbers.join("、"))
            }
        }
    }

    /// Photos that no finding and no addition shows, those that do not count last.
    fn others(&self) -> Markup {
        let mut shown: BTreeSet<EventId> =
            self.check.supplements.iter().flat_map(|s| s.photos.iter().copied()).collect();
        for stream in self.of_check() {
            if let Subject::Finding(finding) = &stream.subject
                && let Some(content) = finding.as_approved()
            {
                shown.extend(content.photos.iter().chain(&content.photos_after));
            }
        }
        let rest = |voided: bool| -> Vec<EventId> {
            let kept = |(id, photo): &&(EventId, &Photo)| {
                !shown.contains(id) && photo.voided.is_some() == voided
            };
            self.photos.iter().filter(kept).map(|(id, _)| *id).collect()
        };
        html! {
            @for (title, photos) in [
                (("其他照片", "Other photos"), rest(false)),
                (("作废照片", "Photos that do not count"), rest(true)),
            ] {
                @if !photos.is_empty() { h2 { (both(title)) } (self.shots(&photos, &[])) }
            }
        }
    }

    fn number(&self, photo: EventId) -> Option<usize> {
        self.photos.iter().position(|(id, _)| *id == photo).map(|n| n + 1)
    }

    /// Photos side by side, with those of the put-right state behind them.
    fn shots(&self, photos: &[EventId], after: &[EventId]) -> Markup {
        let with = |what: Option<Words>| move |id: &EventId| (*id, what);
        let all = photos.iter().map(with(None)).chain(after.iter().map(with(Some(AFTER))));
        html! {
            @if photos.len() + after.len() > 0 {
                div.shots {
                    @for (id, what) in all {
                        @if let (Some(n), Some(photo)) = (self.number(id), self.check.photos.get(&id)) {
                            (self.shot(n, photo, what))
                        }
                    }
                }
            }
        }
    }

    fn shot(&self, n: usize, photo: &Photo, what: Option<Words>) -> Markup {
        let taken = &photo.taken;
        html! {
            figure {
                @if let Some(hash) = file_of(taken) {
                    div.frame {
                        img src={ "photos/" (hash.hex()) } alt={ "照片" (n) " Photo " (n) };
                        (marks(taken, &photo.marks))
                        p.watermark {
                            @for line in self.watermark(n, photo) { span { (line) } }
                        }
                    }
                } @else {
                    p.absent { (both(("这种格式不能在此显示", "This kind of file is not shown here"))) }
                }
                figcaption {
                    (both(("照片", "Photo"))) " " (n)
                    @if let Some(what) = what { " · " (both(what)) }
                    @if let Some(why) = &photo.voided {
                        " · " (both(("作废", "Does not count"))) "：" (why)
                    }
                    br;
                    span.en { "SHA-256 " (taken.original.sha256.hex()) }
                }
            }
        }
    }

    /// The same lines as on the device (`ui/src/viewer/watermark.ts`).
    fn watermark(&self, n: usize, photo: &Photo) -> Vec<String> {
        let offset = self.bundle.genesis.utc_offset_min;
        let at = local(photo.when.claimed, offset);
        let by = photo.when.latest.map(|latest| local(latest, offset)).unwrap_or_default();
        let when = if photo.when.clock_was_wrong() {
            format!("{at}（设备时间不准，中心核定不晚于 {by}）")
        } else {
            format!("{at}（中心核定不晚于 {by}）")
        };
        let degrees = |udeg: i32| f64::from(udeg) / 1e6;
        let place = photo
            .taken
            .position
            .map(|p| format!("北纬 {:.5} 东经 {:.5}", degrees(p.lat_udeg), degrees(p.lon_udeg)));
        let short = |text: String| text.chars().take(8).collect::<String>();
        let who = name(self.directory, photo.by);
        let check = short(self.bundle.check.to_string());
        let mut lines = vec![when];
        if self.bundle.genesis.demo {
            lines.insert(0, "演示数据".to_owned());
        }
        lines.extend(self.site.map(|site| site.name.clone()));
        lines.extend(place);
        lines.push(format!("检查 {check} · 照片{n} · {who}"));
        lines.push(format!("校验 {}", short(photo.taken.original.sha256.to_string())));
        lines
    }

    fn foot(&self) -> Markup {
        let as_of = local(self.verdict.as_of, self.bundle.genesis.utc_offset_min);
        html! {
            footer {
                p { (both(("截至", "As of"))) " " (as_of) }
                p {
                    "本页按随附的 bundle.json 写成，便于阅读，本身不作证明；照片原件未改动，水印与标注只在本页。 "
                    span.en lang="en" {
                        "This page says what bundle.json says, for people to read, and proves nothing "
                        "itself. The photo files are as they were taken: watermark and marks are on "
                        "this page only."
                    }
                }
                p.en { "check " (self.bundle.check) }
                p.en { "realm " (self.verdict.realm) " · root key " (self.verdict.root_key) }
            }
        }
    }
}

/// A file that a browser shows: the preview, or an original of a usual kind.
fn file_of(taken: &PhotoTaken) -> Option<Hash> {
    let usual = matches!(taken.media_type.as_str(), "image/jpeg" | "image/png" | "image/webp");
    let shown = taken.preview.or_else(|| usual.then_some(taken.original));
    shown.map(|bytes| bytes.sha256)
}

fn value_of(item: &Item, value: &Value) -> Markup {
    let label = |id: &String| match &item.kind {
        ItemKind::Single(choices) | ItemKind::Multiple(choices) => {
            choices.iter().find(|choice| choice.id == *id).map(|choice| either(&choice.label))
        }
        _ => None,
    };
    let labels = |ids: &[String]| {
        html! {
            @for (n, id) in ids.iter().enumerate() {
                @if n > 0 { "；" }
                @match label(id) { Some(label) => (label), None => (id) }
            }
        }
    };
    match value {
        Value::Met => both(("符合", "Met")),
        Value::NotMet => html! { b { (both(("不符合", "Not met"))) } },
        Value::NotApplicable => both(("不适用", "N/A")),
        Value::Choice(id) => labels(std::slice::from_ref(id)),
        Value::Choices(ids) => labels(ids),
        Value::Number(scaled) => match &item.kind {
            ItemKind::Number(number) => html! {
                (decimal(*scaled, number.decimals)) " " (either(&number.unit))
            },
            _ => html! { (scaled) },
        },
        Value::Text(text) => html! { (text) },
        Value::DateTime(text) => html! { (text.replace('T', " ")) },
        Value::Photos => html! {},
    }
}

/// −185 with one decimal is −18.5.
fn decimal(scaled: i64, decimals: u8) -> String {
    let whole = scaled.unsigned_abs().to_string();
    let places = usize::from(decimals);
    let padded = format!("{whole:0>width$}", width = places + 1);
    let (before, after) = padded.split_at(padded.len() - places);
    let sign = if scaled < 0 { "−" } else { "" };
    let point = if places == 0 { "" } else { "." };
    format!("{sign}{before}{point}{after}")
}

/// Marks as drawn over a photo; what was covered is covered here too.
fn marks(taken: &PhotoTaken, all: &[Mark]) -> Markup {
    if all.is_empty() || taken.width_px == 0 || taken.height_px == 0 {
        return html! {};
    }
    let (width, height) = (f64::from(taken.width_px), f64::from(taken.height_px));
    let share = |part: Share, of: f64| f64::from(part.parts()) / f64::from(Share::WHOLE) * of;
    let to = |point: Point| (share(point.x, width), share(point.y, height));
    let long = width.max(height);
    let (line, size) = (long / 160.0, long / 28.0);
    let area = |span: &Span, class: &str| {
        let ((ax, ay), (bx, by)) = (to(span.from), to(span.to));
        html! {
            rect class=(class) x=(ax.min(bx)) y=(ay.min(by)) width=((ax - bx).abs())
                height=((ay - by).abs()) stroke-width=(line);
        }
    };
    html! {
        svg viewBox={ "0 0 " (taken.width_px) " " (taken.height_px) } aria-hidden="true" {
            @for mark in all {
                @match mark {
                    Mark::Blur(span) => (area(span, "covered")),
                    Mark::Box(span) => (area(span, "ink")),
                    Mark::Arrow(span) => ({
                        let ((ax, ay), (bx, by)) = (to(span.from), to(span.to));
                        let way = (by - ay).atan2(bx - ax);
                        let side = |turn: f64| {
                            let (sin, cos) = (way + turn).sin_cos();
                            format!("{:.1} {:.1}", size.mul_add(-cos, bx), size.mul_add(-sin, by))
                        };
                        let (left, right) = (side(0.5), side(-0.5));
                        html! {
                            path.ink stroke-width=(line) d={
                                "M" (format!("{ax:.1} {ay:.1}")) "L" (format!("{bx:.1} {by:.1}"))
                                "M" (left) "L" (format!("{bx:.1} {by:.1}")) "L" (right)
                            };
                        }
                    }),
                    Mark::Text(label) => ({
                        let (x, y) = to(label.at);
                        html! { text.words x=(x) y=(y) font-size=(size) { (label.text) } }
                    }),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_with_their_decimals() {
        let cases =
            [(-185, 1, "−18.5"), (5, 1, "0.5"), (-5, 2, "−0.05"), (7, 0, "7"), (0, 1, "0.0")];
        for (scaled, decimals, written) in cases {
            assert_eq!(decimal(scaled, decimals), written);
        }
    }
}
