//! Parcels on one belt: some with the sticker that says disinfected, some without.

use super::{
    boxes::board,
    canvas::{Canvas, Rgb},
    place::{Place, tone},
    shape::Surfaces,
    sign::{fitted, plate},
    space::{Rng, V},
    text::{Style, centred, write},
    world::{Look, World},
};

/// The courier's bill.
fn bill(firm: &str, dye: Rgb, seed: u64) -> Canvas {
    let mut c = Canvas::new(520, 380, [250, 250, 248]);
    c.rect(0.0, 0.0, 520.0, 84.0, dye);
    write(&mut c, 18.0, 10.0, &format!("{firm}快递"), Style::bold(58.0, [255; 3]));
    let mut rng = Rng::new(seed);
    let mut x = 24.0;
    while x < 490.0 {
        let bar = rng.range(3.0, 10.0);
        c.rect(x, 104.0, bar, 92.0, [20; 3]);
        x += bar + rng.range(3.0, 9.0);
    }
    for k in 0..4 {
        c.rect(24.0, 226.0 + k as f32 * 36.0, rng.range(200.0, 440.0), 14.0, [80, 80, 84]);
    }
    c
}

/// The round green sticker.
fn sticker(dye: Rgb) -> Canvas {
    let mut c = Canvas::cutout((600, 600), dye, |p, ink| {
        p.blob((300.0, 300.0), (296.0, 296.0), ink(dye), 1.0, 0.01);
    });
    c.blob((300.0, 300.0), (262.0, 262.0), [252; 3], 1.0, 0.01);
    c.blob((300.0, 300.0), (248.0, 248.0), dye, 1.0, 0.01);
    c.line((196.0, 168.0), (276.0, 236.0), 34.0, [252; 3]);
    c.line((276.0, 236.0), (412.0, 96.0), 34.0, [252; 3]);
    fitted(&mut c, "已消毒", (300.0, 350.0), (440.0, 190.0), [252; 3]);
    c
}

/// The disinfection sticker as a strip.
fn strip(dye: Rgb) -> Canvas {
    let mut c = Canvas::new(900, 420, dye);
    c.frame(16.0, 16.0, 868.0, 388.0, 12.0, [252; 3]);
    fitted(&mut c, "✓ 已消毒", (450.0, 160.0), (780.0, 200.0), [252; 3]);
    centred(&mut c, 450.0, 300.0, "外包装已喷洒消毒", Style::bold(70.0, [252; 3]));
    c
}

/// One parcel; `seal` is the sticker on its front.
fn parcel(w: &mut World, place: &mut Place, at: V, size: V, bill: Look, seal: Option<Look>) {
    let base = place.any(&[
        [196, 152, 104],
        [182, 138, 90],
        [210, 170, 122],
        [226, 222, 214],
        [170, 130, 96],
    ]);
    let card = w.picture(board(512, 400, base, place.wear()));
    let yaw = place.rng.range(-0.20, 0.20);
    w.shadow(at, size.0 * 1.25, size.2 * 1.35);
    w.block(at, size, yaw, [card; 3]);
    let frame = super::shape::Frame { at, yaw };
    let front = -size.2 / 2.0 - 0.002;
    let tape = Look::colour(tone(base, 0.82)).gloss(0.3, 0.1);
    let lid = frame.point(-0.03, size.1 + 0.002, size.2 / 2.0);
    w.sticker(lid, frame.dir(0.06, 0.0, 0.0), frame.dir(0.0, 0.0, -size.2), tape);
    let wide = (size.0 * 0.44).min(size.1 * 1.0);
    w.board(frame, V(-size.0 * 0.46, size.1 * 0.86, front), (wide, wide * 0.73), bill);
    if let Some(seal) = seal {
        let across = (size.1 * 0.80).min(size.0 * 0.46);
        let tilt = place.rng.range(-0.02, 0.02);
        let o = frame.point(size.0 * 0.49 - across, size.1 * 0.94 + tilt, front - 0.001);
        w.sticker(o, frame.dir(across, tilt, 0.0), V(tilt, -across, 0.0), seal);
    }
}

/// The belt across the picture, its frame and legs.
fn conveyor(w: &mut World, place: &mut Place, z: f32) {
    let c = place.turn(&[[70, 110, 170], [200, 160, 40], [96, 104, 112], [60, 130, 100]]);
    let steel = Look::colour(c).gloss(0.15, 0.2);
    let mut rubber = Canvas::new(256, 256, place.turn(&[[44, 46, 48], [56, 84, 70]]));
    rubber.dirt(0.2, 0.1, 30.0, place.wear());
    let rubber = w.picture(rubber).times(14.0, 2.0);
    w.face(V(-5.0, 0.80, z + 0.34), V(10.0, 0.0, 0.0), V(0.0, 0.0, -0.68), rubber);
    for dz in [-0.37, 0.37] {
        w.solid(V(0.0, 0.66, z + dz), V(10.0, 0.20, 0.06), steel);
    }
    for k in 0..7 {
        let x = -3.6 + k as f32 * 1.2;
        for dz in [-0.34, 0.34] {
            w.solid(V(x, 0.0, z + dz), V(0.08, 0.68, 0.08), steel);
        }
    }
}

/// The hall behind: wall, a heap, a sign.
fn behind(w: &mut World, place: &mut Place, makes: Look) {
    let word = place.turn(&["消 毒 区 →", "← 消 毒 区", "分 拣 线 2", "到 件 区"]);
    let dye = place.turn(&[[190, 30, 34], [20, 96, 160], [16, 116, 70]]);
    let sign = w.picture(plate(word, 4.4, dye, [252; 3])).glow(0.12);
    let x = place.rng.range(-1.2, 0.4);
    w.face(V(x, 1.92, 3.2), V(1.4, 0.0, 0.0), V(0.0, -0.31, 0.0), sign);
    for _ in 0..26 {
        let size = V(place.rng.range(0.3, 0.5), place.rng.range(0.25, 0.4), 0.35);
        let at = V(place.rng.range(-3.4, 3.4), 0.0, place.rng.range(2.2, 3.8));
        let y = if place.chance(0.4) { 0.36 } else { 0.0 };
        let c = place.any(&[[190, 146, 98], [206, 164, 116], [222, 218, 210], [70, 74, 82]]);
        let turn = place.rng.range(-0.4, 0.4);
        let plain = Look::colour(c);
        w.block(at + V(0.0, y, 0.0), size, turn, [makes, plain, plain]);
    }
}

/// The belt from where the sorters stand.
pub(super) fn mixed(seed: u64) -> World {
    let mut place = Place::new(seed, 11);
    let side = place.turn(&[1.0, -1.0]);
    let camera = place.camera(V(side * 0.22, 1.46, -1.05), V(side * -0.04, 0.95, 0.3), 0.05, false);
    let mut w = place.world(camera, 0.24, 0.21);
    w.patch = 0.10;
    let [r, g, b] = place.lamp();
    for z in [-1.4, 0.9, 3.0] {
        w.lamps(V(-2.4, 3.6, z), V(2.0, 0.0, 0.0), 3, (1.3, 0.2), [9.0, r, g, b]);
    }
    let floor = place.turn(&[[150, 150, 146], [110, 130, 120], [170, 164, 150]]);
    let mut concrete = Canvas::new(512, 512, floor);
    concrete.dirt(0.2, 0.05, 130.0, place.wear());
    let floor = w.picture(concrete).times(4.0, 3.0);
    let c = place.turn(&[[206, 210, 212], [220, 212, 196], [180, 196, 210]]);
    let mut sheet = Canvas::new(512, 256, c);
    for k in 0..16 {
        sheet.rect(k as f32 * 32.0, 0.0, 7.0, 256.0, tone(c, 0.85));
    }
    let sheet = w.picture(sheet).times(4.0, 1.0);
    let surfaces = Surfaces { wall: sheet, side: sheet, floor, ceiling: Look::colour([120; 3]) };
    w.room(V(-5.0, 0.0, -2.4), V(5.0, 3.8, 4.6), surfaces);
    conveyor(&mut w, &mut place, 0.25);
    let dye = place.turn(&[[16, 116, 80], [40, 80, 160], [200, 90, 30]]);
    let bill = w.picture(bill(place.firm(), dye, place.wear()));
    let green = place.turn(&[[20, 140, 66], [30, 120, 190], [20, 130, 110]]);
    let round = place.turn(&[true, false, true]);
    let seal = if round { sticker(green) } else { strip(green) };
    let (seal, shape) = (w.picture(seal), if round { 1.0 } else { 0.47 });
    let first = place.number(0, 1);
    for k in 0..7 {
        let size = V(
            place.rng.range(0.34, 0.44),
            place.rng.range(0.22, 0.32),
            place.rng.range(0.26, 0.34),
        );
        let at = V(side * (-1.42 + k as f32 * 0.47), 0.802, 0.22 + place.rng.range(-0.05, 0.05));
        // Every other parcel has none; the two in the middle always differ.
        let marked = (k + first).is_multiple_of(2);
        parcel(&mut w, &mut place, at, size, bill, marked.then_some(seal));
        if let (true, Some(last)) = (marked, w.faces.last_mut()) {
            last.v = last.v * shape;
        }
    }
    behind(&mut w, &mut place, bill);
    w
}
