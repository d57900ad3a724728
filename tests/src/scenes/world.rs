//! What stands in a scene: flat faces, round fruit, lamps.

use super::{
    canvas::{Canvas, Rgb},
    space::{Camera, Rng, V},
};

/// A painted picture in all sizes, largest first.
#[derive(Debug)]
pub(super) struct Texture(pub Vec<Canvas>);

/// Which texture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tex(pub usize);

/// Plain, faintly uneven.
pub(super) const PLAIN: Tex = Tex(0);
/// A disc cut out of the plain one.
pub(super) const DISC: Tex = Tex(1);
/// Black in the middle, nothing at the edge: the shadow under things.
pub(super) const SOFT: Tex = Tex(2);

/// How a surface looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// Picture on it.
    pub tex: Tex,
    /// How often the picture repeats along both edges.
    pub repeat: (f32, f32),
    /// Where in the picture the face begins, as shares of it.
    pub from: (f32, f32),
    /// Colour it is multiplied with, linear.
    pub tint: [f32; 3],
    /// Strength of mirrored lamps.
    pub gloss: f32,
    /// Width of the mirrored lamps' edges, metres.
    pub rough: f32,
    /// Light of its own.
    pub glow: f32,
}

impl Look {
    /// A plain colour.
    pub fn colour(c: Rgb) -> Self {
        let tint = [linear(c[0]), linear(c[1]), linear(c[2])];
        Self { tint, ..Self::picture(PLAIN) }
    }

    /// A picture.
    pub fn picture(tex: Tex) -> Self {
        Self {
            tex,
            repeat: (1.0, 1.0),
            from: (0.0, 0.0),
            tint: [1.0; 3],
            gloss: 0.0,
            rough: 0.3,
            glow: 0.0,
        }
    }

    /// Repeats the picture.
    pub fn times(self, u: f32, v: f32) -> Self {
        Self { repeat: (u, v), ..self }
    }

    /// Polished.
    pub fn gloss(self, gloss: f32, rough: f32) -> Self {
        Self { gloss, rough, ..self }
    }

    /// Shines.
    pub fn glow(self, glow: f32) -> Self {
        Self { glow, ..self }
    }
}

/// A flat rectangle in space: corner, edge along the picture's rows, edge down its columns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Face {
    pub o: V,
    pub u: V,
    pub v: V,
    pub look: Look,
    /// Throws a shadow.
    pub solid: bool,
}

/// A round thing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ball {
    pub at: V,
    pub r: f32,
    pub tint: [f32; 3],
    /// Share of the light that reaches it.
    pub lit: f32,
    /// Strength of the highlight.
    pub shine: f32,
}

/// A rectangular lamp.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lamp {
    pub o: V,
    pub u: V,
    pub v: V,
    pub power: [f32; 3],
}

/// A scene.
#[derive(Debug)]
pub(super) struct World {
    pub camera: Camera,
    pub textures: Vec<Texture>,
    pub faces: Vec<Face>,
    /// Glass and other see-through faces, drawn last, far ones first.
    pub panes: Vec<Face>,
    pub balls: Vec<Ball>,
    pub lamps: Vec<Lamp>,
    /// Light from everywhere.
    pub ambient: [f32; 3],
    /// Brightness at which the mean of the picture is exposed.
    pub key: f32,
    /// Size of a patch of baked light, metres.
    pub patch: f32,
    pub rng: Rng,
}

/// A value of a screen in light.
pub(super) fn linear(c: u8) -> f32 {
    (f32::from(c) / 255.0).powf(2.2)
}

impl World {
    /// An empty scene.
    pub fn new(camera: Camera, seed: u64) -> Self {
        let mut plain = Canvas::new(256, 256, [250, 250, 250]);
        plain.dirt(0.10, 0.04, 40.0, seed);
        let mut world = Self {
            camera,
            textures: Vec::new(),
            faces: Vec::new(),
            panes: Vec::new(),
            balls: Vec::new(),
            lamps: Vec::new(),
            ambient: [0.5, 0.5, 0.5],
            key: 0.2,
            patch: 0.06,
            rng: Rng::new(seed),
        };
        world.paint(plain);
        world.paint(Canvas::fading([250; 3], 40.0));
        let mut soft = Canvas::fading([0; 3], 1.0);
        for p in &mut soft.px {
            p[3] = p[3] / 5 * 3;
        }
        world.paint(soft);
        world
    }

    /// Takes a painted picture in.
    pub fn paint(&mut self, canvas: Canvas) -> Tex {
        let mut sizes = vec![canvas];
        while let Some(last) = sizes.last().filter(|c| c.w > 4 && c.h > 4) {
            let half = last.half();
            sizes.push(half);
        }
        self.textures.push(Texture(sizes));
        Tex(self.textures.len() - 1)
    }

    /// A face that throws a shadow.
    pub fn face(&mut self, o: V, u: V, v: V, look: Look) {
        self.faces.push(Face { o, u, v, look, solid: true });
    }

    /// Something thin stuck on a face.
    pub fn sticker(&mut self, o: V, u: V, v: V, look: Look) {
        self.faces.push(Face { o, u, v, look, solid: false });
    }

    /// A see-through face.
    pub fn pane(&mut self, o: V, u: V, v: V, look: Look) {
        self.panes.push(Face { o, u, v, look, solid: false });
    }

    /// A box standing at `at` (middle of its ground), turned by `yaw`: front, side and top looks.
    pub fn block(&mut self, at: V, size: V, yaw: f32, looks: [Look; 3]) {
        let (s, c) = yaw.sin_cos();
        let (ex, ez) = (V(c, 0.0, -s) * size.0, V(s, 0.0, c) * size.2);
        let up = V(0.0, size.1, 0.0);
        let near = at - ex * 0.5 - ez * 0.5;
        let [front, side, top] = looks;
        let down = up * -1.0;
        self.face(near + up, ex, down, front);
        self.face(near + ez + ex + up, ex * -1.0, down, front);
        self.face(near + ez + up, ez * -1.0, down, side);
        self.face(near + ex + up, ez, down, side);
        self.face(near + up + ez, ex, ez * -1.0, top);
    }

    /// A box of one colour.
    pub fn solid(&mut self, at: V, size: V, look: Look) {
        self.block(at, size, 0.0, [look; 3]);
    }

    /// A lamp that is seen too.
    pub fn lamp(&mut self, o: V, u: V, v: V, power: f32, colour: [f32; 3]) {
        let power = colour.map(|c| c * power);
        self.lamps.push(Lamp { o, u, v, power });
        let look = Look { tint: colour, ..Look::colour([255; 3]).glow(6.0) };
        self.sticker(o, u, v, look);
    }

    /// A ball.
    pub fn ball(&mut self, at: V, r: f32, c: Rgb, lit: f32, shine: f32) {
        let tint = [linear(c[0]), linear(c[1]), linear(c[2])];
        self.balls.push(Ball { at, r, tint, lit, shine });
    }
}
