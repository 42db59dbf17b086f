//! Whether this process leads. One replica checks and notifies. The others wait until it stops, and
//! meanwhile remember what it recorded, so that the replica that takes over knows which changes
//! were notified already.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::model::{Scope, Sightings};
use crate::registry::{Leadership, Registry, RegistryError};

/// What the registry records about each scope.
pub(super) type Noted = BTreeMap<Scope, Sightings>;

/// How many readings are kept. The older of two readings was made while another replica led, which
/// since then has had time to send notifications of what it had recorded.
const READINGS: usize = 2;

/// The state of this process among the replicas.
#[derive(Default)]
pub(super) struct Lead {
    held: Option<Box<dyn Leadership>>,
    /// The scopes that are led.
    scopes: Vec<Scope>,
    /// What another replica had recorded, each time it was seen to lead; the latest last.
    readings: VecDeque<Noted>,
    /// Whether another replica has led since this one last did.
    followed: bool,
    /// What other replicas notified, and how often this process took over.
    pub past: Past,
}

/// What other replicas notified before this process led.
#[derive(Clone, Default)]
pub(super) struct Past {
    /// Grows each time this process takes the lead over from another replica.
    pub generation: u64,
    /// What was recorded by then.
    pub noted: Arc<Noted>,
}

/// The result of trying to lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// This process leads, as before.
    Leads,
    /// This process leads from now on.
    Takes,
    /// Another process leads.
    Follows,
}

impl Lead {
    /// Takes the lead if it is free. After an error it is unknown which process leads.
    pub(super) async fn take(
        &mut self,
        registry: &dyn Registry,
        scopes: &[Scope],
    ) -> Result<Turn, RegistryError> {
        if self.scopes != scopes {
            *self = Self {
                scopes: scopes.to_vec(),
                past: self.past.clone(),
                ..Self::default()
            };
        }
        if self.lasts().await {
            return Ok(Turn::Leads);
        }
        let taken = registry.lead(scopes).await?;
        let noted = match (&taken, self.followed) {
            (None, _) => Some(noted(registry, scopes).await?),
            (Some(_), true) if self.readings.is_empty() => Some(noted(registry, scopes).await?),
            (Some(_), _) => None,
        };
        self.readings.extend(noted);
        if taken.is_none() {
            self.followed = true;
            while self.readings.len() > READINGS {
                self.readings.pop_front();
            }
            return Ok(Turn::Follows);
        }
        self.held = taken;
        if std::mem::take(&mut self.followed) {
            self.past = Past {
                generation: self.past.generation + 1,
                noted: Arc::new(self.readings.pop_front().unwrap_or_default()),
            };
        }
        self.readings.clear();
        Ok(Turn::Takes)
    }

    /// Whether this process still leads.
    pub(super) async fn lasts(&mut self) -> bool {
        let lasts = match &mut self.held {
            Some(held) => held.lasts().await,
            None => false,
        };
        if !lasts {
            self.held = None;
        }
        lasts
    }
}

async fn noted(registry: &dyn Registry, scopes: &[Scope]) -> Result<Noted, RegistryError> {
    let mut noted = Noted::new();
    for scope in scopes {
        noted.insert(scope.clone(), registry.differences(scope).await?);
    }
    Ok(noted)
}
