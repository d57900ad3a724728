//! Furniture and gear that many kinds of place have.

use super::{
    canvas::{Canvas, Rgb},
    shape::Frame,
    space::V,
    text::{Style, centred},
    world::{Look, World},
};

/// A chair; its back is away from the viewer when it is not turned.
pub(super) fn chair(w: &mut World, frame: Frame, seat: Rgb, legs: Rgb) {
    let (cloth, steel) = (Look::colour(seat).gloss(0.1, 0.2), Look::colour(legs).gloss(0.2, 0.1));
    w.part(frame, V(0.0, 0.43, 0.0), V(0.43, 0.045, 0.42), cloth);
    w.part(frame, V(0.0, 0.62, 0.20), V(0.41, 0.30, 0.03), cloth);
    for x in [-0.19, 0.19] {
        w.part(frame, V(x, 0.0, -0.18), V(0.028, 0.43, 0.028), steel);
        w.part(frame, V(x, 0.0, 0.20), V(0.028, 0.90, 0.028), steel);
        w.part(frame, V(x, 0.18, 0.01), V(0.02, 0.02, 0.36), steel);
    }
    w.shadow(frame.at, 0.7, 0.7);
}

/// A stool of plastic.
pub(super) fn stool(w: &mut World, frame: Frame, c: Rgb) {
    let look = Look::colour(c).gloss(0.15, 0.1);
    w.part(frame, V(0.0, 0.44, 0.0), V(0.30, 0.03, 0.30), look);
    for (x, z) in [(-0.12, -0.12), (0.12, -0.12), (-0.12, 0.12), (0.12, 0.12)] {
        w.part(frame, V(x, 0.0, z), V(0.045, 0.44, 0.045), look);
    }
    w.shadow(frame.at, 0.5, 0.5);
}

/// A table with four legs, or with a closed front.
pub(super) fn table(w: &mut World, frame: Frame, size: V, top: Look, body: Look, closed: bool) {
    w.part(frame, V(0.0, size.1 - 0.03, 0.0), V(size.0, 0.03, size.2), top);
    if closed {
        w.part(frame, V(0.0, 0.0, 0.02), V(size.0 - 0.06, size.1 - 0.03, size.2 - 0.08), body);
    } else {
        for (x, z) in [(-0.46, -0.42), (0.46, -0.42), (-0.46, 0.42), (0.46, 0.42)] {
            let leg = V(0.045, size.1 - 0.03, 0.045);
            w.part(frame, V(size.0 * x, 0.0, size.2 * z), leg, body);
        }
        w.part(frame, V(0.0, size.1 - 0.12, size.2 * -0.42), V(size.0 * 0.92, 0.09, 0.02), body);
    }
    w.shadow(frame.at, size.0 * 1.2, size.2 * 1.5);
}

/// A traffic cone with two white bands.
pub(super) fn cone(w: &mut World, at: V, tall: f32, c: Rgb) {
    w.shadow(at, tall * 0.9, tall * 0.9);
    w.solid(at, V(tall * 0.5, 0.03, tall * 0.5), Look::colour([36, 36, 38]));
    w.turned(at + V(0.0, 0.03, 0.0), tall, 70, 0.9, |k| {
        let band = (0.34..0.52).contains(&k) || (0.68..0.82).contains(&k);
        (tall * 0.20 * (1.0 - k) + 0.018, if band { [240, 240, 236] } else { c })
    });
}

/// The face of a clock.
pub(super) fn clock(hour: u32, minute: u32, rim: Rgb) -> Canvas {
    let mut face = Canvas::cutout((600, 600), rim, |p, ink| {
        p.blob((300.0, 300.0), (298.0, 298.0), ink(rim), 1.0, 0.01);
    });
    face.blob((300.0, 300.0), (262.0, 262.0), [250, 250, 246], 1.0, 0.01);
    let at = |turn: f32, r: f32| {
        let angle = turn * std::f32::consts::TAU;
        (300.0 + angle.sin() * r, 300.0 - angle.cos() * r)
    };
    for k in 1..=12 {
        let (x, y) = at(k as f32 / 12.0, 214.0);
        centred(&mut face, x, y - 34.0, &k.to_string(), Style::bold(58.0, [30, 30, 34]));
    }
    let ink = [24, 24, 28];
    let m = minute as f32 / 60.0;
    face.line((300.0, 300.0), at((hour % 12) as f32 / 12.0 + m / 12.0, 130.0), 20.0, ink);
    face.line((300.0, 300.0), at(m, 200.0), 12.0, ink);
    face.line((300.0, 300.0), at(0.62, 210.0), 4.0, [190, 30, 30]);
    face.blob((300.0, 300.0), (16.0, 16.0), ink, 1.0, 0.1);
    face
}

/// A potted plant: leaves in a cloud over a pot.
pub(super) fn plant(w: &mut World, at: V, tall: f32, pot: Rgb) {
    let r = tall * 0.13;
    w.shadow(at, r * 3.4, r * 3.4);
    w.turned(at + V(0.0, r * 0.4, 0.0), tall * 0.26, 24, 0.8, |k| (r * (0.85 + k * 0.25), pot));
    for _ in 0..700 {
        let (turn, far) = (w.rng.range(0.0, std::f32::consts::TAU), w.rng.unit().sqrt());
        let y = w.rng.range(0.34, 1.0) * tall;
        let reach = (tall * 0.28 - (y - tall * 0.66).abs() * 0.34) * far;
        let leaf = at + V(turn.cos() * reach, y, turn.sin() * reach);
        let green = [w.rng.range(24.0, 70.0) as u8, w.rng.range(80.0, 140.0) as u8, 40];
        let size = tall * w.rng.range(0.008, 0.02);
        w.ball(leaf, size, green, 0.25 + far * 0.6, 0.05);
    }
}

/// A fire extinguisher.
pub(super) fn extinguisher(w: &mut World, at: V) {
    w.shadow(at, 0.34, 0.34);
    w.turned(at + V(0.0, 0.08, 0.0), 0.44, 46, 0.85, |_| (0.075, [200, 20, 22]));
    let black = Look::colour([34, 34, 36]);
    w.solid(at + V(0.0, 0.57, 0.0), V(0.05, 0.06, 0.05), black);
    w.solid(at + V(0.0, 0.63, -0.02), V(0.03, 0.02, 0.14), black);
}

/// A pump bottle; `full` is the share of the height that its liquid fills, if it can be seen.
pub(super) fn pump_bottle(w: &mut World, at: V, tall: f32, c: Rgb, label: Look) {
    let r = tall * 0.2;
    w.shadow(at, r * 3.0, r * 3.0);
    w.pipe(at, r, tall * 0.62, Look::colour(c).gloss(0.15, 0.1));
    w.wrapped(at + V(0.0, tall * 0.12, 0.0), r * 1.01, tall * 0.38, 0.0, label);
    w.turned(at + V(0.0, tall * 0.60, 0.0), tall * 0.12, 14, 0.85, |k| (r * (0.92 - k * 0.62), c));
    let white = Look::colour([240, 240, 238]);
    w.pipe(at + V(0.0, tall * 0.72, 0.0), r * 0.34, tall * 0.09, white);
    w.pipe(at + V(0.0, tall * 0.81, 0.0), r * 0.12, tall * 0.13, white);
    w.solid(at + V(r * -0.45, tall * 0.94, 0.0), V(r * 1.3, tall * 0.05, r * 0.5), white);
}
