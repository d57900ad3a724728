//! Serves the interface and the people of one device on loopback, for a browser.

use clap::Parser;
use mingcha_device::{Clock, Device, People};
use std::{
    path::PathBuf,
    sync::{Arc, atomic::AtomicI64},
};

#[derive(Parser)]
struct Arguments {
    /// The folder of the first one's profile; the others lie beside it.
    #[arg(long)]
    profile: PathBuf,
    /// The built interface.
    #[arg(long, default_value = "ui/dist")]
    pages: PathBuf,
    /// Port; 0 for any.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// A clock that stands at this time, milliseconds since 1970, in place of the machine's.
    #[arg(long)]
    at: Option<i64>,
    /// Only prints the hash of every stream's state, one JSON object a line.
    #[arg(long)]
    states: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    mingcha_device::crash_silently();
    let arguments = Arguments::parse();
    let clock = match arguments.at {
        Some(at) => Clock::Set(Arc::new(AtomicI64::new(at))),
        None => Clock::System,
    };
    let profile = arguments.profile.clone();
    if arguments.states {
        for (stream, hash) in Device::open(&profile, clock)?.state_hashes()? {
            println!("{}", serde_json::json!({"stream": stream, "hash": hash}));
        }
        return Ok(());
    }
    let people = tokio::task::spawn_blocking(move || {
        let people = People::open(&profile, clock);
        people.start();
        people
    })
    .await?;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", arguments.port)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, mingcha_tests::bridge::router(people, arguments.pages)).await?;
    Ok(())
}
