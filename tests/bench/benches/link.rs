//! A day's work over a bad line: 2 Mbit/s up, 100 ms there and back, also broken off again and again.
//! The line is made here, between device and central: bytes are let through at its rate, each delayed
//! by half a round trip. It loses no packets; a line that does is the kernel's (netem on the loopback
//! of a network namespace, which `./dev bench link` makes where it can), and all of it runs on that.

use anyhow::{Context, ensure};
use mingcha_bench::check;
use mingcha_device::api::PhotoTarget;
use mingcha_tests::{
    figure,
    world::{Actor, World, snapshot},
};
use std::{
    fs,
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

const UP_BYTES_PER_S: f64 = 250_000.0;
const HALF_ROUND_TRIP: Duration = Duration::from_millis(50);
const ROUNDS: usize = 3;
const CHECKS: usize = 10;
const PHOTOS_EACH: usize = 4;
const TEXTS: usize = 200;

/// A line between two programs.
struct Line {
    at: SocketAddr,
    up: Arc<AtomicU64>,
    open: Arc<Mutex<Vec<TcpStream>>>,
    over: Arc<AtomicBool>,
}

impl Line {
    fn to(to: SocketAddr) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let line = Self {
            at: listener.local_addr()?,
            up: Arc::default(),
            open: Arc::default(),
            over: Arc::default(),
        };
        let (up, open) = (Arc::clone(&line.up), Arc::clone(&line.open));
        let free_at = Arc::new(Mutex::new(Instant::now()));
        thread::spawn(move || {
            for device in listener.incoming().flatten() {
                let Ok(central) = TcpStream::connect(to) else { return };
                let ends = [device.try_clone(), central.try_clone()];
                let mut kept = open.lock().unwrap_or_else(PoisonError::into_inner);
                kept.extend(ends.into_iter().flatten());
                drop(kept);
                let (Ok(device2), Ok(central2)) = (device.try_clone(), central.try_clone()) else {
                    return;
                };
                let rate = Some((Arc::clone(&free_at), Arc::clone(&up)));
                carry(device, central, rate);
                carry(central2, device2, None);
            }
        });
        Ok(line)
    }

    /// Breaks off every connection, again and again.
    fn cut(&self, every: Duration) {
        let (open, over) = (Arc::clone(&self.open), Arc::clone(&self.over));
        thread::spawn(move || {
            while !over.load(Ordering::Relaxed) {
                thread::sleep(every);
                for end in open.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
                    let _ = end.shutdown(Shutdown::Both);
                }
            }
        });
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
    }
}

type Rate = (Arc<Mutex<Instant>>, Arc<AtomicU64>);

/// Carries bytes one way, at the line's rate if there is one, and half a round trip later.
fn carry(mut from: TcpStream, mut to: TcpStream, rate: Option<Rate>) {
    let (late, due) = mpsc::channel::<(Instant, Vec<u8>)>();
    thread::spawn(move || {
        let mut piece = [0; 8 * 1024];
        while let Ok(n) = from.read(&mut piece) {
            let some = piece.get(..n).unwrap_or_default();
            if some.is_empty() {
                break;
            }
            if let Some((free_at, up)) = &rate {
                let through = {
                    let mut free_at = free_at.lock().unwrap_or_else(PoisonError::into_inner);
                    let takes = Duration::from_secs_f64(n as f64 / UP_BYTES_PER_S);
                    *free_at = (*free_at).max(Instant::now()) + takes;
                    *free_at
                };
                thread::sleep(through.saturating_duration_since(Instant::now()));
                up.fetch_add(n as u64, Ordering::Relaxed);
            }
            if late.send((Instant::now() + HALF_ROUND_TRIP, some.to_vec())).is_err() {
                break;
            }
        }
        let _ = from.shutdown(Shutdown::Both);
    });
    // A line holds nothing back until what went before is confirmed.
    let _ = to.set_nodelay(true);
    thread::spawn(move || {
        for (at, bytes) in due {
            thread::sleep(at.saturating_duration_since(Instant::now()));
            if to.write_all(&bytes).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Both);
    });
}

fn main() -> anyhow::Result<()> {
    if mingcha_bench::only_tests() {
        return Ok(());
    }
    let asked: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    // What there is to send, counted once: the same for every round.
    let (_, _, payload) = photos(None)?;
    eprintln!("{:.1} MB of photo files", payload / 1e6);
    if let [loss] = asked.as_slice()
        && loss.starts_with("loss")
    {
        return lossy(loss, payload);
    }
    let wanted = |name: &str| asked.is_empty() || asked.iter().any(|a| a == name);
    for (name, cut) in [("link", None), ("flap10", Some(10)), ("flap4", Some(4))] {
        if !wanted(name) {
            continue;
        }
        let (mut times, mut bytes) = (vec![], vec![]);
        for round in 0..ROUNDS {
            let (seconds, up, _) = photos(cut.map(Duration::from_secs))?;
            let (time, sent) = (seconds / (payload / UP_BYTES_PER_S), up / payload);
            eprintln!("{name} {round}: {time:.3} of the ideal time, {sent:.3} of the bytes");
            times.push(time);
            bytes.push(sent);
        }
        let suffix = if cut.is_none() { "_loss0" } else { "" };
        figure::print("link", &format!("{name}_time_ratio{suffix}"), "ratio", &times, None);
        figure::print("link", &format!("{name}_bytes_ratio{suffix}"), "ratio", &bytes, None);
    }
    if wanted("again") {
        let shares = (0..ROUNDS).map(|_| again()).collect::<anyhow::Result<Vec<_>>>()?;
        figure::print("link", "resend_bytes_ratio", "ratio", &shares, None);
    }
    if !wanted("text") {
        return Ok(());
    }
    let (mut trips, mut kilobytes) = (vec![], vec![]);
    for _ in 0..ROUNDS {
        let (time, sent) = texts()?;
        trips.push((time - sent / UP_BYTES_PER_S) / (2.0 * HALF_ROUND_TRIP.as_secs_f64()));
        kilobytes.push(sent / 1_000.0);
    }
    figure::print("link", "text200_rtt", "round trips", &trips, None);
    figure::print("link", "text200_kb", "kB", &kilobytes, None);
    Ok(())
}

/// The same over the loopback as it is: it has to be a line of that rate and delay, with that loss.
/// `MINGCHA_LINE_PORT`: the one port of which a stand-in for netem makes such a line.
fn lossy(loss: &str, payload: f64) -> anyhow::Result<()> {
    let (mut times, mut bytes) = (vec![], vec![]);
    for round in 0..ROUNDS {
        let mut world = World::new()?;
        if let Ok(port) = std::env::var("MINGCHA_LINE_PORT") {
            world.stop_central();
            world.address = Some(SocketAddr::from(([127, 0, 0, 1], port.parse()?)));
            world.start_central()?;
        }
        let actor = world.actor("lin", "phone")?;
        work(&actor)?;
        let before = tcp_sent()?;
        let started = Instant::now();
        mingcha_bench::deliver(&actor, 0)?;
        let time = started.elapsed().as_secs_f64() / (payload / UP_BYTES_PER_S);
        let sent = (tcp_sent()? - before) / payload;
        eprintln!("{loss} {round}: {time:.3} of the ideal time, {sent:.3} of the bytes");
        times.push(time);
        bytes.push(sent);
    }
    figure::print("link", &format!("link_time_ratio_{loss}"), "ratio", &times, None);
    figure::print("link", &format!("link_bytes_ratio_{loss}"), "ratio", &bytes, None);
    Ok(())
}

/// Bytes that TCP has sent in this network namespace, both ways and again where they were lost,
/// without headers.
fn tcp_sent() -> anyhow::Result<f64> {
    const HEADERS: f64 = 52.0;
    let counted = |file: &str, table: &str, name: &str| -> anyhow::Result<f64> {
        let text = fs::read_to_string(file)?;
        let mut rows = text.lines().filter_map(|line| line.strip_prefix(table)?.strip_prefix(':'));
        let (names, counts) = rows.next().zip(rows.next()).context("a table")?;
        let mut both = names.split_whitespace().zip(counts.split_whitespace());
        Ok(both.find(|(known, _)| *known == name).context("a count")?.1.parse()?)
    };
    let octets = counted("/proc/net/netstat", "IpExt", "OutOctets")?;
    // As IP sent them: not yet cut to what the line carries at once.
    let packets = counted("/proc/net/snmp", "Ip", "OutRequests")?;
    Ok(octets - HEADERS * packets)
}

/// Sends 200 checks without photos over a connection that is there already; gives seconds and bytes.
fn texts() -> anyhow::Result<(f64, f64)> {
    let world = World::new()?;
    let line = Line::to(world.address().replace("http://", "").parse()?)?;
    let actor = world.actor_by("lin", "phone", &format!("http://{}", line.at))?;
    for n in 0..TEXTS {
        check(&actor, n)?;
    }
    let before = line.up.load(Ordering::Relaxed);
    let started = Instant::now();
    ensure!(actor.device.push_only()?, "all is at central");
    let seconds = started.elapsed().as_secs_f64();
    Ok((seconds, (line.up.load(Ordering::Relaxed) - before) as f64))
}

/// Checks with photos, not sent yet.
fn work(actor: &Actor) -> anyhow::Result<()> {
    for n in 0..CHECKS {
        let (check, finding) = check(actor, n)?;
        for photo in 0..PHOTOS_EACH {
            let seed = u32::try_from(n * PHOTOS_EACH + photo)?;
            actor.device.import_photo(check, &PhotoTarget::Finding(finding), snapshot(seed)?)?;
        }
    }
    Ok(())
}

/// Sends all that there is; gives seconds and bytes on the line.
fn deliver(line: &Line, actor: &Actor) -> anyhow::Result<(f64, f64)> {
    let before = line.up.load(Ordering::Relaxed);
    let started = Instant::now();
    mingcha_bench::deliver(actor, 0)?;
    let up = line.up.load(Ordering::Relaxed) - before;
    Ok((started.elapsed().as_secs_f64(), up as f64))
}

/// Sends checks with photos; gives seconds, bytes on the line, and bytes of photo files sent.
fn photos(cut: Option<Duration>) -> anyhow::Result<(f64, f64, f64)> {
    let world = World::new()?;
    let line = Line::to(world.address().replace("http://", "").parse()?)?;
    let actor = world.actor_by("lin", "phone", &format!("http://{}", line.at))?;
    work(&actor)?;
    if let Some(every) = cut {
        line.cut(every);
    }
    let (seconds, up) = deliver(&line, &actor)?;
    Ok((seconds, up, actor.device.photo_bytes_sent() as f64))
}

/// What a phone sends again that was restored from a copy and knows nothing of what was delivered
/// since, as a share of it.
fn again() -> anyhow::Result<f64> {
    let world = World::new()?;
    let line = Line::to(world.address().replace("http://", "").parse()?)?;
    let actor = world.actor_by("lin", "phone", &format!("http://{}", line.at))?;
    work(&actor)?;
    let (actor, copy) = world.cloned(actor, "copy")?;
    let (_, delivered) = deliver(&line, &actor)?;
    drop(actor);
    let (_, up) = deliver(&line, &copy)?;
    Ok(up / delivered)
}
