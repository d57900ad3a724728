//! People of the demo city with their devices: they sign, chain and push like real ones, and
//! central's clock is moved along with them.

use super::{album::Shot, id};
use crate::{Central, account, photo};
use anyhow::Context;
use ed25519_dalek::{Signer, SigningKey};
use mingcha_domain::{
    event::{CHAIN_START, Draft, Event, Header, SUITE_ED25519_SHA256, Seen, Signed, VERSION},
    fold::{Admitted, Stream},
    ids::{EventId, Hash, PublicKey, Salt, Signature, StreamId, UserId},
    photo::{Bytes, PhotoTaken, Variant},
    time::{Millis, Mono},
    wire::EnrolRequest,
};
use std::{
    collections::{BTreeMap, HashMap},
    net::{IpAddr, Ipv4Addr},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

struct Profile {
    signing: SigningKey,
    seq: u64,
    prev: Hash,
    seen: Option<Seen>,
    unsent: Vec<Signed>,
    files: Vec<(EventId, Variant, Vec<u8>)>,
}

/// Everybody who acts.
pub struct Players<'a> {
    central: &'a Central,
    clock: &'a Arc<AtomicI64>,
    profiles: BTreeMap<String, Profile>,
    streams: HashMap<StreamId, Stream>,
}

impl<'a> Players<'a> {
    /// Nobody yet; who acts is enrolled when they first do.
    pub fn new(central: &'a Central, clock: &'a Arc<AtomicI64>) -> Self {
        Self { central, clock, profiles: BTreeMap::new(), streams: HashMap::new() }
    }

    /// Central.
    pub const fn central(&self) -> &'a Central {
        self.central
    }

    /// It is `at` by central's clock, unless it is later already.
    pub fn at(&self, at: Millis) {
        self.clock.fetch_max(at.0, Ordering::Relaxed);
    }

    /// A stream as everybody together has made it.
    pub fn stream(&self, id: StreamId) -> Stream {
        self.streams.get(&id).cloned().unwrap_or_default()
    }

    fn enrol(&mut self, who: &str) -> anyhow::Result<()> {
        if self.profiles.contains_key(who) {
            return Ok(());
        }
        let secret = Hash::of(&[b"mingcha/demo-profile/1\0", who.as_bytes()]);
        let signing = SigningKey::from_bytes(&secret.0);
        let key = PublicKey(signing.verifying_key().to_bytes());
        let code = account::new_code(self.central, UserId::from(id("user", who)))?;
        let label = "演示设备".to_owned();
        let sig = Signature(signing.sign(&EnrolRequest::message(&code, &label)).to_bytes());
        let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
        account::enrol(self.central, here, &EnrolRequest { code, key, label, sig })?;
        let profile = Profile {
            signing,
            seq: 0,
            prev: CHAIN_START,
            seen: None,
            unsent: Vec::new(),
            files: Vec::new(),
        };
        self.profiles.insert(who.to_owned(), profile);
        Ok(())
    }

    /// `who` does something to a stream at a time of their device's clock. Sent by
    /// [`Players::send`].
    pub fn act(
        &mut self,
        who: &str,
        stream: StreamId,
        at: Millis,
        rests_on: Option<EventId>,
        event: &Event,
    ) -> anyhow::Result<EventId> {
        self.enrol(who)?;
        let state = self.streams.entry(stream).or_default();
        let profile = self.profiles.get_mut(who).context("enrolled")?;
        let mut refs = event.names();
        refs.extend(rests_on);
        let header = Header {
            at,
            base: state.ancestry.heads(),
            crit: false,
            key: PublicKey(profile.signing.verifying_key().to_bytes()),
            kind: String::new(),
            mono: Mono { boot: format!("demo-{who}"), ms: at.0.rem_euclid(86_400_000) },
            realm: self.central.realm(),
            refs,
            seen: profile.seen.clone(),
            seq: profile.seq,
            stream,
            suite: SUITE_ED25519_SHA256,
            v: VERSION,
        };
        let salt = StreamId::derived(&[b"salt", who.as_bytes(), &profile.seq.to_be_bytes()]);
        let draft = Draft { header, prev: profile.prev, salt: Salt(salt.0) };
        let verified = draft.sign(event, &profile.signing)?;
        let id = verified.id;
        (profile.seq, profile.prev) = (profile.seq + 1, Hash(id.0));
        profile.unsent.push(verified.signed.clone());
        state.apply(&Admitted {
            n: None,
            arrived: None,
            not_before: None,
            effective: true,
            verified,
        });
        Ok(id)
    }

    /// `who` takes a photo of a check.
    pub fn photograph(
        &mut self,
        who: &str,
        check: StreamId,
        at: Millis,
        shot: Shot,
        exif_time: String,
    ) -> anyhow::Result<EventId> {
        let of = |bytes: &[u8]| Bytes { sha256: Hash::of(&[bytes]), size: bytes.len() as u64 };
        let original = of(&shot.original);
        let (width_px, height_px) = if shot.portrait { (768, 1024) } else { (1024, 768) };
        let taken = PhotoTaken {
            camera: "Mingcha".to_owned(),
            demand: None,
            exif_time,
            gps_time: String::new(),
            height_px,
            media_type: "image/jpeg".to_owned(),
            original,
            position: None,
            // Small enough to be shown as it is.
            preview: Some(original),
            thumbnail: Some(of(&shot.thumbnail)),
            width_px,
        };
        let photo = self.act(who, check, at, None, &taken.into())?;
        let profile = self.profiles.get_mut(who).context("enrolled")?;
        profile.files.push((photo, Variant::Thumbnail, shot.thumbnail));
        profile.files.push((photo, Variant::Preview, shot.original.clone()));
        profile.files.push((photo, Variant::Original, shot.original));
        Ok(photo)
    }

    /// `who` is online at `arrived`: events first, then photo files. Nothing may be refused.
    pub fn send(&mut self, who: &str, arrived: Millis) -> anyhow::Result<()> {
        let Some(profile) = self.profiles.get_mut(who) else { return Ok(()) };
        if profile.unsent.is_empty() {
            return Ok(());
        }
        self.clock.fetch_max(arrived.0, Ordering::Relaxed);
        let key = PublicKey(profile.signing.verifying_key().to_bytes());
        let mut log = self.central.log();
        let pushed = log.push(key, std::mem::take(&mut profile.unsent))?;
        for entry in &pushed.entries {
            let fits = entry.verdict == mingcha_domain::log::Verdict::Effective;
            anyhow::ensure!(fits, "{who}: {:?}", entry.verdict);
        }
        let checkpoint = log.checkpoint()?.verify(self.central.realm(), log.own_key());
        profile.seen = checkpoint.map(|c| c.seen());
        drop(log);
        for (photo, variant, bytes) in std::mem::take(&mut profile.files) {
            let size = bytes.len() as u64;
            let upload = photo::begin(self.central, key, photo, variant, size)?;
            let mut writing = photo::write(self.central, key, &upload.id, 0)?;
            writing.append(&bytes)?;
            photo::end(self.central, writing, None)?;
        }
        Ok(())
    }
}
