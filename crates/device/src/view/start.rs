//! Who am I.

use super::{Seen, person};
use crate::{
    api::{Error, KeepOriginals, LockView, Me, RecoveryUse, Settings, StartView},
    photo::room,
    store::{self, identity::setting},
};
use mingcha_domain::{chain, event::Event};
use rusqlite::Connection;

/// Settings as stored, with their defaults.
pub fn settings(connection: &Connection) -> Result<Settings, Error> {
    let of = |name: &str| setting(connection, name);
    let usual = Settings::default();
    let number = |text: Option<String>| text.and_then(|t| t.parse().ok());
    Ok(Settings {
        language: of("language")?.unwrap_or(usual.language),
        theme: of("theme")?.unwrap_or(usual.theme),
        high_contrast: of("high_contrast")?.as_deref() == Some("true"),
        text_size: number(of("text_size")?).unwrap_or(usual.text_size),
        offline: of("offline")?.as_deref() == Some("true"),
        lock_after_min: number(of("lock_after_min")?).unwrap_or(usual.lock_after_min),
        keep_originals: match of("keep_originals")?.as_deref() {
            Some("always") => KeepOriginals::Always,
            Some(days) => days.parse().map_or(usual.keep_originals, KeepOriginals::Days),
            None => usual.keep_originals,
        },
    })
}

/// The view.
pub fn start(seen: &Seen<'_>) -> Result<StartView, Error> {
    let me = seen.identity.enrolled.as_ref().map(|enrolled| {
        let directory = seen.directory();
        let user = directory.users.get(&enrolled.user);
        let unit = user.map(|u| seen.unit_name(u.unit)).unwrap_or_default();
        let mut roles: Vec<_> =
            user.map(|u| u.roles.iter().map(|(role, _)| *role).collect()).unwrap_or_default();
        roles.dedup();
        let nobody = crate::api::Person { id: enrolled.user, name: String::new(), phone: None };
        Me {
            person: person(directory, enrolled.user).unwrap_or(nobody),
            unit,
            roles,
            realm_name: enrolled.genesis.name.clone(),
            demo: enrolled.genesis.demo,
            device: seen.identity.label.clone(),
            utc_offset_min: enrolled.genesis.utc_offset_min,
        }
    });
    Ok(StartView {
        me,
        settings: settings(seen.connection)?,
        unread: store::circulars::unread(seen.connection)?,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        notice: seen.identity.notice,
        lock: LockView::default(),
        low: room::low(super::free_bytes(seen.dir)),
        recovered: recovered(seen)?,
    })
}

fn recovered(seen: &Seen<'_>) -> Result<Vec<RecoveryUse>, Error> {
    let stream = chain::stream(seen.identity.key());
    let events = store::events::of_stream(seen.connection, stream)?;
    let mut uses: Vec<RecoveryUse> = events
        .into_iter()
        .filter(|a| a.effective)
        .filter_map(|a| match a.verified.event {
            Ok(Event::RecoveryOpened(e)) => {
                Some(RecoveryUse { at: a.verified.header.at, shares: e.shares, words: e.words })
            }
            _ => None,
        })
        .collect();
    uses.sort_by_key(|u| std::cmp::Reverse(u.at));
    Ok(uses)
}
