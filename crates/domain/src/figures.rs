//! The figures that the leadership reads, folded from records and from nothing else.
//!
//! Each record counts on the business day of its own first event (its claimed time, moved into the
//! honest interval) and for the unit of its outing's team.

use crate::{
    fold::{Stream, Subject},
    ids::UnitId,
    judgement::Standing,
    time::{Day, HonestInterval},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One of the five figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// 人次: people present, summed over counted outings.
    InspectorTimes,
    /// 批次: outings with at least one submitted check.
    Outings,
    /// 家次: submitted spot checks.
    UnitTimes,
    /// 发现并督促整改: approved findings for which rectification was demanded.
    FindingsPressed,
    /// 意见建议: approved suggestions.
    Suggestions,
}

impl Figure {
    /// In the order in which they are read out.
    pub const ALL: [Self; 5] = [
        Self::InspectorTimes,
        Self::Outings,
        Self::UnitTimes,
        Self::FindingsPressed,
        Self::Suggestions,
    ];

    /// Name in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::InspectorTimes => "inspector_times",
            Self::Outings => "outings",
            Self::UnitTimes => "unit_times",
            Self::FindingsPressed => "findings_pressed",
            Self::Suggestions => "suggestions",
        }
    }
}

/// What one record adds to one figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contribution {
    /// Figure.
    pub figure: Figure,
    /// By how much.
    pub amount: u32,
    /// Business day.
    pub day: Day,
    /// Unit for which it counts; with it, for every unit above.
    pub unit: UnitId,
    /// Central has not confirmed the time yet.
    pub provisional: bool,
}

/// What a stream adds. `unit` is that of its outing's team; `has_submitted_check` matters for an
/// outing only.
#[must_use]
pub fn contributions(
    stream: &Stream,
    unit: UnitId,
    has_submitted_check: bool,
    utc_offset_min: i32,
) -> Vec<Contribution> {
    let add = |figure, amount, when: Option<HonestInterval>| {
        let when = when?;
        let day = when.clamped().day(utc_offset_min);
        Some(Contribution { figure, amount, day, unit, provisional: when.latest.is_none() })
    };
    let added = match &stream.subject {
        Subject::Outing(outing) if has_submitted_check => {
            let people = u32::try_from(outing.people()).unwrap_or(u32::MAX);
            vec![
                add(Figure::InspectorTimes, people, outing.when),
                add(Figure::Outings, 1, outing.when),
            ]
        }
        Subject::Check(check) if check.submission.is_some() => {
            vec![add(Figure::UnitTimes, 1, check.when)]
        }
        Subject::Finding(finding) => {
            let when = finding.judged.revisions.first().map(|r| r.when);
            let demanded = finding
                .judged
                .content()
                .is_some_and(|c| c.rectification != crate::finding::Rectification::NotDemanded);
            match finding.judged.standing(&stream.ancestry) {
                Standing::Approved | Standing::ApprovedWithEdits if demanded => {
                    vec![add(Figure::FindingsPressed, 1, when)]
                }
                Standing::TurnedIntoSuggestion => vec![add(Figure::Suggestions, 1, when)],
                _ => vec![],
            }
        }
        Subject::Suggestion(suggestion) => {
            let when = suggestion.judged.revisions.first().map(|r| r.when);
            match suggestion.judged.standing(&stream.ancestry) {
                Standing::Approved | Standing::ApprovedWithEdits => {
                    vec![add(Figure::Suggestions, 1, when)]
                }
                _ => vec![],
            }
        }
        _ => vec![],
    };
    added.into_iter().flatten().collect()
}
