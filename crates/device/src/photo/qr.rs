//! The text of a QR code in a picture: an invitation, an order's key, a check to join. Read here and
//! not by a service of the platform, so that it works on every device, without a network.

use super::{kind::Kind, likeness::Gray, pictures};
use crate::api::{Error, ErrorCode};

/// The text of the one code in a picture.
///
/// # Errors
/// [`ErrorCode::QrNotFound`] if there is none that can be read, or more than one; those of
/// [`ErrorCode`] that begin with `Photo`.
pub fn read_qr(picture: &[u8]) -> Result<String, Error> {
    let none = || Error::new(ErrorCode::QrNotFound, "no code that can be read");
    let kind = Kind::of(picture)
        .ok_or_else(|| Error::new(ErrorCode::PhotoUnreadable, "no photo by its bytes"))?;
    // The same door as for photos: what is too large or cut off is told before it is decoded.
    let made =
        pictures::make(picture, kind, 1).map_err(|code| Error::new(code, "does not decode"))?;
    let gray = Gray::of_jpeg(&made.preview).ok_or_else(none)?;
    let (width, height) = gray.size();
    let mut prepared =
        rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| gray.pixel(x, y));
    let mut texts: Vec<String> = prepared
        .detect_grids()
        .iter()
        .filter_map(|grid| grid.decode().ok())
        .map(|(_, text)| text)
        .collect();
    texts.sort_unstable();
    texts.dedup();
    match <[String; 1]>::try_from(texts) {
        Ok([text]) => Ok(text),
        Err(_) => Err(none()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jpeg_encoder::{ColorType, Encoder};
    use qrcode::{EcLevel, QrCode};

    /// A code of `cell` pixels a module, somewhere in a gray picture, turned a little by shearing.
    fn picture(text: &str, cell: usize, (width, height): (usize, usize), shear: f32) -> Vec<u8> {
        let code = QrCode::with_error_correction_level(text, EcLevel::L).expect("a code");
        let (side, colors) = (code.width(), code.to_colors());
        let mut pixels = vec![150_u8; width * height];
        let (left, top) = (width / 5, height / 6);
        for y in 0..(side + 8) * cell {
            for x in 0..(side + 8) * cell {
                let (column, row) = (x / cell, y / cell);
                let dark = (4..side + 4).contains(&column)
                    && (4..side + 4).contains(&row)
                    && colors[(row - 4) * side + column - 4] == qrcode::Color::Dark;
                let at_x = left + x + (y as f32 * shear) as usize;
                let place = (top + y) * width + at_x;
                if at_x < width && place < pixels.len() {
                    pixels[place] = if dark { 40 } else { 225 };
                }
            }
        }
        let mut bytes = Vec::new();
        let size = (u16::try_from(width).expect("small"), u16::try_from(height).expect("small"));
        Encoder::new(&mut bytes, 60)
            .encode(&pixels, size.0, size.1, ColorType::Luma)
            .expect("encodes");
        bytes
    }

    #[test]
    fn codes_of_every_use_are_read_from_a_picture() {
        let order = "mingcha:order?id=BQUFBQUFBQUFBQUFBQUFBQ&key=AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";
        let long = format!("mingcha:join?{}", "x".repeat(300));
        for (text, cell) in [(order, 6), (order, 12), (long.as_str(), 5), ("明察", 9)] {
            for shear in [0.0, 0.12] {
                let bytes = picture(text, cell, (1_280, 960), shear);
                assert_eq!(read_qr(&bytes).expect("read"), text, "{cell} {shear}");
            }
        }
    }

    #[test]
    fn a_picture_without_a_code_or_no_picture_says_so() {
        let empty = picture("nothing is drawn", 0, (640, 480), 0.0);
        for (bytes, code) in [
            (empty.as_slice(), ErrorCode::QrNotFound),
            (&empty[..empty.len() / 2], ErrorCode::PhotoTruncated),
            (b"no picture".as_slice(), ErrorCode::PhotoUnreadable),
        ] {
            assert_eq!(read_qr(bytes).expect_err("no code").code, code);
        }
    }
}
