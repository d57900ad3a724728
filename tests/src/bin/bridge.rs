//! Serves the interface and one device profile on loopback, for a browser.

use clap::Parser;
use mingcha_device::{Clock, Device};
use std::path::PathBuf;

#[derive(Parser)]
struct Arguments {
    /// The profile's folder.
    #[arg(long)]
    profile: PathBuf,
    /// The built interface.
    #[arg(long, default_value = "ui/dist")]
    pages: PathBuf,
    /// Port; 0 for any.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Only prints the hash of every stream's state, one JSON object a line.
    #[arg(long)]
    states: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let arguments = Arguments::parse();
    let profile = arguments.profile.clone();
    if arguments.states {
        for (stream, hash) in Device::open(&profile, Clock::System)?.state_hashes()? {
            println!("{}", serde_json::json!({"stream": stream, "hash": hash}));
        }
        return Ok(());
    }
    let device = tokio::task::spawn_blocking(move || {
        let device = Device::open(&profile, Clock::System)?;
        device.start();
        Ok::<_, mingcha_device::api::Error>(device)
    })
    .await??;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", arguments.port)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, mingcha_tests::bridge::router(device, arguments.pages)).await?;
    Ok(())
}
