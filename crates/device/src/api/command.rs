//! What a person can do. Imperative; each arm has its use case under `device/src/`.

use super::{KeepOriginals, Secret, Topic};
use mingcha_domain::{
    checklist::Answer,
    finding,
    ids::{
        CampaignId, CheckId, CircularId, EventId, FindingId, Hash, OrderId, OutingId, SiteId,
        SuggestionId, TeamId, UnitId, UserId,
    },
    judgement::{FindingRuling, SuggestionRuling},
    outing::{Grantee, Guest},
    photo::Mark,
    refusal::Refusal,
    site::{Position, SiteKind},
    spot_check::{CheckKind, Outcome},
    suggestion,
    time::Day,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A change to one item's answer, durable at once.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AnswerChange {
    /// Item.
    pub item: String,
    /// The answer as it shall be; a missing value sets the item back to "not looked at".
    pub answer: Answer,
    /// Ids of the answer events that were on screen for this item.
    pub supersedes: Vec<EventId>,
}

/// Where a new photo belongs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PhotoTarget {
    /// To be sorted later (照片待归类).
    Unsorted,
    /// An item's answer.
    Item(String),
    /// A finding being written or already recorded: the problem.
    Finding(FindingId),
    /// A finding being written or already recorded: put right.
    FindingAfter(FindingId),
}

/// A sheet of a check in which words are typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WordsSheet {
    /// Handing in.
    Submit,
    /// Adding afterwards.
    Supplement,
    /// A new suggestion.
    Suggestion,
}

/// A setting of this profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SettingChange {
    /// `zh` or `en`.
    Language(String),
    /// `light`, `dark` or `system`.
    Theme(String),
    /// No soft greys, whatever the system wishes.
    HighContrast(bool),
    /// Per cent, 100 to 200.
    TextSize(u16),
    /// Whether the device may talk to central at all.
    Offline(bool),
    /// Lock after so many minutes without use, 1 to 60.
    LockAfter(u16),
    /// How long own originals stay on this device.
    KeepOriginals(KeepOriginals),
}

/// What a person can do.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Command {
    /// Connects this profile with central.
    Enrol {
        /// Address of central, `https://host:port`; not looked at if `code` is a QR's text.
        address: String,
        /// One-time code as typed, or the whole text of the QR, which brings the address.
        code: String,
        /// What the person calls the device.
        label: String,
    },
    /// Makes room for one more person on this device and brings it to the front. Done by
    /// [`crate::People`], also while locked, like the next one.
    AddPerson,
    /// Brings one of the people of this device to the front; whoever was there is locked.
    ChoosePerson {
        /// Their number.
        number: u32,
    },
    /// Whether the list of people shows my name while I am locked.
    ShowName {
        /// It does.
        shown: bool,
    },
    /// A team sets out. Receipt: the outing.
    StartOuting {
        /// Campaign.
        campaign: CampaignId,
        /// Team.
        team: TeamId,
        /// Members present.
        members: Vec<UserId>,
        /// Guests.
        guests: Vec<Guest>,
    },
    /// Who is present changes.
    ChangePresence {
        /// Outing.
        outing: OutingId,
        /// Members now.
        members: Vec<UserId>,
        /// Guests now.
        guests: Vec<Guest>,
    },
    /// The team comes back.
    EndOuting {
        /// Outing.
        outing: OutingId,
    },
    /// Lets somebody else read an outing and everything that came out of it, for a while.
    GiveAccess {
        /// Outing.
        outing: OutingId,
        /// To whom.
        to: Grantee,
        /// Last day.
        until: Day,
    },
    /// Takes that back before its last day.
    EndAccess {
        /// Outing.
        outing: OutingId,
        /// The access.
        access: EventId,
    },
    /// A place nobody has listed yet. Receipt: the site.
    AddSite {
        /// Name on its door.
        name: String,
        /// Kind.
        kind: SiteKind,
        /// Address.
        address: String,
        /// Township or subdistrict.
        territory: UnitId,
        /// Position.
        position: Option<Position>,
    },
    /// A visit begins. Receipt: the check.
    StartCheck {
        /// Outing under way.
        outing: OutingId,
        /// Order it carries out; then site, checklist and kind are the order's.
        order: Option<OrderId>,
        /// Place.
        site: Option<SiteId>,
        /// Checklist version, by the event that published it.
        checklist: Option<EventId>,
        /// Open, covert, remote or look-back.
        kind: CheckKind,
        /// Where the device is.
        position: Option<Position>,
    },
    /// Joins the check of another phone by its share code. Receipt: the check.
    JoinCheck {
        /// Share code, as scanned or pasted.
        code: String,
    },
    /// Answers, durable when this returns.
    SaveAnswers {
        /// Check.
        check: CheckId,
        /// Changes.
        changes: Vec<AnswerChange>,
    },
    /// The group was left: its changed answers are sealed.
    LeaveGroup {
        /// Check.
        check: CheckId,
    },
    /// A finding being written, durable when this returns. Receipt: the finding.
    SaveFindingDraft {
        /// Check.
        check: CheckId,
        /// Absent for a new one.
        finding: Option<FindingId>,
        /// As it stands on screen.
        content: finding::Content,
        /// Its photos are those that are here, whatever `content` says: on screen they may be older.
        #[serde(default)]
        #[ts(as = "Option<bool>", optional)]
        keep_photos: bool,
    },
    /// Drops a draft.
    DropFindingDraft {
        /// Finding.
        finding: FindingId,
    },
    /// Records the drafted finding, or the drafted change to a recorded one. If the check was
    /// handed in already, it is handed in at once.
    RecordFinding {
        /// Finding.
        finding: FindingId,
        /// Revision on screen; empty for a new one.
        base: Vec<EventId>,
    },
    /// Drops a recorded finding before anybody judged it.
    WithdrawFinding {
        /// Finding.
        finding: FindingId,
        /// Why.
        reason: String,
        /// Revision on screen.
        base: Vec<EventId>,
    },
    /// Records or changes a suggestion. Receipt: the suggestion.
    RecordSuggestion {
        /// Check.
        check: CheckId,
        /// Absent for a new one.
        suggestion: Option<SuggestionId>,
        /// What it says.
        content: suggestion::Content,
        /// Revision on screen; empty for a new one.
        base: Vec<EventId>,
    },
    /// Puts a photo where it belongs.
    SortPhoto {
        /// Check.
        check: CheckId,
        /// Photo.
        photo: EventId,
        /// Where to.
        target: PhotoTarget,
    },
    /// A photo does not count.
    VoidPhoto {
        /// Check.
        check: CheckId,
        /// Photo.
        photo: EventId,
        /// Why.
        reason: String,
    },
    /// Draws the layer of marks over a photo anew, whole.
    MarkPhoto {
        /// Check.
        check: CheckId,
        /// Photo.
        photo: EventId,
        /// All marks.
        marks: Vec<Mark>,
    },
    /// Hands in the check with my findings and suggestions.
    SubmitCheck {
        /// Check.
        check: CheckId,
        /// Revision on screen.
        base: Vec<EventId>,
        /// How it ended.
        outcome: Outcome,
        /// A word.
        words: String,
    },
    /// Hands in my findings and suggestions of a check that somebody else hands in.
    HandInMine {
        /// Check.
        check: CheckId,
    },
    /// Ends the profile on this device: everything of it is at central, its last event says so, and
    /// the store is erased. Done once central has confirmed that; refused if anything is left.
    Leave {
        /// The device goes to somebody else, who enrols next.
        handed_over: bool,
    },
    /// A person has read what happened to the store.
    ReadNotice,
    /// Words typed for a sheet, durable when this returns. They stay until they are emptied: who
    /// takes a check back finds them again.
    KeepWords {
        /// Check.
        check: CheckId,
        /// Sheet they are typed in.
        sheet: WordsSheet,
        /// As they stand on screen.
        words: String,
    },
    /// Takes it back, until a lead has opened it.
    TakeBack {
        /// Check.
        check: CheckId,
        /// Revision on screen.
        base: Vec<EventId>,
    },
    /// Adds to a check that was handed in.
    Supplement {
        /// Check.
        check: CheckId,
        /// Words.
        words: String,
        /// Photos of the check.
        photos: Vec<EventId>,
    },
    /// A lead has opened a check.
    OpenCheck {
        /// Check.
        check: CheckId,
    },
    /// A lead's verdict on a finding. Kept back for ten seconds (see `UndoJudgement`).
    JudgeFinding {
        /// Finding.
        finding: FindingId,
        /// Revision on screen.
        base: Vec<EventId>,
        /// Version on screen.
        version: Hash,
        /// Verdict.
        ruling: FindingRuling,
    },
    /// A lead demands a photo of a finding with a code in the picture, drawn here.
    DemandFreshPhoto {
        /// Finding.
        finding: FindingId,
    },
    /// A lead's verdict on a suggestion. Kept back likewise.
    JudgeSuggestion {
        /// Suggestion.
        suggestion: SuggestionId,
        /// Revision on screen.
        base: Vec<EventId>,
        /// Version on screen.
        version: Hash,
        /// Verdict.
        ruling: SuggestionRuling,
    },
    /// A lead had the photos of this version open at full size.
    LookAt {
        /// Finding.
        finding: FindingId,
        /// Revision on screen.
        base: Vec<EventId>,
        /// Version on screen.
        version: Hash,
    },
    /// One verdict on several findings: at most twenty, no key ones, and only those whose photos
    /// were open. What cannot be judged so is named in the receipt; the rest is kept back as usual.
    JudgeSeveral {
        /// Findings.
        findings: Vec<FindingId>,
        /// Approved, or returned.
        ruling: FindingRuling,
    },
    /// A circular goes out. Receipt: the circular.
    IssueCircular {
        /// Title.
        title: String,
        /// What it says.
        words: String,
        /// For which units, with everything below.
        to: Vec<UnitId>,
    },
    /// I have read a circular.
    ReadCircular {
        /// Circular.
        circular: CircularId,
    },
    /// Opens a sealed order, without any network.
    OpenOrder {
        /// Order.
        order: OrderId,
        /// Seventeen digits as typed, or the text of the QR.
        code: String,
    },
    /// Opens a sealed order with the key from central.
    OpenOrderOnline {
        /// Order.
        order: OrderId,
    },
    /// A lead decides about acts that central holds.
    DecideHeld {
        /// The acts.
        events: Vec<EventId>,
        /// They count, as if they had not been held.
        counts: bool,
        /// Why. Required if they do not count.
        words: String,
    },
    /// Takes back a verdict that is not sealed yet.
    UndoJudgement {
        /// Finding or suggestion.
        subject: String,
    },
    /// Seals verdicts that are still kept back.
    SealJudgements,
    /// Tries to reach central now.
    SyncNow,
    /// Changes a setting.
    ChangeSetting {
        /// The change.
        setting: SettingChange,
    },
    /// Opens a locked profile. Of what is done inside a profile, this and the next are all that is
    /// not refused while it is locked.
    Unlock {
        /// PIN, passphrase or recovery code, as typed.
        secret: Secret,
    },
    /// Opens a locked profile by finger or face. Waits for the system's own prompt.
    UnlockRecognised {
        /// What the prompt says.
        why: String,
    },
    /// From now on finger or face opens the profile too, where the platform knows its owner.
    RecogniseMe {
        /// The present secret.
        secret: Secret,
    },
    /// From now on neither does.
    RecogniseNobody,
    /// Lets every own original leave this device that central's backup holds too.
    MakeRoom,
    /// Draws a passphrase and shows it once. Nothing is locked by it yet. Receipt: the secret.
    DrawPassphrase,
    /// Sets a lock where there is none: the passphrase just drawn, typed once by whoever wrote it
    /// down, or a PIN where the hardware binds it.
    SetLock {
        /// As typed.
        secret: Secret,
    },
    /// Changes the secret. Only the key is wrapped anew; no record is touched.
    ChangeLock {
        /// The present secret, or a recovery code.
        old: Secret,
        /// The new one, as for `SetLock`.
        new: Secret,
    },
    /// Locks at once.
    LockNow,
    /// Somebody touches the screen: puts the automatic lock off.
    Used,
}

/// What a command did. Durable before this is returned.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct Receipt {
    /// What changed.
    pub topics: Vec<Topic>,
    /// Id of what was made, where the command makes something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub made: Option<String>,
    /// Of several things asked for, those that could not be done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_done: Vec<NotDone>,
    /// A secret to be shown once, where the command draws one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub secret: Option<Secret>,
}

/// One of several things that could not be done.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NotDone {
    /// Which.
    pub subject: String,
    /// Why.
    pub why: Refusal,
}
