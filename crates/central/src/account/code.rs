//! The form of a one-time code: sixteen characters that nobody misreads, in groups of four.

/// Letters and digits without 0/O, 1/I/L, U.
const ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code of sixteen characters from random bytes; bytes that would favour a letter are skipped.
#[must_use]
pub fn from_random(bytes: &[u8]) -> Option<String> {
    let code: String = bytes
        .iter()
        .filter(|b| **b < 240)
        .filter_map(|b| ALPHABET.get(usize::from(*b % 30)).map(|c| char::from(*c)))
        .take(16)
        .collect();
    (code.len() == 16).then_some(code)
}

/// As people read it: `ABCD-EFGH-JKMN-PQRS`.
#[must_use]
pub fn printed(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    letters.chunks(4).map(|c| c.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// As typed: spaces, dashes and small letters do not matter.
#[must_use]
pub fn typed(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_survives_printing_and_typing() {
        let code = from_random(&(0..64).collect::<Vec<u8>>()).unwrap_or_default();
        assert_eq!(code.len(), 16);
        assert_eq!(typed(&printed(&code).to_lowercase().replace('-', " ")), code);
    }
}
