//! Shapes put together from faces and balls: pipes, rods, discs, bottles, rooms.

use super::{
    canvas::{Canvas, Rgb},
    space::V,
    world::{DISC, Face, Look, SOFT, World},
};
use std::f32::consts::{PI, TAU};

/// Sides of a pipe: enough for a round edge at the size of a screen.
const SIDES: usize = 32;

/// Looks of a room's surfaces.
#[derive(Debug, Clone, Copy)]
pub(super) struct Surfaces {
    pub wall: Look,
    pub side: Look,
    pub floor: Look,
    pub ceiling: Look,
}

/// Where a thing stands and which way it is turned: its own right, up and back in the scene.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub at: V,
    pub yaw: f32,
}

impl Frame {
    /// A point given in the thing's own directions.
    pub fn point(self, x: f32, y: f32, z: f32) -> V {
        self.at + self.dir(x, y, z)
    }

    /// A direction given in the thing's own directions.
    pub fn dir(self, x: f32, y: f32, z: f32) -> V {
        let (s, c) = self.yaw.sin_cos();
        V(c * x + s * z, y, c * z - s * x)
    }
}

/// The sides of an upright pipe that the camera sees; the picture goes round once, its middle in
/// the direction `turn` from the viewer's side.
fn sides(eye: V, at: V, r: f32, h: f32, turn: f32, look: Look) -> Vec<Face> {
    let point = |k: usize| {
        let angle = k as f32 / SIDES as f32 * TAU - PI + turn;
        at + V(angle.sin() * r, h, -angle.cos() * r)
    };
    let mut all = Vec::new();
    for k in 0..SIDES {
        let (a, b) = (point(k), point(k + 1));
        let out = (a + b) * 0.5 - at - V(0.0, h, 0.0);
        if out.dot(eye - a) <= 0.0 {
            continue;
        }
        let share = look.repeat.0 / SIDES as f32;
        let look = Look {
            repeat: (share, look.repeat.1),
            from: (look.from.0 + share * k as f32, look.from.1),
            ..look
        };
        all.push(Face { o: a, u: b - a, v: V(0.0, -h, 0.0), look, solid: false });
    }
    all
}

impl World {
    /// An upright round thing with a lid of the same look's colour; a block inside throws its shadow.
    pub fn pipe(&mut self, at: V, r: f32, h: f32, look: Look) {
        self.wrapped(at, r, h, 0.0, look);
    }

    /// A pipe with a picture round it, its middle turned by `turn` from the viewer's side.
    pub fn wrapped(&mut self, at: V, r: f32, h: f32, turn: f32, look: Look) {
        let round = sides(self.camera.eye, at, r, h, turn, look);
        self.faces.extend(round);
        let core = Look { tint: look.tint, ..Look::colour([255; 3]) };
        self.solid(at, V(r * 1.3, h * 0.98, r * 1.3), core);
        self.disc(at + V(0.0, h, 0.0), r, core);
    }

    /// A pipe of glass: drawn last, throws no shadow.
    pub fn glass_pipe(&mut self, at: V, r: f32, h: f32, look: Look) {
        let round = sides(self.camera.eye, at, r, h, 0.0, look);
        self.panes.extend(round);
    }

    /// A flat round thing facing up.
    pub fn disc(&mut self, at: V, r: f32, look: Look) {
        let look = Look { tex: DISC, ..look };
        self.sticker(at + V(-r, 0.0, r), V(r * 2.0, 0.0, 0.0), V(0.0, 0.0, r * -2.0), look);
    }

    /// A rounded upper edge of a round body, and the flat top inside it; `q` is the rounding.
    pub fn rim(&mut self, at: V, r: f32, q: f32, c: Rgb) {
        for k in 0..160 {
            let angle = k as f32 / 160.0 * TAU;
            let r = r * 0.985;
            let p = at + V(angle.sin() * (r - q), 0.0, angle.cos() * (r - q));
            self.ball(p, q, c, 0.75, 0.12);
        }
        self.disc(at + V(0.0, q * 0.98, 0.0), r - q * 0.6, Look::colour(c));
    }

    /// The shadow right under a thing, `wide` and `deep` as a whole.
    pub fn shadow(&mut self, at: V, wide: f32, deep: f32) {
        let corner = at + V(wide * -0.5, 0.003, deep * 0.5);
        self.pane(corner, V(wide, 0.0, 0.0), V(0.0, 0.0, -deep), Look::picture(SOFT));
    }

    /// A straight bar with a square section, `t` thick.
    pub fn rod(&mut self, from: V, to: V, t: f32, look: Look) {
        let along = to - from;
        let dir = along.unit();
        let aside = if dir.1.abs() > 0.9 { V(1.0, 0.0, 0.0) } else { V(0.0, 1.0, 0.0) };
        let a = dir.cross(aside).unit() * t;
        let b = dir.cross(a).unit() * t;
        let start = from - a * 0.5 - b * 0.5;
        self.face(start, along, a, look);
        self.face(start + b, along, a, look);
        self.face(start, along, b, look);
        self.face(start + a, along, b, look);
        self.sticker(start, a, b, look);
        self.sticker(start + along, a, b, look);
    }

    /// A block given in a frame's own directions: middle of its ground, and its size.
    pub fn part(&mut self, frame: Frame, at: V, size: V, look: Look) {
        let at = frame.point(at.0, at.1, at.2);
        self.block(at, size, frame.yaw, [look; 3]);
    }

    /// A sign standing upright in a frame: top left corner, width, height.
    pub fn board(&mut self, frame: Frame, at: V, size: (f32, f32), look: Look) {
        let o = frame.point(at.0, at.1, at.2);
        self.sticker(o, frame.dir(size.0, 0.0, 0.0), V(0.0, -size.1, 0.0), look);
    }

    /// Paints a picture and makes a look of it.
    pub fn picture(&mut self, canvas: Canvas) -> Look {
        Look::picture(self.paint(canvas))
    }

    /// A round thing whose radius changes with height: `profile` gives radius and colour for a share
    /// of the height. Used for bottles, cones, bags.
    pub fn turned(
        &mut self,
        at: V,
        h: f32,
        rings: usize,
        lit: f32,
        profile: impl Fn(f32) -> (f32, Rgb),
    ) {
        for i in 0..rings {
            let k = i as f32 / rings.max(2).saturating_sub(1) as f32;
            let (r, c) = profile(k);
            self.ball(at + V(0.0, h * k, 0.0), r, c, lit, 0.10);
        }
    }

    /// Walls, floor and ceiling between two corners; the viewer stands inside, nearer than `far`.
    pub fn room(&mut self, near: V, far: V, s: Surfaces) {
        let (wide, high, deep) = (far.0 - near.0, far.1 - near.1, far.2 - near.2);
        let (down, away) = (V(0.0, -high, 0.0), V(0.0, 0.0, deep));
        let top = V(near.0, far.1, far.2);
        self.face(top, V(wide, 0.0, 0.0), down, s.wall);
        self.face(V(near.0, far.1, near.2), away, down, s.side);
        self.face(far, away * -1.0, down, s.side);
        self.face(V(near.0, near.1, far.2), V(wide, 0.0, 0.0), away * -1.0, s.floor);
        self.face(V(near.0, far.1, near.2), V(wide, 0.0, 0.0), away, s.ceiling);
    }

    /// Rows of ceiling lamps: `at` is the first one's corner, then `step` for every further one.
    pub fn lamps(&mut self, at: V, step: V, count: usize, size: (f32, f32), power: [f32; 4]) {
        let [power, r, g, b] = power;
        for k in 0..count {
            let o = at + step * k as f32;
            self.lamp(o, V(size.0, 0.0, 0.0), V(0.0, 0.0, size.1), power, [r, g, b]);
        }
    }

    /// Daylight: an open sky, and a sun that is not seen.
    pub fn daylight(&mut self, sun: V, strength: f32) {
        let far = sun.unit() * 24.0;
        self.lamps.push(super::world::Lamp {
            o: far - V(1.4, 0.0, 1.4),
            u: V(2.8, 0.0, 0.0),
            v: V(0.0, 0.0, 2.8),
            power: [1.0, 0.95, 0.86].map(|c| c * strength * 260.0),
        });
    }
}
