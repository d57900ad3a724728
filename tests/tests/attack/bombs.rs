//! Bombs: small things that would become large. Each is refused as such, and memory stays bounded.

use anyhow::{Context, ensure};
use mingcha_central::evidence;
use mingcha_device::api::{ErrorCode, PhotoTarget};
use mingcha_domain::{
    event::CHAIN_START,
    wire::{Problem, SyncReply, SyncRequest},
};
use mingcha_tests::{crooked::Crooked, visit::begin, world::World};
use std::io::Write;
use zip::{ZipWriter, write::SimpleFileOptions};

const MIB: usize = 1024 * 1024;

/// The most memory this process ever held, bytes; 0 where the system does not say.
pub fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    let kib = line.and_then(|l| l.split_whitespace().next()?.parse::<usize>().ok());
    kib.unwrap_or(0) * 1024
}

/// Zeros, `size` of them, compressed a piece at a time.
fn zeros(size: usize) -> anyhow::Result<Vec<u8>> {
    let mut encoder = zstd::stream::Encoder::new(Vec::new(), 3)?;
    let piece = vec![b'0'; MIB];
    for _ in 0..size / MIB {
        encoder.write_all(&piece)?;
    }
    Ok(encoder.finish()?)
}

#[test]
fn a_body_that_unpacks_nests_or_lists_without_end_is_refused() -> anyhow::Result<()> {
    let world = World::new()?;
    let crooked = Crooked::enrol(&world, 50)?;
    let deep =
        |open: &str, close: &str| (open.repeat(100_000) + &close.repeat(100_000)).into_bytes();
    let nested = format!("{{\"page\":1,\"push\":{}", "[".repeat(100_000)).into_bytes();
    let event = r#"{"header":"{}","prev":"AAAA","sig":"AAAA"}"#;
    let rows = format!("{{\"page\":1,\"push\":[{}]}}", vec![event; 50_000].join(","));
    let bombs: Vec<(&str, Vec<u8>, &str)> = vec![
        ("a gigabyte of zeros in zstd", zeros(1024 * MIB)?, "zstd"),
        ("zstd in zstd", zstd::bulk::compress(&zeros(1024 * MIB)?, 3)?, "zstd"),
        ("deep lists", deep("[", "]"), "identity"),
        ("deep objects", deep("{\"a\":", "}"), "identity"),
        ("deep lists where events belong", nested, "identity"),
        ("50,000 rows that are none", rows.into_bytes(), "identity"),
        ("one long text", [b"\"".to_vec(), vec![b'x'; 15 * MIB]].concat(), "identity"),
        ("a body beyond the limit", vec![b' '; 17 * MIB], "identity"),
    ];
    let before = peak();
    let count = bombs.len();
    for (name, body, encoding) in bombs {
        let large = body.len() > 16 * MIB;
        match crooked.post(body, encoding) {
            Ok((status, reply)) => {
                ensure!(status == 413 || status == 422, "{name}: {status}");
                let problem: Problem = serde_json::from_slice(&reply)?;
                ensure!(problem.detail.len() < 500, "{name}: a long answer");
            }
            // It may hang up on what it will not read to the end.
            Err(_) if large => {}
            Err(error) => return Err(error.context(name)),
        }
    }
    let grown = peak().saturating_sub(before) / MIB;
    println!("{count} bombs refused, memory grew by {grown} MiB");
    ensure!(grown < 200, "{grown} MiB");
    Ok(())
}

#[test]
fn a_page_of_50_000_rows_is_never_sent() -> anyhow::Result<()> {
    let world = World::new()?;
    let crooked = Crooked::enrol(&world, 51)?;
    // Asked for four thousand million rows, it gives a page.
    let request = SyncRequest { page: u32::MAX, ..SyncRequest::default() };
    let (status, reply) = crooked.post(serde_json::to_vec(&request)?, "identity")?;
    let reply: SyncReply = serde_json::from_slice(&reply)?;
    ensure!(status == 200 && reply.entries.len() <= mingcha_domain::wire::MAX_PAGE);
    // Pushed that many properly signed events, it takes none.
    let event = crooked.event("site.added", &serde_json::json!({}), 0, CHAIN_START)?;
    let many = vec![event; mingcha_domain::wire::MAX_PAGE + 1];
    let request = SyncRequest { page: 1, push: many, ..SyncRequest::default() };
    let (status, _) = crooked.post(serde_json::to_vec(&request)?, "identity")?;
    ensure!(status == 413, "{status}");
    Ok(())
}

/// A PNG whose header claims 65,535 × 65,535 pixels.
fn huge_png() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend([0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff, 8, 6, 0, 0, 0, 0, 0, 0, 0]);
    bytes.extend(b"\0\0\0\0IEND\xae\x42\x60\x82");
    bytes
}

#[test]
fn a_picture_that_claims_four_thousand_million_pixels_is_not_decoded() -> anyhow::Result<()> {
    let world = World::new()?;
    let actor = world.actor("lin", "phone")?;
    let check = begin(&actor)?;
    let mut jpeg = vec![0xff, 0xd8, 0xff, 0xc0, 0x00, 0x11, 0x08, 0xff, 0xff, 0xff, 0xff, 0x03];
    jpeg.extend([0x01, 0x22, 0x00, 0x02, 0x11, 0x01, 0x03, 0x11, 0x01, 0xff, 0xd9]);
    let webp =
        [b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\xff\xff\xff\xff".as_slice(), &[0; 8]].concat();
    let before = peak();
    for (name, bytes) in [("jpeg", jpeg), ("png", huge_png()), ("webp", webp)] {
        let taken = actor.device.import_photo(check, &PhotoTarget::Unsorted, bytes);
        let error = taken.err().with_context(|| format!("{name} was taken"))?;
        let expected =
            [ErrorCode::PhotoTooLarge, ErrorCode::PhotoUnreadable, ErrorCode::PhotoTruncated];
        ensure!(expected.contains(&error.code), "{name}: {error}");
    }
    let grown = peak().saturating_sub(before) / MIB;
    println!("3 pictures of 65,535² refused, memory grew by {grown} MiB");
    ensure!(grown < 200, "{grown} MiB");
    Ok(())
}

#[test]
fn an_evidence_file_that_unpacks_without_end_is_refused() -> anyhow::Result<()> {
    let dir = tempfile::tempdir()?;
    let pack = |name: &str, members: &[(&str, usize)]| -> anyhow::Result<std::path::PathBuf> {
        let path = dir.path().join(name);
        let mut zip = ZipWriter::new(std::fs::File::create(&path)?);
        let piece = vec![b'0'; MIB];
        for (member, mib) in members {
            zip.start_file(*member, SimpleFileOptions::default())?;
            for _ in 0..*mib {
                zip.write_all(&piece)?;
            }
        }
        zip.finish()?;
        Ok(path)
    };
    let photo = |n: usize| format!("photos/{n:064x}");
    let (one, two) = (photo(1), photo(2));
    let before = peak();
    for path in [
        pack("bundle.zip", &[("bundle.json", 128)])?,
        pack("photos.zip", &[("bundle.json", 0), (&one, 128), (&two, 128)])?,
        pack("summary.zip", &[("summary.txt", 128)])?,
    ] {
        let fault = evidence::verify(&path).err().context("accepted")?;
        ensure!(!fault.place.is_empty() && !fault.what.is_empty());
    }
    let grown = peak().saturating_sub(before) / MIB;
    println!("3 zips that unpack a thousandfold refused, memory grew by {grown} MiB");
    ensure!(grown < 250, "{grown} MiB");
    Ok(())
}
