//! A check with everything that proves it, as a zip.

use super::{document, summary};
use crate::{Central, Error, photo, store};
use mingcha_domain::{
    directory,
    event::{Event, Signed},
    evidence::{Bundle, FORMAT, verify},
    fold::{Admitted, Subject},
    ids::{CheckId, PublicKey, StreamId},
    log::Entry,
    photo::Variant,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{Read, Seek, Write},
    path::Path,
};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// Writes the bundle of a check to `out`.
///
/// # Errors
/// [`Error::NotFound`] if there is no such check.
pub fn export(central: &Central, check: CheckId, out: &Path) -> Result<(), Error> {
    Ok(pack(central, check, fs::File::create(out)?)?.sync_all()?)
}

/// The bundle of a check for a profile that may read it, as a file without a name.
///
/// # Errors
/// [`Error::NotFound`] if there is no such check for this profile; [`Error::Revoked`].
pub fn export_for(central: &Central, key: PublicKey, check: CheckId) -> Result<fs::File, Error> {
    central.log().may_read(key, check.stream())?;
    let mut file = pack(central, check, tempfile::tempfile_in(central.dir())?)?;
    file.rewind()?;
    Ok(file)
}

fn pack<W: Write + Seek>(central: &Central, check: CheckId, out: W) -> Result<W, Error> {
    let (bundle, photos) = gather(central, check)?;
    let mut zip = ZipWriter::new(out);
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let json = serde_json::to_vec(&bundle).map_err(|e| Error::Internal(e.into()))?;
    put(&mut zip, "bundle.json", options, &json)?;
    let stored = options.compression_method(CompressionMethod::Stored);
    for hash in photos {
        let place = photo::place(central.log().connection(), central.dir(), hash)?;
        if place.is_there() {
            let mut bytes = vec![];
            place.open()?.0.read_to_end(&mut bytes)?;
            put(&mut zip, &format!("photos/{}", hash.hex()), stored, &bytes)?;
        }
    }
    let verdict = verify(&bundle, &|_| None).map_err(|e| Error::Internal(e.into()))?;
    put(&mut zip, "summary.txt", options, summary::of(&bundle, &verdict).as_bytes())?;
    put(&mut zip, "document.html", options, document::of(&bundle, &verdict).as_bytes())?;
    zip.finish().map_err(|e| Error::Internal(e.into()))
}

fn put<W: Write + Seek>(
    zip: &mut ZipWriter<W>,
    name: &str,
    options: SimpleFileOptions,
    bytes: &[u8],
) -> Result<(), Error> {
    zip.start_file(name, options).map_err(|e| Error::Internal(e.into()))?;
    zip.write_all(bytes)?;
    Ok(())
}

type Photos = BTreeSet<mingcha_domain::ids::Hash>;

fn gather(central: &Central, check: CheckId) -> Result<(Bundle, Photos), Error> {
    let log = central.log();
    let (connection, realm) = (log.connection(), central.realm());
    let streams = log.streams();
    let stream = streams.get(check.stream())?;
    let Subject::Check(state) = &stream.subject else { return Err(Error::NotFound) };
    let started = state.started.as_ref().ok_or(Error::NotFound)?;
    let mut wanted: BTreeSet<StreamId> =
        [check.stream(), started.outing.stream(), started.site.stream()].into();
    wanted.extend(started.order.map(|o| o.stream()));
    for id in store::event::streams_of_outing(connection, started.outing)? {
        let of = match &streams.get(id)?.subject {
            Subject::Finding(finding) => finding.check,
            Subject::Suggestion(suggestion) => suggestion.check,
            _ => None,
        };
        if of == Some(check) {
            wanted.insert(id);
        }
    }
    let mut events: BTreeMap<u64, Signed> = BTreeMap::new();
    let mut keys: BTreeSet<PublicKey> = BTreeSet::new();
    let mut add = |admitted: Admitted| {
        keys.insert(admitted.verified.header.key);
        events.extend(admitted.n.map(|n| (n, admitted.verified.signed)));
    };
    for id in wanted {
        store::event::of_stream(connection, id)?.into_iter().for_each(&mut add);
    }
    if let Some(signed) = store::event::get(connection, started.checklist)? {
        let read = signed.read_verified(realm).map_err(|_| store::Error::Row("event"))?;
        let all = store::event::of_stream(connection, read.header.stream)?;
        all.into_iter().filter(|a| a.verified.id == started.checklist).for_each(&mut add);
    }
    // Who the keys belong to, and nothing else of the directory.
    let people: BTreeSet<_> = keys.iter().filter_map(|k| log.directory().author_of(*k)).collect();
    for admitted in store::event::of_stream(connection, directory::stream(realm))? {
        let concerns = match &admitted.verified.event {
            Ok(Event::ProfileEnrolled(e)) => keys.contains(&e.key),
            Ok(Event::ProfileRevoked(e)) => keys.contains(&e.key),
            Ok(Event::UserAdded(e)) => people.contains(&e.user),
            _ => false,
        };
        if concerns {
            events.extend(admitted.n.map(|n| (n, admitted.verified.signed)));
        }
    }
    let mut entries: BTreeMap<u64, Entry> = BTreeMap::new();
    for signed in events.values() {
        let id = signed.id().map_err(|_| store::Error::Row("event"))?;
        for n in store::entry::numbers(connection, id)? {
            let entry = store::entry::get(connection, n)?.ok_or(store::Error::Row("entry"))?;
            entries.insert(n, entry);
        }
    }
    let photos = state
        .photos
        .values()
        .flat_map(|p| Variant::ALL.into_iter().filter_map(|v| p.taken.bytes(v)))
        .map(|b| b.sha256)
        .collect();
    let numbers: Vec<u64> = entries.keys().copied().collect();
    let bundle = Bundle {
        certificate: central.certificate().clone(),
        check,
        checkpoint: log.checkpoint()?,
        entries: entries.into_values().collect(),
        events: events.into_values().collect(),
        format: FORMAT.to_owned(),
        genesis: central.genesis().clone(),
        proof: log.prove(&numbers),
    };
    Ok((bundle, photos))
}
