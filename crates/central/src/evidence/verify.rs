//! Verifying a bundle file.

use super::{document, summary};
use crate::photo;
use mingcha_domain::{
    event::Event,
    evidence::{Bundle, Fault, Verdict, verify as verify_bundle},
    ids::Hash,
    photo::Variant,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{Read, Seek},
    path::Path,
};
use zip::ZipArchive;

/// Largest `bundle.json` and photo that is read.
const MAX_BUNDLE: u64 = 64 * 1024 * 1024;
const MAX_PHOTO: u64 = photo::MAX_PHOTO_BYTES;

/// Members that say in words what the bundle says.
const FOR_PEOPLE: [&str; 2] = ["summary.txt", "document.html"];

fn fault(place: &str, what: impl ToString) -> Fault {
    Fault { place: place.to_owned(), what: what.to_string() }
}

/// Says what a bundle file shows, or the first thing that is wrong and where.
///
/// # Errors
/// The first fault.
pub fn verify(path: &Path) -> Result<Verdict, Fault> {
    verify_from(File::open(path).map_err(|e| fault("file", e))?)
}

/// The same, wherever the file's bytes lie.
///
/// # Errors
/// The first fault.
pub fn verify_from<R: Read + Seek>(file: R) -> Result<Verdict, Fault> {
    let mut zip = ZipArchive::new(file).map_err(|e| fault("file", e))?;
    let bytes = read(&mut zip, "bundle.json", MAX_BUNDLE)?;
    let bundle: Bundle = serde_json::from_slice(&bytes).map_err(|e| fault("bundle.json", e))?;
    if serde_json::to_vec(&bundle).ok().as_deref() != Some(&bytes) {
        return Err(fault("bundle.json", "holds something besides the bundle"));
    }
    let named = photos_named(&bundle);
    let names: Vec<String> = zip.file_names().map(str::to_owned).collect();
    let mut hashes = BTreeMap::new();
    for name in names {
        if name == "bundle.json" || FOR_PEOPLE.contains(&name.as_str()) {
            continue;
        }
        let hex = name.strip_prefix("photos/").unwrap_or("");
        let hash = data_encoding::HEXLOWER.decode(hex.as_bytes()).ok();
        let hash: Option<[u8; 32]> = hash.and_then(|b| b.try_into().ok());
        let Some(hash) = hash.map(Hash) else { return Err(fault(&name, "does not belong here")) };
        // Not unpacked before it is known to belong here: what is packed may be without end.
        if !named.contains(&hash) {
            return Err(fault(&name, "no event names it"));
        }
        hashes.insert(hash, hash_of(&mut zip, &name)?);
    }
    let verdict = verify_bundle(&bundle, &|hash| hashes.get(&hash).copied())?;
    if let Some(extra) =
        hashes.keys().find(|h| !verdict.photos.iter().any(|(_, _, hash, _)| hash == *h))
    {
        return Err(fault(&format!("photos/{}", extra.hex()), "no event names it"));
    }
    let says = |member: &str, expected: String, zip: &mut ZipArchive<R>| {
        let words = read(zip, member, MAX_BUNDLE)?;
        if words == expected.as_bytes() {
            Ok(())
        } else {
            Err(fault(member, "does not say what the events say"))
        }
    };
    says("summary.txt", summary::of(&bundle, &verdict), &mut zip)?;
    // Files of before had none.
    if zip.index_for_name("document.html").is_some() {
        says("document.html", document::of(&bundle, &verdict), &mut zip)?;
    }
    Ok(verdict)
}

/// Hashes of photo files that events of the bundle name, whatever those events are worth.
fn photos_named(bundle: &Bundle) -> BTreeSet<Hash> {
    let realm = bundle.genesis.realm().ok();
    let taken = bundle.events.iter().filter_map(|signed| {
        match signed.clone().read_verified(realm?).ok()?.event {
            Ok(Event::PhotoTaken(taken)) => Some(taken),
            _ => None,
        }
    });
    let all = taken.flat_map(|t| Variant::ALL.map(|v| t.bytes(v).map(|b| b.sha256)));
    all.flatten().collect()
}

/// SHA-256 of a member, a piece at a time.
fn hash_of<R: Read + Seek>(zip: &mut ZipArchive<R>, name: &str) -> Result<Hash, Fault> {
    let file = zip.by_name(name).map_err(|e| fault(name, e))?;
    let (hash, size) = photo::hash_of(file.take(MAX_PHOTO + 1)).map_err(|e| fault(name, e))?;
    if size > MAX_PHOTO { Err(fault(name, "too large")) } else { Ok(hash) }
}

fn read<R: Read + Seek>(zip: &mut ZipArchive<R>, name: &str, limit: u64) -> Result<Vec<u8>, Fault> {
    let file = zip.by_name(name).map_err(|e| fault(name, e))?;
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|e| fault(name, e))?;
    if bytes.len() as u64 > limit { Err(fault(name, "too large")) } else { Ok(bytes) }
}
