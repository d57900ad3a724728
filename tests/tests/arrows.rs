//! The arrows between the crates, held by their manifests and sources.

use anyhow::Context;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Names under `[dependencies]` of a member's manifest.
fn dependencies(member: &str) -> anyhow::Result<BTreeSet<String>> {
    let manifest = fs::read_to_string(root().join(member).join("Cargo.toml"))?;
    let section = manifest.split("\n[dependencies]\n").nth(1).context("no dependencies")?;
    let section = section.split("\n[").next().unwrap_or_default();
    let name = |line: &str| line.split(['.', ' ', '=']).next().unwrap_or_default().to_owned();
    Ok(section.lines().filter(|l| !l.trim().is_empty()).map(name).collect())
}

fn sources(dir: &Path, found: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            sources(&path, found)?;
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    Ok(())
}

#[test]
fn device_and_central_never_meet() -> anyhow::Result<()> {
    assert!(!dependencies("crates/device")?.contains("mingcha-central"));
    assert!(!dependencies("crates/central")?.contains("mingcha-device"));
    for of in ["mingcha-device", "mingcha-central"] {
        assert!(!dependencies("crates/domain")?.contains(of));
    }
    assert!(dependencies("crates/jpeg")?.is_empty());
    assert!(!dependencies("src-tauri")?.contains("mingcha-central"));
    Ok(())
}

#[test]
fn each_outside_library_has_its_place() -> anyhow::Result<()> {
    let allowed: [(&str, &[&str]); 5] = [
        ("rusqlite", &["crates/device", "crates/central", "tests"]),
        ("reqwest", &["crates/device", "tests"]),
        ("axum", &["crates/central", "tests"]),
        ("tauri", &["src-tauri"]),
        ("tokio", &["crates/central", "crates/device", "tests"]),
    ];
    for member in
        ["crates/domain", "crates/device", "crates/central", "crates/jpeg", "src-tauri", "tests"]
    {
        let has = dependencies(member)?;
        for (library, places) in allowed {
            assert!(!has.contains(library) || places.contains(&member), "{library} in {member}");
        }
    }
    Ok(())
}

#[test]
fn the_engine_blocks_and_only_its_connections_do_not() -> anyhow::Result<()> {
    let mut files = Vec::new();
    sources(&root().join("crates/device/src"), &mut files)?;
    let waits = |file: &PathBuf| -> anyhow::Result<bool> {
        let text = fs::read_to_string(file)?;
        Ok(text.contains("tokio") || text.contains("async ") || text.contains(".await"))
    };
    let mut found = Vec::new();
    for file in files {
        if waits(&file)? {
            found.push(file.strip_prefix(root())?.to_owned());
        }
    }
    found.sort();
    let allowed = ["http.rs", "streamed.rs"];
    assert_eq!(found, allowed.map(|name| Path::new("crates/device/src/sync").join(name)));
    Ok(())
}

#[test]
fn the_domain_reads_no_clock_no_file_and_no_network() -> anyhow::Result<()> {
    let mut files = Vec::new();
    sources(&root().join("crates/domain/src"), &mut files)?;
    assert!(files.len() > 30);
    for file in files {
        let text = fs::read_to_string(&file)?;
        let banned =
            ["std::fs", "std::net", "SystemTime", "Instant::now", "std::thread", "getrandom"];
        for word in banned {
            assert!(!text.contains(word), "{word} in {}", file.display());
        }
    }
    Ok(())
}

#[test]
fn sql_stands_only_under_store() -> anyhow::Result<()> {
    let statement = ["SELECT ", "INSERT ", "DELETE FROM", "UPDATE "];
    for member in ["crates/device", "crates/central"] {
        let mut files = Vec::new();
        sources(&root().join(member).join("src"), &mut files)?;
        for file in files {
            let inside = file.components().any(|c| c.as_os_str() == "store");
            let text = fs::read_to_string(&file)?;
            let text = text.split("#[cfg(test)]").next().unwrap_or_default();
            let has = statement.iter().any(|s| text.contains(s));
            assert!(inside || !has, "SQL in {}", file.display());
        }
    }
    Ok(())
}

#[test]
fn only_the_backend_folder_knows_the_shell() -> anyhow::Result<()> {
    fn walk(dir: &Path) -> anyhow::Result<()> {
        for entry in fs::read_dir(dir)? {
            let path = entry?.path();
            if path.is_dir() {
                if path.file_name().is_none_or(|name| name != "backend") {
                    walk(&path)?;
                }
            } else if let Ok(text) = fs::read_to_string(&path) {
                // The list of licences may name it.
                let imports = |line: &str| {
                    line.contains("@tauri-apps")
                        && (line.contains("import") || line.contains("from"))
                };
                assert!(!text.lines().any(imports), "{}", path.display());
            }
        }
        Ok(())
    }
    walk(&root().join("ui/src"))
}
