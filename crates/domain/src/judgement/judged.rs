//! What findings and suggestions share: content in versions, submission, verdicts on one version.

use crate::{
    Refusal,
    fold::{Admitted, Ancestry, version_of},
    ids::{EventId, Hash, PublicKey},
    time::HonestInterval,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use ts_rs::TS;

/// Where something to be judged stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Not handed in.
    Draft,
    /// 待审核
    ToBeJudged,
    /// 已通过
    Approved,
    /// 改后通过
    ApprovedWithEdits,
    /// 退回补充
    Returned,
    /// 不予认定
    NotUpheld,
    /// 转为意见建议
    TurnedIntoSuggestion,
    /// Merged into another finding.
    Merged,
    /// 内容已更新，需重新审核: judged in an older version, handed in again.
    ChangedSince,
    /// Two leads judged the same version differently without seeing each other.
    ContraryVerdicts,
    /// Dropped by its author.
    Withdrawn,
}

/// A kind of verdict, as far as a standing follows from it.
pub trait Ruling {
    /// The standing that this verdict gives to the version it covers.
    fn standing(&self) -> Standing;
}

/// One verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Judgement<R> {
    /// Profile of the lead.
    pub by: PublicKey,
    /// Event.
    pub event: EventId,
    /// Verdict.
    pub ruling: R,
    /// Version it stands on.
    pub version: Hash,
    /// When.
    pub when: HonestInterval,
}

/// One state of the content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Revision<C> {
    /// Profile of the author.
    pub by: PublicKey,
    /// The content.
    pub content: C,
    /// Event.
    pub event: EventId,
    /// When.
    pub when: HonestInterval,
}

/// Content with its versions, submission and verdicts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Judged<C, R> {
    /// All states of the content, in fold order.
    pub revisions: Vec<Revision<C>>,
    /// Newest version that was handed in.
    pub submitted: Option<Hash>,
    /// When it was handed in last.
    pub submitted_when: Option<HonestInterval>,
    /// Verdicts, in fold order.
    pub judgements: Vec<Judgement<R>>,
    /// Dropped by its author.
    pub withdrawn: bool,
    /// Ids of the content events.
    pub content_ids: BTreeSet<EventId>,
}

impl<C, R> Default for Judged<C, R> {
    fn default() -> Self {
        Self {
            revisions: Vec::new(),
            submitted: None,
            submitted_when: None,
            judgements: Vec::new(),
            withdrawn: false,
            content_ids: BTreeSet::new(),
        }
    }
}

impl<C: Clone, R: Ruling + Clone + PartialEq> Judged<C, R> {
    /// Exact version: SHA-256 over the sorted ids of the content events.
    #[must_use]
    pub fn version(&self) -> Hash {
        version_of(&self.content_ids)
    }

    /// Content as it stands.
    #[must_use]
    pub fn content(&self) -> Option<&C> {
        self.revisions.last().map(|r| &r.content)
    }

    /// Content states that no other one was built on: more than one means that two people changed
    /// it without seeing each other.
    #[must_use]
    pub fn rival_revisions(&self, ancestry: &Ancestry) -> Vec<&Revision<C>> {
        self.revisions
            .iter()
            .filter(|r| !self.revisions.iter().any(|other| ancestry.covers(other.event, r.event)))
            .collect()
    }

    /// Verdicts that stand on the present version and that no other verdict was built on.
    #[must_use]
    pub fn covering(&self, ancestry: &Ancestry) -> Vec<&Judgement<R>> {
        let version = self.version();
        let on_version: Vec<_> = self.judgements.iter().filter(|j| j.version == version).collect();
        on_version
            .iter()
            .filter(|j| !on_version.iter().any(|other| ancestry.covers(other.event, j.event)))
            .copied()
            .collect()
    }

    /// Where it stands.
    #[must_use]
    pub fn standing(&self, ancestry: &Ancestry) -> Standing {
        if self.withdrawn {
            return Standing::Withdrawn;
        }
        match self.covering(ancestry).as_slice() {
            [] => {
                if self.submitted != Some(self.version()) {
                    // An amended but not yet resubmitted return is the inspector's again; an
                    // approval does not silently cover what came after it.
                    match self.judgements.last().map(|j| j.ruling.standing()) {
                        None => Standing::Draft,
                        Some(Standing::Returned) => Standing::Returned,
                        Some(_) => Standing::ChangedSince,
                    }
                } else if self.judgements.is_empty() {
                    Standing::ToBeJudged
                } else {
                    Standing::ChangedSince
                }
            }
            [one] => one.ruling.standing(),
            [first, rest @ ..] => {
                if rest.iter().all(|j| j.ruling == first.ruling) {
                    first.ruling.standing()
                } else {
                    Standing::ContraryVerdicts
                }
            }
        }
    }

    /// Whether a verdict on `version` may be given now.
    ///
    /// # Errors
    /// [`Refusal::Withdrawn`], [`Refusal::NotSubmitted`], [`Refusal::VersionChanged`].
    pub fn may_judge(&self, version: Hash) -> Result<(), Refusal> {
        if self.withdrawn {
            Err(Refusal::Withdrawn)
        } else if self.submitted.is_none() {
            Err(Refusal::NotSubmitted)
        } else if version != self.version() || self.submitted != Some(version) {
            Err(Refusal::VersionChanged)
        } else {
            Ok(())
        }
    }

    pub(crate) fn revise(&mut self, admitted: &Admitted, content: C) {
        let event = admitted.verified.id;
        self.content_ids.insert(event);
        self.revisions.push(Revision {
            by: admitted.verified.header.key,
            content,
            event,
            when: admitted.interval(),
        });
    }

    pub(crate) fn submit(&mut self, admitted: &Admitted, version: Hash) {
        self.submitted = Some(version);
        self.submitted_when = Some(admitted.interval());
    }

    pub(crate) fn judge(&mut self, admitted: &Admitted, version: Hash, ruling: R) {
        self.judgements.push(Judgement {
            by: admitted.verified.header.key,
            event: admitted.verified.id,
            ruling,
            version,
            when: admitted.interval(),
        });
    }
}
