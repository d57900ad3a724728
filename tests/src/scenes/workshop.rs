//! A workshop's wall with framed rules; the procedure for imported goods is missing, or there.

use super::{
    canvas::{Canvas, Rgb},
    counter::tiles,
    furniture::extinguisher,
    passage::dado,
    place::{Place, tone},
    shape::Frame,
    sign::{fitted, flow, plate},
    space::{Rng, V},
    world::{Look, World},
};

/// A sheet of rules that nobody reads: a head and lines.
fn rules(title: &str, ground: Rgb, seed: u64) -> Canvas {
    let mut c = Canvas::new(750, 1050, [252, 252, 250]);
    c.rect(0.0, 0.0, 750.0, 160.0, ground);
    fitted(&mut c, title, (375.0, 80.0), (660.0, 96.0), [255; 3]);
    let mut rng = Rng::new(seed);
    for k in 0..11 {
        let y = 220.0 + k as f32 * 70.0;
        let wide = if k % 3 == 2 { rng.range(180.0, 460.0) } else { 620.0 };
        c.rect(64.0, y, wide, 22.0, [120, 122, 128]);
    }
    c
}

/// A frame with a sheet in it; the corner is its top left.
fn framed(w: &mut World, corner: V, size: (f32, f32), rim: Rgb, sheet: Look) {
    let (wide, high) = size;
    let middle = corner + V(wide / 2.0, -high - 0.025, -0.012);
    w.solid(middle, V(wide + 0.05, high + 0.05, 0.024), Look::colour(rim).gloss(0.3, 0.1));
    w.sticker(corner + V(0.0, 0.0, -0.026), V(wide, 0.0, 0.0), V(0.0, -high, 0.0), sheet);
}

/// Where a frame hung: paler paint, two hooks, tape.
fn traces(w: &mut World, corner: V, (wide, high): (f32, f32), paint: Rgb) {
    let mut pale = Canvas::new(64, 64, tone(paint, 1.12));
    pale.frame(0.0, 0.0, 64.0, 64.0, 2.0, tone(paint, 0.8));
    let pale = w.picture(pale);
    let o = corner + V(0.0, 0.0, -0.002);
    w.sticker(o, V(wide, 0.0, 0.0), V(0.0, -high, 0.0), pale);
    let nail = Look::colour([50, 46, 44]);
    for x in [0.16, 0.84] {
        w.solid(corner + V(wide * x, 0.012, -0.012), V(0.014, 0.03, 0.022), nail);
    }
    let tape = Look::colour([206, 194, 150]);
    for (x, y) in [(0.0, -0.02), (0.9, -0.02), (0.0, -0.96), (0.9, -0.96)] {
        let at = corner + V(wide * x, high * y, -0.004);
        w.sticker(at, V(0.06, 0.014, 0.0), V(0.004, -0.03, 0.0), tape);
    }
}

/// The row of frames; slot `gap` is empty or holds the procedure.
fn row(w: &mut World, place: &mut Place, paint: Rgb, after: bool) {
    let size = (0.64, 0.88);
    let rim = place.turn(&[[176, 178, 182], [110, 74, 46], [40, 42, 46], [196, 160, 80]]);
    let ground = place.turn(&[[16, 88, 166], [180, 30, 30], [20, 110, 80], [90, 60, 130]]);
    let gap = place.turn(&[1, 2, 1, 2, 1]);
    let left = -1.56 + place.rng.range(-0.12, 0.12);
    let top = 2.34;
    let head = place.turn(&["制 度 上 墙", "管 理 制 度", "岗 位 规 程", "车 间 公 示"]);
    let head = w.picture(plate(head, 7.0, ground, [255; 3]));
    w.face(V(left + 0.55, top + 0.42, -0.02), V(2.0, 0.0, 0.0), V(0.0, -0.28, 0.0), head);
    let titles = ["安全生产制度", "设备操作规程", "现场管理规定", "交接班制度"];
    for (slot, title) in titles.into_iter().enumerate() {
        let corner = V(left + slot as f32 * 0.81, top, 0.0);
        let wear = place.wear();
        if slot != gap {
            let sheet = w.picture(rules(title, ground, wear));
            framed(w, corner, size, rim, sheet);
        } else if after {
            let steps = ["到货登记", "外包装消毒", "采样检测", "待检存放", "放行领用"];
            let foot = ["未消毒不接卸  未检测不领用", "作业人员全程佩戴防护用品"];
            let sheet = flow("进口货物接卸消毒流程", &steps, &foot, [190, 30, 30]);
            let sheet = w.picture(sheet).glow(0.08);
            framed(w, corner, size, rim, sheet);
        } else {
            traces(w, corner, size, paint);
        }
    }
}

/// The bench and what is on it.
fn bench(w: &mut World, place: &mut Place, side: f32) {
    let body =
        Look::colour(place.turn(&[[60, 100, 140], [90, 96, 100], [150, 60, 50], [70, 110, 90]]));
    let top = w.picture(super::paper::wood([140, 104, 70], place.wear()));
    let frame = Frame { at: V(side * 0.75, 0.0, -0.42), yaw: 0.0 };
    let size = V(1.7, 0.85, 0.6);
    let closed = place.turn(&[true, false]);
    super::furniture::table(w, frame, size, top, body, closed);
    let iron = Look::colour([84, 90, 96]).gloss(0.2, 0.1);
    w.solid(V(side * 1.35, 0.85, -0.55), V(0.12, 0.10, 0.16), iron);
    w.solid(V(side * 1.35, 0.95, -0.60), V(0.15, 0.06, 0.05), iron);
    w.solid(V(side * 1.35, 0.95, -0.49), V(0.15, 0.06, 0.05), iron);
    let chest = Look::colour(place.turn(&[[190, 40, 36], [40, 90, 160], [220, 160, 30]]));
    w.block(V(side * 0.75, 0.85, -0.40), V(0.46, 0.22, 0.22), 0.1, [chest.gloss(0.2, 0.1); 3]);
    w.solid(V(side * 0.75, 1.07, -0.40), V(0.22, 0.03, 0.03), Look::colour([40, 40, 44]));
    for k in 0..place.number(2, 5) {
        let x = side * (0.12 + k as f32 * 0.09);
        let c = place.any(&[[200, 200, 204], [60, 120, 170], [226, 190, 40]]);
        w.pipe(
            V(x, 0.85, -0.36),
            0.03,
            place.rng.range(0.08, 0.2),
            Look::colour(c).gloss(0.2, 0.1),
        );
    }
}

/// A machine tool's cabinet.
fn machine(w: &mut World, place: &mut Place, side: f32) {
    let c = place.turn(&[[206, 210, 206], [120, 160, 150], [96, 120, 150], [214, 196, 150]]);
    let mut front = Canvas::new(600, 800, c);
    front.rect(60.0, 120.0, 330.0, 380.0, [44, 58, 64]);
    front.shade(60.0, 120.0, 330.0, 380.0, [[90, 110, 116], [40, 52, 58]], 0.8);
    front.rect(420.0, 120.0, 130.0, 210.0, [50, 54, 60]);
    front.rect(436.0, 140.0, 98.0, 80.0, [60, 120, 140]);
    for k in 0..6 {
        let at = (454.0 + (k % 3) as f32 * 32.0, 252.0 + (k / 3) as f32 * 40.0);
        let tone = if k == 5 { [200, 30, 30] } else { [180, 184, 188] };
        front.blob(at, (12.0, 12.0), tone, 1.0, 0.1);
    }
    front.rect(0.0, 620.0, 600.0, 8.0, tone(c, 0.6));
    front.frame(0.0, 0.0, 600.0, 800.0, 8.0, tone(c, 0.7));
    front.dirt(0.12, 0.03, 120.0, place.wear());
    let front = w.picture(front).gloss(0.1, 0.1);
    let plain = Look::colour(tone(c, 0.85));
    let at = V(side * -1.42, 0.0, -0.44);
    w.block(at, V(0.86, 1.22, 0.7), side * 0.12, [front, plain, plain]);
}

/// Draws the wall; `after` the procedure hangs in its place.
pub(super) fn wall(seed: u64, after: bool) -> World {
    let mut place = Place::new(seed, 3);
    let side = place.turn(&[1.0, -1.0]);
    let camera = place.camera(V(side * 0.16, 1.62, -2.58), V(-0.02, 1.58, 0.0), 0.06, false);
    let mut w = place.world(camera, 0.27, 0.23);
    w.patch = 0.06;
    let [r, g, b] = place.lamp();
    w.lamps(V(-1.9, 3.3, -1.7), V(2.4, 0.0, 0.0), 2, (1.4, 0.24), [14.0, r, g, b]);
    let upper = place.turn(&[[216, 214, 204], [196, 206, 212], [210, 204, 180], [190, 204, 192]]);
    let lower = place.turn(&[[104, 140, 128], [92, 116, 150], [140, 140, 136], [160, 120, 90]]);
    let plaster = w.picture(dado(upper, lower, place.wear()));
    w.face(V(-3.6, 3.5, 0.0), V(7.2, 0.0, 0.0), V(0.0, -3.5, 0.0), plaster.times(2.0, 1.0));
    let floor = place.turn(&[[130, 134, 132], [86, 120, 100], [150, 140, 126]]);
    let floor = w.picture(tiles(floor, seed)).times(7.0, 5.0).gloss(0.2, 0.2);
    w.face(V(-3.6, 0.0, 0.0), V(7.2, 0.0, 0.0), V(0.0, 0.0, -4.0), floor);
    let pipe = Look::colour(place.turn(&[[60, 110, 170], [200, 60, 50], [180, 182, 186]]));
    w.solid(V(0.0, 3.02, -0.06), V(7.2, 0.09, 0.09), pipe);
    row(&mut w, &mut place, upper, after);
    bench(&mut w, &mut place, side);
    machine(&mut w, &mut place, side);
    extinguisher(&mut w, V(side * -0.42, 0.0, -0.2));
    w
}
