//! Signs, plates and notices that hang on walls.

use super::{
    canvas::{Canvas, Rgb},
    place::tone,
    text::{Style, centred, width},
};

const WHITE: Rgb = [252, 252, 250];

/// A line of heavy print as large as `wide` and `high` allow, centred.
pub(super) fn fitted(c: &mut Canvas, words: &str, at: (f32, f32), room: (f32, f32), ink: Rgb) {
    let size = (room.0 / width(words, 100.0).max(1.0) * 100.0).min(room.1);
    centred(c, at.0, at.1 - size * 0.58, words, Style::bold(size, ink));
}

/// A plain plate with one line, 200 pixels high; `wide` is its width over its height.
pub(super) fn plate(words: &str, wide: f32, ground: Rgb, ink: Rgb) -> Canvas {
    let w = wide * 200.0;
    let mut c = Canvas::new(w as usize, 200, ground);
    c.shade(0.0, 0.0, w, 200.0, [tone(ground, 1.08), tone(ground, 0.9)], 1.0);
    c.frame(6.0, 6.0, w - 12.0, 188.0, 4.0, ink);
    fitted(&mut c, words, (w / 2.0, 100.0), (w * 0.88, 118.0), ink);
    c
}

/// An upright notice: a coloured head and some lines below.
pub(super) fn notice(head: &str, lines: &[&str], ground: Rgb) -> Canvas {
    let mut c = Canvas::new(900, 1200, WHITE);
    c.rect(0.0, 0.0, 900.0, 270.0, ground);
    fitted(&mut c, head, (450.0, 135.0), (800.0, 170.0), WHITE);
    let pitch = 860.0 / lines.len().max(1) as f32;
    for (i, line) in lines.iter().enumerate() {
        let y = 300.0 + pitch * (i as f32 + 0.5);
        let ink = if i == 0 { ground } else { [30, 30, 34] };
        fitted(&mut c, line, (450.0, y), (780.0, pitch.min(200.0) * 0.72), ink);
    }
    c.frame(0.0, 0.0, 900.0, 1200.0, 10.0, ground);
    c
}

/// A yellow warning sign with the triangle.
pub(super) fn warning(first: &str, second: &str) -> Canvas {
    let (black, yellow) = ([24, 24, 24], [250, 208, 20]);
    let mut c = Canvas::new(700, 900, yellow);
    c.frame(14.0, 14.0, 672.0, 872.0, 14.0, black);
    c.polygon(&[(350.0, 70.0), (610.0, 510.0), (90.0, 510.0)], black);
    c.polygon(&[(350.0, 145.0), (550.0, 480.0), (150.0, 480.0)], yellow);
    c.rect(328.0, 240.0, 44.0, 140.0, black);
    c.blob((350.0, 430.0), (28.0, 28.0), black, 1.0, 0.1);
    fitted(&mut c, first, (350.0, 620.0), (600.0, 120.0), black);
    fitted(&mut c, second, (350.0, 770.0), (600.0, 90.0), black);
    c
}

/// A numbered flow of steps with arrows, below a head.
pub(super) fn flow(head: &str, steps: &[&str], foot: &[&str], ground: Rgb) -> Canvas {
    let mut c = Canvas::new(1500, 2100, WHITE);
    c.rect(0.0, 0.0, 1500.0, 300.0, ground);
    fitted(&mut c, head, (750.0, 150.0), (1320.0, 170.0), WHITE);
    let pitch = 1340.0 / steps.len().max(1) as f32;
    for (i, step) in steps.iter().enumerate() {
        let y = 360.0 + i as f32 * pitch;
        let high = pitch * 0.68;
        c.rect(150.0, y, 1200.0, high, ground);
        c.blob((280.0, y + high / 2.0), (66.0, 66.0), WHITE, 1.0, 0.05);
        let number = (i + 1).to_string();
        fitted(&mut c, &number, (280.0, y + high / 2.0), (90.0, 92.0), ground);
        fitted(&mut c, step, (840.0, y + high / 2.0), (880.0, high * 0.76), WHITE);
        if i + 1 < steps.len() {
            let at = y + high;
            c.rect(738.0, at, 24.0, pitch * 0.2, [206, 60, 30]);
            let tip = at + pitch * 0.31;
            c.polygon(&[(700.0, tip - 40.0), (800.0, tip - 40.0), (750.0, tip)], [206, 60, 30]);
        }
    }
    for (i, line) in foot.iter().enumerate() {
        fitted(&mut c, line, (750.0, 1790.0 + i as f32 * 120.0), (1300.0, 74.0), [40, 40, 44]);
    }
    c.frame(0.0, 0.0, 1500.0, 2100.0, 12.0, ground);
    c
}
