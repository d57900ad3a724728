//! What a photo costs from the camera's bytes to what is stored, beside libvips on the same photos in
//! the same run. Each side works in a process of its own, in turns.

use anyhow::{Context, ensure};
use cpu_time::ProcessTime;
use image::{RgbImage, imageops};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use mingcha_bench::memory_mib;
use mingcha_tests::{
    figure,
    scenes::{HEIGHT, Scene, WIDTH, jpeg, paint},
};
use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};
use zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions};
use zune_jpeg::JpegDecoder;

const ROUNDS: usize = 7;

fn main() -> anyhow::Result<()> {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    match asked.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [first, ..] if ["--test", "--list"].contains(first) => Ok(()),
        ["capture", photo, out] => capture(Path::new(photo), Path::new(out)),
        _ => measure(),
    }
}

/// Our side: a line in, a photo's work done, its milliseconds and how much memory was needed out.
fn capture(photo: &Path, out: &Path) -> anyhow::Result<()> {
    let before = memory_mib("self", "VmRSS")?;
    for line in std::io::stdin().lines() {
        line?;
        let began = ProcessTime::now();
        let captured = mingcha_device::capture(fs::read(photo)?)?;
        let took = began.elapsed().as_secs_f64() * 1_000.0;
        let [_, (_, preview), (_, thumbnail)] = captured.files.as_slice() else {
            anyhow::bail!("no pictures of {}", photo.display())
        };
        fs::write(picture(out, 2048), preview)?;
        fs::write(picture(out, 256), thumbnail)?;
        println!("{took} {}", memory_mib("self", "VmHWM")? - before);
    }
    Ok(())
}

/// Where a side leaves its picture of that long side.
fn picture(out: &Path, long_side: u32) -> PathBuf {
    PathBuf::from(format!("{}.{long_side}.jpg", out.display()))
}

fn measure() -> anyhow::Result<()> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/bench/photos");
    fs::create_dir_all(&dir)?;
    let twelve: Vec<PathBuf> = [Scene::ALL[0], Scene::ALL[1], Scene::ALL[2], Scene::ALL[3]]
        .into_iter()
        .map(|scene| {
            let photo = || jpeg(scene, 3, "2026:03:16 10:21:33", 30_047_180, 123_404_500);
            kept(&dir.join(format!("{}.jpg", scene.name())), photo)
        })
        .collect::<anyhow::Result<_>>()?;
    let large = kept(&dir.join("large.jpg"), four_in_one)?;

    let (mut psnr, mut size) = (Vec::new(), Vec::new());
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for photo in &twelve {
        let pair = side_by_side(photo)?;
        ours.extend(pair.ours);
        theirs.extend(pair.theirs);
        psnr.push(pair.psnr);
        size.push(pair.size);
    }
    compared("photo12_cpu", &ours, &theirs);
    let pair = side_by_side(&large)?;
    compared("photo48_cpu", &pair.ours, &pair.theirs);
    print("photo48_peak_mib", "MiB", &pair.peaks);
    psnr.push(pair.psnr);
    size.push(pair.size);
    print("photo_psnr_delta_db", "dB", &psnr);
    print("photo_size_ratio", "1", &size);
    Ok(())
}

struct Pair {
    /// Milliseconds of processor time.
    ours: Vec<f64>,
    theirs: Vec<f64>,
    /// MiB above what the process held before.
    peaks: Vec<f64>,
    /// How much nearer our preview is to the original than theirs, dB.
    psnr: f64,
    /// Bytes of our preview for one of theirs.
    size: f64,
}

fn side_by_side(photo: &Path) -> anyhow::Result<Pair> {
    let out = |who: &str| photo.with_extension(who);
    let us = std::env::current_exe()?;
    let mut us = Side::start(Command::new(us).arg("capture").arg(photo).arg(out("ours")))?;
    let python = std::env::var("MINGCHA_PEERS").context("MINGCHA_PEERS: Python with libvips")?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/vips.py");
    let mut vips = Command::new(python);
    // One thread each: what counts is work, not how many processors share it.
    vips.env("VIPS_CONCURRENCY", "1").arg(script).arg(photo).arg(out("vips"));
    let mut vips = Side::start(&mut vips)?;
    let mut pair = Pair { ours: vec![], theirs: vec![], peaks: vec![], psnr: 0.0, size: 0.0 };
    for round in 0..=ROUNDS {
        let (ours, theirs) = (us.turn()?, vips.turn()?);
        // Of the first round only the memory counts: afterwards it is kept for the next.
        if round == 0 {
            pair.peaks.extend(ours.get(1));
        } else {
            pair.ours.extend(ours.first());
            pair.theirs.extend(theirs.first());
        }
    }
    us.end()?;
    vips.end()?;
    let original = fs::read(photo)?;
    let read = |who: &str| fs::read(picture(&out(who), 2048));
    let (ours, theirs) = (read("ours")?, read("vips")?);
    pair.psnr = likeness(&original, &ours)? - likeness(&original, &theirs)?;
    pair.size = ours.len() as f64 / theirs.len() as f64;
    Ok(pair)
}

struct Side(Child, ChildStdin, BufReader<ChildStdout>);

impl Side {
    fn start(command: &mut Command) -> anyhow::Result<Self> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let ask = child.stdin.take().context("stdin")?;
        let hear = BufReader::new(child.stdout.take().context("stdout")?);
        Ok(Self(child, ask, hear))
    }

    fn turn(&mut self) -> anyhow::Result<Vec<f64>> {
        writeln!(self.1)?;
        let mut line = String::new();
        self.2.read_line(&mut line)?;
        ensure!(!line.is_empty(), "a side ended early");
        Ok(line.split_whitespace().map(str::parse).collect::<Result<_, _>>()?)
    }

    fn end(self) -> anyhow::Result<()> {
        let Self(mut child, ask, _) = self;
        drop(ask);
        ensure!(child.wait()?.success());
        Ok(())
    }
}

/// Peak signal to noise of a preview against the original, shrunk with care to the preview's size.
fn likeness(original: &[u8], preview: &[u8]) -> anyhow::Result<f64> {
    let preview = decoded(preview)?;
    let original = decoded(original)?;
    let lies = |image: &RgbImage| image.width() > image.height();
    let original =
        if lies(&original) == lies(&preview) { original } else { imageops::rotate90(&original) };
    let (width, height) = preview.dimensions();
    let wanted = imageops::resize(&original, width, height, imageops::FilterType::Lanczos3);
    let squares: f64 = wanted
        .as_raw()
        .iter()
        .zip(preview.as_raw())
        .map(|(a, b)| f64::from(a.abs_diff(*b)).powi(2))
        .sum();
    Ok(10.0 * (255.0_f64.powi(2) * preview.as_raw().len() as f64 / squares).log10())
}

fn decoded(bytes: &[u8]) -> anyhow::Result<RgbImage> {
    let options = DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let pixels = decoder.decode()?;
    let info = decoder.info().context("a header")?;
    RgbImage::from_raw(info.width.into(), info.height.into(), pixels).context("pixels")
}

fn kept(path: &Path, make: impl FnOnce() -> Vec<u8>) -> anyhow::Result<PathBuf> {
    if !path.exists() {
        eprintln!("painting {}", path.display());
        fs::write(path, make())?;
    }
    Ok(path.to_owned())
}

/// Forty-eight megapixels.
fn four_in_one() -> Vec<u8> {
    let mut all = RgbImage::new(WIDTH * 2, HEIGHT * 2);
    for (n, scene) in Scene::ALL.into_iter().take(4).enumerate() {
        let (x, y) = (n as u32 % 2 * WIDTH, n as u32 / 2 * HEIGHT);
        imageops::replace(&mut all, &paint(scene, 3), x.into(), y.into());
    }
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 88);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    let (width, height) = (all.width() as u16, all.height() as u16);
    if let Err(why) = encoder.encode(&all, width, height, ColorType::Rgb) {
        eprintln!("a large photo: {why}");
    }
    bytes
}

fn compared(name: &str, ours: &[f64], theirs: &[f64]) {
    figure::print("photos", name, "ms", ours, Some(("libvips", theirs)));
    print(&format!("libvips_{name}"), "ms", theirs);
}

fn print(name: &str, unit: &str, values: &[f64]) {
    figure::print("photos", name, unit, values, None);
}
