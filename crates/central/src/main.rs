//! The command line of central.

mod recovery_command;

use anyhow::{Context, bail};
use clap::{Parser, Subcommand};
use mingcha_central::{
    Central,
    account::{self, Whose, Wish},
    backup,
    clock::Clock,
    demo, evidence, figures, http, order,
    realm::NewRealm,
    serving,
};
use mingcha_domain::{
    crash,
    ids::{PublicKey, StreamId, UserId},
    invitation::{Address, Invitation},
    time::Day,
};
use qrcode::{QrCode, render::unicode::Dense1x2};
use rustls::ServerConfig;
use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, atomic::AtomicI64},
};

/// The central endpoint of Mingcha (明察).
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Serves devices. Makes the installation if the folder is empty.
    Serve {
        /// Data folder.
        #[arg(long)]
        data: PathBuf,
        /// Where to listen. Anything but this machine needs a certificate.
        #[arg(long, default_value = "127.0.0.1:7410")]
        listen: SocketAddr,
        /// Certificate chain (PEM), the server's own first.
        #[arg(long, requires = "tls_key")]
        tls_cert: Option<PathBuf>,
        /// Private key of the certificate (PEM).
        #[arg(long, requires = "tls_cert")]
        tls_key: Option<PathBuf>,
        /// Serve others without encryption, for example because TLS ends at a balancer in front.
        #[arg(long, conflicts_with = "tls_cert")]
        plain_http: bool,
        /// Name of a new installation.
        #[arg(long, default_value = "明察")]
        name: String,
        /// Minutes east of UTC of a new installation.
        #[arg(long, default_value_t = 480)]
        utc_offset_min: i32,
    },
    /// Fills an empty folder with the demo city and three weeks of its work.
    Demo {
        /// Data folder.
        #[arg(long)]
        data: PathBuf,
        /// Without the three weeks: people, places and today's orders alone.
        #[arg(long)]
        bare: bool,
    },
    /// Prints a one-time enrolment code; with an address also as QR.
    Enrol(Enrol),
    /// Lists device profiles: key, person, device, whether access has ended.
    Profiles {
        /// Data folder.
        #[arg(long)]
        data: PathBuf,
        /// Of this person only.
        #[arg(long)]
        user: Option<String>,
    },
    /// Ends access at once, for one device profile or for all of a person.
    #[command(group = clap::ArgGroup::new("whose").required(true))]
    Revoke {
        /// Data folder.
        #[arg(long)]
        data: PathBuf,
        /// Key of one profile, as `profiles` lists it.
        #[arg(long, group = "whose")]
        profile: Option<PublicKey>,
        /// Name of a person: every profile, and codes that are not spent yet.
        #[arg(long, group = "whose")]
        user: Option<String>,
        /// The devices shall erase the profiles once everything of them is here.
        #[arg(long)]
        erase: bool,
    },
    /// Sealed orders.
    Orders {
        #[command(subcommand)]
        what: Orders,
    },
    /// Recovery of forgotten secrets by two of three keepers.
    Recovery {
        #[command(subcommand)]
        what: recovery_command::Recovery,
    },
    /// Prints the five figures as folded here, one JSON object a line.
    Figures {
        /// Data folder.
        #[arg(long)]
        data: PathBuf,
        /// First day, 2026-03-16.
        #[arg(long)]
        from: Day,
        /// Last day.
        #[arg(long)]
        to: Day,
    },
    /// Prints the hash of every stream's state as folded here, one JSON object a line: what a
    /// device holds must fold to the same.
    States {
        /// Data folder.
        #[arg(long)]
        data: PathBuf,
    },
    /// Writes a check with everything that proves it.
    ExportEvidence {
        /// Data folder.
        #[arg(long)]
        data: PathBuf,
        /// The check's id.
        #[arg(long)]
        check: StreamId,
        /// File to write.
        #[arg(long)]
        out: PathBuf,
    },
    /// Says whether such a file is valid, or the first thing that is wrong and where.
    Verify {
        /// The file.
        file: PathBuf,
    },
    /// Copies everything to another folder, also while central serves. An older copy there is
    /// brought up to date.
    Backup {
        /// Data folder.
        #[arg(long)]
        data: PathBuf,
        /// Folder of the copy.
        #[arg(long)]
        out: PathBuf,
    },
    /// Goes on from a copy that was put in the place of a lost data folder: devices deliver again
    /// what came after it.
    Restore {
        /// Data folder, with the copy in it.
        #[arg(long)]
        data: PathBuf,
    },
    /// Prints the OpenAPI document.
    Openapi,
}

#[derive(Subcommand)]
enum Orders {
    /// Seals the orders of a list as one batch, and writes their codes for the code holder to a
    /// file, once: they are not kept here.
    Seal {
        /// Data folder.
        #[arg(long)]
        data: PathBuf,
        /// The list, JSON: campaign, checklist, site, team by name or id; due, kind, title, note.
        #[arg(long)]
        from: PathBuf,
        /// File to write the codes to; there must be none yet.
        #[arg(long)]
        out: PathBuf,
    },
}

#[derive(clap::Args)]
struct Enrol {
    /// Data folder.
    #[arg(long)]
    data: PathBuf,
    /// Name of the person (in the demo city also the code, for example lin).
    #[arg(long)]
    user: String,
    /// Address at which devices reach central, `https://host:port`: goes into the QR.
    #[arg(long)]
    address: Option<Address>,
    /// The certificate that central serves (PEM), if no public authority vouches for it: devices
    /// then trust its key and no other.
    #[arg(long, requires = "address")]
    tls_cert: Option<PathBuf>,
    /// The address begins with http:// and that is meant.
    #[arg(long, requires = "address")]
    plain_http: bool,
    /// Print alone what a device needs, for scripts: the QR's text with --address, else the code.
    #[arg(long)]
    plain: bool,
}

fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    std::panic::set_hook(Box::new(|panic| tracing::error!("{}", crash::told(panic))));
    match Arguments::parse().what {
        What::Serve { data, listen, tls_cert, tls_key, plain_http, name, utc_offset_min } => {
            let tls = tls_cert.zip(tls_key);
            let tls = tls.map(|(cert, key)| http::tls_config(&cert, &key)).transpose()?;
            http::may_serve(listen, tls.is_some(), plain_http)?;
            let new = NewRealm { name, utc_offset_min, demo: false };
            let _alone = serving::claim(&data)?;
            serve(Central::open(&data, Some(&new), Clock::System)?, listen, tls)
        }
        What::Demo { data, bare } => {
            let city = demo::City::bundled()?;
            let (name, utc_offset_min) = (city.name.zh.clone(), city.utc_offset_min);
            let new = NewRealm { name, utc_offset_min, demo: true };
            let now = Clock::System.now();
            let clock = Arc::new(AtomicI64::new(now.0));
            let central = Central::open(&data, Some(&new), Clock::Set(Arc::clone(&clock)))?;
            if bare {
                demo::fill(&central, &city)?;
            } else {
                demo::fill_with_history(&central, &city, &clock, now)?;
            }
            let slips = demo::seal(&central, &city)?;
            println!("演示数据 {} · {} entries", city.name.zh, central.log().size());
            for slip in slips {
                println!("密封任务 sealed order {}: {}", slip.name, *slip.code);
            }
            Ok(())
        }
        What::Enrol(wanted) => enrol(&open(&wanted.data)?, &wanted),
        What::Profiles { data, user } => profiles(&open(&data)?, user.as_deref()),
        What::Revoke { data, profile, user, erase } => {
            let central = open(&data)?;
            let whose = match (profile, user) {
                (Some(key), _) => Whose::Profile(key),
                (None, Some(name)) => Whose::User(person(&central, &name)?),
                (None, None) => bail!("whose access?"),
            };
            revoke(&central, &Wish { whose, erase })
        }
        What::Orders { what: Orders::Seal { data, from, out } } => {
            seal_orders(&open(&data)?, &from, &out)
        }
        What::Recovery { what } => recovery_command::run(what, open),
        What::Figures { data, from, to } => {
            for (figure, value) in figures::figures(&open(&data)?, from, to, None)? {
                println!("{}", serde_json::json!({"figure": figure.name(), "value": value}));
            }
            Ok(())
        }
        What::States { data } => {
            for (stream, hash) in figures::state_hashes(&open(&data)?)? {
                println!("{}", serde_json::json!({"stream": stream, "hash": hash}));
            }
            Ok(())
        }
        What::ExportEvidence { data, check, out } => {
            evidence::export(&open(&data)?, check.into(), &out)?;
            println!("{}", out.display());
            Ok(())
        }
        What::Verify { file } => match evidence::verify(&file) {
            Ok(verdict) => {
                let here = verdict.photos.iter().filter(|p| p.3).count();
                println!("valid: {} events", verdict.events.len());
                println!("photo files: {here} of {} in the bundle", verdict.photos.len());
                println!("realm {} · root key {}", verdict.realm, verdict.root_key);
                Ok(())
            }
            Err(fault) => bail!("NOT VALID: {fault}"),
        },
        What::Backup { data, out } => {
            let copied = backup::back_up(&data, &out)?;
            println!("{} entries, {} new photo files", copied.entries, copied.photos);
            Ok(())
        }
        What::Restore { data } => {
            let restored = backup::restore(&data)?;
            println!(
                "epoch {} begins after {} entries; {} photo files are missing and will be sent again",
                restored.epoch, restored.entries, restored.photos_missing
            );
            Ok(())
        }
        What::Openapi => {
            println!("{}", http::document().to_pretty_json()?);
            Ok(())
        }
    }
}

fn open(data: &std::path::Path) -> anyhow::Result<Central> {
    Central::open(data, None, Clock::System)
}

#[tokio::main]
async fn serve(
    central: Central,
    listen: SocketAddr,
    tls: Option<Arc<ServerConfig>>,
) -> anyhow::Result<()> {
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .with_context(|| format!("listening on {listen}"))?;
    let at = listener.local_addr()?;
    let stop = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    match tls {
        Some(config) => {
            println!("listening on https://{at}");
            http::serve(central, http::TlsListener::new(listener, config)?, stop).await?;
        }
        None => {
            if !at.ip().is_loopback() {
                tracing::warn!("UNENCRYPTED: whoever is on the way reads and changes everything");
                tracing::warn!("serving plain HTTP on {at} because --plain-http says so");
            }
            println!("listening on http://{at}");
            http::serve(central, http::PlainListener::new(listener), stop).await?;
        }
    }
    Ok(())
}

fn person(central: &Central, name: &str) -> anyhow::Result<UserId> {
    demo::user_named(central, name).with_context(|| format!("nobody called {name}"))
}

fn enrol(central: &Central, wanted: &Enrol) -> anyhow::Result<()> {
    let user = person(central, &wanted.user)?;
    if let Some(address) = &wanted.address {
        let open = !address.is_https() && !address.is_loopback();
        if open && !wanted.plain_http {
            bail!("{address} is not encrypted: https://…, or --plain-http if that is meant");
        }
    }
    let pin = wanted.tls_cert.as_deref().map(http::pin).transpose()?;
    let code = account::new_code(central, user)?;
    let (root, plain_http) = (central.genesis().root_key, wanted.plain_http);
    let invitation = wanted.address.clone().map(|address| {
        let code = code.clone();
        Invitation { address, code, pin, plain_http, root }.to_string()
    });
    if wanted.plain {
        println!("{}", invitation.unwrap_or(code));
        return Ok(());
    }
    match &invitation {
        Some(text) => {
            let drawn = QrCode::new(text.as_bytes())?.render::<Dense1x2>().build();
            println!("{drawn}\n{text}\n{}", account::printed(&code));
        }
        None => println!("{}\nfor a QR: --address https://host:port", account::printed(&code)),
    }
    println!("good once, for seven days");
    Ok(())
}

fn seal_orders(
    central: &Central,
    from: &std::path::Path,
    out: &std::path::Path,
) -> anyhow::Result<()> {
    use std::io::Write;
    let dossiers = order::read_list(central, from)?;
    // The file before the orders: nobody is sent an order that nobody can open.
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(out).with_context(|| format!("writing {}", out.display()))?;
    let slips = order::seal(central, dossiers)?;
    for slip in &slips {
        let drawn = QrCode::new(slip.qr.as_bytes())?.render::<Dense1x2>().build();
        let (site, title) = (&slip.dossier.place.name, &slip.dossier.title);
        writeln!(file, "{}  {}  {site} {title}\n{}", slip.name, *slip.code, *slip.qr)?;
        writeln!(file, "{drawn}\n")?;
    }
    file.sync_all()?;
    println!("{} sealed; codes: {}", slips.len(), out.display());
    println!("issued by the serving process within half a second, or when it next starts");
    Ok(())
}

fn profiles(central: &Central, user: Option<&str>) -> anyhow::Result<()> {
    let only = user.map(|name| person(central, name)).transpose()?;
    let log = central.log();
    let directory = log.directory();
    for (key, profile) in &directory.profiles {
        if only.is_none_or(|only| only == profile.user) {
            let name = directory.users.get(&profile.user).map_or("", |u| u.name.as_str());
            let line = serde_json::json!({
                "key": key, "person": name, "device": profile.label,
                "revoked": profile.revoked, "erase": profile.erase,
            });
            println!("{line}");
        }
    }
    Ok(())
}

fn revoke(central: &Central, wish: &Wish) -> anyhow::Result<()> {
    let number = account::wish(central, wish).context("no such profile or person")?;
    for _ in 0..30 {
        if account::is_carried_out(central, number)? {
            println!("access has ended");
            return Ok(());
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    println!("noted; central is not running and ends the access when it next starts");
    Ok(())
}
