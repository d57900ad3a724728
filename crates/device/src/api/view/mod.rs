//! What a screen shows. Shapes only; folded in `device/src/view/`.

mod access;
mod check;
mod circular;
mod figures;
mod finding;
mod help;
mod leaving;
mod lock;
mod parts;
mod people;
mod start;
mod sync;
mod team;
mod today;

pub use access::*;
pub use check::*;
pub use circular::*;
pub use figures::*;
pub use finding::*;
pub use help::*;
pub use leaving::*;
pub use lock::*;
pub use parts::*;
pub use people::*;
pub use start::*;
pub use sync::*;
pub use team::*;
pub use today::*;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The answer to a query.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "view", rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "made once, serialised, dropped")]
pub enum View {
    /// See [`StartView`].
    Start(StartView),
    /// See [`PeopleView`].
    People(PeopleView),
    /// See [`TodayView`].
    Today(TodayView),
    /// See [`ChoicesView`].
    Choices(ChoicesView),
    /// See [`CheckView`].
    Check(CheckView),
    /// See [`FindingView`].
    Finding(FindingView),
    /// See [`SuggestionView`].
    Suggestion(SuggestionView),
    /// See [`MineView`].
    Mine(MineView),
    /// See [`SyncView`].
    Sync(SyncView),
    /// See [`LeavingView`].
    Leaving(LeavingView),
    /// See [`QueueView`].
    Queue(QueueView),
    /// See [`FiguresView`].
    Figures(FiguresView),
    /// See [`FigureRecordsView`].
    FigureRecords(FigureRecordsView),
    /// See [`ShareCodeView`].
    ShareCode(ShareCodeView),
    /// See [`CircularsView`].
    Circulars(CircularsView),
    /// See [`TeamTodayView`].
    TeamToday(TeamTodayView),
    /// See [`BriefView`].
    Brief(BriefView),
    /// See [`PhrasesView`].
    Phrases(PhrasesView),
    /// See [`ReusedPhotosView`].
    ReusedPhotos(ReusedPhotosView),
    /// See [`AccessView`].
    Access(AccessView),
    /// See [`EarlierFindingsView`].
    EarlierFindings(EarlierFindingsView),
    /// See [`SimilarSitesView`].
    SimilarSites(SimilarSitesView),
}
