//! A duty desk, and nobody on duty.

use super::{
    canvas::{Canvas, Rgb},
    furniture::{chair, clock, plant, table},
    paper::wood,
    passage::dado,
    place::{Place, tone},
    shape::{Frame, Surfaces},
    sign::{fitted, plate},
    space::V,
    text::{Style, centred},
    world::{Look, World},
};

/// What the clock on the wall shows, hours and minutes: in working time.
#[must_use]
pub fn clock_time(seed: u64) -> (u32, u32) {
    let hours = [10, 15, 9, 14, 11, 16];
    let hour = hours.get((seed % 6) as usize).copied().unwrap_or(10);
    (hour, ((seed * 17 + 5) % 55) as u32)
}

/// The duty roster: days and names.
fn roster(place: &mut Place, dye: Rgb) -> Canvas {
    let mut c = Canvas::new(1100, 800, [250, 250, 248]);
    c.rect(0.0, 0.0, 1100.0, 160.0, dye);
    fitted(&mut c, "值 班 表", (550.0, 80.0), (600.0, 120.0), [252; 3]);
    let days = ["周一", "周二", "周三", "周四", "周五"];
    for (k, day) in days.into_iter().enumerate() {
        let y = 190.0 + k as f32 * 116.0;
        c.rect(30.0, y + 104.0, 1040.0, 4.0, [150, 152, 156]);
        centred(&mut c, 160.0, y + 18.0, day, Style::bold(62.0, [30, 30, 34]));
        for j in 0..2 {
            let name = place.person();
            centred(
                &mut c,
                470.0 + j as f32 * 360.0,
                y + 18.0,
                name,
                Style::print(62.0, [30, 30, 34]),
            );
        }
    }
    c.frame(0.0, 0.0, 1100.0, 800.0, 10.0, dye);
    c
}

/// What lies on the desk: register, telephone, mug, thermometer.
fn desk_top(w: &mut World, place: &mut Place, desk: Frame, side: f32) {
    let y = 0.78;
    w.part(desk, V(side * 0.12, y, -0.10), V(0.32, 0.014, 0.23), Look::colour([60, 90, 140]));
    w.part(
        desk,
        V(side * 0.12, y + 0.014, -0.10),
        V(0.30, 0.004, 0.21),
        Look::colour([244, 242, 232]),
    );
    let dark = Look::colour(place.turn(&[[40, 42, 46], [170, 40, 40], [220, 218, 210]]));
    w.part(desk, V(side * -0.45, y, -0.05), V(0.19, 0.055, 0.20), dark);
    w.part(desk, V(side * -0.51, y + 0.055, -0.05), V(0.05, 0.035, 0.21), dark);
    let c = place.turn(&[[240, 238, 230], [60, 90, 130], [180, 70, 50]]);
    let at = desk.point(side * 0.50, y, 0.02);
    w.pipe(at, 0.045, 0.11, Look::colour(c).gloss(0.15, 0.1));
    let white = Look::colour([240, 240, 238]);
    w.part(desk, V(side * 0.36, y, -0.16), V(0.14, 0.04, 0.05), white);
}

/// The wall behind: clock, roster, a window or a door.
fn behind(w: &mut World, place: &mut Place, side: f32, seed: u64, z: f32) {
    let (hour, minute) = clock_time(seed);
    let rim = place.turn(&[[40, 44, 50], [190, 30, 34], [120, 84, 50], [200, 202, 206]]);
    let face = w.picture(clock(hour, minute, rim)).glow(0.08);
    let x = side * 0.30;
    w.sticker(V(x - 0.23, 2.58, z - 0.02), V(0.46, 0.0, 0.0), V(0.0, -0.46, 0.0), face);
    let dye = place.turn(&[[20, 84, 150], [176, 26, 30], [16, 110, 80]]);
    let sheet = w.picture(roster(place, dye));
    w.sticker(V(side * -0.85 - 0.42, 2.12, z - 0.01), V(0.84, 0.0, 0.0), V(0.0, -0.61, 0.0), sheet);
    let frame = Look::colour([236, 236, 232]);
    let l = side * 1.5 - 0.55;
    if place.turn(&[true, false]) {
        let sky = Look::colour([206, 224, 240]).glow(1.4);
        w.sticker(V(l, 2.3, z - 0.008), V(1.1, 0.0, 0.0), V(0.0, -1.2, 0.0), sky);
        for x in [l, l + 0.55, l + 1.1] {
            w.solid(V(x, 1.08, z - 0.02), V(0.06, 1.24, 0.04), frame);
        }
        w.solid(V(l + 0.55, 1.06, z - 0.06), V(1.26, 0.05, 0.14), frame);
        w.solid(V(l + 0.55, 2.28, z - 0.02), V(1.16, 0.06, 0.04), frame);
    } else {
        let c = place.any(&[[150, 100, 64], [180, 186, 190], [90, 110, 130]]);
        w.solid(V(l + 0.55, 0.0, z - 0.01), V(1.06, 2.14, 0.05), Look::colour(tone(c, 0.7)));
        let mut leaf = Canvas::new(450, 1030, c);
        leaf.frame(50.0, 70.0, 350.0, 400.0, 8.0, tone(c, 0.8));
        leaf.frame(50.0, 540.0, 350.0, 420.0, 8.0, tone(c, 0.8));
        let leaf = w.picture(leaf);
        w.sticker(V(l + 0.09, 2.07, z - 0.04), V(0.92, 0.0, 0.0), V(0.0, -2.07, 0.0), leaf);
    }
}

/// The desk's front with the sign.
fn sign(w: &mut World, place: &mut Place, desk: Frame, dye: Rgb) {
    let words = place.turn(&["值  班", "值 班 岗", "值 班 台", "值班登记"]);
    let board = w.picture(plate(words, 3.2, dye, [252; 3])).glow(0.08);
    w.board(desk, V(-0.48, 0.62, -0.325), (0.96, 0.30), board);
    // And a small one standing on the desk.
    let small = w.picture(plate("值班员", 2.6, [190, 26, 30], [252; 3]));
    w.board(desk, V(-0.16, 0.90, -0.20), (0.30, 0.115), small);
}

/// The room from the door.
pub(super) fn empty(seed: u64) -> World {
    let mut place = Place::new(seed, 16);
    let side = place.turn(&[1.0, -1.0]);
    let camera = place.camera(V(side * 0.35, 1.56, -2.35), V(side * 0.02, 1.22, 0.6), 0.08, false);
    let mut w = place.world(camera, 0.27, 0.22);
    w.patch = 0.08;
    let [r, g, b] = place.lamp();
    w.lamps(V(-1.3, 2.96, -1.3), V(1.7, 0.0, 0.0), 2, (1.1, 0.25), [10.0, r, g, b]);
    let upper = place.turn(&[[228, 224, 210], [210, 220, 226], [224, 210, 190], [214, 222, 206]]);
    let lower = place.turn(&[[120, 150, 140], [150, 120, 90], [110, 130, 160], [170, 168, 160]]);
    let wall = w.picture(dado(upper, lower, place.wear()));
    let wear = place.wear();
    let floor = if place.turn(&[true, false]) {
        super::counter::tiles(place.any(&[[190, 186, 176], [160, 166, 168]]), wear)
    } else {
        wood([150, 110, 76], wear)
    };
    let floor = w.picture(floor).times(8.0, 6.0).gloss(0.2, 0.2);
    let surfaces =
        Surfaces { wall: wall.times(2.0, 1.0), side: wall, floor, ceiling: Look::colour([230; 3]) };
    w.room(V(-2.6, 0.0, -2.8), V(2.6, 3.0, 1.5), surfaces);
    behind(&mut w, &mut place, side, seed, 1.5);
    let body = match place.turn(&[0, 1, 2]) {
        0 => w.picture(wood([140, 96, 60], wear)),
        1 => Look::colour([206, 208, 206]).gloss(0.1, 0.1),
        _ => Look::colour([96, 116, 140]),
    };
    let desk = Frame { at: V(0.0, 0.0, 0.0), yaw: side * place.rng.range(0.0, 0.12) };
    table(&mut w, desk, V(1.5, 0.78, 0.62), body, body, true);
    let dye = place.turn(&[[176, 26, 30], [20, 84, 150], [16, 110, 80]]);
    sign(&mut w, &mut place, desk, dye);
    desk_top(&mut w, &mut place, desk, side);
    // The chair stands pushed back and turned away, as somebody left it.
    let seat = Frame { at: V(side * 0.18, 0.0, 0.78), yaw: place.rng.range(0.3, 0.8) * side };
    let c = place.turn(&[[40, 44, 52], [50, 90, 150], [150, 50, 46], [196, 124, 44]]);
    office_chair(&mut w, seat, c);
    plant(&mut w, V(side * -2.1, 0.0, 0.95), 1.3, [200, 120, 80]);
    let visitor = Frame { at: V(side * 1.75, 0.0, -0.1), yaw: side * 1.3 };
    chair(&mut w, visitor, tone(c, 0.9), [150, 152, 156]);
    w
}

/// A chair with a high back that is seen above the desk.
fn office_chair(w: &mut World, frame: Frame, c: Rgb) {
    let cloth = Look::colour(c).gloss(0.08, 0.2);
    let black = Look::colour([34, 36, 40]);
    w.part(frame, V(0.0, 0.46, 0.0), V(0.50, 0.09, 0.48), cloth);
    w.part(frame, V(0.0, 0.60, 0.24), V(0.48, 0.66, 0.07), cloth);
    for x in [-0.28, 0.28] {
        w.part(frame, V(x, 0.68, 0.0), V(0.05, 0.03, 0.32), black);
        w.part(frame, V(x, 0.50, 0.10), V(0.04, 0.18, 0.04), black);
    }
    w.part(frame, V(0.0, 0.06, 0.0), V(0.06, 0.40, 0.06), black);
    w.part(frame, V(0.0, 0.04, 0.0), V(0.56, 0.04, 0.07), black);
    w.part(frame, V(0.0, 0.04, 0.0), V(0.07, 0.04, 0.56), black);
    w.shadow(frame.at, 0.9, 0.9);
}
