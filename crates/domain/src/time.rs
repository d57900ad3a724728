//! Times as they are claimed, and what can be believed of them.

use chrono::{DateTime, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use std::fmt;
use ts_rs::TS;

/// Milliseconds since 1970-01-01T00:00:00Z, by whichever clock the field names.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, TS,
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
#[ts(type = "number")]
pub struct Millis(pub i64);

impl Millis {
    /// The calendar day at a fixed offset from UTC. Out-of-range times fall on 1970-01-01.
    #[must_use]
    pub fn day(self, offset_min: i32) -> Day {
        DateTime::from_timestamp_millis(self.0)
            .and_then(|t| t.checked_add_signed(TimeDelta::minutes(offset_min.into())))
            .map_or(Day(NaiveDate::default()), |t| Day(t.date_naive()))
    }
}

/// A calendar day in the realm's time zone, written 2026-03-16.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, TS)]
#[ts(type = "string")]
pub struct Day(pub NaiveDate);

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}

impl std::str::FromStr for Day {
    type Err = chrono::ParseError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").map(Day)
    }
}

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A clock that only runs forward, until the machine starts anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mono {
    /// Names one run of the machine; random, without meaning elsewhere.
    pub boot: String,
    /// Milliseconds within that run.
    pub ms: i64,
}

/// When an event can have happened, whatever the device's clock said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HonestInterval {
    /// Not before: the checkpoint that the event says it had seen was signed then.
    pub earliest: Option<Millis>,
    /// Not after: central received the event then. `None` until it did.
    pub latest: Option<Millis>,
    /// What the device's clock said.
    pub claimed: Millis,
}

/// Clocks of honest devices drift by this much between two syncs; less is not called wrong.
pub const CLOCK_TOLERANCE_MS: i64 = 120_000;

impl HonestInterval {
    /// The claimed time, moved into the interval if it lies outside.
    #[must_use]
    pub fn clamped(&self) -> Millis {
        let low = self.earliest.map_or(self.claimed, |e| self.claimed.max(e));
        self.latest.map_or(low, |l| low.min(l))
    }

    /// Whether the device's clock cannot have been right.
    #[must_use]
    pub fn clock_was_wrong(&self) -> bool {
        (self.claimed.0 - self.clamped().0).abs() > CLOCK_TOLERANCE_MS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_set_to_1970_or_2040_does_not_move_a_figure_out_of_its_day() {
        let seen = Millis(1_647_400_000_000);
        let arrived = Millis(1_647_403_600_000);
        for wrong in [Millis(0), Millis(2_208_988_800_000)] {
            let interval =
                HonestInterval { earliest: Some(seen), latest: Some(arrived), claimed: wrong };
            assert!(interval.clock_was_wrong());
            assert_eq!(interval.clamped().day(480).to_string(), "2022-03-16");
        }
    }

    #[test]
    fn a_day_turns_at_local_midnight() {
        assert_eq!(Millis(1_647_359_999_000).day(480).to_string(), "2022-03-15");
        assert_eq!(Millis(1_647_360_000_000).day(480).to_string(), "2022-03-16");
    }
}
