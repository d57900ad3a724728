//! The field's words as people read them outside the interface: in documents and briefs.

use crate::{
    finding::{Rectification, Severity},
    judgement::Standing,
    spot_check::{CheckKind, Outcome},
};

/// Chinese, English.
pub type Words = (&'static str, &'static str);

/// How a visit was made.
#[must_use]
pub const fn kind(kind: CheckKind) -> Words {
    match kind {
        CheckKind::Open => ("明察", "Open"),
        CheckKind::Covert => ("暗访", "Covert"),
        CheckKind::Remote => ("云监督", "Remote"),
        CheckKind::LookBack => ("回头看", "Look-back"),
    }
}

/// How a visit ended.
#[must_use]
pub const fn outcome(outcome: Outcome) -> Words {
    match outcome {
        Outcome::NothingFound => ("未发现问题", "Nothing found"),
        Outcome::Findings => ("发现问题", "Findings"),
        Outcome::Closed => ("暂停营业", "Closed for business"),
        Outcome::Refused => ("拒绝检查", "Refused"),
        Outcome::NoSuchPlace => ("查无此处", "No such place"),
    }
}

/// How grave a finding is.
#[must_use]
pub const fn severity(severity: Severity) -> Words {
    match severity {
        Severity::Ordinary => ("一般", "Ordinary"),
        Severity::Serious => ("较重", "Serious"),
        Severity::Grave => ("严重", "Grave"),
    }
}

/// What was demanded; the day stands beside it.
#[must_use]
pub const fn rectification(demanded: &Rectification) -> Words {
    match demanded {
        Rectification::OnTheSpot => ("当场整改", "Fixed on the spot"),
        Rectification::By(_) => ("限期整改", "To be fixed by a date"),
        Rectification::NotDemanded => ("不要求整改", "No demand"),
    }
}

/// What leads have said of it.
#[must_use]
pub const fn standing(standing: Standing) -> Words {
    match standing {
        Standing::Draft => ("未提交", "Not submitted"),
        Standing::ToBeJudged => ("待审核", "To be judged"),
        Standing::Approved => ("已通过", "Approved"),
        Standing::ApprovedWithEdits => ("改后通过", "Approved with edits"),
        Standing::Returned => ("退回补充", "Returned for more"),
        Standing::NotUpheld => ("不予认定", "Not upheld"),
        Standing::TurnedIntoSuggestion => ("转为意见建议", "Made a suggestion"),
        Standing::Merged => ("已并入另一问题", "Merged into another"),
        Standing::ChangedSince => ("内容已更新，需重新审核", "Changed since approval: judge again"),
        Standing::ContraryVerdicts => ("两位组长意见不一", "Two leads disagree"),
        Standing::Withdrawn => ("已撤销", "Withdrawn"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZH: &str = include_str!("../../../ui/src/words/names.zh.ts");
    const EN: &str = include_str!("../../../ui/src/words/names.en.ts");

    #[test]
    fn documents_call_things_what_the_interface_calls_them() {
        use {CheckKind as K, Outcome as O, Severity as S, Standing as St};
        let day = crate::time::Millis(0).day(0);
        let kinds = [K::Open, K::Covert, K::Remote, K::LookBack].map(kind);
        let ends = [O::NothingFound, O::Findings, O::Closed, O::Refused, O::NoSuchPlace];
        let demanded =
            [Rectification::OnTheSpot, Rectification::By(day), Rectification::NotDemanded];
        let standings = [
            St::Draft,
            St::ToBeJudged,
            St::Approved,
            St::ApprovedWithEdits,
            St::Returned,
            St::NotUpheld,
            St::TurnedIntoSuggestion,
            St::Merged,
            St::ChangedSince,
            St::ContraryVerdicts,
            St::Withdrawn,
        ];
        let all = kinds.into_iter().chain(ends.map(outcome));
        let all = all.chain([S::Ordinary, S::Serious, S::Grave].map(severity));
        let all =
            all.chain(standings.map(standing)).chain(demanded.each_ref().map(|d| rectification(d)));
        for (zh, en) in all {
            assert!(ZH.contains(&format!("'{zh}'")), "{zh}");
            assert!(EN.contains(&format!("'{en}'")), "{en}");
        }
    }
}
