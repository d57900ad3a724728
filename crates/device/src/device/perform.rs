//! Which command does what, where one act does it.

use crate::{
    act::Act,
    api::{Command, Error, ErrorCode},
    circular, finding, held, judgement, outing, photo, site, spot_check, store, suggestion,
};
use mingcha_domain::{
    circular::IssueCircular,
    finding::JudgeFinding,
    outing::{ChangePresence, EndAccess, GiveAccess, StartOuting},
    photo::MarkPhoto,
    site::SiteAdded,
    spot_check::SupplementCheck,
    suggestion::JudgeSuggestion,
};

/// Does what one act does. Gives the id of what was made.
pub(super) fn perform(act: &Act<'_>, command: Command) -> Result<Option<String>, Error> {
    let made = match command {
        Command::StartOuting { campaign, team, members, guests } => {
            Some(outing::start(act, StartOuting { campaign, team, members, guests })?)
        }
        Command::ChangePresence { outing, members, guests } => {
            outing::change_presence(act, outing, ChangePresence { members, guests })?;
            None
        }
        Command::EndOuting { outing } => {
            outing::end(act, outing)?;
            None
        }
        Command::AddSite { name, kind, address, territory, position } => {
            Some(site::add(act, SiteAdded { address, kind, name, position, territory })?)
        }
        Command::StartCheck { outing, order, site, checklist, kind, position } => {
            let begin = spot_check::Begin { outing, order, site, checklist, kind, position };
            Some(spot_check::begin(act, begin)?)
        }
        Command::JoinCheck { code } => Some(spot_check::join(act, &code)?),
        Command::SaveAnswers { check, changes } => {
            spot_check::save(act, check, &changes)?;
            None
        }
        Command::LeaveGroup { check } => {
            spot_check::seal(act, check)?;
            None
        }
        Command::SaveFindingDraft { check, finding, content, keep_photos } => {
            Some(finding::save_draft(act, check, finding, content, keep_photos)?)
        }
        Command::DropFindingDraft { finding } => {
            finding::drop_draft(act, finding)?;
            None
        }
        Command::RecordFinding { finding, base } => {
            finding::record(act, finding, base)?;
            None
        }
        Command::WithdrawFinding { finding, reason, base } => {
            finding::withdraw(act, finding, reason, base)?;
            None
        }
        Command::RecordSuggestion { check, suggestion, content, base } => {
            Some(suggestion::record(act, check, suggestion, content, base)?)
        }
        Command::SortPhoto { check, photo, target } => {
            photo::sort(act, check, photo, &target)?;
            None
        }
        Command::VoidPhoto { check, photo, reason } => {
            photo::void(act, check, photo, &reason)?;
            None
        }
        Command::MarkPhoto { check, photo, marks } => {
            photo::mark(act, check, MarkPhoto { photo, marks })?;
            None
        }
        Command::GiveAccess { outing, to, until } => {
            let access = outing::give_access(act, outing, GiveAccess { to, until })?;
            return Ok(Some(access.to_string()));
        }
        Command::EndAccess { outing, access } => {
            outing::end_access(act, outing, EndAccess { access })?;
            None
        }
        Command::DemandFreshPhoto { finding } => {
            finding::demand_photo(act, finding)?;
            None
        }
        Command::SubmitCheck { check, base, outcome, words } => {
            spot_check::submit(act, check, base, outcome, words)?;
            None
        }
        Command::HandInMine { check } => {
            spot_check::hand_in_mine(act, check)?;
            None
        }
        Command::TakeBack { check, base } => {
            spot_check::take_back(act, check, base)?;
            None
        }
        Command::KeepWords { check, sheet, words } => {
            store::drafts::save_words(&act.transaction, check, sheet, &words)?;
            None
        }
        Command::Supplement { check, words, photos } => {
            spot_check::supplement(act, check, SupplementCheck { words, photos })?;
            None
        }
        Command::OpenCheck { check } => {
            spot_check::open(act, check)?;
            None
        }
        Command::JudgeFinding { finding, base, version, ruling } => {
            judgement::judge_finding(act, finding, base, JudgeFinding { version, ruling })?;
            None
        }
        Command::JudgeSuggestion { suggestion, base, version, ruling } => {
            let verdict = JudgeSuggestion { version, ruling };
            judgement::judge_suggestion(act, suggestion, base, verdict)?;
            None
        }
        Command::LookAt { finding, base, version } => {
            judgement::look_at(act, finding, &base, version)?;
            None
        }
        Command::IssueCircular { title, words, to } => {
            Some(circular::issue(act, IssueCircular { title, words, to })?)
        }
        Command::ReadCircular { circular } => {
            circular::read(act, circular)?;
            None
        }
        Command::DecideHeld { events, counts, words } => {
            held::decide(act, &events, counts, &words)?;
            None
        }
        Command::UndoJudgement { subject } => {
            let subject = subject.parse().map_err(|_| Error::new(ErrorCode::NotFound, "no id"))?;
            judgement::undo(act, subject)?;
            None
        }
        Command::SealJudgements => {
            judgement::seal(act, true)?;
            None
        }
        Command::AddPerson
        | Command::ChoosePerson { .. }
        | Command::ShowName { .. }
        | Command::Enrol { .. }
        | Command::Leave { .. }
        | Command::ReadNotice
        | Command::SyncNow
        | Command::ChangeSetting { .. }
        | Command::JudgeSeveral { .. }
        | Command::Unlock { .. }
        | Command::UnlockRecognised { .. }
        | Command::RecogniseMe { .. }
        | Command::RecogniseNobody
        | Command::MakeRoom
        | Command::DrawPassphrase
        | Command::SetLock { .. }
        | Command::ChangeLock { .. }
        | Command::LockNow
        | Command::Used
        | Command::OpenOrder { .. }
        | Command::OpenOrderOnline { .. } => {
            return Err(Error::new(ErrorCode::Internal, "more than one act"));
        }
    };
    Ok(made.map(|id| id.to_string()))
}
