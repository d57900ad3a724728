//! A day's work goes to central over loopback, with TLS: 200 checks with ten answers each and 400
//! photos, beside Anki's sync of the same bytes. Central runs in a process of its own, so that what
//! it needs can be read off.

use anyhow::{Context, ensure};
use mingcha_bench::{check, deliver, memory_mib};
use mingcha_central::{
    Central,
    clock::Clock,
    http::{self, TlsListener},
};
use mingcha_device::api::{Command as Wish, PhotoTarget};
use mingcha_domain::{ids::EventId, photo::Variant};
use mingcha_tests::{
    certificate::SelfSigned,
    figure::{self, middle},
    folder,
    world::{MORNING_MS, World},
};
use std::{
    fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, atomic::AtomicI64},
    time::Instant,
};

const CHECKS: usize = 200;
const PHOTOS_EACH: usize = 2;
const ROUNDS: usize = 5;

fn main() -> anyhow::Result<()> {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    match asked.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [first, ..] if ["--test", "--list"].contains(first) => Ok(()),
        ["serve", data, at, cert, key] => {
            serve(Path::new(data), at.parse()?, Path::new(cert), Path::new(key))
        }
        _ => measure(),
    }
}

/// Central alone, as it is served to devices. A line says that it listens.
fn serve(data: &Path, at: SocketAddr, cert: &Path, key: &Path) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let central = Central::open(data, None, Clock::Set(Arc::new(AtomicI64::new(MORNING_MS))))?;
    let tls = http::tls_config(cert, key)?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(at).await?;
        let listener = TlsListener::new(listener, tls)?;
        println!("listening");
        Ok(http::serve(central, listener, std::future::pending()).await?)
    })
}

/// What one side needed.
#[derive(Default)]
struct Needed {
    wall_s: Vec<f64>,
    server_cpu_s: Vec<f64>,
    server_peak_mib: Vec<f64>,
}

impl Needed {
    fn add(&mut self, wall_s: f64, server_cpu_s: f64, server_peak_mib: f64) {
        eprintln!(
            "{wall_s:.2} s, server {server_cpu_s:.2} s of processor, {server_peak_mib:.0} MiB"
        );
        self.wall_s.push(wall_s);
        self.server_cpu_s.push(server_cpu_s);
        self.server_peak_mib.push(server_peak_mib);
    }
}

fn measure() -> anyhow::Result<()> {
    let mut world = World::new()?;
    world.stop_central();
    let tls = SelfSigned::make(world.dir.path(), "central")?;
    let (cert, key) = (tls.cert.clone(), tls.key.clone());
    world.tls = Some(tls);
    world.start_central()?;
    let files = world.dir.path().join("files");
    fs::create_dir_all(&files)?;
    let bytes = work(&world, &files)?;
    eprintln!("{:.0} MB of photo files", bytes as f64 / 1e6);
    let at: SocketAddr = world.address().replace("https://", "").parse()?;
    world.stop_central();
    let (mut ours, mut anki) = (Needed::default(), Needed::default());
    for round in 0..ROUNDS {
        let (data, phone) = (format!("central-{round}"), format!("phone-{round}"));
        folder::copy(&world.central_dir(), &world.dir.path().join(&data))?;
        folder::copy(&world.dir.path().join("phone"), &world.dir.path().join(&phone))?;
        settled()?;
        let mut server = server(&world.dir.path().join(&data), at, &cert, &key)?;
        let before = processor_s(server.id())?;
        let actor = world.stranger(&phone)?;
        let began = Instant::now();
        let delivered = deliver(&actor, bytes);
        let wall_s = began.elapsed().as_secs_f64();
        let spent_s = processor_s(server.id())? - before;
        ours.add(wall_s, spent_s, memory_mib(server.id(), "VmHWM")?);
        drop(actor);
        server.kill()?;
        server.wait()?;
        delivered?;
        settled()?;
        peer(&files, &world.dir.path().join("anki"), &mut anki)?;
    }
    let beside = |theirs| Some(("anki", theirs));
    figure::print("sync", "drain_wall", "s", &ours.wall_s, beside(anki.wall_s.as_slice()));
    let (cpu, peak) = (ours.server_cpu_s.as_slice(), ours.server_peak_mib.as_slice());
    figure::print("sync", "drain_server_cpu_s", "s", cpu, beside(anki.server_cpu_s.as_slice()));
    let their_peak = beside(anki.server_peak_mib.as_slice());
    figure::print("sync", "drain_server_peak_mib", "MiB", peak, their_peak);
    figure::print("sync", "anki_drain_wall", "s", &anki.wall_s, None);
    eprintln!("{:.2} of Anki's time", middle(&ours.wall_s) / middle(&anki.wall_s));
    Ok(())
}

/// Records what is to be sent, on the device `phone`; keeps each photo's files in `files` as one, for
/// who else sends them. Gives their bytes.
fn work(world: &World, files: &Path) -> anyhow::Result<u64> {
    let phone = world.stranger("phone")?;
    let invitation = world.invitation("lin")?.to_string();
    let label = "phone".to_owned();
    phone.execute(Wish::Enrol { address: String::new(), code: invitation, label })?;
    phone.device.sync_now()?;
    let mut bytes = 0;
    for n in 0..CHECKS {
        let (check, finding) = check(&phone, n)?;
        for photo in 0..PHOTOS_EACH {
            let seed = n * PHOTOS_EACH + photo;
            let target = PhotoTarget::Finding(finding);
            let made = phone.device.import_photo(check, &target, mingcha_bench::photo(seed)?)?.made;
            let photo: EventId = made.context("a photo")?.parse()?;
            let mut all = Vec::new();
            for variant in Variant::ALL {
                all.extend(phone.device.picture(photo, variant)?.bytes);
            }
            bytes += all.len() as u64;
            fs::write(files.join(format!("{seed:03}")), all)?;
        }
    }
    Ok(bytes)
}

/// What was written before is on disk: nobody waits for it in their turn.
fn settled() -> anyhow::Result<()> {
    ensure!(Command::new("sync").status()?.success(), "sync");
    Ok(())
}

/// Central in a process of its own, once it listens.
fn server(data: &Path, at: SocketAddr, cert: &Path, key: &Path) -> anyhow::Result<Child> {
    let mut server = Command::new(std::env::current_exe()?)
        .arg("serve")
        .args([data, Path::new(&at.to_string()), cert, key])
        .stdout(Stdio::piped())
        .spawn()?;
    let mut line = String::new();
    BufReader::new(server.stdout.take().context("stdout")?).read_line(&mut line)?;
    ensure!(line.trim() == "listening", "central did not start");
    Ok(server)
}

fn peer(files: &Path, work: &Path, needed: &mut Needed) -> anyhow::Result<()> {
    let python = std::env::var("MINGCHA_PEERS").context("MINGCHA_PEERS: Python with Anki")?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/anki_drain.py");
    let said =
        Command::new(python).arg(script).args([files, work]).stderr(Stdio::inherit()).output()?;
    ensure!(said.status.success(), "Anki failed");
    let numbers: Vec<f64> = String::from_utf8(said.stdout)?
        .split_whitespace()
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    let [wall_s, cpu_s, peak_mib, there] = numbers.as_slice() else { anyhow::bail!("{numbers:?}") };
    ensure!(*there > (CHECKS * PHOTOS_EACH) as f64, "{there} files arrived at Anki's server");
    needed.add(*wall_s, *cpu_s, *peak_mib);
    Ok(())
}

/// Processor time of a process so far, its threads and the kernel on its behalf.
fn processor_s(pid: u32) -> anyhow::Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let fields = stat.rsplit(')').next().context("fields")?;
    let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    // Linux counts in hundredths of a second wherever it is asked like this.
    Ok(ticks.sum::<Result<f64, _>>()? / 100.0)
}
