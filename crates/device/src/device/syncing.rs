//! A profile talks to central: what the sync thread asks of it.

use super::{Shared, Standing, locked, read, write};
use crate::{
    api::{Error, ErrorCode, SyncState, Topic},
    profile,
    store::{self, identity::Identity, photo_files::Named},
    sync::{self, Exchange, Exchanged, Http, Went},
    world::Known,
};
use mingcha_domain::{
    time::Millis,
    wire::{PhotoFile, Reached},
};
use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

/// How moving files has ended.
pub(crate) struct Moved {
    /// It was stopped, and some may be left.
    pub left: bool,
    /// More of others' pictures may be there.
    pub pictures: bool,
}

/// What a step of an exchange brought.
struct News {
    topics: Vec<Topic>,
    /// Something of what is known by heart.
    by_heart: bool,
}

impl Shared {
    pub(crate) fn http(&self) -> Result<Http, Error> {
        let identity = read(&self.identity);
        let enrolled = identity.enrolled.as_ref();
        let enrolled = enrolled.ok_or_else(|| Error::new(ErrorCode::NotFound, "not enrolled"))?;
        let (place, token) = (&enrolled.place, &enrolled.token);
        // Kept, so that the next page and the next files go over connections that stand. By the wall
        // clock: the one that counts how long a connection was idle stops while the device sleeps.
        let (now, mut kept) = (self.platform.now(), locked(&self.http));
        let idle = |used: Millis| u128::from(now.0.abs_diff(used.0));
        let stands = kept.as_ref().filter(|(http, used)| {
            http.is_for(place, token) && idle(*used) <= sync::IDLE.as_millis()
        });
        let http = match stands {
            Some((http, _)) => http.clone(),
            None => Http::new(place, token)?,
        };
        *kept = Some((http.clone(), now));
        Ok(http)
    }

    /// Who was not reached is asked over new connections the next time. What could not be read here is
    /// rescued by the next start.
    fn heard<T>(&self, answer: Result<T, Error>) -> Result<T, Error> {
        if let Err(error) = &answer {
            self.notice_damage(error);
        }
        if answer.as_ref().is_err_and(|error| error.code == ErrorCode::Unreachable) {
            *locked(&self.http) = None;
        }
        answer
    }

    /// One step of push and pull; gives whether there is more.
    pub(crate) fn exchange(&self) -> Result<bool, Error> {
        let (identity, known, http) = (read(&self.identity), read(&self.known), self.http()?);
        let done = match self.exchanging(&identity, &known).step(&http) {
            Err(error) if error.code == ErrorCode::Revoked => {
                store::identity::set_revoked(&locked(&self.writer), true)?;
                self.reload_identity()?;
                return Err(error);
            }
            other => self.heard(other)?,
        };
        let (more, ended) = (done.more, done.ended);
        let news = self.learn(done)?;
        if let Some(why) = ended {
            let mut writer = locked(&self.writer);
            profile::go_on_with_new_key(&mut writer, &identity, &http, why)?;
            // Before anybody else writes: an act is signed by who holds the store.
            self.take_identity_from(&writer)?;
            drop(writer);
            self.announce(&[Topic::Profile]);
        }
        // Before anybody who hears the news says something else.
        let says = !more && ended.is_none() && self.say_how_it_goes_on();
        self.tell_news(&news);
        Ok(more || ended.is_some() || says)
    }

    /// Says what became of the chain, if the profile goes on with a new key. Gives whether something
    /// was said. What cannot be said now is said with the next act.
    fn say_how_it_goes_on(&self) -> bool {
        let (key, known) = (read(&self.identity).key(), read(&self.known));
        let unsaid = self.read(|store| profile::unsaid(store, key, &known.directory));
        // It is the first in any act.
        unsaid.is_ok_and(|says| says.is_some())
            && self
                .act(|_| Ok(None))
                .inspect_err(|error| tracing::warn!(code = ?error.code, "{}", error.message))
                .is_ok()
    }

    /// Puts a page in order that came and was only kept. Needs no network. Gives whether there was
    /// one, and there may be more.
    pub(crate) fn put_in_order(&self) -> bool {
        let (identity, known) = (read(&self.identity), read(&self.known));
        let done = self.exchanging(&identity, &known).put_in_order();
        match done.and_then(|done| done.map(|done| self.learn(done)).transpose()) {
            Ok(Some(news)) => {
                self.tell_news(&news);
                true
            }
            Ok(None) => false,
            Err(error) => {
                tracing::warn!(code = ?error.code, "putting in order: {}", error.message);
                self.notice_damage(&error);
                false
            }
        }
    }

    /// Asks for no further pages.
    pub(crate) fn stop_asking(&self) {
        self.ahead.stop();
    }

    fn exchanging<'a>(&'a self, identity: &'a Identity, known: &'a Known) -> Exchange<'a> {
        Exchange {
            identity,
            known,
            store: &self.writer,
            ahead: &self.ahead,
            portion: &self.portion,
            platform: &self.platform,
        }
    }

    /// Takes over what a step brought, before anybody is told of it.
    fn learn(&self, done: Exchanged) -> Result<News, Error> {
        let by_heart = done.known.is_some();
        if done.dropped {
            self.drop_files_if_possible();
        }
        if let Some(known) = done.known {
            write(&self.known, Arc::new(known));
        }
        self.reload_identity()?;
        Ok(News { topics: done.topics.into_iter().collect(), by_heart })
    }

    fn tell_news(&self, news: &News) {
        self.announce(&news.topics);
        if news.by_heart {
            self.seal_recovery();
        }
    }

    /// Sends own photo files, then fetches some of others' pictures. Runs beside exchanges.
    pub(crate) fn move_files(
        &self,
        stop: &Arc<AtomicBool>,
        progress: impl FnMut(u32, u32) + Send,
    ) -> Result<Moved, Error> {
        // With the next ones, what was taken meanwhile takes its place in the order of sending.
        const BATCH: usize = 256;
        let http = self.http()?;
        self.look_for_missing().inspect_err(|error| self.notice_damage(error))?;
        // Before anything is sent, which may take long: until then they count as nowhere.
        self.ask_after_missing(&http)?;
        // How many have arrived since this began, how many there were with those, and who is told.
        let told = Mutex::new((0, 0, progress));
        let tell = |more: u32, unsent: u32| {
            let (gone, all, progress) = &mut *locked(&told);
            *gone += more;
            // What arrives this moment may be missing in both: there are never fewer than before.
            *all = u32::max(*all, *gone + unsent);
            progress(*gone, *all);
        };
        let next = |open: &BTreeSet<Named>| {
            // Not over the other connection: for that one, whatever is noted meanwhile makes all
            // that it knows of the file old, and it deciphers it anew each time.
            let (unsent, files) = {
                let writer = locked(&self.writer);
                let files =
                    store::photo_files::batch(&writer, open, BATCH, self.outgoing.batch_bytes())?;
                (store::photo_files::unsent(&writer)?.1, files)
            };
            tell(0, unsent);
            Ok(files)
        };
        let went = |went| {
            match went {
                Went::Arrived(more) => tell(u32::try_from(more).unwrap_or(0), 0),
                Went::Unreadable => tracing::error!("a photo's file is not whole"),
            }
            self.announce(&[Topic::Photo, Topic::Sync, Topic::Check]);
        };
        let (records, photos, outgoing) = (&self.writer, &self.photos, &self.outgoing);
        let sent = sync::send_files(&http, next, records, photos, outgoing, stop, went);
        self.heard(sent)?;
        let left = stop.load(Ordering::Relaxed);
        if !left {
            self.outgoing.all_sent();
            // What could not be read just now may be there after all.
            self.ask_after_missing(&http)?;
        }
        let pictures =
            !left && self.standing() == Standing::Accepted && self.fetch_some(&http, stop)?;
        Ok(Moved { left, pictures })
    }

    /// Fetches some of others' pictures. Gives whether more may be there: before those, what is own has
    /// its turn again.
    fn fetch_some(&self, http: &Http, stop: &AtomicBool) -> Result<bool, Error> {
        let mut in_vain = locked(&self.in_vain);
        let wanted = store::photo_files::to_fetch(&locked(&self.reader), in_vain.look_at())?;
        let asked = in_vain.choose(wanted);
        // Every screen with photos asks again when it hears this: not for each of hundreds.
        const TOLD_AFTER: usize = 32;
        let here = Mutex::new(BTreeSet::new());
        let came = |named| {
            let mut here = locked(&here);
            here.insert(named);
            let tells = here.len().is_multiple_of(TOLD_AFTER);
            drop(here);
            if tells {
                self.announce(&[Topic::Photo]);
            }
        };
        let (records, photos) = (&self.writer, &self.photos);
        let come_or_go = &self.bytes_come_or_go;
        let done = sync::fetch_pictures(http, &asked, records, photos, come_or_go, stop, came);
        let here = here.into_inner().unwrap_or_else(PoisonError::into_inner);
        if !here.is_empty() {
            self.announce(&[Topic::Photo]);
        }
        self.heard(done)?;
        // What was not asked for any more was not asked in vain.
        Ok(!stop.load(Ordering::Relaxed) && in_vain.note(&asked, &here))
    }

    /// Own files that are said not to be here, and of which it is not known that central has them. A
    /// device that lost what it knew may have their bytes after all, and nobody else.
    fn look_for_missing(&self) -> Result<(), Error> {
        let _stay = locked(&self.bytes_come_or_go);
        let files = store::photo_files::missing(&locked(&self.reader))?;
        for file in files {
            if store::photos::is_sound(&locked(&self.photos), file.bytes.sha256)? {
                let writer = locked(&self.writer);
                store::photo_files::set_here(&writer, file.photo, file.variant)?;
            }
        }
        Ok(())
    }

    /// Those that are not may be at central.
    fn ask_after_missing(&self, http: &Http) -> Result<(), Error> {
        const AT_ONCE: usize = 200;
        let missing = store::photo_files::missing(&locked(&self.reader))?;
        for files in missing.chunks(AT_ONCE) {
            let asked =
                files.iter().map(|file| PhotoFile { photo: file.photo, variant: file.variant });
            let reply = self.heard(http.reached(asked.collect()))?;
            let answers = reply.map(|reply| reply.files).unwrap_or_default();
            let there = files.iter().zip(answers);
            let there = there.filter(|(_, reached)| *reached == Reached::Whole);
            let there = there.map(|(file, _)| file);
            store::photo_files::set_at_central(&mut locked(&self.writer), there)?;
            self.announce(&[Topic::Photo, Topic::Sync]);
        }
        Ok(())
    }

    /// What follows once files were moved, never beside an exchange: the profile may end here.
    pub(crate) fn after_moving(&self, left: bool) -> Result<(), Error> {
        if left {
            return Ok(());
        }
        if read(&self.identity).revoked {
            // It may still deliver; reading has ended.
            return self.erase_if_ordered().map(|_| ());
        }
        if !self.leave_if_wished()? {
            self.make_room(false)?;
        }
        Ok(())
    }

    /// Photo bytes put on the wire since the store was opened.
    pub(crate) fn photo_bytes_sent(&self) -> u64 {
        self.outgoing.bytes()
    }

    /// Breaks off what is on its way.
    pub(crate) fn break_off(&self) {
        let runner = self.runner.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(runner) = runner.as_ref() {
            runner.break_off();
        }
    }

    /// Whether central accepts this profile, and it is reached by this.
    pub(crate) fn is_led_by(&self, http: &Http) -> bool {
        let identity = read(&self.identity);
        let enrolled = identity.enrolled.as_ref().filter(|_| !identity.revoked);
        enrolled.is_some_and(|enrolled| http.is_for(&enrolled.place, &enrolled.token))
    }

    /// Whether the person keeps the device offline.
    pub(crate) fn is_kept_offline(&self) -> bool {
        read(&self.sync) == SyncState::KeptOffline
    }

    pub(crate) fn show_sync(&self, state: SyncState) {
        let before = read(&self.sync);
        if before != state {
            write(&self.sync, state);
            self.announce(&[Topic::Sync]);
        }
    }
}
