//! Pieces that several screens share.

use super::Seen;
use crate::{
    api::{
        CheckRow, Delivery, Error, FindingRow, OnlyHere, OutingRow, Person, PhotoRow, SiteRow,
        SuggestionRow, UnitRow, Whereabouts,
    },
    store::{self, checks::Row},
    world::Streams,
};
use mingcha_domain::{
    directory::{Bilingual, Directory, UnitKind},
    fold::{Subject, World},
    ids::{
        CheckId, EventId, FindingId, Hash, OutingId, PublicKey, SiteId, StreamId, TeamId, UnitId,
        UserId,
    },
    log::Verdict,
    photo::Variant,
    refusal::Refusal,
    spot_check::{Photo, SpotCheck},
    time::Millis,
};
use rusqlite::Connection;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

/// A person as shown.
pub fn person(directory: &Directory, id: UserId) -> Option<Person> {
    let user = directory.users.get(&id)?;
    Some(Person { id, name: user.name.clone(), phone: user.phone.clone() })
}

/// Where a check took place.
pub struct Place {
    /// Site.
    pub id: SiteId,
    /// Its name.
    pub name: String,
}

/// Where a check took place, as far as it is known here.
pub fn place_of(streams: &Streams<'_>, check: CheckId) -> Result<Place, Error> {
    let stream = streams.get(check.stream())?;
    let Subject::Check(state) = &stream.subject else {
        return Ok(Place { id: SiteId([0; 16]), name: String::new() });
    };
    let id = state.started.as_ref().map_or(SiteId([0; 16]), |s| s.site);
    let name = streams.site(id)?.map(|s| s.name).unwrap_or_default();
    Ok(Place { id, name })
}

impl Delivery {
    /// Nothing of it is this device's to send.
    pub const fn nothing() -> Self {
        Self { place: Whereabouts::AtCentral, delivered: 0, total: 0, why: None }
    }
}

impl Seen<'_> {
    /// Who holds a key.
    pub fn author(&self, key: PublicKey) -> Option<Person> {
        person(self.directory(), self.directory().author_of(key)?)
    }

    /// Who works on a check, each person once, however many devices they used.
    pub fn workers(&self, check: &SpotCheck) -> Vec<Person> {
        let mut known = BTreeSet::new();
        let authors = check.workers.iter().filter_map(|key| self.author(*key));
        authors.filter(|person| known.insert(person.id)).collect()
    }

    /// What its person calls the device that holds a key; empty if it is not known here.
    pub fn device_label(&self, key: PublicKey) -> String {
        self.directory().profiles.get(&key).map(|p| p.label.clone()).unwrap_or_default()
    }

    /// A team's name; empty if it is not known here.
    pub fn team_name(&self, id: TeamId) -> Bilingual {
        self.directory().teams.get(&id).map(|t| t.name.clone()).unwrap_or_default()
    }

    /// A unit's name; empty if it is not known here.
    pub fn unit_name(&self, id: UnitId) -> Bilingual {
        self.directory().units.get(&id).map(|u| u.name.clone()).unwrap_or_default()
    }

    /// Units of a level: those nearest to `near` first, then by name.
    pub fn units(&self, near: Option<UnitId>, wanted: impl Fn(UnitKind) -> bool) -> Vec<UnitRow> {
        let directory = self.directory();
        let home = near.map(|unit| directory.line_of(unit)).unwrap_or_default();
        let shared = |id: UnitId| directory.line_of(id).iter().filter(|u| home.contains(u)).count();
        let mut units: Vec<_> =
            directory.units.iter().filter(|(_, unit)| wanted(unit.kind)).collect();
        units.sort_by_cached_key(|(id, unit)| (Reverse(shared(**id)), unit.name.zh.clone()));
        units
            .into_iter()
            .map(|(id, u)| UnitRow {
                id: *id,
                name: u.name.clone(),
                kind: u.kind,
                parent: u.parent,
            })
            .collect()
    }

    /// The unit of whoever looks.
    pub fn my_unit(&self) -> Option<UnitId> {
        Some(self.directory().users.get(&self.me()?)?.unit)
    }

    /// A site as shown.
    pub fn site(&self, id: SiteId) -> Result<SiteRow, Error> {
        let added = self.streams.site(id)?;
        let added = added.ok_or(Refusal::MissingReference)?;
        let last = store::checks::last_at_site(self.connection, id)?;
        Ok(SiteRow {
            last_check: last.map(Millis),
            id,
            name: added.name,
            kind: added.kind,
            address: added.address,
            territory: added.territory,
            territory_name: self.unit_name(added.territory),
            position: added.position,
        })
    }

    /// An outing as shown.
    pub fn outing(&self, id: OutingId) -> Result<OutingRow, Error> {
        let outing = self.streams.outing(id).ok_or(Refusal::MissingReference)?;
        let started = outing.started.as_ref().ok_or(Refusal::MissingReference)?;
        let team = self.directory().teams.get(&started.team);
        let people = |ids: &mut dyn Iterator<Item = UserId>| -> Vec<Person> {
            ids.filter_map(|id| person(self.directory(), id)).collect()
        };
        let checks = store::checks::of_outing(self.connection, id)?.len();
        Ok(OutingRow {
            id,
            campaign: self
                .known()
                .campaigns
                .get(&started.campaign)
                .map(|c| c.name.clone())
                .unwrap_or_default(),
            team: team.map(|t| t.name.clone()).unwrap_or_default(),
            team_id: started.team,
            started: outing.when.ok_or(Refusal::MissingReference)?,
            ended: outing.ended_at.is_some(),
            present: people(&mut outing.present.iter().copied()),
            team_members: team.map(|t| people(&mut t.members.iter().copied())).unwrap_or_default(),
            guests: outing.guests.iter().cloned().collect(),
            checks: u32::try_from(checks).unwrap_or(u32::MAX),
        })
    }

    /// Whether I was on an outing or belong to its team.
    pub fn may_work(&self, id: OutingId) -> bool {
        let Some(me) = self.me() else { return false };
        let Some(outing) = self.streams.outing(id) else { return false };
        let team = outing.started.as_ref().and_then(|s| self.directory().teams.get(&s.team));
        outing.members.contains(&me) || team.is_some_and(|t| t.members.contains(&me))
    }

    /// Where a check is: its own events, its own photo files, its drafts.
    pub fn delivery(&self, check: CheckId) -> Result<Delivery, Error> {
        let row = store::checks::get(self.connection, check)?;
        Ok(row.map_or(Delivery::nothing(), |row| self.check_delivery(&row)))
    }

    fn check_delivery(&self, row: &Row) -> Delivery {
        let (sent, submitted) = (&row.sent, !row.outcome.is_empty());
        let (delivered, total) = (sent.confirmed + sent.files_there, sent.events + sent.files);
        let draft = sent.drafts || (!submitted && delivered < total);
        self.placed(delivered, total, sent.verdict.clone(), draft)
    }

    /// Where a finding or suggestion is: its own events.
    pub fn stream_delivery(&self, id: StreamId) -> Result<Delivery, Error> {
        let (total, delivered, verdict) = store::events::stream_delivery(self.connection, id)?;
        Ok(self.placed(delivered, total, verdict, false))
    }

    fn placed(&self, delivered: u32, total: u32, verdict: Option<String>, draft: bool) -> Delivery {
        let why = verdict.and_then(|v| serde_json::from_str::<Verdict>(&v).ok());
        let sending = matches!(self.sync, crate::api::SyncState::Sending { .. });
        let place = match &why {
            Some(_) => Whereabouts::NotAccepted,
            None if draft => Whereabouts::Draft,
            None if delivered >= total => Whereabouts::AtCentral,
            None if sending => Whereabouts::Sending,
            None => Whereabouts::Waiting,
        };
        let why = match why {
            Some(Verdict::Refused(refusal)) => Some(refusal),
            _ => None,
        };
        Delivery { place, delivered, total, why }
    }

    /// A check's row as shown.
    pub fn check_row(&self, row: &Row) -> Result<CheckRow, Error> {
        let id = row.id.ok_or(Refusal::MissingReference)?;
        Ok(CheckRow {
            id,
            site: row.site_name.clone(),
            site_kind: store::of_word(&row.site_kind, "check_row")
                .unwrap_or(mingcha_domain::site::SiteKind::Department),
            kind: store::of_word(&row.kind, "check_row")?,
            began_at: Millis(row.began_ms),
            outcome: match row.outcome.as_str() {
                "" => None,
                word => Some(store::of_word(word, "check_row")?),
            },
            findings: row.findings,
            returned: row.returned,
            answered: row.answered,
            items: row.items,
            delivery: self.check_delivery(row),
            cursor: row.row.to_string(),
        })
    }

    /// A finding's row with what changes by the minute.
    pub fn finding_row(
        &self,
        mut row: FindingRow,
        kept_back: &BTreeMap<StreamId, Millis>,
    ) -> Result<FindingRow, Error> {
        row.judging = kept_back.contains_key(&row.id.stream());
        let looked = store::looked::get(self.connection, row.id)?;
        row.changing = store::drafts::finding(self.connection, row.id)?.is_some();
        row.looked_at = looked.is_some_and(|(version, _)| version == row.version);
        row.delivery = self.stream_delivery(row.id.stream())?;
        Ok(row)
    }

    /// A finding that is still being written, as a row.
    pub fn draft_row(&self, id: FindingId) -> Result<Option<FindingRow>, Error> {
        let Some((check, content, at)) = store::drafts::finding(self.connection, id)? else {
            return Ok(None);
        };
        let place = place_of(&self.streams, check)?;
        Ok(Some(FindingRow {
            id,
            check,
            site: place.name,
            site_id: place.id,
            text: content.text,
            severity: content.severity,
            key: content.key,
            standing: mingcha_domain::judgement::Standing::Draft,
            judging: false,
            rectification: content.rectification,
            photos: content.photos,
            photos_after: content.photos_after,
            by: self.me().and_then(|me| person(self.directory(), me)),
            at,
            item: content.item,
            version: Hash([0; 32]),
            looked_at: false,
            changing: false,
            draft: true,
            delivery: Delivery { place: Whereabouts::Draft, ..Delivery::nothing() },
        }))
    }

    /// A suggestion's row with what changes by the minute.
    pub fn suggestion_row(
        &self,
        mut row: SuggestionRow,
        kept_back: &BTreeMap<StreamId, Millis>,
    ) -> Result<SuggestionRow, Error> {
        row.judging = kept_back.contains_key(&row.id.stream());
        row.delivery = self.stream_delivery(row.id.stream())?;
        Ok(row)
    }

    /// Verdicts kept back, with the time when each is sealed.
    pub fn kept_back(&self) -> Result<BTreeMap<StreamId, Millis>, Error> {
        let kept = store::drafts::kept_back(self.connection)?;
        Ok(kept.into_iter().map(|p| (p.subject, p.seals_at)).collect())
    }

    /// A photo as shown.
    pub fn photo(&self, id: EventId, photo: &Photo) -> Result<PhotoRow, Error> {
        let file = |variant| store::photo_files::get(self.connection, id, variant);
        let original = file(Variant::Original)?;
        let here = |file: Option<store::photo_files::File>| file.is_some_and(|f| f.here);
        let at_central = original.is_some_and(|f| f.at_central);
        let sending = matches!(self.sync, crate::api::SyncState::Sending { .. });
        let place = match (at_central, sending) {
            (true, _) => Whereabouts::AtCentral,
            (false, true) => Whereabouts::Sending,
            (false, false) => Whereabouts::Waiting,
        };
        Ok(PhotoRow {
            id,
            by: self.author(photo.by),
            when: photo.when,
            width_px: photo.taken.width_px,
            height_px: photo.taken.height_px,
            media_type: photo.taken.media_type.clone(),
            sha256: photo.taken.original.sha256.hex(),
            size: photo.taken.original.size,
            has_preview: photo.taken.preview.is_some(),
            thumbnail_here: here(file(Variant::Thumbnail)?),
            preview_here: here(file(Variant::Preview)?),
            original_here: here(original),
            place,
            voided: photo.voided.clone(),
            marks: photo.marks.clone(),
            position: photo.taken.position,
            demand: photo.taken.demand,
        })
    }

    /// What is only on this device.
    pub fn only_here(&self) -> Result<OnlyHere, Error> {
        only_here(self.connection)
    }
}

/// What is only on this device, in numbers.
pub fn only_here(connection: &Connection) -> Result<OnlyHere, Error> {
    let (mut checks, events) = store::events::unsent_counts(connection)?;
    let (photos, _) = store::photo_files::unsent(connection)?;
    for draft in store::drafts::checks(connection)? {
        // One whose events are all at central counts for its drafts.
        checks += u32::from(!store::events::any_unsent_of(connection, draft)?);
    }
    Ok(OnlyHere { checks, photos, events })
}
