//! An expressway's exit: the checking point with its barrier up and nobody there.

use super::{
    canvas::{Canvas, Rgb},
    furniture::{chair, cone, table},
    place::{Place, tone},
    shape::Frame,
    sign::{fitted, plate},
    space::{Rng, V},
    text::{Style, centred},
    world::{Look, World},
};

/// Sky over hills.
pub(super) fn sky(seed: u64, top: Rgb, low: Rgb) -> Canvas {
    let mut c = Canvas::new(1024, 512, top);
    c.shade(0.0, 0.0, 1024.0, 512.0, [top, low], 1.0);
    let salt = Rng::new(seed).next();
    for (i, p) in c.px.iter_mut().enumerate() {
        let (x, y) = ((i % 1024) as f32, (i / 1024) as f32);
        let k = (super::space::cloud(x / 170.0, y / 60.0, salt) - 0.42).max(0.0) * 1.4;
        for v in p.iter_mut().take(3) {
            *v = (f32::from(*v) + (250.0 - f32::from(*v)) * k.min(1.0)) as u8;
        }
    }
    for x in 0..1024 {
        for (k, (base, tall, hill)) in
            [(410.0, 90.0, [126, 146, 160]), (440.0, 60.0, [92, 118, 104])].into_iter().enumerate()
        {
            let wave = super::space::cloud(x as f32 / 150.0, k as f32 * 9.0, salt ^ 5);
            let y = base - wave * tall;
            c.rect(x as f32, y, 1.0, 512.0 - y, hill);
        }
    }
    c
}

/// The booth on its island: lower panel, windows all round, roof.
fn booth(w: &mut World, at: V, c: Rgb) {
    let panel = Look::colour(c);
    let mut front = Canvas::new(300, 620, c);
    front.rect(0.0, 0.0, 300.0, 60.0, tone(c, 0.8));
    front.shade(22.0, 90.0, 256.0, 240.0, [[96, 120, 134], [52, 66, 74]], 1.0);
    front.rect(146.0, 90.0, 8.0, 240.0, tone(c, 0.7));
    front.rect(0.0, 350.0, 300.0, 14.0, [240; 3]);
    let front = w.picture(front);
    w.block(at, V(1.3, 2.45, 2.0), 0.0, [front, front, panel]);
    w.solid(at + V(0.0, 2.45, 0.0), V(1.5, 0.12, 2.2), Look::colour([226; 3]));
}

/// A kerbed island with stripes at its head.
fn island(w: &mut World, x: f32) {
    w.solid(V(x, 0.0, 8.0), V(1.5, 0.18, 12.0), Look::colour([170, 168, 160]));
    let mut head = Canvas::new(300, 80, [240, 200, 30]);
    for k in 0..5 {
        let a = k as f32 * 75.0 - 30.0;
        head.polygon(&[(a, 80.0), (a + 38.0, 80.0), (a + 78.0, 0.0), (a + 40.0, 0.0)], [24; 3]);
    }
    let head = w.picture(head);
    w.solid(V(x, 0.18, 2.6), V(1.3, 0.5, 0.5), Look::colour([200, 200, 196]));
    w.sticker(V(x - 0.65, 0.66, 2.345), V(1.3, 0.0, 0.0), V(0.0, -0.46, 0.0), head);
}

/// The barrier's box and its arm, raised.
fn barrier(w: &mut World, at: V, side: f32, lean: f32) {
    w.solid(at, V(0.34, 1.05, 0.34), Look::colour([230, 130, 30]));
    let hub = at + V(0.0, 0.95, -0.2);
    let (s, c) = lean.sin_cos();
    let step = V(side * s, c, 0.0) * 0.48;
    for k in 0..7 {
        let tone = if k % 2 == 0 { [206, 30, 34] } else { [244, 244, 240] };
        w.rod(hub + step * k as f32, hub + step * (k as f32 + 1.0), 0.10, Look::colour(tone));
    }
}

/// The canopy over all lanes, with the name on its edge.
fn canopy(w: &mut World, place: &mut Place) {
    let c = place.turn(&[[30, 92, 160], [180, 40, 40], [236, 236, 232], [20, 110, 96]]);
    let ink = if c == [236, 236, 232] { [180, 30, 30] } else { [252, 252, 250] };
    let name = place.turn(&["灯舟", "雁沙", "帆石", "青堰", "梅坞畈", "鹤影"]);
    let mut front = Canvas::new(4000, 260, c);
    fitted(&mut front, &format!("{name}收费站"), (2000.0, 130.0), (1500.0, 210.0), ink);
    let front = w.picture(front);
    let under = Look::colour([206, 208, 208]);
    w.block(V(0.0, 5.3, 9.0), V(26.0, 1.25, 8.0), 0.0, [front, under, under]);
    w.face(V(-13.0, 5.29, 5.0), V(26.0, 0.0, 0.0), V(0.0, 0.0, 8.0), under);
    for x in [-3.0, 3.0, -9.0, 9.0] {
        w.solid(V(x, 0.0, 11.5), V(0.45, 5.3, 0.45), Look::colour([226, 226, 222]));
    }
    let mut cross = Canvas::new(300, 300, [16, 18, 20]);
    let green = [60, 240, 110];
    cross.rect(135.0, 40.0, 30.0, 150.0, green);
    cross.polygon(&[(70.0, 160.0), (230.0, 160.0), (150.0, 265.0)], green);
    let cross = w.picture(cross).glow(1.6);
    w.sticker(V(-0.45, 5.2, 4.98), V(0.9, 0.0, 0.0), V(0.0, -0.9, 0.0), cross);
}

/// The sign of the checking point, on a stand.
fn sign(w: &mut World, place: &mut Place, frame: Frame) {
    let c = place.turn(&[[190, 26, 30], [20, 84, 160], [16, 112, 70]]);
    let mut board = Canvas::new(1000, 1240, c);
    board.frame(20.0, 20.0, 960.0, 1200.0, 12.0, [252; 3]);
    fitted(&mut board, "查验点", (500.0, 250.0), (860.0, 300.0), [252; 3]);
    let lines = place.turn(&[
        ["停车 测温", "查码 登记"],
        ["所有车辆", "停车受检"],
        ["一车一查", "逐人登记"],
    ]);
    for (i, line) in lines.iter().enumerate() {
        fitted(
            &mut board,
            line,
            (500.0, 600.0 + i as f32 * 220.0),
            (800.0, 170.0),
            [255, 236, 120],
        );
    }
    centred(&mut board, 500.0, 1040.0, "← 靠边停车", Style::bold(96.0, [252; 3]));
    let board = w.picture(board);
    let steel = Look::colour([80, 84, 88]);
    for x in [-0.42, 0.42] {
        w.part(frame, V(x, 0.0, 0.03), V(0.05, 1.1, 0.05), steel);
        w.part(frame, V(x, 0.0, 0.0), V(0.06, 0.04, 0.5), steel);
    }
    w.board(frame, V(-0.52, 2.1, 0.0), (1.04, 1.29), board);
    let back = frame.point(-0.52, 2.1, 0.03);
    w.face(back, frame.dir(1.04, 0.0, 0.0), V(0.0, -1.29, 0.0), Look::colour([120, 120, 120]));
}

/// A lorry that just drives through.
fn lorry(w: &mut World, at: V, c: Rgb) {
    let mut rear = Canvas::new(480, 520, c);
    rear.frame(0.0, 0.0, 480.0, 520.0, 10.0, tone(c, 0.7));
    rear.rect(236.0, 0.0, 8.0, 470.0, tone(c, 0.7));
    rear.rect(0.0, 470.0, 480.0, 50.0, [50, 52, 56]);
    for x in [20.0, 400.0] {
        rear.rect(x, 480.0, 60.0, 28.0, [220, 30, 30]);
    }
    let rear = w.picture(rear);
    let side = Look::colour(tone(c, 0.92));
    w.block(at + V(0.0, 0.75, 0.0), V(2.3, 2.4, 6.0), 0.0, [rear, side, side]);
    for x in [-0.85, 0.85] {
        w.solid(at + V(x, 0.0, -2.0), V(0.5, 0.85, 0.9), Look::colour([28, 28, 30]));
    }
    w.shadow(at, 3.2, 8.0);
}

/// Ground: asphalt with lane lines.
fn ground(w: &mut World, place: &mut Place) {
    let grey = place.turn(&[[112, 112, 112], [140, 138, 132], [96, 98, 102]]);
    let mut asphalt = Canvas::new(1024, 1024, grey);
    asphalt.dirt(0.16, 0.12, 120.0, place.wear());
    let asphalt = w.picture(asphalt);
    let (far, near) = (asphalt.times(8.0, 10.0), asphalt.times(2.0, 2.0));
    w.face(V(-40.0, -0.01, 70.0), V(80.0, 0.0, 0.0), V(0.0, 0.0, -78.0), far);
    w.sticker(V(-5.0, 0.0, 9.0), V(10.0, 0.0, 0.0), V(0.0, 0.0, -14.0), near);
    let white = Look::colour([222, 222, 216]);
    for x in [-1.95, 1.95] {
        w.sticker(V(x, 0.006, 2.2), V(0.14, 0.0, 0.0), V(0.0, 0.0, -6.5), white);
    }
    w.sticker(V(-1.8, 0.006, 2.0), V(3.6, 0.0, 0.0), V(0.0, 0.0, -0.3), white);
}

/// The lane, seen from where cars wait.
pub(super) fn unmanned(seed: u64) -> World {
    let mut place = Place::new(seed, 4);
    let side = place.turn(&[1.0, -1.0]);
    let camera = place.camera(V(side * 0.5, 1.65, -4.6), V(side * -0.15, 1.75, 4.0), 0.14, false);
    let mut w = place.world(camera, 0.62, 0.24);
    let (top, low) = place.turn(&[
        ([120, 168, 224], [226, 236, 240]),
        ([196, 202, 208], [224, 226, 226]),
        ([150, 176, 206], [246, 226, 196]),
    ]);
    w.ambient = [0.58, 0.62, 0.68];
    w.patch = 0.12;
    w.daylight(V(side * -5.0, 9.0, -7.0), place.turn(&[2.2, 0.9, 1.7]));
    let back = w.picture(sky(place.wear(), top, low)).glow(1.0);
    w.sticker(V(-75.0, 46.0, 70.0), V(150.0, 0.0, 0.0), V(0.0, -47.0, 0.0), back);
    ground(&mut w, &mut place);
    canopy(&mut w, &mut place);
    let paint = place.turn(&[[60, 120, 180], [226, 226, 222], [200, 150, 60], [80, 140, 120]]);
    for x in [-2.75, 2.75, -8.4, 8.4] {
        island(&mut w, x);
        booth(&mut w, V(x, 0.18, 6.6), paint);
    }
    barrier(&mut w, V(side * 2.4, 0.18, 3.4), -side, place.rng.range(0.10, 0.2));
    if place.chance(0.67) {
        let c = place.any(&[[236, 236, 232], [60, 110, 170], [200, 170, 90]]);
        let z = place.rng.range(13.0, 18.0);
        lorry(&mut w, V(0.0, 0.0, z), c);
    }
    let orange = place.turn(&[[230, 86, 26], [214, 40, 34]]);
    for k in 0..4 {
        let (x, z) = (side * (-1.30 - k as f32 * 0.01), -1.6 + k as f32 * 1.05);
        cone(&mut w, V(x + place.rng.range(-0.1, 0.1), 0.0, z), 0.66, orange);
    }
    sign(&mut w, &mut place, Frame { at: V(side * 1.75, 0.0, 0.6), yaw: side * 0.12 });
    // Where the people of the checking point should be: table, register, chair.
    let cloth = Look::colour(place.turn(&[[50, 90, 150], [160, 40, 44], [206, 206, 200]]));
    let desk = Frame { at: V(side * -2.2, 0.0, 0.5), yaw: side * -0.25 };
    table(&mut w, desk, V(1.1, 0.74, 0.55), cloth, cloth, place.turn(&[true, false]));
    w.part(desk, V(0.12, 0.74, 0.0), V(0.30, 0.012, 0.21), Look::colour([244, 242, 232]));
    let plate = w.picture(plate("查 验 岗", 3.2, [190, 26, 30], [252; 3]));
    w.board(desk, V(-0.45, 0.56, -0.285), (0.9, 0.28), plate);
    let seat =
        Frame { at: V(side * -0.66, 0.0, 1.0), yaw: side * -0.5 + place.rng.range(-0.3, 0.3) };
    let blue = place.turn(&[[40, 80, 160], [200, 50, 44], [50, 52, 56], [40, 130, 90]]);
    chair(&mut w, seat, blue, [170, 172, 176]);
    w
}
