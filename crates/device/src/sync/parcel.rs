//! Which files go together in one request: as much as the line takes in about a second.

use crate::store::photo_files::File;
use mingcha_domain::wire::{MAX_PARCEL, Reached};
use std::{
    collections::VecDeque,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// Smallest and largest parcel, bytes. Each lane holds one in memory.
const LEAST: u64 = 128 * 1024;
const MOST: u64 = 2 * 1024 * 1024;

/// A parcel that took less was too small for this line, one that took more too large.
const QUICK: Duration = Duration::from_millis(400);
const SLOW: Duration = Duration::from_millis(1_600);

/// How much a parcel holds on this line, as far as known.
#[derive(Debug)]
pub struct Pace(AtomicU64);

impl Default for Pace {
    fn default() -> Self {
        Self(AtomicU64::new(2 * LEAST))
    }
}

impl Pace {
    /// Bytes of the next parcel.
    pub fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Notes how long a parcel took, or a file by itself. What was far from a parcel's size says
    /// nothing of one that is slower for being larger, or quicker for being smaller.
    pub fn took(&self, bytes: u64, time: Duration) {
        let now = self.bytes();
        let next = match time {
            t if t < QUICK && bytes > now / 2 => now * 2,
            t if t > SLOW && bytes <= now => now / 2,
            _ => return,
        };
        self.0.store(next.clamp(LEAST, MOST), Ordering::Relaxed);
    }

    /// Notes a parcel that was cut off: too large, if it had taken too long by then.
    pub fn was_cut_off(&self, bytes: u64, time: Duration) {
        self.took(bytes, time.max(QUICK));
    }
}

/// A file with what is known of it at central.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// File.
    pub file: &'a File,
    /// `None`: the upload itself says.
    pub reached: Option<Reached>,
}

/// What one request takes along.
pub enum Going<'a> {
    /// A file by itself.
    One(Known<'a>),
    /// Files of which central has no byte.
    Together(Vec<Known<'a>>),
}

/// Files that wait for a lane, in the order of sending.
pub struct Waiting<'a>(Mutex<VecDeque<Known<'a>>>);

impl<'a> Waiting<'a> {
    /// All of them.
    pub fn new(files: Vec<Known<'a>>) -> Self {
        Self(Mutex::new(files.into()))
    }

    /// What goes next. `parcels`: whether central takes them.
    pub fn next(&self, pace: &Pace, parcels: bool) -> Option<Going<'a>> {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut parcel, mut room) = (vec![], pace.bytes());
        while parcels && parcel.len() < MAX_PARCEL {
            let fits = |next: &Known<'_>| {
                next.reached == Some(Reached::Nothing) && next.file.bytes.size <= room
            };
            let Some(next) = files.front().filter(|next| fits(next)) else { break };
            room -= next.file.bytes.size;
            parcel.extend(files.pop_front());
        }
        match parcel.len() {
            0 => files.pop_front().map(Going::One),
            1 => parcel.pop().map(Going::One),
            _ => Some(Going::Together(parcel)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mingcha_domain::{
        ids::{EventId, Hash},
        photo::{Bytes, Variant},
    };

    fn file(n: u8, size: u64) -> File {
        let bytes = Bytes { sha256: Hash([n; 32]), size };
        let (photo, variant) = (EventId([n; 32]), Variant::Preview);
        File { photo, variant, bytes, own: true, here: true, at_central: false }
    }

    #[test]
    fn new_files_go_together_in_their_order_and_all_others_by_themselves() {
        let sizes = [30_000, 30_000, 250_000, 10, 9_000_000, 20, 30];
        let files: Vec<File> = (0..).zip(sizes).map(|(n, size)| file(n, size)).collect();
        let known = |begun: u8| {
            let reached = |file: &File| (file.photo.0[0] != begun).then_some(Reached::Nothing);
            files.iter().map(|file| Known { file, reached: reached(file) }).collect()
        };
        let all = |parcels| {
            let waiting = Waiting::new(known(3));
            let pace = Pace::default();
            std::iter::from_fn(|| waiting.next(&pace, parcels))
                .map(|going| match going {
                    Going::One(one) => vec![one.file.photo.0[0]],
                    Going::Together(all) => all.iter().map(|k| k.file.photo.0[0]).collect(),
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(all(true), [vec![0, 1], vec![2], vec![3], vec![4], vec![5, 6]]);
        assert_eq!(all(false), (0..7).map(|n| vec![n]).collect::<Vec<_>>());
    }

    #[test]
    fn a_parcel_grows_on_a_fast_line_and_shrinks_on_a_slow_one() {
        let pace = Pace::default();
        let first = pace.bytes();
        pace.took(100, Duration::ZERO);
        assert_eq!(pace.bytes(), first, "a small one says nothing");
        pace.took(first, Duration::from_secs(1));
        assert_eq!(pace.bytes(), first);
        pace.took(first, Duration::ZERO);
        assert_eq!(pace.bytes(), 2 * first);
        (0..20).for_each(|_| pace.took(pace.bytes(), Duration::ZERO));
        assert_eq!(pace.bytes(), MOST);
        pace.took(2 * MOST, Duration::from_secs(30));
        assert_eq!(pace.bytes(), MOST, "a large file says nothing of parcels");
        (0..20).for_each(|_| pace.took(100, Duration::MAX));
        assert_eq!(pace.bytes(), LEAST);
        pace.took(2 * MOST, Duration::ZERO);
        assert_eq!(pace.bytes(), 2 * LEAST, "but one that was quick says that parcels may grow");
    }
}
