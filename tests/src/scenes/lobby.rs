//! A hotel lobby's side door, open and closed.

use super::{
    canvas::{Canvas, Rgb},
    place::other,
    space::{Camera, Rng, V, cloud},
    text::{Style, centred},
    world::{Look, World},
};

/// Polished stone with veins.
fn marble(base: Rgb, vein: Rgb, salt: u32) -> Canvas {
    let mut c = Canvas::new(768, 768, base);
    for (i, p) in c.px.iter_mut().enumerate() {
        let (x, y) = ((i % 768) as f32, (i / 768) as f32);
        let bend = cloud(x / 130.0, y / 130.0, salt);
        let k = (1.0 - ((x / 210.0 + y / 300.0 + bend * 2.6).sin()).abs()).powi(7) * 0.55
            + (bend - 0.5) * 0.25;
        for (v, to) in p.iter_mut().zip(vein) {
            *v = (f32::from(*v) + (f32::from(to) - f32::from(*v)) * k.clamp(0.0, 1.0)) as u8;
        }
    }
    c.frame(0.0, 0.0, 768.0, 768.0, 2.0, base.map(|v| (f32::from(v) * 0.75) as u8));
    c
}

/// The street as seen through the door: sky, houses, a hedge, the pavement.
fn street(seed: u64) -> Canvas {
    let mut c = Canvas::new(1200, 1000, [214, 228, 240]);
    let mut rng = Rng::new(seed);
    c.shade(0.0, 0.0, 1200.0, 420.0, [[206, 224, 242], [236, 240, 240]], 1.0);
    for k in 0..6 {
        let (x, high) = (k as f32 * 210.0 - 30.0, rng.range(180.0, 390.0));
        let tone = rng.range(120.0, 180.0) as u8;
        c.rect(
            x,
            620.0 - high,
            200.0,
            high,
            [tone, tone.saturating_sub(8), tone.saturating_sub(18)],
        );
        for j in 0..18 {
            let (wx, wy) = (x + 18.0 + (j % 4) as f32 * 46.0, 640.0 - high + (j / 4) as f32 * 62.0);
            if wy < 580.0 {
                c.rect(wx, wy, 28.0, 36.0, [92, 108, 124]);
            }
        }
    }
    c.shade(0.0, 600.0, 1200.0, 130.0, [[70, 110, 62], [44, 76, 44]], 1.0);
    for _ in 0..500 {
        let at = (rng.range(0.0, 1200.0), rng.range(585.0, 720.0));
        c.blob(at, (rng.range(6.0, 18.0), rng.range(5.0, 14.0)), [96, 140, 70], 0.5, 0.7);
    }
    c.shade(0.0, 725.0, 1200.0, 275.0, [[176, 172, 166], [206, 202, 194]], 1.0);
    for k in 0..5 {
        c.rect(0.0, 735.0 + (k * k) as f32 * 14.0, 1200.0, 4.0, [150, 146, 140]);
    }
    // A parked scooter.
    c.blob((330.0, 770.0), (46.0, 46.0), [30, 30, 32], 1.0, 0.1);
    c.blob((520.0, 770.0), (46.0, 46.0), [30, 30, 32], 1.0, 0.1);
    c.polygon(
        &[
            (300.0, 740.0),
            (330.0, 640.0),
            (360.0, 740.0),
            (470.0, 740.0),
            (480.0, 690.0),
            (570.0, 690.0),
            (550.0, 760.0),
        ],
        [60, 90, 150],
    );
    c.half().half()
}

/// One door leaf from the hinge at `at`, `wide` along `dir`.
fn leaf(w: &mut World, at: V, dir: V, wide: f32, steel: Rgb) {
    let frame = Look::colour(steel).gloss(0.5, 0.08);
    let (tall, bar) = (2.28, 0.075);
    let up = V(0.0, 1.0, 0.0);
    let out = dir.cross(up).unit() * 0.02;
    for z in [out, out * -1.0] {
        let o = at + z;
        w.face(o + up * tall, dir * bar, up * -tall, frame);
        w.face(o + dir * (wide - bar) + up * tall, dir * bar, up * -tall, frame);
        w.face(o + up * tall, dir * wide, up * -0.09, frame);
        w.face(o + up * 0.16, dir * wide, up * -0.16, frame);
        // The handle: a long steel bar.
        let steel = Look::colour([214, 214, 216]).gloss(0.8, 0.05);
        w.face(o + z * 1.6 + dir * (wide - 0.16) + up * 1.45, dir * 0.035, up * -0.8, steel);
    }
    w.face(at + out + dir * wide + up * tall, out * -2.0, up * -tall, frame);
    let mut glass = Canvas::new(128, 256, [150, 176, 176]);
    glass.opacity(46);
    for k in 0..128 {
        for y in 0..256_usize {
            let stripe = (k as i32 + y as i32 / 2) % 128;
            if let Some(p) = glass.px.get_mut(y * 128 + k).filter(|_| (30..52).contains(&stripe)) {
                p[3] = 74;
            }
        }
    }
    let glass = Look::picture(w.paint(glass)).gloss(0.7, 0.1);
    w.pane(
        at + dir * bar + up * (tall - 0.09),
        dir * (wide - 2.0 * bar),
        up * (0.25 - tall),
        glass,
    );
}

fn notice() -> Canvas {
    let mut c = Canvas::new(900, 1200, [252, 252, 250]);
    c.rect(0.0, 0.0, 900.0, 230.0, [196, 22, 28]);
    centred(&mut c, 450.0, 46.0, "此门关闭", Style::bold(138.0, [255; 3]));
    centred(&mut c, 450.0, 330.0, "请走正门", Style::bold(170.0, [196, 22, 28]));
    centred(&mut c, 450.0, 590.0, "测温 · 登记 · 查验", Style::bold(88.0, [30, 30, 34]));
    c.polygon(
        &[
            (200.0, 830.0),
            (330.0, 740.0),
            (330.0, 795.0),
            (700.0, 795.0),
            (700.0, 865.0),
            (330.0, 865.0),
            (330.0, 920.0),
        ],
        [20, 110, 60],
    );
    centred(&mut c, 450.0, 1010.0, "紧急情况可向外推开", Style::print(70.0, [30, 30, 34]));
    c.frame(0.0, 0.0, 900.0, 1200.0, 10.0, [196, 22, 28]);
    c
}

/// Draws the door; `after` it is closed and signed.
pub(super) fn side_door(seed: u64, after: bool) -> World {
    let k = if after { 0.014 } else { 0.0 };
    let camera = Camera::new(
        V(-0.22 - k, 1.52 + k, -3.35),
        V(0.06, 1.22, 0.0),
        0.72,
        -0.008 + k * 0.4,
        true,
    );
    let mut w = World::new(camera, seed);
    w.ambient = [0.22, 0.21, 0.19];
    w.key = 0.22;
    w.patch = 0.06;
    for z in [-2.2, -0.9] {
        w.lamp(V(-0.9, 2.98, z), V(0.5, 0.0, 0.0), V(0.0, 0.0, 0.5), 11.0, [1.0, 0.90, 0.74]);
        w.lamp(V(0.6, 2.98, z), V(0.5, 0.0, 0.0), V(0.0, 0.0, 0.5), 11.0, [1.0, 0.90, 0.74]);
    }
    let stone = w.paint(marble(
        other(seed, [222, 212, 194], &[[206, 208, 210], [190, 176, 156], [226, 222, 216]]),
        [150, 130, 104],
        3,
    ));
    w.face(
        V(-2.6, 0.0, 0.0),
        V(5.2, 0.0, 0.0),
        V(0.0, 0.0, -4.2),
        Look::picture(stone).times(6.0, 5.0).gloss(0.8, 0.06),
    );
    let panel = w.paint(marble(
        other(
            seed,
            [196, 172, 138],
            &[[190, 194, 196], [150, 116, 90], [214, 206, 190], [150, 164, 160]],
        ),
        other(
            seed,
            [120, 92, 62],
            &[[120, 124, 130], [90, 60, 44], [150, 140, 120], [90, 106, 104]],
        ),
        8,
    ));
    let panel = Look::picture(panel).gloss(0.3, 0.1);
    w.face(V(-2.6, 3.0, 0.0), V(1.75, 0.0, 0.0), V(0.0, -3.0, 0.0), panel.times(2.0, 3.0));
    w.face(V(0.85, 3.0, 0.0), V(0.35, 0.0, 0.0), V(0.0, -3.0, 0.0), panel.times(0.5, 3.0));
    w.face(V(-0.85, 3.0, 0.0), V(1.7, 0.0, 0.0), V(0.0, -0.68, 0.0), panel.times(2.0, 0.7));
    w.face(V(-2.6, 3.0, -4.2), V(5.2, 0.0, 0.0), V(0.0, 0.0, 4.2), Look::colour([236, 232, 224]));
    let dark = other(seed, [62, 58, 54], &[[150, 154, 158], [110, 74, 46], [36, 60, 54]]);
    // Jambs, threshold, and what is outside.
    let jamb = Look::colour(dark).gloss(0.4, 0.1);
    for x in [-0.85, 0.85] {
        w.solid(V(x, 0.0, 0.05), V(0.07, 2.36, 0.16), jamb);
    }
    w.solid(V(0.0, 2.30, 0.05), V(1.7, 0.07, 0.16), jamb);
    w.solid(V(0.0, 0.0, 0.05), V(1.7, 0.012, 0.16), Look::colour([150, 150, 150]).gloss(0.5, 0.1));
    let view = w.paint(street(seed));
    w.sticker(
        V(-3.2, 4.2, 4.0),
        V(6.6, 0.0, 0.0),
        V(0.0, -4.3, 0.0),
        Look::picture(view).glow(1.1),
    );
    w.sticker(
        V(-3.2, -0.02, 4.0),
        V(6.6, 0.0, 0.0),
        V(0.0, 0.0, -3.9),
        Look::colour([196, 192, 184]).glow(0.8),
    );
    w.lamps.push(super::world::Lamp {
        o: V(-0.8, 2.25, 0.3),
        u: V(1.6, 0.0, 0.0),
        v: V(0.0, -2.2, 0.0),
        power: [3.0, 3.3, 3.7],
    });
    stairs(&mut w, panel);
    plant(&mut w);
    let mut exit = Canvas::new(900, 300, [12, 130, 66]);
    centred(&mut exit, 450.0, 40.0, "安全出口", Style::bold(130.0, [240, 255, 244]));
    centred(&mut exit, 450.0, 210.0, "EXIT  →", Style::bold(56.0, [240, 255, 244]));
    let exit = w.paint(exit);
    w.solid(V(0.0, 2.46, -0.02), V(0.62, 0.22, 0.04), Look::colour([30, 60, 44]));
    w.sticker(
        V(-0.30, 2.67, -0.045),
        V(0.60, 0.0, 0.0),
        V(0.0, -0.20, 0.0),
        Look::picture(exit).glow(1.4),
    );
    if after {
        leaf(&mut w, V(-0.81, 0.01, 0.04), V(1.0, 0.0, 0.0), 0.809, dark);
        leaf(&mut w, V(0.81, 0.01, 0.04), V(-1.0, 0.0, 0.0), 0.809, dark);
        let sign = w.paint(notice());
        w.sticker(
            V(-0.60, 1.86, -0.004),
            V(0.40, 0.0, 0.0),
            V(0.0, -0.53, 0.0),
            Look::picture(sign).gloss(0.15, 0.1),
        );
        barrier(&mut w);
    } else {
        leaf(&mut w, V(-0.81, 0.01, 0.0), V(-0.30, 0.0, -0.95), 0.80, dark);
        leaf(&mut w, V(0.81, 0.01, 0.0), V(0.42, 0.0, -0.91), 0.80, dark);
        // The wedge that keeps it open.
        w.block(V(-0.98, 0.0, -0.68), V(0.14, 0.05, 0.07), 0.4, [Look::colour([170, 120, 60]); 3]);
    }
    w
}

/// The stairs at the right that lead to the rooms.
fn stairs(w: &mut World, panel: Look) {
    let tread = Look::colour([206, 196, 178]).gloss(0.3, 0.1);
    for i in 0..13 {
        let (y, z) = (i as f32 * 0.165, -0.35 + i as f32 * 0.29);
        w.face(
            V(1.2, y + 0.165, z),
            V(1.4, 0.0, 0.0),
            V(0.0, -0.165, 0.0),
            Look::colour([150, 138, 120]),
        );
        w.face(V(1.2, y + 0.165, z + 0.29), V(1.4, 0.0, 0.0), V(0.0, 0.0, -0.29), tread);
        w.sticker(
            V(1.2, y + 0.168, z + 0.03),
            V(1.4, 0.0, 0.0),
            V(0.0, 0.0, -0.03),
            Look::colour([40, 40, 40]),
        );
        w.solid(
            V(1.25, y + 0.165, z + 0.15),
            V(0.02, 0.85, 0.02),
            Look::colour([190, 190, 192]).gloss(0.6, 0.05),
        );
    }
    let cheek = Look::colour([176, 164, 144]);
    w.face(V(1.2, 0.165, -0.35), V(0.0, 0.0, 0.36), V(0.0, -0.165, 0.0), cheek);
    w.face(V(1.2, 0.33, -0.06), V(0.0, 0.0, 0.07), V(0.0, -0.33, 0.0), cheek);
    w.face(V(1.22, 1.10, -0.20), V(0.0, 2.05, 3.6), V(0.05, 0.0, 0.0), Look::colour([90, 56, 34]));
    w.face(V(2.6, 5.0, -0.4), V(0.0, 0.0, 4.4), V(0.0, -5.0, 0.0), panel);
    w.face(V(1.19, 5.0, 0.01), V(0.0, 0.0, 3.4), V(0.0, -5.0, 0.0), Look::colour([206, 198, 184]));
    w.face(V(1.19, 3.0, 0.0), V(1.41, 0.0, 0.0), V(0.0, 2.0, 1.0), Look::colour([226, 222, 214]));
    w.face(V(1.2, 5.0, 3.4), V(1.4, 0.0, 0.0), V(0.0, -5.0, 0.0), Look::colour([190, 170, 140]));
}

fn plant(w: &mut World) {
    for i in 0..34 {
        let k = i as f32 / 34.0;
        w.ball(V(-1.45, 0.06 + k * 0.34, -0.35), 0.13 + k * 0.05, [226, 224, 218], 0.8, 0.15);
    }
    for _ in 0..1500 {
        let (turn, far) = (w.rng.range(0.0, std::f32::consts::TAU), w.rng.unit().sqrt());
        let y = w.rng.range(0.42, 1.35);
        let reach = (0.36 - (y - 0.85).abs() * 0.32) * far;
        let at = V(-1.45 + turn.cos() * reach, y, -0.35 + turn.sin() * reach);
        let green = [w.rng.range(24.0, 70.0) as u8, w.rng.range(80.0, 140.0) as u8, 40];
        let r = w.rng.range(0.006, 0.018);
        w.ball(at, r, green, 0.25 + far * 0.6, 0.05);
    }
}

/// Two posts with a red belt between them.
fn barrier(w: &mut World) {
    for x in [-0.72, 0.72] {
        w.solid(
            V(x, 0.0, -0.55),
            V(0.03, 0.94, 0.03),
            Look::colour([210, 210, 212]).gloss(0.7, 0.05),
        );
        w.solid(V(x, 0.0, -0.55), V(0.26, 0.025, 0.26), Look::colour([60, 60, 62]).gloss(0.3, 0.1));
    }
    let mut belt = Canvas::new(1400, 48, [186, 20, 30]);
    for k in 0..4 {
        centred(&mut belt, 180.0 + k as f32 * 350.0, 6.0, "请走正门", Style::bold(32.0, [255; 3]));
    }
    let belt = w.paint(belt);
    w.face(V(-0.72, 0.90, -0.56), V(1.44, 0.0, 0.0), V(0.0, -0.055, 0.0), Look::picture(belt));
}
