//! What a lead is told of the devices of the people they lead.

use super::Log;
use crate::{Error, store};
use mingcha_domain::{
    directory::Role,
    ids::{PublicKey, UserId},
    time::Millis,
    wire::DeviceSeen,
};

impl Log {
    /// Notes that a profile has synced.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn saw(&self, key: PublicKey, now: Millis) -> Result<(), Error> {
        Ok(store::device::saw(&self.connection, key, now)?)
    }

    /// Devices of members of teams that the profile's person leads or coordinates.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn devices_for(&self, key: PublicKey) -> Result<Vec<DeviceSeen>, Error> {
        let Some(me) = self.directory.user_of(key) else { return Ok(vec![]) };
        let leads = |user: UserId| {
            self.directory.teams_of(user).any(|(_, team)| {
                self.directory.holds(me, Role::Lead, team.unit)
                    || self.directory.holds(me, Role::Coordinator, team.unit)
            })
        };
        let theirs = self.directory.profiles.iter().filter(|(_, p)| !p.revoked && leads(p.user));
        theirs.map(|(key, _)| Ok(store::device::seen(&self.connection, *key)?)).collect()
    }
}
