//! A themed drive (专题监督).

use crate::{
    directory::Bilingual,
    event::Event,
    ids::{ChecklistId, UnitId},
    time::Day,
};
use serde::{Deserialize, Serialize};

/// A themed drive began. The stream's id is the campaign's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignLaunched {
    /// Checklists meant for it.
    pub checklists: Vec<ChecklistId>,
    /// First day.
    pub from: Day,
    /// Name.
    pub name: Bilingual,
    /// Its orders are issued sealed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sealing: bool,
    /// Last day.
    pub to: Day,
    /// Units that take part, with everything below them.
    pub units: Vec<UnitId>,
}

/// A campaign as folded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Campaign {
    /// The launch; the first one counts.
    pub launched: Option<CampaignLaunched>,
}

impl Campaign {
    pub(crate) fn apply(&mut self, event: &Event) {
        if let (None, Event::CampaignLaunched(e)) = (&self.launched, event) {
            self.launched = Some(e.clone());
        }
    }
}
