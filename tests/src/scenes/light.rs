//! Light that falls on every face, with soft shadows, worked out before the picture is taken.

use super::{
    space::{Rng, V},
    world::{Face, World},
};

/// Light on a face, as a coarse grid.
#[derive(Debug, Clone)]
pub(super) struct Glow {
    nu: usize,
    nv: usize,
    light: Vec<[f32; 3]>,
}

impl Glow {
    fn at(&self, x: usize, y: usize) -> [f32; 3] {
        let i = y.min(self.nv - 1) * self.nu + x.min(self.nu - 1);
        self.light.get(i).copied().unwrap_or_default()
    }

    /// Light at a place of the face, 0 to 1 along both edges.
    pub fn sample(&self, u: f32, v: f32) -> [f32; 3] {
        let (x, y) = ((u * self.nu as f32 - 0.5).max(0.0), (v * self.nv as f32 - 0.5).max(0.0));
        let (ix, iy) = (x as usize, y as usize);
        let (tx, ty) = (x - ix as f32, y - iy as f32);
        let (a, b) = (self.at(ix, iy), self.at(ix + 1, iy));
        let (c, d) = (self.at(ix, iy + 1), self.at(ix + 1, iy + 1));
        let (ka, kb) = ((1.0 - tx) * (1.0 - ty), tx * (1.0 - ty));
        let (kc, kd) = ((1.0 - tx) * ty, tx * ty);
        [
            a[0] * ka + b[0] * kb + c[0] * kc + d[0] * kd,
            a[1] * ka + b[1] * kb + c[1] * kc + d[1] * kd,
            a[2] * ka + b[2] * kb + c[2] * kc + d[2] * kd,
        ]
    }

    fn smooth(self) -> Self {
        let mut light = Vec::with_capacity(self.light.len());
        for y in 0..self.nv {
            for x in 0..self.nu {
                let mut sum = [0.0; 3];
                for (dy, ky) in [0.25, 0.5, 0.25].into_iter().enumerate() {
                    for (dx, kx) in [0.25, 0.5, 0.25].into_iter().enumerate() {
                        let c = self.at((x + dx).saturating_sub(1), (y + dy).saturating_sub(1));
                        for (s, v) in sum.iter_mut().zip(c) {
                            *s += v * kx * ky;
                        }
                    }
                }
                light.push(sum);
            }
        }
        Self { light, ..self }
    }
}

struct Wall {
    o: V,
    n: V,
    u: V,
    v: V,
}

impl Wall {
    fn of(face: &Face) -> Self {
        let (u, v) = (face.u, face.v);
        Self {
            o: face.o,
            n: u.cross(v).unit(),
            u: u * (1.0 / u.dot(u).max(1e-9)),
            v: v * (1.0 / v.dot(v).max(1e-9)),
        }
    }

    fn stops(&self, from: V, ray: V, reach: f32) -> bool {
        let toward = ray.dot(self.n);
        if toward.abs() < 1e-6 {
            return false;
        }
        let t = (self.o - from).dot(self.n) / toward;
        if t < 2e-3 || t > reach {
            return false;
        }
        let p = from + ray * t - self.o;
        let (u, v) = (p.dot(self.u), p.dot(self.v));
        (0.0..=1.0).contains(&u) && (0.0..=1.0).contains(&v)
    }
}

/// Works the light out for all faces; `rays` per lamp and for the surroundings.
pub(super) fn bake(world: &World, rays: usize) -> Vec<Glow> {
    let walls: Vec<Wall> = world.faces.iter().filter(|f| f.solid).map(Wall::of).collect();
    let all: Vec<&Face> = world.faces.iter().chain(&world.panes).collect();
    let workers = std::thread::available_parallelism().map_or(2, |n| n.get().min(8));
    let mut done: Vec<(usize, Glow)> = std::thread::scope(|scope| {
        let (walls, all) = (&walls, &all);
        let threads: Vec<_> = (0..workers)
            .map(|k| {
                scope.spawn(move || {
                    let mine = all.iter().enumerate().skip(k).step_by(workers);
                    mine.map(|(i, f)| (i, glow(world, walls, f, i, rays))).collect::<Vec<_>>()
                })
            })
            .collect();
        threads.into_iter().filter_map(|t| t.join().ok()).flatten().collect()
    });
    done.sort_by_key(|(i, _)| *i);
    done.into_iter().map(|(_, g)| g).collect()
}

fn glow(world: &World, walls: &[Wall], face: &Face, index: usize, rays: usize) -> Glow {
    let count = |edge: V| ((edge.len() / world.patch).ceil() as usize).clamp(2, 56);
    let (nu, nv) = (count(face.u), count(face.v));
    if face.look.glow > 1.0 {
        return Glow { nu: 1, nv: 1, light: vec![[0.0; 3]] };
    }
    let mut n = face.u.cross(face.v).unit();
    if n.dot(world.camera.eye - face.o) < 0.0 {
        n = n * -1.0;
    }
    let mut rng = Rng::new(index as u64 ^ 0x5eed);
    let mut light = Vec::with_capacity(nu * nv);
    for y in 0..nv {
        for x in 0..nu {
            let (u, v) = ((x as f32 + 0.5) / nu as f32, (y as f32 + 0.5) / nv as f32);
            let p = face.o + face.u * u + face.v * v + n * 3e-3;
            light.push(gather(world, walls, p, n, &mut rng, rays));
        }
    }
    Glow { nu, nv, light }.smooth()
}

fn gather(world: &World, walls: &[Wall], p: V, n: V, rng: &mut Rng, rays: usize) -> [f32; 3] {
    let mut sum = [0.0; 3];
    let each = (rays * 4 / world.lamps.len().max(1)).clamp(2, rays);
    for lamp in &world.lamps {
        let face = lamp.u.cross(lamp.v);
        let (area, out) = (face.len(), face.unit());
        for i in 0..each {
            let (a, b) = ((i as f32 + rng.unit()) / each as f32, rng.unit());
            let to = lamp.o + lamp.u * a + lamp.v * b - p;
            let d = to.len();
            let ray = to * (1.0 / d.max(1e-6));
            let (c0, c1) = (ray.dot(n), ray.dot(out).abs());
            if c0 <= 0.0 || walls.iter().any(|w| w.stops(p, ray, d - 1e-2)) {
                continue;
            }
            let k = c0 * c1 * area / (std::f32::consts::PI * d * d).max(1e-2) / each as f32;
            for (s, v) in sum.iter_mut().zip(lamp.power) {
                *s += v * k;
            }
        }
    }
    let side = if n.1.abs() < 0.9 { V(0.0, 1.0, 0.0) } else { V(1.0, 0.0, 0.0) };
    let a = n.cross(side).unit();
    let b = n.cross(a);
    let around = rays * 2;
    for _ in 0..around {
        let (r, turn) = (rng.unit(), rng.unit() * std::f32::consts::TAU);
        let (s, h) = (r.sqrt(), (1.0 - r).sqrt());
        let ray = a * (s * turn.cos()) + b * (s * turn.sin()) + n * h;
        let open = !walls.iter().any(|w| w.stops(p, ray, 0.9));
        let k = if open { 1.0 } else { 0.22 } / around as f32;
        for (s, v) in sum.iter_mut().zip(world.ambient) {
            *s += v * k;
        }
    }
    sum
}
