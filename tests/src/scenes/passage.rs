//! A factory's passage for imported goods, without and with sign and marking.

use super::{
    boxes::board,
    canvas::{Canvas, Rgb},
    place::{Place, tone},
    shape::{Frame, Surfaces},
    sign::{fitted, plate, warning},
    space::{Rng, V},
    text::{Style, centred},
    world::{Look, World},
};

/// A painted wall with a coloured dado.
pub(super) fn dado(upper: Rgb, lower: Rgb, seed: u64) -> Canvas {
    let mut c = Canvas::new(1024, 1024, upper);
    c.rect(0.0, 600.0, 1024.0, 424.0, lower);
    c.rect(0.0, 592.0, 1024.0, 10.0, tone(lower, 0.7));
    c.dirt(0.10, 0.03, 200.0, seed);
    let mut rng = Rng::new(seed);
    for _ in 0..36 {
        let (x, y) = (rng.range(0.0, 1024.0), rng.range(560.0, 1010.0));
        c.line(
            (x, y),
            (x + rng.range(15.0, 110.0), y + rng.range(-6.0, 6.0)),
            1.0,
            tone(lower, 0.8),
        );
    }
    c
}

/// A floor of concrete or paint, worn by wheels.
fn ground(c: Rgb, seed: u64) -> Canvas {
    let mut floor = Canvas::new(1024, 1024, c);
    floor.dirt(0.20, 0.05, 170.0, seed);
    let mut rng = Rng::new(seed ^ 3);
    for _ in 0..14 {
        let (x, y) = (rng.range(0.0, 1024.0), rng.range(0.0, 1024.0));
        floor.line((x, y), (x + rng.range(-30.0, 30.0), y + 240.0), 3.0, tone(c, 0.86));
    }
    floor
}

/// A crate that says where its contents come from.
fn crate_front(word: &str, base: Rgb, seed: u64) -> Canvas {
    let mut c = board(800, 640, base, seed);
    for k in [0.0, 560.0] {
        c.rect(0.0, k, 800.0, 80.0, tone(base, 0.8));
    }
    fitted(&mut c, word, (400.0, 210.0), (640.0, 150.0), [30, 50, 90]);
    centred(&mut c, 400.0, 320.0, "IMPORTED", Style::bold(96.0, [30, 50, 90]));
    centred(&mut c, 400.0, 460.0, "原产地 ORIGIN：____", Style::print(48.0, [50, 44, 40]));
    c
}

/// Pallets of goods along one side.
fn goods(w: &mut World, place: &mut Place, side: f32) {
    let word = place.turn(&["进口原料", "进口配件", "进口冻品", "进口棉包", "进口木浆"]);
    let base = place.turn(&[[196, 152, 104], [206, 178, 130], [222, 222, 216], [150, 170, 190]]);
    let front = w.picture(crate_front(word, base, place.wear()));
    let plain = w.picture(board(256, 256, tone(base, 0.95), place.wear()));
    let pallet = place.turn(&[[44, 92, 160], [168, 128, 84], [60, 64, 70]]);
    let start = place.rng.range(0.5, 1.0);
    for k in 0..3 {
        let z = start + k as f32 * 1.75;
        let x = side * (1.05 + place.rng.range(-0.05, 0.05));
        w.solid(V(x, 0.0, z), V(0.95, 0.12, 1.1), Look::colour(pallet));
        let rows = place.number(2, 3) - u32::from(k == 0);
        for row in 0..rows {
            for dz in [-0.27, 0.27] {
                let turn = place.rng.range(-0.03, 0.03);
                let at = V(x, 0.12 + row as f32 * 0.5, z + dz);
                w.block(at, V(0.86, 0.49, 0.52), turn, [front, front, plain]);
            }
        }
    }
}

/// The door at the end: strips of plastic, a shutter, or two leaves.
fn end(w: &mut World, place: &mut Place, z: f32) {
    let steel = Look::colour([150, 156, 162]).gloss(0.3, 0.1);
    let dark = Look::colour([70, 80, 90]);
    w.sticker(V(-1.0, 2.3, z - 0.01), V(2.0, 0.0, 0.0), V(0.0, -2.3, 0.0), dark);
    for x in [-1.04, 1.04] {
        w.solid(V(x, 0.0, z - 0.04), V(0.1, 2.38, 0.08), steel);
    }
    w.solid(V(0.0, 2.3, z - 0.04), V(2.18, 0.1, 0.08), steel);
    match place.turn(&[0, 1, 2]) {
        0 => {
            for k in 0..12 {
                let tint = Look { tint: [0.55, 0.66, 0.66], ..Look::colour([255; 3]) };
                let look = if k % 2 == 0 { tint } else { Look { tint: [0.4, 0.5, 0.52], ..tint } };
                let x = -1.0 + k as f32 * 0.167;
                w.sticker(V(x, 2.3, z - 0.02), V(0.16, 0.0, 0.0), V(0.01, -2.24, 0.0), look);
            }
        }
        1 => {
            let mut ribs = Canvas::new(64, 512, [176, 182, 186]);
            for k in 0..16 {
                ribs.rect(0.0, k as f32 * 32.0, 64.0, 6.0, [110, 116, 120]);
            }
            let ribs = w.picture(ribs);
            w.sticker(V(-1.0, 2.3, z - 0.02), V(2.0, 0.0, 0.0), V(0.0, -1.5, 0.0), ribs);
        }
        _ => {
            let c = place.any(&[[60, 110, 160], [196, 200, 200], [70, 120, 96]]);
            for x in [-1.0, 0.01] {
                let leaf = Look::colour(c).gloss(0.15, 0.1);
                w.sticker(V(x, 2.3, z - 0.02), V(0.98, 0.0, 0.0), V(0.0, -2.29, 0.0), leaf);
                let glass = Look::colour([40, 60, 70]).gloss(0.3, 0.1);
                w.sticker(V(x + 0.3, 1.85, z - 0.025), V(0.38, 0.0, 0.0), V(0.0, -0.5, 0.0), glass);
            }
        }
    }
}

/// Yellow lines, a hatched strip and words on the floor.
fn marking(w: &mut World, place: &mut Place, side: f32) {
    let paint = place.turn(&[[236, 190, 24], [240, 204, 40], [226, 120, 30]]);
    let yellow = Look::colour(paint);
    let (l, r) = if side > 0.0 { (-1.35, 0.42) } else { (-0.42, 1.35) };
    for x in [l, r] {
        w.sticker(V(x - 0.06, 0.004, 8.4), V(0.12, 0.0, 0.0), V(0.0, 0.0, -11.0), yellow);
    }
    let mut hatch = Canvas::new(1024, 160, paint);
    for k in 0..9 {
        let x = k as f32 * 128.0 - 64.0;
        let band = [(x, 160.0), (x + 64.0, 160.0), (x + 150.0, 0.0), (x + 86.0, 0.0)];
        hatch.polygon(&band, [26, 26, 26]);
    }
    let hatch = w.picture(hatch);
    w.sticker(V(l, 0.005, 0.05), V(r - l, 0.0, 0.0), V(0.0, 0.0, -0.24), hatch);
    let words = place.turn(&["进口货物通道", "进口货物专用", "进口物品通道"]);
    let mut text = Canvas::cutout((1200, 900), paint, |p, ink| {
        for (i, part) in
            [words.chars().take(4).collect::<String>(), words.chars().skip(4).collect()]
                .iter()
                .enumerate()
        {
            let heavy = Style { bold: 22.0, ..Style::bold(260.0, ink(paint)) };
            centred(p, 590.0, 60.0 + i as f32 * 450.0, part, heavy);
        }
    });
    text.dirt(0.1, 0.05, 60.0, place.wear());
    let text = w.picture(text);
    let middle = (l + r) / 2.0;
    w.pane(V(middle - 0.7, 0.005, 2.3), V(1.4, 0.0, 0.0), V(0.0, 0.0, -2.0), text);
}

/// The signs: one hangs across, one is on the wall.
fn signs(w: &mut World, place: &mut Place, side: f32) {
    let words = place.turn(&["进口货物专用通道", "进口物品通道", "进口货物接卸通道"]);
    let ground = place.turn(&[[190, 26, 30], [20, 92, 160], [16, 116, 70]]);
    let sign = w.picture(plate(words, 5.4, ground, [252; 3])).glow(0.1);
    let (x, z) = (side * -0.25, 1.9);
    w.face(V(x - 0.95, 2.42, z), V(1.9, 0.0, 0.0), V(0.0, -0.36, 0.0), sign);
    for dx in [-0.8, 0.8] {
        w.solid(V(x + dx, 2.42, z), V(0.02, 0.6, 0.02), Look::colour([70, 72, 76]));
    }
    let first = place.turn(&["当心污染", "注意防护", "进口货物区"]);
    let yellow = w.picture(warning(first, "无关人员禁止入内")).glow(0.1);
    // A stand on the free side, a little turned to who comes in.
    let frame = Frame { at: V(side * -1.12, 0.0, 1.35), yaw: side * -0.25 };
    let post = Look::colour([60, 62, 66]);
    w.part(frame, V(0.0, 0.0, 0.03), V(0.05, 1.5, 0.04), post);
    w.part(frame, V(0.0, 0.0, 0.0), V(0.4, 0.03, 0.3), post);
    w.board(frame, V(-0.30, 1.72, 0.0), (0.60, 0.77), yellow);
}

/// Draws the passage; `after` it is signed and marked.
pub(super) fn passage(seed: u64, after: bool) -> World {
    let mut place = Place::new(seed, 2);
    let side = place.turn(&[1.0, -1.0]);
    let camera = place.camera(V(side * -0.35, 1.55, -2.5), V(side * 0.02, 1.12, 3.0), 0.10, false);
    let mut w = place.world(camera, 0.26, 0.21);
    w.patch = 0.14;
    let far = place.rng.range(7.0, 9.5);
    let upper = place.turn(&[[222, 222, 214], [206, 214, 220], [226, 216, 196]]);
    let lower = place.turn(&[[112, 150, 140], [96, 120, 156], [150, 150, 148], [170, 130, 96]]);
    let wall = w.picture(dado(upper, lower, place.wear()));
    let floor = place.turn(&[[150, 150, 146], [96, 128, 112], [120, 130, 140], [158, 146, 128]]);
    let floor = w.picture(ground(floor, place.wear())).times(2.0, 6.0).gloss(0.25, 0.3);
    let surfaces = Surfaces {
        wall: wall.times(1.2, 1.0),
        side: wall.times(4.0, 1.0),
        floor,
        ceiling: Look::colour([196, 196, 192]),
    };
    w.room(V(-1.75, 0.0, -3.2), V(1.75, 3.0, far), surfaces);
    let [r, g, b] = place.lamp();
    let size = place.turn(&[(1.2, 0.2), (0.25, 1.1), (0.6, 0.6)]);
    w.lamps(V(size.0 * -0.5, 2.97, -1.6), V(0.0, 0.0, 2.6), 4, size, [9.0, r, g, b]);
    let duct = Look::colour(place.turn(&[[190, 60, 50], [170, 174, 178], [210, 206, 196]]));
    w.solid(V(side * 1.55, 2.55, 3.0), V(0.14, 0.14, 12.0), duct);
    goods(&mut w, &mut place, side);
    end(&mut w, &mut place, far);
    if place.chance(0.6) {
        super::furniture::extinguisher(&mut w, V(side * -1.55, 0.0, 3.1));
    }
    if after {
        marking(&mut w, &mut place, side);
        signs(&mut w, &mut place, side);
    }
    w
}
