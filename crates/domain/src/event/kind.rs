//! Every kind of event there is. A new use case adds one line here.

use crate::{
    campaign, canonical, chain, checklist, circular, directory, finding, judgement, order, outing,
    photo, site, spot_check, suggestion,
};
use serde::{Deserialize, Serialize};

/// A kind this program does not know (kept and passed on), or a body that was erased.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind} is not known here")]
pub struct UnknownKind {
    /// As the header names it.
    pub kind: String,
    /// Known or not, its body is gone on purpose.
    pub erased: bool,
}

/// What a stream is about; the part of a kind before the dot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Noun {
    /// Units, people, roles, teams, device profiles.
    Directory,
    /// Themed drive.
    Campaign,
    /// Checklist with its versions.
    Checklist,
    /// Place or body.
    Site,
    /// Assignment.
    Order,
    /// Sortie.
    Outing,
    /// Spot check.
    Check,
    /// Finding.
    Finding,
    /// Suggestion.
    Suggestion,
    /// Circular.
    Circular,
    /// A device profile's own chain.
    Chain,
}

macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $variant:ident($body:ty) = $kind:literal, $noun:ident;)*) => {
        /// An event's meaning. Meaning never changes under a kind: new meaning, new kind.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Event { $($(#[doc = $doc])* $variant($body),)* }

        impl Event {
            /// The kind as written in the header.
            #[must_use]
            pub const fn kind(&self) -> &'static str {
                match self { $(Self::$variant(_) => $kind,)* }
            }
            /// The stream's subject.
            #[must_use]
            pub const fn noun(&self) -> Noun {
                match self { $(Self::$variant(_) => Noun::$noun,)* }
            }
            /// All kinds known to this program, for documents and tests.
            pub const KINDS: &'static [&'static str] = &[$($kind,)*];

            pub(super) fn body_bytes(&self) -> Result<Vec<u8>, canonical::NotCanonical> {
                match self { $(Self::$variant(body) => canonical::to_bytes(body),)* }
            }
            /// From a body in its canonical form.
            pub(super) fn from_canonical(kind: &str, body: &str) -> Result<Self, UnknownKind> {
                let unknown = || UnknownKind { kind: kind.to_owned(), erased: false };
                match kind {
                    $($kind => serde_json::from_str(body).map(Self::$variant).map_err(|_| unknown()),)*
                    _ => Err(unknown()),
                }
            }
        }
        $(impl From<$body> for Event {
            fn from(body: $body) -> Self { Self::$variant(body) }
        })*
    };
}

kinds! {
    /// An organisation unit joined the tree.
    UnitAdded(directory::UnitAdded) = "directory.unit_added", Directory;
    /// A person became known.
    UserAdded(directory::UserAdded) = "directory.user_added", Directory;
    /// A person may act in a role for a unit.
    RoleGranted(directory::RoleGranted) = "directory.role_granted", Directory;
    /// That ended.
    RoleWithdrawn(directory::RoleWithdrawn) = "directory.role_withdrawn", Directory;
    /// A team was formed, or its members changed.
    TeamFormed(directory::TeamFormed) = "directory.team_formed", Directory;
    /// A device profile's key acts for a person.
    ProfileEnrolled(directory::ProfileEnrolled) = "directory.profile_enrolled", Directory;
    /// It no longer does.
    ProfileRevoked(directory::ProfileRevoked) = "directory.profile_revoked", Directory;
    /// What an installation allows changed.
    PolicySet(directory::PolicySet) = "directory.policy_set", Directory;
    /// Recovery codes are sealed to a new key.
    RecoveryKeySet(directory::RecoveryKeySet) = "directory.recovery_key_set", Directory;
    /// A themed drive began.
    CampaignLaunched(campaign::CampaignLaunched) = "campaign.launched", Campaign;
    /// A version of a checklist became valid.
    ChecklistPublished(checklist::ChecklistPublished) = "checklist.published", Checklist;
    /// A place or body became known.
    SiteAdded(site::SiteAdded) = "site.added", Site;
    /// A team was told to check a site.
    OrderIssued(order::OrderIssued) = "order.issued", Order;
    /// A team was told to check a site that is named in a sealed box.
    OrderSealed(order::OrderSealed) = "order.sealed", Order;
    /// Central gave somebody the key of a box.
    OrderKeyGiven(order::OrderKeyGiven) = "order.key_given", Order;
    /// A box was opened.
    OrderOpened(order::OrderOpened) = "order.opened", Order;
    /// A team set out.
    OutingStarted(outing::OutingStarted) = "outing.started", Outing;
    /// Who is present changed.
    PresenceChanged(outing::PresenceChanged) = "outing.presence_changed", Outing;
    /// The team came back.
    OutingEnded(outing::OutingEnded) = "outing.ended", Outing;
    /// Somebody else may read it for a while.
    AccessGiven(outing::AccessGiven) = "outing.access_given", Outing;
    /// They no longer may.
    AccessEnded(outing::AccessEnded) = "outing.access_ended", Outing;
    /// A visit to a site began.
    CheckStarted(spot_check::CheckStarted) = "check.started", Check;
    /// Items were answered.
    ItemsAnswered(spot_check::ItemsAnswered) = "check.answered", Check;
    /// A photo was taken.
    PhotoTaken(photo::PhotoTaken) = "check.photo_taken", Check;
    /// A photo does not count, and why.
    PhotoVoided(photo::PhotoVoided) = "check.photo_voided", Check;
    /// Marks were drawn over a photo.
    PhotoMarked(photo::PhotoMarked) = "check.photo_marked", Check;
    /// The visit's result was handed in.
    CheckSubmitted(spot_check::CheckSubmitted) = "check.submitted", Check;
    /// It was taken back before a lead opened it.
    CheckTakenBack(spot_check::CheckTakenBack) = "check.taken_back", Check;
    /// Something was added after submission.
    CheckSupplemented(spot_check::CheckSupplemented) = "check.supplemented", Check;
    /// A lead opened it: from now on it cannot be taken back.
    CheckOpened(spot_check::CheckOpened) = "check.opened", Check;
    /// A problem was recorded.
    FindingRaised(finding::FindingRaised) = "finding.raised", Finding;
    /// Its content changed.
    FindingAmended(finding::FindingAmended) = "finding.amended", Finding;
    /// It was handed in for judgement.
    FindingSubmitted(finding::FindingSubmitted) = "finding.submitted", Finding;
    /// Its author dropped it before anybody judged it.
    FindingWithdrawn(finding::FindingWithdrawn) = "finding.withdrawn", Finding;
    /// A lead judged one exact version.
    FindingJudged(judgement::FindingJudged) = "finding.judged", Finding;
    /// A lead demanded a photo with a code in it.
    FreshPhotoDemanded(photo::FreshPhotoDemanded) = "finding.fresh_photo_demanded", Finding;
    /// A suggestion was recorded.
    SuggestionMade(suggestion::SuggestionMade) = "suggestion.made", Suggestion;
    /// Its wording changed.
    SuggestionAmended(suggestion::SuggestionAmended) = "suggestion.amended", Suggestion;
    /// It was handed in for judgement.
    SuggestionSubmitted(suggestion::SuggestionSubmitted) = "suggestion.submitted", Suggestion;
    /// A lead judged one exact version.
    SuggestionJudged(judgement::SuggestionJudged) = "suggestion.judged", Suggestion;
    /// A circular went out.
    CircularIssued(circular::CircularIssued) = "circular.issued", Circular;
    /// Somebody has read it.
    CircularRead(circular::CircularRead) = "circular.read", Circular;
    /// A profile that found its chain forked goes on with a new key.
    ChainContinued(chain::ChainContinued) = "chain.continued", Chain;
    /// A profile is about to be erased from its device.
    ChainClosed(chain::ChainClosed) = "chain.closed", Chain;
    /// A lead decided about acts that were held.
    HeldDecided(chain::HeldDecided) = "chain.held_decided", Chain;
    /// The recovery code of a new lock was sealed.
    RecoverySealed(chain::RecoverySealed) = "chain.recovery_sealed", Chain;
    /// Two keepers opened a recovery code.
    RecoveryOpened(chain::RecoveryOpened) = "chain.recovery_opened", Chain;
}

impl Event {
    /// Kinds that decide a state: a program that does not know such a kind must not show one.
    #[must_use]
    pub const fn is_critical(&self) -> bool {
        matches!(
            self,
            Self::FindingJudged(_)
                | Self::SuggestionJudged(_)
                | Self::CheckSubmitted(_)
                | Self::CheckTakenBack(_)
                | Self::FindingWithdrawn(_)
                | Self::ProfileRevoked(_)
                | Self::RoleWithdrawn(_)
        )
    }
}
