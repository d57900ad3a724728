//! Vectors, the camera and chance that is the same on every run.

use std::ops::{Add, Mul, Sub};

/// A point or direction: x to the right, y up, z away from the viewer. Metres.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct V(pub f32, pub f32, pub f32);

impl Add for V {
    type Output = Self;
    fn add(self, o: Self) -> Self {
        Self(self.0 + o.0, self.1 + o.1, self.2 + o.2)
    }
}

impl Sub for V {
    type Output = Self;
    fn sub(self, o: Self) -> Self {
        Self(self.0 - o.0, self.1 - o.1, self.2 - o.2)
    }
}

impl Mul<f32> for V {
    type Output = Self;
    fn mul(self, k: f32) -> Self {
        Self(self.0 * k, self.1 * k, self.2 * k)
    }
}

impl V {
    /// Scalar product.
    pub fn dot(self, o: Self) -> f32 {
        self.0 * o.0 + self.1 * o.1 + self.2 * o.2
    }

    /// Vector product.
    pub fn cross(self, o: Self) -> Self {
        Self(self.1 * o.2 - self.2 * o.1, self.2 * o.0 - self.0 * o.2, self.0 * o.1 - self.1 * o.0)
    }

    /// Length.
    pub fn len(self) -> f32 {
        self.dot(self).sqrt()
    }

    /// Same direction, length one.
    pub fn unit(self) -> Self {
        self * (1.0 / self.len().max(1e-9))
    }
}

/// Where the picture is taken from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Camera {
    /// Position.
    pub eye: V,
    /// Direction of sight.
    pub ahead: V,
    /// Direction of a stored row.
    pub right: V,
    /// Direction of a stored column, downwards.
    pub down: V,
    /// Focal length over the longer side of the picture.
    pub focal: f32,
}

impl Camera {
    /// Looks from `eye` at `target`, tilted by `roll` radians; `upright` stores the picture rotated
    /// as a telephone held upright does (EXIF orientation 6).
    pub fn new(eye: V, target: V, focal: f32, roll: f32, upright: bool) -> Self {
        let ahead = (target - eye).unit();
        let level = V(0.0, 1.0, 0.0).cross(ahead).unit();
        let below = level.cross(ahead).unit();
        let below = if below.1 > 0.0 { below * -1.0 } else { below };
        let (s, c) = roll.sin_cos();
        let right = level * c + below * s;
        let down = below * c - level * s;
        if upright {
            Self { eye, ahead, right: down, down: right * -1.0, focal }
        } else {
            Self { eye, ahead, right, down, focal }
        }
    }
}

impl Camera {
    /// Held again a hand's breadth beside, by the same person at another time.
    pub fn held_again(self, rng: &mut Rng) -> Self {
        let mut off = |by: f32| (rng.unit() - 0.5) * 2.0 * by;
        let eye = self.eye + self.right * off(0.12) + self.down * off(0.08) + self.ahead * off(0.1);
        let ahead = (self.ahead + self.right * off(0.04) + self.down * off(0.04)).unit();
        let (s, c) = off(0.04).sin_cos();
        let right = (self.right - ahead * self.right.dot(ahead)).unit();
        let down = (self.down - ahead * self.down.dot(ahead) - right * self.down.dot(right)).unit();
        Self { eye, ahead, right: right * c + down * s, down: down * c - right * s, ..self }
    }
}

/// A stream of chance from a seed (PCG).
#[derive(Debug, Clone)]
pub(super) struct Rng(u64);

impl Rng {
    /// Seeds it.
    pub fn new(seed: u64) -> Self {
        let mut rng = Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0xda94_2042_e4dd_58b5);
        rng.next();
        rng.next();
        rng
    }

    /// 32 bits.
    pub fn next(&mut self) -> u32 {
        let old = self.0;
        self.0 =
            old.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let word = (((old >> 18) ^ old) >> 27) as u32;
        word.rotate_right((old >> 59) as u32)
    }

    /// From zero up to one.
    pub fn unit(&mut self) -> f32 {
        (self.next() >> 8) as f32 / 16_777_216.0
    }

    /// Between two values.
    pub fn range(&mut self, from: f32, to: f32) -> f32 {
        from + (to - from) * self.unit()
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, all: &'a [T], or: &'a T) -> &'a T {
        let n = all.len().max(1);
        all.get(self.next() as usize % n).unwrap_or(or)
    }
}

fn lattice(x: i32, y: i32, salt: u32) -> f32 {
    let mut h = (x as u32).wrapping_mul(0x85eb_ca6b) ^ (y as u32).wrapping_mul(0xc2b2_ae35) ^ salt;
    h = (h ^ (h >> 15)).wrapping_mul(0x2c1b_3c6d);
    h = (h ^ (h >> 12)).wrapping_mul(0x297a_2d39);
    (h ^ (h >> 15)) as f32 / u32::MAX as f32
}

/// Smooth noise from zero to one.
pub(super) fn noise(x: f32, y: f32, salt: u32) -> f32 {
    let (fx, fy) = (x.floor(), y.floor());
    let (ix, iy) = (fx as i32, fy as i32);
    let (tx, ty) = (x - fx, y - fy);
    let (sx, sy) = (tx * tx * (3.0 - 2.0 * tx), ty * ty * (3.0 - 2.0 * ty));
    let top = mix(lattice(ix, iy, salt), lattice(ix + 1, iy, salt), sx);
    let low = mix(lattice(ix, iy + 1, salt), lattice(ix + 1, iy + 1, salt), sx);
    mix(top, low, sy)
}

/// Noise of three scales.
pub(super) fn cloud(x: f32, y: f32, salt: u32) -> f32 {
    noise(x, y, salt) * 0.55
        + noise(x * 2.3, y * 2.3, salt ^ 77) * 0.3
        + noise(x * 5.1, y * 5.1, salt ^ 991) * 0.15
}

/// Between two values.
pub(super) fn mix(a: f32, b: f32, t: f32) -> f32 {
    a + (b - a) * t
}
