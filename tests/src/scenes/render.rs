//! Draws the faces and balls of a scene as the camera sees them, a band of rows at a time.

use super::{
    light::Glow,
    space::{V, noise},
    world::{Ball, Face, Texture, World, linear},
};

/// A stretch of rows of the picture, in linear light.
pub(super) struct Band {
    /// First row.
    pub top: i32,
    /// Rows.
    pub rows: usize,
    /// Pixels.
    pub px: Vec<[f32; 3]>,
    depth: Vec<f32>,
}

/// Size of the whole picture, and what was worked out before.
pub(super) struct Stage<'a> {
    pub world: &'a World,
    pub light: &'a [Glow],
    pub w: usize,
    pub h: usize,
    lut: Vec<f32>,
    /// Faces, nearest first.
    order: Vec<usize>,
}

struct View {
    eye: V,
    base: V,
    dx: V,
    dy: V,
    pixel: f32,
}

impl<'a> Stage<'a> {
    /// Prepares a picture of this size.
    pub fn new(world: &'a World, light: &'a [Glow], w: usize, h: usize) -> Self {
        let far = |f: &Face| (f.o + f.u * 0.5 + f.v * 0.5 - world.camera.eye).len();
        let mut order: Vec<(usize, f32)> = world.faces.iter().map(far).enumerate().collect();
        order.sort_by(|a, b| a.1.total_cmp(&b.1));
        let lut = (0..=255).map(linear).collect();
        Self { world, light, w, h, lut, order: order.into_iter().map(|(i, _)| i).collect() }
    }

    fn view(&self) -> View {
        let c = &self.world.camera;
        let f = c.focal * self.w.max(self.h) as f32;
        let (dx, dy) = (c.right * (1.0 / f), c.down * (1.0 / f));
        let base = c.ahead + dx * (0.5 - self.w as f32 / 2.0) + dy * (0.5 - self.h as f32 / 2.0);
        View { eye: c.eye, base, dx, dy, pixel: 1.0 / f }
    }

    /// Draws some rows.
    pub fn band(&self, top: i32, rows: usize) -> Band {
        let n = self.w * rows;
        let mut band = Band { top, rows, px: vec![[0.0; 3]; n], depth: vec![f32::MAX; n] };
        let view = self.view();
        for i in &self.order {
            if let (Some(face), Some(light)) = (self.world.faces.get(*i), self.light.get(*i)) {
                self.face(&mut band, &view, face, light);
            }
        }
        for ball in &self.world.balls {
            self.ball(&mut band, &view, ball);
        }
        let panes = self.light.iter().skip(self.world.faces.len());
        for (pane, light) in self.world.panes.iter().zip(panes) {
            self.face(&mut band, &view, pane, light);
        }
        band
    }

    /// Corners on the screen, cut off in front of the eye.
    fn outline(&self, view: &View, face: &Face) -> Vec<(f32, f32)> {
        let c = &self.world.camera;
        let corners = [face.o, face.o + face.u, face.o + face.u + face.v, face.o + face.v]
            .map(|p| p - view.eye);
        let near = 0.02;
        let mut kept = Vec::with_capacity(6);
        let next = corners.iter().skip(1).chain(corners.first());
        for (a, b) in corners.iter().zip(next) {
            let (za, zb) = (a.dot(c.ahead), b.dot(c.ahead));
            if za >= near {
                kept.push(*a);
            }
            if (za >= near) != (zb >= near) {
                kept.push(*a + (*b - *a) * ((near - za) / (zb - za)));
            }
        }
        kept.into_iter()
            .map(|p| {
                let z = p.dot(c.ahead) * view.pixel;
                (p.dot(c.right) / z + self.w as f32 / 2.0, p.dot(c.down) / z + self.h as f32 / 2.0)
            })
            .collect()
    }

    fn face(&self, band: &mut Band, view: &View, face: &Face, light: &Glow) {
        let outline = self.outline(view, face);
        let low = outline.iter().map(|p| p.1).fold(f32::MAX, f32::min);
        let high = outline.iter().map(|p| p.1).fold(f32::MIN, f32::max);
        let from = (low.floor().max(band.top as f32)) as i32;
        let to = (high.ceil().min((band.top + band.rows as i32 - 1) as f32)) as i32;
        let Some(texture) = self.world.textures.get(face.look.tex.0) else { return };
        let n = face.u.cross(face.v).unit();
        let gap = (face.o - view.eye).dot(n);
        let (u, v) = (face.u * (1.0 / face.u.dot(face.u)), face.v * (1.0 / face.v.dot(face.v)));
        let (u0, v0) = ((view.eye - face.o).dot(u), (view.eye - face.o).dot(v));
        let largest = texture.0.first().map_or(1, |c| c.w) as f32;
        let density = largest * face.look.repeat.0 / face.u.len();
        for y in from..=to {
            let (x0, x1) = span(&outline, y as f32 + 0.5);
            let x0 = x0.floor().max(0.0) as usize;
            let x1 = (x1.ceil().max(0.0) as usize).min(self.w);
            if x0 >= x1 {
                continue;
            }
            let start = view.base + view.dy * y as f32;
            let middle = start + view.dx * ((x0 + x1) as f32 * 0.5);
            let cos = (middle.dot(n) / middle.len()).abs().max(0.05);
            let far = (gap / middle.dot(n)).abs();
            let level = (density * far * view.pixel / cos.sqrt()).max(1.0).log2();
            let row = (y - band.top) as usize * self.w;
            let pixels = band.px.iter_mut().zip(&mut band.depth).skip(row + x0).take(x1 - x0);
            for (i, (px, depth)) in pixels.enumerate() {
                let d = start + view.dx * (x0 + i) as f32;
                let t = gap / d.dot(n);
                if t <= 0.02 || t >= *depth + 1e-5 {
                    continue;
                }
                let (fu, fv) = (u0 + t * d.dot(u), v0 + t * d.dot(v));
                if !(0.0..=1.0).contains(&fu) || !(0.0..=1.0).contains(&fv) {
                    continue;
                }
                let (repeat, from) = (face.look.repeat, face.look.from);
                let texel = sample(texture, level, from.0 + fu * repeat.0, from.1 + fv * repeat.1);
                let alpha = texel[3] / 255.0;
                if alpha < 0.02 {
                    continue;
                }
                let e = light.sample(fu, fv);
                let mut c = [0.0; 3];
                let parts = c.iter_mut().zip(texel).zip(e).zip(face.look.tint);
                for (((c, texel), e), tint) in parts {
                    let base = self.lut.get(texel as usize).copied().unwrap_or(0.0) * tint;
                    *c = base * (e + face.look.glow);
                }
                if face.look.gloss > 0.0 {
                    self.mirror(&mut c, view.eye + d * t, d, n, face);
                }
                if alpha < 0.98 {
                    for (old, new) in px.iter_mut().zip(c) {
                        *old += (new - *old) * alpha;
                    }
                } else {
                    *px = c;
                    *depth = t;
                }
            }
        }
    }

    /// Adds the lamps that a polished face mirrors.
    fn mirror(&self, c: &mut [f32; 3], p: V, d: V, n: V, face: &Face) {
        let d = d.unit();
        let cos = d.dot(n).abs();
        let r = d - n * (2.0 * d.dot(n));
        let fresnel = face.look.gloss * (0.08 + 0.92 * (1.0 - cos).powi(4));
        for lamp in &self.world.lamps {
            let ln = lamp.u.cross(lamp.v).unit();
            let t = (lamp.o - p).dot(ln) / r.dot(ln);
            if !t.is_finite() || t < 0.02 {
                continue;
            }
            let q = p + r * t - lamp.o;
            let (lu, lv) = (lamp.u.len(), lamp.v.len());
            let soft = face.look.rough * (0.3 + t * 0.4);
            let edge = |x: f32, len: f32| {
                let inside = x.min(len - x) / soft;
                let k = (inside * 0.5 + 0.5).clamp(0.0, 1.0);
                k * k * (3.0 - 2.0 * k) * (len / (len + soft)).min(1.0)
            };
            let k = edge(q.dot(lamp.u.unit()), lu) * edge(q.dot(lamp.v.unit()), lv) * fresnel;
            for (c, power) in c.iter_mut().zip(lamp.power) {
                *c += k * power * 0.25;
            }
        }
    }

    fn ball(&self, band: &mut Band, view: &View, ball: &Ball) {
        let c = &self.world.camera;
        let to = ball.at - view.eye;
        let z = to.dot(c.ahead);
        if z < ball.r {
            return;
        }
        let x = to.dot(c.right) / (z * view.pixel) + self.w as f32 / 2.0;
        let y = to.dot(c.down) / (z * view.pixel) + self.h as f32 / 2.0;
        let r = ball.r / (z * view.pixel) * 1.15 + 1.0;
        let from = ((y - r).max(band.top as f32)) as i32;
        let until = ((y + r).min((band.top + band.rows as i32 - 1) as f32)) as i32;
        let x0 = (x - r).max(0.0) as usize;
        let x1 = ((x + r).max(0.0) as usize).min(self.w);
        for py in from..=until {
            let row = (py - band.top) as usize * self.w;
            let pixels = band.px.iter_mut().zip(&mut band.depth).skip(row + x0);
            for (i, (px, depth)) in pixels.take(x1.saturating_sub(x0)).enumerate() {
                let d = view.base + view.dx * (x0 + i) as f32 + view.dy * py as f32;
                let (a, b) = (d.dot(d), d.dot(to));
                let root = b * b - a * (to.dot(to) - ball.r * ball.r);
                if root <= 0.0 {
                    continue;
                }
                let t = (b - root.sqrt()) / a;
                if t >= *depth || t < 0.02 {
                    continue;
                }
                *depth = t;
                *px = self.shade(ball, view.eye + d * t, d.unit());
            }
        }
    }

    fn shade(&self, ball: &Ball, p: V, d: V) -> [f32; 3] {
        let n = (p - ball.at) * (1.0 / ball.r);
        let salt = ((ball.at.0 * 977.0 + ball.at.2 * 3511.0).abs() * 100.0) as u32;
        let skin = 0.8 + 0.4 * noise(n.0 * 3.0 + n.2 * 2.0, n.1 * 3.0, salt);
        let sky = (0.35 + 0.65 * (n.1 * 0.5 + 0.5).powf(1.3)) * ball.lit;
        let mut c = [0.0; 3];
        for ((c, a), tint) in c.iter_mut().zip(self.world.ambient).zip(ball.tint) {
            *c = a * sky * tint * skin;
        }
        for lamp in &self.world.lamps {
            let face = lamp.u.cross(lamp.v);
            let to = lamp.o + lamp.u * 0.5 + lamp.v * 0.5 - p;
            let dd = to.dot(to).max(0.05);
            let ray = to.unit();
            let flux = face.dot(ray).abs() / (std::f32::consts::PI * dd) * ball.lit;
            let diffuse = (n.dot(ray) * 0.85 + 0.15).max(0.0);
            let half = (ray - d).unit();
            let spot = n.dot(half).max(0.0).powi(48) * ball.shine;
            for ((c, power), tint) in c.iter_mut().zip(lamp.power).zip(ball.tint) {
                *c += power * flux * (diffuse * tint * skin + spot);
            }
        }
        c
    }
}

/// Where a row enters and leaves a convex outline.
fn span(outline: &[(f32, f32)], y: f32) -> (f32, f32) {
    let mut range = (f32::MAX, f32::MIN);
    let next = outline.iter().skip(1).chain(outline.first());
    for (a, b) in outline.iter().zip(next) {
        let (low, high) = (a.1.min(b.1) - 1.0, a.1.max(b.1) + 1.0);
        if y < low || y > high {
            continue;
        }
        let k =
            if (b.1 - a.1).abs() < 1e-6 { 0.5 } else { ((y - a.1) / (b.1 - a.1)).clamp(0.0, 1.0) };
        let x = a.0 + (b.0 - a.0) * k;
        let flat = (b.1 - a.1).abs() < 2.0;
        let (l, r) = if flat { (a.0.min(b.0), a.0.max(b.0)) } else { (x, x) };
        range = (range.0.min(l - 2.0), range.1.max(r + 2.0));
    }
    range
}

/// A texture's colour, mixed from its four nearest points.
fn sample(texture: &Texture, level: f32, u: f32, v: f32) -> [f32; 4] {
    let wanted = (level as usize).min(texture.0.len().saturating_sub(1));
    let Some(c) = texture.0.get(wanted) else { return [0.0; 4] };
    let (w, h) = (c.w, c.h);
    let (x, y) = (u * w as f32 - 0.5, v * h as f32 - 0.5);
    let (fx, fy) = (x.floor(), y.floor());
    let (tx, ty) = (x - fx, y - fy);
    let (x0, y0) =
        ((fx as i32).rem_euclid(w as i32) as usize, (fy as i32).rem_euclid(h as i32) as usize);
    let (x1, y1) = (if x0 + 1 == w { 0 } else { x0 + 1 }, if y0 + 1 == h { 0 } else { y0 + 1 });
    let at = |x: usize, y: usize| c.px.get(y * w + x).copied().unwrap_or_default();
    let (a, b, e, f) = (at(x0, y0), at(x1, y0), at(x0, y1), at(x1, y1));
    let (ka, kb) = ((1.0 - tx) * (1.0 - ty), tx * (1.0 - ty));
    let (ke, kf) = ((1.0 - tx) * ty, tx * ty);
    let m = |i: fn(&[u8; 4]) -> u8| {
        f32::from(i(&a)) * ka
            + f32::from(i(&b)) * kb
            + f32::from(i(&e)) * ke
            + f32::from(i(&f)) * kf
    };
    [m(|p| p[0]), m(|p| p[1]), m(|p| p[2]), m(|p| p[3])]
}
