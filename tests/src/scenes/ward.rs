//! An isolation site's corridor: a room's door ajar, a waste bag on the floor.

use super::{
    canvas::{Canvas, Rgb},
    counter::tiles,
    place::{Place, tone},
    shape::Frame,
    sign::{fitted, notice},
    space::{Rng, V, cloud},
    text::{Style, centred},
    world::{Look, World},
};

/// A carpet with a faint pattern.
fn carpet(c: Rgb, seed: u64) -> Canvas {
    let mut floor = Canvas::new(512, 512, c);
    for k in 0..8 {
        for j in 0..8 {
            let at = (k as f32 * 64.0 + 32.0, j as f32 * 64.0 + 32.0);
            floor.blob(at, (20.0, 20.0), tone(c, 1.22), 0.5, 0.4);
        }
    }
    floor.dirt(0.14, 0.18, 90.0, seed);
    floor
}

/// A door leaf with its panels.
fn leaf(c: Rgb, style: u32, number: &str) -> Canvas {
    let mut door = Canvas::new(450, 1030, c);
    door.dirt(0.08, 0.03, 140.0, 3);
    match style {
        0 => {
            door.frame(60.0, 90.0, 330.0, 380.0, 8.0, tone(c, 0.78));
            door.frame(60.0, 540.0, 330.0, 400.0, 8.0, tone(c, 0.78));
        }
        1 => {
            for k in 0..4 {
                door.rect(0.0, 180.0 + k as f32 * 210.0, 450.0, 6.0, tone(c, 0.75));
            }
        }
        _ => door.rect(330.0, 0.0, 10.0, 1030.0, tone(c, 0.7)),
    }
    door.rect(150.0, 130.0, 150.0, 90.0, [246, 244, 236]);
    fitted(&mut door, number, (225.0, 175.0), (130.0, 72.0), [30, 30, 34]);
    door
}

/// What is seen of the room: floor, a window with a curtain, the end of a bed.
fn room(w: &mut World, place: &mut Place) {
    let wall = Look::colour(place.turn(&[[236, 228, 210], [222, 228, 232], [232, 222, 222]]));
    w.face(V(-2.0, 2.7, 3.4), V(4.0, 0.0, 0.0), V(0.0, -2.7, 0.0), wall);
    for x in [-1.6, 1.6] {
        w.face(V(x, 2.7, 0.12), V(0.0, 0.0, 3.3), V(0.0, -2.7, 0.0), wall);
    }
    w.face(V(-2.0, 2.7, 0.12), V(4.0, 0.0, 0.0), V(0.0, 0.0, 3.3), Look::colour([236; 3]));
    w.face(V(-2.0, 0.0, 3.4), V(4.0, 0.0, 0.0), V(0.0, 0.0, -3.3), Look::colour([170, 130, 90]));
    let sky = Look::colour([222, 236, 250]).glow(2.6);
    w.sticker(V(-1.2, 2.1, 3.38), V(2.6, 0.0, 0.0), V(0.0, -1.2, 0.0), sky);
    let curtain = Look::colour(place.turn(&[[190, 150, 110], [120, 150, 180], [170, 120, 130]]));
    for x in [-1.4, 0.9] {
        w.solid(V(x + 0.25, 0.1, 3.2), V(0.5, 2.3, 0.08), curtain);
    }
    w.solid(V(0.75, 0.0, 2.0), V(1.4, 0.48, 1.9), Look::colour([236, 236, 232]));
    let blanket = Look::colour(place.turn(&[[70, 110, 160], [200, 200, 206], [150, 80, 70]]));
    w.solid(V(0.72, 0.48, 1.8), V(1.3, 0.10, 1.3), blanket);
    w.lamps.push(super::world::Lamp {
        o: V(-0.7, 2.5, 1.2),
        u: V(1.6, 0.0, 0.0),
        v: V(0.0, -0.2, 1.0),
        power: [13.0, 12.4, 11.0],
    });
}

/// A tied-up bag of waste: lumps, and a neck with a knot.
fn bag(w: &mut World, at: V, size: f32, c: Rgb, seed: u64) {
    w.shadow(at, size * 1.8, size * 1.6);
    let salt = Rng::new(seed).next();
    for layer in 0..40 {
        let k = layer as f32 / 39.0;
        let wide = if k < 0.62 {
            0.86 + 0.14 * (k * 5.0).sin()
        } else {
            (1.0 - (k - 0.62) / 0.38).powf(1.3) * 0.82 + 0.10
        };
        for j in 0..40 {
            let angle = j as f32 / 40.0 * std::f32::consts::TAU;
            let fold = cloud(angle.cos() * 2.5 + 4.0, angle.sin() * 2.5 + k * 3.0 + 4.0, salt);
            let reach = size * 0.40 * wide * (0.82 + fold * 0.4);
            let p = at + V(angle.sin() * reach, size * (0.10 + k * 0.95), angle.cos() * reach);
            w.ball(p, size * (0.13 - k * 0.075), tone(c, 0.72 + fold * 0.55), 0.55 + k * 0.35, 0.3);
        }
    }
    let neck = at + V(0.0, size * 1.06, 0.0);
    for j in 0..14 {
        let angle = j as f32 * 0.9;
        let p =
            neck + V(angle.sin() * size * 0.10, j as f32 * size * 0.012, angle.cos() * size * 0.10);
        w.ball(p, size * 0.05, tone(c, 0.95), 0.9, 0.3);
    }
}

/// The label on the bag's front.
fn tag(w: &mut World, at: V, size: f32) {
    let mut c = Canvas::new(400, 300, [250, 246, 230]);
    c.frame(8.0, 8.0, 384.0, 284.0, 8.0, [190, 24, 28]);
    fitted(&mut c, "医疗废物", (200.0, 110.0), (340.0, 120.0), [190, 24, 28]);
    centred(&mut c, 200.0, 200.0, "感染性", Style::bold(60.0, [30, 30, 34]));
    let tag = w.picture(c);
    let o = at + V(size * -0.24, size * 0.70, size * -0.50);
    w.sticker(o, V(size * 0.48, 0.01, 0.0), V(0.01, size * -0.36, size * -0.06), tag);
}

/// A wall with an opening where the door is, and doors to both sides.
fn wall(w: &mut World, place: &mut Place, side: f32, number: u32) -> (Look, Rgb) {
    let paper = place.turn(&[[226, 214, 190], [206, 214, 206], [222, 222, 224], [214, 196, 176]]);
    let mut paint = Canvas::new(512, 512, paper);
    paint.dirt(0.07, 0.03, 160.0, place.wear());
    let paint = w.picture(paint);
    for (x, wide) in [(-3.4, 2.93), (0.47, 2.93)] {
        w.face(V(x, 2.7, 0.0), V(wide, 0.0, 0.0), V(0.0, -2.7, 0.0), paint);
        let skirting = Look::colour(tone(paper, 0.5));
        w.sticker(V(x, 0.12, -0.004), V(wide, 0.0, 0.0), V(0.0, -0.12, 0.0), skirting);
    }
    w.face(V(-0.47, 2.7, 0.0), V(0.94, 0.0, 0.0), V(0.0, -0.62, 0.0), paint);
    let jamb = place.turn(&[[96, 66, 44], [230, 228, 220], [70, 74, 80]]);
    let post = Look::colour(jamb);
    for x in [-0.47, 0.47] {
        w.solid(V(x, 0.0, 0.04), V(0.08, 2.10, 0.16), post);
    }
    w.solid(V(0.0, 2.05, 0.04), V(1.02, 0.08, 0.16), post);
    let door = place.turn(&[[140, 92, 58], [206, 186, 150], [110, 120, 130], [170, 60, 50]]);
    let style = place.turn(&[0, 1, 2]);
    for (k, x) in [-1.75, 1.75].into_iter().enumerate() {
        let other = number + if k == 0 { 0 } else { 4 } - 2;
        let look = w.picture(leaf(door, style, &other.to_string()));
        w.solid(V(x, 0.0, 0.0), V(1.0, 2.12, 0.05), post);
        w.sticker(V(x - 0.45, 2.06, -0.03), V(0.9, 0.0, 0.0), V(0.0, -2.06, 0.0), look);
        let steel = Look::colour([210, 210, 212]).gloss(0.5, 0.05);
        w.solid(V(x + 0.34 * side, 1.0, -0.06), V(0.13, 0.025, 0.05), steel);
    }
    let look = w.picture(leaf(door, style, &number.to_string()));
    (look, door)
}

/// The corridor, opposite the door.
pub(super) fn ajar(seed: u64) -> World {
    let mut place = Place::new(seed, 8);
    let side = place.turn(&[1.0, -1.0]);
    let camera = place.camera(V(side * -0.62, 1.5, -2.75), V(side * 0.08, 1.08, 0.0), 0.08, true);
    let mut w = place.world(camera, 0.22, 0.21);
    w.patch = 0.07;
    let [r, g, b] = place.lamp();
    w.lamps(V(-1.6, 2.66, -1.6), V(2.2, 0.0, 0.0), 2, (0.5, 0.5), [8.0, r, g, b]);
    let c = place.turn(&[[120, 60, 56], [90, 96, 110], [176, 170, 160], [96, 110, 84]]);
    let wear = place.wear();
    let floor =
        if place.turn(&[true, false]) { carpet(c, wear) } else { tiles([190, 188, 182], wear) };
    let floor = w.picture(floor).times(6.0, 4.0).gloss(0.12, 0.2);
    w.face(V(-3.4, 0.0, 0.12), V(6.8, 0.0, 0.0), V(0.0, 0.0, -3.6), floor);
    w.face(V(-3.4, 2.7, -3.4), V(6.8, 0.0, 0.0), V(0.0, 0.0, 3.5), Look::colour([232, 230, 224]));
    let number = place.turn(&[3, 5, 8, 6]) * 100 + place.number(4, 26);
    let (look, door) = wall(&mut w, &mut place, side, number);
    room(&mut w, &mut place);
    // The leaf, swung into the room; its edge and handle show that it is not shut.
    let swing = place.rng.range(0.72, 0.92);
    let (s, k) = swing.sin_cos();
    let hinge = V(side * -0.43, 2.05, 0.06);
    let along = V(side * k, 0.0, s) * 0.86;
    let (o, u) = if side > 0.0 { (hinge, along) } else { (hinge + along, along * -1.0) };
    w.face(o, u, V(0.0, -2.04, 0.0), look);
    let edge = V(side * -s, 0.0, k) * 0.04;
    w.sticker(hinge + along, edge, V(0.0, -2.04, 0.0), Look::colour(tone(door, 0.6)));
    let steel = Look::colour([214, 214, 216]).gloss(0.5, 0.05);
    w.solid(hinge + along * 0.88 + V(0.0, -1.05, -0.05), V(0.12, 0.028, 0.05), steel);
    let lines = ["请勿开门", "请勿外出", "有事请拨房间电话"];
    let sheet = w.picture(notice("隔离观察", &lines, [196, 22, 28])).glow(0.1);
    let corner = hinge + along * 0.5 - u * (0.21 / 0.86) + V(0.0, -0.52, -0.012);
    w.sticker(corner, u * (0.42 / 0.86), V(0.0, -0.56, 0.0), sheet);
    let yellow = place.turn(&[[240, 196, 20], [232, 180, 30]]);
    let at = V(side * place.rng.range(0.50, 0.62), 0.0, -0.55);
    bag(&mut w, at, 0.50, yellow, place.wear());
    tag(&mut w, at, 0.50);
    if place.chance(0.6) {
        let second = at + V(side * 0.36, 0.0, 0.18);
        bag(&mut w, second, 0.40, yellow, place.wear());
    }
    // The chair for meals beside the door.
    let frame = Frame { at: V(side * -0.88, 0.0, -0.28), yaw: 0.1 };
    let seat = place.turn(&[[60, 100, 170], [206, 206, 202], [190, 80, 60]]);
    super::furniture::stool(&mut w, frame, seat);
    let meal = Look::colour([240, 240, 236]);
    w.part(frame, V(0.0, 0.47, 0.0), V(0.2, 0.06, 0.14), meal);
    w
}
