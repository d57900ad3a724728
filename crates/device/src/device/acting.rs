//! What is done in one act: all of it is committed together, or nothing.

use super::{Shared, Standing, locked, read};
use crate::{
    act::Act,
    api::{Error, Receipt, RecoveryState, Topic},
    judgement, lock, order as orders, profile, store,
    store::drafts::Pending,
    sync::Input,
};
use mingcha_domain::order::Order;

impl Shared {
    /// Runs one act: everything it does is committed together, or nothing.
    pub(super) fn act(
        &self,
        work: impl FnOnce(&Act<'_>) -> Result<Option<String>, Error>,
    ) -> Result<Receipt, Error> {
        let done = {
            let mut writer = locked(&self.writer);
            // Who acts is read once nobody else writes: the profile may have gone on under a new key,
            // or be another person's, while this waited.
            let (identity, known) = (read(&self.identity), read(&self.known));
            let act = Act::begin(writer.transaction()?, &self.platform, &identity, &known)?;
            let done = profile::say_how_it_goes_on(&act).and_then(|()| work(&act));
            done.and_then(|made| act.commit(made))
        };
        let (receipt, sends) = done.inspect_err(|error| self.notice_damage(error))?;
        self.announce(&receipt.topics);
        if sends {
            self.tell(Input::Recorded);
        }
        Ok(receipt)
    }

    /// Opens a sealed order, unless somebody has and it is known here.
    pub(super) fn open_order(
        &self,
        known: &Order,
        opening: orders::Opening,
    ) -> Result<Receipt, Error> {
        if known.issued.is_some() {
            return Ok(Receipt { topics: vec![Topic::Today], ..Receipt::default() });
        }
        self.act(|act| orders::open(act, opening).map(|()| None))
    }

    /// Seals verdicts whose ten seconds are over. Gives whether none of them is left.
    pub(crate) fn seal_due(&self) -> bool {
        if self.next_seal_ms() != Some(0) {
            return true;
        }
        let sealed = self.act(|act| judgement::seal(act, false).map(|()| None));
        sealed.inspect_err(|error| tracing::error!(code = ?error.code, "sealing a verdict")).is_ok()
    }

    /// Milliseconds until the next verdict is to be sealed.
    pub(crate) fn next_seal_ms(&self) -> Option<u64> {
        if self.standing() == Standing::Revoked {
            return None;
        }
        let kept = store::drafts::kept_back(&locked(&self.reader)).ok()?;
        let now = self.platform.now();
        let left = |pending: &Pending| match judgement::is_due(pending, now) {
            true => 0,
            false => u64::try_from(pending.seals_at.0 - now.0).unwrap_or(0),
        };
        kept.iter().map(left).min()
    }

    /// Seals the recovery code of a lock that is set, if that is possible and not done yet.
    pub(crate) fn seal_recovery(&self) {
        let may = self.standing() == Standing::Accepted;
        if may && let Err(error) = self.act(|act| lock::seal_due(act).map(|()| None)) {
            tracing::error!(code = ?error.code, "sealing a recovery code");
        }
    }

    /// Whether keepers can open the code of this slot of the key file.
    pub(crate) fn recovery(&self, slot: Option<&str>) -> Result<RecoveryState, Error> {
        let (identity, known) = (read(&self.identity), read(&self.known));
        let key = known.directory.recovery;
        self.read(|connection| lock::recovery_state(connection, identity.key(), slot, key))
    }
}
