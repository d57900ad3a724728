//! `central recovery …`: what two of three keepers do.

use anyhow::{Context, bail};
use clap::Subcommand;
use mingcha_central::{
    Central,
    recovery::{self, Drawn, Wish},
};
use mingcha_domain::{chain::Share, ids::PublicKey};
use qrcode::{QrCode, render::unicode::Dense1x2};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// Recovery of forgotten secrets by two of three keepers.
#[derive(Subcommand)]
pub enum Recovery {
    /// Draws a recovery key: three shares for three keepers, and its public half. Needs no data
    /// folder and no network.
    Draw {
        /// Folder for share-1.txt, share-2.txt, share-3.txt and recovery-key.json; there must be
        /// none of them yet.
        #[arg(long)]
        out: PathBuf,
    },
    /// Devices seal their recovery codes to this key from now on.
    Set {
        /// Data folder.
        #[arg(long)]
        data: PathBuf,
        /// The file recovery-key.json.
        #[arg(long)]
        key: PathBuf,
    },
    /// Prints the code that opens one device profile whose secret was forgotten. Recorded.
    Open {
        /// Data folder.
        #[arg(long)]
        data: PathBuf,
        /// Key of the profile, as `profiles` lists it.
        #[arg(long)]
        profile: PublicKey,
        /// A file with a share, as printed or typed off. Twice.
        #[arg(long, required = true)]
        share: Vec<PathBuf>,
        /// For whom and why; recorded with it.
        #[arg(long)]
        words: String,
    },
}

/// Does it.
pub fn run(what: Recovery, open: impl Fn(&Path) -> anyhow::Result<Central>) -> anyhow::Result<()> {
    match what {
        Recovery::Draw { out } => draw(&out),
        Recovery::Set { data, key } => {
            let text = fs::read_to_string(&key).with_context(|| key.display().to_string())?;
            let set = serde_json::from_str(&text).context("no recovery key")?;
            recovery::wish(&open(&data)?, &Wish::Set(set))?;
            println!(
                "set; published by the serving process within half a second, or when it next starts"
            );
            Ok(())
        }
        Recovery::Open { data, profile, share, words } => {
            let [one, two] = share.as_slice() else {
                bail!("two shares are needed: --share twice")
            };
            let (one, two) = (read(one)?, read(two)?);
            let opened = recovery::open(&open(&data)?, profile, [&one, &two], &words)?;
            println!("{}", *grouped(&opened.code));
            if let Some(older) = opened.older {
                println!("if the device does not take it, the one before: {}", *grouped(&older));
            }
            println!("opens this profile until its person sets a new secret; recorded");
            Ok(())
        }
    }
}

fn draw(out: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(out).with_context(|| out.display().to_string())?;
    let Drawn { set, shares } = recovery::draw()?;
    for share in &shares {
        let text = share.printed();
        let drawn = QrCode::new(text.as_bytes())?.render::<Dense1x2>().build();
        let n = share.number;
        let mut file = new_file(&out.join(format!("share-{n}.txt")))?;
        writeln!(file, "明察 · 恢复密钥第 {n} 份，共三份，任意两份可用，请分开保管")?;
        writeln!(
            file,
            "Mingcha recovery key, share {n} of 3: any two open a code, keep them apart"
        )?;
        writeln!(file, "\n{}\n\n{drawn}", *text)?;
        file.sync_all()?;
    }
    let mut file = new_file(&out.join("recovery-key.json"))?;
    writeln!(file, "{}", serde_json::to_string_pretty(&set)?)?;
    file.sync_all()?;
    println!("{}: three shares, one for each keeper, and recovery-key.json", out.display());
    println!("then: central recovery set --data DIR --key recovery-key.json");
    Ok(())
}

/// Readable by its owner alone.
fn new_file(path: &Path) -> anyhow::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).with_context(|| format!("writing {}", path.display()))
}

/// The line of the file that is a share.
fn read(path: &Path) -> anyhow::Result<Share> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let text = Zeroizing::new(text);
    let mut why = None;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        match Share::read(line) {
            Ok(share) => return Ok(share),
            // A slip says more than a line of words.
            Err(e) if why != Some(mingcha_domain::chain::NoShare::Mistyped) => why = Some(e),
            Err(_) => {}
        }
    }
    match why {
        Some(why) => bail!("{}: {why}", path.display()),
        None => bail!("{}: empty", path.display()),
    }
}

fn grouped(code: &str) -> Zeroizing<String> {
    let digits: Vec<char> = code.chars().collect();
    let groups: Vec<String> = digits.chunks(4).map(|c| c.iter().collect()).collect();
    Zeroizing::new(groups.join(" "))
}
