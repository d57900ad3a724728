//! A fresh photo (现拍): a lead demands that a short code be seen in the picture, so that it cannot
//! have been taken before the demand.

use serde::{Deserialize, Serialize, de::Error as _};
use ts_rs::TS;

/// Characters that are told apart in handwriting and over the telephone.
const LETTERS: &[u8; 24] = b"ACDEFHJKLMNPRTUVWXY34679";

/// Four characters to be written on a piece of paper and held into the picture.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct FreshCode(String);

impl FreshCode {
    /// The code that follows from random bytes.
    #[must_use]
    pub fn from_random(random: [u8; 4]) -> Self {
        let letter = |byte: u8| LETTERS.get(usize::from(byte) % LETTERS.len()).copied();
        Self(random.into_iter().filter_map(letter).map(char::from).collect())
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for FreshCode {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let fits = text.len() == 4 && text.bytes().all(|b| LETTERS.contains(&b));
        if fits { Ok(Self(text)) } else { Err(D::Error::custom("not four known characters")) }
    }
}

/// A lead demanded a photo of a finding with a code in it. The event's id names the demand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreshPhotoDemanded {
    /// To be seen in the picture.
    pub code: FreshCode,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_four_characters_that_nobody_mistakes() {
        for byte in 0..=255 {
            let code = FreshCode::from_random([byte; 4]);
            assert_eq!(code.as_str().len(), 4);
            assert!(code.as_str().bytes().all(|b| !b"0O1IlB8S5Z2QG".contains(&b)));
            let written = serde_json::to_string(&code).expect("a text");
            assert_eq!(serde_json::from_str::<FreshCode>(&written).expect("reads back"), code);
        }
        for wrong in ["\"\"", "\"ACDEF\"", "\"acde\"", "\"AC0E\""] {
            assert!(serde_json::from_str::<FreshCode>(wrong).is_err());
        }
    }
}
