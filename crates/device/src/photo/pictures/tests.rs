use super::*;
use jpeg_encoder::SamplingFactor;

/// A picture whose corners differ, so that no turn of it looks like another.
fn photo(width: u16, height: u16, sampling: SamplingFactor, colour: ColorType) -> Vec<u8> {
    let channels = if matches!(colour, ColorType::Luma) { 1 } else { 3 };
    let mut pixels = Vec::new();
    for y in 0..u32::from(height) {
        for x in 0..u32::from(width) {
            let across = x * 255 / u32::from(width);
            let down = y * 255 / u32::from(height);
            let corner = if x < 90 && y < 60 { 200 } else { 30 };
            let rgb = [across, down, corner].map(|v| u8::try_from(v).unwrap());
            pixels.extend(&rgb[..channels]);
        }
    }
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 92);
    encoder.set_sampling_factor(sampling);
    encoder.encode(&pixels, width, height, colour).unwrap();
    bytes
}

/// The other way: all pixels, as red, green and blue.
fn slowly(bytes: &[u8], orientation: u8) -> Pictures {
    let whole = jpeg(bytes).unwrap();
    let large = oriented(shrunk(&whole, PREVIEW).unwrap(), orientation);
    let small = shrunk(&large, THUMBNAIL).unwrap();
    Pictures {
        width: large.width,
        height: large.height,
        preview: encoded(&large).unwrap(),
        thumbnail: encoded(&small).unwrap(),
    }
}

/// Mean difference of two JPEGs of about the same size, in shades.
fn difference(a: &[u8], b: &[u8]) -> f64 {
    let (a, b) = (jpeg(a).unwrap(), jpeg(b).unwrap());
    assert!(a.width.abs_diff(b.width) <= 1 && a.height.abs_diff(b.height) <= 1);
    let (width, height) = (a.width.min(b.width) as usize, a.height.min(b.height) as usize);
    let mut sum = 0_u64;
    for y in 0..height {
        for n in 0..width * 3 {
            let at = |p: &Rgb| p.pixels[y * p.width as usize * 3 + n];
            sum += u64::from(at(&a).abs_diff(at(&b)));
        }
    }
    sum as f64 / (width * height * 3) as f64
}

#[test]
fn both_ways_make_the_same_pictures_however_the_camera_was_held() {
    let kinds = [
        (SamplingFactor::F_2_2, ColorType::Rgb),
        (SamplingFactor::F_2_1, ColorType::Rgb),
        (SamplingFactor::F_1_1, ColorType::Rgb),
        (SamplingFactor::F_1_1, ColorType::Luma),
    ];
    for (sampling, colour) in kinds {
        for orientation in 1..=8 {
            let bytes = photo(641, 479, sampling, colour);
            let quick = planes::make(&bytes, orientation).unwrap();
            let slow = slowly(&bytes, orientation);
            assert_eq!((quick.width, quick.height), (slow.width, slow.height));
            let off = difference(&quick.preview, &slow.preview);
            assert!(off < 3.0, "{sampling:?} {colour:?} {orientation}: {off}");
            let off = difference(&quick.thumbnail, &slow.thumbnail);
            assert!(off < 4.0, "{sampling:?} {colour:?} {orientation}, thumbnail: {off}");
        }
    }
}

#[test]
fn a_preview_is_about_as_long_as_it_shall_be_and_never_larger_than_its_photo() {
    for (width, height) in
        [(4032, 3024), (3264, 2448), (4624, 3468), (2049, 300), (600, 40), (1, 1)]
    {
        let bytes = photo(width, height, SamplingFactor::F_2_2, ColorType::Rgb);
        let made = make(&bytes, Kind::Jpeg, 6).unwrap();
        assert_eq!((made.width, made.height), (height.into(), width.into()));
        let preview = jpeg(&made.preview).unwrap();
        let longest = preview.width.max(preview.height);
        let wanted = PREVIEW.min(width.into());
        assert!(longest.abs_diff(wanted) <= (wanted / 20).max(1), "{width}: {longest}");
        let small = jpeg(&made.thumbnail).unwrap();
        assert!(small.width.max(small.height) <= THUMBNAIL + THUMBNAIL / 20);
    }
}

#[test]
fn what_is_cut_off_is_said_and_nothing_else_is_refused() {
    let bytes = photo(640, 480, SamplingFactor::F_2_2, ColorType::Rgb);
    let cut = make(&bytes[..bytes.len() / 2], Kind::Jpeg, 1);
    assert_eq!(cut.err(), Some(ErrorCode::PhotoTruncated));
    let mut trailed = bytes;
    trailed.extend(b"a maker's own data");
    assert!(make(&trailed, Kind::Jpeg, 1).is_ok());
}

/// A thumbnail of one colour.
fn plain(width: u16, height: u16, rgb: [u8; 3]) -> Option<Vec<u8>> {
    let pixels = rgb.repeat(usize::from(width) * usize::from(height));
    let (width, height) = (width.into(), height.into());
    Some(encoded(&Rgb { width, height, pixels }).unwrap())
}

#[test]
fn a_contact_sheet_has_each_thumbnail_in_its_cell_and_nothing_in_an_empty_one() {
    let (red, green, blue) = ([220, 30, 30], [30, 200, 40], [20, 30, 220]);
    let thumbnails = [plain(256, 192, red), None, plain(144, 256, green), plain(40, 30, blue)];
    let sheet = jpeg(&contact_sheet(&thumbnails, 3, 100).unwrap()).unwrap();
    assert_eq!((sheet.width, sheet.height), (300, 200));
    let at = |x: usize, y: usize| &sheet.pixels[(y * 300 + x) * 3..][..3];
    for (cell, colour) in [(0, red), (1, [0x80; 3]), (2, green), (3, blue), (4, [0x80; 3])] {
        // From edge to edge, but for the shade in which the coder mixes neighbours.
        for (x, y) in [(20, 20), (80, 20), (50, 50), (20, 80), (80, 80)] {
            let seen = at(cell % 3 * 100 + x, cell / 3 * 100 + y);
            let off = seen.iter().zip(colour).map(|(a, b)| a.abs_diff(b)).max().unwrap();
            assert!(off < 12, "{cell} at {x}, {y}: {seen:?}");
        }
    }
}

#[test]
fn a_contact_sheet_of_what_is_no_thumbnail_is_refused() {
    let good = plain(256, 192, [9, 9, 9]);
    let sheet = |odd: Vec<u8>| contact_sheet(&[good.clone(), Some(odd)], 2, 100).err();
    assert_eq!(sheet(b"no picture".to_vec()), Some(ErrorCode::PhotoUnreadable));
    let whole = photo(256, 192, SamplingFactor::F_2_2, ColorType::Rgb);
    assert_eq!(sheet(whole[..300].to_vec()), Some(ErrorCode::PhotoTruncated));
    let large = photo(2048, 1536, SamplingFactor::F_2_2, ColorType::Rgb);
    assert_eq!(sheet(large), Some(ErrorCode::PhotoTooLarge));
}
