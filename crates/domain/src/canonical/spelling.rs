//! Whether a text is spelled canonically, told in one walk over its bytes and without building
//! anything: of all that is done with a page of events, writing each again to compare was the most.

use super::{MAX_DEPTH, MAX_SAFE_INTEGER};
use std::cmp::Ordering;

/// Whether `bytes` are canonical JSON within this format's limits. `true` is certain. `false` may be
/// too strict (a key that needs an escape): whoever refuses then looks again, and says why.
pub(super) fn is_canonical(bytes: &[u8]) -> bool {
    let mut walk = Walk { rest: bytes };
    std::str::from_utf8(bytes).is_ok() && walk.value(0).is_some() && walk.rest.is_empty()
}

/// Digits of 2^53 − 1: no longer number is added up.
const LONGEST: usize = 16;

struct Walk<'a> {
    rest: &'a [u8],
}

impl<'a> Walk<'a> {
    fn value(&mut self, depth: usize) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        match self.rest.first()? {
            b'{' => self.object(depth),
            b'[' => self.array(depth),
            b'"' => self.string().map(|_| ()),
            b't' => self.exactly(b"true"),
            b'f' => self.exactly(b"false"),
            b'n' => self.exactly(b"null"),
            _ => self.number(),
        }
    }

    fn exactly(&mut self, word: &[u8]) -> Option<()> {
        self.rest = self.rest.strip_prefix(word)?;
        Some(())
    }

    fn array(&mut self, depth: usize) -> Option<()> {
        self.exactly(b"[")?;
        if self.exactly(b"]").is_some() {
            return Some(());
        }
        loop {
            self.value(depth + 1)?;
            if self.exactly(b",").is_none() {
                return self.exactly(b"]");
            }
        }
    }

    /// Its keys ascend, by UTF-16, and so none comes twice.
    fn object(&mut self, depth: usize) -> Option<()> {
        self.exactly(b"{")?;
        if self.exactly(b"}").is_some() {
            return Some(());
        }
        let mut before: Option<&str> = None;
        loop {
            let key = std::str::from_utf8(self.string()?).ok()?;
            let ascends = before.is_none_or(|before| by_utf16(before, key) == Ordering::Less);
            if !ascends || key.contains('\\') {
                return None;
            }
            before = Some(key);
            self.exactly(b":")?;
            self.value(depth + 1)?;
            if self.exactly(b",").is_none() {
                return self.exactly(b"}");
            }
        }
    }

    /// What stands between the quotes.
    fn string(&mut self) -> Option<&'a [u8]> {
        self.exactly(b"\"")?;
        let from = self.rest;
        loop {
            let special = |b: &u8| matches!(b, b'"' | b'\\') || *b < b' ';
            let (_, rest) = self.rest.split_at_checked(self.rest.iter().position(special)?)?;
            match rest {
                [b'"', after @ ..] => {
                    self.rest = after;
                    return from.get(..from.len() - rest.len());
                }
                [b'\\', after @ ..] => self.rest = escape(after)?,
                _ => return None,
            }
        }
    }

    /// An integer without ornament, within 2^53 − 1.
    fn number(&mut self) -> Option<()> {
        let negative = self.exactly(b"-").is_some();
        let digits = self.rest.iter().take_while(|b| b.is_ascii_digit()).count();
        let (number, rest) = self.rest.split_at_checked(digits)?;
        let plain = match number {
            [b'0'] => !negative,
            [b'1'..=b'9', ..] => digits <= LONGEST,
            _ => false,
        };
        if !plain {
            return None;
        }
        let value = number.iter().fold(0, |all, b| all * 10 + i64::from(b - b'0'));
        self.rest = rest;
        (value <= MAX_SAFE_INTEGER).then_some(())
    }
}

/// What comes after an escape, if only a character that needs one was written so, in its shortest
/// form.
fn escape(after: &[u8]) -> Option<&[u8]> {
    match after {
        [b'"' | b'\\' | b'b' | b't' | b'n' | b'f' | b'r', rest @ ..] => Some(rest),
        [b'u', b'0', b'0', b'0', b'0'..=b'7' | b'b' | b'e' | b'f', rest @ ..]
        | [b'u', b'0', b'0', b'1', b'0'..=b'9' | b'a'..=b'f', rest @ ..] => Some(rest),
        _ => None,
    }
}

fn by_utf16(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() {
        return a.cmp(b);
    }
    a.encode_utf16().cmp(b.encode_utf16())
}

#[cfg(test)]
mod tests {
    use super::{super::walked, *};
    use proptest::prelude::*;
    use serde_json::Value;

    fn value() -> impl Strategy<Value = Value> {
        let text =
            prop_oneof!["[a-c冷柜\u{e000}\u{10000}\"\\\\/\u{7f}]{0,3}", "[\\x00-\\x1f]{0,2}"];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (-MAX_SAFE_INTEGER - 1..=MAX_SAFE_INTEGER + 1).prop_map(Value::from),
            (-12_i64..12).prop_map(Value::from),
            text.clone().prop_map(Value::from),
        ];
        leaf.prop_recursive(5, 24, 4, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::hash_map(text.clone(), inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        /// The canonical spelling is taken, and what is changed in it exactly if writing it again
        /// gives the same.
        #[test]
        fn agrees_with_writing_it_again(
            tree in value(),
            at in any::<prop::sample::Index>(),
            put in prop::sample::select(br#" {}[]:,"\-.0189aeEnrtu"#.to_vec()),
            how in 0..4_u8,
        ) {
            let mut bytes = serde_json_canonicalizer::to_vec(&tree).unwrap();
            let at = at.index(bytes.len());
            match how {
                0 => {}
                1 => bytes.insert(at, put),
                2 => bytes[at] = put,
                _ => drop(bytes.remove(at)),
            }
            let again = walked(&bytes);
            if is_canonical(&bytes) {
                prop_assert!(again.is_ok(), "{}: {again:?}", String::from_utf8_lossy(&bytes));
            } else if let Ok(tree) = &again {
                prop_assert!(has_escaped_key(tree), "{}", String::from_utf8_lossy(&bytes));
            }
        }
    }

    fn has_escaped_key(tree: &Value) -> bool {
        let escaped = |key: &str| key.chars().any(|c| c < ' ' || c == '"' || c == '\\');
        match tree {
            Value::Object(map) => map.iter().any(|(k, v)| escaped(k) || has_escaped_key(v)),
            Value::Array(items) => items.iter().any(has_escaped_key),
            _ => false,
        }
    }

    #[test]
    fn numbers_of_every_length_are_told_apart() {
        for digits in 1..40 {
            for first in ["1", "9", "-1", "-9", "0"] {
                let text = format!("{first}{}", "0".repeat(digits - 1));
                assert_eq!(
                    is_canonical(text.as_bytes()),
                    walked(text.as_bytes()).is_ok(),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn every_control_character_has_one_spelling() {
        for c in 0..=0xff_u8 {
            for text in [format!("\"\\u00{c:02x}\""), format!("\"\\u00{c:02X}\"")] {
                assert_eq!(
                    is_canonical(text.as_bytes()),
                    walked(text.as_bytes()).is_ok(),
                    "{text}"
                );
            }
        }
    }
}
