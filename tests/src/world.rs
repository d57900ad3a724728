//! A world in one process: central on port 0, and named people with their devices.

use crate::certificate::SelfSigned;
use anyhow::Context;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use mingcha_central::{
    Central, account,
    clock::Clock as CentralClock,
    demo,
    http::{self, PlainListener, TlsListener},
    realm::NewRealm,
};
use mingcha_device::{
    Clock, Device, People,
    api::{Command, Error, Query, Receipt, View},
};
use mingcha_domain::{
    finding,
    ids::{CheckId, FindingId, Hash, StreamId},
    invitation::Invitation,
};
use rusqlite::Connection;
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use tempfile::TempDir;
use tokio::{net::TcpListener, runtime::Runtime};

/// 16 March 2022, 09:00 in Beijing.
pub const MORNING_MS: i64 = 1_647_392_400_000;

/// Central with the demo city, and time that stands until it is moved.
pub struct World {
    /// Folder of everything.
    pub dir: TempDir,
    /// The time of every clock.
    pub now: Arc<AtomicI64>,
    running: Option<Running>,
    /// Where central listens, from its next start on; chosen by the system if nobody says it.
    pub address: Option<SocketAddr>,
    /// What central serves TLS with, once it does.
    pub tls: Option<SelfSigned>,
}

struct Running {
    central: Central,
    /// Its own: what still runs on it ends with it.
    runtime: Runtime,
}

/// A person's device.
pub struct Actor {
    /// The engine.
    pub device: Device,
    /// Its folder.
    pub dir: PathBuf,
    now: Arc<AtomicI64>,
}

impl World {
    /// A world whose central runs.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn new() -> anyhow::Result<Self> {
        let mut world = Self {
            dir: tempfile::tempdir()?,
            now: Arc::new(AtomicI64::new(MORNING_MS)),
            running: None,
            address: None,
            tls: None,
        };
        let central = world.open_central()?;
        demo::fill(&central, &demo::City::bundled()?)?;
        drop(central);
        world.start_central()?;
        Ok(world)
    }

    fn open_central(&self) -> anyhow::Result<Central> {
        let new = NewRealm { name: "演示".to_owned(), utc_offset_min: 480, demo: true };
        let clock = CentralClock::Set(Arc::clone(&self.now));
        Central::open(&self.central_dir(), Some(&new), clock)
    }

    /// Central's data folder.
    #[must_use]
    pub fn central_dir(&self) -> PathBuf {
        self.dir.path().join("central")
    }

    /// Starts central, at the same address as before.
    ///
    /// # Errors
    /// If the port is gone.
    pub fn start_central(&mut self) -> anyhow::Result<()> {
        let central = self.open_central()?;
        let at = self.address.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 0)));
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let listener = runtime.block_on(TcpListener::bind(at))?;
        self.address = Some(listener.local_addr()?);
        let serving = central.clone();
        let tls = self.tls.as_ref().map(|tls| http::tls_config(&tls.cert, &tls.key)).transpose()?;
        runtime.spawn(async move {
            let never = std::future::pending();
            match tls {
                None => http::serve(serving, PlainListener::new(listener), never).await,
                Some(tls) => http::serve(serving, TlsListener::new(listener, tls)?, never).await,
            }
        });
        self.running = Some(Running { central, runtime });
        Ok(())
    }

    /// Stops central, and with it every connection, as the end of its process does.
    pub fn stop_central(&mut self) {
        if let Some(running) = self.running.take() {
            running.runtime.shutdown_timeout(Duration::from_secs(10));
        }
    }

    /// Central, while it runs.
    ///
    /// # Errors
    /// If it does not.
    pub fn central(&self) -> anyhow::Result<&Central> {
        Ok(&self.running.as_ref().context("central is stopped")?.central)
    }

    /// Central's address.
    #[must_use]
    pub fn address(&self) -> String {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        self.address.map(|a| format!("{scheme}://{a}")).unwrap_or_default()
    }

    /// Moves every clock on.
    pub fn pass(&self, ms: i64) {
        self.now.fetch_add(ms, Ordering::Relaxed);
    }

    /// An invitation for the person with this code, as a QR would say it.
    ///
    /// # Errors
    /// If central is stopped or there is no such person.
    pub fn invitation(&self, code: &str) -> anyhow::Result<Invitation> {
        let central = self.central()?;
        let user = demo::user_named(central, code).context("nobody of this code")?;
        Ok(Invitation {
            address: self.address().parse()?,
            code: account::new_code(central, user)?,
            pin: self.tls.as_ref().map(|tls| tls.pin),
            plain_http: false,
            root: central.genesis().root_key,
        })
    }

    /// A device of the person with this code, enrolled and synced once.
    ///
    /// # Errors
    /// If enrolment fails.
    pub fn actor(&self, code: &str, folder: &str) -> anyhow::Result<Actor> {
        self.actor_by(code, folder, &self.address())
    }

    /// The same by way of another address, at which somebody stands in between.
    ///
    /// # Errors
    /// If enrolment fails.
    pub fn actor_by(&self, code: &str, folder: &str, address: &str) -> anyhow::Result<Actor> {
        let actor = self.stranger(folder)?;
        let user = demo::user_named(self.central()?, code).context("nobody of this code")?;
        let code = account::new_code(self.central()?, user)?;
        let (address, label) = (address.to_owned(), folder.to_owned());
        actor.device.execute(Command::Enrol { address, code, label })?;
        actor.device.sync_now()?;
        Ok(actor)
    }

    /// Copies a profile's folder, as happens when a phone is restored from a copy or cloned: the
    /// original and the clone.
    ///
    /// # Errors
    /// If the folder cannot be copied.
    pub fn cloned(&self, original: Actor, folder: &str) -> anyhow::Result<(Actor, Actor)> {
        let from = original.dir.clone();
        drop(original);
        let to = self.dir.path().join(folder);
        std::fs::create_dir_all(&to)?;
        for entry in std::fs::read_dir(&from)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                std::fs::copy(entry.path(), to.join(entry.file_name()))?;
            }
        }
        let name = from.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        Ok((self.stranger(name)?, self.stranger(folder)?))
    }

    /// A device that nobody has enrolled.
    ///
    /// # Errors
    /// If its store cannot be made.
    pub fn stranger(&self, folder: &str) -> anyhow::Result<Actor> {
        let dir = self.dir.path().join(folder);
        let device = Device::open(&dir, Clock::Set(Arc::clone(&self.now)))?;
        Ok(Actor { device, dir, now: Arc::clone(&self.now) })
    }

    /// A device that several people share, nobody enrolled yet or as it was left.
    #[must_use]
    pub fn shared_device(&self, folder: &str) -> People {
        People::open(&self.dir.path().join(folder), Clock::Set(Arc::clone(&self.now)))
    }

    /// The person with this code connects the profile in front of a shared device, and syncs once.
    ///
    /// # Errors
    /// If enrolment fails.
    pub fn enrol_in_front(&self, people: &People, code: &str) -> anyhow::Result<Actor> {
        let invitation = self.invitation(code)?;
        let (address, label) = (self.address(), code.to_owned());
        people.execute(Command::Enrol { address, code: invitation.code, label })?;
        let actor = self.in_front(people)?;
        actor.device.sync_now()?;
        Ok(actor)
    }

    /// Whoever is in front of a shared device; the folder is that of everything.
    ///
    /// # Errors
    /// If the store does not open.
    pub fn in_front(&self, people: &People) -> anyhow::Result<Actor> {
        let dir = self.dir.path().to_owned();
        Ok(Actor { device: people.front()?, dir, now: Arc::clone(&self.now) })
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop_central();
    }
}

impl Actor {
    /// Closes the device and opens it again, as after a kill.
    ///
    /// # Errors
    /// If the store does not open.
    pub fn reopen(self) -> anyhow::Result<Self> {
        let Self { device, dir, now } = self;
        drop(device);
        let device = Device::open(&dir, Clock::Set(Arc::clone(&now)))?;
        Ok(Self { device, dir, now })
    }

    /// Gives the device a clock of its own.
    ///
    /// # Errors
    /// If the store does not open.
    pub fn with_clock(self, ms: i64) -> anyhow::Result<Self> {
        let Self { device, dir, .. } = self;
        drop(device);
        let now = Arc::new(AtomicI64::new(ms));
        let device = Device::open(&dir, Clock::Set(Arc::clone(&now)))?;
        Ok(Self { device, dir, now })
    }

    /// Executes.
    ///
    /// # Errors
    /// As the engine says.
    pub fn execute(&self, command: Command) -> Result<Receipt, Error> {
        self.device.execute(command)
    }

    /// Executes a command that makes something.
    ///
    /// # Errors
    /// As the engine says.
    pub fn make<I: From<StreamId>>(&self, command: Command) -> anyhow::Result<I> {
        let made = self.device.execute(command)?.made.context("made nothing")?;
        Ok(I::from(made.parse()?))
    }

    /// Holds what is here against what central gave, as the last exchange found it.
    ///
    /// # Errors
    /// If it differs, or was never compared.
    pub fn whole(&self) -> anyhow::Result<()> {
        let compared = crate::view!(self, Sync, Sync).compared.context("never compared")?;
        anyhow::ensure!(compared.same, "{:?}: {compared:?}", self.dir);
        Ok(())
    }

    /// Begins a finding.
    ///
    /// # Errors
    /// What the engine says.
    pub fn draft(&self, check: CheckId, content: finding::Content) -> anyhow::Result<FindingId> {
        let (finding, keep_photos) = (None, false);
        self.make(Command::SaveFindingDraft { check, finding, content, keep_photos })
    }

    /// Begins a finding and records it.
    ///
    /// # Errors
    /// What the engine says.
    pub fn record(&self, check: CheckId, content: finding::Content) -> anyhow::Result<FindingId> {
        let finding = self.draft(check, content)?;
        self.execute(Command::RecordFinding { finding, base: vec![] })?;
        Ok(finding)
    }

    /// The file of its records, as somebody reads and writes it who has the key. Nobody has locked
    /// the device.
    ///
    /// # Errors
    /// If it is locked, or the file cannot be opened.
    pub fn records(&self) -> anyhow::Result<Connection> {
        Ok(self.opened("records.db", &self.key()?)?)
    }

    /// The file of its photos' bytes likewise.
    ///
    /// # Errors
    /// As [`Actor::records`].
    pub fn photos(&self) -> anyhow::Result<Connection> {
        let key = Hash::of(&[b"mingcha/photos-key/1\0", self.key()?.as_bytes()]).hex();
        let photos = self.opened("photos.db", &key)?;
        photos.execute_batch(
            "PRAGMA cipher_page_size = 16384; PRAGMA cipher_hmac_algorithm = HMAC_SHA256;",
        )?;
        Ok(photos)
    }

    fn key(&self) -> anyhow::Result<String> {
        let kept: serde_json::Value =
            serde_json::from_slice(&std::fs::read(self.dir.join("profile.key"))?)?;
        let key = kept.pointer("/key/open").and_then(serde_json::Value::as_str);
        Ok(HEXLOWER.encode(&BASE64URL_NOPAD.decode(key.context("locked")?.as_bytes())?))
    }

    fn opened(&self, name: &str, key: &str) -> rusqlite::Result<Connection> {
        let store = Connection::open(self.dir.join(name))?;
        store.execute_batch(&format!("PRAGMA key = \"x'{key}'\";"))?;
        Ok(store)
    }

    /// Asks.
    ///
    /// # Errors
    /// As the engine says.
    pub fn query(&self, query: Query) -> Result<View, Error> {
        self.device.query(query)
    }
}

/// Asks for a view of one kind.
#[macro_export]
macro_rules! view {
    ($actor:expr, $kind:ident) => { $crate::view!($actor, $kind, $kind) };
    ($actor:expr, $kind:ident, $($query:tt)+) => {
        match $actor.query(mingcha_device::api::Query::$($query)+)? {
            mingcha_device::api::View::$kind(view) => view,
            other => anyhow::bail!("another view: {other:?}"),
        }
    };
}

/// Content of a finding to be put right by a day.
///
/// # Errors
/// If the day is none.
pub fn content(text: &str, by: &str) -> anyhow::Result<finding::Content> {
    Ok(finding::Content {
        category: finding::Category::Goods,
        department: None,
        explanation: String::new(),
        item: None,
        key: false,
        photos: vec![],
        photos_after: vec![],
        rectification: finding::Rectification::By(by.parse()?),
        severity: finding::Severity::Serious,
        territory: None,
        text: text.to_owned(),
    })
}

/// The folder of the built interface.
#[must_use]
pub fn pages() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/dist"))
}

/// A small photo of nothing in particular: a JPEG whose bytes depend on `seed`.
///
/// # Errors
/// If it cannot be encoded.
pub fn snapshot(seed: u32) -> anyhow::Result<Vec<u8>> {
    grainy(seed, (640, 480), 24)
}

/// A JPEG of bands that grow brighter, under so much grain that hangs on `seed`.
///
/// # Errors
/// If it cannot be encoded.
pub fn grainy(seed: u32, (width, height): (u16, u16), grain: u32) -> anyhow::Result<Vec<u8>> {
    let many = usize::from(width) * usize::from(height);
    let mut state = seed.wrapping_mul(2_654_435_761).max(1);
    let mut pixels = Vec::with_capacity(many * 3);
    for i in 0..many {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let shade = u8::try_from((i / (many / 256) + usize::try_from(state % grain)?) % 256)?;
        pixels.extend([shade, shade.wrapping_add(40), 90]);
    }
    let mut bytes = Vec::new();
    jpeg_encoder::Encoder::new(&mut bytes, 85).encode(
        &pixels,
        width,
        height,
        jpeg_encoder::ColorType::Rgb,
    )?;
    Ok(bytes)
}
