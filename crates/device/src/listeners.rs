//! Who is told that something changed.

use crate::api::Topic;
use std::{
    collections::BTreeSet,
    sync::{PoisonError, RwLock},
};

type Listener = Box<dyn Fn(&[Topic]) + Send + Sync>;

/// Those who listen. They stay while the profile is locked and its store shut.
#[derive(Default)]
pub struct Listeners(RwLock<Vec<Listener>>);

impl Listeners {
    /// Adds one.
    pub fn add(&self, listener: impl Fn(&[Topic]) + Send + Sync + 'static) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).push(Box::new(listener));
    }

    /// Tells all, each topic once.
    pub fn announce(&self, topics: impl IntoIterator<Item = Topic>) {
        let topics: Vec<Topic> = topics.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
        if topics.is_empty() {
            return;
        }
        for listener in self.0.read().unwrap_or_else(PoisonError::into_inner).iter() {
            listener(&topics);
        }
    }
}
