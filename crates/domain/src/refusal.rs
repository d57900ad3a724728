//! Why a command or an event is refused. Typed, so that the interface can say it in both languages.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A reason. The interface has one sentence for each (`refusal.<code>`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Refusal {
    /// The signing key belongs to no profile, or to a revoked one.
    #[error("the device profile is not known or was revoked")]
    UnknownProfile,
    /// Only central may change this.
    #[error("only central may do this")]
    CentralOnly,
    /// The person is on none of the teams concerned.
    #[error("not a member of the team")]
    NotYourTeam,
    /// The person does not lead the unit concerned.
    #[error("not a lead of the unit")]
    NotYourUnit,
    /// Nobody judges their own finding.
    #[error("nobody judges their own finding")]
    OwnFinding,
    /// Only its author may do this.
    #[error("only its author may do this")]
    NotTheAuthor,
    /// The event's stream is about something else.
    #[error("the stream is about something else")]
    WrongStream,
    /// Something it refers to is not there.
    #[error("something it refers to is missing")]
    MissingReference,
    /// Something it refers to was refused.
    #[error("something it refers to was refused")]
    RefusedReference,
    /// It exists already.
    #[error("started already")]
    AlreadyStarted,
    /// It does not exist yet.
    #[error("not started")]
    NotStarted,
    /// An outing needs at least one person.
    #[error("nobody present")]
    NobodyPresent,
    /// The outing is over.
    #[error("the outing has ended")]
    OutingEnded,
    /// Required items are open.
    #[error("required items are not answered")]
    RequiredItemsOpen,
    /// A failed item needs a photo.
    #[error("a photo is required")]
    PhotoRequired,
    /// A failed item needs a remark.
    #[error("a remark is required")]
    RemarkRequired,
    /// The answer does not fit the item's type.
    #[error("the answer does not fit the item")]
    AnswerDoesNotFit,
    /// No such item.
    #[error("no such item")]
    NoSuchItem,
    /// No such photo in this check.
    #[error("no such photo")]
    NoSuchPhoto,
    /// "Findings" was chosen, but there is none; or "nothing found", but there are some.
    #[error("the outcome does not fit the findings")]
    OutcomeDoesNotFit,
    /// Closed, refused and no such place need a word.
    #[error("a word is required")]
    WordsRequired,
    /// A finding or suggestion needs a wording.
    #[error("the wording is empty")]
    EmptyText,
    /// A photo of the put-right state is required.
    #[error("a photo after rectification is required")]
    AfterPhotoRequired,
    /// Not handed in yet.
    #[error("not submitted")]
    NotSubmitted,
    /// Handed in already.
    #[error("submitted already")]
    AlreadySubmitted,
    /// A lead has opened it.
    #[error("a lead has opened it")]
    OpenedByLead,
    /// The content has changed since the version that was judged.
    #[error("the content has changed since")]
    VersionChanged,
    /// The subject was withdrawn.
    #[error("withdrawn")]
    Withdrawn,
    /// A return needs a reason.
    #[error("a reason is required")]
    ReasonRequired,
    /// More at once than one can answer for.
    #[error("too many at once")]
    TooMany,
    /// A key finding is judged alone.
    #[error("a key finding is judged alone")]
    KeyFinding,
    /// Its photos were not opened in this version.
    #[error("its photos were not opened")]
    PhotosNotOpened,
    /// A newer program wrote something that decides this state.
    #[error("written by a newer version of the program")]
    NewerVersion,
    /// The campaign's orders are issued sealed.
    #[error("orders of this campaign are issued sealed")]
    OrderMustBeSealed,
    /// Nobody decides about their own records.
    #[error("nobody decides about their own records")]
    OwnRecord,
    /// A lead decided that what was held does not count.
    #[error("a lead decided that it does not count")]
    NotReleased,
    /// The last day is past, or too far away.
    #[error("the day is past or too far away")]
    DayOutOfRange,
    /// A joint team acts for the campaign for which it was formed, and for no other.
    #[error("the joint team was formed for another campaign")]
    OtherCampaign,
    /// What was revealed is not what was sealed.
    #[error("not what was sealed")]
    NotWhatWasSealed,
}
