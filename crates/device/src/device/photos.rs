//! Photo bytes come into the store and leave it.

use super::{Device, Shared, locked};
use crate::{
    api::{Error, PhotoTarget, Receipt, Topic},
    photo, store, view,
};
use mingcha_domain::ids::{CheckId, Hash};
use std::{thread, time::Duration};

impl Device {
    /// Seals a photo, makes its pictures and puts it down until [`Device::keep_photo`] takes it up.
    /// Writes nothing: several can be under way at once.
    ///
    /// # Errors
    /// Those of [`ErrorCode`] that begin with `Photo`, and [`ErrorCode::Locked`].
    ///
    /// [`ErrorCode`]: crate::api::ErrorCode
    /// [`ErrorCode::Locked`]: crate::api::ErrorCode::Locked
    pub fn prepare_photo(&self, check: CheckId, original: Vec<u8>) -> Result<u32, Error> {
        let shared = self.gate.camera(check)?;
        Ok(shared.prepared.put(check, photo::capture(original)?))
    }

    /// Records a photo that was prepared. The bytes are durable before the event that names them.
    ///
    /// # Errors
    /// [`ErrorCode::DiskFull`] and [`ErrorCode::Locked`]; [`ErrorCode::Internal`] if it was not
    /// prepared for this check since the store was opened. Nothing was recorded then, and it has to
    /// be prepared again.
    ///
    /// [`ErrorCode::DiskFull`]: crate::api::ErrorCode::DiskFull
    /// [`ErrorCode::Locked`]: crate::api::ErrorCode::Locked
    /// [`ErrorCode::Internal`]: crate::api::ErrorCode::Internal
    pub fn keep_photo(
        &self,
        check: CheckId,
        target: &PhotoTarget,
        prepared: u32,
    ) -> Result<Receipt, Error> {
        let shared = self.gate.camera(check)?;
        let captured = shared.prepared.take(check, prepared)?;
        let files: Vec<(Hash, &[u8])> =
            captured.files.iter().map(|(hash, bytes)| (*hash, bytes.as_slice())).collect();
        let receipt = {
            let _stays = locked(&shared.bytes_come_or_go);
            store::photos::put(&mut locked(&shared.photos), &files)
                .inspect_err(|error| shared.notice_damage(error))?;
            shared.act(|act| {
                let id = photo::take(act, check, (captured.taken, captured.prints), target)?;
                shared.outgoing.taken(id);
                Ok(Some(id.to_string()))
            })
        };
        // Bytes that nothing names are to leave again, unless the photo comes once more.
        let receipt = receipt.inspect_err(|_| {
            let unnamed = files.iter().map(|(hash, _)| *hash);
            if let Err(error) = store::dropping::note(&locked(&shared.writer), unnamed) {
                tracing::warn!(code = ?error.code, "noting bytes that nothing names");
            }
        })?;
        shared.look_at_room();
        Ok(receipt)
    }

    /// Prepares a photo and records it.
    ///
    /// # Errors
    /// As [`Device::prepare_photo`] and [`Device::keep_photo`].
    pub fn import_photo(
        &self,
        check: CheckId,
        target: &PhotoTarget,
        original: Vec<u8>,
    ) -> Result<Receipt, Error> {
        let prepared = self.prepare_photo(check, original)?;
        self.keep_photo(check, target, prepared)
    }
}

impl Shared {
    /// Takes photo files off this device that were dropped from its records.
    fn drop_files(&self) -> Result<(), Error> {
        /// Whoever takes a photo meanwhile does not wait for all of them.
        const AT_ONCE: usize = 4;
        loop {
            // Nobody records meanwhile that bytes are here which are about to go.
            let _stays = locked(&self.bytes_come_or_go);
            let leaving = store::dropping::files(&locked(&self.writer), AT_ONCE)?;
            if leaving.is_empty() {
                break;
            }
            let files: Vec<Hash> =
                leaving.iter().filter(|file| !file.needed).map(|file| file.hash).collect();
            store::photos::remove(&mut locked(&self.photos), &files)
                .inspect_err(|error| self.notice_damage(error))?;
            store::dropping::gone(&mut locked(&self.writer), &leaving)?;
        }
        self.give_room_back();
        Ok(())
    }

    /// What cannot be given back now stays there for photos to come, and is tried again.
    fn give_room_back(&self) {
        /// Who waits for the photos comes in between.
        const BETWEEN: Duration = Duration::from_millis(5);
        loop {
            let given = store::photos::give_back(&locked(&self.photos));
            match given {
                Ok(true) => thread::sleep(BETWEEN),
                Ok(false) => return,
                Err(error) => {
                    return tracing::warn!(code = ?error.code, "giving room back");
                }
            }
        }
    }

    /// The same where something else must not fail for it: what is left goes at the next start.
    pub(super) fn drop_files_if_possible(&self) {
        if let Err(error) = self.drop_files() {
            tracing::warn!(code = ?error.code, "dropping photo files");
        }
    }

    /// Lets own originals leave that central's backup holds too: all of them, or as the person
    /// wishes; gives how many.
    pub(super) fn make_room(&self, all: bool) -> Result<u32, Error> {
        let reusable = store::photos::reusable(&locked(&self.photos))?;
        let free = photo::room::for_photos(view::free_bytes(&self.dir), reusable);
        let left = {
            let mut writer = locked(&self.writer);
            let transaction = writer.transaction()?;
            let left = if all {
                store::room::let_leave(&transaction, i64::MAX, u64::MAX)?
            } else {
                let keep = view::settings(&transaction)?.keep_originals;
                photo::room::by_policy(&transaction, keep, self.platform.now(), free)?
            };
            transaction.commit()?;
            left
        };
        if left.photos > 0 {
            self.drop_files()?;
            self.announce(&[Topic::Photo, Topic::Sync, Topic::Profile]);
        }
        Ok(left.photos)
    }

    /// After a photo came in: says that the disk is nearly full, and makes room if it may.
    fn look_at_room(&self) {
        if photo::room::low(view::free_bytes(&self.dir)).is_none() {
            return;
        }
        if let Err(error) = self.make_room(false) {
            tracing::warn!(code = ?error.code, "making room");
        }
        self.announce(&[Topic::Profile]);
    }
}
