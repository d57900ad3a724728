//! What a file is, by its first bytes and never by its name.

/// Kind of a photo file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    WebP,
    /// HEIC, HEIF or AVIF: kept and sealed, not decoded here.
    Heif,
}

impl Kind {
    /// The kind of these bytes, if they are a photo's.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => {
                let brands: [&[u8]; 7] =
                    [b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"heif"];
                brands.iter().any(|b| brand.starts_with(b)).then_some(Self::Heif)
            }
            _ => None,
        }
    }

    /// Media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
            Self::Heif => "image/heic",
        }
    }
}
