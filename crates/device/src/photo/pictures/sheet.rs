//! Thumbnails side by side in one picture: a grid of thousands asks for one picture of some lines,
//! not for one a photo.

use super::{Rgb, declared, encoded, jpeg};
use crate::api::ErrorCode;
use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer, images::Image, images::ImageRef,
};

/// Pixels of a thumbnail at most. It was made by another device, perhaps of another version.
const THUMBNAIL_PIXELS: u32 = 1024 * 1024;
const CHANNELS: usize = 3;
/// Of a cell without a picture: seen only until the page covers it.
const EMPTY: u8 = 0x80;

/// JPEG of `columns` square cells a line, `cell` pixels each, filled from the middle of each
/// thumbnail.
///
/// # Errors
/// [`ErrorCode::PhotoUnreadable`], [`ErrorCode::PhotoTooLarge`] of any of them.
pub fn contact_sheet(
    thumbnails: &[Option<Vec<u8>>],
    columns: usize,
    cell: u32,
) -> Result<Vec<u8>, ErrorCode> {
    let unreadable = |_| ErrorCode::PhotoUnreadable;
    let side = usize::try_from(cell).map_err(unreadable)?;
    let lines = thumbnails.len().div_ceil(columns);
    let (width, height) = (columns * side, lines * side);
    let mut pixels = vec![EMPTY; width * height * CHANNELS];
    for (n, thumbnail) in thumbnails.iter().enumerate() {
        let Some(thumbnail) = thumbnail else { continue };
        let filled = filled(thumbnail, cell)?;
        let left = n % columns * side * CHANNELS;
        let rows = pixels.chunks_exact_mut(width * CHANNELS).skip(n / columns * side);
        for (row, from) in rows.zip(filled.chunks_exact(side * CHANNELS)) {
            if let Some(to) = row.get_mut(left..left + from.len()) {
                to.copy_from_slice(from);
            }
        }
    }
    let (width, height) = (u32::try_from(width), u32::try_from(height));
    let (width, height) = (width.map_err(unreadable)?, height.map_err(unreadable)?);
    encoded(&Rgb { width, height, pixels })
}

/// The pixels of one cell.
fn filled(thumbnail: &[u8], cell: u32) -> Result<Vec<u8>, ErrorCode> {
    let unreadable = |_| ErrorCode::PhotoUnreadable;
    let (width, height) = declared(thumbnail).ok_or(ErrorCode::PhotoUnreadable)?;
    if width.saturating_mul(height) > THUMBNAIL_PIXELS {
        return Err(ErrorCode::PhotoTooLarge);
    }
    let whole = jpeg(thumbnail)?;
    let source = ImageRef::new(whole.width, whole.height, &whole.pixels, PixelType::U8x3)
        .map_err(|_| ErrorCode::PhotoUnreadable)?;
    let mut target = Image::new(cell, cell, PixelType::U8x3);
    let options = ResizeOptions::new()
        .resize_alg(ResizeAlg::Convolution(FilterType::Bilinear))
        .fit_into_destination(None);
    Resizer::new().resize(&source, &mut target, &options).map_err(unreadable)?;
    Ok(target.into_vec())
}
