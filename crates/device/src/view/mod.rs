//! What screens show, folded when asked.

mod check;
mod choices;
mod figures;
mod finding;
mod mine;
mod parts;
mod queue;
mod start;
mod suggestion;
mod sync;
mod today;

pub use parts::{person, place_of};

use crate::{
    api::{Error, ErrorCode, Query, ShareCodeView, SyncState, View},
    platform::Platform,
    spot_check,
    store::identity::Identity,
    world::{Known, Streams},
};
use mingcha_domain::{directory::Directory, ids::UserId, time::Day};
use rusqlite::Connection;
use std::path::Path;

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

    fn today(&self) -> Day {
        self.platform.now().day(self.offset_min())
    }
}

/// Folds the view of a query.
pub fn answer(seen: &Seen<'_>, query: Query) -> Result<View, Error> {
    match query {
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
        Query::Queue => queue::queue(seen).map(View::Queue),
        Query::Figures { from, to, unit } => {
            figures::figures(seen, from, to, unit).map(View::Figures)
        }
        Query::FigureRecords { figure, from, to, unit, after } => {
            figures::records(seen, figure, (from, to), unit, &after).map(View::FigureRecords)
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
