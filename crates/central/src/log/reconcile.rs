//! Where a device holds something else than it was given.

use super::{Log, Page};
use crate::{Error, store};
use mingcha_domain::{
    ids::{PublicKey, StreamId},
    reconcile::{Compare, Differs, Digest, MAX_COMPARED, NAMED, PARTS},
    scope::{Tag, subscriptions},
};
use std::collections::{BTreeMap, BTreeSet};

impl Log {
    /// Per tag of `key`'s person, of all that stands under it now.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn digests(&self, key: PublicKey) -> Result<BTreeMap<Tag, Digest>, Error> {
        let Some(user) = self.directory.user_of(key) else { return Ok(BTreeMap::new()) };
        let of = |tag| Ok((tag, store::digest::of_tag(&self.connection, tag)?));
        subscriptions(user, &self.directory).into_iter().map(of).collect()
    }

    /// Holds what a device says against what stands here, and adds the streams that differ to
    /// `page`, about `limit` entries of them: what is left out differs again when the device asks
    /// again. Tags that are not its person's are passed over.
    ///
    /// # Errors
    /// [`Error::TooLarge`], [`Error::Malformed`]; if the store cannot be read.
    pub fn differences(
        &self,
        key: PublicKey,
        compare: &[Compare],
        limit: usize,
        page: &mut Page,
    ) -> Result<Vec<Differs>, Error> {
        if compare.len() > MAX_COMPARED {
            return Err(Error::TooLarge);
        }
        let user = self.directory.user_of(key).ok_or(Error::Revoked)?;
        let mine = subscriptions(user, &self.directory);
        let mut differs = Vec::new();
        let mut seen = BTreeSet::new();
        for Compare { parts, prefix, tag } in compare {
            if parts.len() != PARTS {
                return Err(Error::Malformed("compare: not as many parts as there are".to_owned()));
            }
            if !mine.contains(tag) || !seen.insert((tag, prefix)) {
                continue;
            }
            let here = store::digest::under(&self.connection, *tag, prefix)?;
            let theirs = prefix.parts(&here);
            for (part, (ours, theirs)) in (0..=u8::MAX).zip(parts.iter().zip(theirs)) {
                if *ours == theirs {
                    continue;
                }
                if page.entries.len() >= limit {
                    return Ok(differs);
                }
                let streams: Vec<StreamId> = here
                    .iter()
                    .map(|(id, _)| *id)
                    .filter(|id| prefix.part_of(*id) == part)
                    .collect();
                let deeper = streams.len() > NAMED && prefix.then(part).is_some();
                let streams = (!deeper).then_some(streams);
                for stream in streams.iter().flatten() {
                    self.take_whole(*stream, page)?;
                    page.given.entry(*tag).or_default().insert(*stream);
                }
                differs.push(Differs { part, prefix: prefix.clone(), streams, tag: *tag });
            }
        }
        Ok(differs)
    }

    /// All of a stream, also what the device made itself: it may have lost that.
    fn take_whole(&self, stream: StreamId, page: &mut Page) -> Result<(), Error> {
        for id in store::event::ids_of(&self.connection, stream)? {
            for (i, n) in store::entry::numbers(&self.connection, id)?.into_iter().enumerate() {
                if page.entries.contains_key(&n) {
                    continue;
                }
                let entry = store::entry::raw(&self.connection, n)?;
                page.entries.insert(n, entry.ok_or(store::Error::Row("entry"))?);
                if i == 0 {
                    let signed = store::event::raw(&self.connection, id)?;
                    page.events.push(signed.ok_or(store::Error::Row("event"))?);
                }
            }
        }
        Ok(())
    }
}
