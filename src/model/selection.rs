//! The addresses that a command works on: all, or those of a shard, or those that are targeted,
//! without those that are excluded.

use std::collections::BTreeSet;

use super::{Address, Name, Shard};

/// The addresses that a command works on. The default is every address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// If there is one, only what belongs to it.
    pub shard: Option<Shard>,
    /// If there are any, only these and everything under them.
    pub targets: BTreeSet<Address>,
    /// Never these, nor anything under them.
    pub excluded: BTreeSet<Address>,
}

impl Selection {
    /// These addresses, or every address if there are none.
    pub fn of(targets: BTreeSet<Address>) -> Self {
        Self {
            targets,
            ..Self::default()
        }
    }

    /// Whether it covers every address.
    pub fn is_everything(&self) -> bool {
        self.shard.is_none() && self.targets.is_empty() && self.excluded.is_empty()
    }

    /// Whether the command works on an address.
    pub fn covers(&self, address: &Address) -> bool {
        self.shard.is_none_or(|shard| shard.has(address))
            && (self.targets.is_empty() || holds(&self.targets, address))
            && !self.excludes(address)
    }

    /// Whether an address, or the provider that it is under, is excluded.
    pub fn excludes(&self, address: &Address) -> bool {
        holds(&self.excluded, address)
    }

    /// Whether the command works on anything of a provider.
    pub fn concerns(&self, provider: &Name) -> bool {
        let of_provider = |target: &Address| target.provider() == Some(provider);
        let targeted = self.targets.is_empty() || self.targets.iter().any(of_provider);
        let in_shard = self.shard.is_none_or(|shard| shard.has_provider(provider));
        in_shard && targeted && !self.excluded.contains(&Address::Provider(provider.clone()))
    }
}

/// Whether a set has an address or the provider that it is under.
fn holds(set: &BTreeSet<Address>, address: &Address) -> bool {
    let provider = || address.provider().cloned().map(Address::Provider);
    set.contains(address) || !set.is_empty() && provider().is_some_and(|it| set.contains(&it))
}

#[cfg(test)]
mod tests {
    use super::{Address, Selection};

    fn selection(targets: &[&str], excluded: &[&str]) -> Selection {
        let set = |texts: &[&str]| texts.iter().map(|text| address(text)).collect();
        Selection {
            targets: set(targets),
            excluded: set(excluded),
            ..Selection::default()
        }
    }

    fn address(text: &str) -> Address {
        Address::parse(text).unwrap()
    }

    #[test]
    fn what_is_excluded_is_never_covered() {
        let number = address("providers.us.numbers.store");
        let covers =
            |targets: &[&str], excluded: &[&str]| selection(targets, excluded).covers(&number);
        assert!(covers(&[], &[]));
        assert!(covers(&["providers.us"], &["providers.us.numbers.help"]));
        assert!(!covers(&[], &["providers.us"]));
        assert!(!covers(&["providers.us"], &["providers.us.numbers.store"]));
        assert!(!covers(&["providers.us.numbers.store"], &["providers.us"]));
        assert!(!covers(&["keywords.JOIN"], &[]));
    }

    #[test]
    fn a_provider_is_concerned_unless_all_of_it_is_left_out() {
        let us = address("providers.us");
        let us = us.provider().unwrap();
        let concerns =
            |targets: &[&str], excluded: &[&str]| selection(targets, excluded).concerns(us);
        assert!(concerns(&[], &["providers.us.numbers.store"]));
        assert!(concerns(&["providers.us.numbers.store"], &[]));
        assert!(!concerns(&[], &["providers.us"]));
        assert!(!concerns(&["keywords.JOIN"], &[]));
    }
}
