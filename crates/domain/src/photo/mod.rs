//! A photo of the site (现场照片): what is recorded of it. The bytes travel apart; their hashes are
//! signed here, so that no byte can change afterwards.

mod fresh;
mod marks;

pub use fresh::{FreshCode, FreshPhotoDemanded};
pub use marks::{
    Label, MOST_CHARACTERS, MOST_MARKS, Mark, MarkPhoto, PhotoMarked, Point, Share, Span,
};

use crate::{
    ids::{EventId, Hash},
    site::Position,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Bytes, named by their hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Bytes {
    /// SHA-256 of the bytes.
    pub sha256: Hash,
    /// Length in bytes.
    #[ts(type = "number")]
    pub size: u64,
}

/// Which of a photo's three files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Variant {
    /// Long side about 256 pixels.
    Thumbnail,
    /// Long side about 2,048 pixels.
    Preview,
    /// As it came from the camera, byte for byte.
    Original,
}

impl Variant {
    /// In the order in which they are sent.
    pub const ALL: [Self; 3] = [Self::Thumbnail, Self::Preview, Self::Original];

    /// Name in addresses and tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Thumbnail => "thumbnail",
            Self::Preview => "preview",
            Self::Original => "original",
        }
    }

    /// The variant with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.name() == name)
    }
}

/// A photo was taken. The event's id is the photo's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoTaken {
    /// Camera as EXIF names it; empty if it does not.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub camera: String,
    /// The demand for a fresh photo that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demand: Option<EventId>,
    /// Local time as EXIF has it, `2026-03-16T14:05:09`; empty if it has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub exif_time: String,
    /// Time of the satellites in UTC as EXIF has it, `2026-03-16T06:05:09`; empty if it has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub gps_time: String,
    /// Height in pixels as shown, after orientation; 0 if it cannot be decoded.
    pub height_px: u32,
    /// Media type, from the bytes.
    pub media_type: String,
    /// The original.
    pub original: Bytes,
    /// Position as EXIF has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// The preview; absent if the original cannot be decoded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preview: Option<Bytes>,
    /// The thumbnail; absent likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<Bytes>,
    /// Width in pixels as shown.
    pub width_px: u32,
}

impl PhotoTaken {
    /// The bytes of a variant, if the photo has it.
    #[must_use]
    pub const fn bytes(&self, variant: Variant) -> Option<Bytes> {
        match variant {
            Variant::Original => Some(self.original),
            Variant::Preview => self.preview,
            Variant::Thumbnail => self.thumbnail,
        }
    }
}

/// A photo does not count. The photo itself is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoVoided {
    /// Photo.
    pub photo: EventId,
    /// Why.
    pub reason: String,
}
