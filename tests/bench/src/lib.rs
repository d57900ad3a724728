//! Benches stand under `benches/`, with the scripts of those they are measured beside.

use anyhow::Context;
use mingcha_device::api::{AnswerChange, Command};
use mingcha_domain::{
    checklist::Answer,
    ids::{CheckId, FindingId},
    spot_check::CheckKind,
};
use mingcha_tests::{
    view,
    world::{Actor, content, grainy},
};
use std::{fmt::Display, fs, sync::mpsc, thread, time::Duration};

/// Whether only the tests of a bench are asked for, as `cargo test --benches` does; none has any.
#[must_use]
pub fn only_tests() -> bool {
    std::env::args().any(|a| a == "--test" || a == "--list")
}

/// How many checks to measure with: `MINGCHA_BENCH_CHECKS`, or `usual`.
#[must_use]
pub fn checks(usual: usize) -> usize {
    let asked = std::env::var("MINGCHA_BENCH_CHECKS").ok().and_then(|n| n.parse().ok());
    asked.unwrap_or(usual)
}

/// A check with ten answers in words of their own and a finding, not sent yet.
///
/// # Errors
/// If the engine refuses, or the city has nothing to choose from.
pub fn check(actor: &Actor, n: usize) -> anyhow::Result<(CheckId, FindingId)> {
    let choices = view!(actor, Choices, Choices { search: String::new() });
    let team = choices.teams.first().context("team")?;
    let outing = match view!(actor, Today).outing.filter(|outing| !outing.ended) {
        Some(outing) => outing.id,
        None => actor.make(Command::StartOuting {
            campaign: choices.campaigns.first().context("campaign")?.id,
            team: team.id,
            members: team.members.iter().take(1).map(|m| m.id).collect(),
            guests: vec![],
        })?,
    };
    let check: CheckId = actor.make(Command::StartCheck {
        outing,
        order: None,
        site: choices.sites.get(n % choices.sites.len()).map(|s| s.id),
        checklist: choices.checklists.first().map(|c| c.version),
        kind: CheckKind::Open,
        position: None,
    })?;
    let items = view!(actor, Check, Check { check }).shown;
    let changes = items.iter().take(10).enumerate().map(|(i, item)| {
        let remark = format!("第{n}家第{i}项，货架第{}层现场看过", (n * 7 + i * 3) % 9);
        let answer = Answer { remark, ..Answer::default() };
        AnswerChange { item: item.clone(), answer, supersedes: vec![] }
    });
    actor.execute(Command::SaveAnswers { check, changes: changes.collect() })?;
    let words = format!("第{n}家：{}号冷柜在售批次{}查不到进货记录", n % 12, n * 977 % 10_000);
    let content = content(&words, "2022-03-18")?;
    let finding = actor.record(check, content)?;
    Ok((check, finding))
}

/// A photo of nothing in particular, as sharp as a phone's: with its preview and thumbnail some 310 kB.
///
/// # Errors
/// If it cannot be encoded.
pub fn photo(seed: usize) -> anyhow::Result<Vec<u8>> {
    grainy(u32::try_from(seed)?, (1_312, 984), 8)
}

/// A line of a process's status, MiB; of this one: `self`.
///
/// # Errors
/// If the system does not say it.
pub fn memory_mib(process: impl Display, line: &str) -> anyhow::Result<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let found = status.lines().find(|l| l.starts_with(line)).context("no such line")?;
    let kib: f64 = found.split_whitespace().nth(1).context("no number")?.parse()?;
    Ok(kib / 1_024.0)
}

/// Lets the device send, until central has all that there is. Asking whether it has would be
/// measured, too: before `photo_bytes` have gone, nobody does.
///
/// # Errors
/// If nothing happens any more.
pub fn deliver(actor: &Actor, photo_bytes: u64) -> anyhow::Result<()> {
    let (said, changes) = mpsc::channel();
    actor.device.on_change(move |_| {
        // Nobody hears it once this round has ended.
        let _ = said.send(());
    });
    actor.device.start();
    while actor.device.photo_bytes_sent() < photo_bytes {
        changes.recv_timeout(Duration::from_secs(300)).context("nothing happens any more")?;
    }
    loop {
        let only_here = view!(actor, Sync).only_here;
        if only_here.photos == 0 && only_here.events == 0 {
            return Ok(());
        }
        changes.recv_timeout(Duration::from_secs(300)).context("nothing happens any more")?;
        thread::sleep(Duration::from_millis(5));
        while changes.try_recv().is_ok() {}
    }
}
