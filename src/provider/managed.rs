//! What the configuration and the registry name in an account: it decides which lists a bulk read
//! needs. Plain data.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{FieldName, Kind, Level, Name, Resource, State, Text};

/// What is managed in one account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Managed {
    /// Which lists to read beyond those in which something is managed.
    pub extent: Extent,
    /// The short codes that are declared or recorded.
    pub short_codes: BTreeSet<Text>,
    /// The fields that have a value for some number, as declared or recorded.
    pub number_fields: BTreeSet<FieldName>,
    /// The declared objects, without numbers and without what only the registry holds.
    pub desired: Vec<(Kind, Resource)>,
    /// The recorded objects, with the same exceptions.
    pub recorded: Vec<(Kind, Resource)>,
}

/// How much of an account is read. Each extent includes the ones before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// Only lists in which something is managed.
    #[default]
    Managed,
    /// All numbers, short codes too, and the groups that they are in.
    Numbers,
    /// Handlers, even if no number names one.
    Handlers,
    /// The alphanumeric senders of every group: a list for each, because no list of an account has
    /// them.
    AlphaSenders,
}

impl Managed {
    /// Returns what each provider manages, declared or recorded.
    pub fn by_provider(desired: &State, recorded: &State) -> BTreeMap<Name, Self> {
        let mut all: BTreeMap<Name, Self> = BTreeMap::new();
        let mut each = |state: &State, of: fn(&mut Self) -> &mut Vec<(Kind, Resource)>| {
            for (address, resource) in &state.resources {
                let Some(provider) = address.provider() else {
                    continue;
                };
                let kind = address.kind();
                if kind == Kind::Number {
                    all.entry(provider.clone()).or_default().see(resource);
                } else if !kind.lives_in_registry() {
                    let managed = all.entry(provider.clone()).or_default();
                    of(managed).push((kind, resource.clone()));
                }
            }
        };
        each(desired, |managed| &mut managed.desired);
        each(recorded, |managed| &mut managed.recorded);
        all
    }

    fn see(&mut self, number: &Resource) {
        if let Some(key) = number.key.as_ref().filter(|key| !key.starts_with('+')) {
            self.short_codes.insert(key.clone());
        }
        for (field, value) in number.fields.iter() {
            if !value.is_blank() && !self.number_fields.contains(field) {
                self.number_fields.insert(field.clone());
            }
        }
    }

    /// Whether an object of this level is declared or recorded. Numbers do not count.
    pub fn has(&self, level: Level) -> bool {
        let mut all = self.desired.iter().chain(&self.recorded);
        all.any(|(kind, _)| kind.level() == level)
    }

    /// Adds what another provider of the same account manages.
    pub fn add(&mut self, other: &Self) {
        self.extent = self.extent.max(other.extent);
        self.short_codes.extend(other.short_codes.iter().cloned());
        self.number_fields
            .extend(other.number_fields.iter().cloned());
        self.desired.extend(other.desired.iter().cloned());
        self.recorded.extend(other.recorded.iter().cloned());
    }
}

#[cfg(test)]
mod tests {
    use super::Managed;
    use crate::model::{Address, Fields, Resource, State};

    #[test]
    fn numbers_count_as_short_codes_and_by_their_fields() {
        let state = |all: &[(&str, &str)]| -> State {
            let one = |(address, key): &(&str, &str)| {
                let resource = Resource::keyed(*key, Fields::new());
                (Address::parse(address).unwrap(), resource)
            };
            all.iter().map(one).collect()
        };
        let desired = state(&[
            ("providers.us", "us"),
            ("providers.us.numbers.line", "+15017122661"),
            ("providers.us.messaging_services.campaigns", "Campaigns"),
            ("keywords.JOIN", "JOIN"),
        ]);
        let recorded = state(&[("providers.us.numbers.code", "74454")]);
        let plain = Managed::by_provider(&desired, &State::default());
        let us = plain.values().next().unwrap();
        assert_eq!(
            (plain.len(), us.short_codes.len(), us.desired.len()),
            (1, 0, 1)
        );
        let both = Managed::by_provider(&desired, &recorded);
        let codes = &both.values().next().unwrap().short_codes;
        assert!(codes.iter().eq(["74454"]));
    }
}
