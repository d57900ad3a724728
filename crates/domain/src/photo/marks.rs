//! Marks on a photo (标注): a layer of data over it. The photo's bytes stay as they were taken, and
//! whoever looks can take the layer away.

use crate::{Refusal, event::Event, ids::EventId, spot_check::SpotCheck};
use serde::{Deserialize, Serialize, de::Error as _};
use ts_rs::TS;

/// A share of the picture's width or height, in ten-thousandths: 0 to 10,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, TS)]
#[serde(transparent)]
#[ts(type = "number")]
pub struct Share(u16);

impl Share {
    /// The whole.
    pub const WHOLE: u16 = 10_000;

    /// `None` beyond the picture.
    #[must_use]
    pub const fn new(parts: u16) -> Option<Self> {
        if parts <= Self::WHOLE { Some(Self(parts)) } else { None }
    }

    /// Ten-thousandths.
    #[must_use]
    pub const fn parts(self) -> u16 {
        self.0
    }
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::new(u16::deserialize(d)?).ok_or_else(|| D::Error::custom("beyond the picture"))
    }
}

/// A point of the picture as shown, from its upper left corner.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, TS,
)]
pub struct Point {
    /// To the right.
    pub x: Share,
    /// Down.
    pub y: Share,
}

/// From one point to another: of an arrow its tail and tip, of an area two opposite corners.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, TS,
)]
pub struct Span {
    /// From here.
    pub from: Point,
    /// To there.
    pub to: Point,
}

/// Words on a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Label {
    /// Where they begin.
    pub at: Point,
    /// The words.
    pub text: String,
}

/// One mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// An arrow.
    Arrow(Span),
    /// A frame around something.
    Box(Span),
    /// Words.
    Text(Label),
    /// An area that is not to be read: a face, a number plate.
    Blur(Span),
}

/// The layer of a photo was drawn anew, whole: the newest event holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoMarked {
    /// All marks, in the order in which they are drawn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
    /// Photo.
    pub photo: EventId,
}

/// Most marks on one photo.
pub const MOST_MARKS: usize = 40;
/// Most characters of words on a photo.
pub const MOST_CHARACTERS: usize = 60;

/// Somebody draws the layer of a photo.
#[derive(Debug, Clone)]
pub struct MarkPhoto {
    /// Photo.
    pub photo: EventId,
    /// All marks.
    pub marks: Vec<Mark>,
}

impl MarkPhoto {
    /// # Errors
    /// [`Refusal::NoSuchPhoto`]; [`Refusal::TooMany`] above [`MOST_MARKS`] or
    /// [`MOST_CHARACTERS`]; [`Refusal::EmptyText`].
    pub fn decide(self, check: &SpotCheck) -> Result<Event, Refusal> {
        if !check.photos.contains_key(&self.photo) {
            return Err(Refusal::NoSuchPhoto);
        }
        if self.marks.len() > MOST_MARKS {
            return Err(Refusal::TooMany);
        }
        for mark in &self.marks {
            match mark {
                Mark::Text(label) if label.text.trim().is_empty() => {
                    return Err(Refusal::EmptyText);
                }
                Mark::Text(label) if label.text.chars().count() > MOST_CHARACTERS => {
                    return Err(Refusal::TooMany);
                }
                _ => {}
            }
        }
        Ok(PhotoMarked { marks: self.marks, photo: self.photo }.into())
    }
}
