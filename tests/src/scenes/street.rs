//! A shop in the street whose shutter is down.

use super::{
    canvas::Canvas,
    counter::tiles,
    place::{other, tone},
    space::{Camera, Rng, V},
    text::{Style, centred, write},
    world::{Look, World},
};

/// Ribs of a roller shutter.
fn ribs(seed: u64) -> Canvas {
    let mut c = Canvas::new(1800, 1300, [176, 182, 186]);
    for k in 0..26 {
        let y = k as f32 * 50.0;
        c.shade(0.0, y, 1800.0, 30.0, [[206, 210, 212], [166, 172, 176]], 1.0);
        c.shade(0.0, y + 30.0, 1800.0, 14.0, [[150, 156, 160], [112, 118, 122]], 1.0);
        c.rect(0.0, y + 44.0, 1800.0, 6.0, [74, 78, 82]);
    }
    c.dirt(0.14, 0.04, 220.0, seed);
    let mut rng = Rng::new(seed);
    for _ in 0..40 {
        let (x, y) = (rng.range(0.0, 1800.0), rng.range(0.0, 900.0));
        c.shade(
            x,
            y,
            rng.range(3.0, 12.0),
            rng.range(60.0, 400.0),
            [[120, 96, 70], [150, 140, 130]],
            0.16,
        );
    }
    c.shade(0.0, 1000.0, 1800.0, 300.0, [[176, 170, 160], [96, 88, 78]], 0.35);
    c.blob((900.0, 1180.0), (34.0, 24.0), [50, 52, 56], 1.0, 0.1);
    c
}

fn notice() -> Canvas {
    let mut c = Canvas::new(900, 1200, [250, 248, 240]);
    c.dirt(0.04, 0.02, 200.0, 3);
    let ink = [24, 24, 28];
    centred(&mut c, 450.0, 70.0, "告  示", Style::hand(150.0, [170, 20, 24]));
    write(&mut c, 90.0, 320.0, "店主有事", Style::hand(150.0, ink));
    write(&mut c, 90.0, 540.0, "暂停营业", Style::hand(170.0, ink));
    write(&mut c, 90.0, 800.0, "何时开门另行通知", Style::hand(86.0, ink));
    write(&mut c, 420.0, 1010.0, "3 月 16 日", Style::hand(90.0, ink));
    c
}

/// Draws the street front.
pub(super) fn shutter(seed: u64) -> World {
    let camera = Camera::new(V(-0.55, 1.6, -4.4), V(0.0, 1.58, 0.0), 0.72, 0.007, false);
    let mut w = World::new(camera, seed);
    w.ambient = [0.62, 0.66, 0.72];
    w.key = 0.22;
    w.patch = 0.08;
    w.lamps.push(super::world::Lamp {
        o: V(-8.0, 7.0, -9.0),
        u: V(9.0, 0.0, 0.0),
        v: V(0.0, 0.0, 5.0),
        power: [3.4, 3.2, 2.9],
    });
    let mut facing = tiles(
        other(seed, [186, 172, 152], &[[190, 194, 196], [176, 120, 96], [206, 196, 170]]),
        seed,
    );
    facing.rect(0.0, 252.0, 512.0, 6.0, [140, 128, 112]);
    facing.rect(254.0, 0.0, 4.0, 256.0, [140, 128, 112]);
    let facing = Look::picture(w.paint(facing));
    w.face(V(-6.0, 5.0, 0.0), V(4.1, 0.0, 0.0), V(0.0, -5.0, 0.0), facing.times(10.0, 12.0));
    w.face(V(1.9, 5.0, 0.0), V(0.7, 0.0, 0.0), V(0.0, -5.0, 0.0), facing.times(1.75, 12.0));
    w.face(V(-1.9, 5.0, 0.0), V(3.8, 0.0, 0.0), V(0.0, -2.2, 0.0), facing.times(9.5, 5.0));
    let frame = Look::colour([94, 98, 102]);
    for x in [-1.9, 1.9] {
        w.solid(V(x, 0.12, 0.06), V(0.12, 2.7, 0.18), frame);
    }
    w.solid(V(0.0, 2.60, 0.0), V(3.9, 0.24, 0.30), frame);
    let curtain = w.paint(ribs(seed));
    w.face(V(-1.86, 2.62, 0.10), V(3.72, 0.0, 0.0), V(0.0, -2.50, 0.0), Look::picture(curtain));
    w.solid(V(0.0, 0.0, 0.05), V(4.2, 0.12, 0.7), Look::colour([150, 148, 142]));
    // The shop's sign.
    let mut sign = Canvas::new(2600, 480, [188, 34, 30]);
    let dyes = [[30, 96, 170], [20, 110, 80], [206, 130, 30], [90, 60, 130], [170, 40, 80]];
    let dyes = dyes.map(|dye| [tone(dye, 1.1), tone(dye, 0.85)]);
    let dye = other(seed, [[206, 44, 36], [160, 24, 22]], &dyes);
    sign.shade(0.0, 0.0, 2600.0, 480.0, dye, 1.0);
    sign.dirt(0.10, 0.02, 300.0, seed ^ 1);
    centred(
        &mut sign,
        1300.0,
        60.0,
        other(
            seed,
            "渚 岸 便 利 店",
            &[
                "禾 满 鲜 果 行",
                "灯 舟 药 房",
                "栀 桥 小 吃 店",
                "苔 岸 理 发 店",
                "雁 沙 水 产 行",
            ],
        ),
        Style::bold(250.0, [255, 236, 150]),
    );
    centred(
        &mut sign,
        1300.0,
        380.0,
        other(
            seed,
            "烟酒 · 水果 · 日用百货",
            &[
                "时令鲜果 · 进口水果",
                "中西药品 · 医疗器械",
                "面食 · 炒菜 · 外送",
                "洗剪吹 · 烫染",
                "活鲜 · 冻品 · 批发零售",
            ],
        ),
        Style::print(58.0, [255, 240, 220]),
    );
    let sign = w.paint(sign);
    w.solid(
        V(0.0, 2.88, -0.08),
        V(4.2, 0.80, 0.16),
        Look::colour(other(seed, [120, 24, 22], &dyes.map(|[_, low]| tone(low, 0.7)))),
    );
    w.sticker(V(-2.1, 3.68, -0.163), V(4.2, 0.0, 0.0), V(0.0, -0.80, 0.0), Look::picture(sign));
    let paper = w.paint(notice());
    w.sticker(
        V(0.22, 1.78, 0.094),
        V(0.46, 0.012, 0.0),
        V(0.008, -0.61, 0.0),
        Look::picture(paper),
    );
    for (x, y) in [(0.20, 1.80), (0.66, 1.815), (0.21, 1.19), (0.67, 1.20)] {
        w.sticker(
            V(x - 0.02, y, 0.092),
            V(0.08, 0.03, 0.0),
            V(0.01, -0.03, 0.0),
            Look::colour([214, 200, 150]),
        );
    }
    let mut number = Canvas::new(300, 200, [20, 70, 150]);
    let house = other(seed, "48", &["12", "7", "103", "36", "21"]);
    centred(&mut number, 150.0, 40.0, house, Style::bold(110.0, [255; 3]));
    let number = w.paint(number);
    w.sticker(V(-2.30, 2.25, -0.004), V(0.24, 0.0, 0.0), V(0.0, -0.16, 0.0), Look::picture(number));
    neighbours(&mut w);
    ground(&mut w, seed);
    w
}

fn neighbours(w: &mut World) {
    // To the left a window with posters, to the right a door; both at the picture's edge.
    let dark = Look::colour([52, 62, 70]).gloss(0.0, 0.1);
    w.sticker(V(-5.0, 2.5, -0.004), V(2.3, 0.0, 0.0), V(0.0, -2.1, 0.0), dark);
    let mut poster = Canvas::new(400, 560, [240, 200, 60]);
    poster.shade(0.0, 0.0, 400.0, 560.0, [[244, 210, 80], [226, 130, 40]], 1.0);
    centred(&mut poster, 200.0, 60.0, "鲜果", Style::bold(120.0, [190, 20, 20]));
    centred(&mut poster, 200.0, 240.0, "特惠", Style::bold(120.0, [190, 20, 20]));
    let poster = Look::picture(w.paint(poster));
    w.sticker(V(-3.6, 2.1, -0.008), V(0.55, 0.0, 0.0), V(0.0, -0.77, 0.0), poster);
    w.solid(V(-2.62, 0.0, -0.02), V(0.10, 2.6, 0.06), Look::colour([90, 92, 94]));
    w.face(V(2.6, 5.0, 0.0), V(3.0, 0.0, 0.0), V(0.0, -5.0, 0.0), Look::colour([150, 160, 150]));
    w.sticker(
        V(2.85, 2.3, -0.006),
        V(1.0, 0.0, 0.0),
        V(0.0, -2.3, 0.0),
        Look::colour([110, 70, 44]),
    );
    w.solid(V(2.28, 1.35, -0.08), V(0.36, 0.5, 0.16), Look::colour([206, 208, 204]));
    w.solid(V(2.28, 1.85, -0.03), V(0.05, 3.0, 0.05), Look::colour([170, 172, 168]));
    // Gas meter pipe and an air conditioner's outdoor unit.
    w.solid(V(-2.28, 2.75, -0.28), V(0.0, 0.0, 0.0), Look::colour([0; 3]));
    w.solid(V(-2.95, 2.95, -0.18), V(0.8, 0.55, 0.34), Look::colour([222, 222, 216]));
    for i in 0..9 {
        w.sticker(
            V(-3.25, 3.42 - i as f32 * 0.05, -0.354),
            V(0.44, 0.0, 0.0),
            V(0.0, -0.02, 0.0),
            Look::colour([90, 92, 94]),
        );
    }
}

fn ground(w: &mut World, seed: u64) {
    let mut paving = tiles([160, 154, 146], seed ^ 4);
    paving.rect(254.0, 0.0, 4.0, 512.0, [120, 114, 108]);
    let paving = w.paint(paving);
    w.face(
        V(-6.0, 0.0, 0.4),
        V(12.0, 0.0, 0.0),
        V(0.0, 0.0, -6.0),
        Look::picture(paving).times(16.0, 8.0),
    );
    let mut guide = Canvas::new(256, 256, [206, 168, 60]);
    for k in 0..4 {
        guide.shade(
            14.0 + k as f32 * 62.0,
            0.0,
            36.0,
            256.0,
            [[226, 190, 84], [226, 190, 84]],
            1.0,
        );
    }
    guide.dirt(0.2, 0.06, 60.0, seed);
    let guide = w.paint(guide);
    w.sticker(
        V(-6.0, 0.004, -1.5),
        V(12.0, 0.0, 0.0),
        V(0.0, 0.0, -0.32),
        Look::picture(guide).times(37.0, 1.0),
    );
    // A stool, a crate and leaflets pushed under the shutter.
    w.solid(V(-1.45, 0.12, -0.12), V(0.42, 0.28, 0.30), Look::colour([40, 90, 170]));
    w.solid(V(-1.45, 0.40, -0.12), V(0.36, 0.02, 0.25), Look::colour([24, 60, 120]));
    for _ in 0..7 {
        let (x, turn) = (w.rng.range(-0.9, 1.5), w.rng.range(-0.6, 0.6));
        let (s, c) = turn.sin_cos();
        let tone = if x > 0.4 { [230, 226, 214] } else { [226, 120, 90] };
        let z = w.rng.range(-0.42, -0.22) + 0.25;
        w.sticker(V(x, 0.123, z), V(c, 0.0, s) * 0.2, V(s, 0.0, -c) * 0.14, Look::colour(tone));
    }
}
