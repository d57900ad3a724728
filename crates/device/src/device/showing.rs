//! Pictures for the interface.

use super::{Device, locked};
use crate::{
    api::{Error, ErrorCode},
    photo::{ContactSheet, Picture, PictureAddress, contact_sheet},
    store,
};
use mingcha_domain::{ids::EventId, photo::Variant};

const JPEG: &str = "image/jpeg";

impl Device {
    /// What such an address names.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] if it is not on this device, or one of a sheet's is not;
    /// [`ErrorCode::PhotoUnreadable`], [`ErrorCode::PhotoTruncated`], [`ErrorCode::PhotoTooLarge`]
    /// of a sheet's thumbnails; [`ErrorCode::Locked`].
    pub fn picture_at(&self, address: &PictureAddress) -> Result<Picture, Error> {
        match address {
            PictureAddress::Photo(photo, variant) => self.picture(*photo, *variant),
            PictureAddress::Sheet(sheet) => self.sheet(sheet),
        }
    }

    /// A picture's bytes, if they are here. An original that is on central only is not fetched.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`], [`ErrorCode::Locked`].
    pub fn picture(&self, photo: EventId, variant: Variant) -> Result<Picture, Error> {
        let bytes = self.bytes(photo, variant)?;
        let media_type = match bytes.as_slice() {
            [0xff, 0xd8, ..] => JPEG,
            [0x89, b'P', ..] => "image/png",
            [b'R', b'I', ..] => "image/webp",
            _ => "application/octet-stream",
        };
        Ok(Picture { bytes, media_type: media_type.to_owned() })
    }

    fn sheet(&self, sheet: &ContactSheet) -> Result<Picture, Error> {
        let thumbnail = |photo: &Option<EventId>| {
            photo.map(|photo| self.bytes(photo, Variant::Thumbnail)).transpose()
        };
        let thumbnails = sheet.photos.iter().map(thumbnail).collect::<Result<Vec<_>, _>>()?;
        let bytes = contact_sheet(&thumbnails, sheet.columns, sheet.cell)
            .map_err(|code| Error::new(code, "thumbnail"))?;
        Ok(Picture { bytes, media_type: JPEG.to_owned() })
    }

    fn bytes(&self, photo: EventId, variant: Variant) -> Result<Vec<u8>, Error> {
        let shared = self.gate.reading()?;
        let not_found = || Error::new(ErrorCode::NotFound, "no such picture here");
        let file = store::photo_files::get(&locked(&shared.reader), photo, variant)?;
        let hash = file.ok_or_else(not_found)?.bytes.sha256;
        let bytes = store::photos::get(&locked(&shared.photos), hash);
        let bytes = bytes.inspect_err(|error| shared.notice_damage(error))?;
        bytes.ok_or_else(not_found)
    }
}
