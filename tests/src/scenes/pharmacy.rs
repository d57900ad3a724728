//! A pharmacy's counter: the ledger of fever medicines, most of it blank.

use super::{
    canvas::{Canvas, Rgb},
    paper::{BLACK, BLUE, pen, sheet_of_paper, table, wood},
    place::{Place, tone},
    sign::fitted,
    space::V,
    text::{Style, centred, write},
    world::{Look, World},
};

const DRUGS: [&str; 8] = [
    "对乙酰氨基酚片",
    "布洛芬缓释胶囊",
    "复方氨酚烷胺片",
    "小儿退热口服液",
    "止咳糖浆",
    "感冒清热颗粒",
    "退热贴",
    "氨溴索口服液",
];

/// The ledger's page: date, medicine and amount are there, whoever bought it is not.
fn page(place: &mut Place) -> Canvas {
    let mut c =
        Canvas::new(2900, 2050, place.turn(&[[246, 244, 234], [240, 244, 240], [248, 240, 224]]));
    c.dirt(0.03, 0.015, 500.0, place.wear());
    let title = place.turn(&["发热咳嗽药品销售登记", "“四类药品”购药登记表", "退热药品实名登记簿"]);
    centred(&mut c, 1450.0, 70.0, title, Style::bold(128.0, BLACK));
    let shop = format!("{}大药房", place.firm());
    write(&mut c, 130.0, 250.0, &shop, Style::print(64.0, BLACK));
    let columns = [
        ("日期", 250.0),
        ("药品名称", 640.0),
        ("数量", 220.0),
        ("购药人", 380.0),
        ("联系电话", 560.0),
        ("体温", 280.0),
        ("去向", 340.0),
    ];
    let first = place.number(3, 24);
    let kept = place.number(0, 2);
    let rows: Vec<Vec<String>> = (0..place.number(6, 8))
        .map(|i| {
            let buyer = if i == kept { place.person().to_owned() } else { String::new() };
            let heat = if i == kept + 2 { "37.4".to_owned() } else { String::new() };
            let amount = format!("{}盒", place.number(1, 3));
            vec![
                format!("{}日", first + i / 3),
                place.any(&DRUGS).to_owned(),
                amount,
                buyer,
                String::new(),
                heat,
                String::new(),
            ]
        })
        .collect();
    let ink = place.turn(&[BLUE, [30, 30, 36]]);
    table(&mut c, (115.0, 360.0), &columns, &rows, (160.0, 9), [ink; 2]);
    c
}

/// A box of medicine, its front painted.
fn medicine(name: &str, dye: Rgb, accent: Rgb) -> Canvas {
    let mut c = Canvas::new(700, 420, [250, 250, 248]);
    c.shade(0.0, 0.0, 700.0, 150.0, [tone(dye, 1.1), tone(dye, 0.9)], 1.0);
    c.blob((600.0, 300.0), (90.0, 90.0), accent, 1.0, 0.05);
    c.rect(560.0, 286.0, 80.0, 28.0, [255; 3]);
    c.rect(586.0, 260.0, 28.0, 80.0, [255; 3]);
    fitted(&mut c, name, (262.0, 225.0), (440.0, 104.0), tone(dye, 0.6));
    centred(&mut c, 190.0, 330.0, "OTC  24 粒", Style::bold(44.0, [90, 92, 96]));
    c.frame(0.0, 0.0, 700.0, 420.0, 6.0, tone(dye, 0.8));
    c
}

/// Boxes on the counter and drawers behind.
fn stock(w: &mut World, place: &mut Place) {
    let dyes = [
        [24, 92, 176],
        [16, 126, 92],
        [196, 52, 40],
        [214, 120, 20],
        [120, 60, 150],
        [10, 120, 140],
    ];
    let boxes: Vec<Look> = DRUGS
        .iter()
        .map(|name| {
            let (dye, accent) = (place.any(&dyes), place.any(&dyes));
            w.picture(medicine(name, dye, accent))
        })
        .collect();
    let plain = Look::colour([236, 236, 232]);
    for col in 0..7 {
        let x = -0.43 + col as f32 * 0.142;
        for row in 0..place.number(1, 3) {
            let look = place.any_look(&boxes);
            let turn = place.rng.range(-0.06, 0.06);
            let at = V(x, row as f32 * 0.074, 0.33 + place.rng.range(-0.01, 0.01));
            w.block(at, V(0.135, 0.073, 0.055), turn, [look, plain, plain]);
        }
    }
    if place.turn(&[true, false]) {
        for k in 0..3 {
            let look = place.any_look(&boxes);
            let at = V(0.27 + k as f32 * 0.012, k as f32 * 0.028, 0.135);
            w.block(at, V(0.115, 0.027, 0.07), place.rng.range(-0.6, 0.0), [plain, plain, look]);
        }
    }
    let c = place.turn(&[[150, 104, 66], [214, 216, 212], [120, 84, 60], [90, 110, 100]]);
    let mut drawers = Canvas::new(1200, 700, tone(c, 0.7));
    for row in 0..5 {
        for col in 0..6 {
            let (x, y) = (col as f32 * 200.0 + 6.0, row as f32 * 140.0 + 6.0);
            drawers.shade(x, y, 188.0, 128.0, [tone(c, 1.08), tone(c, 0.92)], 1.0);
            drawers.rect(x + 44.0, y + 26.0, 100.0, 34.0, [250, 248, 236]);
            drawers.rect(x + 56.0, y + 38.0, 76.0, 10.0, [90, 90, 94]);
            drawers.blob((x + 94.0, y + 90.0), (14.0, 14.0), [200, 176, 110], 1.0, 0.1);
        }
    }
    let drawers = w.picture(drawers);
    w.face(V(-1.1, 0.75, 0.85), V(2.2, 0.0, 0.0), V(0.0, -1.1, 0.0), drawers);
}

/// The counter from the customer's side.
pub(super) fn ledger(seed: u64) -> World {
    let mut place = Place::new(seed, 14);
    let side = place.turn(&[1.0, -1.0]);
    let camera = place.camera(V(side * 0.04, 0.385, -0.29), V(0.0, 0.01, 0.045), 0.014, false);
    let mut w = place.world(camera, 0.40, 0.23);
    w.patch = 0.02;
    let lamp = place.lamp();
    w.lamp(V(-0.9, 1.5, -0.3), V(1.0, 0.0, 0.0), V(0.0, 0.0, 0.4), 7.0, lamp);
    let top = match place.turn(&[0, 1, 2]) {
        0 => w.picture(wood([176, 132, 90], seed)),
        1 => Look::colour([186, 204, 204]).gloss(0.10, 0.3),
        _ => Look::colour([120, 140, 132]).gloss(0.12, 0.3),
    };
    w.face(V(-1.0, 0.0, 0.45), V(2.0, 0.0, 0.0), V(0.0, 0.0, -1.1), top);
    let page = page(&mut place);
    let page = w.paint(page);
    let turn = place.rng.range(-0.10, 0.10);
    let cover = Look::colour(place.turn(&[[44, 84, 70], [120, 36, 40], [52, 66, 96], [60; 3]]));
    w.block(V(0.0, 0.0, 0.0), V(0.437, 0.009, 0.315), -turn, [cover; 3]);
    sheet_of_paper(&mut w, page, V(0.0, 0.0105, 0.0), (0.42, 0.297), turn);
    pen(&mut w, V(0.03, 0.0115, -0.115), place.rng.range(0.1, 0.5), [24, 60, 150]);
    stock(&mut w, &mut place);
    let mut sign = Canvas::new(900, 520, [252, 252, 250]);
    let dye = place.turn(&[[196, 26, 30], [20, 100, 160], [16, 116, 70]]);
    sign.rect(0.0, 0.0, 900.0, 180.0, dye);
    fitted(&mut sign, "购药实名登记", (450.0, 90.0), (780.0, 130.0), [255; 3]);
    fitted(&mut sign, "退热 止咳 抗病毒 抗菌素", (450.0, 290.0), (800.0, 84.0), [30; 3]);
    fitted(&mut sign, "请出示身份证 如实登记", (450.0, 420.0), (760.0, 84.0), dye);
    let sign = w.picture(sign).glow(0.05);
    let x = side * -0.33;
    w.face(V(x - 0.09, 0.125, 0.215), V(0.18, 0.0, 0.0), V(0.0, -0.122, -0.03), sign);
    w
}
