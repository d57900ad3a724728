//! Sync and storage, shown as they are.

use super::Seen;
use crate::{
    api::{ComparedView, Error, NotAccepted, RoomView, SyncView, UploadRow},
    held, store,
};
use mingcha_domain::log::Verdict;

/// The view.
pub fn sync(seen: &Seen<'_>) -> Result<SyncView, Error> {
    let size = |name: &str| -> u64 {
        ["", "-wal"]
            .iter()
            .filter_map(|suffix| seen.dir.join(format!("{name}{suffix}")).metadata().ok())
            .map(|m| m.len())
            .sum()
    };
    let decided = held::decided(&seen.streams, seen.identity.key())?;
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
    let droppable = store::room::droppable(seen.connection)?;
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
        compared: store::given::reconciled(seen.connection)?.map(|done| ComparedView {
            at: done.at,
            same: done.same,
            mended: done.mended,
            mended_at: done.mended_at,
        }),
        to_put_in_order: store::inbox::events(seen.connection)?,
        not_accepted,
        uploads,
        store_bytes: size("records.db"),
        photo_bytes: size("photos.db"),
        free_bytes: free_bytes(seen.dir),
        room: RoomView {
            droppable_photos: droppable.photos,
            droppable_bytes: droppable.bytes,
            waiting_photos: store::room::not_backed_up(seen.connection)?,
        },
        checks: store::checks::count(seen.connection)?,
        photos: store::photo_files::photos(seen.connection)?,
        missing_files: store::photo_files::missing_count(seen.connection)?,
    })
}

/// Bytes free where the store lies; 0 if the system does not say.
pub fn free_bytes(dir: &std::path::Path) -> u64 {
    fs4::available_space(dir).unwrap_or(0)
}
