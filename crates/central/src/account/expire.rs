//! What ends by itself: access that was given for a while, and joint teams of a campaign that is
//! over. Both go by central's clock; devices hear of it as of everything else, by an event.

use crate::{Central, Error, store};
use mingcha_domain::{
    directory::{self, TeamFormed},
    event::Event,
    fold::Subject,
    ids::StreamId,
    outing::AccessEnded,
};

/// The same, once a day: for every request, so that the first of a day is answered by its rules.
///
/// # Errors
/// If the log cannot be read or written.
pub fn end_what_is_over_today(central: &Central) -> Result<(), Error> {
    let today = central.clock().now().day(central.genesis().utc_offset_min);
    if central.is_new_day(today) { end_what_is_over(central) } else { Ok(()) }
}

/// Ends what is over today.
///
/// # Errors
/// If the log cannot be read or written.
pub fn end_what_is_over(central: &Central) -> Result<(), Error> {
    let today = central.clock().now().day(central.genesis().utc_offset_min);
    let mut log = central.log();
    let mut events: Vec<(StreamId, Event)> = Vec::new();
    for (outing, access) in store::access::over(log.connection(), today)? {
        events.push((outing.stream(), AccessEnded { access }.into()));
    }
    let streams = log.streams();
    for (id, team) in &log.directory().teams {
        let Some(campaign) = team.campaign.filter(|_| !team.members.is_empty()) else { continue };
        let stream = streams.get(campaign.stream())?;
        let Subject::Campaign(state) = &stream.subject else { continue };
        if state.launched.as_ref().is_some_and(|launched| launched.to < today) {
            let (name, unit) = (team.name.clone(), team.unit);
            let dissolved =
                TeamFormed { campaign: Some(campaign), members: vec![], name, team: *id, unit };
            events.push((directory::stream(central.realm()), dissolved.into()));
        }
    }
    drop(streams);
    if events.is_empty() {
        return Ok(());
    }
    tracing::info!(number = events.len(), "access or joint teams have ended");
    let touched = log.append_own(events)?;
    drop(log);
    central.wake(touched);
    Ok(())
}
