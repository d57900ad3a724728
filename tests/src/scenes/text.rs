//! Words, from the system's Noto CJK font. Without the font pictures stay wordless.

use super::canvas::{Canvas, Rgb};
use ab_glyph::{Font, FontVec, PxScale, ScaleFont, point};
use std::sync::OnceLock;

const SANS: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";
/// Simplified Chinese within the collection.
const SIMPLIFIED: u32 = 2;

fn sans() -> Option<&'static FontVec> {
    static FONT: OnceLock<Option<FontVec>> = OnceLock::new();
    FONT.get_or_init(|| {
        let font = std::fs::read(SANS)
            .ok()
            .and_then(|data| FontVec::try_from_vec_and_index(data, SIMPLIFIED).ok());
        if font.is_none() {
            eprintln!(
                "no font at {SANS} (Debian: fonts-noto-cjk): pictures are drawn without text"
            );
        }
        font
    })
    .as_ref()
}

/// How a line is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    /// Height of a character, pixels.
    pub size: f32,
    /// Ink.
    pub ink: Rgb,
    /// Sideways lean and unevenness: 0 is print, 1 is a hurried hand.
    pub hand: f32,
    /// Extra strength of the strokes, pixels.
    pub bold: f32,
}

impl Style {
    /// Print.
    pub fn print(size: f32, ink: Rgb) -> Self {
        Self { size, ink, hand: 0.0, bold: 0.0 }
    }

    /// Heavy print.
    pub fn bold(size: f32, ink: Rgb) -> Self {
        Self { size, ink, hand: 0.0, bold: size * 0.03 }
    }

    /// Handwriting.
    pub fn hand(size: f32, ink: Rgb) -> Self {
        Self { size, ink, hand: 1.0, bold: size * 0.022 }
    }
}

/// Width of a line, pixels.
pub(super) fn width(words: &str, size: f32) -> f32 {
    let Some(font) = sans() else { return words.chars().count() as f32 * size * 0.8 };
    let scaled = font.as_scaled(PxScale::from(size * 1.4));
    words.chars().map(|c| scaled.h_advance(font.glyph_id(c))).sum()
}

/// Writes a line with its top left corner at `x`, `y`.
pub(super) fn write(canvas: &mut Canvas, x: f32, y: f32, words: &str, style: Style) {
    let Some(font) = sans() else { return };
    let scale = PxScale::from(style.size * 1.4);
    let scaled = font.as_scaled(scale);
    let mut at = x;
    for (i, c) in words.chars().enumerate() {
        let id = font.glyph_id(c);
        let wave = ((i as f32 * 2.7 + x * 0.13 + y * 0.37).sin()) * style.hand;
        let scale = PxScale::from(style.size * 1.4 * (1.0 + wave * 0.05));
        let base = y + style.size * 1.02 + wave * style.size * 0.06;
        let glyph = id.with_scale_and_position(scale, point(at, base));
        at += scaled.h_advance(id) * (1.0 - style.hand * 0.08);
        let Some(outline) = font.outline_glyph(glyph) else { continue };
        let corner = outline.px_bounds().min;
        let copies = if style.bold > 0.2 { 3 } else { 1 };
        for copy in 0..copies {
            let shift = copy as f32 * style.bold * 0.5;
            outline.draw(|gx, gy, cover| {
                let py = corner.y + gy as f32;
                let lean = (base - py) * (0.16 + wave * 0.08) * style.hand
                    + (py * 0.21 + i as f32).sin() * style.hand * style.size * 0.012;
                let cover = if style.hand > 0.0 { cover * 0.9 } else { cover };
                canvas.blend(
                    (corner.x + gx as f32 + lean + shift) as i32,
                    py as i32,
                    style.ink,
                    cover,
                );
            });
        }
    }
}

/// Writes a line centred on `x`.
pub(super) fn centred(canvas: &mut Canvas, x: f32, y: f32, words: &str, style: Style) {
    write(canvas, x - width(words, style.size) * 0.5, y, words, style);
}

/// Writes words in lines of at most `wide` pixels, the first one set in; says where the next line
/// would begin.
pub(super) fn wrapped(
    canvas: &mut Canvas,
    at: (f32, f32),
    wide: f32,
    pitch: f32,
    words: &str,
    style: Style,
) -> f32 {
    let (mut x, mut y) = (style.size * 2.0, at.1);
    let mut line = String::new();
    let mut start = x;
    for c in words.chars() {
        let step = width(c.encode_utf8(&mut [0; 4]), style.size);
        if x + step > wide && !"，。；、：".contains(c) {
            write(canvas, at.0 + start, y, &line, style);
            line.clear();
            (x, start) = (0.0, 0.0);
            y += pitch;
        }
        line.push(c);
        x += step;
    }
    write(canvas, at.0 + start, y, &line, style);
    y + pitch
}
