//! The quick way for what cameras write: a JPEG is decoded at about the size it is wanted in, and
//! stays brightness and colour in planes of their own until it is encoded again. A whole photo is
//! never in memory, and no pixel is turned into red, green and blue and back.

use super::{PREVIEW, Pictures, QUALITY, THUMBNAIL};
use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer, images::Image, images::ImageRef,
};
use mingcha_jpeg::Scale;
use turbojpeg::{
    Colorspace, Compressor, DecompressHeader, Decompressor, ScalingFactor, Subsamp, YuvImage,
};

/// Sizes this near to the wanted one, in percent, are taken as they come out of the decoder.
const NEAR: usize = 5;
/// A photo that is sent in more passes than this was made to keep a device busy.
const SCANS: u32 = 100;

/// The pictures, or `None` for what this way does not know or finds fault with: then the other way
/// decides what is wrong with it.
pub fn make(bytes: &[u8], orientation: u8) -> Option<Pictures> {
    let mut decoder = Decompressor::new().ok()?;
    decoder.set_scan_limit(SCANS).ok()?;
    let header = decoder.read_header(bytes).ok()?;
    let usual = match header.colorspace {
        Colorspace::Gray => header.subsamp == Subsamp::Gray,
        Colorspace::YCbCr => sides(header.subsamp).is_some(),
        _ => false,
    };
    if !usual || header.is_lossless {
        return None;
    }
    let planes = decoded(&mut decoder, bytes, &header)?.turned(orientation)?;
    let large =
        if planes.fits(PREVIEW as usize) { planes } else { planes.within(PREVIEW as usize)? };
    let small = large.within(THUMBNAIL as usize)?;
    let (width, height) = (u32::try_from(header.width).ok()?, u32::try_from(header.height).ok()?);
    let (width, height) = if orientation >= 5 { (height, width) } else { (width, height) };
    Some(Pictures { width, height, preview: large.encoded()?, thumbnail: small.encoded()? })
}

/// How many pixels of brightness share one of colour, across and down.
fn sides(subsamp: Subsamp) -> Option<(usize, usize)> {
    match subsamp {
        Subsamp::None => Some((1, 1)),
        Subsamp::Sub2x1 => Some((2, 1)),
        Subsamp::Sub1x2 => Some((1, 2)),
        Subsamp::Sub2x2 => Some((2, 2)),
        _ => None,
    }
}

/// The planes at about the size that is wanted: by the reader that steps over what a smaller picture
/// does not show, or, of what it does not know, by the library.
fn decoded(decoder: &mut Decompressor, bytes: &[u8], header: &DecompressHeader) -> Option<Planes> {
    let scale = scale(header.width.max(header.height));
    let quickly = smaller(scale).and_then(|scale| mingcha_jpeg::planes(bytes, scale));
    let planes = match quickly {
        Some(planes) => planes.into_iter().map(Plane::from).collect(),
        None => by_the_library(decoder, bytes, header, scale)?,
    };
    let scaled = header.scaled(scale);
    // What a plane has beyond the picture is padding; an even size lets colours be shared by fours.
    let (width, height) = (even(scaled.width), even(scaled.height));
    let mut planes = planes.into_iter();
    let y = planes.next()?.cut(width, height)?;
    let (Some(shared), Some(b), Some(r)) = (sides(header.subsamp), planes.next(), planes.next())
    else {
        return Some(Planes { y, colours: None });
    };
    let colour = |plane: Plane| {
        plane.cut(width / shared.0, height / shared.1)?.brought_to(width / 2, height / 2)
    };
    Some(Planes { y, colours: Some([colour(b)?, colour(r)?]) })
}

fn by_the_library(
    decoder: &mut Decompressor,
    bytes: &[u8],
    header: &DecompressHeader,
    scale: ScalingFactor,
) -> Option<Vec<Plane>> {
    decoder.set_scaling_factor(scale).ok()?;
    let scaled = header.scaled(scale);
    let len = turbojpeg::yuv_pixels_len(scaled.width, 1, scaled.height, header.subsamp).ok()?;
    let mut image = YuvImage {
        pixels: vec![0; len],
        width: scaled.width,
        align: 1,
        height: scaled.height,
        subsamp: header.subsamp,
    };
    decoder.decompress_to_yuv(bytes, image.as_deref_mut()).ok()?;
    let (y_size, uv_size) = (image.y_size(), image.uv_size());
    let mut pixels = image.pixels;
    let mut colours = pixels.split_off((y_size.0 * y_size.1).min(pixels.len()));
    let y = Plane { width: y_size.0, height: y_size.1, pixels };
    if header.subsamp == Subsamp::Gray {
        return Some(vec![y]);
    }
    let second = colours.split_off((uv_size.0 * uv_size.1).min(colours.len()));
    let colour = |pixels| Plane { width: uv_size.0, height: uv_size.1, pixels };
    Some(vec![y, colour(colours), colour(second)])
}

fn smaller(scale: ScalingFactor) -> Option<Scale> {
    match scale {
        ScalingFactor::ONE_EIGHTH => Some(Scale::Eighth),
        ScalingFactor::ONE_QUARTER => Some(Scale::Quarter),
        ScalingFactor::ONE_HALF => Some(Scale::Half),
        _ => None,
    }
}

/// The smallest size in which the decoder gives enough, or nearly.
fn scale(long_side: usize) -> ScalingFactor {
    let enough = |scale: &ScalingFactor| {
        let side = scale.scale(long_side);
        side + side * NEAR / 100 >= PREVIEW as usize
    };
    // Others than these are not computed with the processor's wide registers.
    [ScalingFactor::ONE_EIGHTH, ScalingFactor::ONE_QUARTER, ScalingFactor::ONE_HALF]
        .into_iter()
        .find(enough)
        .unwrap_or(ScalingFactor::ONE)
}

const fn even(side: usize) -> usize {
    if side < 2 { 2 } else { side & !1 }
}

struct Plane {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl From<mingcha_jpeg::Plane> for Plane {
    fn from(of: mingcha_jpeg::Plane) -> Self {
        Self { width: of.width, height: of.height, pixels: of.pixels }
    }
}

/// A picture in which four pixels share their colours, or one without any.
struct Planes {
    y: Plane,
    colours: Option<[Plane; 2]>,
}

impl Plane {
    /// Without what is beyond `width` and `height`.
    fn cut(self, width: usize, height: usize) -> Option<Self> {
        if (self.width, self.height) == (width, height) {
            return Some(self);
        }
        if width > self.width || height > self.height {
            return None;
        }
        let rows = self.pixels.chunks_exact(self.width).take(height);
        let pixels = rows.filter_map(|row| row.get(..width)).flatten().copied().collect();
        Some(Self { width, height, pixels })
    }

    /// In this size; as it is, if it has it.
    fn brought_to(self, width: usize, height: usize) -> Option<Self> {
        let fits = (self.width, self.height) == (width, height);
        if fits { Some(self) } else { self.sized(width, height) }
    }

    fn sized(&self, width: usize, height: usize) -> Option<Self> {
        if (self.width, self.height) == (width, height) {
            return Some(Self { width, height, pixels: self.pixels.clone() });
        }
        let side = |side: usize| u32::try_from(side).ok();
        let (from_w, from_h) = (side(self.width)?, side(self.height)?);
        let source = ImageRef::new(from_w, from_h, &self.pixels, PixelType::U8).ok()?;
        let mut target = Image::new(side(width)?, side(height)?, PixelType::U8);
        let options =
            ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom));
        Resizer::new().resize(&source, &mut target, &options).ok()?;
        Some(Self { width, height, pixels: target.into_vec() })
    }

    /// As EXIF orientation 1 to 8 asks.
    fn turned(mut self, orientation: u8) -> Self {
        if matches!(orientation, 5..=8) {
            let mut over = vec![0; self.pixels.len()];
            transpose::transpose(&self.pixels, &mut over, self.width, self.height);
            self = Self { width: self.height, height: self.width, pixels: over };
        }
        if matches!(orientation, 3 | 4 | 7 | 8) {
            self.pixels.reverse();
        }
        // Reversed as a whole, each row is reversed too.
        if matches!(orientation, 2 | 4 | 6 | 8) {
            self.pixels.chunks_exact_mut(self.width).for_each(<[u8]>::reverse);
        }
        self
    }
}

impl Planes {
    fn turned(self, orientation: u8) -> Option<Self> {
        let colours = self.colours.map(|both| both.map(|plane| plane.turned(orientation)));
        Some(Self { y: self.y.turned(orientation), colours })
    }

    /// Not longer than `long_side`, or hardly.
    fn fits(&self, long_side: usize) -> bool {
        self.y.width.max(self.y.height) <= long_side + long_side * NEAR / 100
    }

    /// Shrunk to `long_side`.
    fn within(&self, long_side: usize) -> Option<Self> {
        let longest = self.y.width.max(self.y.height).max(long_side);
        let scaled = |side: usize| even((side * long_side + longest / 2) / longest);
        let (width, height) = (scaled(self.y.width), scaled(self.y.height));
        let colours = match &self.colours {
            Some([b, r]) => {
                Some([b.sized(width / 2, height / 2)?, r.sized(width / 2, height / 2)?])
            }
            None => None,
        };
        Some(Self { y: self.y.sized(width, height)?, colours })
    }

    fn encoded(self) -> Option<Vec<u8>> {
        let mut encoder = Compressor::new().ok()?;
        encoder.set_quality(QUALITY.into()).ok()?;
        let subsamp = if self.colours.is_some() { Subsamp::Sub2x2 } else { Subsamp::Gray };
        let (width, height) = (self.y.width, self.y.height);
        let mut pixels = self.y.pixels;
        pixels.reserve_exact(pixels.len() / 2);
        for plane in self.colours.into_iter().flatten() {
            pixels.extend(plane.pixels);
        }
        let image = YuvImage { pixels: pixels.as_slice(), width, align: 1, height, subsamp };
        encoder.compress_yuv_to_vec(image).ok()
    }
}
