//! The command line of central.

use anyhow::{Context, bail};
use clap::{Parser, Subcommand};
use mingcha_central::{
    Central, account, clock::Clock, demo, evidence, figures, http, realm::NewRealm,
};
use mingcha_domain::{ids::StreamId, time::Day};
use qrcode::{QrCode, render::unicode::Dense1x2};
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
        /// Where to listen. Anything but this machine needs TLS in front.
        #[arg(long, default_value = "127.0.0.1:7410")]
        listen: SocketAddr,
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
    /// Prints a one-time enrolment code as text and QR.
    Enrol {
        /// Data folder.
        #[arg(long)]
        data: PathBuf,
        /// Name of the person (in the demo city also the code, for example lin).
        #[arg(long)]
        user: String,
        /// Print the code alone, for scripts.
        #[arg(long)]
        plain: bool,
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
    /// Prints the OpenAPI document.
    Openapi,
}

fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    match Arguments::parse().what {
        What::Serve { data, listen, name, utc_offset_min } => {
            let new = NewRealm { name, utc_offset_min, demo: false };
            serve(Central::open(&data, Some(&new), Clock::System)?, listen)
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
            println!("演示数据 {} · {} entries", city.name.zh, central.log().size());
            Ok(())
        }
        What::Enrol { data, user, plain } => enrol(&open(&data)?, &user, plain),
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
async fn serve(central: Central, listen: SocketAddr) -> anyhow::Result<()> {
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .with_context(|| format!("listening on {listen}"))?;
    let at = listener.local_addr()?;
    if !at.ip().is_loopback() {
        tracing::warn!("plain HTTP beyond this machine: put TLS in front of {at}");
    }
    println!("listening on http://{at}");
    let stop = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    http::serve(central, listener, stop).await?;
    Ok(())
}

fn enrol(central: &Central, name: &str, plain: bool) -> anyhow::Result<()> {
    let user = demo::user_named(central, name).with_context(|| format!("nobody called {name}"))?;
    let code = account::new_code(central, user)?;
    if plain {
        println!("{code}");
        return Ok(());
    }
    let root = central.genesis().root_key;
    let content = format!("mingcha:enrol?code={code}&root={root}");
    let drawn = QrCode::new(content.as_bytes())?.render::<Dense1x2>().build();
    println!("{drawn}\n{}", account::printed(&code));
    println!("good once, for seven days");
    Ok(())
}
