//! A hand-held thermometer without batteries, beside a register full of temperatures.

use super::{
    canvas::{Canvas, Rgb},
    paper::{desk, pen, sheet_of_paper, wood},
    place::{Place, tone},
    register,
    space::V,
    text::{Style, centred},
    thermometer::digits,
    world::{Look, World},
};

const SIZE: (usize, usize) = (1000, 1000);

/// The outline that every layer of the thing shares.
fn outline(p: &mut Canvas, c: Rgb) {
    // Barrel, rounded at its rear, and a grip that leans back.
    p.polygon(
        &[
            (150.0, 190.0),
            (760.0, 130.0),
            (860.0, 150.0),
            (880.0, 420.0),
            (700.0, 470.0),
            (150.0, 400.0),
        ],
        c,
    );
    p.blob((845.0, 285.0), (95.0, 150.0), c, 1.0, 0.02);
    p.polygon(&[(560.0, 400.0), (830.0, 380.0), (900.0, 930.0), (660.0, 960.0)], c);
    p.blob((780.0, 930.0), (122.0, 46.0), c, 1.0, 0.02);
}

/// One layer, of one colour.
fn layer(c: Rgb) -> Canvas {
    Canvas::cutout(SIZE, c, |p, ink| {
        outline(p, ink(c));
        p.rect(96.0, 210.0, 90.0, 170.0, ink(tone(c, 0.5)));
    })
}

/// The uppermost layer: display, buttons, trigger, and the battery case without lid and batteries.
fn top(body: Rgb, trim: Rgb) -> Canvas {
    let mut c = layer(body);
    c.rect(96.0, 210.0, 90.0, 170.0, [52, 54, 58]);
    c.polygon(&[(186.0, 200.0), (262.0, 192.0), (262.0, 410.0), (186.0, 400.0)], trim);
    // The display: grey, and not a digit lit.
    c.rect(386.0, 176.0, 400.0, 226.0, [50, 54, 58]);
    c.shade(402.0, 192.0, 368.0, 194.0, [[148, 160, 150], [126, 138, 130]], 1.0);
    digits(&mut c, 424.0, 226.0, 118.0, "   ", [132, 146, 136]);
    c.shade(402.0, 192.0, 368.0, 194.0, [[156, 168, 158], [136, 148, 140]], 0.90);
    c.polygon(&[(402.0, 192.0), (520.0, 192.0), (440.0, 386.0), (402.0, 386.0)], [164, 176, 166]);
    c.blob((318.0, 296.0), (34.0, 34.0), trim, 1.0, 0.05);
    c.blob((318.0, 296.0), (14.0, 14.0), [250; 3], 1.0, 0.2);
    c.polygon(&[(520.0, 440.0), (586.0, 426.0), (610.0, 560.0), (560.0, 580.0)], trim);
    // The open case: a bare tray with springs and contacts, no batteries.
    c.polygon(&[(628.0, 520.0), (812.0, 500.0), (850.0, 880.0), (684.0, 900.0)], [70, 72, 78]);
    c.polygon(&[(640.0, 540.0), (804.0, 522.0), (840.0, 870.0), (692.0, 888.0)], [176, 178, 180]);
    c.polygon(&[(640.0, 540.0), (804.0, 522.0), (806.0, 548.0), (643.0, 568.0)], [112, 114, 120]);
    for k in 0..2 {
        let x = k as f32 * 82.0;
        for turn in 0..5 {
            let (left, y) = (662.0 + x + turn as f32, 566.0 + turn as f32 * 12.0 - x * 0.1);
            c.line((left, y), (left + 44.0, y + 7.0), 5.0, [74, 76, 82]);
        }
        c.rect(700.0 + x * 0.96, 846.0 - x * 0.1, 46.0, 14.0, [206, 176, 90]);
    }
    c.line((724.0, 560.0), (764.0, 868.0), 5.0, [140, 142, 146]);
    centred(&mut c, 744.0, 700.0, "AAA", Style::bold(44.0, [150, 152, 156]));
    c
}

/// The thing lying on its side.
fn gun(w: &mut World, place: &mut Place, at: V, yaw: f32, size: f32) {
    let body = place.turn(&[[240, 240, 238], [232, 236, 242], [244, 240, 230]]);
    let trim = place.turn(&[[36, 120, 190], [226, 110, 30], [40, 150, 110], [110, 80, 170]]);
    let (s, k) = yaw.sin_cos();
    let (u, v) = (V(k, 0.0, s) * size, V(s, 0.0, -k) * size);
    let corner = at - u * 0.5 - v * 0.5;
    w.shadow(at + V(0.01, 0.0, -0.01), size * 1.25, size * 1.3);
    let lower = w.picture(layer(tone(body, 0.72)));
    for i in 0..11 {
        w.sticker(corner + V(0.0, 0.004 + i as f32 * 0.0025, 0.0), u, v, lower);
    }
    let upper = w.picture(top(body, trim));
    w.sticker(corner + V(0.0, 0.0335, 0.0), u, v, upper);
    // The lid of the battery case lies beside it.
    let lid = corner + u * 1.02 + v * place.rng.range(0.55, 0.8);
    let turn = place.rng.range(-0.6, 0.6);
    w.shadow(lid, 0.07, 0.10);
    w.block(lid, V(0.034, 0.006, 0.072), turn, [Look::colour(tone(body, 0.94)); 3]);
    let rib = Look::colour(tone(body, 0.7));
    for k in 0..3 {
        w.block(
            lid + V(0.0, 0.006, -0.016 + k as f32 * 0.014),
            V(0.018, 0.001, 0.004),
            turn,
            [rib; 3],
        );
    }
}

/// The desk with both.
pub(super) fn dead(seed: u64) -> World {
    let mut place = Place::new(seed, 7);
    let camera = place.camera(V(0.0, 0.365, -0.19), V(0.005, 0.0, -0.012), 0.012, false);
    let c = place.turn(&[[150, 104, 66], [96, 104, 110], [176, 150, 116], [92, 66, 46]]);
    let mut w = desk(camera, seed, c);
    w.key = 0.19;
    if place.chance(0.4) {
        let mat = w.picture(wood(place.turn(&[[60, 92, 80], [50, 60, 80], [110, 46, 46]]), seed));
        w.sticker(V(-0.34, 0.0005, 0.3), V(0.68, 0.0, 0.0), V(0.0, 0.0, -0.56), mat);
    }
    let page = register::page(&mut place, 8, register::Kept::NoGaps);
    let page = w.paint(page);
    let turn = place.rng.range(-0.12, 0.12);
    let paper = V(-0.11, 0.0, 0.05);
    w.block(paper, V(0.43, 0.006, 0.305), -turn, [Look::colour([222, 220, 212]); 3]);
    sheet_of_paper(&mut w, page, paper + V(0.0, 0.0066, 0.0), (0.415, 0.293), turn);
    let (yaw, size) = (place.rng.range(-0.22, 0.18), place.rng.range(0.20, 0.215));
    gun(&mut w, &mut place, V(0.115, 0.006, -0.035), yaw, size);
    pen(&mut w, V(-0.17, 0.007, -0.105), place.rng.range(0.0, 0.4), [30, 30, 34]);
    w
}
