//! Pages on a desk that give themselves away: a visitors' register with gaps, minutes that are copies.

use super::{
    canvas::{Canvas, Rgb},
    paper::{BLACK, BLUE, desk, pen, sheet_of_paper, table},
    place::{Place, tone},
    shape::Frame,
    space::V,
    text::{Style, centred, wrapped, write},
    world::{Look, World},
};

const SURNAMES: [&str; 12] =
    ["周", "林", "何", "郑", "冯", "曹", "谢", "董", "罗", "程", "蒋", "白"];
const GIVEN: [&str; 12] =
    ["屿", "汐", "一舟", "苇杭", "晚照", "青禾", "南枝", "星野", "知微", "望川", "小满", "砚秋"];
const FROM: [&str; 8] = ["送货", "维修", "探访", "家政", "看房", "快递", "装修", "访客"];
const DESKS: [Rgb; 5] =
    [[150, 104, 66], [122, 124, 126], [206, 196, 178], [104, 70, 46], [92, 116, 112]];

/// Whether telephone and times are filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// Hardly ever.
    WithGaps,
    /// In every row.
    NoGaps,
}

/// One row of the register; telephone and the time of leaving are what may be left out.
fn entry(place: &mut Place, line: u32, first_day: u32, kept: Kept) -> Vec<String> {
    let (phone, time) = if kept == Kept::NoGaps { (1.0, 1.0) } else { (0.12, 0.3) };
    let name = [place.any(&SURNAMES), place.any(&GIVEN)].concat();
    let from = place.any(&FROM).to_owned();
    let heat = format!("36.{}", place.any(&[5, 5, 5, 5, 4]));
    let hour = 8 + line % 4 * 2 + line / 6;
    let phone = if place.chance(phone) {
        format!("000-5500-{:04}", place.number(1, 400))
    } else {
        String::new()
    };
    let came = if place.chance(time) { format!("{hour}:00") } else { String::new() };
    let day = format!("{}日", first_day + line / 4);
    let left = if kept == Kept::NoGaps { format!("{}:30", hour + 1) } else { String::new() };
    vec![day, name, from, heat, phone, came, left]
}

/// A page of a register of people who came in, nearly all of it one hand's work at one sitting.
pub(super) fn page(place: &mut Place, rows: u32, kept: Kept) -> Canvas {
    let paper = place.turn(&[[246, 244, 236], [236, 240, 244], [248, 242, 222], [244, 244, 244]]);
    let mut c = Canvas::new(2900, 2050, paper);
    c.dirt(0.03, 0.015, 500.0, place.wear());
    let title = place.turn(&[
        "来访人员登记簿",
        "外来人员登记表",
        "访客登记簿",
        "出入人员登记表",
        "进出登记簿",
    ]);
    centred(&mut c, 1450.0, 70.0, title, Style::bold(124.0, BLACK));
    let unit = place.turn(&["门岗", "北门", "值班室", "前台", "东侧门", "传达室", "一号岗"]);
    write(&mut c, 130.0, 250.0, &format!("岗位：{unit}"), Style::print(64.0, BLACK));
    let number = place.number(3, 60);
    write(&mut c, 2250.0, 250.0, &format!("第 {number} 页"), Style::print(64.0, BLACK));
    let columns = [
        ("日期", 270.0),
        ("姓名", 380.0),
        ("事由", 300.0),
        ("体温", 280.0),
        ("联系电话", 660.0),
        ("进入时间", 390.0),
        ("离开时间", 390.0),
    ];
    let day = place.number(2, 24);
    let rows: Vec<Vec<String>> = (0..rows).map(|i| entry(place, i, day, kept)).collect();
    let ink = place.turn(&[BLUE, [30, 30, 36], [40, 30, 110]]);
    table(&mut c, (115.0, 360.0), &columns, &rows, (160.0, 9), [ink; 2]);
    c
}

/// Things that lie about on a desk, away from the middle.
pub(super) fn clutter(w: &mut World, place: &mut Place, near: f32) {
    let c = place.turn(&[[240, 238, 230], [60, 90, 130], [170, 60, 50], [70, 110, 90]]);
    match place.turn(&[0, 1, 2, 3]) {
        0 => {
            let mug = Look::colour(c).gloss(0.2, 0.1);
            w.pipe(V(-near, 0.0, 0.15), 0.04, 0.09, mug);
            w.disc(V(-near, 0.0905, 0.15), 0.035, Look::colour([110, 70, 40]));
        }
        1 => {
            let black = Look::colour([28, 28, 32]).gloss(0.6, 0.06);
            w.block(V(near, 0.0, 0.14), V(0.075, 0.009, 0.155), 0.3, [black; 3]);
        }
        2 => {
            w.pipe(V(near, 0.0, 0.17), 0.022, 0.03, Look::colour([40, 40, 44]));
            w.pipe(V(near, 0.03, 0.17), 0.014, 0.05, Look::colour([150, 30, 30]));
            w.solid(V(-near, 0.0, 0.16), V(0.09, 0.02, 0.06), Look::colour(c));
        }
        _ => {
            w.block(V(-near, 0.0, 0.12), V(0.16, 0.022, 0.22), -0.25, [Look::colour(c); 3]);
        }
    }
}

/// What the page lies in: a bound book, a pad with rings, a clipboard.
fn binding(w: &mut World, place: &mut Place, kind: u32) {
    let cover =
        place.turn(&[[52, 66, 96], [120, 36, 40], [44, 84, 70], [60, 60, 64], [150, 110, 60]]);
    let cover = Look::colour(cover);
    match kind {
        0 => {
            w.solid(V(0.0, 0.0, 0.003), V(0.437, 0.010, 0.32), cover);
            w.solid(V(0.0, 0.002, 0.003), V(0.423, 0.0092, 0.303), Look::colour([232, 228, 214]));
        }
        1 => {
            w.solid(V(0.0, 0.0, 0.003), V(0.425, 0.0112, 0.305), Look::colour([228, 226, 218]));
            let wire = Look::colour([60, 62, 66]).gloss(0.5, 0.05);
            for k in 0..30 {
                let x = -0.195 + k as f32 * 0.01345;
                w.solid(V(x, 0.006, 0.152), V(0.004, 0.012, 0.018), wire);
            }
        }
        _ => {
            let board = Look::colour([122, 84, 50]).gloss(0.15, 0.2);
            w.solid(V(0.0, 0.0, 0.012), V(0.445, 0.0112, 0.345), board);
            let steel = Look::colour([196, 198, 202]).gloss(0.6, 0.05);
            w.solid(V(0.0, 0.0115, 0.163), V(0.13, 0.010, 0.03), steel);
        }
    }
}

/// The register, open on a desk: telephone and times are blank, and one hand wrote it all.
pub(super) fn gaps(seed: u64) -> World {
    let mut place = Place::new(seed, 6);
    let aside = place.turn(&[0.05, -0.06, 0.0, -0.03]);
    let camera = place.camera(V(aside, 0.385, -0.17), V(0.0, 0.0, -0.008), 0.012, false);
    let top = place.turn(&DESKS);
    let top = place.near(top);
    let mut w = desk(camera, seed, top);
    w.key = 0.225;
    let kind = place.turn(&[0, 1, 2]);
    binding(&mut w, &mut place, kind);
    let rows = place.number(7, 8);
    let page = page(&mut place, rows, Kept::WithGaps);
    let page = w.paint(page);
    sheet_of_paper(&mut w, page, V(0.0, 0.0119, 0.003), (0.415, 0.293), 0.0);
    let (x, turn) = (place.rng.range(-0.06, 0.08), place.rng.range(0.1, 0.5));
    let barrel = place.turn(&[[24, 60, 150], [30, 30, 34], [170, 40, 40]]);
    pen(&mut w, V(x, 0.0125, -0.132), turn, barrel);
    clutter(&mut w, &mut place, 0.285);
    w
}

const TITLES: [&str; 5] = [
    "疫情防控工作例会纪要",
    "专题会议纪要",
    "防控工作领导小组会议纪要",
    "每周防控工作碰头会记录",
    "冷链防控工作会议记录",
];
const SPEECH: [&str; 8] = [
    "会议传达了上级有关文件和会议精神，通报了近期疫情防控工作情况。",
    "会议指出，要切实提高站位，克服麻痹思想，把各项措施抓实抓细。",
    "会议强调，要层层压实责任，加强组织领导，形成工作合力。",
    "会议要求，各部门按照职责分工，迅速行动，按要求抓好落实。",
    "会议认为，前期工作扎实有效，总体情况良好，未发现问题。",
    "会议决定，继续加强检查督促，确保各项工作落到实处。",
    "与会人员一致表示，坚决服从安排，全力以赴完成任务。",
    "会议明确，进一步完善台账资料，做到有据可查。",
];

/// One sheet of minutes; apart from the date nothing is its own.
fn minutes(head: Rgb, title: &str, date: &str, place: &str, body: &[&str], wear: u64) -> Canvas {
    let mut c = Canvas::new(1500, 2120, [248, 248, 245]);
    c.dirt(0.025, 0.012, 400.0, wear);
    let size = (1220.0 / super::text::width(title, 100.0).max(1.0) * 100.0).min(118.0);
    centred(&mut c, 750.0, 110.0, title, Style::bold(size, head));
    c.rect(130.0, 275.0, 1240.0, 8.0, head);
    write(&mut c, 130.0, 320.0, "时间：", Style::bold(74.0, BLACK));
    write(&mut c, 360.0, 306.0, date, Style { bold: 3.4, ..Style::hand(104.0, [24, 40, 150]) });
    write(&mut c, 130.0, 450.0, &format!("地点：{place}"), Style::print(66.0, BLACK));
    write(&mut c, 130.0, 550.0, "参加：全体成员", Style::print(66.0, BLACK));
    let mut y = 680.0;
    for words in body {
        y = wrapped(&mut c, (130.0, y), 1240.0, 92.0, words, Style::print(62.0, BLACK)) + 18.0;
    }
    write(&mut c, 800.0, 1960.0, "（按要求落实）", Style::print(62.0, BLACK));
    c
}

/// Two sheets of minutes side by side: the same words, another date.
pub(super) fn copies(seed: u64) -> World {
    let mut place = Place::new(seed, 10);
    let camera = place.camera(V(0.0, 0.40, -0.115), V(0.0, 0.0, -0.008), 0.012, false);
    let top = place.turn(&DESKS);
    let top = place.near(top);
    let mut w = desk(camera, seed, top);
    w.key = 0.225;
    let head = place.turn(&[[190, 26, 30], BLACK, [24, 60, 130]]);
    let title = place.turn(&TITLES);
    let hall = place.turn(&["二楼会议室", "三楼小会议室", "一号会议室", "办公楼 205 室"]);
    let start = place.number(0, 7) as usize;
    let body: Vec<&str> = SPEECH.iter().cycle().skip(start).take(5).copied().collect();
    let (month, day) = (place.turn(&[3, 3, 2, 4]), place.number(1, 20));
    let dates = [format!("{month} 月 {day} 日"), format!("{month} 月 {} 日", day + 7)];
    let tilt = place.rng.range(0.015, 0.05);
    for (date, x, yaw) in
        dates.iter().zip([(-0.121), 0.121]).zip([tilt, -tilt * 0.7]).map(|((d, x), t)| (d, x, t))
    {
        let sheet = minutes(head, title, date, hall, &body, place.wear());
        let sheet = w.paint(sheet);
        let frame = Frame { at: V(x, 0.0, place.rng.range(-0.008, 0.008)), yaw: -yaw };
        let white = Look::colour([240, 240, 236]);
        w.part(frame, V(0.0, 0.0, 0.0), V(0.21, 0.0014, 0.297), white);
        sheet_of_paper(&mut w, sheet, frame.at + V(0.0, 0.0018, 0.0), (0.21, 0.297), yaw);
    }
    match place.turn(&[0, 1, 2]) {
        0 => pen(&mut w, V(0.0, 0.0025, -0.155), 0.12, [30, 30, 34]),
        1 => {
            // A highlighter that somebody used to compare.
            pen(&mut w, V(-0.075, 0.0025, -0.15), -0.05, [226, 206, 40]);
        }
        _ => {
            let clip = Look::colour([40, 42, 46]).gloss(0.4, 0.1);
            for x in [-0.12, 0.12] {
                w.solid(V(x, 0.0018, 0.148), V(0.03, 0.008, 0.02), clip);
            }
        }
    }
    let folder = place.turn(&[[60, 90, 140], [150, 60, 50], [70, 110, 80], [200, 170, 60]]);
    let folder = Look::colour(tone(folder, 0.95));
    w.block(V(0.05, 0.0, 0.25), V(0.46, 0.018, 0.16), place.rng.range(-0.1, 0.1), [folder; 3]);
    w
}
