//! The formats as fixed vectors under `tests/vectors/`: another implementation can be tested with
//! them, and this one must yield them byte for byte. `MINGCHA_WRITE_VECTORS=1` writes them anew; the
//! evidence bundle is never written over.

use anyhow::{Context, ensure};
use data_encoding::HEXLOWER;
use ed25519_dalek::{Signer, Verifier, VerifyingKey};
use mingcha_central::evidence;
use mingcha_domain::{
    Refusal,
    campaign::CampaignLaunched,
    canonical::{self, NotCanonical},
    chain::{
        self, ChainClosed, ChainContinued, Ending, HeldDecided, RecoveryOpened, RecoverySealed,
        RecoverySecret, Share,
    },
    checklist::{Answer, Value as Answered},
    circular::{CircularIssued, CircularRead},
    directory::{
        self, Bilingual, PolicySet, ProfileEnrolled, ProfileRevoked, RecoveryKeySet, Role,
        RoleGranted, RoleWithdrawn, TeamFormed, UnitAdded, UnitKind, UserAdded,
    },
    event::{CHAIN_START, Event, Signed},
    finding::{FindingAmended, FindingRaised, FindingSubmitted, FindingWithdrawn},
    fold::{Admitted, Stream, version_of},
    ids::{
        BatchId, CheckId, EventId, FindingId, Hash, Nonce, OrderId, Realm, RecoveryKey, Salt,
        SealedCode, Signature, StreamId,
    },
    judgement::{
        Edits, FindingJudged, FindingRuling, Return, ReturnReason, SuggestionJudged,
        SuggestionRuling, Words,
    },
    log::{CentralKey, Entry, Verdict, WhyHeld},
    merkle::{self, Tree},
    order::{
        How, KeptKey, OpenOrder, OrderCode, OrderIssued, OrderKeyGiven, OrderOpened, OrderSealed,
        check_of, open_box, seal_batch, unwrap_key,
    },
    outing::{
        AccessEnded, AccessGiven, Grantee, Guest, OutingEnded, OutingStarted, PresenceChanged,
    },
    photo::{FreshCode, FreshPhotoDemanded, PhotoMarked, PhotoTaken, PhotoVoided},
    site::{SiteAdded, SiteKind},
    spot_check::{
        CheckKind, CheckOpened, CheckStarted, CheckSubmitted, CheckSupplemented, CheckTakenBack,
        ItemAnswer, ItemsAnswered, Outcome,
    },
    suggestion::{self, SuggestionAmended, SuggestionMade, SuggestionSubmitted},
    time::Millis,
};
use mingcha_tests::{
    judged_check,
    samples::{
        Book, Line, MORNING, body_of, certificate, checklist, counted_key, event_id,
        finding_content, genesis, header, id, key, marks, photo, preimage, public, sign_texts,
    },
    sealing,
    world::World,
};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/vectors"))
}

fn read(name: &str) -> anyhow::Result<Value> {
    let path = folder().join(name);
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    Ok(serde_json::from_str(&text)?)
}

fn writing() -> bool {
    std::env::var("MINGCHA_WRITE_VECTORS").as_deref() == Ok("1")
}

/// Compares with the committed file, or writes it when asked to.
fn hold(name: &str, now: &Value) -> anyhow::Result<()> {
    let text = format!("{}\n", serde_json::to_string_pretty(now)?);
    let path = folder().join(name);
    if writing() {
        fs::create_dir_all(folder())?;
        fs::write(&path, text)?;
        return Ok(());
    }
    let committed = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    if committed == text {
        return Ok(());
    }
    let differs = committed.lines().zip(text.lines()).enumerate().find(|(_, (a, b))| a != b);
    anyhow::bail!("{name} differs from what the program yields: {differs:?}")
}

fn text<T: serde::Serialize>(value: &T) -> anyhow::Result<String> {
    Ok(String::from_utf8(canonical::to_bytes(value)?)?)
}

fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

const GOOD: &[&str] = &[
    "{}",
    "[]",
    "null",
    "true",
    "0",
    "-1",
    "9007199254740991",
    "-9007199254740991",
    "\"\"",
    "\"/\"",
    "{\"\":0,\"a\":[],\"b\":{}}",
    "\"\\b\\t\\n\\f\\r\\\"\\\\\\u0000\\u001f\u{7f}\u{80}\u{2028}\u{feff}\u{ffff}\"",
    "{\"名\":\"冷柜\"}",
    // Keys ascend by UTF-16 code units: a letter beyond the basic plane comes before U+FB33.
    "{\"\\r\":1,\"1\":2,\"\u{80}\":3,\"ö\":4,\"€\":5,\"😂\":6,\"\u{fb33}\":7}",
    // Not normalised: the same letter in two spellings is two keys.
    "{\"e\u{301}\":1,\"é\":2}",
];

fn bad() -> Vec<(Vec<u8>, &'static str)> {
    let mut bad: Vec<(Vec<u8>, &str)> = [
        ("", "malformed"),
        ("{", "malformed"),
        ("{}{}", "malformed"),
        ("{'a':1}", "malformed"),
        ("{\"a\":1,}", "malformed"),
        ("[01]", "malformed"),
        ("[+1]", "malformed"),
        ("[NaN]", "malformed"),
        ("\"\\ud800\"", "malformed"),
        ("\"\\udc00\\ud800\"", "malformed"),
        ("\"\n\"", "malformed"),
        ("\u{feff}{}", "malformed"),
        ("1.5", "number"),
        ("1.0", "number"),
        ("1e3", "number"),
        ("-0", "number"),
        ("9007199254740992", "number"),
        ("-9007199254740992", "number"),
        ("100000000000000000000", "number"),
        (" {}", "form"),
        ("{}\n", "form"),
        ("{\"a\": 1}", "form"),
        ("{\"b\":1,\"a\":2}", "form"),
        ("{\"a\":1,\"a\":1}", "form"),
        ("{\"a\":1,\"\\u0061\":1}", "form"),
        ("{\"\u{fb33}\":7,\"😂\":6}", "form"),
        ("\"\\u0041\"", "form"),
        ("\"\\/\"", "form"),
        ("\"\\u001F\"", "form"),
        ("\"\\u000a\"", "form"),
        ("\"\\u007f\"", "form"),
        ("\"\\ud83d\\ude02\"", "form"),
    ]
    .map(|(text, why)| (text.as_bytes().to_vec(), why))
    .to_vec();
    bad.push((b"\"\xff\"".to_vec(), "malformed"));
    bad.push((b"\"\xed\xa0\x80\"".to_vec(), "malformed"));
    bad.push((b"\"\xc0\x80\"".to_vec(), "malformed"));
    bad.push((nested(34), "depth"));
    bad
}

fn nested(brackets: usize) -> Vec<u8> {
    format!("{}{}", "[".repeat(brackets), "]".repeat(brackets)).into_bytes()
}

#[test]
fn canonical_json_is_told_from_all_other_json() -> anyhow::Result<()> {
    let mut good: Vec<Vec<u8>> = GOOD.iter().map(|t| t.as_bytes().to_vec()).collect();
    good.push(nested(33));
    for bytes in &good {
        let shown = String::from_utf8_lossy(bytes);
        let tree = canonical::parse(bytes).with_context(|| shown.to_string())?;
        ensure!(&canonical::to_bytes(&tree)? == bytes, "{shown}");
    }
    for (bytes, why) in bad() {
        let found = match canonical::parse(&bytes).err().context("accepted")? {
            NotCanonical::Malformed(_) => "malformed",
            NotCanonical::Form => "form",
            NotCanonical::Number => "number",
            NotCanonical::Depth => "depth",
            NotCanonical::Shape(_) => "shape",
        };
        ensure!(found == why, "{}: {found}, not {why}", String::from_utf8_lossy(&bytes));
    }
    let mut rewritten = Vec::new();
    for from in [
        "{\"b\": [1, 2 ],\n\"a\":\"\\u00e9\\/\"}",
        "{\"z\":1,\"a\":{\"y\":null,\"x\":\"\\u000B\"}}",
    ] {
        let tree: Value = serde_json::from_str(from)?;
        rewritten.push(json!({"from": from, "to": text(&tree)?}));
    }
    let bad: Vec<Value> =
        bad().into_iter().map(|(b, why)| json!({"hex": hex(&b), "why": why})).collect();
    hold(
        "canonical.json",
        &json!({
            "bad": bad,
            "good": good.iter().map(|b| hex(b)).collect::<Vec<_>>(),
            "rewritten": rewritten,
        }),
    )
}

/// An event put together by hand, next to the one that the program signs.
fn event_vector(prev: Hash, seq: u64, salt: Salt) -> anyhow::Result<(Value, Signed)> {
    let signing = counted_key();
    let realm = genesis().realm()?;
    let event: Event = FindingWithdrawn { reason: "重复".to_owned() }.into();
    let mut header = header(&signing, realm);
    (header.kind, header.crit, header.seq) = (event.kind().to_owned(), true, seq);
    let (header_text, body) = (text(&header)?, body_of(&event)?);
    let preimage = preimage(prev, &header_text, salt, &body);
    let by_hand = sign_texts(&signing, prev, salt, &header_text, &body);
    let draft = mingcha_domain::event::Draft { header, prev, salt };
    let verified = draft.sign(&event, &signing)?;
    ensure!(verified.signed == by_hand, "the program signs something else than the page says");
    let event_id = EventId(Hash::of(&[&preimage]).0);
    ensure!(verified.id == event_id && by_hand.id()? == event_id);
    let read = by_hand.clone().verify(realm)?;
    ensure!(read.event == Ok(event));
    let body_hash = Hash::of(&[&salt.0, body.as_bytes()]);
    let mut erased = by_hand.clone();
    (erased.body, erased.salt, erased.body_hash) = (None, None, Some(body_hash));
    let gone = erased.clone().verify(realm)?;
    ensure!(gone.id == event_id && gone.event.err().is_some_and(|u| u.erased));
    let vector = json!({
        "body": body,
        "body_hash": body_hash,
        "erased": erased,
        "header": header_text,
        "header_hash": Hash::of(&[header_text.as_bytes()]),
        "id": event_id,
        "preimage_hex": hex(&preimage),
        "prev": prev,
        "salt": salt,
        "signed": by_hand,
    });
    Ok((vector, by_hand))
}

#[test]
fn an_event_is_signed_as_the_page_says() -> anyhow::Result<()> {
    let (first, signed) = event_vector(CHAIN_START, 0, Salt([0xa5; 16]))?;
    let (second, _) = event_vector(Hash(signed.id()?.0), 1, Salt([0x5a; 16]))?;
    hold(
        "event.json",
        &json!({
            "events": [first, second],
            "key": public(&counted_key()),
            "realm": genesis().realm()?,
            "seed_hex": hex(&counted_key().to_bytes()),
        }),
    )
}

#[test]
fn an_event_that_breaks_one_rule_is_refused() -> anyhow::Result<()> {
    let (signing, realm) = (counted_key(), genesis().realm()?);
    let good = text(&header(&signing, realm))?;
    let body = r#"{"outcome":"closed","version":"BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc"}"#;
    let sign =
        |header: &str, body: &str| sign_texts(&signing, CHAIN_START, Salt([1; 16]), header, body);
    sign(&good, body).verify(realm)?;
    let two = format!("[\"{}\",\"{}\"]", event_id(31), event_id(32));
    let turned = format!("[\"{}\",\"{}\"]", event_id(32), event_id(31));
    let twice = format!("[\"{}\",\"{}\"]", event_id(31), event_id(31));
    for (header, body) in [
        (good.replace("\"v\":1", "\"v\":2"), body),
        (good.replace("\"suite\":1", "\"suite\":2"), body),
        (good.replace("\"v\":1", "\"v\":1,\"w\":1"), body),
        (good.replace("\"v\":1", "\"v\":1 "), body),
        (good.replace(&two, &turned), body),
        (good.replace(&two, &twice), body),
        (good.replace(&realm.to_string(), &Realm([8; 32]).to_string()), body),
        (good.replace("\"seq\":3", "\"seq\":-3"), body),
        (good.replace("\"seq\":3", "\"seq\":3.0"), body),
        (good.clone(), "{} "),
        (good.clone(), "{\"a\":1,\"a\":1}"),
        (good.clone(), ""),
    ] {
        ensure!(header != good || body.len() < 40, "the case changes nothing");
        ensure!(sign(&header, body).verify(realm).is_err(), "{header} {body}");
    }
    let mut parts = sign(&good, body);
    parts.body_hash = Some(Hash([1; 32]));
    ensure!(parts.verify(realm).is_err(), "body and hash of one");
    // A signature s + L fits the same equation and is no second signature.
    let mut malleable = sign(&good, body);
    let order =
        HEXLOWER.decode(b"edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")?;
    let mut carry = 0_u16;
    for (byte, add) in malleable.sig.0[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        (*byte, carry) = (u8::try_from(sum % 256)?, sum / 256);
    }
    ensure!(malleable.verify(realm).is_err(), "malleable signature");
    Ok(())
}

#[test]
fn an_installation_is_named_and_certified_as_the_page_says() -> anyhow::Result<()> {
    let genesis = genesis();
    let genesis_text = text(&genesis)?;
    let realm = Realm(Hash::of(&[b"mingcha/genesis/1\0", genesis_text.as_bytes()]).0);
    ensure!(genesis.realm()? == realm);
    let (root, central) = (key(1), key(2));
    let statement = text(&CentralKey { from: MORNING, key: public(&central), realm })?;
    let certificate = certificate(&genesis)?;
    let message = [b"mingcha/central-key/1\0", statement.as_bytes()].concat();
    ensure!(certificate.statement == statement);
    ensure!(certificate.sig == Signature(root.sign(&message).to_bytes()));
    ensure!(certificate.verify(&genesis).is_some());
    let book = Book::new()?;
    let checkpoint = book.signed_checkpoint()?;
    let signed = [b"mingcha/checkpoint/1\0", checkpoint.checkpoint.as_bytes()].concat();
    ensure!(checkpoint.checkpoint == text(&book.checkpoint())?);
    ensure!(checkpoint.sig == Signature(central.sign(&signed).to_bytes()));
    ensure!(checkpoint.verify(realm, public(&central)).is_some());
    ensure!(checkpoint.verify(realm, public(&root)).is_none(), "another key");
    ensure!(checkpoint.verify(Realm([8; 32]), public(&central)).is_none(), "another realm");
    VerifyingKey::from_bytes(&public(&central).0)?
        .verify(&signed, &ed25519_dalek::Signature::from_bytes(&checkpoint.sig.0))?;
    hold(
        "realm.json",
        &json!({
            "central_seed_hex": hex(&central.to_bytes()),
            "certificate": certificate,
            "certificate_message_hex": hex(&message),
            "checkpoint": checkpoint,
            "checkpoint_message_hex": hex(&signed),
            "genesis": genesis_text,
            "realm": realm,
            "root_seed_hex": hex(&root.to_bytes()),
        }),
    )
}

#[test]
fn the_log_is_hashed_and_proved_as_the_page_says() -> anyhow::Result<()> {
    let mut entries = Vec::new();
    let verdicts = [
        Verdict::Effective,
        Verdict::Held(WhyHeld::NoLongerAllowed),
        Verdict::Held(WhyHeld::ForkedChain),
        Verdict::Held(WhyHeld::ReferenceNotHere),
        Verdict::Refused(Refusal::OwnFinding),
        Verdict::UnsupportedYet,
    ];
    for (verdict, n) in verdicts.into_iter().zip(0..) {
        let not_before = (n > 0).then_some(MORNING);
        let arrived = Millis(MORNING.0 + 60_000);
        let entry = Entry { arrived, epoch: 0, event: event_id(5), n, not_before, verdict };
        let entry_text = text(&entry)?;
        let leaf = Hash::of(&[&[0], entry_text.as_bytes()]);
        ensure!(entry.leaf()? == leaf);
        entries.push(json!({"entry": entry_text, "leaf": leaf}));
    }
    let leaf = |i: u64| merkle::leaf(format!("entry {i}").as_bytes());
    let mut tree = Tree::default();
    let mut roots = vec![tree.root()];
    for i in 0..10 {
        tree.push(leaf(i));
        roots.push(tree.root());
    }
    ensure!(roots[0] == Hash::of(&[]) && roots[1] == leaf(0));
    let mut proofs = Vec::new();
    for (size, leaves) in [
        (1, vec![0]),
        (2, vec![]),
        (7, vec![2]),
        (7, vec![6]),
        (8, vec![0, 1, 2, 3]),
        (10, vec![0]),
        (10, vec![9]),
        (10, vec![3, 4]),
        (10, vec![0, 5, 9]),
        (10, (0..10).collect()),
    ] {
        let proof = tree.prove(&leaves, size);
        let known: BTreeMap<u64, Hash> = leaves.iter().map(|i| (*i, leaf(*i))).collect();
        ensure!(merkle::root_of(&known, size, &proof) == Some(tree.root_at(size)));
        proofs.push(json!({"leaves": leaves, "proof": proof, "size": size}));
    }
    let mut growth = Vec::new();
    for (old, new) in
        [(1, 1), (1, 10), (2, 3), (3, 7), (4, 8), (6, 10), (7, 10), (8, 8), (8, 10), (9, 10)]
    {
        let proof = tree.prove_growth(old, new);
        ensure!(merkle::grew((old, tree.root_at(old)), (new, tree.root_at(new)), &proof));
        growth.push(json!({"new": new, "old": old, "proof": proof}));
    }
    let leaves: Vec<Hash> = (0..10).map(leaf).collect();
    hold(
        "log.json",
        &json!({
            "entries": entries, "growth": growth, "leaf_of_text": "entry <index>", "leaves": leaves,
            "proofs": proofs, "roots": roots,
        }),
    )
}

#[test]
fn derived_names_are_those_of_the_page() -> anyhow::Result<()> {
    let ids = [event_id(3), event_id(1), event_id(2)];
    let content: BTreeSet<EventId> = ids.into();
    let version =
        Hash::of(&[b"mingcha/version/1\0", &event_id(1).0, &event_id(2).0, &event_id(3).0]);
    ensure!(version_of(&content) == version);
    let order: OrderId = id(70);
    let first = |parts: &[&[u8]]| -> anyhow::Result<StreamId> {
        Ok(StreamId(Hash::of(parts).0[..16].try_into()?))
    };
    ensure!(check_of(order) == CheckId::from(first(&[b"mingcha/check-of-order/1\0", &order.0])?));
    let realm = genesis().realm()?;
    ensure!(directory::stream(realm) == first(&[b"mingcha/directory/1\0", &realm.0])?);
    hold(
        "derived.json",
        &json!({
            "check_of_order": {"check": check_of(order).to_string(), "order": order.to_string()},
            "directory": {"realm": realm, "stream": directory::stream(realm)},
            "version": {"ids": ids, "version": version, "version_of_nothing": version_of(&BTreeSet::new())},
        }),
    )
}

const CITY: u8 = 10;
const DISTRICT: u8 = 11;
const TOWNSHIP: u8 = 12;
const TEAM: u8 = 30;
const OUTING: u8 = 80;
const ANN: u8 = 20;
const BO: u8 = 21;
const LEAD: u8 = 22;
const GONE: u8 = 23;

/// A small city's week: every kind that decides a state, rivals, returns, a clock of 1970, a fork,
/// an erased body, a refusal, a release, kinds from the future.
#[expect(clippy::too_many_lines, reason = "one story, told in order")]
fn corpus() -> anyhow::Result<Book> {
    let mut book = Book::new()?;
    let (central, ann, bo, lead, gone) = (key(2), key(3), key(5), key(6), key(7));
    let names = |zh: &str| Bilingual { en: zh.to_owned(), zh: zh.to_owned() };
    let directory = book.directory();
    let ok = Verdict::Effective;
    macro_rules! w {
        ($by:expr, $stream:expr, [$($base:expr),*], $event:expr) => {
            w!($by, $stream, [$($base),*], $event, ok.clone())
        };
        ($by:expr, $stream:expr, [$($base:expr),*], $event:expr, $verdict:expr) => {{
            let line = Line { by: $by, stream: $stream, base: vec![$($base),*], verdict: $verdict };
            book.write(line, $event)?
        }};
    }
    // Who is who.
    let unit = |kind, parent: Option<u8>, unit: u8| UnitAdded {
        kind,
        name: names(&format!("机构{unit}")),
        parent: parent.map(id),
        unit: id(unit),
    };
    w!(&central, directory, [], unit(UnitKind::City, None, CITY));
    w!(&central, directory, [], unit(UnitKind::District, Some(CITY), DISTRICT));
    w!(&central, directory, [], unit(UnitKind::Township, Some(DISTRICT), TOWNSHIP));
    for (user, profile) in [(ANN, &ann), (BO, &bo), (LEAD, &lead), (GONE, &gone)] {
        let (name, phone) = (format!("人{user}"), (user == LEAD).then(|| "13800000000".to_owned()));
        w!(&central, directory, [], UserAdded { name, phone, unit: id(DISTRICT), user: id(user) });
        let role = if user == LEAD { Role::Lead } else { Role::Inspector };
        w!(&central, directory, [], RoleGranted { role, unit: id(DISTRICT), user: id(user) });
        let label = format!("device {user}");
        let enrolled = ProfileEnrolled { key: public(profile), label, user: id(user) };
        w!(&central, directory, [], enrolled);
    }
    for members in [vec![id(ANN), id(GONE)], vec![id(ANN), id(BO)]] {
        let team = TeamFormed {
            campaign: None,
            members,
            name: names("一组"),
            team: id(TEAM),
            unit: id(DISTRICT),
        };
        w!(&central, directory, [], team);
    }
    let withdrawn = RoleWithdrawn { role: Role::Inspector, unit: id(DISTRICT), user: id(GONE) };
    w!(&central, directory, [], withdrawn);
    w!(&central, directory, [], ProfileRevoked { erase: false, key: public(&gone) });
    // What is to be done.
    let campaign = |zh: &str| -> anyhow::Result<CampaignLaunched> {
        Ok(CampaignLaunched {
            checklists: vec![id(50)],
            from: "2022-03-01".parse()?,
            name: names(zh),
            sealing: false,
            to: "2022-03-31".parse()?,
            units: vec![id(CITY)],
        })
    };
    w!(&central, id(40), [], campaign("冷链")?);
    w!(&central, id(40), [], campaign("the first launch counts")?);
    let list = w!(&central, id(50), [], checklist(1));
    w!(&central, id(50), [list], checklist(2));
    let site = SiteAdded {
        address: "灯芯路118号".to_owned(),
        kind: SiteKind::Supermarket,
        name: "禾满生鲜".to_owned(),
        position: None,
        territory: id(TOWNSHIP),
    };
    w!(&central, id(60), [], site);
    let order = OrderIssued {
        campaign: id(40),
        checklist: id(50),
        due: "2022-03-20".parse()?,
        kind: CheckKind::Open,
        note: String::new(),
        site: id(60),
        team: id(TEAM),
        title: "进口水果".to_owned(),
    };
    w!(&central, id(70), [], order);
    // The visit. Bo's device believes that it is 1970.
    let outing =
        OutingStarted { campaign: id(40), guests: vec![], members: vec![id(ANN)], team: id(TEAM) };
    let started = w!(&ann, id(OUTING), [], outing);
    let guest = Guest { body: "市场监管局".to_owned(), name: "赵".to_owned() };
    let present = PresenceChanged { guests: vec![guest], members: vec![id(BO)] };
    let present = w!(&bo, id(OUTING), [started], present);
    let check = check_of(id(70));
    let begun = CheckStarted {
        checklist: list,
        kind: CheckKind::Open,
        order: Some(id(70)),
        outing: id(OUTING),
        position: None,
        site: id(60),
    };
    let begun = w!(&ann, check.stream(), [], begun);
    let wide = w!(&ann, check.stream(), [begun], photo(90));
    let close = w!(&bo, check.stream(), [begun], photo(94));
    let answered = |value, photos: Vec<EventId>, supersedes: Vec<EventId>| ItemsAnswered {
        answers: vec![ItemAnswer {
            answer: Answer { photos, remark: "三批".to_owned(), by_group: false, value },
            item: "ledger".to_owned(),
            supersedes,
        }],
    };
    let met = w!(&ann, check.stream(), [wide], answered(Some(Answered::Met), vec![], vec![]));
    // Neither saw the other's: both stay.
    let not_met = Some(Answered::NotMet);
    let again = answered(not_met.clone(), vec![wide], vec![met]);
    let a = w!(&ann, check.stream(), [met], again);
    let b = w!(&bo, check.stream(), [close, met], answered(not_met, vec![close], vec![met]));
    let voided = PhotoVoided { photo: close, reason: "手指".to_owned() };
    let voided = w!(&bo, check.stream(), [a, b], voided);
    let of_check: BTreeSet<EventId> = [begun, wide, close, met, a, b, voided].into();
    let version = version_of(&of_check);
    let submitted = |outcome| CheckSubmitted { outcome, version, words: String::new() };
    let handed = w!(&ann, check.stream(), [voided], submitted(Outcome::NothingFound));
    let back = w!(&ann, check.stream(), [handed], CheckTakenBack {});
    let handed = w!(&ann, check.stream(), [back], submitted(Outcome::Findings));
    let opened = w!(&lead, check.stream(), [handed], CheckOpened {});
    let opened_check = opened;
    let more = CheckSupplemented { photos: vec![wide], words: "补充".to_owned() };
    w!(&ann, check.stream(), [opened], more);
    let refused = Verdict::Refused(Refusal::OpenedByLead);
    w!(&bo, check.stream(), [handed], CheckTakenBack {}, refused);
    // A finding that is returned, changed by two, and judged in contrary ways.
    let first: FindingId = id(86);
    let mut content = finding_content()?;
    (content.photos, content.photos_after) = (vec![wide], vec![]);
    let raised = FindingRaised { check, content: content.clone() };
    let raised = w!(&ann, first.stream(), [], raised);
    let version_one = version_of(&[raised].into());
    let submit = w!(&ann, first.stream(), [raised], FindingSubmitted { version: version_one });
    let why = Return { reasons: vec![ReturnReason::NoWideShot], words: String::new() };
    let ruling = FindingRuling::Returned(why);
    let returned = FindingJudged { ruling, version: version_one };
    let returned = w!(&lead, first.stream(), [submit], returned);
    content.text = "三批进口车厘子无检测报告，店长在场".to_owned();
    let amended = FindingAmended { content: content.clone() };
    let by_ann = w!(&ann, first.stream(), [returned], amended);
    content.text = "四批".to_owned();
    let by_bo = w!(&bo, first.stream(), [returned], FindingAmended { content: content.clone() });
    let version_two = version_of(&[raised, by_ann, by_bo].into());
    let submit = FindingSubmitted { version: version_two };
    let submit = w!(&ann, first.stream(), [by_ann, by_bo], submit);
    let submit_first = submit;
    let approved = FindingJudged { ruling: FindingRuling::Approved, version: version_two };
    w!(&lead, first.stream(), [submit], approved);
    let words = Words { words: "不属于问题".to_owned() };
    let contrary = FindingJudged { ruling: FindingRuling::NotUpheld(words), version: version_two };
    let contrary =
        w!(&bo, first.stream(), [submit], contrary, Verdict::Held(WhyHeld::NoLongerAllowed));
    book.rule(contrary, Verdict::Effective)?;
    // One that its author drops, and one approved with edits whose later change nobody has judged.
    let dropped = FindingRaised { check, content: content.clone() };
    let dropped = w!(&bo, id(87), [], dropped);
    w!(&bo, id(87), [dropped], FindingWithdrawn { reason: "重复".to_owned() });
    let third = w!(&ann, id(88), [], FindingRaised { check, content: content.clone() });
    let version = version_of(&[third].into());
    let submit = w!(&ann, id(88), [third], FindingSubmitted { version });
    let edits = Edits { key: Some(false), text: Some("改".to_owned()), ..Edits::default() };
    let ruling = FindingRuling::ApprovedWithEdits(edits);
    let edited = w!(&lead, id(88), [submit], FindingJudged { ruling, version });
    w!(&ann, id(88), [edited], FindingAmended { content });
    let suggested = |text: &str| suggestion::Content { department: None, text: text.to_owned() };
    let made = SuggestionMade { check, content: suggested("设专柜") };
    let made = w!(&ann, id(89), [], made);
    let changed = SuggestionAmended { content: suggested("设专柜台") };
    let changed = w!(&ann, id(89), [made], changed);
    let version = version_of(&[made, changed].into());
    let submit = w!(&ann, id(89), [changed], SuggestionSubmitted { version });
    let ruling = SuggestionRuling::Approved;
    w!(&lead, id(89), [submit], SuggestionJudged { ruling, version });
    // Kinds from the future, once decisive and once not counted; an erased body; a fork.
    let line = |stream, verdict| Line { by: &ann, stream, base: vec![], verdict };
    book.write_unknown(line(id(90), Verdict::Effective), "sample.taken", "{\"tube\":7}")?;
    book.write_unknown(line(id(91), Verdict::UnsupportedYet), "sample.lost", "{}")?;
    w!(&ann, id(92), [], SuggestionMade { check, content: suggested("某人的电话") });
    book.erase_newest()?;
    w!(&ann, id(OUTING), [present], OutingEnded {});
    let continued = ChainContinued { old_key: public(&ann), old_heads: vec![event_id(44)] };
    w!(&key(4), id(93), [], continued);
    let held = Verdict::Held(WhyHeld::ForkedChain);
    let forked = w!(&gone, id(OUTING), [present], OutingEnded {}, held);
    w!(&central, directory, [], PolicySet { brief: false });
    let circular = CircularIssued {
        title: "紧急通知".to_owned(),
        to: vec![id(DISTRICT)],
        words: "今日内完成排查。".to_owned(),
    };
    let issued = w!(&central, id(94), [], circular);
    w!(&ann, id(94), [issued], CircularRead {});
    w!(&central, directory, [], ProfileRevoked { erase: true, key: public(&gone) });
    let closed = ChainClosed { drafts: 0, events: 1, photos: 0, why: Ending::Ordered };
    w!(&gone, id(95), [], closed);
    // A sealed order that two phones open, one with a code and one with the key from central.
    let (sealed, opened) = sealing::sealed_and_opened()?;
    let boxed = w!(&central, id(96), [], sealed);
    let given = OrderKeyGiven { to: public(&bo) };
    w!(&central, id(96), [boxed], given);
    let online = OrderOpened { how: How::Online, tries: 0, ..opened.clone() };
    w!(&bo, id(96), [boxed], online);
    w!(&ann, id(96), [boxed], opened);
    // A recovery code is sealed and given out; a lead decides about the fork.
    let recovery = RecoveryKeySet {
        key: RecoveryKey([48; 32]),
        shares: [Hash([49; 32]), Hash([50; 32]), Hash([51; 32])],
    };
    let (to, slot) = (recovery.key, Nonce([53; 24]));
    w!(&central, directory, [], recovery);
    let own = chain::stream(public(&ann));
    let sealed = RecoverySealed { recovery: to, sealed: SealedCode([52; 88]), slot };
    let sealed = w!(&ann, own, [], sealed);
    let words = "电话核实".to_owned();
    let opened = RecoveryOpened { key: public(&ann), shares: [1, 3], slot, words };
    w!(&central, own, [sealed], opened);
    let decided = HeldDecided {
        counts: true,
        events: vec![forked],
        outing: Some(id(OUTING)),
        words: String::new(),
    };
    w!(&lead, chain::stream(public(&gone)), [], decided);
    book.rule(forked, Verdict::Effective)?;
    // A joint team of one campaign, and a bureau that may read along for two weeks.
    let joint = TeamFormed {
        campaign: Some(id(40)),
        members: vec![id(BO)],
        name: names("联合组"),
        team: id(33),
        unit: id(DISTRICT),
    };
    w!(&central, directory, [], joint);
    let until = "2022-03-31".parse()?;
    let given = AccessGiven { to: Grantee::Team(id(33)), until };
    let given = w!(&lead, id(OUTING), [present], given);
    w!(&lead, id(OUTING), [given], AccessGiven { to: Grantee::Unit(id(12)), until });
    w!(&central, id(OUTING), [given], AccessEnded { access: given });
    // Marks on a photo, drawn twice; a demand for a fresh photo, and the photo.
    let marked = |marks| PhotoMarked { marks, photo: wide };
    let once = w!(&ann, check.stream(), [opened_check], marked(marks()));
    w!(&bo, check.stream(), [once], marked(marks().split_off(2)));
    let code = FreshCode::from_random([7, 8, 9, 10]);
    let demanded = w!(&lead, first.stream(), [submit_first], FreshPhotoDemanded { code });
    let fresh = PhotoTaken { demand: Some(demanded), ..photo(98) };
    w!(&ann, check.stream(), [once], fresh);
    Ok(book)
}

fn state_hashes(
    events: &[Signed],
    entries: &[Entry],
    realm: Realm,
) -> anyhow::Result<BTreeMap<StreamId, Hash>> {
    let mut streams: BTreeMap<StreamId, Vec<Admitted>> = BTreeMap::new();
    for signed in events {
        let verified = signed.clone().verify(realm)?;
        let of_event: Vec<&Entry> = entries.iter().filter(|e| e.event == verified.id).collect();
        let first = of_event.first().context("an event without an entry")?;
        let newest = of_event.last().context("an event without an entry")?;
        streams.entry(verified.header.stream).or_default().push(Admitted {
            n: Some(first.n),
            arrived: Some(first.arrived),
            not_before: first.not_before,
            effective: newest.verdict == Verdict::Effective,
            verified,
        });
    }
    streams.into_iter().map(|(id, events)| Ok((id, Stream::fold(&events).state_hash()?))).collect()
}

#[test]
fn the_corpus_is_written_as_ever() -> anyhow::Result<()> {
    let book = corpus()?;
    let states = state_hashes(&book.events, &book.entries, book.realm)?;
    hold(
        "corpus.json",
        &json!({
            "checkpoint": book.signed_checkpoint()?,
            "entries": book.entries,
            "events": book.events,
            "genesis": book.genesis,
            "state_hash": states,
        }),
    )
}

#[test]
fn the_corpus_folds_to_the_states_it_always_had() -> anyhow::Result<()> {
    if writing() {
        return Ok(());
    }
    let corpus = read("corpus.json")?;
    let part = |name: &str| corpus.get(name).cloned().with_context(|| name.to_owned());
    let events: Vec<Signed> = serde_json::from_value(part("events")?)?;
    let entries: Vec<Entry> = serde_json::from_value(part("entries")?)?;
    let expected: BTreeMap<StreamId, Hash> = serde_json::from_value(part("state_hash")?)?;
    let genesis: mingcha_domain::log::Genesis = serde_json::from_value(part("genesis")?)?;
    let realm = genesis.realm()?;
    ensure!(state_hashes(&events, &entries, realm)? == expected);
    let mut tree = Tree::default();
    for entry in &entries {
        tree.push(entry.leaf()?);
    }
    let checkpoint: mingcha_domain::log::SignedCheckpoint =
        serde_json::from_value(part("checkpoint")?)?;
    let checkpoint = checkpoint.verify(realm, public(&key(2))).context("checkpoint")?;
    ensure!(checkpoint.root == tree.root() && checkpoint.size == tree.size());
    let mut kinds = BTreeSet::new();
    for signed in &events {
        let header: Value = serde_json::from_str(&signed.header)?;
        kinds.insert(header["kind"].as_str().unwrap_or_default().to_owned());
    }
    let missing: Vec<_> = Event::KINDS.iter().filter(|k| !kinds.contains(**k)).collect();
    ensure!(missing.is_empty(), "the corpus lacks {missing:?}");
    Ok(())
}

/// What the golden bundle shows.
fn shown(path: &std::path::Path) -> anyhow::Result<Value> {
    let verdict = evidence::verify(path)?;
    let mut events = Vec::new();
    for admitted in &verdict.events {
        events.push(json!({
            "arrived": admitted.arrived,
            "effective": admitted.effective,
            "id": admitted.verified.id,
            "key": admitted.verified.header.key,
            "kind": admitted.verified.header.kind,
            "n": admitted.n,
            "not_before": admitted.not_before,
        }));
    }
    let mut states = BTreeMap::new();
    for (id, stream) in &verdict.streams {
        states.insert(id.to_string(), stream.state_hash()?);
    }
    let photos: Vec<Value> = verdict
        .photos
        .iter()
        .map(|(event, variant, sha256, here)| {
            json!({"event": event, "here": here, "sha256": sha256.hex(), "variant": variant.name()})
        })
        .collect();
    Ok(json!({
        "as_of": verdict.as_of,
        "events": events,
        "photos": photos,
        "realm": verdict.realm,
        "root_key": verdict.root_key,
        "state_hash": states,
    }))
}

#[test]
fn the_golden_bundle_shows_what_it_always_showed() -> anyhow::Result<()> {
    hold("evidence.json", &shown(&folder().join("evidence.zip"))?)
}

#[test]
#[ignore = "makes tests/vectors/evidence.zip, once, where there is none"]
fn make_the_golden_bundle() -> anyhow::Result<()> {
    let path = folder().join("evidence.zip");
    ensure!(!path.exists(), "there is one: it must verify for ever");
    let world = World::new()?;
    let (inspector, second) = (world.actor("lin", "phone")?, world.actor("zhou", "phone-b")?);
    let check = judged_check::make(&world, &inspector, &second, &world.actor("chen", "tablet")?)?;
    evidence::export(world.central()?, check, &path)?;
    println!("{} bytes", fs::metadata(&path)?.len());
    Ok(())
}

/// A batch of two with guessable secrets, and how each box is opened.
fn sealed_orders() -> anyhow::Result<(Vec<(OrderId, OrderSealed)>, Value)> {
    let dossiers = [
        (sealing::dossier(60, "禾满生鲜")?, sealing::secrets(9)),
        (sealing::dossier(61, "一个名字长得多的仓储会员店")?, sealing::secrets(8)),
    ];
    let batch = BatchId([5; 16]);
    let sealed = seal_batch(batch, &dossiers)?;
    let mut rows = Vec::new();
    for (dossier, secrets) in &dossiers {
        let order = &sealed.iter().find(|(id, _)| *id == secrets.order).context("order")?.1;
        let kept = KeptKey::of(secrets.order, &secrets.key, &[1; 32], Nonce([2; 24]))?;
        rows.push(json!({
            "body": text(order)?,
            "code": *secrets.code.printed(),
            "dossier": text(dossier)?,
            "key": hex(&*secrets.key.0),
            "kept": hex(&kept.wrapped.0),
            "order": secrets.order,
            "qr": *OrderCode::qr(secrets.order, &secrets.key),
            "salt": hex(&secrets.dossier_salt.0),
        }));
    }
    Ok((
        sealed,
        json!({"batch": batch, "kept_nonce": hex(&[2; 24]), "kept_under": hex(&[1; 32]), "orders": rows}),
    ))
}

#[test]
fn sealed_orders_are_written_and_opened_as_ever() -> anyhow::Result<()> {
    let (sealed, vectors) = sealed_orders()?;
    hold("sealed.json", &vectors)?;
    for row in vectors["orders"].as_array().context("orders")? {
        let order: OrderId = serde_json::from_value(row["order"].clone())?;
        let boxed = &sealed.iter().find(|(id, _)| *id == order).context("order")?.1;
        let typed = row["code"].as_str().context("code")?.parse()?;
        let OrderCode::Digits(code) = typed else { anyhow::bail!("a QR") };
        let key = unwrap_key(order, boxed, &code)?;
        let (dossier, _) = open_box(order, boxed, &key)?;
        ensure!(Some(text(&dossier)?.as_str()) == row["dossier"].as_str());
        let qr: OrderCode = row["qr"].as_str().context("qr")?.parse()?;
        ensure!(qr == OrderCode::Qr(order, key.clone()));
        let state =
            mingcha_domain::order::Order { sealed: Some(boxed.clone()), ..Default::default() };
        let open = OpenOrder { order, key, how: How::Qr, tries: 0 };
        let Event::OrderOpened(opened) = open.decide(&state)? else { anyhow::bail!("no opening") };
        ensure!(opened.dossier(boxed)? == dossier);
    }
    Ok(())
}

#[test]
fn another_code_another_order_and_a_swapped_box_do_not_open() -> anyhow::Result<()> {
    let (sealed, _) = sealed_orders()?;
    let [(first, one), (second, two)] = sealed.as_slice() else { anyhow::bail!("two orders") };
    let (key_one, key_two) = (sealing::secrets(8), sealing::secrets(9));
    ensure!((key_one.order, key_two.order) == (*first, *second), "issued by their ids");
    ensure!(open_box(*first, one, &key_one.key).is_ok());
    // One digit further, with a check digit that fits.
    let other = sealing::secrets(7).code;
    ensure!(unwrap_key(*first, one, &other).is_err());
    ensure!(unwrap_key(*first, one, &key_two.code).is_err());
    ensure!(open_box(*first, one, &key_two.key).is_err());
    // The box of one order in the other's event, with its key and its code's lock.
    let swapped = OrderSealed { sealed: two.sealed.clone(), code: two.code.clone(), ..one.clone() };
    ensure!(open_box(*first, &swapped, &key_two.key).is_err());
    ensure!(unwrap_key(*first, &swapped, &key_two.code).is_err());
    // Another batch, a due day changed after sealing, a commitment exchanged.
    let elsewhere = OrderSealed { batch: BatchId([6; 16]), ..one.clone() };
    ensure!(open_box(*first, &elsewhere, &key_one.key).is_err());
    let later = OrderSealed { due: "2022-03-21".parse()?, ..one.clone() };
    ensure!(open_box(*first, &later, &key_one.key).is_err());
    let mut exchanged = one.clone();
    exchanged.sealed.commitment = two.sealed.commitment;
    ensure!(open_box(*first, &exchanged, &key_one.key).is_err());
    // A lock that asks for less, or for all of a phone's memory.
    for memory_kib in [8, 1_024, 4_194_304] {
        let mut cheap = one.clone();
        cheap.code.memory_kib = memory_kib;
        ensure!(unwrap_key(*first, &cheap, &key_one.code).is_err());
    }
    let kept = KeptKey::of(*first, &key_one.key, &[1; 32], Nonce([2; 24]))?;
    ensure!(kept.key(*first, &[1; 32])? == key_one.key);
    ensure!(kept.key(*second, &[1; 32]).is_err() && kept.key(*first, &[3; 32]).is_err());
    Ok(())
}

#[test]
fn a_sealed_batch_has_one_shape_whatever_it_holds() -> anyhow::Result<()> {
    let shape = |names: [&str; 2]| -> anyhow::Result<Vec<(OrderId, usize, Vec<usize>)>> {
        let dossiers = [
            (sealing::dossier(60, names[0])?, sealing::secrets(9)),
            (sealing::dossier(61, names[1])?, sealing::secrets(8)),
        ];
        let sealed = seal_batch(BatchId([5; 16]), &dossiers)?;
        let shape = sealed.iter().map(|(id, order)| -> anyhow::Result<_> {
            let body = text(order)?;
            // Where which field stands, to the byte.
            let marks = body.match_indices('"').map(|(at, _)| at).collect();
            Ok((*id, body.len(), marks))
        });
        shape.collect()
    };
    let short = shape(["店", "铺"])?;
    ensure!(short == shape(["一个名字长得多的仓储会员店第十二分店", "铺"])?);
    ensure!(short.windows(2).all(|pair| pair[0].1 == pair[1].1));
    Ok(())
}

#[test]
fn a_recovery_code_is_sealed_and_shared_as_ever() -> anyhow::Result<()> {
    let secret = RecoverySecret::new([7; 32].into());
    let to = secret.public()?;
    let (realm, profile, slot) = (genesis().realm()?, public(&key(3)), Nonce([53; 24]));
    let code = "0123456789012345678901234567890123456788";
    let sealed = chain::seal_code(code, to, realm, profile, slot, [9; 32])?;
    let share = Share { number: 2, part: [0xa5; 32].into() };
    let vectors = json!({
        "about": "sealed = HPKE base mode to `recovery`, whose secret half is 32 bytes 7; the \
                  randomness of the encapsulation is 32 bytes 9, as input of DeriveKeyPair.",
        "code": code, "profile": profile, "realm": realm, "recovery": to, "sealed": sealed,
        "slot": slot,
        "share": { "hash": share.hash(), "number": 2, "part": Hash(*share.part), "printed": *share.printed() },
    });
    hold("recovery.json", &vectors)?;
    let sealed: SealedCode = serde_json::from_value(vectors["sealed"].clone())?;
    ensure!(*secret.open(&sealed, realm, profile, slot)? == code);
    let printed = vectors["share"]["printed"].as_str().context("printed")?;
    ensure!(Share::read(printed)? == share);
    Ok(())
}
