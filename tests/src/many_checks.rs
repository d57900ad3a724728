//! Years of work, for measuring: signed in bulk by one more profile of an inspector.

use crate::world::{MORNING_MS, content};
use anyhow::Context;
use ed25519_dalek::{Signer, SigningKey};
use mingcha_central::{Central, account, demo, store};
use mingcha_domain::{
    checklist::{Answer, Value},
    event::{CHAIN_START, Draft, Event, Header, SUITE_ED25519_SHA256, Signed, VERSION},
    finding::{FindingRaised, FindingSubmitted},
    fold::version_of,
    ids::{
        CampaignId, EventId, Hash, PublicKey, Realm, Salt, Signature, SiteId, StreamId, TeamId,
        UserId,
    },
    outing::OutingStarted,
    spot_check::{CheckKind, CheckStarted, CheckSubmitted, ItemAnswer, ItemsAnswered, Outcome},
    time::{Millis, Mono},
    wire::EnrolRequest,
};
use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr},
};

/// A profile of the same person that signs in bulk.
struct Maker {
    signing: SigningKey,
    key: PublicKey,
    realm: Realm,
    seq: u64,
    prev: Hash,
    events: Vec<Signed>,
}

impl Maker {
    fn sign(&mut self, stream: StreamId, event: &Event, at: i64) -> anyhow::Result<EventId> {
        let header = Header {
            at: Millis(at),
            base: vec![],
            crit: false,
            key: self.key,
            kind: String::new(),
            mono: Mono { boot: "bench".to_owned(), ms: at - MORNING_MS },
            realm: self.realm,
            refs: event.names(),
            seen: None,
            seq: self.seq,
            stream,
            suite: SUITE_ED25519_SHA256,
            v: VERSION,
        };
        let salt = StreamId::derived(&[b"salt", &self.seq.to_be_bytes()]).0;
        let made =
            Draft { header, prev: self.prev, salt: Salt(salt) }.sign(event, &self.signing)?;
        self.seq += 1;
        self.prev = Hash(made.id.0);
        self.events.push(made.signed);
        Ok(made.id)
    }
}

/// Puts `checks` checks of the inspector `lin` into central, ten answers each, every seventh with a
/// finding that waits. The newest is the world's morning, ten minutes lie between two.
///
/// # Errors
/// If central refuses one.
pub fn fill(central: &Central, checks: usize) -> anyhow::Result<()> {
    let signing = SigningKey::from_bytes(&[21; 32]);
    let key = PublicKey(signing.verifying_key().to_bytes());
    let user: UserId = demo::user_named(central, "lin").context("lin")?;
    let code = account::new_code(central, user)?;
    let label = "bench".to_owned();
    let sig = Signature(signing.sign(&EnrolRequest::message(&code, &label)).to_bytes());
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    account::enrol(central, here, &EnrolRequest { code, key, label, sig })?;
    let city = demo::City::bundled()?;
    let (_, list) = demo::checklists()?.into_iter().next().context("list")?;
    let stream = demo::id("checklist", "cold-counter");
    let published = store::event::of_stream(central.log().connection(), stream)?;
    let version = published.first().context("published")?.verified.id;
    let items: Vec<String> = list.items().take(10).map(|i| i.id.clone()).collect();
    let realm = central.realm();
    let mut maker = Maker { signing, key, realm, seq: 0, prev: CHAIN_START, events: vec![] };
    let problems = ["冷柜温度超标", "台账缺失三批", "员工未戴口罩", "专用通道无警示标识"];
    let mut outing = StreamId([0; 16]);
    for i in 0..checks {
        let at = MORNING_MS - i64::try_from(checks - i)? * 600_000;
        let named = |what: &[u8]| StreamId::derived(&[what, &i.to_be_bytes()]);
        if i % 10 == 0 {
            outing = named(b"outing");
            let started = OutingStarted {
                campaign: CampaignId::from(demo::id("campaign", "c-cold")),
                guests: vec![],
                members: vec![user],
                team: TeamId::from(demo::id("team", "d1-t1")),
            };
            maker.sign(outing, &started.into(), at)?;
        }
        let site = city.sites.get(i % city.sites.len()).context("site")?;
        let check = named(b"check");
        let begun = CheckStarted {
            checklist: version,
            kind: CheckKind::Open,
            order: None,
            outing: outing.into(),
            position: None,
            site: SiteId::from(demo::id("site", &site.code)),
        };
        let mut ids = BTreeSet::from([maker.sign(check, &begun.into(), at)?]);
        let answers = items
            .iter()
            .map(|item| ItemAnswer {
                answer: Answer { value: Some(Value::NotApplicable), ..Answer::default() },
                item: item.clone(),
                supersedes: vec![],
            })
            .collect();
        ids.insert(maker.sign(check, &ItemsAnswered { answers }.into(), at + 1)?);
        let found = i % 7 == 0;
        if found {
            let finding = named(b"finding");
            let text =
                format!("{}，第{}处", problems.get(i / 7 % 4).copied().unwrap_or(""), i % 97);
            let said = content(&text, "2022-03-18")?;
            let raised = FindingRaised { check: check.into(), content: said };
            let raised = maker.sign(finding, &raised.into(), at + 2)?;
            let version = version_of(&BTreeSet::from([raised]));
            maker.sign(finding, &FindingSubmitted { version }.into(), at + 3)?;
        }
        let outcome = if found { Outcome::Findings } else { Outcome::NothingFound };
        let done = CheckSubmitted { outcome, version: version_of(&ids), words: String::new() };
        maker.sign(check, &done.into(), at + 4)?;
        if maker.events.len() >= 4_000 {
            central.log().push(key, std::mem::take(&mut maker.events))?;
        }
    }
    central.log().push(key, std::mem::take(&mut maker.events))?;
    Ok(())
}
