//! Preview and thumbnail. Orientation is applied; metadata is left behind.

mod planes;
mod sheet;
#[cfg(test)]
mod tests;

pub use sheet::contact_sheet;

use super::kind::Kind;
use crate::api::ErrorCode;
use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer, images::Image, images::ImageRef,
};
use jpeg_encoder::{ColorType, Encoder};
use std::io::Cursor;
use zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions};
use zune_jpeg::JpegDecoder;

/// Long side of a preview, pixels.
const PREVIEW: u32 = 2048;
/// Long side of a thumbnail, pixels.
const THUMBNAIL: u32 = 256;
/// Of JPEG, 1 to 100.
const QUALITY: u8 = 80;
/// Pixels that are decoded at most: above any phone camera.
const MAX_PIXELS: u64 = 220_000_000;

/// Pictures made from an original.
pub struct Pictures {
    /// Width as shown.
    pub width: u32,
    /// Height as shown.
    pub height: u32,
    /// JPEG, long side about 2,048 pixels.
    pub preview: Vec<u8>,
    /// JPEG, long side about 256 pixels.
    pub thumbnail: Vec<u8>,
}

struct Rgb {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

/// Decodes an original and makes its pictures.
///
/// # Errors
/// [`ErrorCode::PhotoTruncated`], [`ErrorCode::PhotoTooLarge`], [`ErrorCode::PhotoUnreadable`].
pub fn make(bytes: &[u8], kind: Kind, orientation: u8) -> Result<Pictures, ErrorCode> {
    if matches!(kind, Kind::Jpeg) {
        checked(bytes)?;
        if let Some(made) = planes::make(bytes, orientation) {
            return Ok(made);
        }
    }
    let whole = match kind {
        Kind::Jpeg => jpeg(bytes)?,
        Kind::Png | Kind::WebP => other(bytes)?,
        Kind::Heif => return Err(ErrorCode::PhotoUnreadable),
    };
    let turned = orientation >= 5;
    let (width, height) =
        if turned { (whole.height, whole.width) } else { (whole.width, whole.height) };
    let large = oriented(shrunk(&whole, PREVIEW)?, orientation);
    drop(whole);
    let small = shrunk(&large, THUMBNAIL)?;
    Ok(Pictures { width, height, preview: encoded(&large)?, thumbnail: encoded(&small)? })
}

fn within(width: u32, height: u32) -> Result<(), ErrorCode> {
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 {
        Err(ErrorCode::PhotoUnreadable)
    } else if pixels > MAX_PIXELS {
        Err(ErrorCode::PhotoTooLarge)
    } else {
        Ok(())
    }
}

/// What can be said of a JPEG without decoding it.
fn checked(bytes: &[u8]) -> Result<(), ErrorCode> {
    if let Some((width, height)) = declared(bytes) {
        within(width, height)?;
    }
    // Cameras end a picture with this marker, some append data of their own after it. The small
    // picture inside EXIF has the same marker: only what follows the large one's first scan counts.
    let scan = header(bytes, |marker| marker == 0xda).and_then(|at| bytes.get(at..));
    if scan.is_some_and(|scan| !scan.windows(2).rev().any(|pair| pair == [0xff, 0xd9])) {
        return Err(ErrorCode::PhotoTruncated);
    }
    Ok(())
}

fn jpeg(bytes: &[u8]) -> Result<Rgb, ErrorCode> {
    let options = DecoderOptions::default()
        .jpeg_set_out_colorspace(ColorSpace::RGB)
        .set_max_width(65_535)
        .set_max_height(65_535)
        .set_strict_mode(false);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|_| ending(bytes))?;
    let info = decoder.info().ok_or(ErrorCode::PhotoUnreadable)?;
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    within(width, height)?;
    let pixels = decoder.decode().map_err(|_| ending(bytes))?;
    Ok(Rgb { width, height, pixels })
}

/// Where the content of the first segment with such a marker begins.
fn header(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let mut at = 2;
    loop {
        match bytes.get(at..)? {
            // Any number of these may stand before a marker.
            [0xff, 0xff, ..] => at += 1,
            [0xff, marker, _, _, ..] if wanted(*marker) => return Some(at + 4),
            [0xff, _, high, low, ..] => {
                at += 2 + usize::from(u16::from_be_bytes([*high, *low]));
            }
            _ => return None,
        }
    }
}

/// Width and height as the first frame header declares them, before anything is decoded.
fn declared(bytes: &[u8]) -> Option<(u32, u32)> {
    let frame = |marker| matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
    let [_, h1, h2, w1, w2, ..] = bytes.get(header(bytes, frame)?..)? else { return None };
    let side = |a: &u8, b: &u8| u32::from(u16::from_be_bytes([*a, *b]));
    Some((side(w1, w2), side(h1, h2)))
}

/// What to say of a JPEG that does not decode: cut off if it lacks its end.
fn ending(bytes: &[u8]) -> ErrorCode {
    if bytes.ends_with(&[0xff, 0xd9]) {
        ErrorCode::PhotoUnreadable
    } else {
        ErrorCode::PhotoTruncated
    }
}

fn other(bytes: &[u8]) -> Result<Rgb, ErrorCode> {
    let reader = || image::ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let (width, height) =
        reader().ok().and_then(|r| r.into_dimensions().ok()).ok_or(ErrorCode::PhotoUnreadable)?;
    within(width, height)?;
    let decoded = reader().map_err(|_| ErrorCode::PhotoUnreadable)?.decode();
    let picture = decoded.map_err(|_| ErrorCode::PhotoTruncated)?.into_rgb8();
    Ok(Rgb { width, height, pixels: picture.into_raw() })
}

fn shrunk(from: &Rgb, long_side: u32) -> Result<Rgb, ErrorCode> {
    let longest = from.width.max(from.height);
    if longest <= long_side {
        return Ok(Rgb { width: from.width, height: from.height, pixels: from.pixels.clone() });
    }
    let scaled = |side: u32| {
        let exact = u64::from(side) * u64::from(long_side) + u64::from(longest) / 2;
        u32::try_from(exact / u64::from(longest)).unwrap_or(1).max(1)
    };
    let (width, height) = (scaled(from.width), scaled(from.height));
    let unreadable = |_| ErrorCode::PhotoUnreadable;
    let source = ImageRef::new(from.width, from.height, &from.pixels, PixelType::U8x3)
        .map_err(|_| ErrorCode::PhotoUnreadable)?;
    let mut target = Image::new(width, height, PixelType::U8x3);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom));
    Resizer::new().resize(&source, &mut target, &options).map_err(unreadable)?;
    Ok(Rgb { width, height, pixels: target.into_vec() })
}

/// Turns and mirrors as EXIF orientation 1 to 8 asks.
fn oriented(picture: Rgb, orientation: u8) -> Rgb {
    if orientation <= 1 {
        return picture;
    }
    let Some(image) = image::RgbImage::from_raw(picture.width, picture.height, picture.pixels)
    else {
        return Rgb { width: 0, height: 0, pixels: vec![] };
    };
    use image::imageops::{flip_horizontal, flip_vertical, rotate90, rotate180, rotate270};
    let turned = match orientation {
        2 => flip_horizontal(&image),
        3 => rotate180(&image),
        4 => flip_vertical(&image),
        5 => flip_horizontal(&rotate90(&image)),
        6 => rotate90(&image),
        7 => flip_horizontal(&rotate270(&image)),
        _ => rotate270(&image),
    };
    Rgb { width: turned.width(), height: turned.height(), pixels: turned.into_raw() }
}

fn encoded(picture: &Rgb) -> Result<Vec<u8>, ErrorCode> {
    let unreadable = || ErrorCode::PhotoUnreadable;
    let (width, height) = (
        u16::try_from(picture.width).map_err(|_| unreadable())?,
        u16::try_from(picture.height).map_err(|_| unreadable())?,
    );
    let mut bytes = Vec::new();
    Encoder::new(&mut bytes, QUALITY)
        .encode(&picture.pixels, width, height, ColorType::Rgb)
        .map_err(|_| unreadable())?;
    Ok(bytes)
}
