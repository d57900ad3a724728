//! What people read about a bundle: names and times.

use mingcha_domain::{
    directory::Directory,
    ids::PublicKey,
    time::{HonestInterval, Millis},
};

/// Whom a key belongs to.
pub fn name(directory: &Directory, key: PublicKey) -> String {
    let user = directory.author_of(key).and_then(|u| directory.users.get(&u));
    user.map_or_else(|| key.to_string(), |u| u.name.clone())
}

/// A time at the installation.
pub fn local(at: Millis, offset_min: i32) -> String {
    chrono::DateTime::from_timestamp_millis(at.0 + i64::from(offset_min) * 60_000)
        .map(|t| t.format("%Y-%m-%d %H:%M:%S").to_string())
        .unwrap_or_default()
}

/// The claimed time, with the interval in which it can have been.
pub fn span(when: HonestInterval, offset: i32) -> String {
    let edge = |at: Option<Millis>| at.map_or_else(|| "?".to_owned(), |m| local(m, offset));
    let wrong = if when.clock_was_wrong() { " 时钟有误 wrong clock" } else { "" };
    let (from, to) = (edge(when.earliest), edge(when.latest));
    format!("{} [{from} – {to}]{wrong}", local(when.claimed, offset))
}
