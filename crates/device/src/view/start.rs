//! Who am I.

use super::{Seen, person};
use crate::{
    api::{Error, Me, Settings, StartView, StoreNotice},
    store::identity::setting,
};

/// Settings as stored, with their defaults.
pub fn settings(seen: &Seen<'_>) -> Result<Settings, Error> {
    let of = |name: &str| setting(seen.connection, name);
    Ok(Settings {
        language: of("language")?.unwrap_or_else(|| "zh".to_owned()),
        theme: of("theme")?.unwrap_or_else(|| "system".to_owned()),
        text_size: of("text_size")?.and_then(|s| s.parse().ok()).unwrap_or(100),
        offline: of("offline")?.as_deref() == Some("true"),
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
    let notice = match seen.identity.notice.as_str() {
        "damaged_set_aside" => Some(StoreNotice::DamagedSetAside),
        "chain_forked" => Some(StoreNotice::ChainForked),
        "erased_on_order" => Some(StoreNotice::ErasedOnOrder),
        _ => None,
    };
    Ok(StartView {
        me,
        settings: settings(seen)?,
        unread: crate::store::circulars::unread(seen.connection)?,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        notice,
    })
}
