//! A phone whose line died comes back over another one while central still waits for the first.

use anyhow::{Context, ensure};
use mingcha_central::photo;
use mingcha_domain::{event::CHAIN_START, ids::Hash};
use mingcha_tests::{crooked::Crooked, world::World};
use reqwest::Method;
use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    thread,
};

#[test]
fn who_comes_back_goes_on_and_the_first_line_writes_no_more() -> anyhow::Result<()> {
    let world = World::new()?;
    let phone = Crooked::enrol(&world, 61)?;
    let bytes: Vec<u8> = (0..40_000_u32).flat_map(u32::to_be_bytes).collect();
    let event = phone.record_photo(&bytes, 0, CHAIN_START)?;
    let name = |text: &str| data_encoding::BASE64.encode(text.as_bytes());
    let metadata = format!("photo {},variant {}", name(&event.id()?.to_string()), name("original"));
    let begun = phone
        .request(Method::POST, "/v1/photos")
        .header("upload-length", bytes.len())
        .header("upload-metadata", metadata)
        .send()?;
    let at = begun.headers().get("location").context("no location")?.to_str()?.to_owned();

    let host = world.address().replace("http://", "");
    let (half, rest) = bytes.split_at(bytes.len() / 2);
    let mut first = TcpStream::connect(&host)?;
    write!(
        first,
        "PATCH {at} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {}\r\nupload-offset: 0\r\n\
         content-type: application/offset+octet-stream\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        phone.token,
        bytes.len()
    )?;
    first.write_all(half)?;
    // The first line is the one that writes: before, it would be the one that comes back.
    let upload = at.rsplit('/').next().context("no name")?;
    let partial = world.central_dir().join("uploads").join(upload);
    let begun = || fs::metadata(&partial).is_ok_and(|file| file.len() > 0);
    for _ in 0..5_000_000 {
        if begun() {
            break;
        }
        thread::yield_now();
    }
    ensure!(begun(), "central takes nothing of the first line");

    // However much central has of it by now: it says so, and it stays so.
    let asked = phone.request(Method::HEAD, &at).send()?;
    let offset = asked.headers().get("upload-offset").context("no offset")?.to_str()?.to_owned();
    let from: usize = offset.parse()?;
    ensure!(asked.status() == 200 && from <= half.len(), "{from}");
    let sent = phone
        .request(Method::PATCH, &at)
        .header("upload-offset", offset)
        .header("content-type", "application/offset+octet-stream")
        .body(bytes.get(from..).context("beyond the end")?.to_vec())
        .send()?;
    ensure!(sent.status() == 204, "{}", sent.status());

    // The first line comes alive again. Central may have closed it.
    if first.write_all(rest).is_ok() {
        let _ = first.read_to_end(&mut vec![]);
    }
    let kept = photo::file(&world.central_dir(), Hash::of(&[&bytes]));
    ensure!(fs::read(kept)? == bytes, "the photo is as it was signed");
    Ok(())
}
