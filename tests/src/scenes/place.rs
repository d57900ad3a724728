//! What differs from one place to the next: the same kind of place drawn from another seed.

use super::{
    canvas::Rgb,
    space::{Camera, Rng, V},
    world::{Look, World},
};

const PEOPLE: [&str; 12] = [
    "陆知夏",
    "江照野",
    "沈一苇",
    "顾南舟",
    "许晚星",
    "贺兰汀",
    "苏映禾",
    "方小满",
    "宋青屿",
    "梁疏影",
    "叶听澜",
    "秦望舒",
];
const FIRMS: [&str; 8] = ["澜渚", "禾满仓", "鹭羽", "渚岸", "汐门", "栀桥", "青堰", "雁沙"];

/// The choices of one place. Before and after use the same ones.
pub(super) struct Place {
    seed: u64,
    asked: u64,
    /// Chance that the place's choices do not depend on.
    pub rng: Rng,
}

impl Place {
    /// The place of a seed; `kind` tells kinds of place apart.
    pub fn new(seed: u64, kind: u64) -> Self {
        Self { seed, asked: kind, rng: Rng::new(seed ^ (kind << 24) ^ 0x00_91ac_e000) }
    }

    /// One of several, and hardly ever the same for two seeds in a row.
    pub fn turn<T: Copy + Default>(&mut self, all: &[T]) -> T {
        self.asked += 1;
        let n = all.len().max(1) as u64;
        // Every other question goes round the other way, so that choices do not go in pairs.
        let step = if self.asked.is_multiple_of(2) { self.seed % n } else { n - self.seed % n };
        let round = self.seed / n;
        let at = (step + round * (self.asked % 3) + self.asked * 7) % n;
        all.get(at as usize).copied().unwrap_or_default()
    }

    /// Any of several.
    pub fn any<T: Copy + Default>(&mut self, all: &[T]) -> T {
        *self.rng.pick(all, &T::default())
    }

    /// Any of several looks; plain if there are none.
    pub fn any_look(&mut self, all: &[Look]) -> Look {
        *self.rng.pick(all, &Look::colour([200; 3]))
    }

    /// Happens with this probability.
    pub fn chance(&mut self, p: f32) -> bool {
        self.rng.unit() < p
    }

    /// A whole number from `from` to `to`, both possible.
    pub fn number(&mut self, from: u32, to: u32) -> u32 {
        from + self.rng.next() % (to - from + 1)
    }

    /// Somebody's name.
    pub fn person(&mut self) -> &'static str {
        self.any(&PEOPLE)
    }

    /// A firm's name, the same whenever the place is asked.
    pub fn firm(&self) -> &'static str {
        FIRMS.get((self.seed % 8) as usize).copied().unwrap_or_default()
    }

    /// Stands where the photo is taken: `sway` metres to and fro, and a hand that is not quite level.
    pub fn camera(&mut self, eye: V, target: V, sway: f32, upright: bool) -> Camera {
        let mut shift = |k: f32| {
            V(
                self.rng.range(-sway, sway),
                self.rng.range(-sway, sway) * 0.4,
                self.rng.range(-sway, sway) * 0.6,
            ) * k
        };
        let (eye, target) = (eye + shift(1.0), target + shift(0.35));
        let roll = self.rng.range(-0.022, 0.022);
        Camera::new(eye, target, 0.72, roll, upright)
    }

    /// An empty world with this place's light: cold, neutral or warm, brighter or darker.
    pub fn world(&mut self, camera: Camera, ambient: f32, key: f32) -> World {
        let mut w = World::new(camera, self.seed);
        let tone = self.lamp();
        w.ambient = tone.map(|c| (0.5 + c * 0.5) * ambient);
        w.key = key * self.rng.range(0.88, 1.12);
        w
    }

    /// Colour of the lamps.
    pub fn lamp(&self) -> [f32; 3] {
        match self.seed % 3 {
            0 => [1.0, 0.93, 0.80],
            1 => [0.95, 0.99, 1.0],
            _ => [1.0, 0.98, 0.92],
        }
    }

    /// Seed of the wear on one surface.
    pub fn wear(&mut self) -> u64 {
        u64::from(self.rng.next())
    }

    /// A colour a little lighter or darker.
    pub fn near(&mut self, c: Rgb) -> Rgb {
        tone(c, self.rng.range(0.92, 1.08))
    }
}

/// A colour made darker or lighter.
pub(super) fn tone(c: Rgb, k: f32) -> Rgb {
    c.map(|v| (f32::from(v) * k).clamp(0.0, 255.0) as u8)
}

/// What an older scene has at another place: the first seed keeps `first`.
pub(super) fn other<T: Copy>(seed: u64, first: T, rest: &[T]) -> T {
    let n = rest.len().max(1) as u64;
    let at = seed.wrapping_sub(2) % n;
    if seed == 1 { first } else { rest.get(at as usize).copied().unwrap_or(first) }
}

/// Takes an older scene, which always shows the same place, to another one: other lamps, another
/// stand, other weather. The first seed is left as it is.
pub(super) fn elsewhere(w: &mut World, seed: u64) {
    if seed == 1 {
        return;
    }
    let mut rng = Rng::new(seed ^ 0xe15e);
    let (warm, dim) = (rng.range(-0.10, 0.10), rng.range(0.84, 1.16));
    let tint = [1.0 + warm, 1.0, 1.0 - warm];
    for lamp in &mut w.lamps {
        for (power, k) in lamp.power.iter_mut().zip(tint) {
            *power *= k;
        }
    }
    w.key *= dim;
    let c = &mut w.camera;
    let (right, down, ahead) = (c.right, c.down, c.ahead);
    let (yaw, pitch, roll) =
        (rng.range(-0.035, 0.035), rng.range(-0.025, 0.025), rng.range(-0.03, 0.03));
    c.ahead = (ahead + right * yaw + down * pitch).unit();
    c.right = (right + down * roll - c.ahead * c.ahead.dot(right + down * roll)).unit();
    let across = c.ahead.cross(c.right).unit();
    c.down = if across.dot(down) < 0.0 { across * -1.0 } else { across };
    c.focal *= rng.range(0.95, 1.07);
}
