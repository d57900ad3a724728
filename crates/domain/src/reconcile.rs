//! Whether a device holds what central gave it, told by one number a scope tag; and, where that is
//! not so, which streams differ, found in a few steps without naming those that do not.
//!
//! Both sides compare what they have in their tables, not what they believe to have sent. This finds
//! losses and mistakes; it is no proof. What proves is the log with its signed checkpoints.

use crate::{
    ids::{EventId, Hash, StreamId},
    log::Verdict,
    scope::Tag,
};
use data_encoding::{BASE64URL_NOPAD as B64, HEXLOWER};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::ops::BitXor;

/// Parts into which a prefix is divided: one for each value of the next byte.
pub const PARTS: usize = 256;

/// Most streams that are named at once; of more, the parts are compared.
pub const NAMED: usize = 64;

/// Most prefixes that one request compares.
pub const MAX_COMPARED: usize = 16;

const LEAF_TAG: &[u8] = b"mingcha/held/1\0";

/// Of a set of events with the verdicts on them, whatever their order: the first eight bytes of
/// SHA-256 over a tag, each event's id and its verdict, all of them under exclusive or. Zero for
/// none. Written as base64url.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Digest(pub u64);

impl Digest {
    /// Of one event.
    #[must_use]
    pub fn of(event: EventId, verdict: &Verdict) -> Self {
        // A verdict is plain data: it always has a JSON form.
        let said = serde_json::to_vec(verdict).unwrap_or_default();
        let Hash([a, b, c, d, e, f, g, h, ..]) = Hash::of(&[LEAF_TAG, &event.0, &said]);
        Self(u64::from_be_bytes([a, b, c, d, e, f, g, h]))
    }

    /// As SQLite keeps it.
    #[must_use]
    pub const fn to_sql(self) -> i64 {
        self.0.cast_signed()
    }

    /// Back from there.
    #[must_use]
    pub const fn of_sql(stored: i64) -> Self {
        Self(stored.cast_unsigned())
    }
}

impl BitXor for Digest {
    type Output = Self;
    /// Of both sets together, if they have nothing in common; of what is in one only, if they have.
    fn bitxor(self, other: Self) -> Self {
        Self(self.0 ^ other.0)
    }
}

impl FromIterator<Self> for Digest {
    fn from_iter<I: IntoIterator<Item = Self>>(all: I) -> Self {
        all.into_iter().fold(Self::default(), BitXor::bitxor)
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&B64.encode(&self.0.to_be_bytes()))
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let bytes = B64.decode(text.as_bytes()).map_err(D::Error::custom)?;
        let bytes = bytes.try_into().map_err(|_| D::Error::custom("not eight bytes"))?;
        Ok(Self(u64::from_be_bytes(bytes)))
    }
}

/// Streams whose ids begin with these bytes. Written in hexadecimal; at most fifteen bytes, so that
/// there is a next one.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Prefix(Vec<u8>);

impl Prefix {
    /// Longer by `byte`; `None` if nothing would be left to divide.
    #[must_use]
    pub fn then(&self, byte: u8) -> Option<Self> {
        Self::new(self.0.iter().copied().chain([byte]).collect())
    }

    /// `None` if it is too long.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Option<Self> {
        (bytes.len() < StreamId::LEN).then_some(Self(bytes))
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// First and last id that it can hold.
    #[must_use]
    pub fn range(&self) -> (StreamId, StreamId) {
        let filled = |with: u8| {
            let mut id = [with; StreamId::LEN];
            id.iter_mut().zip(&self.0).for_each(|(to, from)| *to = *from);
            StreamId(id)
        };
        (filled(0), filled(u8::MAX))
    }

    /// The part into which a stream falls that it holds.
    #[must_use]
    pub fn part_of(&self, id: StreamId) -> u8 {
        id.0.get(self.0.len()).copied().unwrap_or_default()
    }

    /// The digests of its parts, of streams that it holds.
    #[must_use]
    pub fn parts(&self, held: &[(StreamId, Digest)]) -> Vec<Digest> {
        let mut parts = vec![Digest::default(); PARTS];
        for (id, digest) in held {
            if let Some(part) = parts.get_mut(usize::from(self.part_of(*id))) {
                *part = *part ^ *digest;
            }
        }
        parts
    }
}

impl Serialize for Prefix {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&HEXLOWER.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Prefix {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        let bytes = HEXLOWER.decode(text.as_bytes()).map_err(D::Error::custom)?;
        Self::new(bytes).ok_or_else(|| D::Error::custom("too long for a prefix"))
    }
}

/// What a device holds below a prefix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Compare {
    /// Digest of each part: 256 of them.
    pub parts: Vec<Digest>,
    /// Which streams.
    pub prefix: Prefix,
    /// Under which tag.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub tag: Tag,
}

/// A part that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Differs {
    /// The value of the next byte.
    pub part: u8,
    /// Of which prefix.
    pub prefix: Prefix,
    /// All its streams under the tag, with the log's entries for them in the same reply. Absent
    /// where there are too many: the part's own parts are to be compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub streams: Option<Vec<StreamId>>,
    /// Under which tag.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub tag: Tag,
}

#[cfg(feature = "openapi")]
mod openapi {
    use super::{Digest, Prefix};
    use utoipa::{
        PartialSchema, ToSchema,
        openapi::{RefOr, schema::Schema},
    };

    impl PartialSchema for Digest {
        fn schema() -> RefOr<Schema> {
            String::schema()
        }
    }
    impl ToSchema for Digest {}
    impl PartialSchema for Prefix {
        fn schema() -> RefOr<Schema> {
            String::schema()
        }
    }
    impl ToSchema for Prefix {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Refusal;

    fn stream(first: &[u8]) -> StreamId {
        let mut id = [7; 16];
        id.iter_mut().zip(first).for_each(|(to, from)| *to = *from);
        StreamId(id)
    }

    #[test]
    fn the_order_does_not_count_but_event_and_verdict_do() {
        let [a, b] = [1, 2].map(|n| Digest::of(EventId([n; 32]), &Verdict::Effective));
        assert_eq!(a ^ b, b ^ a);
        assert_eq!([a, b].into_iter().collect::<Digest>() ^ b, a);
        assert_ne!(a, b);
        let refused = Verdict::Refused(Refusal::NotYourTeam);
        assert_ne!(a, Digest::of(EventId([1; 32]), &refused));
    }

    #[test]
    fn what_is_stored_comes_back() {
        for digest in [Digest(0), Digest(u64::MAX), Digest(1 << 63)] {
            assert_eq!(Digest::of_sql(digest.to_sql()), digest);
            let text = serde_json::to_string(&digest).unwrap_or_default();
            assert_eq!(serde_json::from_str::<Digest>(&text).ok(), Some(digest));
        }
    }

    #[test]
    fn a_prefix_holds_what_begins_like_it_and_divides_by_the_next_byte() {
        let prefix = Prefix::default().then(0xab).and_then(|p| p.then(0x01));
        let prefix = prefix.unwrap_or_default();
        assert_eq!(serde_json::to_string(&prefix).ok().as_deref(), Some("\"ab01\""));
        let (low, high) = prefix.range();
        let within = stream(&[0xab, 0x01, 0xff]);
        assert!((low..=high).contains(&within));
        assert!(!(low..=high).contains(&stream(&[0xab, 0x02])));
        assert_eq!(prefix.part_of(within), 0xff);
        let parts = prefix.parts(&[(within, Digest(5)), (stream(&[0xab, 0x01, 0]), Digest(9))]);
        assert_eq!(parts.len(), PARTS);
        assert_eq!((parts.first(), parts.last()), (Some(&Digest(9)), Some(&Digest(5))));
    }

    #[test]
    fn no_prefix_is_as_long_as_an_id() {
        let longest = Prefix::new(vec![1; 15]).unwrap_or_default();
        assert!(longest.then(1).is_none());
        assert!(serde_json::from_str::<Prefix>(&format!("\"{}\"", "01".repeat(16))).is_err());
        assert!(serde_json::from_str::<Prefix>("\"AB\"").is_err(), "one way to write it");
    }
}
