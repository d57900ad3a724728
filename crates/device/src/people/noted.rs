//! `people.json`: who is in front, and the names that shall be shown while their owners are locked.
//!
//! The only thing of a person outside their encrypted store, apart from the look of the locked
//! page. Nobody's records depend on it: without it the first one is in front, and people have
//! numbers.

use crate::{
    api::{Error, ErrorCode},
    store::durable,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fs, path::Path};

const NAME: &str = "people.json";
const FORMAT: &str = "mingcha/people/1";

/// What is noted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    format: String,
    /// The number of whoever is in front.
    pub front: u32,
    /// Names by number.
    #[serde(default)]
    pub names: BTreeMap<u32, String>,
}

impl Default for Noted {
    fn default() -> Self {
        Self { format: FORMAT.to_owned(), front: 1, names: BTreeMap::new() }
    }
}

/// What was noted in `dir`; the first one in front if nothing readable was.
pub fn read(dir: &Path) -> Noted {
    durable::tidy(&dir.join(NAME));
    let noted = fs::read(dir.join(NAME)).ok();
    let noted: Option<Noted> = noted.and_then(|text| serde_json::from_slice(&text).ok());
    noted.filter(|noted| noted.format == FORMAT).unwrap_or_default()
}

/// Notes it.
///
/// # Errors
/// As [`durable::replace`]; what was noted before stands then.
pub fn write(dir: &Path, noted: &Noted) -> Result<(), Error> {
    fs::create_dir_all(dir)?;
    let text =
        serde_json::to_vec(noted).map_err(|e| Error::new(ErrorCode::Internal, e.to_string()))?;
    durable::replace(&dir.join(NAME), &text)
}
