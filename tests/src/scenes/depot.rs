//! A courier depot's sorting floor.

use super::{
    boxes::board,
    canvas::{Canvas, Rgb},
    place::other,
    space::{Camera, Rng, V},
    text::{Style, centred, write},
    world::{Look, World},
};

/// Parcels of several makes: front, and plain sides.
fn parcels(w: &mut World, seed: u64) -> Vec<[Look; 3]> {
    let mut all = Vec::new();
    let tones = [
        [190, 146, 98],
        [176, 132, 84],
        [206, 164, 116],
        [226, 222, 214],
        [70, 74, 82],
        [168, 60, 52],
    ];
    for (i, tone) in tones.into_iter().enumerate() {
        let mut c = board(512, 400, tone, seed ^ i as u64);
        let side = w.paint(c.clone());
        c.shade(216.0, 0.0, 80.0, 400.0, [[206, 184, 140], [196, 170, 124]], 0.6);
        c.rect(60.0, 120.0, 250.0, 190.0, [250, 250, 248]);
        c.rect(60.0, 120.0, 250.0, 40.0, [30, 110, 90]);
        let firm = other(seed, "鹭羽快递", &["汐门快递", "青堰快递", "雁沙快递", "栀桥快递"]);
        write(&mut c, 74.0, 124.0, firm, Style::bold(30.0, [255; 3]));
        let mut rng = Rng::new(i as u64);
        let mut x = 76.0;
        while x < 290.0 {
            let bar = rng.range(2.0, 7.0);
            c.rect(x, 172.0, bar, 48.0, [20, 20, 20]);
            x += bar + rng.range(2.0, 6.0);
        }
        for k in 0..4 {
            c.rect(76.0, 234.0 + k as f32 * 18.0, 120.0 + (k * 37 % 90) as f32, 8.0, [70, 70, 74]);
        }
        let front = w.paint(c);
        all.push([Look::picture(front), Look::picture(side), Look::picture(side)]);
    }
    all
}

fn any(w: &mut World, looks: &[[Look; 3]]) -> [Look; 3] {
    let or = [Look::colour([190, 146, 98]); 3];
    *w.rng.pick(looks, &or)
}

/// The sorting floor from the foreman's platform.
pub(super) fn floor(seed: u64) -> World {
    let camera = Camera::new(V(-0.9, 2.35, -5.2), V(0.35, 0.85, 2.0), 0.70, 0.01, false);
    let mut w = World::new(camera, seed);
    w.ambient = [0.20, 0.21, 0.22];
    w.key = 0.17;
    w.patch = 0.36;
    for row in 0..4 {
        for x in [-3.2, 0.4, 4.0] {
            let z = -3.0 + row as f32 * 3.6;
            w.lamp(V(x, 4.9, z), V(0.25, 0.0, 0.0), V(0.0, 0.0, 1.6), 17.0, [0.95, 0.99, 1.0]);
        }
    }
    let mut concrete = Canvas::new(
        1024,
        1024,
        other(seed, [150, 150, 146], &[[120, 136, 128], [166, 156, 140], [130, 132, 140]]),
    );
    concrete.dirt(0.22, 0.05, 150.0, seed);
    let concrete = w.paint(concrete);
    w.face(
        V(-7.0, 0.0, 12.0),
        V(14.0, 0.0, 0.0),
        V(0.0, 0.0, -18.0),
        Look::picture(concrete).times(4.0, 5.0).gloss(0.35, 0.35),
    );
    let mut sheet = Canvas::new(
        512,
        256,
        other(seed, [196, 202, 206], &[[214, 206, 190], [180, 196, 206], [206, 210, 200]]),
    );
    for k in 0..16 {
        sheet.shade(k as f32 * 32.0, 0.0, 8.0, 256.0, [[150, 156, 160], [150, 156, 160]], 0.7);
    }
    sheet.rect(
        0.0,
        190.0,
        512.0,
        66.0,
        other(seed, [60, 100, 150], &[[150, 60, 50], [60, 120, 90], [190, 150, 50]]),
    );
    let sheet = Look::picture(w.paint(sheet));
    w.face(V(-7.0, 5.6, 12.0), V(14.0, 0.0, 0.0), V(0.0, -5.6, 0.0), sheet.times(7.0, 1.0));
    w.face(V(-7.0, 5.6, -6.0), V(0.0, 0.0, 18.0), V(0.0, -5.6, 0.0), sheet.times(9.0, 1.0));
    w.face(V(7.0, 5.6, -6.0), V(0.0, 0.0, 18.0), V(0.0, -5.6, 0.0), sheet.times(9.0, 1.0));
    w.face(V(-7.0, 5.6, -6.0), V(14.0, 0.0, 0.0), V(0.0, 0.0, 18.0), Look::colour([120, 126, 132]));
    let steel = Look::colour([96, 104, 112]);
    for k in 0..5 {
        w.solid(V(0.0, 5.15, -1.0 + k as f32 * 2.9), V(14.0, 0.16, 0.14), steel);
    }
    // Loading bays with daylight, one with a van backed in.
    for (i, x) in [-4.6, -1.4, 1.8, 5.0].into_iter().enumerate() {
        let day = if i == 1 {
            Look::colour([70, 74, 80])
        } else {
            Look::colour([226, 236, 246]).glow(2.2)
        };
        w.sticker(V(x - 1.1, 3.0, 11.97), V(2.2, 0.0, 0.0), V(0.0, -3.0, 0.0), day);
        w.sticker(
            V(x - 1.1, 3.35, 11.96),
            V(2.2, 0.0, 0.0),
            V(0.0, -0.35, 0.0),
            Look::colour([240, 196, 30]),
        );
    }
    w.solid(V(-1.4, 0.5, 11.3), V(1.9, 2.2, 1.2), Look::colour([226, 228, 226]));
    w.sticker(
        V(-2.2, 2.55, 10.69),
        V(1.6, 0.0, 0.0),
        V(0.0, -1.9, 0.0),
        Look::colour([36, 38, 42]),
    );
    let makes = parcels(&mut w, seed);
    belt(
        &mut w,
        &makes,
        other(seed, [70, 110, 170], &[[196, 150, 40], [90, 96, 104], [60, 130, 100]]),
    );
    cages(&mut w, &makes);
    heap(&mut w, &makes);
    markings(&mut w);
    w
}

fn markings(w: &mut World) {
    let yellow = Look::colour([226, 184, 30]);
    for x in [-3.0, -0.55] {
        w.sticker(V(x, 0.004, 11.0), V(0.10, 0.0, 0.0), V(0.0, 0.0, -16.0), yellow);
    }
    for k in 0..9 {
        let z = -3.6 + k as f32 * 0.5;
        w.sticker(
            V(-2.75, 0.005, z + 0.22),
            V(0.16, 0.0, 0.22),
            V(1.9, 0.0, 0.0),
            Look { tint: [0.0; 3], ..yellow },
        );
        if k % 2 == 0 {
            w.faces.pop();
        } else if let Some(last) = w.faces.last_mut() {
            last.look = Look::colour([206, 206, 200]);
        }
    }
    for (words, x, z, tone) in [
        ("消 毒 区", -3.5, 3.6, [190, 30, 34]),
        ("分 拣 区", 0.9, 3.4, [20, 96, 160]),
        ("先消毒 后派送", 3.9, 5.2, [16, 116, 70]),
    ] {
        let mut c = Canvas::new(1400, 320, tone);
        c.frame(12.0, 12.0, 1376.0, 296.0, 8.0, [250; 3]);
        centred(&mut c, 700.0, 66.0, words, Style::bold(160.0, [255; 3]));
        let sign = w.paint(c);
        w.face(
            V(x - 1.1, 3.75, z),
            V(2.2, 0.0, 0.0),
            V(0.0, -0.5, 0.0),
            Look::picture(sign).glow(0.25),
        );
        for dx in [-0.9, 0.9] {
            w.solid(V(x + dx, 3.75, z), V(0.02, 1.4, 0.02), Look::colour([60, 62, 66]));
        }
    }
}

/// The conveyor with parcels on it.
fn belt(w: &mut World, makes: &[[Look; 3]], steel: Rgb) {
    let steel = Look::colour(steel).gloss(0.2, 0.2);
    let mut rubber = Canvas::new(256, 256, [40, 42, 44]);
    rubber.dirt(0.2, 0.1, 30.0, 4);
    rubber.rect(0.0, 0.0, 256.0, 5.0, [62, 64, 66]);
    let rubber = Look::picture(w.paint(rubber)).times(1.0, 24.0);
    for (x, wide) in [(0.55, 1.0)] {
        w.face(V(x - wide / 2.0, 0.80, 10.5), V(wide, 0.0, 0.0), V(0.0, 0.0, -13.2), rubber);
        for side in [-0.5, 0.5] {
            w.solid(V(x + side * (wide + 0.08), 0.66, 3.9), V(0.08, 0.20, 13.2), steel);
        }
        for k in 0..8 {
            for side in [-0.5, 0.5] {
                w.solid(V(x + side * wide, 0.0, -2.4 + k as f32 * 1.8), V(0.08, 0.68, 0.08), steel);
            }
        }
    }
    let mut z = -2.4;
    while z < 9.5 {
        let size = V(w.rng.range(0.24, 0.50), w.rng.range(0.10, 0.34), w.rng.range(0.22, 0.42));
        let (x, turn) = (0.55 + w.rng.range(-0.24, 0.24), w.rng.range(-0.6, 0.6));
        let look = any(w, makes);
        w.block(V(x, 0.802, z), size, turn, look);
        z += w.rng.range(0.48, 0.85);
    }
}

/// Roll cages along the right wall.
fn cages(w: &mut World, makes: &[[Look; 3]]) {
    let bar = Look::colour([170, 174, 178]).gloss(0.4, 0.1);
    for k in 0..5 {
        let (x, z) = (2.75, -1.4 + k as f32 * 1.9);
        for level in 0..3 {
            for slot in 0..2 {
                let size =
                    V(w.rng.range(0.34, 0.46), w.rng.range(0.26, 0.38), w.rng.range(0.4, 0.6));
                let turn = w.rng.range(-0.1, 0.1);
                let look = any(w, makes);
                let at = V(x - 0.22 + slot as f32 * 0.46, 0.20 + level as f32 * 0.39, z);
                w.block(at, size, turn, look);
            }
        }
        w.solid(V(x, 0.12, z), V(1.06, 0.05, 0.8), bar);
        for (dx, dz) in [(-0.52, -0.4), (0.52, -0.4), (-0.52, 0.4), (0.52, 0.4)] {
            w.solid(V(x + dx, 0.0, z + dz), V(0.035, 1.75, 0.035), bar);
        }
        for y in [0.5, 0.95, 1.4, 1.72] {
            w.sticker(V(x - 0.53, y, z - 0.42), V(0.0, 0.0, 0.84), V(0.0, -0.025, 0.0), bar);
            if y > 1.0 {
                w.sticker(V(x - 0.53, y, z - 0.42), V(1.06, 0.0, 0.0), V(0.0, -0.025, 0.0), bar);
            }
        }
        for b in 0..5 {
            let dz = -0.30 + b as f32 * 0.15;
            w.sticker(V(x - 0.53, 1.72, z + dz), V(0.0, 0.0, 0.014), V(0.0, -1.6, 0.0), bar);
        }
    }
}

/// Parcels piled up on the left that have not been disinfected, and the sprayer beside them.
fn heap(w: &mut World, makes: &[[Look; 3]]) {
    for i in 0..58 {
        let layer = i / 22;
        let reach = 1.0 - layer as f32 * 0.28;
        let (x, z) = (-4.3 + w.rng.range(-1.0, 1.0) * reach, 1.2 + w.rng.range(-1.6, 1.9) * reach);
        let size = V(w.rng.range(0.28, 0.6), w.rng.range(0.22, 0.42), w.rng.range(0.28, 0.5));
        let (y, turn) = (layer as f32 * 0.33, w.rng.range(-1.5, 1.5));
        let look = any(w, makes);
        w.block(V(x, y, z), size, turn, look);
    }
    for i in 0..40 {
        w.ball(V(-3.15, 0.14 + i as f32 * 0.011, -0.9), 0.13, [226, 196, 40], 0.8, 0.1);
    }
    w.solid(V(-3.15, 0.60, -0.9), V(0.10, 0.16, 0.10), Look::colour([30, 60, 120]));
    w.solid(V(-2.98, 0.74, -0.9), V(0.40, 0.025, 0.025), Look::colour([30, 30, 34]));
}
