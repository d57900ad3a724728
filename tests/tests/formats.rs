//! Every stored, sent and signed form, one example each, against committed snapshots: a byte that
//! changes here changes what old events, old receipts or other programs mean.

use anyhow::{Context, ensure};
use ed25519_dalek::Signer;
use mingcha_domain::{
    Refusal, canonical,
    event::{CHAIN_START, Event},
    fold::Stream,
    ids::{Hash, PublicKey, Signature},
    log::{Entry, Verdict, WhyHeld},
    reconcile::{Compare, Differs, Digest, Prefix},
    scope::Tag,
    time::Millis,
    wire::{
        ChainState, ContinueReply, ContinueRequest, DeviceSeen, EnrolReply, EnrolRequest, Head,
        Problem, SyncReply, SyncRequest,
    },
};
use mingcha_tests::samples::{
    Book, Line, body_of, certificate, checklist, event_id, examples, genesis, header, id, key,
    public, sign_texts,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// As sent: compact, in the order of the fields.
fn sent<T: Serialize>(value: &T) -> anyhow::Result<String> {
    Ok(serde_json::to_string(value)?)
}

/// As signed.
fn signed<T: Serialize>(value: &T) -> anyhow::Result<String> {
    Ok(String::from_utf8(canonical::to_bytes(value)?)?)
}

#[test]
fn bodies_of_every_kind_are_written_as_ever() -> anyhow::Result<()> {
    let mut lines = Vec::new();
    for event in examples()? {
        lines.push(format!("{} {}", event.kind(), body_of(&event)?));
    }
    for kind in Event::KINDS {
        let start = format!("{kind} ");
        ensure!(lines.iter().any(|l| l.starts_with(&start)), "{kind} has no example");
    }
    insta::assert_snapshot!("bodies", lines.join("\n"));
    Ok(())
}

#[test]
fn every_example_reads_back_and_keeps_to_the_subject_of_its_kind() -> anyhow::Result<()> {
    let realm = genesis().realm()?;
    for event in examples()? {
        let mut header = header(&key(3), realm);
        (header.kind, header.crit) = (event.kind().to_owned(), event.is_critical());
        let body = body_of(&event)?;
        let text = signed(&header)?;
        let read =
            sign_texts(&key(3), CHAIN_START, mingcha_domain::ids::Salt([4; 16]), &text, &body)
                .verify(realm)?;
        ensure!(read.event == Ok(event.clone()), "{body}");
        ensure!(read.header == header);
        let noun = serde_json::to_value(event.noun())?;
        ensure!(event.kind().split('.').next() == noun.as_str(), "{}", event.kind());
        ensure!(Stream::about(event.noun()).noun == Some(event.noun()));
    }
    Ok(())
}

#[test]
fn kinds_and_which_of_them_decide_states_stay() -> anyhow::Result<()> {
    let critical: BTreeMap<&str, bool> =
        examples()?.iter().map(|e| (e.kind(), e.is_critical())).collect();
    let lines: Vec<String> = Event::KINDS
        .iter()
        .map(|k| format!("{k}{}", if critical.get(k) == Some(&true) { " crit" } else { "" }))
        .collect();
    insta::assert_snapshot!("kinds", lines.join("\n"));
    Ok(())
}

#[test]
fn the_page_names_every_kind_and_every_field() -> anyhow::Result<()> {
    let page = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../docs/evidence-format.md"
    ))?;
    for kind in Event::KINDS {
        ensure!(page.contains(&format!("`{kind}`")), "the page lacks {kind}");
    }
    let mut names: Vec<String> = Vec::new();
    for event in examples()? {
        fields(&serde_json::from_str(&body_of(&event)?)?, &mut names);
    }
    fields(&serde_json::to_value(header(&key(3), genesis().realm()?))?, &mut names);
    fields(&serde_json::to_value(genesis())?, &mut names);
    for name in names {
        ensure!(page.contains(&format!("`{name}")), "the page lacks the field {name}");
    }
    Ok(())
}

fn fields(value: &serde_json::Value, names: &mut Vec<String>) {
    match value {
        serde_json::Value::Array(items) => items.iter().for_each(|i| fields(i, names)),
        serde_json::Value::Object(map) => {
            for (name, inner) in map {
                names.push(name.clone());
                fields(inner, names);
            }
        }
        _ => {}
    }
}

#[test]
fn a_header_is_written_as_ever() -> anyhow::Result<()> {
    let full = header(&key(3), genesis().realm()?);
    let mut least = full.clone();
    (least.base, least.refs, least.seen, least.crit) = (vec![], vec![], None, false);
    insta::assert_snapshot!("header", [signed(&full)?, signed(&least)?].join("\n"));
    Ok(())
}

/// All reasons; the compiler asks for a new one here.
fn reasons() -> Vec<Refusal> {
    use Refusal as R;
    let all = vec![
        R::UnknownProfile,
        R::CentralOnly,
        R::NotYourTeam,
        R::NotYourUnit,
        R::OwnFinding,
        R::NotTheAuthor,
        R::WrongStream,
        R::MissingReference,
        R::RefusedReference,
        R::AlreadyStarted,
        R::NotStarted,
        R::NobodyPresent,
        R::OutingEnded,
        R::RequiredItemsOpen,
        R::PhotoRequired,
        R::RemarkRequired,
        R::AnswerDoesNotFit,
        R::NoSuchItem,
        R::NoSuchPhoto,
        R::OutcomeDoesNotFit,
        R::WordsRequired,
        R::EmptyText,
        R::AfterPhotoRequired,
        R::NotSubmitted,
        R::AlreadySubmitted,
        R::OpenedByLead,
        R::VersionChanged,
        R::Withdrawn,
        R::ReasonRequired,
        R::TooMany,
        R::KeyFinding,
        R::PhotosNotOpened,
        R::NewerVersion,
        R::OrderMustBeSealed,
        R::NotWhatWasSealed,
        R::OwnRecord,
        R::NotReleased,
        R::DayOutOfRange,
        R::OtherCampaign,
    ];
    for reason in &all {
        match reason {
            R::UnknownProfile
            | R::CentralOnly
            | R::NotYourTeam
            | R::NotYourUnit
            | R::OwnFinding
            | R::NotTheAuthor
            | R::WrongStream
            | R::MissingReference
            | R::RefusedReference
            | R::AlreadyStarted
            | R::NotStarted
            | R::NobodyPresent
            | R::OutingEnded
            | R::RequiredItemsOpen
            | R::PhotoRequired
            | R::RemarkRequired
            | R::AnswerDoesNotFit
            | R::NoSuchItem
            | R::NoSuchPhoto
            | R::OutcomeDoesNotFit
            | R::WordsRequired
            | R::EmptyText
            | R::AfterPhotoRequired
            | R::NotSubmitted
            | R::AlreadySubmitted
            | R::OpenedByLead
            | R::VersionChanged
            | R::Withdrawn
            | R::ReasonRequired
            | R::TooMany
            | R::KeyFinding
            | R::PhotosNotOpened
            | R::NewerVersion
            | R::OrderMustBeSealed
            | R::NotWhatWasSealed
            | R::OwnRecord
            | R::NotReleased
            | R::DayOutOfRange
            | R::OtherCampaign => {}
        }
    }
    all
}

#[test]
fn entries_with_every_verdict_are_written_as_ever() -> anyhow::Result<()> {
    let mut verdicts = vec![
        Verdict::Effective,
        Verdict::Held(WhyHeld::NoLongerAllowed),
        Verdict::Held(WhyHeld::ForkedChain),
        Verdict::Held(WhyHeld::ReferenceNotHere),
        Verdict::UnsupportedYet,
    ];
    verdicts.extend(reasons().into_iter().map(Verdict::Refused));
    let mut lines = Vec::new();
    for (verdict, n) in verdicts.into_iter().zip(0..) {
        let not_before = (n % 2 == 1).then_some(Millis(1_647_392_400_000));
        let (arrived, event) = (Millis(1_647_392_460_000), event_id(5));
        let entry = Entry { arrived, epoch: 1, event, n, not_before, verdict };
        let read: Entry = serde_json::from_str(&signed(&entry)?)?;
        ensure!(read == entry);
        lines.push(signed(&entry)?);
    }
    insta::assert_snapshot!("entries", lines.join("\n"));
    Ok(())
}

fn book() -> anyhow::Result<Book> {
    let mut book = Book::new()?;
    let central = key(2);
    let mut own = |stream, event: Event| {
        let line = Line { by: &central, stream, base: vec![], verdict: Verdict::Effective };
        book.write(line, event)
    };
    own(id(50), checklist(1).into())?;
    own(id(50), checklist(2).into())?;
    Ok(book)
}

#[test]
fn what_central_signs_is_written_as_ever() -> anyhow::Result<()> {
    let (genesis, book) = (genesis(), book()?);
    insta::assert_snapshot!("genesis", format!("{}\n{}", signed(&genesis)?, genesis.realm()?));
    insta::assert_snapshot!("certificate", sent(&certificate(&genesis)?)?);
    insta::assert_snapshot!("checkpoint", sent(&book.signed_checkpoint()?)?);
    Ok(())
}

#[test]
fn an_event_is_stored_as_ever() -> anyhow::Result<()> {
    let mut book = book()?;
    let whole = sent(book.events.last().context("no event")?)?;
    book.erase_newest()?;
    let erased = sent(book.events.last().context("no event")?)?;
    insta::assert_snapshot!("signed", [whole, erased].join("\n"));
    Ok(())
}

#[test]
fn what_devices_and_central_say_to_each_other_stays() -> anyhow::Result<()> {
    let (genesis, book, profile) = (genesis(), book()?, key(3));
    let certificate = certificate(&genesis)?;
    let (code, label) = ("7K3M9Q2X".to_owned(), "林的手机".to_owned());
    let sig = Signature(profile.sign(&EnrolRequest::message(&code, &label)).to_bytes());
    let request = EnrolRequest { code, key: public(&profile), label, sig };
    ensure!(request.proves_key());
    insta::assert_snapshot!("enrol_request", sent(&request)?);
    let reply = EnrolReply {
        certificate: certificate.clone(),
        genesis,
        token: "token".to_owned(),
        user: id(20),
    };
    insta::assert_snapshot!("enrol_reply", sent(&reply)?);
    let (old, new) = (public(&profile), key(4));
    let request = ContinueRequest {
        key: public(&new),
        new_sig: Signature(new.sign(&ContinueRequest::message(old)).to_bytes()),
        old_sig: Signature(profile.sign(&ContinueRequest::message(public(&new))).to_bytes()),
    };
    ensure!(request.proves_both(old));
    insta::assert_snapshot!("continue_request", sent(&request)?);
    insta::assert_snapshot!("continue_reply", sent(&ContinueReply { token: "token".to_owned() })?);
    let cursors = BTreeMap::from([
        (Tag::All, 7),
        (Tag::Unit(id(11)), 1),
        (Tag::Team(id(30)), 2),
        (Tag::User(id(20)), 3),
    ]);
    let head = Some(Head { id: event_id(6), seq: 4 });
    let push = book.events.iter().take(1).cloned().collect();
    let offer = book.events.iter().skip(1).take(1).cloned().collect();
    // In truth 256 of them.
    let parts = vec![Digest::default(), Digest(0x0102_0304_0506_0708)];
    let prefix = Prefix::new(vec![0xab]).context("prefix")?;
    let compare = vec![Compare { parts, prefix: prefix.clone(), tag: Tag::All }];
    let request = SyncRequest {
        compare,
        cursors: cursors.clone(),
        head,
        page: 100,
        push,
        epoch: 0,
        size: 1,
        offer,
    };
    let lines = [sent(&request)?, sent(&SyncRequest::default())?];
    insta::assert_snapshot!("sync_request", lines.join("\n"));
    let differs: Vec<Differs> = [None, Some(vec![id(40)])]
        .into_iter()
        .map(|streams| Differs { part: 7, prefix: prefix.clone(), streams, tag: Tag::All })
        .collect();
    let mut lines = Vec::new();
    for chain in [ChainState::Fits, ChainState::Forked, ChainState::Behind] {
        lines.push(sent(&SyncReply {
            chain,
            head,
            entries: book.entries.iter().skip(1).cloned().collect(),
            events: book.events.iter().skip(1).cloned().collect(),
            cursors: cursors.clone(),
            differs: (chain == ChainState::Fits).then(|| differs.clone()),
            digests: BTreeMap::from([(Tag::All, Digest(u64::MAX))]),
            given: BTreeMap::from([(Tag::All, vec![id(40)])]),
            more: false,
            checkpoint: book.signed_checkpoint()?,
            devices: vec![DeviceSeen {
                key: PublicKey([9; 32]),
                last_seen: Some(Millis(1_647_392_400_000)),
                photos_there: 3,
            }],
            certificate: certificate.clone(),
            proof: book.tree.prove(&[1], 2),
            growth: book.tree.prove_growth(1, 2),
            lost_from: (chain == ChainState::Behind).then_some(1),
        })?);
    }
    insta::assert_snapshot!("sync_reply", lines.join("\n"));
    let problem = Problem {
        code: "code_spent".to_owned(),
        detail: "used".to_owned(),
        status: 403,
        title: "The enrolment code is not valid".to_owned(),
    };
    insta::assert_snapshot!("problem", sent(&problem)?);
    Ok(())
}

#[test]
fn the_openapi_document_changes_only_on_purpose() -> anyhow::Result<()> {
    insta::assert_snapshot!("openapi", mingcha_central::http::document().to_pretty_json()?);
    Ok(())
}

#[test]
fn names_have_one_spelling() -> anyhow::Result<()> {
    let name = Hash([0; 32]).to_string();
    ensure!(name == "A".repeat(43));
    // The last letter of forty-three carries two bits that belong to no byte.
    let trailing = format!("{}B", "A".repeat(42));
    for bad in [trailing.as_str(), &format!("{name}="), &name[1..], "", &name.replace('A', "+")] {
        ensure!(bad.parse::<Hash>().is_err(), "{bad}");
    }
    Ok(())
}
