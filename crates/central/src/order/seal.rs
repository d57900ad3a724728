//! Sealing a batch, and issuing it.

use super::keeping_secret;
use crate::{Central, Error, clock::random, store};
use mingcha_domain::{
    ids::{BatchId, Hash, Nonce, OrderId, Salt},
    order::{Code, Dossier, KeptKey, OrderCode, OrderKey, Secrets, seal_batch, short_name},
};
use zeroize::Zeroizing;

/// What the code holder is given of one order. Shown once, kept nowhere.
#[derive(Debug)]
pub struct Slip {
    /// Six letters by which people name the order on the telephone.
    pub name: String,
    /// The order.
    pub order: OrderId,
    /// Team, site and title, for the holder's eyes.
    pub dossier: Dossier,
    /// Sixteen digits and a check digit, to be dictated.
    pub code: Zeroizing<String>,
    /// The whole key, for a QR code.
    pub qr: Zeroizing<String>,
}

/// Seals dossiers as one batch. They wait in the store for the serving process, which issues them
/// with [`issue_waiting`]; slips come in the order of the dossiers.
///
/// # Errors
/// [`Error::Malformed`] if one is too long for a box.
pub fn seal(central: &Central, dossiers: Vec<Dossier>) -> Result<Vec<Slip>, Error> {
    let mut batch = Vec::with_capacity(dossiers.len());
    for dossier in dossiers {
        let other = |team: &mingcha_domain::directory::Team| !team.is_for(dossier.campaign);
        if central.log().directory().teams.get(&dossier.team).is_some_and(other) {
            return Err(Error::Malformed(mingcha_domain::Refusal::OtherCampaign.to_string()));
        }
        batch.push((dossier, secrets()?));
    }
    let why = |e: mingcha_domain::order::NotSealed| Error::Malformed(e.to_string());
    let sealed = seal_batch(BatchId(random()?), &batch).map_err(why)?;
    let log = central.log();
    let under = keeping_secret(&log);
    let mut kept = Vec::with_capacity(batch.len());
    for (_, secrets) in &batch {
        let nonce = Nonce(random()?);
        let key = KeptKey::of(secrets.order, &secrets.key, &under.0, nonce).map_err(why)?;
        kept.push((secrets.order, key));
    }
    let transaction = log.connection().unchecked_transaction()?;
    for (order, key) in &kept {
        if let Some((_, sealed)) = sealed.iter().find(|(id, _)| id == order) {
            store::order::keep(&transaction, *order, key, sealed)?;
        }
    }
    transaction.commit()?;
    let slips = batch.into_iter().map(|(dossier, secrets)| Slip {
        name: short_name(secrets.order),
        order: secrets.order,
        dossier,
        code: secrets.code.printed(),
        qr: OrderCode::qr(secrets.order, &secrets.key),
    });
    Ok(slips.collect())
}

/// Issues what was sealed: only the process that numbers the log may.
///
/// # Errors
/// If the log cannot be written.
pub fn issue_waiting(central: &Central) -> Result<(), Error> {
    let touched = {
        let mut log = central.log();
        let waiting = store::order::waiting(log.connection())?;
        if waiting.is_empty() {
            return Ok(());
        }
        let ids: Vec<OrderId> = waiting.iter().map(|(id, _)| *id).collect();
        let mut events = Vec::with_capacity(waiting.len());
        for (id, sealed) in waiting {
            // Issued already, if the process died before the row said so.
            if log.streams().get(id.stream())?.noun.is_none() {
                events.push((id.stream(), sealed.into()));
            }
        }
        let touched = log.append_own(events)?;
        for id in ids {
            store::order::issued(log.connection(), id)?;
        }
        touched
    };
    central.wake(touched);
    Ok(())
}

fn secrets() -> Result<Secrets, Error> {
    let code = loop {
        if let Some(code) = Code::from_random(u64::from_be_bytes(random()?)) {
            break code;
        }
    };
    Ok(Secrets {
        order: OrderId(random()?),
        key: OrderKey::new(random()?),
        code,
        dossier_salt: Hash(random()?),
        box_nonce: Nonce(random()?),
        code_salt: Salt(random()?),
        code_nonce: Nonce(random()?),
    })
}
