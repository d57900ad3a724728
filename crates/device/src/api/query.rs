//! What a screen asks. One query per screen.

use mingcha_domain::{
    figures::Figure,
    ids::{CheckId, FindingId, SuggestionId, UnitId},
    time::Day,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which of my records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MineFilter {
    /// All.
    #[default]
    All,
    /// Not handed in.
    Open,
    /// Something came back.
    Returned,
    /// Only on this device.
    Unsent,
}

/// What a screen asks. The answer is the view of the same name.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "get", rename_all = "snake_case")]
pub enum Query {
    /// Who am I, in which realm, with which settings.
    Start,
    /// Who is on this device. Answered by [`crate::People`], also while locked.
    People,
    /// Today: orders, the outing under way, checks begun, what came back.
    Today,
    /// Everything needed to set out or to begin a check without an order.
    Choices {
        /// Part of a site's name or address; empty for the first ones.
        search: String,
    },
    /// A check with its checklist.
    Check {
        /// Check.
        check: CheckId,
    },
    /// A finding, as its author or its lead sees it.
    Finding {
        /// Finding.
        finding: FindingId,
    },
    /// A suggestion.
    Suggestion {
        /// Suggestion.
        suggestion: SuggestionId,
    },
    /// Everything I did, newest first.
    Mine {
        /// Which.
        filter: MineFilter,
        /// Part of a site's name, a finding's wording or an address; empty for all.
        search: String,
        /// Continue after this row; empty for the first page.
        after: String,
    },
    /// Sync state and storage.
    Sync,
    /// What would be left behind if the profile ended here now.
    Leaving,
    /// What a lead has to judge: key first, then grave, then oldest, grouped by site.
    Queue,
    /// The five figures.
    Figures {
        /// First day.
        from: Day,
        /// Last day.
        to: Day,
        /// Unit and everything below; absent for all that is here.
        unit: Option<UnitId>,
    },
    /// The records behind a figure.
    FigureRecords {
        /// Which.
        figure: Figure,
        /// First day.
        from: Day,
        /// Last day.
        to: Day,
        /// Unit and everything below.
        unit: Option<UnitId>,
        /// Continue after this row; empty for the first page.
        after: String,
    },
    /// Circulars for me.
    Circulars,
    /// The day in the field, for a lead.
    TeamToday,
    /// A check as plain text.
    Brief {
        /// Check.
        check: CheckId,
        /// `zh` or `en`.
        language: String,
    },
    /// Wordings used before for findings of an item.
    Phrases {
        /// Check.
        check: CheckId,
        /// Item; absent for findings without one.
        item: Option<String>,
    },
    /// Photos of a finding that were used before, as far as this device can know.
    ReusedPhotos {
        /// Finding.
        finding: FindingId,
    },
    /// Who else may read the outing of a check, and to whom a lead can give access.
    Access {
        /// Check.
        check: CheckId,
    },
    /// What was found earlier at the place of a check.
    EarlierFindings {
        /// Check.
        check: CheckId,
    },
    /// Known sites that look like one being added.
    SimilarSites {
        /// Name on its door.
        name: String,
        /// Address.
        address: String,
    },
    /// The code by which another phone joins a check.
    ShareCode {
        /// Check.
        check: CheckId,
    },
}
