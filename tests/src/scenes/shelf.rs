//! A shelf with disinfectant whose shelf life is long over.

use super::{
    canvas::{Canvas, Rgb},
    counter::tiles,
    furniture::pump_bottle,
    paper::wood,
    place::{Place, tone},
    sign::{fitted, plate},
    space::V,
    text::{Style, centred, write},
    world::{Look, World},
};

const INK: Rgb = [26, 26, 30];

/// What the container says about itself.
struct Print {
    brand: &'static str,
    name: &'static str,
    strength: &'static str,
    dye: Rgb,
    made: String,
    life: String,
    until: String,
}

impl Print {
    fn of(place: &mut Place) -> Self {
        let (name, strength) = place.turn(&[
            ("含氯消毒液", "有效氯 5.0%～6.0%"),
            ("过氧乙酸消毒液", "过氧乙酸 15%～18%"),
            ("75% 酒精消毒液", "乙醇 75%±5%"),
            ("季铵盐消毒液", "季铵盐 4.5%～5.5%"),
            ("次氯酸消毒液", "有效氯 100 mg/L"),
        ]);
        let dye = place.turn(&[
            [24, 92, 176],
            [16, 126, 92],
            [196, 52, 40],
            [96, 60, 150],
            [214, 120, 20],
            [10, 110, 130],
        ]);
        let year = place.turn(&[2020, 2021, 2019]);
        let (month, day) = (place.number(2, 12), place.number(2, 27));
        let years = place.turn(&[2, 1]);
        Self {
            brand: place.turn(&["净渚", "澜清", "汐白", "安岸"]),
            name,
            strength,
            dye,
            made: format!("{year}.{month:02}.{day:02}"),
            life: format!("{} 个月", years * 12),
            until: format!("{}.{month:02}.{:02}", year + years, day - 1),
        }
    }

    /// The label: a coloured head, and the dates large, as they are stamped on.
    fn label(&self, wear: u64) -> Canvas {
        let mut c = Canvas::new(1000, 1120, [250, 250, 247]);
        c.shade(0.0, 0.0, 1000.0, 430.0, [tone(self.dye, 1.12), tone(self.dye, 0.86)], 1.0);
        centred(&mut c, 500.0, 26.0, self.brand, Style::bold(64.0, [255, 240, 180]));
        fitted(&mut c, self.name, (500.0, 225.0), (900.0, 190.0), [255; 3]);
        centred(&mut c, 500.0, 345.0, self.strength, Style::print(52.0, [244; 3]));
        let rows = [("生产日期", &self.made), ("保 质 期", &self.life), ("有效期至", &self.until)];
        for (i, (name, value)) in rows.into_iter().enumerate() {
            let y = 470.0 + i as f32 * 170.0;
            write(&mut c, 46.0, y + 28.0, name, Style::bold(82.0, INK));
            let ink = if i == 2 { [180, 20, 24] } else { INK };
            write(&mut c, 424.0, y + 18.0, value, Style::bold(96.0, ink));
            c.rect(40.0, y + 158.0, 920.0, 4.0, [170, 172, 176]);
        }
        write(&mut c, 50.0, 1010.0, "远离儿童  密闭避光保存", Style::print(48.0, [90, 92, 96]));
        c.frame(0.0, 0.0, 1000.0, 1120.0, 8.0, tone(self.dye, 0.7));
        c.dirt(0.12, 0.03, 160.0, wear);
        c
    }
}

/// A canister with a handle and a screw cap.
fn canister(w: &mut World, at: V, body: Rgb, cap: Rgb, label: Look) {
    let look = Look::colour(body).gloss(0.12, 0.15);
    w.shadow(at, 0.34, 0.26);
    w.solid(at, V(0.20, 0.205, 0.125), look);
    w.solid(at + V(0.0, 0.205, 0.0), V(0.186, 0.012, 0.112), look);
    w.solid(at + V(0.0, 0.217, 0.0), V(0.166, 0.010, 0.094), look);
    let neck = at + V(-0.055, 0.222, 0.0);
    w.pipe(neck, 0.026, 0.012, look);
    w.pipe(neck + V(0.0, 0.010, 0.0), 0.030, 0.03, Look::colour(cap).gloss(0.15, 0.1));
    for x in [0.0, 0.072] {
        w.solid(at + V(x, 0.225, 0.0), V(0.02, 0.038, 0.024), look);
    }
    w.solid(at + V(0.036, 0.258, 0.0), V(0.092, 0.02, 0.026), look);
    let front = at + V(-0.086, 0.197, -0.0637);
    w.sticker(front, V(0.172, 0.0, 0.0), V(0.0, -0.192, 0.0), label);
}

/// A big round bottle with its label wrapped round the front.
fn bottle(w: &mut World, at: V, body: Rgb, cap: Rgb, label: Canvas) {
    let (r, tall) = (0.092, 0.205);
    let look = Look::colour(body).gloss(0.12, 0.15);
    w.shadow(at, 0.27, 0.27);
    let mut round = Canvas::new(3300, 1120, body);
    round.paste(&label, 1150.0, 0.0, 1000.0);
    let round = w.picture(round).gloss(0.12, 0.15);
    w.pipe(at, r, tall, look);
    w.wrapped(at + V(0.0, 0.008, 0.0), r * 1.006, 0.192, 0.0, round);
    w.rim(at + V(0.0, tall, 0.0), r, 0.034, tone(body, 0.96));
    w.pipe(at + V(0.0, tall + 0.03, 0.0), 0.034, 0.014, look);
    w.pipe(at + V(0.0, tall + 0.042, 0.0), 0.038, 0.036, Look::colour(cap).gloss(0.15, 0.1));
}

/// Smaller things that stand beside it.
fn neighbours(w: &mut World, place: &mut Place, side: f32) {
    let hues = [[236, 236, 232], [196, 70, 60], [60, 120, 180], [230, 190, 60], [90, 150, 90]];
    let mut tag = Canvas::new(512, 160, [250; 3]);
    let word = place.turn(&["洗手液", "洁厕剂", "玻璃水", "去污粉"]);
    let dye = place.any(&hues);
    tag.rect(0.0, 0.0, 512.0, 50.0, dye);
    fitted(&mut tag, word, (256.0, 104.0), (200.0, 76.0), INK);
    let tag = w.picture(tag);
    let body = place.turn(&[[236, 238, 238], [150, 190, 210], [240, 226, 170]]);
    let tall = place.rng.range(0.17, 0.23);
    pump_bottle(w, V(side * 0.19, 0.0, 0.03 + place.rng.range(0.0, 0.05)), tall, body, tag);
    let box_c = place.turn(&[[90, 150, 200], [196, 120, 60], [60, 90, 130], [60, 130, 110]]);
    let mut front = Canvas::new(512, 300, box_c);
    front.rect(0.0, 190.0, 512.0, 60.0, [250; 3]);
    let word = place.turn(&["一次性手套", "医用口罩", "抹布", "喷壶配件"]);
    fitted(&mut front, word, (256.0, 110.0), (440.0, 110.0), [255; 3]);
    let front = w.picture(front);
    let plain = Look::colour(tone(box_c, 0.9));
    let turn = place.rng.range(-0.3, 0.3);
    w.block(V(side * -0.235, 0.0, 0.12), V(0.20, 0.11, 0.12), turn, [front, plain, plain]);
    if place.chance(0.6) {
        w.block(V(side * -0.22, 0.11, 0.13), V(0.17, 0.07, 0.12), -turn, [plain, front, plain]);
    }
    for k in 0..place.number(1, 3) {
        let c = place.any(&hues);
        let at = V(side * (0.33 - k as f32 * 0.09), 0.0, 0.2);
        w.pipe(at, 0.036, place.rng.range(0.14, 0.22), Look::colour(c).gloss(0.1, 0.1));
    }
}

/// The shelf from near, the dates large in the picture.
pub(super) fn expired(seed: u64) -> World {
    let mut place = Place::new(seed, 1);
    let side = place.turn(&[1.0, -1.0]);
    let camera =
        place.camera(V(side * 0.03, 0.175, -0.40), V(side * 0.01, 0.128, 0.0), 0.016, false);
    let mut w = place.world(camera, 0.42, 0.24);
    w.patch = 0.014;
    let lamp = place.lamp();
    w.lamp(V(-0.8, 1.1, -0.9), V(0.9, 0.0, 0.0), V(0.0, 0.0, 0.3), 6.5, lamp);
    let board = match place.turn(&[0, 1, 2]) {
        0 => w.picture(wood([168, 124, 80], seed)),
        1 => Look::colour([196, 200, 202]).gloss(0.25, 0.2),
        _ => Look::colour([90, 112, 128]).gloss(0.1, 0.2),
    };
    w.face(V(-0.8, 0.0, 0.34), V(1.6, 0.0, 0.0), V(0.0, 0.0, -0.45), board);
    w.face(V(-0.8, 0.0, -0.11), V(1.6, 0.0, 0.0), V(0.0, -0.035, 0.0), board);
    let back = place.turn(&[[206, 210, 208], [184, 178, 160], [150, 164, 160], [222, 216, 200]]);
    let back = w.picture(tiles(back, seed)).times(9.0, 6.0);
    w.face(V(-0.9, 0.8, 0.345), V(1.8, 0.0, 0.0), V(0.0, -1.2, 0.0), back);
    let strip = place.turn(&["消毒用品", "防疫物资", "消杀用品", "清洁工具"]);
    let strip = w.picture(plate(strip, 4.0, [244, 240, 220], INK));
    w.sticker(
        V(-0.34 * side - 0.06, -0.004, -0.1105),
        V(0.12, 0.0, 0.0),
        V(0.0, -0.028, 0.0),
        strip,
    );
    let print = Print::of(&mut place);
    let label = print.label(place.wear());
    let body = place.turn(&[[238, 240, 240], [196, 214, 226], [240, 234, 210], [60, 110, 170]]);
    let cap = place.turn(&[[200, 40, 40], [30, 90, 180], [30, 34, 38]]);
    let at = V(side * -0.015, 0.0, 0.04);
    match place.turn(&[0, 1]) {
        0 => {
            let label = w.picture(label).gloss(0.08, 0.1);
            canister(&mut w, at, body, cap, label);
        }
        _ => bottle(&mut w, at, body, cap, label),
    }
    neighbours(&mut w, &mut place, side);
    w
}
