//! Fixed keys, fixed ids, one example of every kind of event, and a log written with them: what the
//! vectors and snapshots of the stored and signed formats are made of. Nothing here is random.

use crate::sealing::sealed_and_opened;
use ed25519_dalek::{Signer, SigningKey};
use mingcha_domain::{
    campaign::CampaignLaunched,
    canonical,
    chain::{ChainClosed, ChainContinued, Ending, HeldDecided, RecoveryOpened, RecoverySealed},
    checklist::{
        Answer, ChecklistPublished, Choice, Condition, Dimension, Group, Item, ItemKind, Link,
        Need, NumberItem, Subject, Value,
    },
    circular::{CircularIssued, CircularRead},
    directory::{
        self, Bilingual, PolicySet, ProfileEnrolled, ProfileRevoked, RecoveryKeySet, Role,
        RoleGranted, RoleWithdrawn, TeamFormed, UnitAdded, UnitKind, UserAdded,
    },
    event::{CHAIN_START, Event, Header, SUITE_ED25519_SHA256, Seen, Signed, VERSION, Verified},
    finding::{
        self, Category, FindingAmended, FindingRaised, FindingSubmitted, FindingWithdrawn,
        Rectification, Severity,
    },
    ids::{
        EventId, Hash, Nonce, PublicKey, Realm, RecoveryKey, Salt, SealedCode, Signature, StreamId,
    },
    judgement::{
        Edits, FindingJudged, FindingRuling, MergedInto, Return, ReturnReason, SuggestionJudged,
        SuggestionRuling, Words,
    },
    log::{CentralKey, Checkpoint, Entry, Genesis, KeyCertificate, SignedCheckpoint, Verdict},
    merkle::Tree,
    order::{How, OrderIssued, OrderKeyGiven, OrderOpened},
    outing::{
        AccessEnded, AccessGiven, Grantee, Guest, OutingEnded, OutingStarted, PresenceChanged,
    },
    photo::{
        Bytes, FreshCode, FreshPhotoDemanded, Label, Mark, PhotoMarked, PhotoTaken, PhotoVoided,
        Point, Share, Span,
    },
    site::{Position, SiteAdded, SiteKind},
    spot_check::{
        CheckKind, CheckOpened, CheckStarted, CheckSubmitted, CheckSupplemented, CheckTakenBack,
        ItemAnswer, ItemsAnswered, Outcome,
    },
    suggestion::{self, SuggestionAmended, SuggestionMade, SuggestionSubmitted},
    time::{Millis, Mono},
};
use std::collections::BTreeMap;

/// 16 March 2022, 09:00 in Beijing.
pub const MORNING: Millis = Millis(crate::world::MORNING_MS);

/// The signing key whose seed is `n`, thirty-two times.
#[must_use]
pub fn key(n: u8) -> SigningKey {
    SigningKey::from_bytes(&[n; 32])
}

/// The signing key whose seed is the bytes 0, 1, … 31.
#[must_use]
pub fn counted_key() -> SigningKey {
    let mut seed = [0; 32];
    for (byte, n) in seed.iter_mut().zip(0..) {
        *byte = n;
    }
    SigningKey::from_bytes(&seed)
}

/// The public half.
#[must_use]
pub fn public(key: &SigningKey) -> PublicKey {
    PublicKey(key.verifying_key().to_bytes())
}

/// The id of sixteen bytes `n`.
#[must_use]
pub fn id<I: From<StreamId>>(n: u8) -> I {
    I::from(StreamId([n; 16]))
}

/// The event id of thirty-two bytes `n`: names no event.
#[must_use]
pub const fn event_id(n: u8) -> EventId {
    EventId([n; 32])
}

/// A realm whose root key has the seed bytes 1.
#[must_use]
pub fn genesis() -> Genesis {
    Genesis {
        demo: true,
        name: "演示 sample".to_owned(),
        nonce: Salt([9; 16]),
        root_key: public(&key(1)),
        utc_offset_min: 480,
        v: 1,
    }
}

/// The certificate of central's key, whose seed bytes are 2.
///
/// # Errors
/// Never for these values.
pub fn certificate(genesis: &Genesis) -> anyhow::Result<KeyCertificate> {
    let central = CentralKey { from: MORNING, key: public(&key(2)), realm: genesis.realm()? };
    Ok(central.certify(&key(1))?)
}

fn both(zh: &str, en: &str) -> Bilingual {
    Bilingual { en: en.to_owned(), zh: zh.to_owned() }
}

const HERE: Position =
    Position { accuracy_m: Some(12), lat_udeg: 30_246_026, lon_udeg: 120_210_792, mock: None };

fn bytes(n: u8, size: u64) -> Bytes {
    Bytes { sha256: Hash([n; 32]), size }
}

/// A photo with everything that can be known of one.
#[must_use]
pub fn photo(n: u8) -> PhotoTaken {
    PhotoTaken {
        camera: "Phone 9".to_owned(),
        demand: None,
        exif_time: "2022-03-16T09:05:09".to_owned(),
        gps_time: String::new(),
        height_px: 3_024,
        media_type: "image/jpeg".to_owned(),
        original: bytes(n, 2_400_000),
        position: Some(HERE),
        preview: Some(bytes(n.wrapping_add(1), 310_000)),
        thumbnail: Some(bytes(n.wrapping_add(2), 9_000)),
        width_px: 4_032,
    }
}

/// A layer with a mark of every kind.
#[must_use]
pub fn marks() -> Vec<Mark> {
    let share = |parts| Share::new(parts).unwrap_or_default();
    let point = |x, y| Point { x: share(x), y: share(y) };
    let span = |a, b, c, d| Span { from: point(a, b), to: point(c, d) };
    vec![
        Mark::Arrow(span(1_000, 2_000, 4_500, 5_000)),
        Mark::Box(span(0, 0, 10_000, 10_000)),
        Mark::Text(Label { at: point(4_600, 5_100), text: "温度计 -9℃".to_owned() }),
        Mark::Blur(span(7_000, 1_000, 8_200, 3_000)),
    ]
}

fn undecodable(n: u8) -> PhotoTaken {
    PhotoTaken {
        camera: String::new(),
        demand: None,
        exif_time: String::new(),
        gps_time: String::new(),
        height_px: 0,
        media_type: "application/octet-stream".to_owned(),
        original: bytes(n, 17),
        position: None,
        preview: None,
        thumbnail: None,
        width_px: 0,
    }
}

/// A checklist of two groups with every kind of item.
#[must_use]
pub fn checklist(version: u32) -> ChecklistPublished {
    let choices = || {
        vec![
            Choice { id: "clear".to_owned(), label: both("清晰", "clear"), problem: false },
            Choice {
                id: "not_clear".to_owned(),
                label: both("不清晰", "not clear"),
                problem: true,
            },
        ]
    };
    let plain = |id: &str, kind: ItemKind| Item {
        dimensions: vec![],
        evidence: None,
        id: id.to_owned(),
        kind,
        links: vec![],
        look_at: None,
        photo: Need::Never,
        question: both("问", "question"),
        remark: Need::Never,
        required: false,
        subjects: vec![],
        usual_problem: None,
        when: None,
    };
    let full = Item {
        dimensions: vec![
            Dimension::Responsibility,
            Dimension::Measures,
            Dimension::Support,
            Dimension::Performance,
        ],
        evidence: Some(both("台账", "ledger")),
        id: "ledger".to_owned(),
        kind: ItemKind::Judged,
        links: vec![
            Link::GoodsEntry,
            Link::CrossBorder,
            Link::ProfessionalMarket,
            Link::Logistics,
            Link::IndustrialFirm,
            Link::Mall,
            Link::ImportedMail,
        ],
        look_at: Some(both("进货台账", "the purchase ledger")),
        photo: Need::IfNotMet,
        question: both("台账是否齐全", "Is the ledger complete?"),
        remark: Need::Always,
        required: true,
        subjects: vec![Subject::People, Subject::Goods],
        usual_problem: Some(both("台账缺失", "ledger missing")),
        when: Some(Condition { is: vec!["clear".to_owned()], item: "channel".to_owned() }),
    };
    let number = NumberItem {
        at_least: Some(-250),
        at_most: Some(-180),
        decimals: 1,
        max: Some(-120),
        min: Some(-300),
        unit: both("℃", "°C"),
    };
    let bare = NumberItem {
        at_least: None,
        at_most: None,
        decimals: 0,
        max: None,
        min: None,
        unit: both("人", "people"),
    };
    ChecklistPublished {
        groups: vec![
            Group {
                id: "entry".to_owned(),
                items: vec![plain("channel", ItemKind::Single(choices())), full],
                title: both("入口", "Entry"),
            },
            Group {
                id: "store".to_owned(),
                items: vec![
                    plain("signs", ItemKind::Multiple(choices())),
                    plain("cold", ItemKind::Number(number)),
                    plain("staff", ItemKind::Number(bare)),
                    plain("batch", ItemKind::Text),
                    plain("opened", ItemKind::DateTime),
                    plain("view", ItemKind::Photo),
                ],
                title: both("仓储", "Storage"),
            },
        ],
        site_kinds: vec![SiteKind::Supermarket, SiteKind::CourierDepot],
        title: both("冷链清单", "Cold chain"),
        version,
    }
}

/// What a finding says, with every field.
///
/// # Errors
/// Never for these values.
pub fn finding_content() -> anyhow::Result<finding::Content> {
    Ok(finding::Content {
        category: Category::Goods,
        department: Some(id(13)),
        explanation: "店长称当天刚到货".to_owned(),
        item: Some("ledger".to_owned()),
        key: true,
        photos: vec![event_id(41)],
        photos_after: vec![event_id(42)],
        rectification: Rectification::By("2022-03-18".parse()?),
        severity: Severity::Serious,
        territory: Some(id(12)),
        text: "三批进口车厘子无检测报告".to_owned(),
    })
}

fn least_content(text: &str, rectification: Rectification) -> finding::Content {
    finding::Content {
        category: Category::Measures,
        department: None,
        explanation: String::new(),
        item: None,
        key: false,
        photos: vec![],
        photos_after: vec![],
        rectification,
        severity: Severity::Ordinary,
        territory: None,
        text: text.to_owned(),
    }
}

fn judged(ruling: FindingRuling) -> Event {
    FindingJudged { ruling, version: Hash([7; 32]) }.into()
}

fn words(text: &str) -> Words {
    Words { words: text.to_owned() }
}

fn given(item: &str, value: Option<Value>) -> ItemAnswer {
    let answer = Answer { photos: vec![], remark: String::new(), by_group: false, value };
    ItemAnswer { answer, item: item.to_owned(), supersedes: vec![] }
}

/// The shop of the samples.
#[must_use]
pub fn shop() -> SiteAdded {
    SiteAdded {
        address: "灯芯路118号".to_owned(),
        kind: SiteKind::Supermarket,
        name: "禾满生鲜".to_owned(),
        position: Some(HERE),
        territory: id(12),
    }
}

/// Examples of every kind: each field present, each absent that can be, every variant of a choice
/// that a state is decided by.
///
/// # Errors
/// Never for these values.
#[expect(clippy::too_many_lines, reason = "a list")]
pub fn examples() -> anyhow::Result<Vec<Event>> {
    let (sealed, opened) = sealed_and_opened()?;
    let every_value = vec![
        ItemAnswer {
            answer: Answer {
                photos: vec![event_id(41)],
                remark: "三批".to_owned(),
                by_group: true,
                value: Some(Value::NotMet),
            },
            item: "ledger".to_owned(),
            supersedes: vec![event_id(43)],
        },
        given("a", Some(Value::Met)),
        given("b", Some(Value::NotApplicable)),
        given("c", Some(Value::Choice("clear".to_owned()))),
        given("d", Some(Value::Choices(vec!["clear".to_owned(), "not_clear".to_owned()]))),
        given("e", Some(Value::Number(-185))),
        given("f", Some(Value::Text("A20220316".to_owned()))),
        given("g", Some(Value::DateTime("2022-03-16T07:30".to_owned()))),
        given("h", Some(Value::Photos)),
        given("i", None),
    ];
    let returned = |words: &str| Return {
        reasons: vec![
            ReturnReason::NoWideShot,
            ReturnReason::UnclearPhoto,
            ReturnReason::UnclearFacts,
            ReturnReason::PhotoDoesNotMatch,
            ReturnReason::WrongDepartment,
            ReturnReason::NoAfterPhoto,
            ReturnReason::Duplicate,
            ReturnReason::Other,
        ],
        words: words.to_owned(),
    };
    let edits = Edits {
        department: Some(id(13)),
        key: Some(true),
        severity: Some(Severity::Grave),
        text: Some("改".to_owned()),
    };
    let guest = Guest { body: "市场监管局".to_owned(), name: "赵".to_owned() };
    let version = Hash([7; 32]);
    Ok(vec![
        UnitAdded { kind: UnitKind::City, name: both("市", "city"), parent: None, unit: id(10) }
            .into(),
        UnitAdded {
            kind: UnitKind::Department,
            name: both("局", "department"),
            parent: Some(id(10)),
            unit: id(13),
        }
        .into(),
        UserAdded { name: "林".to_owned(), phone: None, unit: id(11), user: id(20) }.into(),
        UserAdded {
            name: "陈".to_owned(),
            phone: Some("13800000000".to_owned()),
            unit: id(11),
            user: id(22),
        }
        .into(),
        RoleGranted { role: Role::Inspector, unit: id(11), user: id(20) }.into(),
        RoleGranted { role: Role::Coordinator, unit: id(10), user: id(22) }.into(),
        RoleWithdrawn { role: Role::Lead, unit: id(11), user: id(22) }.into(),
        TeamFormed {
            campaign: Some(id(40)),
            members: vec![id(20)],
            name: both("联合组", "joint team"),
            team: id(33),
            unit: id(11),
        }
        .into(),
        TeamFormed {
            campaign: None,
            members: vec![id(20), id(21)],
            name: both("一组", "team one"),
            team: id(30),
            unit: id(11),
        }
        .into(),
        ProfileEnrolled { key: public(&key(3)), label: "phone".to_owned(), user: id(20) }.into(),
        ProfileRevoked { erase: false, key: public(&key(3)) }.into(),
        ProfileRevoked { erase: true, key: public(&key(3)) }.into(),
        PolicySet { brief: false }.into(),
        CampaignLaunched {
            checklists: vec![id(50)],
            from: "2022-03-01".parse()?,
            name: both("冷链", "cold chain"),
            sealing: false,
            to: "2022-03-31".parse()?,
            units: vec![id(10)],
        }
        .into(),
        CampaignLaunched {
            checklists: vec![id(50)],
            from: "2022-03-01".parse()?,
            name: both("夜间", "at night"),
            sealing: true,
            to: "2022-03-31".parse()?,
            units: vec![id(10)],
        }
        .into(),
        checklist(1).into(),
        shop().into(),
        SiteAdded {
            address: String::new(),
            kind: SiteKind::TaskForce,
            name: "专班".to_owned(),
            position: Some(Position { accuracy_m: None, mock: Some(false), ..HERE }),
            territory: id(12),
        }
        .into(),
        SiteAdded {
            address: String::new(),
            kind: SiteKind::ExpresswayExit,
            name: "卡口".to_owned(),
            position: None,
            territory: id(12),
        }
        .into(),
        OrderIssued {
            campaign: id(40),
            checklist: id(50),
            due: "2022-03-20".parse()?,
            kind: CheckKind::Covert,
            note: "走后门".to_owned(),
            site: id(60),
            team: id(30),
            title: "进口水果".to_owned(),
        }
        .into(),
        OrderIssued {
            campaign: id(40),
            checklist: id(50),
            due: "2022-03-20".parse()?,
            kind: CheckKind::LookBack,
            note: String::new(),
            site: id(60),
            team: id(30),
            title: "回头看".to_owned(),
        }
        .into(),
        OutingStarted { campaign: id(40), guests: vec![], members: vec![id(20)], team: id(30) }
            .into(),
        OutingStarted {
            campaign: id(40),
            guests: vec![guest.clone()],
            members: vec![id(20), id(21)],
            team: id(30),
        }
        .into(),
        PresenceChanged { guests: vec![], members: vec![id(20)] }.into(),
        PresenceChanged { guests: vec![guest], members: vec![id(20), id(21)] }.into(),
        OutingEnded {}.into(),
        AccessGiven { to: Grantee::Team(id(31)), until: "2022-03-31".parse()? }.into(),
        AccessGiven { to: Grantee::Unit(id(12)), until: "2022-03-31".parse()? }.into(),
        AccessGiven { to: Grantee::User(id(22)), until: "2022-03-31".parse()? }.into(),
        AccessEnded { access: event_id(48) }.into(),
        CheckStarted {
            checklist: event_id(51),
            kind: CheckKind::Open,
            order: Some(id(70)),
            outing: id(80),
            position: Some(HERE),
            site: id(60),
        }
        .into(),
        CheckStarted {
            checklist: event_id(51),
            kind: CheckKind::Remote,
            order: None,
            outing: id(80),
            position: None,
            site: id(60),
        }
        .into(),
        ItemsAnswered { answers: every_value }.into(),
        photo(90).into(),
        undecodable(93).into(),
        PhotoTaken {
            demand: Some(event_id(49)),
            gps_time: "2022-03-16T01:05:07".to_owned(),
            ..photo(96)
        }
        .into(),
        PhotoVoided { photo: event_id(41), reason: "手指".to_owned() }.into(),
        PhotoMarked { marks: marks(), photo: event_id(41) }.into(),
        PhotoMarked { marks: vec![], photo: event_id(41) }.into(),
        CheckSubmitted { outcome: Outcome::NothingFound, version, words: String::new() }.into(),
        CheckSubmitted { outcome: Outcome::Findings, version, words: String::new() }.into(),
        CheckSubmitted { outcome: Outcome::Closed, version, words: "停业".to_owned() }.into(),
        CheckSubmitted { outcome: Outcome::Refused, version, words: "拒绝".to_owned() }.into(),
        CheckSubmitted { outcome: Outcome::NoSuchPlace, version, words: "无此处".to_owned() }
            .into(),
        CheckTakenBack {}.into(),
        CheckSupplemented { photos: vec![event_id(41)], words: "补拍".to_owned() }.into(),
        CheckSupplemented { photos: vec![], words: "补充".to_owned() }.into(),
        CheckOpened {}.into(),
        FindingRaised { check: id(85), content: finding_content()? }.into(),
        FindingRaised {
            check: id(85),
            content: least_content("未测温", Rectification::NotDemanded),
        }
        .into(),
        FindingAmended { content: least_content("未上墙", Rectification::OnTheSpot) }.into(),
        FindingSubmitted { version }.into(),
        FindingWithdrawn { reason: "重复".to_owned() }.into(),
        FreshPhotoDemanded { code: FreshCode::from_random([7, 8, 9, 10]) }.into(),
        judged(FindingRuling::Approved),
        judged(FindingRuling::ApprovedWithEdits(edits)),
        judged(FindingRuling::ApprovedWithEdits(Edits::default())),
        judged(FindingRuling::Returned(returned("请补拍"))),
        judged(FindingRuling::Returned(returned(""))),
        judged(FindingRuling::NotUpheld(words("不属于问题"))),
        judged(FindingRuling::TurnedIntoSuggestion(words("建议设专柜"))),
        judged(FindingRuling::Merged(MergedInto { finding: id(86) })),
        SuggestionMade {
            check: id(85),
            content: suggestion::Content { department: Some(id(13)), text: "设专柜".to_owned() },
        }
        .into(),
        SuggestionAmended {
            content: suggestion::Content { department: None, text: "设专柜台".to_owned() },
        }
        .into(),
        SuggestionSubmitted { version }.into(),
        SuggestionJudged { ruling: SuggestionRuling::Approved, version }.into(),
        SuggestionJudged { ruling: SuggestionRuling::ApprovedWithEdits(words("改")), version }
            .into(),
        SuggestionJudged { ruling: SuggestionRuling::Returned(returned("不清")), version }.into(),
        SuggestionJudged { ruling: SuggestionRuling::NotUpheld(words("已有")), version }.into(),
        CircularIssued {
            title: "关于加强当前监督的紧急通知".to_owned(),
            to: vec![StreamId([41; 16]).into()],
            words: "各组今日内完成排查。".to_owned(),
        }
        .into(),
        CircularRead {}.into(),
        ChainContinued { old_key: public(&key(3)), old_heads: vec![event_id(44), event_id(45)] }
            .into(),
        ChainClosed { drafts: 1, events: 7, photos: 2, why: Ending::Ordered }.into(),
        ChainClosed { drafts: 0, events: 7, photos: 2, why: Ending::HandedOver }.into(),
        ChainClosed { drafts: 0, events: 7, photos: 2, why: Ending::LoggedOut }.into(),
        HeldDecided {
            counts: true,
            events: vec![event_id(46), event_id(47)],
            outing: Some(id(80)),
            words: String::new(),
        }
        .into(),
        HeldDecided {
            counts: false,
            events: vec![event_id(46)],
            outing: None,
            words: "设备遗失后补录".to_owned(),
        }
        .into(),
        RecoveryKeySet {
            key: RecoveryKey([48; 32]),
            shares: [Hash([49; 32]), Hash([50; 32]), Hash([51; 32])],
        }
        .into(),
        RecoverySealed {
            recovery: RecoveryKey([48; 32]),
            sealed: SealedCode([52; 88]),
            slot: Nonce([53; 24]),
        }
        .into(),
        RecoveryOpened {
            key: public(&key(3)),
            shares: [1, 3],
            slot: Nonce([53; 24]),
            words: "林晓舟忘记口令，电话核实".to_owned(),
        }
        .into(),
        sealed.into(),
        OrderKeyGiven { to: public(&key(3)) }.into(),
        opened.clone().into(),
        OrderOpened { how: How::Qr, tries: 0, ..opened.clone() }.into(),
        OrderOpened { how: How::Online, tries: 0, ..opened }.into(),
    ])
}

/// A header with every field.
#[must_use]
pub fn header(key: &SigningKey, realm: Realm) -> Header {
    Header {
        at: MORNING,
        base: vec![event_id(31), event_id(32)],
        crit: true,
        key: public(key),
        kind: "check.submitted".to_owned(),
        mono: Mono { boot: "b1".to_owned(), ms: 86_400_000 },
        realm,
        refs: vec![event_id(33)],
        seen: Some(Seen { epoch: 0, root: Hash([34; 32]), size: 12 }),
        seq: 3,
        stream: id(85),
        suite: SUITE_ED25519_SHA256,
        v: VERSION,
    }
}

/// The body's canonical bytes, as [`mingcha_domain::event::Draft`] signs them.
///
/// # Errors
/// If the event cannot be signed.
pub fn body_of(event: &Event) -> anyhow::Result<String> {
    let signing = key(3);
    let header = header(&signing, genesis().realm()?);
    let draft = mingcha_domain::event::Draft { header, prev: CHAIN_START, salt: Salt([0; 16]) };
    draft.sign(event, &signing)?.signed.body.ok_or_else(|| anyhow::anyhow!("no body"))
}

/// What an event's signature is over, put together here from the page and not by the program.
#[must_use]
pub fn preimage(prev: Hash, header: &str, salt: Salt, body: &str) -> Vec<u8> {
    let header_hash = Hash::of(&[header.as_bytes()]);
    let body_hash = Hash::of(&[&salt.0, body.as_bytes()]);
    [&b"mingcha/event/1\0"[..], &prev.0, &header_hash.0, &body_hash.0].concat()
}

/// Signs header and body as they are, also such as the program itself would never write.
#[must_use]
pub fn sign_texts(key: &SigningKey, prev: Hash, salt: Salt, header: &str, body: &str) -> Signed {
    Signed {
        header: header.to_owned(),
        body: Some(body.to_owned()),
        salt: Some(salt),
        body_hash: None,
        prev,
        sig: Signature(key.sign(&preimage(prev, header, salt, body)).to_bytes()),
    }
}

/// A log under way: every event chained, signed with fixed keys, numbered and judged.
pub struct Book {
    /// The installation.
    pub genesis: Genesis,
    /// Its hash.
    pub realm: Realm,
    /// Events in the order of their first entry.
    pub events: Vec<Signed>,
    /// Entries.
    pub entries: Vec<Entry>,
    /// The tree over the entries.
    pub tree: Tree,
    chains: BTreeMap<PublicKey, (u64, Hash)>,
}

/// One event to be written.
pub struct Line<'a> {
    /// Signs it.
    pub by: &'a SigningKey,
    /// Its stream.
    pub stream: StreamId,
    /// What was on screen.
    pub base: Vec<EventId>,
    /// What central says of it.
    pub verdict: Verdict,
}

impl Book {
    /// An empty log.
    ///
    /// # Errors
    /// Never for these values.
    pub fn new() -> anyhow::Result<Self> {
        let genesis = genesis();
        let realm = genesis.realm()?;
        let (events, entries, chains) = (Vec::new(), Vec::new(), BTreeMap::new());
        Ok(Self { genesis, realm, events, entries, tree: Tree::default(), chains })
    }

    /// The log as of now.
    #[must_use]
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            at: Millis(MORNING.0 + 90_000_000),
            backed_up_through: 3,
            epoch: 0,
            forked_at: 0,
            key: public(&key(2)),
            realm: self.realm,
            root: self.tree.root(),
            size: self.tree.size(),
        }
    }

    /// The same, signed.
    ///
    /// # Errors
    /// Never for these values.
    pub fn signed_checkpoint(&self) -> anyhow::Result<SignedCheckpoint> {
        Ok(self.checkpoint().sign(&key(2))?)
    }

    /// The stream of the directory.
    #[must_use]
    pub fn directory(&self) -> StreamId {
        directory::stream(self.realm)
    }

    /// The next header of this line's key.
    fn next(&self, line: &Line<'_>, kind: &str, crit: bool, refs: Vec<EventId>) -> (Header, Hash) {
        let key = public(line.by);
        let (seq, prev) = self.chains.get(&key).copied().unwrap_or((0, CHAIN_START));
        let size = self.tree.size();
        let step = i64::try_from(size).unwrap_or_default() * 60_000;
        // The device of seed 5 believes that it is 1970.
        let at = if line.by.to_bytes() == [5; 32] { step } else { MORNING.0 + step };
        let seen = (size > 0).then(|| Seen { epoch: 0, root: self.tree.root(), size });
        let header = Header {
            at: Millis(at),
            base: line.base.clone(),
            crit,
            key,
            kind: kind.to_owned(),
            mono: Mono { boot: "b1".to_owned(), ms: step },
            realm: self.realm,
            refs,
            seen,
            seq,
            stream: line.stream,
            suite: SUITE_ED25519_SHA256,
            v: VERSION,
        };
        (header, prev)
    }

    fn salt(&self) -> Salt {
        let mut salt = [0; 16];
        let hash = Hash::of(&[format!("salt {}", self.events.len()).as_bytes()]).0;
        salt.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
        Salt(salt)
    }

    /// Writes an event and its first entry.
    ///
    /// # Errors
    /// If it cannot be signed.
    pub fn write(&mut self, line: Line<'_>, event: impl Into<Event>) -> anyhow::Result<EventId> {
        let event = event.into();
        let (header, prev) = self.next(&line, event.kind(), event.is_critical(), event.names());
        let draft = mingcha_domain::event::Draft { header, prev, salt: self.salt() };
        let verified = draft.sign(&event, line.by)?;
        self.add(&verified, line.verdict)
    }

    /// Writes an event of a kind that the program does not know.
    ///
    /// # Errors
    /// If it cannot be signed.
    pub fn write_unknown(
        &mut self,
        line: Line<'_>,
        kind: &str,
        body: &str,
    ) -> anyhow::Result<EventId> {
        let (header, prev) = self.next(&line, kind, true, vec![]);
        let header = String::from_utf8(canonical::to_bytes(&header)?)?;
        let signed = sign_texts(line.by, prev, self.salt(), &header, body);
        self.add(&signed.verify(self.realm)?, line.verdict)
    }

    fn add(&mut self, verified: &Verified, verdict: Verdict) -> anyhow::Result<EventId> {
        let header = &verified.header;
        self.chains.insert(header.key, (header.seq + 1, Hash(verified.id.0)));
        self.events.push(verified.signed.clone());
        self.rule(verified.id, verdict)?;
        Ok(verified.id)
    }

    /// A later verdict on an event.
    ///
    /// # Errors
    /// Never for these values.
    pub fn rule(&mut self, event: EventId, verdict: Verdict) -> anyhow::Result<()> {
        let n = self.tree.size();
        let first = self.entries.iter().find(|e| e.event == event);
        let step = i64::try_from(n)? * 60_000;
        let arrived = first.map_or(Millis(MORNING.0 + step + 20_000), |e| e.arrived);
        let not_before = match first {
            Some(first) => first.not_before,
            None => self.entries.last().map(|e| e.arrived),
        };
        let entry = Entry { arrived, epoch: 0, event, n, not_before, verdict };
        self.tree.push(entry.leaf()?);
        self.entries.push(entry);
        Ok(())
    }

    /// Takes the body of the newest event away, as erasure does.
    ///
    /// # Errors
    /// If there is none.
    pub fn erase_newest(&mut self) -> anyhow::Result<()> {
        let newest = self.events.last_mut().ok_or_else(|| anyhow::anyhow!("no event"))?;
        newest.body_hash = Some(newest.body_hash()?);
        (newest.body, newest.salt) = (None, None);
        Ok(())
    }
}
