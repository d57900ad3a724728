//! The cold counter, whole view.

use super::{
    canvas::{Canvas, Rgb},
    place::{other, tone},
    space::{Camera, V},
    text::{Style, centred, write},
    thermometer::digits,
    world::{Look, Tex, World},
};

/// Fruit with its colour, name and price.
const FRUIT: [(&str, Rgb, f32, &str); 8] = [
    ("进口车厘子", [120, 14, 26], 0.026, "59.9"),
    ("进口脐橙", [238, 126, 18], 0.044, "12.8"),
    ("青苹果", [132, 180, 48], 0.042, "15.8"),
    ("红心火龙果", [196, 36, 96], 0.050, "18.9"),
    ("进口蓝莓", [52, 58, 110], 0.018, "29.9"),
    ("奇异果", [120, 92, 44], 0.036, "22.0"),
    ("柠檬", [240, 208, 52], 0.036, "9.9"),
    ("蛇果", [168, 20, 28], 0.043, "16.8"),
];

/// Floor tiles with joints.
pub(super) fn tiles(base: Rgb, seed: u64) -> Canvas {
    let mut c = Canvas::new(512, 512, base);
    c.dirt(0.10, 0.05, 90.0, seed);
    let joint = base.map(|v| (f32::from(v) * 0.72) as u8);
    c.frame(0.0, 0.0, 512.0, 512.0, 3.0, joint);
    c
}

fn rail(world: &mut World, shift: usize) -> Tex {
    let mut c = Canvas::new(4096, 112, [232, 234, 236]);
    c.shade(0.0, 0.0, 4096.0, 112.0, [[250, 250, 250], [205, 208, 212]], 1.0);
    for i in 0..9 {
        let x = i as f32 * 455.0 + 40.0;
        let Some((name, _, _, price)) = FRUIT.get((i + shift) % FRUIT.len()) else { continue };
        c.rect(x, 8.0, 330.0, 98.0, [255, 252, 214]);
        c.rect(x, 8.0, 330.0, 20.0, [206, 30, 34]);
        write(&mut c, x + 10.0, 40.0, name, Style::print(40.0, [30, 30, 30]));
        write(&mut c, x + 226.0, 36.0, price, Style::bold(48.0, [196, 16, 20]));
    }
    world.paint(c)
}

fn header(world: &mut World, seed: u64) -> Tex {
    let mut c = Canvas::new(4096, 300, [16, 92, 70]);
    let dyes = [[20, 84, 150], [150, 40, 44], [196, 120, 24], [90, 60, 130], [30, 110, 130]];
    let dyes = dyes.map(|dye| [tone(dye, 1.15), tone(dye, 0.8)]);
    let dye = other(seed, [[22, 112, 84], [10, 74, 56]], &dyes);
    c.shade(0.0, 0.0, 4096.0, 300.0, dye, 1.0);
    let words = ["进 口 鲜 果", "精 品 水 果", "进 口 水 果 专 柜", "水 果 专 区", "冷 鲜 果 品"];
    let words = other(seed, "进 口 水 果", &words);
    centred(&mut c, 1900.0, 40.0, words, Style::bold(150.0, [255, 255, 250]));
    centred(
        &mut c,
        1900.0,
        222.0,
        "IMPORTED  FRUIT  ·  0～5 ℃ 冷藏",
        Style::print(44.0, [214, 236, 224]),
    );
    c.rect(3480.0, 80.0, 330.0, 140.0, [12, 14, 16]);
    let reading = other(seed, " 4.2", &[" 3.8", " 5.1", " 2.9", " 4.6"]);
    digits(&mut c, 3530.0, 100.0, 100.0, reading, [80, 220, 255]);
    world.paint(c)
}

/// A column of a shop's shelf: rows of packets in many colours.
fn packets(world: &mut World, seed: u64) -> Tex {
    let mut rng = super::space::Rng::new(seed);
    let mut c = Canvas::new(1024, 1024, [58, 56, 54]);
    for row in 0..5 {
        let y = row as f32 * 205.0;
        let mut x = 4.0;
        while x < 1010.0 {
            let (w, h) = (rng.range(50.0, 110.0), rng.range(120.0, 168.0));
            let hue = rng.range(0.0, std::f32::consts::TAU);
            let shade = |k: f32| (140.0 + 90.0 * (hue + k).sin()) as u8;
            let colour = [shade(0.0), shade(2.1), shade(4.2)];
            for copy in 0..2 {
                let left = x + copy as f32 * w;
                c.shade(left, y + 176.0 - h, w - 4.0, h, [colour, colour.map(|v| v / 2)], 1.0);
                c.rect(left + 8.0, y + 190.0 - h, w - 20.0, h * 0.3, [244, 240, 228]);
                c.blob((left + w / 2.0, y + 140.0), (w * 0.25, 20.0), [250, 220, 80], 0.8, 0.3);
            }
            x += w * 2.0;
        }
        c.rect(0.0, y + 176.0, 1024.0, 26.0, [226, 226, 222]);
    }
    world.paint(c)
}

/// The whole counter from the customers' aisle.
pub(super) fn whole(seed: u64) -> World {
    let camera = Camera::new(V(0.85, 1.62, -3.45), V(0.08, 1.05, 0.7), 0.72, 0.008, false);
    let mut w = World::new(camera, seed);
    w.ambient = [0.20, 0.21, 0.23];
    w.key = 0.19;
    let floor = w.paint(tiles(
        other(seed, [196, 192, 184], &[[150, 152, 150], [206, 186, 156], [170, 178, 186]]),
        seed,
    ));
    let floor = Look::picture(floor).times(20.0, 12.0).gloss(0.5, 0.10);
    w.face(V(-6.0, 0.0, 1.6), V(12.0, 0.0, 0.0), V(0.0, 0.0, -7.0), floor);
    w.face(
        V(-6.0, 3.2, 1.5),
        V(12.0, 0.0, 0.0),
        V(0.0, -3.2, 0.0),
        Look::colour(other(
            seed,
            [206, 202, 190],
            &[[190, 204, 206], [214, 196, 170], [196, 206, 186]],
        )),
    );
    w.face(V(-6.0, 3.0, -5.0), V(12.0, 0.0, 0.0), V(0.0, 0.0, 7.0), Look::colour([190, 190, 190]));
    for (x, z) in [(-2.4, -1.6), (0.2, -1.6), (2.8, -1.6), (-2.4, 0.2), (2.8, 0.2), (0.2, 0.2)] {
        w.lamp(V(x, 2.98, z), V(1.3, 0.0, 0.0), V(0.0, 0.0, 0.3), 7.0, [1.0, 0.97, 0.90]);
    }
    let steel = Look::colour([172, 176, 180]).gloss(0.3, 0.2);
    let white = Look::colour([236, 238, 238]);
    let dark = Look::colour([48, 52, 56]).gloss(0.3, 0.15);
    w.solid(V(0.0, 0.0, 0.42), V(4.5, 0.34, 0.84), dark);
    w.sticker(
        V(-2.25, 0.10, -0.003),
        V(4.5, 0.0, 0.0),
        V(0.0, -0.06, 0.0),
        Look::colour([150, 152, 155]),
    );
    w.solid(V(-2.28, 0.0, 0.42), V(0.07, 2.2, 0.86), white);
    w.solid(V(2.28, 0.0, 0.42), V(0.07, 2.2, 0.86), white);
    w.face(V(-2.25, 2.0, 0.82), V(4.5, 0.0, 0.0), V(0.0, -1.7, 0.0), Look::colour([222, 228, 232]));
    w.solid(V(0.0, 1.90, 0.46), V(4.5, 0.30, 0.80), steel);
    let sign = header(&mut w, seed);
    let lit = Look::picture(sign).glow(0.55).gloss(0.15, 0.1);
    w.sticker(V(-2.25, 2.20, 0.055), V(4.5, 0.0, 0.0), V(0.0, -0.30, 0.0), lit);
    w.lamp(V(-2.1, 1.895, 0.16), V(4.2, 0.0, 0.0), V(0.0, 0.0, 0.06), 11.0, [0.92, 0.97, 1.0]);
    for (level, (y, z)) in
        [(0.36, 0.02), (0.80, 0.22), (1.18, 0.32), (1.54, 0.40)].into_iter().enumerate()
    {
        let depth = 0.82 - z;
        w.solid(V(0.0, y - 0.02, z + depth / 2.0), V(4.46, 0.02, depth), white);
        let shift = level * 3 + seed.wrapping_sub(1) as usize % 8 * 5;
        let tags = rail(&mut w, shift);
        let tags = Look::picture(tags).gloss(0.2, 0.1);
        w.sticker(V(-2.23, y + 0.025, z - 0.012), V(4.46, 0.0, 0.0), V(0.0, -0.085, 0.012), tags);
        for cell in 0..9 {
            crate_of_fruit(
                &mut w,
                (level, shift),
                cell,
                V(-1.985 + cell as f32 * 0.4956, y, z + 0.06),
            );
        }
    }
    let goods = packets(&mut w, seed ^ 5);
    for (x, flip) in [(-3.45, 1.0), (3.55, -1.0)] {
        w.block(
            V(x, 0.0, 0.7),
            V(2.0, 2.0, 0.9),
            0.25 * flip,
            [Look::picture(goods).times(2.0, 1.4), white, steel],
        );
    }
    w
}

fn crate_of_fruit(w: &mut World, (level, shift): (usize, usize), cell: usize, at: V) {
    let Some((_, colour, r, _)) = FRUIT.get((cell + shift) % FRUIT.len()) else { return };
    let card = if cell % 3 == 1 { [70, 110, 72] } else { [176, 134, 88] };
    let (width, depth) = (0.44, if level == 0 { 0.56 } else { 0.36 });
    let look = Look::colour(card);
    w.solid(V(at.0, at.1, at.2), V(width, 0.085, 0.012), look);
    for side in [-0.5, 0.5] {
        w.solid(V(at.0 + side * width, at.1, at.2 + depth / 2.0), V(0.012, 0.085, depth), look);
    }
    // A gap in the display here and there: half a crate is sold.
    let rows = if w.rng.unit() < 0.2 { 0.45 } else { 1.0 };
    let pitch = r * 1.93;
    let (nx, nz) = ((width / pitch) as i32, ((depth * rows / pitch) as i32).max(1));
    for layer in 0..2 {
        for iz in 0..nz - layer {
            for ix in 0..nx - layer {
                let jx = w.rng.range(-0.2, 0.2) * r;
                let jy = w.rng.range(-0.15, 0.15) * r;
                let x = at.0 + (ix as f32 - (nx - layer - 1) as f32 / 2.0) * pitch + jx;
                let y = at.1 + 0.052 + r * (0.3 + layer as f32 * 1.5) + jy;
                let z = at.2 + 0.025 + r + (iz as f32 + layer as f32 * 0.5) * pitch;
                let k = w.rng.range(0.85, 1.12);
                let tone = colour.map(|v| (f32::from(v) * k).min(255.0) as u8);
                w.ball(V(x, y, z), *r, tone, 0.42 + layer as f32 * 0.2, 0.10);
            }
        }
    }
}
