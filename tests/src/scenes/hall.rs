//! A service hall: people pressed together at the counter, and no marks on the floor.

use super::{
    canvas::{Canvas, Rgb},
    counter::tiles,
    figure::person,
    furniture::plant,
    place::{Place, tone},
    shape::Surfaces,
    sign::{fitted, plate},
    space::V,
    world::{Look, World},
};

/// The counter with glass above it and a lit number over every window.
fn counter(w: &mut World, place: &mut Place, z: f32) {
    let c = place.turn(&[[196, 176, 150], [222, 222, 218], [120, 140, 160], [150, 110, 80]]);
    let mut front = Canvas::new(800, 320, c);
    for k in 0..4 {
        front.frame(k as f32 * 200.0, 0.0, 200.0, 320.0, 4.0, tone(c, 0.75));
    }
    front.dirt(0.08, 0.03, 140.0, place.wear());
    let front = w.picture(front).gloss(0.15, 0.1);
    let plain = Look::colour(tone(c, 0.9));
    w.block(V(0.0, 0.0, z + 0.35), V(8.4, 1.05, 0.7), 0.0, [front, plain, plain]);
    w.solid(V(0.0, 1.05, z + 0.3), V(8.5, 0.05, 0.8), Look::colour([90, 94, 98]).gloss(0.2, 0.1));
    let (head, word) = place.turn(&[
        ("便 民 服 务 大 厅", "综合窗口"),
        ("门 诊 大 厅", "挂号收费"),
        ("办 事 大 厅", "业务受理"),
        ("药 房 大 厅", "收费取药"),
        ("医 保 服 务 大 厅", "咨询登记"),
    ]);
    let led = place.turn(&[[255, 70, 40], [90, 230, 120], [255, 180, 40]]);
    for k in 0..3 {
        let x = -2.5 + k as f32 * 2.5;
        let mut screen = Canvas::new(1000, 220, [16, 18, 22]);
        let words = format!("{} 号 {word}", k + 1);
        fitted(&mut screen, &words, (500.0, 110.0), (900.0, 150.0), led);
        let screen = w.picture(screen).glow(0.9);
        w.solid(V(x, 2.32, z + 0.14), V(2.0, 0.46, 0.08), Look::colour([40, 42, 46]));
        w.sticker(V(x - 0.96, 2.75, z + 0.09), V(1.92, 0.0, 0.0), V(0.0, -0.42, 0.0), screen);
        let frame = Look::colour([170, 174, 178]);
        w.solid(V(x - 1.24, 1.1, z + 0.14), V(0.06, 1.22, 0.06), frame);
        w.solid(V(x, 1.1, z + 1.0), V(0.5, 0.42, 0.05), Look::colour([36, 38, 42]));
        let mut glass = Canvas::new(64, 64, [200, 222, 226]);
        glass.opacity(50);
        let glass = w.picture(glass);
        w.pane(V(x - 1.2, 2.3, z + 0.14), V(2.4, 0.0, 0.0), V(0.0, -0.95, 0.0), glass);
    }
    let dye = place.turn(&[[176, 26, 30], [20, 84, 150], [16, 110, 96]]);
    let head = w.picture(plate(head, 9.0, dye, [255, 240, 200]));
    w.sticker(V(-2.3, 3.42, z + 0.12), V(4.6, 0.0, 0.0), V(0.0, -0.5, 0.0), head);
}

/// What is left of a sticker on the floor: a torn corner.
fn remains(w: &mut World, place: &mut Place, at: V, c: Rgb) {
    let mut torn = Canvas::cutout((200, 200), c, |p, ink| {
        p.polygon(
            &[
                (20.0, 30.0),
                (90.0, 20.0),
                (70.0, 80.0),
                (110.0, 120.0),
                (60.0, 150.0),
                (30.0, 110.0),
            ],
            ink(c),
        );
        p.polygon(&[(150.0, 160.0), (180.0, 150.0), (174.0, 184.0)], ink(c));
    });
    torn.dirt(0.3, 0.2, 30.0, place.wear());
    let torn = w.picture(torn);
    w.pane(at, V(0.44, 0.0, 0.06), V(0.06, 0.0, -0.44), torn);
}

/// The hall from the door.
pub(super) fn crowded(seed: u64) -> World {
    let mut place = Place::new(seed, 9);
    let side = place.turn(&[1.0, -1.0]);
    let camera = place.camera(V(side * 0.9, 2.0, -2.9), V(side * 0.05, 1.15, 2.4), 0.14, false);
    let mut w = place.world(camera, 0.24, 0.22);
    w.patch = 0.12;
    let [r, g, b] = place.lamp();
    for row in 0..3 {
        let z = -2.4 + row as f32 * 2.3;
        w.lamps(V(-2.8, 3.56, z), V(2.4, 0.0, 0.0), 3, (0.6, 0.6), [8.5, r, g, b]);
    }
    let floor = place.turn(&[[206, 202, 192], [176, 180, 184], [214, 198, 172], [150, 152, 150]]);
    let floor = w.picture(tiles(floor, place.wear())).times(12.0, 12.0).gloss(0.4, 0.12);
    let wall = Look::colour(place.turn(&[[232, 230, 224], [216, 224, 230], [234, 222, 200]]));
    let surfaces = Surfaces { wall, side: wall, floor, ceiling: Look::colour([226; 3]) };
    w.room(V(-4.3, 0.0, -3.6), V(4.3, 3.6, 5.0), surfaces);
    counter(&mut w, &mut place, 3.0);
    plant(&mut w, V(side * -3.6, 0.0, 2.5), 1.5, [226, 224, 218]);
    let tint = place.turn(&[[206, 40, 40], [236, 196, 40], [40, 110, 190]]);
    for (x, z) in [(side * 0.9, 0.55), (side * -0.9, 0.15)] {
        remains(&mut w, &mut place, V(x, 0.005, z), tint);
    }
    // Posts that could part the queues stand folded in a corner.
    for k in 0..3 {
        let at = V(side * 3.7, 0.0, 1.2 + k as f32 * 0.32);
        let steel = Look::colour([200, 200, 204]).gloss(0.4, 0.06);
        w.pipe(at, 0.16, 0.03, Look::colour([50, 52, 56]));
        w.pipe(at, 0.025, 0.95, steel);
    }
    // Two dense clumps; whoever is further away is drawn first.
    let mut spots = Vec::new();
    for (middle, count) in [(-1.2, place.number(7, 9)), (1.15, place.number(5, 7))] {
        for k in 0..count {
            let (row, col) = (k / 3, k % 3);
            let x = middle + (col as f32 - 1.0) * 0.46 + place.rng.range(-0.1, 0.1);
            let z = 2.55 - row as f32 * 0.50 + place.rng.range(-0.1, 0.1);
            spots.push((x * side, z, place.rng.range(1.54, 1.80)));
        }
    }
    spots.sort_by(|a, b| b.1.total_cmp(&a.1));
    for (x, z, tall) in spots {
        person(&mut w, &mut place, V(x, 0.0, z), tall);
    }
    w
}
