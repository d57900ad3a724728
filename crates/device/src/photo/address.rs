//! How the interface names a picture: pictures never travel inside JSON.

use mingcha_domain::{ids::EventId, photo::Variant};
use std::str::FromStr;

/// Photos of a contact sheet at most.
pub const CELLS: usize = 64;
/// Side of a cell at most, pixels: no thumbnail has more.
pub const CELL: u32 = 256;

/// A picture that can be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureAddress {
    /// `<photo>/<variant>`: a photo's file as it is.
    Photo(EventId, Variant),
    /// `sheet/<columns>/<cell>/<photo>.<photo>…`: thumbnails side by side.
    Sheet(ContactSheet),
}

/// Thumbnails side by side in one picture, line by line, without anything between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactSheet {
    /// Cells of a line.
    pub columns: usize,
    /// Side of a cell, pixels.
    pub cell: u32,
    /// What each cell shows; `None` leaves it empty. At most [`CELLS`].
    pub photos: Vec<Option<EventId>>,
}

impl FromStr for PictureAddress {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let parts: Vec<_> = text.trim_matches('/').split('/').collect();
        match *parts.as_slice() {
            ["sheet", columns, cell, photos] => {
                let of = |one: &str| if one.is_empty() { Ok(None) } else { one.parse().map(Some) };
                let photos = photos.split('.').map(of).collect::<Result<Vec<_>, _>>();
                let sheet = ContactSheet {
                    columns: columns.parse().map_err(drop)?,
                    cell: cell.parse().map_err(drop)?,
                    photos: photos.map_err(drop)?,
                };
                let drawn = (1..=CELLS).contains(&sheet.photos.len())
                    && (1..=CELLS).contains(&sheet.columns)
                    && (1..=CELL).contains(&sheet.cell);
                if drawn { Ok(Self::Sheet(sheet)) } else { Err(()) }
            }
            [photo, variant] => {
                let variant = Variant::named(variant).ok_or(())?;
                Ok(Self::Photo(photo.parse().map_err(drop)?, variant))
            }
            _ => Err(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn photo(n: u8) -> EventId {
        EventId([n; 32])
    }

    #[test]
    fn a_file_of_a_photo() {
        let address = format!("/{}/thumbnail", photo(1)).parse();
        assert_eq!(address, Ok(PictureAddress::Photo(photo(1), Variant::Thumbnail)));
    }

    #[test]
    fn a_sheet_with_a_gap() {
        let address = format!("sheet/2/110/{}..{}", photo(1), photo(2)).parse();
        let photos = vec![Some(photo(1)), None, Some(photo(2))];
        let sheet = ContactSheet { columns: 2, cell: 110, photos };
        assert_eq!(address, Ok(PictureAddress::Sheet(sheet)));
    }

    #[test]
    fn nothing_else() {
        let many = vec![photo(1).to_string(); CELLS + 1].join(".");
        let one = photo(1);
        for wrong in [
            String::new(),
            one.to_string(),
            format!("{one}/huge"),
            "sheet/2/110".to_owned(),
            format!("sheet/0/110/{one}"),
            format!("sheet/2/0/{one}"),
            format!("sheet/2/257/{one}"),
            format!("sheet/2/-1/{one}"),
            "sheet/2/110/x".to_owned(),
            format!("sheet/2/110/{many}"),
            format!("sheet/2/110/{one}/more"),
        ] {
            assert_eq!(wrong.parse::<PictureAddress>(), Err(()), "{wrong}");
        }
    }
}
