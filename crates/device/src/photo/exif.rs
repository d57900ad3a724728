//! What the camera wrote into the file. Missing or wrong EXIF never fails a capture.

use exif::{Exif, In, Reader, Tag, Value};
use mingcha_domain::site::Position;
use std::io::Cursor;

/// What EXIF says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// Orientation, 1 to 8.
    pub orientation: u8,
    /// Local time, `2026-03-16T14:05:09`, or empty.
    pub time: String,
    /// Time of the satellites, UTC, `2026-03-16T06:05:09`, or empty.
    pub gps_time: String,
    /// Maker and model, or empty.
    pub camera: String,
    /// Position.
    pub position: Option<Position>,
}

/// Cameras write EXIF before the picture, and a JPEG's is no longer than 64 KiB. Who has none would
/// be looked through to its last byte.
const JPEG_HEAD: usize = 1024 * 1024;

/// Reads what can be read.
pub fn read(bytes: &[u8]) -> Said {
    let head = match bytes {
        [0xff, 0xd8, ..] => bytes.get(..JPEG_HEAD).unwrap_or(bytes),
        _ => bytes,
    };
    let Ok(exif) = Reader::new().read_from_container(&mut Cursor::new(head)) else {
        return Said { orientation: 1, ..Said::default() };
    };
    let number = |tag| exif.get_field(tag, In::PRIMARY).and_then(|f| f.value.get_uint(0));
    let orientation = number(Tag::Orientation).and_then(|o| u8::try_from(o).ok());
    let make = text(&exif, Tag::Make);
    let model = text(&exif, Tag::Model);
    let camera = if model.starts_with(&make) { model } else { format!("{make} {model}") };
    Said {
        orientation: orientation.filter(|o| (1..=8).contains(o)).unwrap_or(1),
        time: time(&text(&exif, Tag::DateTimeOriginal)).unwrap_or_default(),
        gps_time: gps_time(&exif).unwrap_or_default(),
        camera: camera.trim().chars().take(80).collect(),
        position: position(&exif),
    }
}

fn text(exif: &Exif, tag: Tag) -> String {
    match exif.get_field(tag, In::PRIMARY).map(|f| &f.value) {
        Some(Value::Ascii(lines)) => lines
            .first()
            .map(|l| String::from_utf8_lossy(l).trim_matches(['\0', ' ']).to_owned())
            .unwrap_or_default(),
        _ => String::new(),
    }
}

/// `2026:03:16 14:05:09` as `2026-03-16T14:05:09`, if it is a time at all.
fn time(text: &str) -> Option<String> {
    chrono::NaiveDateTime::parse_from_str(text, "%Y:%m:%d %H:%M:%S")
        .ok()
        .map(|t| t.format("%Y-%m-%dT%H:%M:%S").to_string())
}

/// Date and time of the position, if both are there.
fn gps_time(exif: &Exif) -> Option<String> {
    let date = text(exif, Tag::GPSDateStamp);
    let Value::Rational(parts) = &exif.get_field(Tag::GPSTimeStamp, In::PRIMARY)?.value else {
        return None;
    };
    let whole = |part: &exif::Rational| part.num.checked_div(part.denom);
    let [hours, minutes, seconds] = parts.as_slice() else { return None };
    let (hours, minutes, seconds) = (whole(hours)?, whole(minutes)?, whole(seconds)?);
    time(&format!("{date} {hours:02}:{minutes:02}:{seconds:02}"))
}

fn position(exif: &Exif) -> Option<Position> {
    let lat_udeg = angle(exif, Tag::GPSLatitude, Tag::GPSLatitudeRef, "S", 90)?;
    let lon_udeg = angle(exif, Tag::GPSLongitude, Tag::GPSLongitudeRef, "W", 180)?;
    Some(Position { accuracy_m: None, lat_udeg, lon_udeg, mock: None })
}

/// Degrees, minutes and seconds as millionths of a degree, in whole numbers.
fn angle(exif: &Exif, tag: Tag, side: Tag, negative: &str, limit: i64) -> Option<i32> {
    let Value::Rational(parts) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
    let mut udeg = 0_i64;
    for (part, scale) in parts.iter().zip([1_000_000_i64, 60, 3_600]) {
        let (numerator, denominator) = (i64::from(part.num), i64::from(part.denom));
        if denominator == 0 {
            return None;
        }
        let unit = if scale == 1_000_000 { 1 } else { scale };
        udeg += numerator * 1_000_000 / denominator / unit;
    }
    let signed = if text(exif, side).starts_with(negative) { -udeg } else { udeg };
    (signed.abs() <= limit * 1_000_000).then_some(i32::try_from(signed).ok()?)
}
