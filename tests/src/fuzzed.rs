//! Doors through which bytes come in from anywhere, each with seeds that are let in and a promise
//! about everything else. What is kept for `cargo-fuzz` (`tests/fuzz`) and the attack tests run the
//! same doors.

use crate::{
    crooked::Crooked,
    samples::{self, checklist, examples, genesis, header, key},
    visit::begin,
    world::{Actor, World, snapshot},
};
use anyhow::{Context, ensure};
use mingcha_central::{demo::Random, evidence};
use mingcha_device::api::{ErrorCode, PhotoTarget};
use mingcha_domain::{
    canonical,
    checklist::{Answer, ChecklistPublished, progress},
    event::{CHAIN_START, Event},
    fold::{Admitted, Stream},
    ids::{CheckId, Salt},
    wire::{Problem, SyncRequest},
};
use reqwest::Method;
use std::{collections::BTreeMap, io::Cursor};

/// A door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Body of `POST /v1/sync`.
    SyncBody,
    /// Header of an event, properly signed.
    Header,
    /// Body of an event of some kind, properly signed.
    Body,
    /// An evidence file.
    Bundle,
    /// A checklist with answers.
    Checklist,
    /// A photo with whatever stands in its header.
    Picture,
    /// Headers of tus requests.
    TusHeaders,
}

impl Door {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::SyncBody,
        Self::Header,
        Self::Body,
        Self::Bundle,
        Self::Checklist,
        Self::Picture,
        Self::TusHeaders,
    ];

    /// The name of its target in `tests/fuzz`.
    #[must_use]
    pub const fn target(self) -> &'static str {
        match self {
            Self::SyncBody => "sync_body",
            Self::Header => "header",
            Self::Body => "body",
            Self::Bundle => "bundle",
            Self::Checklist => "checklist",
            Self::Picture => "picture",
            Self::TusHeaders => "tus_headers",
        }
    }
}

/// A door that stands open, with what is behind it.
pub struct Fuzzed {
    door: Door,
    behind: Behind,
}

enum Behind {
    Nothing,
    Central(Box<(World, Crooked)>),
    Device(Box<(World, Actor, CheckId)>),
}

impl Fuzzed {
    /// Opens it.
    ///
    /// # Errors
    /// If a world cannot be set up.
    pub fn open(door: Door) -> anyhow::Result<Self> {
        let behind = match door {
            Door::SyncBody | Door::TusHeaders => {
                let world = World::new()?;
                let crooked = Crooked::enrol(&world, 60)?;
                Behind::Central(Box::new((world, crooked)))
            }
            Door::Picture => {
                let world = World::new()?;
                let actor = world.actor("lin", "phone")?;
                let check = begin(&actor)?;
                Behind::Device(Box::new((world, actor, check)))
            }
            _ => Behind::Nothing,
        };
        Ok(Self { door, behind })
    }

    /// What is let in: to be changed from.
    ///
    /// # Errors
    /// If one cannot be made.
    pub fn seeds(&self) -> anyhow::Result<Vec<Vec<u8>>> {
        let full = header(&key(3), genesis().realm()?);
        Ok(match self.door {
            Door::SyncBody => {
                let Behind::Central(there) = &self.behind else { return Ok(vec![]) };
                let (_, crooked) = &**there;
                let event = crooked.event("site.added", &serde_json::json!({}), 0, CHAIN_START)?;
                let requests = [
                    SyncRequest::default(),
                    SyncRequest { page: 3, push: vec![event], ..SyncRequest::default() },
                ];
                requests.iter().map(serde_json::to_vec).collect::<Result<_, _>>()?
            }
            Door::Header => {
                let mut least = full.clone();
                (least.base, least.refs, least.seen, least.crit) = (vec![], vec![], None, false);
                vec![canonical::to_bytes(&full)?, canonical::to_bytes(&least)?]
            }
            Door::Body => {
                let said = |event: &Event| -> anyhow::Result<Vec<u8>> {
                    Ok(format!("{}\n{}", event.kind(), samples::body_of(event)?).into_bytes())
                };
                examples()?.iter().map(said).collect::<Result<_, _>>()?
            }
            Door::Bundle => {
                let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/vectors/evidence.zip");
                vec![std::fs::read(golden)?]
            }
            Door::Checklist => vec![serde_json::to_vec(&serde_json::json!({
                "list": checklist(1),
                "answers": { "a": { "value": "not_met", "remark": "x" }, "b": { "value": { "number": 4 } } },
            }))?],
            Door::Picture => {
                let mut webp = Cursor::new(Vec::new());
                image::RgbImage::new(9, 7).write_to(&mut webp, image::ImageFormat::WebP)?;
                let mut png = Cursor::new(Vec::new());
                image::RgbImage::new(9, 7).write_to(&mut png, image::ImageFormat::Png)?;
                vec![with_exif(&snapshot(5)?), webp.into_inner(), png.into_inner()]
            }
            Door::TusHeaders => vec![
                b"upload-length: 17\nupload-metadata: photo AAAA,variant b3JpZ2luYWw=\ntus-resumable: 1.0.0"
                    .to_vec(),
                b"upload-offset: 0\nupload-checksum: sha256 AAAA\ncontent-type: application/offset+octet-stream"
                    .to_vec(),
            ],
        })
    }

    /// Lets bytes in.
    ///
    /// # Errors
    /// If a promise is broken; a crash is the worst of them.
    pub fn run(&self, bytes: &[u8]) -> anyhow::Result<()> {
        match (self.door, &self.behind) {
            (Door::SyncBody, Behind::Central(there)) => {
                let (status, reply) = there.1.post(bytes.to_vec(), "identity")?;
                answered(status, &reply)
            }
            (Door::TusHeaders, Behind::Central(there)) => tus(&there.1, bytes),
            (Door::Picture, Behind::Device(there)) => {
                let (_, actor, check) = &**there;
                let taken =
                    actor.device.import_photo(*check, &PhotoTarget::Unsorted, bytes.to_vec());
                let said = taken.err().map(|e| e.code);
                ensure!(said != Some(ErrorCode::Internal), "{said:?}");
                Ok(())
            }
            (Door::Header, _) => one_header(bytes),
            (Door::Body, _) => one_body(bytes),
            (Door::Bundle, _) => {
                let _ = evidence::verify_from(Cursor::new(bytes));
                Ok(())
            }
            (Door::Checklist, _) => {
                #[derive(serde::Deserialize)]
                struct Both {
                    list: ChecklistPublished,
                    answers: BTreeMap<String, Answer>,
                }
                if let Ok(both) = serde_json::from_slice::<Both>(bytes) {
                    let found = progress(&both.list, &both.answers);
                    let all = both.list.items().count();
                    ensure!(found.answered <= all && found.shown.len() <= all);
                }
                Ok(())
            }
            _ => anyhow::bail!("not what is behind this door"),
        }
    }
}

/// Accepted, or refused as the requester's fault, in a few words.
fn answered(status: u16, reply: &[u8]) -> anyhow::Result<()> {
    ensure!(status < 500, "{status}: {}", String::from_utf8_lossy(reply));
    if status >= 400 && !reply.is_empty() {
        let problem: Problem = serde_json::from_slice(reply)?;
        ensure!(problem.detail.len() < 500, "a long answer");
    }
    Ok(())
}

/// Lines `name: value`, as headers of a creation and of a piece.
fn tus(crooked: &Crooked, bytes: &[u8]) -> anyhow::Result<()> {
    let uploads = format!("/v1/photos/uploads/{}", "0".repeat(22));
    for (method, path) in [(Method::POST, "/v1/photos"), (Method::PATCH, uploads.as_str())] {
        let mut request = crooked.request(method, path).body("piece");
        for line in bytes.split(|b| *b == b'\n') {
            let at = line.iter().position(|b| *b == b':').unwrap_or(line.len());
            let (name, value) = line.split_at(at);
            let value = value.strip_prefix(b":").unwrap_or(value).trim_ascii();
            let name = reqwest::header::HeaderName::from_bytes(name);
            let value = reqwest::header::HeaderValue::from_bytes(value);
            // What no client can send, and what would only break this one's own framing.
            if let (Ok(name), Ok(value)) = (name, value)
                && !matches!(
                    name.as_str(),
                    "content-length" | "transfer-encoding" | "host" | "expect"
                )
            {
                request = request.header(name, value);
            }
        }
        // A connection that central ends is an answer as well.
        let Ok(reply) = request.send() else { continue };
        let status = reply.status().as_u16();
        answered(status, &reply.bytes().map(|b| b.to_vec()).unwrap_or_default())?;
    }
    Ok(())
}

/// A header that is admitted has exactly one spelling.
fn one_header(bytes: &[u8]) -> anyhow::Result<()> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Ok(()) };
    let signed = samples::sign_texts(&key(3), CHAIN_START, Salt([4; 16]), text, "{}");
    if let Ok(read) = signed.verify(genesis().realm()?) {
        ensure!(canonical::to_bytes(&read.header)? == bytes, "two spellings of one header: {text}");
    }
    Ok(())
}

/// A first line that is a kind, then a body. What is admitted can be folded.
fn one_body(bytes: &[u8]) -> anyhow::Result<()> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Ok(()) };
    let Some((kind, body)) = text.split_once('\n') else { return Ok(()) };
    let mut header = header(&key(3), genesis().realm()?);
    kind.clone_into(&mut header.kind);
    let header = String::from_utf8(canonical::to_bytes(&header)?)?;
    let signed = samples::sign_texts(&key(3), CHAIN_START, Salt([4; 16]), &header, body);
    if let Ok(verified) = signed.verify(genesis().realm()?) {
        let admitted =
            Admitted { n: Some(1), arrived: None, not_before: None, effective: true, verified };
        Stream::fold(&[admitted]).state_hash().context("folded")?;
    }
    Ok(())
}

/// With an EXIF segment of orientation, time and position after the first marker.
fn with_exif(jpeg: &[u8]) -> Vec<u8> {
    // Little-endian TIFF, one directory: orientation 6; then the end.
    let tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    let length = u16::try_from(2 + 6 + tiff.len()).unwrap_or(u16::MAX).to_be_bytes();
    let (start, rest) = jpeg.split_at(2.min(jpeg.len()));
    [start, &[0xff, 0xe1], &length, b"Exif\0\0", tiff, rest].concat()
}

/// Changes bytes at random, always the same way for a seed: flips, cuts, repeats, digits that grow,
/// pieces of another one.
pub struct Mutator(Random);

impl Mutator {
    /// With this seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(Random(seed))
    }

    /// A changed copy of one of `seeds`.
    pub fn change(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        const TELLING: [&[u8]; 12] = [
            b"0",
            b"-1",
            b"9007199254740993",
            b"1e400",
            b"\xff",
            b"\0",
            b"\"",
            b"{",
            b"[[[[[[[[",
            b"\\ud800",
            b"null",
            b"\xff\xff\xff\xff",
        ];
        let pick = self.0.below(seeds.len());
        let mut bytes = seeds.get(pick).cloned().unwrap_or_default();
        for _ in 0..=self.0.below(6) {
            let at = self.0.below(bytes.len() + 1);
            let until = (at + 1 + self.0.below(24)).min(bytes.len()).max(at);
            match self.0.below(7) {
                0 => {
                    let bit = 1_u8 << self.0.below(8);
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte ^= bit;
                    }
                }
                1 => drop(bytes.drain(at..until)),
                2 => {
                    let again: Vec<u8> = bytes.get(at..until).unwrap_or_default().to_vec();
                    for _ in 0..=self.0.below(12) {
                        bytes.splice(at..at, again.iter().copied());
                    }
                }
                3 => {
                    let telling =
                        TELLING.get(self.0.below(TELLING.len())).copied().unwrap_or_default();
                    bytes.splice(at..until, telling.iter().copied());
                }
                4 => bytes.truncate(at),
                5 => {
                    let other = seeds.get(self.0.below(seeds.len())).cloned().unwrap_or_default();
                    let from = self.0.below(other.len());
                    let piece = other.get(from..(from + 64).min(other.len())).unwrap_or_default();
                    bytes.splice(at..at, piece.iter().copied());
                }
                _ => {
                    let new = u8::try_from(self.0.below(256)).unwrap_or(0);
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte = new;
                    }
                }
            }
        }
        bytes
    }
}
