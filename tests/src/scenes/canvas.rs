//! Flat pictures: what is painted on walls, boxes, papers and screens.

use super::space::{Rng, cloud, mix};

/// Red, green, blue as a screen shows them.
pub(super) type Rgb = [u8; 3];

/// A flat picture.
#[derive(Debug, Clone)]
pub(super) struct Canvas {
    /// Width, pixels.
    pub w: usize,
    /// Height, pixels.
    pub h: usize,
    /// Rows from the top; the fourth value is opacity.
    pub px: Vec<[u8; 4]>,
}

impl Canvas {
    /// One colour.
    pub fn new(w: usize, h: usize, c: Rgb) -> Self {
        Self { w, h, px: vec![[c[0], c[1], c[2], 255]; w * h] }
    }

    /// A disc that fades out towards its edge, the more sharply the larger `edge` is.
    pub fn fading(c: Rgb, edge: f32) -> Self {
        let mut canvas = Self::new(128, 128, c);
        for (i, p) in canvas.px.iter_mut().enumerate() {
            let (x, y) = ((i % 128) as f32 / 63.5 - 1.0, (i / 128) as f32 / 63.5 - 1.0);
            let k = ((1.0 - (x * x + y * y).sqrt()) * edge).clamp(0.0, 1.0);
            p[3] = (k * k * (3.0 - 2.0 * k) * 255.0) as u8;
        }
        canvas
    }

    /// A shape cut out along its outline: `draw` is run once for the colours and once, through
    /// `ink`, for what is kept.
    pub fn cutout(
        size: (usize, usize),
        ground: Rgb,
        draw: impl Fn(&mut Self, &dyn Fn(Rgb) -> Rgb),
    ) -> Self {
        let mut shown = Self::new(size.0, size.1, ground);
        draw(&mut shown, &|c| c);
        let mut kept = Self::new(size.0, size.1, [0; 3]);
        draw(&mut kept, &|_| [255; 3]);
        for (p, k) in shown.px.iter_mut().zip(&kept.px) {
            p[3] = k[0];
        }
        shown
    }

    /// Mixes a colour into one pixel.
    pub fn blend(&mut self, x: i32, y: i32, c: Rgb, cover: f32) {
        if x < 0 || y < 0 || x as usize >= self.w || y as usize >= self.h {
            return;
        }
        if let Some(p) = self.px.get_mut(y as usize * self.w + x as usize) {
            let k = cover.clamp(0.0, 1.0);
            for (old, new) in p.iter_mut().zip(c) {
                *old = mix(f32::from(*old), f32::from(new), k).round() as u8;
            }
        }
    }

    /// A filled rectangle.
    pub fn rect(&mut self, x: f32, y: f32, w: f32, h: f32, c: Rgb) {
        self.shade(x, y, w, h, [c, c], 1.0);
    }

    /// A rectangle that runs from one colour at the top to another, mixed in with `cover`.
    pub fn shade(&mut self, x: f32, y: f32, w: f32, h: f32, tones: [Rgb; 2], cover: f32) {
        let [top, low] = tones;
        let (x0, x1) = (x.max(0.0) as i32, (x + w).min(self.w as f32) as i32);
        let (y0, y1) = (y.max(0.0) as i32, (y + h).min(self.h as f32) as i32);
        for py in y0..y1 {
            let t = (py as f32 - y) / h.max(1.0);
            let c = [
                mix(f32::from(top[0]), f32::from(low[0]), t) as u8,
                mix(f32::from(top[1]), f32::from(low[1]), t) as u8,
                mix(f32::from(top[2]), f32::from(low[2]), t) as u8,
            ];
            for px in x0..x1 {
                self.blend(px, py, c, cover);
            }
        }
    }

    /// The outline of a rectangle, `t` pixels strong, inwards.
    pub fn frame(&mut self, x: f32, y: f32, w: f32, h: f32, t: f32, c: Rgb) {
        self.rect(x, y, w, t, c);
        self.rect(x, y + h - t, w, t, c);
        self.rect(x, y, t, h, c);
        self.rect(x + w - t, y, t, h, c);
    }

    /// A filled ellipse with a soft edge of `soft` (share of the radius).
    pub fn blob(&mut self, at: (f32, f32), r: (f32, f32), c: Rgb, cover: f32, soft: f32) {
        for py in (at.1 - r.1) as i32..=(at.1 + r.1) as i32 {
            for px in (at.0 - r.0) as i32..=(at.0 + r.0) as i32 {
                let (dx, dy) = ((px as f32 - at.0) / r.0, (py as f32 - at.1) / r.1);
                let d = (dx * dx + dy * dy).sqrt();
                let k = ((1.0 - d) / soft.max(1e-3)).clamp(0.0, 1.0);
                if k > 0.0 {
                    self.blend(px, py, c, cover * k);
                }
            }
        }
    }

    /// A straight line, `t` pixels strong.
    pub fn line(&mut self, from: (f32, f32), to: (f32, f32), t: f32, c: Rgb) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = (dx * dx + dy * dy).sqrt().max(1.0);
        let steps = (length * 1.5) as i32;
        for i in 0..=steps {
            let k = i as f32 / steps as f32;
            let (x, y) = (from.0 + dx * k, from.1 + dy * k);
            let r = t * 0.5;
            for py in (y - r) as i32..=(y + r) as i32 {
                for px in (x - r) as i32..=(x + r) as i32 {
                    self.blend(px, py, c, 0.8);
                }
            }
        }
    }

    /// A filled polygon (even-odd).
    pub fn polygon(&mut self, corners: &[(f32, f32)], c: Rgb) {
        let low = corners.iter().map(|p| p.1).fold(f32::MAX, f32::min) as i32;
        let high = corners.iter().map(|p| p.1).fold(f32::MIN, f32::max) as i32;
        let next = corners.iter().skip(1).chain(corners.first());
        let edges: Vec<_> = corners.iter().zip(next).collect();
        for y in low..=high {
            let fy = y as f32 + 0.5;
            let mut cuts: Vec<f32> = edges
                .iter()
                .filter(|(a, b)| (a.1 <= fy) != (b.1 <= fy))
                .map(|(a, b)| a.0 + (fy - a.1) / (b.1 - a.1) * (b.0 - a.0))
                .collect();
            cuts.sort_by(f32::total_cmp);
            for pair in cuts.chunks_exact(2) {
                if let [from, to] = pair {
                    for x in *from as i32..*to as i32 {
                        self.blend(x, y, c, 1.0);
                    }
                }
            }
        }
    }

    /// A smaller picture laid onto this one, `w` pixels wide.
    pub fn paste(&mut self, other: &Self, x: f32, y: f32, w: f32) {
        let k = other.w as f32 / w.max(1.0);
        let high = other.h as f32 / k;
        for py in 0..high as i32 {
            for px in 0..w as i32 {
                let (sx, sy) = ((px as f32 * k) as usize, (py as f32 * k) as usize);
                if let Some(p) = other.px.get(sy * other.w + sx) {
                    let cover = f32::from(p[3]) / 255.0;
                    self.blend(x as i32 + px, y as i32 + py, [p[0], p[1], p[2]], cover);
                }
            }
        }
    }

    /// Uneven dirt: large patches and fine grain.
    pub fn dirt(&mut self, patches: f32, grain: f32, scale: f32, seed: u64) {
        let mut rng = Rng::new(seed);
        let salt = rng.next();
        let width = self.w.max(1);
        for (i, p) in self.px.iter_mut().enumerate() {
            let (x, y) = ((i % width) as f32, (i / width) as f32);
            let k = 1.0
                + (cloud(x / scale, y / scale, salt) - 0.5) * patches
                + (rng.unit() - 0.5) * grain;
            for v in p.iter_mut().take(3) {
                *v = (f32::from(*v) * k).clamp(0.0, 255.0) as u8;
            }
        }
    }

    /// Makes everything as transparent as given.
    pub fn opacity(&mut self, a: u8) {
        for p in &mut self.px {
            p[3] = a;
        }
    }

    /// Half the size, averaged.
    pub fn half(&self) -> Self {
        let (w, h) = ((self.w / 2).max(1), (self.h / 2).max(1));
        let at = |x: usize, y: usize| {
            let i = y.min(self.h - 1) * self.w + x.min(self.w - 1);
            self.px.get(i).copied().unwrap_or_default().map(u16::from)
        };
        let mut px = Vec::with_capacity(w * h);
        for y in 0..h {
            for x in 0..w {
                let (a, b) = (at(2 * x, 2 * y), at(2 * x + 1, 2 * y));
                let (c, d) = (at(2 * x, 2 * y + 1), at(2 * x + 1, 2 * y + 1));
                let mean =
                    |i: fn(&[u16; 4]) -> u16| ((i(&a) + i(&b) + i(&c) + i(&d) + 2) / 4) as u8;
                px.push([mean(|p| p[0]), mean(|p| p[1]), mean(|p| p[2]), mean(|p| p[3])]);
            }
        }
        Self { w, h, px }
    }
}
