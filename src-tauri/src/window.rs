//! The one window.

use tauri::{App, Error, WebviewUrl, WebviewWindowBuilder};

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
    builder.build()?;
    Ok(())
}
