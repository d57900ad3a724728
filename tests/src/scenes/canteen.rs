//! A canteen's cold store: raw meat and cooked food side by side on one shelf.

use super::{
    canvas::{Canvas, Rgb},
    place::{Place, tone},
    shape::{Frame, Surfaces},
    sign::plate,
    space::{V, cloud},
    world::{Look, World},
};

/// Meat with fat in it.
fn meat(c: Rgb, seed: u64) -> Canvas {
    let mut slab = Canvas::new(320, 320, c);
    let salt = super::space::Rng::new(seed).next();
    for (i, p) in slab.px.iter_mut().enumerate() {
        let (x, y) = ((i % 320) as f32, (i / 320) as f32);
        let k = cloud(x / 70.0, y / 26.0, salt);
        let fat = ((k - 0.56) * 9.0).clamp(0.0, 1.0);
        for (v, to) in p.iter_mut().zip([238.0, 222.0, 208.0]) {
            let lean = f32::from(*v) * (0.75 + k * 0.5);
            *v = (lean + (to - lean) * fat).clamp(0.0, 255.0) as u8;
        }
    }
    slab
}

/// A steel pan without lid; the contents heap over its rim.
fn pan(w: &mut World, at: V, size: V, look: Look) {
    let t = 0.006;
    w.shadow(at, size.0 * 1.15, size.2 * 1.25);
    w.solid(at, V(size.0, 0.01, size.2), look);
    for z in [-0.5, 0.5] {
        w.solid(at + V(0.0, 0.0, size.2 * z), V(size.0, size.1, t), look);
        let rim = at + V(0.0, size.1, size.2 * z);
        w.solid(rim, V(size.0 + 0.03, 0.006, 0.022), look);
    }
    for x in [-0.5, 0.5] {
        w.solid(at + V(size.0 * x, 0.0, 0.0), V(t, size.1, size.2), look);
        w.solid(at + V(size.0 * x, size.1, 0.0), V(0.022, 0.006, size.2 + 0.03), look);
    }
}

/// Raw meat in slabs and chunks, higher than the pan.
fn raw(w: &mut World, place: &mut Place, at: V, size: V) {
    let c = place.turn(&[[176, 44, 48], [196, 78, 80], [150, 34, 40]]);
    let lean = w.picture(meat(c, place.wear())).gloss(0.25, 0.1);
    let cut = Look { tint: lean.tint.map(|v| v * 0.8), ..lean };
    w.solid(at, V(size.0 * 0.94, size.1 * 0.8, size.2 * 0.94), lean);
    for k in 0..11 {
        let x = at.0 + place.rng.range(-0.34, 0.34) * size.0;
        let z = at.2 + place.rng.range(-0.32, 0.32) * size.2;
        let y = at.1 + size.1 * 0.75 + (k / 5) as f32 * 0.03;
        let chunk = V(place.rng.range(0.09, 0.16), 0.045, place.rng.range(0.07, 0.12));
        w.block(V(x, y, z), chunk, place.rng.range(-1.2, 1.2), [cut, cut, lean]);
    }
}

/// A raw chicken or two: pale lumps.
fn poultry(w: &mut World, place: &mut Place, at: V, size: V) {
    let skin = [232, 190, 166];
    for k in 0..2 {
        let x = at.0 + (k as f32 - 0.5) * size.0 * 0.46;
        let o = V(x, at.1 + size.1 * 0.85, at.2);
        for i in 0..30 {
            let t = i as f32 / 29.0;
            let r = 0.052 + 0.030 * (t * std::f32::consts::PI).sin();
            w.ball(o + V(0.0, 0.0, (t - 0.5) * 0.19), r, tone(skin, 0.94 + t * 0.1), 0.8, 0.12);
        }
        for side in [-1.0, 1.0] {
            for i in 0..12 {
                let t = i as f32 / 11.0;
                let p = o + V(side * (0.075 - t * 0.02), 0.035 + t * 0.02, -0.05 - t * 0.09);
                w.ball(p, 0.036 - t * 0.018, tone(skin, 0.92), 0.85, 0.12);
            }
        }
    }
    let red = Look::colour(place.turn(&[[150, 60, 56], [170, 90, 80]]));
    w.solid(at, V(size.0 * 0.92, size.1 * 0.5, size.2 * 0.92), red);
}

/// Cooked food: braised pieces, buns, or rice.
fn cooked(w: &mut World, place: &mut Place, at: V, size: V, kind: u32) {
    let (c, r, shine): (Rgb, f32, f32) = match kind {
        0 => ([120, 62, 26], 0.026, 0.35),
        1 => ([244, 238, 222], 0.047, 0.06),
        2 => ([206, 150, 60], 0.022, 0.2),
        _ => ([110, 140, 60], 0.020, 0.15),
    };
    let bed = Look::colour(tone(c, 0.5));
    w.solid(at, V(size.0 * 0.94, size.1 * 0.7, size.2 * 0.94), bed);
    let pitch = r * 1.75;
    let (nx, nz) = ((size.0 * 0.9 / pitch) as i32, (size.2 * 0.9 / pitch) as i32);
    for layer in 0..2 {
        for iz in 0..nz - layer {
            for ix in 0..nx - layer {
                let x = (ix as f32 - (nx - layer - 1) as f32 / 2.0) * pitch;
                let z = (iz as f32 - (nz - layer - 1) as f32 / 2.0) * pitch;
                let jog = V(place.rng.range(-0.25, 0.25), place.rng.range(-0.2, 0.2), 0.0) * r;
                let p = at + V(x, size.1 * 0.72 + r * (0.5 + layer as f32 * 1.2), z) + jog;
                let k = place.rng.range(0.8, 1.15);
                w.ball(p, r, tone(c, k), 0.62 + layer as f32 * 0.25, shine);
            }
        }
    }
}

/// The card that says what is in a pan.
fn card(w: &mut World, at: V, words: &str, dye: Rgb) {
    let look = w.picture(plate(words, 2.4, dye, [252; 3])).glow(0.05);
    let wide = 0.27;
    let o = at + V(wide * -0.5, 0.115, 0.0);
    w.face(o, V(wide, 0.0, 0.0), V(0.0, -0.112, -0.02), look);
}

/// Boxes and bags on the other shelves.
fn stock(w: &mut World, place: &mut Place, y: f32) {
    for k in 0..6 {
        let x = -0.95 + k as f32 * 0.38;
        let at = V(x, y, 0.24);
        if place.chance(0.5) {
            let c = place.any(&[[176, 134, 88], [60, 120, 180], [236, 236, 230], [60, 140, 90]]);
            let size = V(0.33, place.rng.range(0.14, 0.24), 0.34);
            w.block(at, size, place.rng.range(-0.1, 0.1), [Look::colour(c); 3]);
        } else {
            let c = place.any(&[[90, 150, 60], [226, 120, 40], [230, 226, 210], [200, 50, 50]]);
            for _ in 0..26 {
                let p = at
                    + V(
                        place.rng.range(-0.14, 0.14),
                        place.rng.range(0.04, 0.12),
                        place.rng.range(-0.12, 0.1),
                    );
                w.ball(p, place.rng.range(0.035, 0.05), place.near(c), 0.6, 0.08);
            }
        }
    }
}

/// The shelves: posts, three levels of rods.
fn rack(w: &mut World, levels: &[f32], c: Rgb) {
    let steel = Look::colour(c).gloss(0.35, 0.1);
    for (x, z) in [(-1.22, -0.02), (1.22, -0.02), (-1.22, 0.5), (1.22, 0.5)] {
        w.solid(V(x, 0.0, z), V(0.035, 2.1, 0.035), steel);
    }
    for y in levels {
        w.solid(V(0.0, y - 0.025, 0.24), V(2.44, 0.02, 0.52), Look::colour(tone(c, 0.8)));
        for z in [-0.03, 0.5] {
            w.solid(V(0.0, y - 0.04, z), V(2.46, 0.04, 0.018), steel);
        }
        for k in 0..24 {
            let x = -1.2 + k as f32 * 0.104;
            let line = Look::colour(tone(c, 1.1)).gloss(0.3, 0.1);
            w.sticker(V(x, y - 0.003, 0.5), V(0.010, 0.0, 0.0), V(0.0, 0.0, -0.52), line);
        }
    }
}

/// The cold store's shelf, a little from above.
pub(super) fn store(seed: u64) -> World {
    let mut place = Place::new(seed, 13);
    let side = place.turn(&[1.0, -1.0]);
    let camera = place.camera(V(side * 0.12, 1.52, -0.92), V(0.0, 1.00, 0.22), 0.05, false);
    let mut w = place.world(camera, 0.34, 0.22);
    w.ambient = [0.30, 0.33, 0.37];
    w.patch = 0.05;
    w.lamps(V(-1.2, 2.55, -0.9), V(1.3, 0.0, 0.0), 2, (1.0, 0.18), [8.5, 0.90, 0.97, 1.0]);
    let c = place.turn(&[[222, 228, 232], [206, 214, 214], [228, 226, 218]]);
    let mut panel = Canvas::new(512, 512, c);
    for k in 0..3 {
        panel.rect(k as f32 * 170.0, 0.0, 5.0, 512.0, tone(c, 0.8));
    }
    panel.dirt(0.08, 0.04, 130.0, place.wear());
    let panel = w.picture(panel).times(2.0, 1.0);
    let surfaces = Surfaces {
        wall: panel,
        side: panel,
        floor: Look::colour([150, 150, 146]),
        ceiling: Look::colour([220; 3]),
    };
    w.room(V(-2.0, 0.0, -1.6), V(2.0, 2.6, 0.9), surfaces);
    let steel = place.turn(&[[176, 180, 184], [210, 212, 214], [120, 150, 180]]);
    rack(&mut w, &[0.45, 0.95, 1.62], steel);
    stock(&mut w, &mut place, 0.45);
    stock(&mut w, &mut place, 1.62);
    let metal = Look::colour([196, 200, 204]).gloss(0.4, 0.08);
    let size = V(0.40, 0.10, 0.36);
    // Raw and cooked take turns along the shelf, so that they touch whatever the view is.
    let kinds = place.turn(&[[0, 2, 1, 3], [2, 0, 3, 1], [3, 1, 2, 0], [1, 2, 0, 3]]);
    let dish = place.number(0, 3);
    for (k, kind) in kinds.into_iter().enumerate() {
        let at = V((k as f32 - 1.5) * 0.445 + place.rng.range(-0.008, 0.008), 0.95, 0.23);
        pan(&mut w, at, size, metal);
        let front = at + V(0.0, 0.0, -0.26);
        let (red, green) = ([196, 26, 30], [16, 116, 64]);
        match kind {
            0 => {
                raw(&mut w, &mut place, at, size);
                card(&mut w, front, "生 肉", red);
            }
            1 => {
                poultry(&mut w, &mut place, at, size);
                card(&mut w, front, "生 禽", red);
            }
            2 => {
                cooked(&mut w, &mut place, at, size, dish);
                card(&mut w, front, "熟 食", green);
            }
            _ => {
                cooked(&mut w, &mut place, at, size, (dish + 1) % 4);
                card(&mut w, front, "即食菜", green);
            }
        }
    }
    // Something red has run out of one pan.
    let blood = Look::colour([130, 24, 26]).gloss(0.4, 0.06);
    let at = V(place.rng.range(-0.3, 0.3), 0.9535, 0.0);
    w.disc(at, 0.05, blood);
    w.disc(at + V(0.06, 0.0004, 0.03), 0.03, blood);
    // Cling film that hangs off, and a tag of the shelf.
    let frame = Frame { at: V(side * -0.9, 0.95, 0.0), yaw: 0.0 };
    let tag = w.picture(plate(
        place.turn(&["三号架", "A 区 2 层", "冷藏 2 号"]),
        3.0,
        [244, 240, 220],
        [30; 3],
    ));
    w.board(frame, V(0.0, -0.004, -0.042), (0.16, 0.05), tag);
    w
}
