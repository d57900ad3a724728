//! What screens show, folded when asked.

mod access;
mod alike;
mod brief;
mod check;
mod choices;
mod circulars;
mod figures;
mod finding;
mod held;
mod leaving;
mod mine;
mod parts;
mod queue;
mod reused;
mod sealed;
mod start;
mod suggestion;
mod sync;
mod team;
mod today;

pub use parts::{only_here, person, place_of};
pub use start::settings;
pub use sync::free_bytes;

use crate::{
    api::{Error, ErrorCode, PhrasesView, Query, ShareCodeView, SyncState, View},
    finding as findings,
    platform::Platform,
    spot_check, store,
    store::identity::Identity,
    world::{Known, Streams},
};
use mingcha_domain::{
    directory::Directory,
    ids::UserId,
    time::{Day, Millis},
};
use rusqlite::Connection;
use std::{path::Path, sync::Mutex};

/// Wordings offered for a finding.
const PHRASES: usize = 6;
const DAY_MS: i64 = 86_400_000;

/// What views are folded from.
pub struct Seen<'a> {
    /// The store.
    pub connection: &'a Connection,
    /// Folded streams.
    pub streams: Streams<'a>,
    /// Who looks.
    pub identity: &'a Identity,
    /// Clock.
    pub platform: &'a Platform,
    /// What sync is doing.
    pub sync: &'a SyncState,
    /// The profile's folder.
    pub dir: &'a Path,
    /// The store of photos.
    pub photos: &'a Mutex<Connection>,
    /// What copies of photos are found by.
    pub prints: &'a Mutex<store::photo_prints::Held>,
}

impl Seen<'_> {
    fn known(&self) -> &Known {
        self.streams.known
    }

    fn directory(&self) -> &Directory {
        &self.streams.known.directory
    }

    fn me(&self) -> Option<UserId> {
        self.identity.enrolled.as_ref().map(|e| e.user)
    }

    fn offset_min(&self) -> i32 {
        self.identity.enrolled.as_ref().map_or(480, |e| e.genesis.utc_offset_min)
    }

    /// Local midnight by the device's clock.
    fn midnight(&self) -> Millis {
        let offset = i64::from(self.offset_min()) * 60_000;
        Millis((self.platform.now().0 + offset).div_euclid(DAY_MS) * DAY_MS - offset)
    }

    fn today(&self) -> Day {
        self.platform.now().day(self.offset_min())
    }
}

/// Folds the view of a query, all of it as the store was at one moment.
pub fn answer(seen: &Seen<'_>, query: Query) -> Result<View, Error> {
    // One snapshot for all statements: nothing half arrived is shown, and the file is locked once.
    let _snapshot = seen.connection.unchecked_transaction()?;
    match query {
        Query::People => Err(Error::new(ErrorCode::Internal, "asked of one profile")),
        Query::Start => start::start(seen).map(View::Start),
        Query::Today => today::today(seen).map(View::Today),
        Query::Choices { search } => choices::choices(seen, &search).map(View::Choices),
        Query::Check { check } => check::check(seen, check).map(View::Check),
        Query::Finding { finding } => finding::finding(seen, finding).map(View::Finding),
        Query::Suggestion { suggestion } => {
            suggestion::suggestion(seen, suggestion).map(View::Suggestion)
        }
        Query::Mine { filter, search, after } => {
            mine::mine(seen, filter, &search, &after).map(View::Mine)
        }
        Query::Sync => sync::sync(seen).map(View::Sync),
        Query::Leaving => leaving::leaving(seen).map(View::Leaving),
        Query::Queue => queue::queue(seen).map(View::Queue),
        Query::Figures { from, to, unit } => {
            figures::figures(seen, from, to, unit).map(View::Figures)
        }
        Query::FigureRecords { figure, from, to, unit, after } => {
            figures::records(seen, figure, (from, to), unit, &after).map(View::FigureRecords)
        }
        Query::Circulars => circulars::circulars(seen).map(View::Circulars),
        Query::TeamToday => team::team_today(seen).map(View::TeamToday),
        Query::Brief { check, language } => brief::brief(seen, check, &language).map(View::Brief),
        Query::Phrases { check, item } => {
            let place = findings::phrase_place(&seen.streams, check, item.as_deref())?;
            let phrases = store::phrases::of(seen.connection, &place, PHRASES)?;
            Ok(View::Phrases(PhrasesView { phrases }))
        }
        Query::ReusedPhotos { finding } => reused::reused(seen, finding).map(View::ReusedPhotos),
        Query::Access { check } => access::access(seen, check).map(View::Access),
        Query::EarlierFindings { check } => {
            finding::earlier(seen, check).map(View::EarlierFindings)
        }
        Query::SimilarSites { name, address } => {
            alike::sites(seen, &name, &address).map(View::SimilarSites)
        }
        Query::ShareCode { check } => {
            let code = spot_check::share(&seen.streams, check)?;
            let drawn = qrcode::QrCode::with_error_correction_level(&code, qrcode::EcLevel::L)
                .map_err(|e| Error::new(ErrorCode::Internal, e.to_string()))?;
            let svg =
                drawn.render::<qrcode::render::svg::Color<'_>>().min_dimensions(280, 280).build();
            Ok(View::ShareCode(ShareCodeView { code, svg }))
        }
    }
}
