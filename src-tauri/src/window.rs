//! The one window.

use tauri::{App, Error, Url, WebviewUrl, WebviewWindowBuilder, webview::NewWindowResponse};

/// Opens the window; on a desktop, `MINGCHA_WINDOW=390x844` gives its size, `390x844+10+0` its
/// place as well.
pub fn open(app: &App) -> Result<(), Error> {
    let builder = WebviewWindowBuilder::new(app, "main", WebviewUrl::default());
    #[cfg(desktop)]
    let builder = {
        let wanted = std::env::var("MINGCHA_WINDOW").unwrap_or_default();
        let numbers: Vec<f64> = wanted.split(['x', '+']).filter_map(|n| n.parse().ok()).collect();
        let builder = match numbers.as_slice() {
            [_, _, left, top] => builder.position(*left, *top),
            _ => builder,
        };
        let (width, height) = match numbers.as_slice() {
            [width, height, ..] => (*width, *height),
            _ => (1180.0, 820.0),
        };
        builder.title("明察").inner_size(width, height).min_inner_size(360.0, 560.0)
    };
    // The page is the program's own and stays it: whatever it is talked into, no other page is
    // opened in its place or beside it. The policy in `tauri.conf.json` says the same of frames.
    builder.on_navigation(is_own).on_new_window(|_, _| NewWindowResponse::Deny).build()?;
    Ok(())
}

/// Whether an address is one of the pages that are built in.
fn is_own(address: &Url) -> bool {
    matches!(
        (address.scheme(), address.host_str()),
        ("tauri", Some("localhost")) | ("http" | "https", Some("tauri.localhost"))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_programs_own_pages_are_opened() -> Result<(), Box<dyn std::error::Error>> {
        for own in ["tauri://localhost/", "tauri://localhost/#/today", "http://tauri.localhost/"] {
            assert!(is_own(&own.parse()?), "{own}");
        }
        for foreign in [
            "http://localhost/",
            "http://127.0.0.1:7410/",
            "https://tauri.localhost.example/",
            "tauri://example/",
            "file:///etc/passwd",
            "data:text/html,x",
            "javascript:alert(1)",
            "about:srcdoc",
        ] {
            assert!(!is_own(&foreign.parse()?), "{foreign}");
        }
        Ok(())
    }
}
