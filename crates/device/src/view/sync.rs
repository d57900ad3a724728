//! Sync and storage, shown as they are.

use super::Seen;
use crate::{
    api::{Error, NotAccepted, SyncView, UploadRow},
    store,
};
use mingcha_domain::{chain, event::Event, ids::EventId, log::Verdict};
use std::collections::BTreeMap;

/// The view.
pub fn sync(seen: &Seen<'_>) -> Result<SyncView, Error> {
    let size = |name: &str| -> u64 {
        ["", "-wal"]
            .iter()
            .filter_map(|suffix| seen.dir.join(format!("{name}{suffix}")).metadata().ok())
            .map(|m| m.len())
            .sum()
    };
    let decided = decided(seen)?;
    let not_accepted = store::events::not_counted(seen.connection)?
        .into_iter()
        .map(|event| NotAccepted {
            kind: event.kind,
            said: decided.get(&event.id).cloned().unwrap_or_default(),
            why: match &event.verdict {
                Verdict::Refused(why) => Some(*why),
                _ => None,
            },
            verdict: event.verdict,
            at: event.at,
            check: event.check,
        })
        .collect();
    let uploads = store::photo_files::to_send(seen.connection, 50)?
        .into_iter()
        .map(|file| UploadRow {
            photo: file.photo,
            variant: file.variant,
            sent: 0,
            size: file.bytes.size,
        })
        .collect();
    Ok(SyncView {
        state: seen.sync.clone(),
        only_here: seen.only_here()?,
        address: seen
            .identity
            .enrolled
            .as_ref()
            .map(|e| e.place.address.to_string())
            .unwrap_or_default(),
        last_sync: seen.identity.last_sync,
        not_accepted,
        uploads,
        store_bytes: size("records.db"),
        photo_bytes: size("photos.db"),
        free_bytes: free_bytes(seen.dir),
        checks: store::checks::count(seen.connection)?,
        photos: store::photo_files::photos(seen.connection)?,
    })
}

/// What leads said of own acts that were held and do not count.
fn decided(seen: &Seen<'_>) -> Result<BTreeMap<EventId, String>, Error> {
    let stream = chain::stream(seen.identity.key());
    let mut said = BTreeMap::new();
    for event in store::events::of_stream(seen.connection, stream, seen.streams.realm)? {
        if let (true, Ok(Event::HeldDecided(decision))) = (event.effective, event.verified.event) {
            said.extend(decision.events.into_iter().map(|id| (id, decision.words.clone())));
        }
    }
    Ok(said)
}

/// Bytes free where the store lies; 0 if the system does not say.
pub fn free_bytes(dir: &std::path::Path) -> u64 {
    fs4::available_space(dir).unwrap_or(0)
}
