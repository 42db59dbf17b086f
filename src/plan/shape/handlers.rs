//! The handlers that the accounts have, by identifier.

use std::collections::BTreeMap;

use crate::model::{Collection, Kind, Level, Name, Observed};

/// The handlers of all accounts that were read.
pub(in crate::plan) struct Handlers<'a> {
    observed: &'a Observed,
    /// The providers through which each handler was seen.
    seen: BTreeMap<(Collection, &'a str), Vec<&'a Name>>,
}

impl<'a> Handlers<'a> {
    /// Returns the handlers that were read.
    pub(in crate::plan) fn of(observed: &'a Observed) -> Self {
        let mut handlers = Self {
            observed,
            seen: BTreeMap::new(),
        };
        for (address, resource) in &observed.state.resources {
            if let (Some(provider), Some(id)) = (address.provider(), &resource.id) {
                handlers.add(address.kind(), id, provider);
            }
        }
        for (provider, object) in &observed.unmanaged {
            handlers.add(object.kind, &object.id, provider);
        }
        handlers
    }

    fn add(&mut self, kind: Kind, id: &'a str, provider: &'a Name) {
        if let Kind::Handler(collection) = kind {
            let seen = self.seen.entry((collection, id)).or_default();
            seen.push(provider);
        }
    }

    /// Whether the account of a provider was read and does not have this handler.
    pub(in crate::plan) fn lack(&self, provider: &Name, collection: Collection, id: &str) -> bool {
        let accounts = |provider: &Name| self.observed.accounts.get(provider);
        let Some(own) = accounts(provider) else {
            return false;
        };
        let mut unread = self.observed.unread.iter();
        if unread.any(|unread| unread.level == Level::Handler && unread.provider == *provider) {
            return false;
        }
        // Providers that share an account see the same handlers.
        let seen = self.seen.get(&(collection, id));
        !seen
            .into_iter()
            .flatten()
            .any(|by| *by == provider || accounts(by) == Some(own))
    }
}
