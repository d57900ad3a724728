//! The EXIF block of a camera's JPEG: written by hand, little-endian TIFF.

/// What the camera notes down.
#[derive(Debug, Clone, Copy)]
pub struct Exif<'a> {
    /// 1 stored upright, 6 stored lying on its side.
    pub orientation: u16,
    /// Local time, `2026:03:16 10:21:33`.
    pub taken: &'a str,
    /// Latitude north, millionths of a degree.
    pub lat_udeg: i32,
    /// Longitude east, millionths of a degree.
    pub lon_udeg: i32,
    /// Stored width.
    pub width: u32,
    /// Stored height.
    pub height: u32,
}

enum Field {
    Bytes(Vec<u8>),
    Ascii(String),
    Short(u16),
    Long(u32),
    Rationals(Vec<(u32, u32)>),
}

impl Field {
    fn kind(&self) -> u16 {
        match self {
            Self::Bytes(_) => 1,
            Self::Ascii(_) => 2,
            Self::Short(_) => 3,
            Self::Long(_) => 4,
            Self::Rationals(_) => 5,
        }
    }

    fn count(&self) -> u32 {
        match self {
            Self::Bytes(b) => b.len() as u32,
            Self::Ascii(s) => s.len() as u32 + 1,
            Self::Short(_) | Self::Long(_) => 1,
            Self::Rationals(r) => r.len() as u32,
        }
    }

    fn data(&self) -> Vec<u8> {
        match self {
            Self::Bytes(b) => b.clone(),
            Self::Ascii(s) => s.bytes().chain([0]).collect(),
            Self::Short(v) => v.to_le_bytes().to_vec(),
            Self::Long(v) => v.to_le_bytes().to_vec(),
            Self::Rationals(r) => {
                r.iter().flat_map(|(n, d)| [n.to_le_bytes(), d.to_le_bytes()].concat()).collect()
            }
        }
    }
}

/// One directory that starts at `at`, with its long values behind it. Tags must be in order.
fn directory(at: u32, fields: &[(u16, Field)]) -> Vec<u8> {
    let head = 2 + 12 * fields.len() as u32 + 4;
    let mut table = (fields.len() as u16).to_le_bytes().to_vec();
    let mut values = Vec::new();
    for (tag, field) in fields {
        table.extend(tag.to_le_bytes());
        table.extend(field.kind().to_le_bytes());
        table.extend(field.count().to_le_bytes());
        let mut data = field.data();
        if data.len() <= 4 {
            data.resize(4, 0);
            table.extend(data);
        } else {
            table.extend((at + head + values.len() as u32).to_le_bytes());
            values.extend(data);
            if values.len() % 2 == 1 {
                values.push(0);
            }
        }
    }
    table.extend([0; 4]);
    table.extend(values);
    table
}

fn degrees(udeg: i32) -> Field {
    let all = u64::from(udeg.unsigned_abs());
    let (d, rest) = (all / 1_000_000, all % 1_000_000);
    let (m, rest) = (rest * 60 / 1_000_000, rest * 60 % 1_000_000);
    // A second is 1/3600 degree: four digits keep the millionth.
    let s = (rest * 60 + 50) / 100;
    Field::Rationals(vec![(d as u32, 1), (m as u32, 1), (s as u32, 10_000)])
}

impl Exif<'_> {
    /// The TIFF structure, without the marker's `Exif\0\0`.
    #[must_use]
    pub fn tiff(&self) -> Vec<u8> {
        let ascii = |s: &str| Field::Ascii(s.to_owned());
        let main = |photo, place| {
            let fields = [
                (0x010f, ascii("Mingcha")),
                (0x0110, ascii("Demo Camera 12")),
                (0x0112, Field::Short(self.orientation)),
                (0x0131, ascii("drawn for demonstration")),
                (0x0132, ascii(self.taken)),
                (0x8769, Field::Long(photo)),
                (0x8825, Field::Long(place)),
            ];
            directory(8, &fields)
        };
        let photo_at = 8 + main(0, 0).len() as u32;
        let photo = directory(
            photo_at,
            &[
                (0x9003, ascii(self.taken)),
                (0x9004, ascii(self.taken)),
                (0x9011, ascii("+08:00")),
                (0xa002, Field::Long(self.width)),
                (0xa003, Field::Long(self.height)),
            ],
        );
        let place_at = photo_at + photo.len() as u32;
        let (lat, lon) = (self.lat_udeg, self.lon_udeg);
        let place = directory(
            place_at,
            &[
                (0, Field::Bytes(vec![2, 3, 0, 0])),
                (1, ascii(if lat < 0 { "S" } else { "N" })),
                (2, degrees(lat)),
                (3, ascii(if lon < 0 { "W" } else { "E" })),
                (4, degrees(lon)),
            ],
        );
        let mut tiff = b"II\x2a\0\x08\0\0\0".to_vec();
        tiff.extend(main(photo_at, place_at));
        tiff.extend(photo);
        tiff.extend(place);
        tiff
    }
}
