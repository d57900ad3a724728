//! The freezer's thermometer.

use super::{
    canvas::{Canvas, Rgb},
    place::other,
    space::{Camera, V},
    text::{Style, centred, write},
    world::{Look, World},
};

/// Seven-segment digits.
pub(super) fn digits(c: &mut Canvas, x: f32, y: f32, h: f32, words: &str, ink: Rgb) {
    let (w, t) = (h * 0.52, h * 0.12);
    let mut left = x;
    let ghost = ink.map(|v| v / 12 + 6);
    for ch in words.chars() {
        let bits: u8 = match ch {
            '0' => 0b011_1111,
            '1' => 0b000_0110,
            '2' => 0b101_1011,
            '3' => 0b100_1111,
            '4' => 0b110_0110,
            '5' => 0b110_1101,
            '6' => 0b111_1101,
            '7' => 0b000_0111,
            '8' => 0b111_1111,
            '9' => 0b110_1111,
            '-' => 0b100_0000,
            '.' => {
                c.blob((left, y + h - t * 0.5), (t * 0.7, t * 0.7), ink, 1.0, 0.2);
                left += h * 0.16;
                continue;
            }
            _ => 0,
        };
        let half = h / 2.0;
        let bars = [
            (t, 0.0, w - 2.0 * t, t),
            (w - t, t * 0.6, t, half - t),
            (w - t, half + t * 0.4, t, half - t),
            (t, h - t, w - 2.0 * t, t),
            (0.0, half + t * 0.4, t, half - t),
            (0.0, t * 0.6, t, half - t),
            (t, half - t / 2.0, w - 2.0 * t, t),
        ];
        for (i, (bx, by, bw, bh)) in bars.into_iter().enumerate() {
            let on = bits >> i & 1 == 1;
            c.rect(left + bx, y + by, bw, bh, if on { ink } else { ghost });
        }
        left += w + h * 0.20;
    }
}

/// The freezer's display from near.
pub(super) fn display(seed: u64) -> World {
    let camera = Camera::new(V(0.10, 0.09, -0.58), V(0.015, -0.022, 0.0), 0.72, -0.03, false);
    let mut w = World::new(camera, seed);
    w.ambient = [0.5, 0.52, 0.55];
    w.key = 0.17;
    w.patch = 0.02;
    w.lamp(V(-0.9, 1.3, -1.2), V(1.4, 0.0, 0.0), V(0.0, 0.0, 0.35), 5.0, [1.0, 0.98, 0.93]);
    let mut steel = Canvas::new(1024, 1024, [176, 180, 184]);
    steel.dirt(0.05, 0.03, 300.0, seed);
    for row in 0..512 {
        let k = (w.rng.unit() * 18.0) as u8;
        steel.shade(0.0, row as f32 * 2.0, 1024.0, 2.0, [[168 + k; 3], [168 + k; 3]], 0.6);
    }
    let metal: Rgb =
        other(seed, [255, 255, 255], &[[196, 206, 220], [255, 246, 230], [150, 156, 160]]);
    for p in &mut steel.px {
        for (v, k) in p.iter_mut().zip(metal) {
            *v = (u16::from(*v) * u16::from(k) / 255) as u8;
        }
    }
    let steel = w.paint(steel);
    let steel = Look::picture(steel).gloss(0.35, 0.12);
    w.face(V(-0.9, 0.17, 0.0), V(1.8, 0.0, 0.0), V(0.0, -0.32, 0.0), steel);
    w.face(V(-0.9, 0.17, 0.0), V(1.8, 0.0, 0.0), V(0.0, 0.5, 0.2), Look::colour([224, 226, 226]));
    let panel =
        w.paint(panel(other(seed, [14, 15, 18], &[[16, 19, 27], [22, 19, 17], [11, 21, 17]])));
    w.solid(
        V(0.0, -0.095, -0.008),
        V(0.40, 0.20, 0.016),
        Look::colour([40, 42, 46]).gloss(0.3, 0.05),
    );
    let panel = Look::picture(panel).glow(0.7).gloss(0.22, 0.04);
    w.sticker(V(-0.19, 0.095, -0.017), V(0.38, 0.0, 0.0), V(0.0, -0.18, 0.0), panel);
    let mut note = Canvas::new(640, 400, [250, 246, 226]);
    note.dirt(0.05, 0.02, 200.0, seed ^ 3);
    let dye = other(seed, [20, 84, 160], &[[176, 30, 34], [16, 110, 80], [90, 60, 130]]);
    note.rect(0.0, 0.0, 640.0, 96.0, dye);
    centred(
        &mut note,
        320.0,
        14.0,
        other(seed, "冷冻柜 3 号", &["2 号冷库", "冷冻柜 1 号", "后仓冰柜", "5 号冷柜"]),
        Style::bold(64.0, [255; 3]),
    );
    write(&mut note, 40.0, 130.0, "设定温度：≤ −18 ℃", Style::bold(54.0, [26, 26, 30]));
    write(
        &mut note,
        40.0,
        220.0,
        other(seed, "责任人：方小满", &["责任人：沈一苇", "责任人：顾南舟", "责任人：叶听澜"]),
        Style::print(50.0, [26, 26, 30]),
    );
    write(&mut note, 40.0, 300.0, "每 4 小时记录一次", Style::print(50.0, [26, 26, 30]));
    let note = w.paint(note);
    w.sticker(
        V(0.235, 0.075, -0.002),
        V(0.165, 0.004, 0.0),
        V(-0.002, -0.105, 0.0),
        Look::picture(note),
    );
    // Below: the glass lid with frost, bags of frozen fruit behind it.
    w.face(
        V(-0.9, -0.15, 0.02),
        V(1.8, 0.0, 0.0),
        V(0.0, -0.5, -0.06),
        Look::colour([96, 118, 140]).gloss(0.6, 0.2),
    );
    let bags = [
        ("榴莲肉", [216, 186, 60]),
        ("树莓", [170, 34, 70]),
        ("蓝莓", [60, 64, 140]),
        ("芒果块", [230, 150, 40]),
    ];
    let skip = seed.wrapping_sub(1) as usize % 4;
    for (i, (name, colour)) in bags.iter().cycle().skip(skip).take(14).enumerate() {
        let mut bag = Canvas::new(256, 320, *colour);
        bag.dirt(0.4, 0.1, 26.0, i as u64);
        bag.rect(24.0, 60.0, 208.0, 90.0, [250, 250, 246]);
        centred(&mut bag, 128.0, 78.0, name, Style::bold(50.0, [30, 30, 60]));
        let bag = Look::picture(w.paint(bag));
        let (x, tilt) = (-0.62 + i as f32 * 0.095, w.rng.range(-0.02, 0.02));
        let y = -0.185 - (i % 3) as f32 * 0.012;
        w.face(V(x, y, 0.002), V(0.09, tilt, (i % 2) as f32 * 0.004), V(-tilt, -0.13, -0.02), bag);
    }
    w.solid(
        V(0.0, -0.165, -0.01),
        V(1.8, 0.022, 0.05),
        Look::colour([205, 208, 210]).gloss(0.5, 0.08),
    );
    let mut frost = Canvas::new(512, 256, [236, 242, 248]);
    let salt = w.rng.next();
    for (i, p) in frost.px.iter_mut().enumerate() {
        let (x, y) = ((i % 512) as f32, (i / 512) as f32);
        let k = super::space::cloud(x / 30.0, y / 30.0, salt);
        p[3] = (190.0 * (k - 0.25) * 2.2 - y * 0.3 + 40.0).clamp(40.0, 228.0) as u8;
    }
    let frost = w.paint(frost);
    w.pane(
        V(-0.9, -0.165, -0.02),
        V(1.8, 0.0, 0.0),
        V(0.0, -0.5, -0.06),
        Look::picture(frost).gloss(0.3, 0.1),
    );
    w
}

fn panel(ground: Rgb) -> Canvas {
    let mut c = Canvas::new(1900, 900, ground);
    c.frame(20.0, 20.0, 1860.0, 860.0, 6.0, [60, 64, 70]);
    write(&mut c, 80.0, 60.0, "柜内温度", Style::print(84.0, [170, 176, 184]));
    write(&mut c, 1300.0, 60.0, "TEMP · SET", Style::print(72.0, [110, 116, 124]));
    digits(&mut c, 220.0, 250.0, 460.0, "-9.5", [255, 46, 30]);
    write(&mut c, 1480.0, 300.0, "℃", Style::bold(240.0, [255, 60, 40]));
    c.blob((1560.0, 700.0), (26.0, 26.0), [255, 170, 20], 1.0, 0.2);
    write(&mut c, 1610.0, 660.0, "报警", Style::print(72.0, [255, 170, 20]));
    for (i, word) in ["设置", "▲", "▼", "化霜"].into_iter().enumerate() {
        let x = 160.0 + i as f32 * 330.0;
        c.frame(x, 760.0, 250.0, 96.0, 4.0, [90, 94, 100]);
        centred(&mut c, x + 125.0, 776.0, word, Style::print(58.0, [170, 176, 184]));
    }
    c
}
