//! A refrigerated lorry from behind: open, unsealed, and nothing in the sleeve for its card.

use super::{
    boxes::board,
    canvas::{Canvas, Rgb},
    lane::sky,
    place::{Place, tone},
    sign::fitted,
    space::V,
    text::{Style, centred},
    world::{Look, World},
};

/// The closed half of the rear: panel, rods, hinges, words.
fn leaf(c: Rgb, words: &str, dye: Rgb) -> Canvas {
    let mut door = Canvas::new(840, 1680, c);
    door.frame(0.0, 0.0, 840.0, 1680.0, 14.0, tone(c, 0.7));
    door.shade(0.0, 1350.0, 840.0, 330.0, [c, tone(c, 0.78)], 0.8);
    fitted(&mut door, words, (370.0, 180.0), (620.0, 160.0), dye);
    fitted(&mut door, "−18 ℃ 冷冻冷藏", (370.0, 330.0), (520.0, 80.0), dye);
    for y in [120.0, 620.0, 1120.0, 1560.0] {
        door.rect(0.0, y, 70.0, 46.0, [150, 152, 156]);
    }
    // The lock rod, and a hasp through which a seal should go.
    door.rect(762.0, 10.0, 22.0, 1650.0, [176, 180, 184]);
    for y in [60.0, 560.0, 1560.0] {
        door.rect(744.0, y, 58.0, 40.0, [120, 124, 128]);
    }
    door.rect(560.0, 1290.0, 240.0, 34.0, [110, 114, 120]);
    door.blob((590.0, 1307.0), (44.0, 44.0), [90, 94, 98], 1.0, 0.05);
    door.blob((590.0, 1307.0), (22.0, 22.0), [30, 32, 34], 1.0, 0.1);
    centred(&mut door, 600.0, 1372.0, "施封处", Style::bold(74.0, [190, 30, 30]));
    door.dirt(0.10, 0.03, 240.0, 5);
    door
}

/// The sleeve for the disinfection card: framed, titled, empty.
fn sleeve(dye: Rgb) -> Canvas {
    let mut c = Canvas::new(800, 1000, [214, 218, 220]);
    c.rect(0.0, 0.0, 800.0, 210.0, dye);
    fitted(&mut c, "车辆消毒记录卡", (400.0, 105.0), (720.0, 150.0), [252; 3]);
    c.rect(40.0, 250.0, 720.0, 710.0, [168, 172, 174]);
    c.shade(52.0, 262.0, 696.0, 686.0, [[190, 194, 196], [206, 210, 212]], 1.0);
    c.polygon(
        &[(120.0, 262.0), (330.0, 262.0), (150.0, 948.0), (52.0, 948.0), (52.0, 520.0)],
        [222; 3],
    );
    fitted(&mut c, "请插入当日卡片", (400.0, 610.0), (480.0, 74.0), [150, 154, 156]);
    c.frame(0.0, 0.0, 800.0, 1000.0, 14.0, tone(dye, 0.8));
    c
}

/// What is inside: ribbed walls, cartons, a strip curtain pushed aside.
fn inside(w: &mut World, place: &mut Place, side: f32) {
    let lining = Look::colour([196, 200, 202]);
    for x in [-1.0, 1.0] {
        w.face(V(x, 3.0, 0.0), V(0.0, 0.0, 4.2), V(0.0, -2.05, 0.0), lining);
    }
    w.face(V(-1.0, 3.0, 4.2), V(2.0, 0.0, 0.0), V(0.0, -2.05, 0.0), Look::colour([150, 154, 158]));
    w.face(V(-1.0, 0.95, 4.2), V(2.0, 0.0, 0.0), V(0.0, 0.0, -4.2), Look::colour([120, 122, 124]));
    w.face(V(-1.0, 3.0, 0.0), V(2.0, 0.0, 0.0), V(0.0, 0.0, 4.2), lining);
    let base = place.turn(&[[196, 152, 104], [222, 218, 210], [170, 190, 206]]);
    let words = place.turn(&["冷冻食品", "进口冻品", "速冻水产", "冷链食品"]);
    let mut carton = board(560, 360, base, place.wear());
    fitted(&mut carton, words, (280.0, 150.0), (440.0, 130.0), [40, 70, 130]);
    centred(&mut carton, 280.0, 250.0, "FROZEN", Style::bold(60.0, [40, 70, 130]));
    let carton = w.picture(carton);
    let plain = Look::colour(tone(base, 0.9));
    let depth = place.rng.range(0.5, 1.0);
    for row in 0..place.number(3, 5) {
        for col in 0..4 {
            if row > 2 && place.chance(0.4) {
                continue;
            }
            let turn = place.rng.range(-0.04, 0.04);
            let at = V(-0.74 + col as f32 * 0.49, 0.95 + row as f32 * 0.34, depth + 0.25);
            w.block(at, V(0.47, 0.33, 0.42), turn, [carton, plain, plain]);
        }
    }
    let mut strip = Canvas::new(32, 64, [190, 206, 206]);
    strip.opacity(120);
    let strip = w.picture(strip);
    for k in 0..3 {
        let x = side * (0.93 - k as f32 * 0.1);
        w.pane(V(x - 0.06, 2.98, 0.05), V(0.13, 0.0, 0.0), V(0.0, -2.0, 0.0), strip);
    }
}

/// Bumper, lights, number plate, wheels.
fn below(w: &mut World, place: &mut Place) {
    let dark = Look::colour([44, 46, 50]);
    w.solid(V(0.0, 0.62, 0.08), V(2.1, 0.30, 0.2), dark);
    for x in [-0.86, 0.86] {
        w.sticker(
            V(x - 0.14, 0.86, -0.024),
            V(0.28, 0.0, 0.0),
            V(0.0, -0.12, 0.0),
            Look::colour([206, 24, 28]).glow(0.3),
        );
        w.sticker(
            V(x - 0.14, 0.74, -0.024),
            V(0.28, 0.0, 0.0),
            V(0.0, -0.06, 0.0),
            Look::colour([240, 150, 30]),
        );
        w.solid(V(x, 0.0, 1.3), V(0.5, 0.85, 0.9), Look::colour([26, 26, 28]));
    }
    let ground = place.turn(&[[240, 190, 30], [30, 80, 170]]);
    let ink = if ground == [240, 190, 30] { [20; 3] } else { [252; 3] };
    let mut number = Canvas::new(880, 280, ground);
    number.frame(10.0, 10.0, 860.0, 260.0, 8.0, ink);
    let digits = format!("屿A·0X{:03}", place.number(101, 989));
    fitted(&mut number, &digits, (440.0, 140.0), (780.0, 200.0), ink);
    let number = w.picture(number);
    w.sticker(V(-0.24, 0.88, -0.03), V(0.48, 0.0, 0.0), V(0.0, -0.15, 0.0), number);
    w.shadow(V(0.0, 0.0, 1.2), 3.6, 5.0);
}

/// Yard: concrete, a building with docks, sky.
fn yard(w: &mut World, place: &mut Place, side: f32) {
    let (top, low) = place.turn(&[
        ([126, 170, 224], [222, 232, 240]),
        ([196, 202, 208], [224, 226, 226]),
        ([160, 180, 206], [244, 226, 200]),
    ]);
    let back = w.picture(sky(place.wear(), top, low)).glow(1.0);
    w.sticker(V(-100.0, 32.0, 50.0), V(200.0, 0.0, 0.0), V(0.0, -33.0, 0.0), back);
    let grey = place.turn(&[[160, 158, 152], [120, 122, 124], [176, 166, 150]]);
    let mut concrete = Canvas::new(512, 512, grey);
    concrete.dirt(0.22, 0.08, 110.0, place.wear());
    concrete.rect(0.0, 0.0, 512.0, 4.0, tone(grey, 0.7));
    concrete.rect(0.0, 0.0, 4.0, 512.0, tone(grey, 0.7));
    let concrete = w.picture(concrete).times(16.0, 8.0);
    w.face(V(-40.0, -0.005, 30.0), V(80.0, 0.0, 0.0), V(0.0, 0.0, -36.0), concrete);
    let wall = place.turn(&[[206, 208, 204], [150, 170, 190], [190, 160, 130], [220, 214, 196]]);
    let mut hall = Canvas::new(1024, 400, wall);
    for k in 0..32 {
        hall.rect(k as f32 * 32.0, 0.0, 6.0, 400.0, tone(wall, 0.86));
    }
    for k in 0..4 {
        hall.rect(70.0 + k as f32 * 256.0, 190.0, 130.0, 160.0, [60, 70, 80]);
        hall.rect(60.0 + k as f32 * 256.0, 176.0, 150.0, 16.0, [236, 190, 30]);
    }
    hall.rect(0.0, 350.0, 1024.0, 50.0, [110, 110, 108]);
    let hall = w.picture(hall).times(2.0, 1.0);
    w.face(V(-28.0, 6.0, 14.0), V(56.0, 0.0, 0.0), V(0.0, -6.0, 0.0), hall);
    for k in 0..2 {
        super::furniture::cone(
            w,
            V(side * (1.9 + k as f32 * 0.5), 0.0, 0.4 - k as f32),
            0.6,
            [230, 86, 26],
        );
    }
}

/// The lorry's rear.
pub(super) fn unsealed(seed: u64) -> World {
    let mut place = Place::new(seed, 12);
    let side = place.turn(&[1.0, -1.0]);
    let camera = place.camera(V(side * -0.55, 1.66, -3.25), V(side * 0.16, 1.62, 0.0), 0.08, false);
    let mut w = place.world(camera, 0.6, 0.23);
    w.ambient = [0.54, 0.58, 0.64];
    w.patch = 0.08;
    w.daylight(V(side * -6.0, 9.0, -9.0), place.turn(&[1.8, 0.8, 1.4]));
    yard(&mut w, &mut place, side);
    let body = place.turn(&[[236, 238, 238], [226, 230, 236], [240, 236, 222], [170, 200, 222]]);
    let dye = place.turn(&[[20, 84, 160], [190, 30, 34], [16, 110, 80]]);
    let paint = Look::colour(body);
    // The body's walls, seen from outside, and the frame round the opening.
    for x in [-1.06, 1.06] {
        w.solid(V(x, 0.9, 2.2), V(0.10, 2.2, 4.4), paint);
    }
    w.solid(V(0.0, 3.02, 2.2), V(2.2, 0.12, 4.4), paint);
    w.solid(V(0.0, 0.86, 2.2), V(2.2, 0.10, 4.4), Look::colour(tone(body, 0.7)));
    w.solid(V(0.0, 3.13, 2.6), V(1.3, 0.36, 1.0), Look::colour(tone(body, 0.86)));
    inside(&mut w, &mut place, side);
    below(&mut w, &mut place);
    let words = format!("{}冷链", place.firm());
    let shut = w.picture(leaf(body, &words, dye));
    let l = if side > 0.0 { -1.04 } else { 0.02 };
    w.face(V(l, 3.0, -0.012), V(1.02, 0.0, 0.0), V(0.0, -2.04, 0.0), shut);
    let red = place.turn(&[[196, 30, 34], [20, 100, 70], [24, 84, 160]]);
    let card = w.picture(sleeve(red)).glow(0.08);
    w.solid(V(l + 0.45, 1.52, -0.02), V(0.60, 0.74, 0.014), Look::colour([150, 154, 158]));
    w.sticker(V(l + 0.16, 2.25, -0.029), V(0.58, 0.0, 0.0), V(0.0, -0.725, 0.0), card);
    // The other half stands open, its thick edge with the gasket to the viewer.
    let swing = place.rng.range(1.0, 1.3);
    let (s, k) = swing.sin_cos();
    let hinge = V(side * 1.10, 3.0, -0.02);
    let along = V(side * k, 0.0, -s);
    let thick = V(side * s, 0.0, k) * 0.08;
    w.face(hinge, along * 1.02, V(0.0, -2.04, 0.0), Look::colour([206, 210, 212]));
    w.face(hinge + thick, along * 1.02, V(0.0, -2.04, 0.0), paint);
    let edge = Look::colour([40, 42, 46]);
    w.sticker(hinge + along * 1.02, thick, V(0.0, -2.04, 0.0), edge);
    let rod = hinge + along * 0.92 - thick * 0.3;
    w.rod(rod, rod + V(0.0, -2.0, 0.0), 0.03, Look::colour([176, 180, 184]));
    w
}
