//! A residential community's side gate: open without anybody there, or shut and signed.

use super::{
    canvas::{Canvas, Rgb},
    furniture::stool,
    lane::sky,
    place::{Place, tone},
    shape::Frame,
    sign::{fitted, notice, plate},
    space::V,
    world::{Look, World},
};

/// Bricks or slabs of a wall.
fn bricks(c: Rgb, course: usize, seed: u64) -> Canvas {
    let mut wall = Canvas::new(512, 512, tone(c, 0.8));
    let mut rng = super::space::Rng::new(seed);
    let (high, long) = (512.0 / course as f32, 1024.0 / course as f32);
    for row in 0..course {
        let shift = if row % 2 == 0 { 0.0 } else { long / 2.0 };
        for k in -1..=(course as i32 / 2) {
            let brick = tone(c, rng.range(0.9, 1.1));
            let x = k as f32 * long + shift;
            wall.rect(x + 2.0, row as f32 * high + 2.0, long - 4.0, high - 4.0, brick);
        }
    }
    wall.dirt(0.14, 0.06, 120.0, seed);
    wall
}

/// A leaf of bars, solid or with a sheet below.
fn bars(c: Rgb, style: u32) -> Canvas {
    let mut leaf = Canvas::cutout((500, 900), c, |p, ink| {
        let c = ink(c);
        p.frame(0.0, 0.0, 500.0, 900.0, 26.0, c);
        for k in 1..8 {
            p.rect(k as f32 * 62.5 - 9.0, 0.0, 18.0, 900.0, c);
        }
        p.rect(0.0, 250.0, 500.0, 22.0, c);
        p.rect(0.0, 600.0, 500.0, 26.0, c);
        match style {
            0 => p.rect(0.0, 600.0, 500.0, 300.0, c),
            1 => {
                for k in 0..4 {
                    let x = 62.5 + k as f32 * 125.0;
                    p.blob((x, 130.0), (52.0, 90.0), c, 1.0, 0.02);
                }
            }
            _ => p.rect(0.0, 430.0, 500.0, 22.0, c),
        }
    });
    for x in [4.0, 490.0] {
        leaf.rect(x, 0.0, 6.0, 900.0, tone(c, 1.4));
    }
    leaf
}

/// Houses behind the wall.
fn houses(place: &mut Place) -> Canvas {
    let c = place.turn(&[[206, 186, 158], [186, 196, 204], [196, 150, 120], [214, 206, 190]]);
    let mut block = Canvas::new(900, 700, c);
    block.dirt(0.10, 0.03, 160.0, place.wear());
    for row in 0..6 {
        for col in 0..7 {
            let (x, y) = (40.0 + col as f32 * 122.0, 30.0 + row as f32 * 112.0);
            let glass = if (row * 5 + col * 3) % 7 == 0 { [120, 140, 156] } else { [70, 86, 100] };
            block.rect(x, y, 74.0, 66.0, [236, 236, 232]);
            block.rect(x + 6.0, y + 6.0, 29.0, 54.0, glass);
            block.rect(x + 40.0, y + 6.0, 28.0, 54.0, tone(glass, 0.86));
            if (row + col) % 3 == 0 {
                block.rect(x + 8.0, y + 70.0, 40.0, 22.0, [214, 214, 210]);
            }
        }
    }
    block
}

/// A hedge or tree: leaves in a cloud.
fn leaves(w: &mut World, at: V, size: V, count: u32, green: Rgb) {
    for _ in 0..count {
        let (a, b, c) = (w.rng.range(-1.0, 1.0), w.rng.range(-1.0, 1.0), w.rng.range(-1.0, 1.0));
        if a * a + b * b + c * c > 1.0 {
            continue;
        }
        let k = w.rng.range(0.65, 1.25) * (0.8 + b * 0.25);
        let p = at + V(a * size.0, b * size.1, c * size.2);
        let r = w.rng.range(0.03, 0.075);
        w.ball(p, r, tone(green, k), 0.75, 0.02);
    }
}

/// What lies behind the gate: path, lawn, houses, a bicycle or two.
fn inside(w: &mut World, place: &mut Place) {
    let block = w.picture(houses(place)).glow(0.25);
    w.sticker(V(-9.0, 13.0, 22.0), V(18.0, 0.0, 0.0), V(0.0, -13.0, 0.0), block.times(1.0, 1.0));
    let grass = Look::colour([92, 128, 66]);
    w.face(V(-14.0, -0.02, 24.0), V(28.0, 0.0, 0.0), V(0.0, 0.0, -24.0), grass);
    let path = place.turn(&[[186, 180, 170], [170, 150, 140], [150, 152, 154]]);
    let mut slabs = Canvas::new(256, 256, path);
    slabs.frame(0.0, 0.0, 256.0, 256.0, 4.0, tone(path, 0.75));
    slabs.dirt(0.12, 0.05, 60.0, place.wear());
    let slabs = w.picture(slabs).times(3.0, 24.0);
    w.sticker(V(-0.9, 0.0, 14.0), V(1.8, 0.0, 0.0), V(0.0, 0.0, -14.0), slabs);
    let green = place.turn(&[[70, 120, 56], [56, 104, 60], [104, 132, 60]]);
    for (x, z) in [(-2.2, 5.0), (2.1, 7.0), (-2.6, 10.0)] {
        leaves(w, V(x, 0.45, z), V(0.9, 0.55, 1.2), 900, green);
    }
    let x = place.turn(&[-2.6, 2.9, 2.2]);
    w.solid(V(x, 0.0, 9.0), V(0.22, 3.4, 0.22), Look::colour([92, 70, 52]));
    leaves(w, V(x, 3.7, 9.0), V(1.9, 1.5, 1.5), 2600, green);
}

/// The wall with its pillars, and the lamp and plates on it.
fn wall(w: &mut World, place: &mut Place, side: f32) {
    let c = place.turn(&[[164, 92, 72], [196, 186, 168], [150, 152, 150], [206, 170, 120]]);
    let course = place.turn(&[18, 8, 12]);
    let face = w.picture(bricks(c, course, place.wear()));
    for (x, wide) in [(-4.0, 3.0), (1.0, 3.0)] {
        w.face(V(x, 2.3, 0.0), V(wide, 0.0, 0.0), V(0.0, -2.3, 0.0), face.times(2.0, 1.6));
        w.solid(V(x + wide / 2.0, 2.3, 0.1), V(wide, 0.10, 0.35), Look::colour(tone(c, 0.7)));
    }
    for x in [-1.0, 1.0] {
        let at = V(x, 0.0, 0.0);
        w.block(at, V(0.42, 2.55, 0.42), 0.0, [face.times(0.3, 1.8), face.times(0.3, 1.8), face]);
        w.solid(at + V(0.0, 2.55, 0.0), V(0.52, 0.08, 0.52), Look::colour([206, 202, 192]));
    }
    let name = place.turn(&["汐门里", "栀桥苑", "苔岸新村", "蓼洲花园", "鸥汀小区", "竹笕小区"]);
    let way = place.turn(&["北小门", "东侧门", "西小门", "后门"]);
    let dye = place.turn(&[[24, 84, 150], [120, 84, 40], [20, 104, 70]]);
    let plate = w.picture(plate(&format!("{name} {way}"), 4.4, dye, [250; 3]));
    w.face(V(-0.8, 2.5, -0.1), V(1.6, 0.0, 0.0), V(0.0, -0.36, 0.0), plate);
    // A reader for cards that nobody needs.
    w.solid(V(side * 1.0, 1.15, -0.24), V(0.12, 0.18, 0.05), Look::colour([40, 42, 46]));
    w.sticker(
        V(side * 1.0 - 0.015, 1.30, -0.267),
        V(0.03, 0.0, 0.0),
        V(0.0, -0.02, 0.0),
        Look::colour([60, 240, 100]).glow(1.2),
    );
}

/// Draws the gate; `after` it is shut, with a notice, a chain and a lock.
pub(super) fn gate(seed: u64, after: bool) -> World {
    let mut place = Place::new(seed, 5);
    let side = place.turn(&[1.0, -1.0]);
    let camera = place.camera(V(side * -0.45, 1.55, -3.5), V(side * 0.04, 1.25, 0.0), 0.10, true);
    let mut w = place.world(camera, 0.62, 0.23);
    w.ambient = [0.56, 0.60, 0.66];
    w.patch = 0.09;
    w.daylight(V(side * -6.0, 9.0, -8.0), place.turn(&[2.0, 1.4, 0.7]));
    let (top, low) =
        place.turn(&[([126, 172, 226], [222, 234, 240]), ([200, 206, 212], [226, 228, 228])]);
    let back = w.picture(sky(place.wear(), top, low)).glow(1.0);
    w.sticker(V(-40.0, 34.0, 40.0), V(80.0, 0.0, 0.0), V(0.0, -36.0, 0.0), back);
    inside(&mut w, &mut place);
    let pave = place.turn(&[[150, 146, 140], [170, 150, 136], [128, 130, 132]]);
    let mut paving = Canvas::new(512, 512, pave);
    for k in 0..4 {
        paving.frame(k as f32 * 128.0, 0.0, 128.0, 512.0, 2.0, tone(pave, 0.75));
        paving.rect(0.0, k as f32 * 128.0, 512.0, 3.0, tone(pave, 0.75));
    }
    paving.dirt(0.14, 0.06, 90.0, place.wear());
    let paving = w.picture(paving).times(6.0, 4.0);
    w.face(V(-5.0, 0.0, 0.2), V(10.0, 0.0, 0.0), V(0.0, 0.0, -6.0), paving);
    wall(&mut w, &mut place, side);
    let c = place.turn(&[[40, 44, 48], [30, 80, 60], [70, 90, 130], [110, 60, 40]]);
    let leaf = w.picture(bars(c, place.turn(&[0, 1, 2])));
    let (wide, tall) = (1.58, 2.05);
    let hinge = V(side * -0.79, tall + 0.06, 0.05);
    let seat = place.turn(&[[40, 90, 170], [190, 50, 44], [60, 130, 90]]);
    if after {
        w.pane(hinge, V(side * wide, 0.0, 0.0), V(0.0, -tall, 0.0), leaf);
        let lines = ["请走正门", "测温 查码 登记", "不便之处 敬请谅解"];
        let red = place.turn(&[[196, 22, 28], [20, 84, 160]]);
        let sheet = w.picture(notice("此门已封闭", &lines, red)).glow(0.1);
        w.sticker(V(-0.42, 1.86, 0.03), V(0.84, 0.0, 0.0), V(0.0, -1.08, 0.0), sheet);
        let steel = Look::colour([196, 198, 202]).gloss(0.3, 0.1);
        let end = V(side * 0.74, 1.02, -0.02);
        for k in 0..9 {
            let x = side * (k as f32 * -0.032);
            w.ball(end + V(x, (k % 2) as f32 * 0.02 - 0.01, 0.0), 0.022, [186, 188, 192], 0.9, 0.3);
        }
        w.solid(end + V(side * -0.14, -0.15, -0.02), V(0.10, 0.11, 0.04), steel);
        let mut tape = Canvas::new(1600, 80, [244, 206, 30]);
        for k in 0..4 {
            fitted(&mut tape, "禁止通行", (200.0 + k as f32 * 400.0, 40.0), (260.0, 62.0), [24; 3]);
        }
        let tape = w.picture(tape);
        let from = V(-0.80, 0.66, -0.01);
        w.sticker(from, V(1.6, 0.05, 0.0), V(0.0, -0.08, 0.0), tape);
    } else {
        let swing = place.rng.range(1.05, 1.25);
        let (s, k) = swing.sin_cos();
        w.pane(hinge, V(side * k, 0.0, s) * wide, V(0.0, -tall, 0.0), leaf);
        let stone = Look::colour([150, 110, 90]);
        let foot = V(side * (-0.79 + k * 1.3), 0.0, s * 1.3);
        w.block(foot, V(0.24, 0.08, 0.12), 0.4, [stone; 3]);
    }
    // The warden's stool stands there either way, empty.
    let frame = Frame { at: V(side * 1.22, 0.0, -0.72), yaw: place.rng.range(-0.4, 0.4) };
    stool(&mut w, frame, seat);
    w
}
