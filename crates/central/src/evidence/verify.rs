//! Verifying a bundle file.

use mingcha_domain::{
    evidence::{Bundle, Fault, Verdict, verify as verify_bundle},
    ids::Hash,
};
use std::{collections::BTreeMap, fs::File, io::Read, path::Path};
use zip::ZipArchive;

/// Largest `bundle.json` and photo that is read.
const MAX_BUNDLE: u64 = 64 * 1024 * 1024;
const MAX_PHOTO: u64 = crate::photo::MAX_PHOTO_BYTES;

fn fault(place: &str, what: impl ToString) -> Fault {
    Fault { place: place.to_owned(), what: what.to_string() }
}

/// Says what a bundle file shows, or the first thing that is wrong and where.
///
/// # Errors
/// The first fault.
pub fn verify(path: &Path) -> Result<Verdict, Fault> {
    let file = File::open(path).map_err(|e| fault("file", e))?;
    let mut zip = ZipArchive::new(file).map_err(|e| fault("file", e))?;
    let bytes = read(&mut zip, "bundle.json", MAX_BUNDLE)?;
    let bundle: Bundle = serde_json::from_slice(&bytes).map_err(|e| fault("bundle.json", e))?;
    if serde_json::to_vec(&bundle).ok().as_deref() != Some(&bytes) {
        return Err(fault("bundle.json", "holds something besides the bundle"));
    }
    let names: Vec<String> = zip.file_names().map(str::to_owned).collect();
    let mut hashes = BTreeMap::new();
    for name in names {
        match name.as_str() {
            "bundle.json" | "summary.txt" => {}
            _ => {
                let hex = name.strip_prefix("photos/").unwrap_or("");
                let named = data_encoding::HEXLOWER.decode(hex.as_bytes()).ok();
                let named: Option<[u8; 32]> = named.and_then(|b| b.try_into().ok());
                let Some(named) = named else { return Err(fault(&name, "does not belong here")) };
                let bytes = read(&mut zip, &name, MAX_PHOTO)?;
                hashes.insert(Hash(named), Hash::of(&[&bytes]));
            }
        }
    }
    let verdict = verify_bundle(&bundle, &|hash| hashes.get(&hash).copied())?;
    if let Some(extra) =
        hashes.keys().find(|h| !verdict.photos.iter().any(|(_, _, hash, _)| hash == *h))
    {
        return Err(fault(&format!("photos/{}", extra.hex()), "no event names it"));
    }
    let words = read(&mut zip, "summary.txt", MAX_BUNDLE)?;
    let expected = super::summary::of(&bundle)?;
    if words != expected.as_bytes() {
        return Err(fault("summary.txt", "does not say what the events say"));
    }
    Ok(verdict)
}

fn read(zip: &mut ZipArchive<File>, name: &str, limit: u64) -> Result<Vec<u8>, Fault> {
    let file = zip.by_name(name).map_err(|e| fault(name, e))?;
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|e| fault(name, e))?;
    if bytes.len() as u64 > limit { Err(fault(name, "too large")) } else { Ok(bytes) }
}
