//! Fruit boxes, and the label that does not name an origin.

use super::{
    canvas::{Canvas, Rgb},
    counter::tiles,
    place::other,
    space::{Camera, Rng, V, cloud},
    text::{Style, centred, write},
    world::{Look, World},
};

const BLACK: Rgb = [28, 28, 30];

/// Corrugated board.
pub(super) fn board(w: usize, h: usize, base: Rgb, seed: u64) -> Canvas {
    let mut c = Canvas::new(w, h, base);
    let salt = Rng::new(seed).next();
    for (i, p) in c.px.iter_mut().enumerate() {
        let (x, y) = ((i % w) as f32, (i / w) as f32);
        let k = 0.93
            + 0.02 * (x * 0.35).sin()
            + 0.10 * (cloud(x / 140.0, y / 90.0, salt) - 0.5)
            + 0.05 * (cloud(x / 3.0, y / 14.0, salt ^ 1) - 0.5);
        for v in p.iter_mut().take(3) {
            *v = (f32::from(*v) * k).clamp(0.0, 255.0) as u8;
        }
    }
    c
}

fn barcode(c: &mut Canvas, x: f32, y: f32, w: f32, h: f32, seed: u64) {
    let mut rng = Rng::new(seed);
    let mut at = x;
    while at < x + w {
        let bar = 3.0 + (rng.next() % 4) as f32 * 3.0;
        c.rect(at, y, bar, h, BLACK);
        at += bar + 3.0 + (rng.next() % 4) as f32 * 3.0;
    }
}

/// A kind of fruit: name, the same in English, as the label has it, batch, dye of its carton, its own
/// colour.
type Kind = (&'static str, &'static str, &'static str, &'static str, Rgb, Rgb);

/// What the open carton holds.
fn kind(seed: u64) -> Kind {
    let cherries =
        ("车厘子", "CHERRIES", "鲜食车厘子", "CL-2603-131", [142, 22, 34], [128, 16, 30]);
    let rest = [
        ("蓝莓", "BLUEBERRY", "进口蓝莓", "BB-2603-045", [40, 56, 130], [52, 58, 110]),
        ("青提", "GREEN GRAPE", "无籽青提", "GP-2603-018", [60, 120, 50], [150, 190, 80]),
        ("红提", "RED GRAPE", "红提", "RG-2602-209", [110, 30, 80], [110, 24, 60]),
        ("龙眼", "LONGAN", "进口龙眼", "LG-2603-077", [150, 96, 30], [176, 130, 70]),
        ("山竹", "MANGOSTEEN", "进口山竹", "MG-2603-012", [80, 30, 70], [70, 26, 44]),
    ];
    other(seed, cherries, &rest)
}

/// The white label; without an origin the field is empty.
fn sticker(fruit: &str, batch: &str, origin: &str) -> Canvas {
    let mut c = Canvas::new(1500, 1800, [250, 250, 247]);
    c.frame(24.0, 24.0, 1452.0, 1752.0, 8.0, BLACK);
    c.rect(24.0, 24.0, 1452.0, 210.0, BLACK);
    centred(&mut c, 750.0, 62.0, "进口水果 外箱标签", Style::bold(128.0, [250, 250, 247]));
    let fields = [
        ("品    名", fruit),
        ("规    格", "2.5 kg × 2  /  28 mm+"),
        ("原 产 地", origin),
        ("进 口 商", "澜渚果业有限公司"),
        ("批 次 号", batch),
        ("包装日期", "2026-02-21"),
        ("储存条件", "0～5 ℃ 冷藏"),
    ];
    for (i, (name, value)) in fields.into_iter().enumerate() {
        let y = 262.0 + i as f32 * 158.0;
        write(&mut c, 80.0, y + 22.0, name, Style::bold(86.0, BLACK));
        write(&mut c, 500.0, y + 22.0, value, Style::print(88.0, BLACK));
        c.rect(470.0, y + 140.0, 960.0, 4.0, [120, 120, 124]);
        c.rect(440.0, y - 16.0, 3.0, 158.0, [120, 120, 124]);
    }
    barcode(&mut c, 120.0, 1410.0, 1260.0, 220.0, 11);
    centred(&mut c, 750.0, 1650.0, "0 005500 012345", Style::print(76.0, BLACK));
    c
}

/// The printed front of a carton.
fn front(seed: u64, fruit: (&str, &str), dye: Rgb, label: Option<&Canvas>) -> Canvas {
    let mut c = board(1600, 900, [196, 152, 104], seed);
    c.shade(0.0, 90.0, 1600.0, 380.0, [dye, dye.map(|v| (f32::from(v) * 0.8) as u8)], 0.88);
    write(&mut c, 80.0, 120.0, fruit.0, Style::bold(190.0, [250, 246, 232]));
    write(&mut c, 90.0, 360.0, fruit.1, Style::bold(84.0, [250, 246, 232]));
    for k in 0..3 {
        let x = 1000.0 + k as f32 * 70.0;
        c.blob(
            (x, 260.0 + (k % 2) as f32 * 60.0),
            (58.0, 58.0),
            dye.map(|v| v.saturating_add(70)),
            1.0,
            0.08,
        );
        c.blob((x - 18.0, 240.0 + (k % 2) as f32 * 60.0), (14.0, 14.0), [255, 240, 236], 0.8, 0.6);
        c.line((x, 206.0), (1100.0, 130.0), 8.0, [90, 120, 50]);
    }
    c.blob((800.0, 640.0), (150.0, 46.0), [38, 28, 20], 1.0, 0.06);
    write(&mut c, 80.0, 560.0, "↑↑  小心轻放", Style::print(72.0, [70, 46, 26]));
    write(&mut c, 80.0, 680.0, "冷链运输 KEEP COLD", Style::print(64.0, [70, 46, 26]));
    if let Some(label) = label {
        // The label is shrunk by its own half sizes.
        let small = label.half().half();
        for (i, p) in small.px.iter().enumerate() {
            let (x, y) = ((i % small.w) as f32 * 1.5, (i / small.w) as f32 * 1.5);
            for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                c.blend(1000 + x as i32 + dx, 180 + y as i32 + dy, [p[0], p[1], p[2]], 1.0);
            }
        }
    }
    c
}

/// Cartons in the back store; the one in front is open.
pub(super) fn stack(seed: u64) -> World {
    let camera = Camera::new(V(0.22, 1.12, -1.12), V(0.02, 0.47, 0.1), 0.72, -0.02, false);
    let mut w = World::new(camera, seed);
    w.ambient = [0.30, 0.32, 0.34];
    w.key = 0.20;
    w.patch = 0.035;
    w.lamp(V(-0.9, 2.6, -0.9), V(1.2, 0.0, 0.0), V(0.0, 0.0, 0.25), 11.0, [0.95, 0.98, 1.0]);
    w.lamp(V(1.2, 2.6, -0.2), V(1.2, 0.0, 0.0), V(0.0, 0.0, 0.25), 6.0, [0.95, 0.98, 1.0]);
    let floor = w.paint(tiles(
        other(seed, [150, 150, 146], &[[120, 132, 126], [170, 156, 136], [140, 146, 154]]),
        seed,
    ));
    w.face(
        V(-3.0, 0.0, 1.0),
        V(6.0, 0.0, 0.0),
        V(0.0, 0.0, -3.0),
        Look::picture(floor).times(10.0, 5.0).gloss(0.25, 0.2),
    );
    let mut wall = Canvas::new(
        1024,
        1024,
        other(seed, [214, 220, 222], &[[206, 196, 176], [186, 204, 196], [226, 222, 210]]),
    );
    wall.dirt(0.10, 0.03, 200.0, seed ^ 9);
    for k in 0..4 {
        wall.rect(k as f32 * 256.0, 0.0, 5.0, 1024.0, [150, 156, 160]);
    }
    let wall = w.paint(wall);
    w.face(
        V(-3.0, 2.8, 1.0),
        V(6.0, 0.0, 0.0),
        V(0.0, -2.8, 0.0),
        Look::picture(wall).times(2.0, 1.0).gloss(0.1, 0.4),
    );
    let plank = Look::colour([168, 128, 84]);
    for k in 0..5 {
        w.solid(V(0.0, 0.10, -0.22 + k as f32 * 0.17), V(1.5, 0.02, 0.11), plank);
    }
    for x in [-0.68, 0.0, 0.68] {
        w.solid(V(x, 0.0, 0.12), V(0.09, 0.10, 0.78), plank);
    }
    let side = w.paint(board(512, 512, [190, 146, 98], seed ^ 2));
    let side = Look::picture(side);
    let (name, english, fruit, batch, dye, flesh) = kind(seed);
    let bare = sticker(fruit, batch, "");
    let full = sticker("进口脐橙", "OR-2602-066", "埃  及");
    let red = (name, english);
    let gold = ("脐橙", "NAVEL ORANGE");
    let looks = [
        front(seed, red, dye, Some(&bare)),
        front(seed ^ 1, gold, [222, 112, 20], Some(&full)),
        front(seed ^ 7, red, dye, None),
    ]
    .map(|c| Look::picture(w.paint(c)));
    let [bare, full, none] = looks;
    let (bw, bh, bd) = (0.46, 0.24, 0.34);
    for (col, row, back, look) in [
        (-1, 0, 0, full),
        (0, 0, 0, none),
        (1, 0, 0, bare),
        (-1, 1, 0, full),
        (1, 1, 0, full),
        (-1, 0, 1, full),
        (0, 0, 1, none),
        (1, 0, 1, none),
        (-1, 1, 1, none),
        (0, 1, 1, full),
        (1, 1, 1, none),
        (-1, 2, 1, full),
        (1, 2, 1, full),
        (0, 2, 1, none),
    ] {
        let jog = w.rng.range(-0.008, 0.008);
        let turn = w.rng.range(-0.025, 0.025);
        let at =
            V(col as f32 * 0.475 + jog, 0.122 + row as f32 * bh, jog - 0.07 + back as f32 * 0.37);
        w.block(at, V(bw, bh - 0.003, bd), turn, [look, side, side]);
        // Brown tape along the top.
        let top = at + V(-0.03, bh - 0.002, bd / 2.0);
        w.sticker(
            top,
            V(0.06, 0.0, 0.0),
            V(0.0, 0.0, -bd),
            Look::colour([176, 126, 66]).gloss(0.4, 0.2),
        );
    }
    let dark = other(seed, [40, 6, 10], &[flesh.map(|v| v / 3)]);
    open_box(&mut w, V(0.0, 0.122 + bh, -0.09), (bw, bh * 0.86, bd), [bare, side], [flesh, dark]);
    w
}

/// A box without lid, full of small fruit.
fn open_box(
    w: &mut World,
    at: V,
    (bw, bh, bd): (f32, f32, f32),
    [front, side]: [Look; 2],
    [flesh, dark]: [Rgb; 2],
) {
    let t = 0.008;
    w.block(at + V(0.0, 0.0, -bd / 2.0), V(bw, bh, t), 0.0, [front, side, side]);
    w.block(at + V(0.0, 0.0, bd / 2.0), V(bw, bh, t), 0.0, [side; 3]);
    for k in [-0.5, 0.5] {
        w.block(at + V(bw * k, 0.0, 0.0), V(t, bh, bd), 0.0, [side; 3]);
    }
    // Flaps folded outwards.
    for (k, lean) in [(-0.5, -0.10), (0.5, 0.10)] {
        w.face(at + V(bw * k, bh, bd / 2.0), V(0.0, 0.0, -bd), V(lean, 0.05, 0.0), side);
    }
    w.face(at + V(-bw / 2.0, bh, bd / 2.0), V(bw, 0.0, 0.0), V(0.0, 0.09, 0.06), side);
    let r = 0.0165;
    w.face(
        at + V(-bw / 2.0, bh - 0.05, bd / 2.0),
        V(bw, 0.0, 0.0),
        V(0.0, 0.0, -bd),
        Look::colour(dark),
    );
    let (nx, nz) = ((bw / r / 1.9) as i32, (bd / r / 1.9) as i32);
    for layer in 0..2 {
        for iz in 0..nz - 1 {
            for ix in 0..nx - 1 {
                let (jx, jz) = (w.rng.range(-0.35, 0.35) * r, w.rng.range(-0.35, 0.35) * r);
                let heap = 0.012 * (1.0 - (2.0 * ix as f32 / nx as f32 - 1.0).powi(2));
                let x = at.0 - bw / 2.0 + (ix as f32 + 0.8 + layer as f32 * 0.4) * r * 1.9 + jx;
                let z = at.2 - bd / 2.0 + (iz as f32 + 0.8 + layer as f32 * 0.4) * r * 1.9 + jz;
                let y =
                    at.1 + bh - 0.042 + layer as f32 * r * 1.2 + heap + w.rng.range(-0.2, 0.2) * r;
                let k = w.rng.range(0.6, 1.25);
                let c = flesh.map(|v| (f32::from(v) * k) as u8);
                w.ball(V(x, y, z), r, c, 0.55 + layer as f32 * 0.3, 0.35);
            }
        }
    }
}

/// The label from near, on its carton.
pub(super) fn label(seed: u64) -> World {
    let camera = Camera::new(V(0.05, 0.015, -0.255), V(0.002, -0.004, 0.0), 0.72, 0.05, true);
    let mut w = World::new(camera, seed);
    w.ambient = [0.4, 0.42, 0.44];
    w.key = 0.26;
    w.patch = 0.006;
    w.lamp(V(-0.7, 0.9, -0.7), V(0.6, 0.0, 0.0), V(0.0, 0.0, 0.3), 7.0, [1.0, 0.98, 0.94]);
    let mut carton = board(2048, 2048, [192, 148, 100], seed);
    let (name, _, fruit, batch, dye, _) = kind(seed);
    let low = other(seed, [126, 18, 30], &[super::place::tone(dye, 0.88)]);
    carton.shade(0.0, 0.0, 2048.0, 430.0, [dye, low], 0.88);
    write(&mut carton, 420.0, 60.0, name, Style::bold(330.0, [250, 246, 232]));
    write(&mut carton, 500.0, 1800.0, "小心轻放 ↑↑", Style::print(120.0, [74, 48, 28]));
    let carton = w.paint(carton);
    w.face(V(-0.24, 0.24, 0.0), V(0.48, 0.0, 0.0), V(0.0, -0.48, 0.0), Look::picture(carton));
    let mut paper = sticker(fruit, batch, "");
    // Creases, and a torn corner.
    let salt = w.rng.next();
    let width = paper.w;
    for (i, p) in paper.px.iter_mut().enumerate() {
        let (x, y) = ((i % width) as f32, (i / width) as f32);
        let fold = (cloud(x / 420.0 + y / 900.0, y / 260.0, salt) * 14.0).sin();
        let k = 1.0 + 0.035 * fold.powi(3) + 0.05 * (cloud(x / 500.0, y / 500.0, salt ^ 3) - 0.5);
        for v in p.iter_mut().take(3) {
            *v = (f32::from(*v) * k).clamp(0.0, 255.0) as u8;
        }
        if x + y * 0.8 + cloud(x / 40.0, y / 40.0, 5) * 60.0 > 2890.0 {
            p[3] = 0;
        }
    }
    let paper = w.paint(paper);
    w.face(
        V(-0.078, 0.092, -0.0008),
        V(0.156, 0.0, 0.0),
        V(0.0, -0.187, 0.0),
        Look::picture(paper).gloss(0.10, 0.1),
    );
    let mut tape = Canvas::new(256, 64, [206, 190, 150]);
    tape.dirt(0.2, 0.05, 30.0, seed);
    tape.opacity(70);
    let tape = w.paint(tape);
    w.pane(
        V(-0.24, -0.112, -0.001),
        V(0.48, 0.01, 0.0),
        V(0.0, -0.05, 0.0),
        Look::picture(tape).gloss(0.5, 0.12),
    );
    w
}
