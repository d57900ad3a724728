//! Papers on a desk: the ledger with gaps, the disinfection record.

use super::{
    canvas::{Canvas, Rgb},
    place::other,
    space::{Camera, Rng, V, cloud},
    text::{Style, centred, write},
    world::{Look, Tex, World},
};

/// Ink of a ball pen.
pub(super) const BLUE: Rgb = [28, 44, 128];
/// Ink of print.
pub(super) const BLACK: Rgb = [34, 34, 38];

/// A table top of wood.
pub(super) fn wood(base: Rgb, seed: u64) -> Canvas {
    let mut c = Canvas::new(1024, 1024, base);
    for (i, p) in c.px.iter_mut().enumerate() {
        let (x, y) = ((i % 1024) as f32, (i / 1024) as f32);
        let bend = cloud(x / 300.0, y / 160.0, seed as u32) * 9.0;
        let k = 0.86 + 0.10 * (y / 21.0 + bend).sin() + 0.12 * cloud(x / 160.0, y / 3.0, 7);
        for v in p.iter_mut().take(3) {
            *v = (f32::from(*v) * k).clamp(0.0, 255.0) as u8;
        }
    }
    c
}

/// A world that is a table top under a lamp.
pub(super) fn desk(camera: Camera, seed: u64, base: Rgb) -> World {
    let mut w = World::new(camera, seed);
    w.ambient = [0.42, 0.44, 0.47];
    w.key = 0.30;
    w.patch = 0.012;
    w.lamp(V(-1.1, 1.5, 0.5), V(1.2, 0.0, 0.0), V(0.0, 0.0, 0.4), 8.0, [1.0, 0.95, 0.86]);
    let top = w.paint(wood(base, seed));
    let top = Look::picture(top).gloss(0.12, 0.3);
    w.face(V(-0.8, 0.0, 0.8), V(1.6, 0.0, 0.0), V(0.0, 0.0, -1.6), top);
    w
}

/// A pen: barrel, grip, tip.
pub(super) fn pen(w: &mut World, at: V, yaw: f32, colour: Rgb) {
    let along = V(yaw.cos(), 0.0, yaw.sin());
    for i in 0..150 {
        let k = i as f32 / 150.0;
        let (r, c) = if k < 0.06 {
            (0.0012 + k * 0.04, [190, 190, 194])
        } else if k < 0.3 {
            (0.0046, [40, 40, 44])
        } else {
            (0.0046, colour)
        };
        w.ball(at + along * (k * 0.145) + V(0.0, 0.0048, 0.0), r, c, 0.9, 0.3);
    }
    let across = V(-along.2, 0.0, along.0);
    let mut soft = Canvas::new(128, 32, [10, 8, 6]);
    for (i, p) in soft.px.iter_mut().enumerate() {
        let (x, y) = ((i % 128) as f32 / 64.0 - 1.0, (i / 128) as f32 / 16.0 - 1.0);
        p[3] = (150.0 * (1.0 - x.powi(4)).max(0.0) * (1.0 - y * y).max(0.0)) as u8;
    }
    let soft = w.paint(soft);
    let start = at + V(0.004, 0.0032, -0.004) - across * 0.008;
    w.pane(start, along * 0.15, across * 0.016, Look::picture(soft));
}

/// A ruled table; `rows` hold handwriting, an empty word is a gap; every fifth row is written with
/// the second ink.
pub(super) fn table<Word: AsRef<str>>(
    c: &mut Canvas,
    at: (f32, f32),
    columns: &[(&str, f32)],
    rows: &[Vec<Word>],
    (pitch, count): (f32, usize),
    inks: [Rgb; 2],
) {
    let total: f32 = columns.iter().map(|(_, w)| w).sum();
    let line = [92, 96, 104];
    c.rect(at.0, at.1, total, pitch, [226, 230, 224]);
    for i in 0..=count + 1 {
        c.rect(at.0, at.1 + i as f32 * pitch, total, 3.0, line);
    }
    let mut x = at.0;
    let mut jitter = Rng::new(rows.len() as u64);
    for (k, (name, wide)) in columns.iter().enumerate() {
        c.rect(x, at.1, 3.0, pitch * (count + 1) as f32, line);
        centred(c, x + wide / 2.0, at.1 + pitch * 0.24, name, Style::bold(pitch * 0.40, BLACK));
        for (i, row) in rows.iter().enumerate() {
            let word = row.get(k).map(Word::as_ref).unwrap_or_default();
            let y = at.1 + (i + 1) as f32 * pitch + pitch * jitter.range(0.18, 0.30);
            let [usual, fifth] = inks;
            let ink = if i % 5 == 3 { fifth } else { usual };
            write(c, x + jitter.range(10.0, 26.0), y, word, Style::hand(pitch * 0.46, ink));
        }
        x += wide;
    }
    c.rect(x, at.1, 3.0, pitch * (count + 1) as f32, line);
}

fn ledger_page(seed: u64) -> Canvas {
    let mut c = Canvas::new(2900, 2050, [244, 240, 226]);
    c.dirt(0.03, 0.015, 500.0, seed);
    centred(&mut c, 1450.0, 70.0, "进口冷链食品进销台账", Style::bold(110.0, BLACK));
    write(
        &mut c,
        130.0,
        230.0,
        other(
            seed,
            "单位：禾满仓超市（潮信店）",
            &[
                "单位：渚岸生鲜（栀桥店）",
                "单位：青堰果品批发部",
                "单位：汐门里便民市场",
                "单位：雁沙鲜果行",
            ],
        ),
        Style::print(52.0, BLACK),
    );
    write(&mut c, 2050.0, 230.0, "2026 年 3 月    第 07 页", Style::print(52.0, BLACK));
    let columns = [
        ("进货日期", 330.0),
        ("品名", 370.0),
        ("批次号", 520.0),
        ("数量/箱", 250.0),
        ("供货人", 430.0),
        ("消毒", 230.0),
        ("经手人", 300.0),
        ("备注", 230.0),
    ];
    let rows = vec![
        vec!["3月9日", "车厘子", "CL-2603-114", "12", "澜渚果业", "√", "方小满", ""],
        vec!["3月10日", "脐橙", "", "20", "澜渚果业", "√", "方小满", ""],
        vec!["3月10日", "青苹果", "AP-2603-027", "15", "", "", "", ""],
        vec!["3月11日", "火龙果", "", "8", "鹤影市场", "√", "", ""],
        vec!["3月12日", "车厘子", "CL-2603-131", "10", "澜渚果业", "√", "方小满", ""],
        vec!["", "蓝莓", "", "6", "", "", "", "补"],
        vec!["3月13日", "榴莲肉", "", "", "鹤影市场", "", "方小满", ""],
        vec!["3月14日", "奇异果", "KW-2603-009", "9", "", "√", "", ""],
        vec!["", "", "", "", "", "", "", ""],
        vec!["3月16日", "脐橙", "", "18", "", "", "", ""],
    ];
    let mut rows = rows;
    rows.rotate_left(seed.wrapping_sub(1) as usize % 4);
    table(&mut c, (120.0, 330.0), &columns, &rows, (128.0, 12), [BLUE, BLACK]);
    c
}

/// A sheet lying flat, its middle at `at`, turned by `yaw`.
pub(super) fn sheet_of_paper(w: &mut World, tex: Tex, at: V, size: (f32, f32), yaw: f32) {
    let (s, k) = yaw.sin_cos();
    let (u, v) = (V(k, 0.0, s), V(s, 0.0, -k));
    let corner = at - u * (size.0 / 2.0) - v * (size.1 / 2.0);
    w.sticker(corner, u * size.0, v * size.1, Look::picture(tex));
}

/// The open ledger on a desk, many fields empty.
pub(super) fn ledger(seed: u64) -> World {
    let camera = Camera::new(V(0.03, 0.40, -0.20), V(0.0, 0.0, -0.005), 0.72, 0.025, false);
    let mut w = desk(
        camera,
        seed,
        other(seed, [150, 104, 66], &[[196, 186, 168], [104, 112, 116], [150, 130, 108]]),
    );
    // The book: a block of pages, the page on it, the other half falling away at the fold.
    w.solid(
        V(0.0, 0.0, 0.003),
        V(0.425, 0.010, 0.31),
        Look::colour(other(seed, [52, 66, 96], &[[120, 36, 40], [44, 84, 70], [60, 60, 64]])),
    );
    w.solid(V(0.0, 0.002, 0.003), V(0.415, 0.0095, 0.30), Look::colour([232, 228, 214]));
    let page = w.paint(ledger_page(seed));
    sheet_of_paper(&mut w, page, V(0.0, 0.0119, 0.003), (0.415, 0.297), 0.0);
    let mut fold = Canvas::new(64, 8, [40, 34, 28]);
    for (i, p) in fold.px.iter_mut().enumerate() {
        let x = (i % 64) as f32 / 64.0;
        p[3] = (150.0 * (1.0 - x).powi(3)) as u8;
    }
    let fold = w.paint(fold);
    w.pane(V(-0.2075, 0.0122, 0.15), V(0.045, 0.0, 0.0), V(0.0, 0.0, -0.297), Look::picture(fold));
    pen(
        &mut w,
        V(0.06, 0.0125, -0.115),
        0.42,
        other(seed, [24, 60, 150], &[[30, 30, 34], [170, 40, 40]]),
    );
    let mug = Look::colour([240, 238, 230]).gloss(0.2, 0.1);
    for k in 0..24 {
        let turn = k as f32 * std::f32::consts::TAU / 24.0;
        w.block(
            V(-0.33 + 0.04 * turn.cos(), 0.0, 0.13 + 0.04 * turn.sin()),
            V(0.012, 0.09, 0.006),
            std::f32::consts::FRAC_PI_2 - turn,
            [mug; 3],
        );
    }
    w
}

fn record(seed: u64) -> Canvas {
    let mut c = Canvas::new(2000, 2830, [248, 247, 243]);
    centred(&mut c, 1000.0, 130.0, "快件消毒记录表", Style::bold(130.0, BLACK));
    write(
        &mut c,
        120.0,
        340.0,
        other(
            seed,
            "单位：鹭羽快递灯舟分拨点",
            &["单位：汐门快递蓼洲站", "单位：青堰物流二号库", "单位：雁沙快递苔岸点"],
        ),
        Style::print(58.0, BLACK),
    );
    write(&mut c, 1360.0, 340.0, "2026 年 3 月", Style::print(58.0, BLACK));
    let columns = [
        ("日期", 260.0),
        ("时间", 250.0),
        ("车次", 280.0),
        ("药剂浓度", 330.0),
        ("操作人", 320.0),
        ("复核", 310.0),
    ];
    let rows = vec![
        vec!["3.12", "07:10", "A-01", "500", "高远", "陈"],
        vec!["3.12", "13:30", "A-02", "500", "高远", "陈"],
        vec!["3.12", "19:05", "B-11", "", "高远", ""],
        vec!["3.13", "07:10", "A-01", "500", "高远", "陈"],
        vec!["3.13", "13:30", "A-02", "500", "高远", ""],
        vec!["3.13", "19:05", "B-11", "500", "", ""],
        vec!["3.14", "07:10", "A-01", "500", "高远", "陈"],
        vec!["3.14", "13:30", "", "", "", ""],
        vec!["3.15", "07:10", "A-01", "500", "高远", ""],
        vec!["3.15", "13:30", "A-02", "500", "高远", ""],
        vec!["3.16", "07:10", "", "", "", ""],
    ];
    table(&mut c, (125.0, 450.0), &columns, &rows, (128.0, 15), [BLUE, BLACK]);
    write(
        &mut c,
        125.0,
        2560.0,
        "说明：先消毒后派送，逐车填写，不得提前填写、事后补记。",
        Style::print(50.0, BLACK),
    );
    c
}

/// The disinfection record on a clipboard.
pub(super) fn sheet(seed: u64) -> World {
    let camera = Camera::new(V(0.015, 0.375, -0.115), V(0.0, 0.0, -0.004), 0.72, -0.03, true);
    let mut w = desk(
        camera,
        seed,
        other(seed, [122, 124, 126], &[[150, 104, 66], [196, 186, 168], [84, 104, 100]]),
    );
    w.solid(V(0.0, 0.0, 0.0), V(0.236, 0.004, 0.345), Look::colour([122, 84, 50]).gloss(0.15, 0.2));
    let mut record = record(seed);
    record.dirt(0.03, 0.015, 420.0, seed);
    let page = w.paint(record);
    sheet_of_paper(&mut w, page, V(0.0, 0.0046, -0.012), (0.21, 0.297), 0.008);
    let steel = Look::colour([196, 198, 202]).gloss(0.6, 0.05);
    w.solid(V(0.0, 0.004, 0.150), V(0.12, 0.010, 0.032), steel);
    w.solid(V(0.0, 0.014, 0.158), V(0.05, 0.012, 0.012), steel);
    pen(&mut w, V(0.03, 0.0052, -0.125), 0.9, [30, 30, 34]);
    // A bottle of disinfectant at the edge.
    let band = other(seed, [30, 104, 190], &[[30, 140, 90], [200, 60, 50], [120, 70, 150]]);
    for i in 0..60 {
        let k = i as f32 / 60.0;
        let (r, c) = match i {
            0..38 => (0.036, if (10..28).contains(&i) { band } else { [238, 240, 240] }),
            38..46 => (0.036 - (k - 0.63) * 0.16, [238, 240, 240]),
            _ => (0.015, [200, 40, 40]),
        };
        w.ball(V(-0.135, 0.034 + k * 0.13, 0.13), r, c, 0.85, 0.15);
    }
    w
}
