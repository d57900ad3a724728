//! Finding checks by part of their words. SQLite's own tokenisers find no two-character Chinese
//! word, so pairs of neighbouring characters are indexed: a search is the intersection of its
//! pairs, then a look at the text itself. What is found is exactly what a scan would find.

use std::collections::BTreeSet;

/// Characters that count: everything but blanks, in lower case.
pub fn normalised(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// Each pair as a token that no tokeniser splits: its two code points in hexadecimal.
pub fn pairs(text: &str) -> BTreeSet<String> {
    let characters: Vec<char> = normalised(text).chars().collect();
    characters
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] => Some(format!("x{:x}x{:x}", u32::from(*a), u32::from(*b))),
            _ => None,
        })
        .collect()
}

/// The tokens to index, as one text.
pub fn indexed(text: &str) -> String {
    pairs(text).into_iter().collect::<Vec<_>>().join(" ")
}

/// The FTS5 query for a search; `None` if it is too short for pairs and needs a scan.
pub fn query(search: &str) -> Option<String> {
    let pairs = pairs(search);
    if pairs.is_empty() {
        return None;
    }
    Some(pairs.into_iter().map(|p| format!("\"{p}\"")).collect::<Vec<_>>().join(" AND "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_by_its_pairs() {
        let all = pairs("禾满仓超市 Cold");
        assert!(pairs("超市").is_subset(&all));
        assert!(pairs("cold").is_subset(&all));
        assert!(!pairs("市场").is_subset(&all));
        assert_eq!(query("市"), None);
    }
}
