//! What the interface is told when something does not work.

use mingcha_domain::Refusal;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the interface acts on or has its own sentence for (`error.<code>`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// A rule of the domain says no; `refusal` says which.
    Refused,
    /// Something on screen is older than what is stored; ask again and repeat.
    Stale,
    /// No such thing here.
    NotFound,
    /// The file is empty.
    PhotoEmpty,
    /// The file is no photo that can be sealed.
    PhotoUnreadable,
    /// The file ends in the middle.
    PhotoTruncated,
    /// Larger than any camera's picture.
    PhotoTooLarge,
    /// No QR code in the picture that can be read, or more than one.
    QrNotFound,
    /// The disk is full: nothing was changed.
    DiskFull,
    /// The store is damaged; it was set aside, not deleted.
    StoreDamaged,
    /// The photos' bytes are damaged; records are not concerned.
    PhotosDamaged,
    /// The store belongs to another program or another profile.
    StoreForeign,
    /// The store was written by a newer version.
    StoreNewer,
    /// Another window has this profile open.
    StoreInUse,
    /// The enrolment code is wrong, used or expired.
    CodeSpent,
    /// The text of the QR is none of ours, or one for a newer program.
    InvitationUnreadable,
    /// The text is no address of central.
    AddressUnreadable,
    /// The address begins with `http://`, and the invitation does not say that this is meant.
    AddressNotEncrypted,
    /// Too many tries with wrong codes: central makes everybody at this address wait.
    TooManyTries,
    /// Central cannot be reached.
    Unreachable,
    /// Central no longer accepts this profile.
    Revoked,
    /// Central is there but could not answer.
    CentralBusy,
    /// Central answered something that is not of this protocol or not properly signed.
    CentralWrong,
    /// The share code cannot be read.
    ShareCodeUnreadable,
    /// The profile is locked: nothing but `Unlock` is done.
    Locked,
    /// Another secret. The try is counted.
    SecretWrong,
    /// This cannot be the secret: a digit is missing or wrong. Not counted.
    SecretMistyped,
    /// The delay after wrong tries is not over.
    TryLater,
    /// Not what was shown to be written down.
    SecretDiffers,
    /// No hardware binds a PIN here, or it does not give its secret.
    NoHardware,
    /// The device did not know its owner by finger or face. No try is counted: the system counts.
    NotRecognised,
    /// The file with the wrapped key is damaged; nothing else is.
    KeyDamaged,
    /// Something of the profile is not at central yet: it cannot end here.
    LeftBehind,
    /// Neither seventeen digits with a fitting check digit nor the text of an order's QR.
    OrderCodeUnreadable,
    /// The QR is another order's.
    OrderCodeOther,
    /// The code does not open this order.
    OrderCodeWrong,
    /// A fault of the program; its detail is in the log.
    Internal,
}

/// An error at the edge.
#[derive(Debug, Clone, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{code:?}: {message}")]
pub struct Error {
    /// What the interface acts on.
    pub code: ErrorCode,
    /// For a developer; never a person's data.
    pub message: String,
    /// The rule that said no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub refusal: Option<Refusal>,
    /// The checklist item concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub item: Option<String>,
}

impl Error {
    /// An error with a code and a developer's detail.
    #[must_use]
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), refusal: None, item: None }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        let message = refusal.to_string();
        Self { code: ErrorCode::Refused, message, refusal: Some(refusal), item: None }
    }
}
