//! Canonical JSON (RFC 8785), and the promise behind every signature: what was signed is what is
//! stored, sent and parsed, byte for byte.
//!
//! Numbers are integers within ±(2^53 − 1); floats never occur. A text that is not exactly its own
//! canonical form (duplicate keys, spaces, other escapes) is refused.

mod spelling;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Largest integer that every JSON reader holds exactly: 2^53 − 1.
pub const MAX_SAFE_INTEGER: i64 = 9_007_199_254_740_991;

/// How deep a stored object may nest; deeper input is refused before it is walked.
const MAX_DEPTH: usize = 32;

/// Why a text is not canonical JSON.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotCanonical {
    /// Not JSON, not UTF-8, or a lone surrogate.
    #[error("not JSON: {0}")]
    Malformed(String),
    /// JSON, but not the bytes that canonicalising it yields.
    #[error("JSON, but not in canonical form")]
    Form,
    /// A float, or an integer beyond 2^53 − 1.
    #[error("a number that is no integer within 2^53")]
    Number,
    /// Nested deeper than any object of this format.
    #[error("nested too deeply")]
    Depth,
    /// Canonical, but not of the expected shape.
    #[error("unexpected shape: {0}")]
    Shape(String),
}

/// The canonical bytes of `value`.
///
/// # Errors
/// [`NotCanonical::Number`] if it holds a float or a number beyond 2^53 − 1.
pub fn to_bytes<T: Serialize>(value: &T) -> Result<Vec<u8>, NotCanonical> {
    let malformed = |e: serde_json::Error| NotCanonical::Malformed(e.to_string());
    // A type whose fields stand in their order is written so at once.
    let bytes = serde_json::to_vec(value).map_err(malformed)?;
    if spelling::is_canonical(&bytes) {
        return Ok(bytes);
    }
    let tree = serde_json::to_value(value).map_err(malformed)?;
    check(&tree, 0)?;
    serde_json_canonicalizer::to_vec(&tree).map_err(malformed)
}

/// Parses `bytes` only if they are their own canonical form.
///
/// # Errors
/// Says which of the rules of this module the bytes break.
pub fn parse(bytes: &[u8]) -> Result<Value, NotCanonical> {
    if spelling::is_canonical(bytes) {
        return serde_json::from_slice(bytes).map_err(|e| NotCanonical::Malformed(e.to_string()));
    }
    walked(bytes)
}

/// Whether `bytes` are their own canonical form.
///
/// # Errors
/// As [`parse`].
pub fn spelled(bytes: &[u8]) -> Result<(), NotCanonical> {
    if spelling::is_canonical(bytes) { Ok(()) } else { walked(bytes).map(drop) }
}

/// [`parse`] by writing it again: slow, and knows why not.
fn walked(bytes: &[u8]) -> Result<Value, NotCanonical> {
    let tree: Value =
        serde_json::from_slice(bytes).map_err(|e| NotCanonical::Malformed(e.to_string()))?;
    check(&tree, 0)?;
    let again = serde_json_canonicalizer::to_vec(&tree)
        .map_err(|e| NotCanonical::Malformed(e.to_string()))?;
    if again == bytes { Ok(tree) } else { Err(NotCanonical::Form) }
}

/// Reads a `T` from its canonical form.
///
/// # Errors
/// As [`parse`]; [`NotCanonical::Shape`] if the object is not a `T`.
pub fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, NotCanonical> {
    spelled(bytes)?;
    serde_json::from_slice(bytes).map_err(|e| NotCanonical::Shape(e.to_string()))
}

fn check(value: &Value, depth: usize) -> Result<(), NotCanonical> {
    if depth > MAX_DEPTH {
        return Err(NotCanonical::Depth);
    }
    match value {
        Value::Number(number) => match number.as_i64() {
            Some(n) if (-MAX_SAFE_INTEGER..=MAX_SAFE_INTEGER).contains(&n) => Ok(()),
            _ => Err(NotCanonical::Number),
        },
        Value::Array(items) => items.iter().try_for_each(|item| check(item, depth + 1)),
        Value::Object(map) => map.values().try_for_each(|item| check(item, depth + 1)),
        Value::Null | Value::Bool(_) | Value::String(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_its_own_canonical_form_is_refused() {
        for (text, why) in [
            (r#"{"a":1,"a":2}"#, NotCanonical::Form),
            (r#"{"b":1,"a":2}"#, NotCanonical::Form),
            (r#"{ "a":1}"#, NotCanonical::Form),
            (r#"{"a":1.5}"#, NotCanonical::Number),
            (r#"{"a":1e3}"#, NotCanonical::Number),
            (r#"{"a":9007199254740992}"#, NotCanonical::Number),
            (r#"{"a":"\u0041"}"#, NotCanonical::Form),
        ] {
            assert_eq!(parse(text.as_bytes()), Err(why), "{text}");
        }
        assert!(matches!(parse(br#"{"a":"\ud800"}"#), Err(NotCanonical::Malformed(_))));
        assert!(parse("{\"a\":1,\"名\":\"冷柜\"}".as_bytes()).is_ok());
    }

    #[test]
    fn deep_nesting_ends_in_a_refusal_not_in_a_crash() {
        let deep = "[".repeat(100_000);
        assert!(parse(deep.as_bytes()).is_err());
        let deep = format!("{}{}", "[".repeat(40), "]".repeat(40));
        assert_eq!(parse(deep.as_bytes()), Err(NotCanonical::Depth));
    }

    #[test]
    fn what_is_written_reads_back() {
        let bytes = to_bytes(&serde_json::json!({"z": [1, true, null], "a": "回头看"})).unwrap();
        assert_eq!(parse(&bytes).unwrap()["a"], "回头看");
    }
}
