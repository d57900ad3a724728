//! `profile.look`: language, theme, contrast and text size, for the page that is shown before anybody has
//! unlocked. Nothing else of a profile lies outside its encrypted store, but for a name that its owner
//! wants shown (`people.json`).

use crate::{api::Settings, store::durable};
use std::{fs, path::Path};

/// The settings as last noted, or the usual ones.
pub fn read(dir: &Path) -> Settings {
    let noted = fs::read(dir.join("profile.look")).ok();
    noted.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default()
}

/// Notes them. If that fails, the page has the usual look.
pub fn write(dir: &Path, settings: &Settings) {
    if let Ok(text) = serde_json::to_vec(settings)
        && let Err(error) = durable::replace(&dir.join("profile.look"), &text)
    {
        tracing::warn!(code = ?error.code, "noting the look of the locked page");
    }
}
