//! The one window.

use tauri::{App, Error, WebviewUrl, WebviewWindowBuilder};

/// Opens the window; on a desktop, `MINGCHA_WINDOW=390x844` gives its size.
pub fn open(app: &App) -> Result<(), Error> {
    let builder = WebviewWindowBuilder::new(app, "main", WebviewUrl::default());
    #[cfg(desktop)]
    let builder = {
        let wanted = std::env::var("MINGCHA_WINDOW").unwrap_or_default();
        let size =
            wanted.split_once('x').and_then(|(w, h)| Some((w.parse().ok()?, h.parse().ok()?)));
        let (width, height) = size.unwrap_or((1180.0, 820.0));
        builder.title("明察").inner_size(width, height).min_inner_size(360.0, 560.0)
    };
    builder.build()?;
    Ok(())
}
