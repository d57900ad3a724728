//! The painted photos of the demo city (`assets/demo/photos`), each given out once.

use include_dir::{Dir, include_dir};
use std::collections::{BTreeMap, BTreeSet};

static PHOTOS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../assets/demo/photos");

/// Length of an EXIF time, `2026:03:16 10:21:33`.
const TIME: usize = 19;

/// A photo as a camera leaves it, with its thumbnail.
#[derive(Debug, Clone)]
pub struct Shot {
    /// JPEG with EXIF.
    pub original: Vec<u8>,
    /// Small JPEG, upright.
    pub thumbnail: Vec<u8>,
    /// Taken with the telephone upright.
    pub portrait: bool,
}

/// Photos by scene that were not given out yet.
pub struct Album {
    left: BTreeMap<&'static str, Vec<&'static str>>,
    given: BTreeMap<String, &'static str>,
    kept: BTreeMap<String, usize>,
    topped: BTreeSet<String>,
}

impl Album {
    /// All photos.
    #[must_use]
    pub fn whole() -> Self {
        let mut left: BTreeMap<&'static str, Vec<&'static str>> = BTreeMap::new();
        for file in PHOTOS.files() {
            let name = file.path().to_str().and_then(|n| n.strip_suffix(".jpg"));
            let Some((scene, seed)) = name.and_then(|n| n.rsplit_once('-')) else { continue };
            if !seed.is_empty() && seed.bytes().all(|b| b.is_ascii_digit()) {
                left.entry(scene).or_default().push(seed);
            }
        }
        for seeds in left.values_mut() {
            seeds.sort_unstable_by(|a, b| b.cmp(a));
        }
        Self { left, given: BTreeMap::new(), kept: BTreeMap::new(), topped: BTreeSet::new() }
    }

    /// Keeps one more photo of a scene for those who ask with `told`.
    pub fn keep(&mut self, scene: &str) {
        *self.kept.entry(scene.to_owned()).or_default() += 1;
    }

    /// Keeps so many besides, once.
    pub fn keep_at_least(&mut self, scene: &str, more: usize) {
        if self.topped.insert(scene.to_owned()) {
            *self.kept.entry(scene.to_owned()).or_default() += more;
        }
    }

    /// A photo of a scene that was given out before.
    pub fn again(&self, scene: &str, time: &str) -> Option<Shot> {
        shot(scene, self.given.get(scene)?, time)
    }

    /// A photo of `scene` that nobody had yet, taken at `time`; with `after`, the one of that scene
    /// from the same place. Nothing once all are given out, or kept for what is told on purpose.
    pub fn next(
        &mut self,
        scene: &str,
        after: Option<&str>,
        time: &str,
        told: bool,
    ) -> Option<(Shot, Option<Shot>)> {
        let kept = self.kept.entry(scene.to_owned()).or_default();
        let seeds = self.left.get_mut(scene)?;
        if told {
            *kept = kept.saturating_sub(1);
        } else if seeds.len() <= *kept {
            return None;
        }
        let seed = seeds.pop()?;
        for scene in [Some(scene), after].into_iter().flatten() {
            self.given.entry(scene.to_owned()).or_insert(seed);
        }
        if let Some(seeds) = after.and_then(|after| self.left.get_mut(after)) {
            seeds.retain(|s| *s != seed);
        }
        let after = after.and_then(|after| shot(after, seed, time));
        Some((shot(scene, seed, time)?, after))
    }
}

fn shot(scene: &str, seed: &str, time: &str) -> Option<Shot> {
    let bytes = |suffix: &str| {
        PHOTOS.get_file(format!("{scene}-{seed}{suffix}")).map(|f| f.contents().to_vec())
    };
    let (mut original, thumbnail) = (bytes(".jpg")?, bytes(".t.jpg")?);
    // Every place where EXIF has a time is overwritten with the time of the visit.
    let stamp = |w: &[u8]| matches!(w, [b'2', b'0', _, _, b':', _, _, b':', ..]);
    let found: Vec<usize> = original
        .windows(TIME)
        .take(1_024)
        .enumerate()
        .filter(|(_, w)| stamp(w))
        .map(|(at, _)| at)
        .collect();
    for at in found {
        let old = original.iter_mut().skip(at).take(TIME);
        old.zip(time.bytes()).for_each(|(to, from)| *to = from);
    }
    let portrait = sides(&thumbnail).is_some_and(|(width, height)| height > width);
    Some(Shot { original, thumbnail, portrait })
}

/// Width and height of a baseline JPEG.
fn sides(jpeg: &[u8]) -> Option<(u16, u16)> {
    let frame = jpeg.windows(9).find(|w| matches!(w, [0xff, 0xc0, ..]))?;
    let [_, _, _, _, _, h1, h2, w1, w2] = frame else { return None };
    Some((u16::from_be_bytes([*w1, *w2]), u16::from_be_bytes([*h1, *h2])))
}
