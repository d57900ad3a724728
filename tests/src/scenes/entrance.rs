//! An entrance with a dispenser for hand sanitiser that is empty.

use super::{
    canvas::{Canvas, Rgb},
    counter::tiles,
    furniture::table,
    place::{Place, tone},
    shape::Frame,
    sign::{fitted, notice, plate},
    space::V,
    text::{Style, centred},
    world::{Look, World},
};

/// The front of the housing with its window: scale, a dry tank, the last drops.
fn housing(c: Rgb, dye: Rgb, liquid: Rgb) -> Canvas {
    let mut p = Canvas::new(600, 1200, c);
    p.shade(0.0, 0.0, 600.0, 1200.0, [tone(c, 1.04), tone(c, 0.92)], 1.0);
    p.rect(0.0, 0.0, 600.0, 170.0, dye);
    fitted(&mut p, "免洗手消毒液", (300.0, 85.0), (520.0, 110.0), [252; 3]);
    // The window into the tank.
    p.rect(64.0, 215.0, 472.0, 660.0, [70, 76, 80]);
    p.shade(80.0, 231.0, 440.0, 628.0, [[206, 214, 214], [186, 196, 196]], 1.0);
    p.polygon(
        &[(110.0, 231.0), (200.0, 231.0), (150.0, 859.0), (80.0, 859.0), (80.0, 560.0)],
        [222, 228, 228],
    );
    // The tube hangs dry; a rest of liquid at the bottom.
    p.rect(292.0, 231.0, 18.0, 600.0, [150, 160, 162]);
    p.rect(80.0, 836.0, 440.0, 23.0, liquid);
    for (k, drop) in [(0, 300.0), (1, 410.0), (2, 560.0), (3, 690.0)] {
        p.blob((168.0 + k as f32 * 74.0, drop), (7.0, 12.0), tone(liquid, 1.1), 0.7, 0.3);
    }
    for k in 0..6 {
        let y = 262.0 + k as f32 * 112.0;
        p.rect(440.0, y, if k % 5 == 0 { 80.0 } else { 50.0 }, 8.0, [60, 64, 68]);
    }
    centred(&mut p, 386.0, 246.0, "满", Style::bold(76.0, [60, 64, 68]));
    centred(&mut p, 386.0, 756.0, "空", Style::bold(84.0, [200, 30, 30]));
    p.frame(4.0, 4.0, 592.0, 1192.0, 6.0, tone(c, 0.72));
    p.rect(150.0, 930.0, 300.0, 170.0, tone(c, 0.82));
    fitted(&mut p, "按压 / 感应", (300.0, 1015.0), (240.0, 60.0), [70, 74, 80]);
    p
}

/// The dispenser on the wall with nozzle, drip tray, and the lamp that asks to be filled up.
fn on_wall(w: &mut World, place: &mut Place, at: V, dye: Rgb) {
    let c = place.turn(&[[240, 242, 242], [226, 232, 236], [206, 208, 210]]);
    let liquid = place.turn(&[[120, 190, 226], [150, 210, 170], [226, 190, 120]]);
    let front = w.picture(housing(c, dye, liquid)).gloss(0.10, 0.1);
    let side = Look::colour(tone(c, 0.94)).gloss(0.1, 0.1);
    w.solid(at + V(0.0, -0.01, 0.005), V(0.27, 0.48, 0.012), Look::colour(tone(c, 0.8)));
    w.block(at + V(0.0, 0.0, -0.06), V(0.235, 0.46, 0.12), 0.0, [front, side, side]);
    w.solid(at + V(0.0, -0.03, -0.085), V(0.06, 0.03, 0.05), Look::colour([60, 62, 66]));
    let tray = Look::colour(tone(c, 0.85));
    w.solid(at + V(0.0, -0.20, -0.075), V(0.17, 0.016, 0.15), tray);
    w.solid(at + V(0.0, -0.20, -0.005), V(0.10, 0.2, 0.012), tray);
    let lamp = Look::colour([255, 60, 40]).glow(1.6);
    w.sticker(at + V(0.072, 0.085, -0.1215), V(0.012, 0.0, 0.0), V(0.0, -0.012, 0.0), lamp);
}

/// A clear pump bottle on a small table: nothing in it but the tube.
fn on_table(w: &mut World, place: &mut Place, at: V, dye: Rgb) {
    let cloth = place.turn(&[[60, 100, 150], [190, 96, 76], [150, 110, 76], [70, 74, 80]]);
    let look = Look::colour(cloth);
    let frame = Frame { at: V(at.0, 0.0, at.2), yaw: place.rng.range(-0.06, 0.06) };
    let high = at.1;
    table(w, frame, V(0.62, high, 0.40), look, look, place.turn(&[true, false]));
    let foot = V(at.0, high, at.2 - 0.02);
    let (r, tall) = (0.088, 0.29);
    w.shadow(foot, 0.26, 0.26);
    let liquid = place.turn(&[[120, 190, 226], [150, 210, 170], [226, 190, 120]]);
    w.disc(foot + V(0.0, 0.002, 0.0), r * 0.95, Look::colour([150, 160, 164]));
    w.disc(foot + V(r * 0.2, 0.003, -r * 0.1), r * 0.55, Look::colour(liquid));
    let tube = Look::colour([206, 212, 214]);
    w.pipe(foot + V(0.0, 0.02, 0.0), 0.006, tall - 0.02, tube);
    let mut clear = Canvas::new(512, 256, [206, 222, 226]);
    for (i, p) in clear.px.iter_mut().enumerate() {
        let x = (i % 512) as f32 / 512.0 - 0.5;
        let edge = ((x.abs() * 4.0).min(1.0)).powi(4);
        let gleam = if (-0.13..-0.09).contains(&x) { 90.0 } else { 0.0 };
        p[3] = (46.0 + edge * 110.0 + gleam) as u8;
    }
    let clear = w.picture(clear);
    w.glass_pipe(foot, r, tall, clear);
    let mut label = Canvas::new(2400, 500, [250; 3]);
    for p in &mut label.px {
        p[3] = 0;
    }
    let mut words = Canvas::new(760, 420, [250, 250, 248]);
    words.rect(0.0, 0.0, 760.0, 120.0, dye);
    fitted(&mut words, "免洗手消毒凝胶", (380.0, 60.0), (540.0, 96.0), [252; 3]);
    fitted(&mut words, "75% 乙醇 · 500 mL", (380.0, 220.0), (600.0, 70.0), [40; 3]);
    fitted(&mut words, "请按压 2 次", (380.0, 340.0), (500.0, 80.0), dye);
    for y in 0..420_usize {
        for x in 0..760_usize {
            let from = words.px.get(y * 760 + x).copied();
            let to = label.px.get_mut((y + 40) * 2400 + x + 820);
            if let (Some(from), Some(to)) = (from, to) {
                *to = from;
            }
        }
    }
    let label = w.picture(label);
    w.glass_pipe(foot + V(0.0, 0.10, 0.0), r * 1.01, 0.122, label);
    let white = Look::colour([238, 240, 240]).gloss(0.1, 0.1);
    w.rim(foot + V(0.0, tall - 0.012, 0.0), r, 0.012, [206, 222, 226]);
    w.pipe(foot + V(0.0, tall, 0.0), 0.034, 0.035, white);
    w.pipe(foot + V(0.0, tall + 0.035, 0.0), 0.010, 0.045, white);
    w.solid(foot + V(-0.03, tall + 0.08, 0.0), V(0.10, 0.018, 0.032), white);
}

/// The glass door beside it, daylight behind.
fn door(w: &mut World, place: &mut Place, side: f32) {
    let view =
        Look::colour(place.turn(&[[196, 216, 226], [206, 214, 196], [222, 214, 206]])).glow(0.9);
    let l = if side > 0.0 { 0.46 } else { -1.86 };
    w.sticker(V(l, 2.3, 0.35), V(1.4, 0.0, 0.0), V(0.0, -2.3, 0.0), view);
    let green = Look::colour([96, 130, 90]).glow(0.5);
    w.sticker(V(l, 0.95, 0.34), V(1.4, 0.0, 0.0), V(0.0, -0.5, 0.0), green);
    let grey = Look::colour([170, 168, 160]).glow(0.5);
    w.sticker(V(l, 0.45, 0.338), V(1.4, 0.0, 0.0), V(0.0, -0.45, 0.0), grey);
    let frame =
        Look::colour(place.turn(&[[62, 58, 54], [190, 194, 198], [40, 70, 60]])).gloss(0.3, 0.1);
    for x in [l, l + 0.7, l + 1.4] {
        w.solid(V(x, 0.0, 0.0), V(0.07, 2.32, 0.07), frame);
    }
    w.solid(V(l + 0.7, 2.28, 0.0), V(1.47, 0.08, 0.07), frame);
    let steel = Look::colour([206, 208, 210]).gloss(0.4, 0.06);
    w.solid(V(l + 0.62, 0.75, -0.06), V(0.03, 0.85, 0.03), steel);
    let mut glass = Canvas::new(64, 64, [190, 214, 216]);
    glass.opacity(40);
    let glass = w.picture(glass);
    w.pane(V(l, 2.28, 0.0), V(1.4, 0.0, 0.0), V(0.0, -2.28, 0.0), glass);
    let push = w.picture(plate(place.turn(&["推", "拉", "入口"]), 1.2, [30, 110, 180], [252; 3]));
    w.sticker(V(l + 0.42, 1.36, -0.01), V(0.12, 0.0, 0.0), V(0.0, -0.10, 0.0), push);
}

/// The entrance from two steps away.
pub(super) fn dispenser(seed: u64) -> World {
    let mut place = Place::new(seed, 15);
    let side = place.turn(&[1.0, -1.0]);
    let on_the_wall = place.turn(&[true, false]);
    let (eye, target) = if on_the_wall {
        (V(side * 0.18, 1.34, -0.92), V(side * 0.04, 1.24, 0.0))
    } else {
        (V(side * 0.14, 1.20, -1.00), V(side * 0.03, 1.09, -0.1))
    };
    let camera = place.camera(eye, target, 0.03, true);
    let mut w = place.world(camera, 0.34, 0.24);
    w.patch = 0.05;
    let [r, g, b] = place.lamp();
    w.lamps(V(-1.2, 2.7, -1.3), V(1.2, 0.0, 0.0), 2, (0.8, 0.3), [8.0, r, g, b]);
    let c = place.turn(&[
        [222, 216, 200],
        [196, 206, 210],
        [206, 184, 156],
        [226, 226, 222],
        [180, 190, 176],
    ]);
    let wear = place.wear();
    let skin = if place.turn(&[true, false, true]) {
        tiles(c, wear)
    } else {
        let mut plaster = Canvas::new(512, 512, c);
        plaster.dirt(0.08, 0.03, 160.0, wear);
        plaster
    };
    let skin = w.picture(skin).times(6.0, 7.0);
    let l = if side > 0.0 { -2.2 } else { -0.46 };
    w.face(V(l, 2.8, 0.04), V(2.66, 0.0, 0.0), V(0.0, -2.8, 0.0), skin);
    w.face(V(-2.2, 2.8, 0.04), V(4.4, 0.0, 0.0), V(0.0, -0.45, 0.0), skin.times(10.0, 1.0));
    w.face(V(-2.2, 0.0, 0.4), V(4.4, 0.0, 0.0), V(0.0, 0.0, -2.4), Look::colour([150, 148, 142]));
    w.face(V(-2.2, 2.8, -1.8), V(4.4, 0.0, 0.0), V(0.0, 0.0, 1.9), Look::colour([230; 3]));
    door(&mut w, &mut place, side);
    let dye = place.turn(&[[20, 100, 170], [16, 120, 90], [190, 40, 44], [110, 70, 150]]);
    let lines = place.turn(&[
        ["进门请先消毒双手", "测温 · 亮码 · 登记"],
        ["先消毒 后入内", "请保持一米距离"],
        ["手部消毒 从我做起", "用后请复位"],
    ]);
    let sheet = w.picture(notice("手部消毒点", &lines, dye)).glow(0.05);
    let x = side * -0.03;
    if on_the_wall {
        w.sticker(V(x - 0.15, 1.86, 0.034), V(0.30, 0.0, 0.0), V(0.0, -0.36, 0.0), sheet);
        on_wall(&mut w, &mut place, V(x, 1.00, 0.03), dye);
    } else {
        w.sticker(V(x - 0.17, 1.70, 0.034), V(0.34, 0.0, 0.0), V(0.0, -0.42, 0.0), sheet);
        on_table(&mut w, &mut place, V(x, 0.78, -0.24), dye);
    }
    w
}
