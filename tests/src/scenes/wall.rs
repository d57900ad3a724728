//! The wall at goods-in, without and with the procedure that has to be on it.

use super::{
    canvas::{Canvas, Rgb},
    counter::tiles,
    place::{other, tone},
    space::{Camera, Rng, V},
    text::{Style, centred, write},
    world::{Look, World},
};

const WHITE: Rgb = [252, 252, 250];

/// The board with the procedure.
fn procedure() -> Canvas {
    let mut c = Canvas::new(2000, 1400, WHITE);
    c.rect(0.0, 0.0, 2000.0, 230.0, [16, 88, 166]);
    centred(&mut c, 1000.0, 46.0, "进口冷链食品工作流程", Style::bold(136.0, WHITE));
    let steps = ["到货登记", "查验证明", "外包装消毒", "扫码入库", "专柜上架", "台账归档"];
    for (i, step) in steps.into_iter().enumerate() {
        let (col, row) = ((i % 3) as f32, (i / 3) as f32);
        let (x, y) = (90.0 + col * 630.0, 310.0 + row * 360.0);
        c.rect(x, y, 500.0, 210.0, [226, 238, 250]);
        c.frame(x, y, 500.0, 210.0, 6.0, [16, 88, 166]);
        centred(
            &mut c,
            x + 250.0,
            y + 30.0,
            &format!("{}", i + 1),
            Style::bold(56.0, [206, 60, 30]),
        );
        centred(&mut c, x + 250.0, y + 104.0, step, Style::bold(78.0, [20, 40, 80]));
        if i != 2 && i != 5 {
            let (ax, ay) = (x + 515.0, y + 105.0);
            c.rect(ax, ay - 10.0, 60.0, 20.0, [206, 60, 30]);
            c.polygon(
                &[(ax + 55.0, ay - 40.0), (ax + 108.0, ay), (ax + 55.0, ay + 40.0)],
                [206, 60, 30],
            );
        }
    }
    c.rect(90.0, 1050.0, 1820.0, 6.0, [16, 88, 166]);
    write(
        &mut c,
        100.0,
        1090.0,
        "三不准：无证明不准入库；未消毒不准上架；无台账不准销售",
        Style::print(64.0, [40, 40, 44]),
    );
    write(
        &mut c,
        100.0,
        1210.0,
        "责任人：方小满        监督电话：000-5500-0199",
        Style::print(64.0, [40, 40, 44]),
    );
    c.frame(0.0, 0.0, 2000.0, 1400.0, 14.0, [150, 154, 160]);
    c
}

/// The yellow warning sign.
fn warning() -> Canvas {
    let mut c = Canvas::new(700, 900, [250, 208, 20]);
    c.frame(14.0, 14.0, 672.0, 872.0, 14.0, [24, 24, 24]);
    c.polygon(&[(350.0, 90.0), (610.0, 520.0), (90.0, 520.0)], [24, 24, 24]);
    c.polygon(&[(350.0, 160.0), (552.0, 490.0), (148.0, 490.0)], [250, 208, 20]);
    c.rect(328.0, 250.0, 44.0, 140.0, [24, 24, 24]);
    c.blob((350.0, 440.0), (28.0, 28.0), [24, 24, 24], 1.0, 0.1);
    centred(&mut c, 350.0, 570.0, "进口冷链通道", Style::bold(92.0, [24, 24, 24]));
    centred(&mut c, 350.0, 710.0, "无关人员禁止入内", Style::bold(68.0, [24, 24, 24]));
    c
}

fn paintwork(seed: u64) -> Canvas {
    let upper = other(seed, [226, 226, 218], &[[214, 220, 226], [226, 214, 192], [204, 214, 200]]);
    let lower = other(
        seed,
        [112, 150, 140],
        &[[104, 128, 164], [160, 130, 100], [150, 152, 150], [140, 96, 88]],
    );
    let line = other(seed, [70, 100, 94], &[tone(lower, 0.65)]);
    let mut c = Canvas::new(2048, 1280, upper);
    c.rect(0.0, 760.0, 2048.0, 520.0, lower);
    c.rect(0.0, 750.0, 2048.0, 12.0, line);
    c.dirt(0.09, 0.03, 260.0, seed);
    let mut rng = Rng::new(seed);
    for _ in 0..46 {
        let (x, y) = (rng.range(0.0, 2048.0), rng.range(700.0, 1270.0));
        let long = rng.range(20.0, 160.0);
        c.line((x, y), (x + long, y + rng.range(-8.0, 8.0)), 1.0, [104, 116, 110]);
    }
    for _ in 0..14 {
        let at = (rng.range(0.0, 2048.0), rng.range(600.0, 1200.0));
        c.blob(at, (rng.range(20.0, 90.0), rng.range(10.0, 50.0)), [150, 146, 134], 0.25, 1.0);
    }
    c
}

/// Draws the wall; `after` hangs the signs.
pub(super) fn wall(seed: u64, after: bool) -> World {
    // Nobody holds a telephone twice in exactly the same place.
    let k = if after { 0.012 } else { 0.0 };
    let camera = Camera::new(
        V(0.25 + k, 1.55 - k, -2.75),
        V(0.12, 1.28 + k, 0.0),
        0.72,
        0.006 + k * 0.3,
        false,
    );
    let mut w = World::new(camera, seed);
    w.ambient = [0.24, 0.25, 0.26];
    w.key = 0.24;
    w.patch = 0.05;
    w.lamp(V(-1.5, 2.95, -1.5), V(1.3, 0.0, 0.0), V(0.0, 0.0, 0.2), 13.0, [0.96, 0.99, 1.0]);
    w.lamp(V(0.9, 2.95, -1.5), V(1.3, 0.0, 0.0), V(0.0, 0.0, 0.2), 13.0, [0.96, 0.99, 1.0]);
    let plaster = w.paint(paintwork(seed));
    w.face(V(-3.2, 3.0, 0.0), V(4.8, 0.0, 0.0), V(0.0, -3.0, 0.0), Look::picture(plaster));
    let floor = w.paint(tiles(
        other(seed, [146, 148, 144], &[[170, 160, 146], [120, 130, 136], [150, 130, 116]]),
        seed,
    ));
    w.face(
        V(-3.2, 0.0, 2.0),
        V(6.4, 0.0, 0.0),
        V(0.0, 0.0, -5.0),
        Look::picture(floor).times(11.0, 8.0).gloss(0.25, 0.2),
    );
    passage(&mut w);
    // Fire extinguisher, light switch, cable duct.
    for i in 0..46 {
        w.ball(V(-1.62, 0.12 + i as f32 * 0.010, -0.10), 0.072, [200, 20, 22], 0.85, 0.06);
    }
    w.solid(V(-1.62, 0.62, -0.10), V(0.05, 0.06, 0.05), Look::colour([34, 34, 36]));
    w.solid(V(-1.62, 0.68, -0.12), V(0.03, 0.02, 0.14), Look::colour([34, 34, 36]));
    w.solid(
        V(0.93, 1.28, -0.006),
        V(0.09, 0.09, 0.012),
        Look::colour([246, 246, 242]).gloss(0.2, 0.1),
    );
    w.solid(V(-0.8, 2.62, -0.02), V(4.8, 0.05, 0.04), Look::colour([236, 236, 230]));
    let card = w.paint(super::boxes::board(512, 512, [190, 146, 98], seed));
    let card = Look::picture(card);
    let mut marks = super::boxes::board(700, 420, [194, 150, 102], seed);
    let goods = other(seed, "冷冻食品", &["进口冻品", "冷链水果", "速冻水产", "冻肉制品"]);
    centred(&mut marks, 350.0, 120.0, goods, Style::bold(110.0, [60, 90, 130]));
    centred(&mut marks, 350.0, 290.0, "−18 ℃  FROZEN", Style::print(60.0, [60, 90, 130]));
    let marks = Look::picture(w.paint(marks));
    for (x, y, turn) in [
        (-0.95, 0.12, 0.04),
        (-0.42, 0.12, -0.03),
        (-0.93, 0.43, -0.05),
        (-0.40, 0.43, 0.06),
        (-0.66, 0.74, 0.02),
    ] {
        w.block(V(x, y, -0.34), V(0.50, 0.305, 0.40), turn, [marks, card, card]);
    }
    w.solid(
        V(-0.68, 0.0, -0.34),
        V(1.15, 0.11, 0.6),
        Look::colour(other(seed, [44, 92, 160], &[[168, 128, 84], [60, 64, 70], [40, 120, 90]])),
    );
    if after {
        let sheet = w.paint(procedure());
        w.solid(V(-0.50, 1.22, -0.008), V(1.24, 0.87, 0.014), Look::colour([180, 182, 186]));
        w.sticker(
            V(-1.12, 2.09, -0.016),
            V(1.24, 0.0, 0.0),
            V(0.0, -0.87, 0.0),
            Look::picture(sheet).gloss(0.2, 0.1),
        );
        let sign = w.paint(warning());
        w.sticker(
            V(0.36, 2.02, -0.005),
            V(0.40, 0.0, 0.0),
            V(0.0, -0.515, 0.0),
            Look::picture(sign).gloss(0.15, 0.1),
        );
    } else {
        // What was there once: screw holes, paler paint and leftovers of tape.
        let mut pale = Canvas::new(64, 64, [240, 240, 234]);
        pale.opacity(110);
        let pale = w.paint(pale);
        w.pane(V(-1.06, 2.02, -0.002), V(1.08, 0.0, 0.0), V(0.0, -0.74, 0.0), Look::picture(pale));
        for (x, y) in [(-1.04, 2.0), (0.0, 2.0), (-1.04, 1.3), (0.0, 1.3)] {
            w.sticker(
                V(x - 0.03, y + 0.02, -0.003),
                V(0.06, 0.012, 0.0),
                V(0.004, -0.03, 0.0),
                Look::colour([206, 194, 150]),
            );
            w.sticker(
                V(x, y, -0.004),
                V(0.008, 0.0, 0.0),
                V(0.0, -0.008, 0.0),
                Look::colour([50, 46, 44]),
            );
        }
    }
    w
}

/// The passage to the cold store with its strip curtain.
fn passage(w: &mut World) {
    w.face(V(1.6, 3.0, 0.0), V(1.6, 0.0, 0.0), V(0.0, -0.75, 0.0), Look::colour([226, 226, 218]));
    let frame = Look::colour([150, 154, 158]).gloss(0.4, 0.1);
    w.solid(V(1.10, 0.0, -0.01), V(0.08, 2.33, 0.06), frame);
    w.solid(V(2.15, 2.25, -0.01), V(2.2, 0.08, 0.06), frame);
    w.face(V(1.14, 2.25, -0.004), V(2.2, 0.0, 0.0), V(0.0, -2.25, 0.0), Look::colour([60, 72, 84]));
    let mut strip = Canvas::new(64, 512, [206, 220, 214]);
    strip.shade(0.0, 0.0, 18.0, 512.0, [[240, 248, 244], [220, 232, 226]], 0.7);
    strip.shade(44.0, 0.0, 20.0, 512.0, [[150, 168, 164], [120, 138, 134]], 0.6);
    strip.opacity(176);
    let strip = Look::picture(w.paint(strip)).gloss(0.35, 0.2);
    for i in 0..12 {
        let x = 1.14 + i as f32 * 0.16;
        let sway = w.rng.range(-0.02, 0.02);
        let z = -0.012 - (i % 2) as f32 * 0.006;
        w.pane(V(x, 2.24, z), V(0.185, 0.0, 0.0), V(sway, -2.16, 0.0), strip);
    }
    let mut plate = Canvas::new(900, 200, [24, 96, 160]);
    centred(&mut plate, 450.0, 40.0, "收 货 口", Style::bold(104.0, WHITE));
    let plate = w.paint(plate);
    w.sticker(
        V(1.30, 2.62, -0.008),
        V(0.86, 0.0, 0.0),
        V(0.0, -0.19, 0.0),
        Look::picture(plate).gloss(0.2, 0.1),
    );
}
