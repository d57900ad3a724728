//! What lens, sensor and camera make of the light: glare, soft focus, exposure, vignette, noise.

use super::{
    light::{Glow, bake},
    render::{Band, Stage},
    space::{Rng, mix},
    world::World,
};
use image::RgbImage;
use std::sync::Mutex;

/// Rows that one worker draws at a time.
const ROWS: usize = 48;
/// Rows above and below that the soft focus looks at.
const MARGIN: usize = 2;

/// A small blurred picture of what is brighter than white.
struct Glare {
    w: usize,
    h: usize,
    px: Vec<[f32; 3]>,
}

impl Glare {
    fn sample(&self, u: f32, v: f32) -> [f32; 3] {
        let at = |x: usize, y: usize| {
            let i = y.min(self.h - 1) * self.w + x.min(self.w - 1);
            self.px.get(i).copied().unwrap_or_default()
        };
        let (x, y) = ((u * self.w as f32 - 0.5).max(0.0), (v * self.h as f32 - 0.5).max(0.0));
        let (ix, iy) = (x as usize, y as usize);
        let (tx, ty) = (x - ix as f32, y - iy as f32);
        let (a, b) = (at(ix, iy), at(ix + 1, iy));
        let (c, d) = (at(ix, iy + 1), at(ix + 1, iy + 1));
        let mut out = [0.0; 3];
        for ((((o, a), b), c), d) in out.iter_mut().zip(a).zip(b).zip(c).zip(d) {
            *o = mix(mix(a, b, tx), mix(c, d, tx), ty);
        }
        out
    }

    fn blur(&mut self, across: bool, reach: i32) {
        let (w, h) = (self.w as i32, self.h as i32);
        let old = self.px.clone();
        for (i, p) in self.px.iter_mut().enumerate() {
            let (x, y) = (i as i32 % w, i as i32 / w);
            let mut sum = [0.0; 3];
            for k in -reach..=reach {
                let (qx, qy) = if across { (x + k, y) } else { (x, y + k) };
                let j = qy.clamp(0, h - 1) * w + qx.clamp(0, w - 1);
                let c = old.get(j as usize).copied().unwrap_or_default();
                for (s, v) in sum.iter_mut().zip(c) {
                    *s += v / (2 * reach + 1) as f32;
                }
            }
            *p = sum;
        }
    }
}

/// Takes the picture.
pub(super) fn expose(world: &World, w: usize, h: usize, seed: u64, rays: usize) -> RgbImage {
    expose_in(&bake(world, rays), world, w, h, seed)
}

/// Takes a picture in light that was worked out before, which is most of the work.
pub(super) fn expose_in(light: &[Glow], world: &World, w: usize, h: usize, seed: u64) -> RgbImage {
    let (sw, sh) = ((w / 16).max(32), (h / 16).max(24));
    let small = Stage::new(world, light, sw, sh).band(0, sh);
    let exposure = metered(&small, world.key);
    let px = small.px.iter().map(|p| p.map(|v| (v * exposure - 0.9).clamp(0.0, 8.0))).collect();
    let mut glare = Glare { w: sw, h: sh, px };
    for reach in [2, 2, 4, 5] {
        glare.blur(true, reach);
        glare.blur(false, reach);
    }

    let stage = Stage::new(world, light, w, h);
    let curve: Vec<f32> = (0..=4096).map(|i| tone(i as f32 / 512.0)).collect();
    let mut image = RgbImage::new(w as u32, h as u32);
    let jobs = Mutex::new(image.chunks_mut(w * 3 * ROWS).enumerate());
    let workers = std::thread::available_parallelism().map_or(2, |n| n.get().min(8));
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let job = jobs.lock().ok().and_then(|mut j| j.next());
                    let Some((index, out)) = job else { break };
                    let rows = out.len() / (w * 3);
                    let top = (index * ROWS) as i32 - MARGIN as i32;
                    let band = stage.band(top, rows + 2 * MARGIN);
                    develop(&band, (w, h), exposure, &glare, &curve, seed, out);
                }
            });
        }
    });
    image
}

/// Exposure that brings the picture's mean to the key.
fn metered(band: &Band, key: f32) -> f32 {
    let sum: f32 =
        band.px.iter().map(|p| (p[0] * 0.3 + p[1] * 0.6 + p[2] * 0.1).clamp(1e-3, 4.0).ln()).sum();
    key / (sum / band.px.len().max(1) as f32).exp()
}

/// Light to a screen's value, 0 to 255, with a soft shoulder.
fn tone(x: f32) -> f32 {
    let y = (x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14);
    y.clamp(0.0, 1.0).powf(1.0 / 2.2) * 255.0
}

fn develop(
    band: &Band,
    (w, h): (usize, usize),
    exposure: f32,
    glare: &Glare,
    curve: &[f32],
    seed: u64,
    out: &mut [u8],
) {
    let soft = soften(band, w);
    let first = band.top + MARGIN as i32;
    let top = first as f32;
    let mut rng = Rng::new(seed ^ ((first as u64) << 20));
    let rows = out.chunks_mut(w * 3).zip(soft.chunks(w).skip(MARGIN));
    for (y, (line, light)) in rows.enumerate() {
        let fy = (top + y as f32) / h as f32;
        let mut drift = 0.0;
        for (x, (pixel, c)) in line.chunks_mut(3).zip(light).enumerate() {
            let fx = x as f32 / w as f32;
            let (dx, dy) = (fx - 0.5, (fy - 0.5) * h as f32 / w as f32);
            let far = (dx * dx + dy * dy) / 0.39;
            let fall = exposure * (1.0 - 0.42 * far + 0.06 * far * far);
            let halo = glare.sample(fx, fy);
            let bits = rng.next();
            let grain = ((bits & 255) + ((bits >> 8) & 255)) as f32 / 255.0 - 1.0;
            let tinge = ((bits >> 16) & 255) as f32 / 255.0 - 0.5;
            drift = drift * 0.3 + grain;
            let grey = c[0] * 0.3 + c[1] * 0.6 + c[2] * 0.1;
            for (i, ((v, c), g)) in pixel.iter_mut().zip(c).zip(halo).enumerate() {
                let lit = (mix(*c, grey, 0.16) * fall + g * 0.2).max(0.0) * 512.0;
                let at = (lit as usize).min(4095);
                let low = curve.get(at).copied().unwrap_or(0.0);
                let high = curve.get(at + 1).copied().unwrap_or(255.0);
                let shown = mix(low, high, (lit - at as f32).clamp(0.0, 1.0));
                let strength = 9.4 + 6.4 * (1.0 - shown / 255.0);
                let side = if i == 1 { -0.25 } else { 0.5 };
                let noisy = shown + drift * strength * 0.8 + tinge * strength * side;
                *v = noisy.round().clamp(0.0, 255.0) as u8;
            }
        }
    }
}

/// Three by three mean with a stronger centre: no lens is as sharp as the arithmetic.
fn soften(band: &Band, w: usize) -> Vec<[f32; 3]> {
    let mut across = vec![[0.0; 3]; band.px.len()];
    for (out, row) in across.chunks_mut(w).zip(band.px.chunks(w)) {
        let before = row.iter().take(1).chain(row);
        let after = row.iter().skip(1).chain(row.last());
        for (((o, a), b), c) in out.iter_mut().zip(before).zip(row).zip(after) {
            for (((o, a), b), c) in o.iter_mut().zip(a).zip(b).zip(c) {
                *o = (a.min(8.0) + b.min(8.0) * 2.0 + c.min(8.0)) * 0.25;
            }
        }
    }
    let mut soft = across.clone();
    let lines = across.chunks(w).zip(across.chunks(w).skip(1)).zip(across.chunks(w).skip(2));
    for (out, ((a, b), c)) in soft.chunks_mut(w).skip(1).zip(lines) {
        for (((o, a), b), c) in out.iter_mut().zip(a).zip(b).zip(c) {
            for (((o, a), b), c) in o.iter_mut().zip(a).zip(b).zip(c) {
                *o = (a + b * 2.0 + c) * 0.25;
            }
        }
    }
    soft
}
