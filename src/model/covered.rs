//! What a run covers of its project and environment.

use std::collections::BTreeSet;

use super::{Part, Shard, State};

/// The parts that a run covers. No other run may cover any of them at the same time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Covered {
    /// Every part, also those that are not known yet.
    #[default]
    Everything,
    /// The parts of a shard.
    Shard {
        /// The shard.
        shard: Shard,
        /// The parts that are declared or recorded.
        parts: BTreeSet<Part>,
    },
}

impl Covered {
    /// Returns what a run covers, given what is declared and recorded.
    pub fn of(shard: Option<Shard>, desired: &State, recorded: &State) -> Self {
        let Some(shard) = shard else {
            return Self::Everything;
        };
        let known = desired.resources.keys().chain(recorded.resources.keys());
        let parts = known.filter(|address| shard.has(address)).map(Part::of);
        Self::Shard {
            shard,
            parts: parts.collect(),
        }
    }

    /// Returns the shard; `None` if everything is covered.
    pub fn shard(&self) -> Option<Shard> {
        match self {
            Self::Everything => None,
            Self::Shard { shard, .. } => Some(*shard),
        }
    }

    /// Whether a part is covered.
    pub fn has(&self, part: &Part) -> bool {
        match self {
            Self::Everything => true,
            Self::Shard { parts, .. } => parts.contains(part),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Covered, Part, Shard, State};
    use crate::model::{Address, Resource};

    fn part(text: &str) -> Part {
        Part::parse(text).unwrap()
    }

    #[test]
    fn a_shard_covers_what_is_declared_or_recorded_of_it() {
        let state = |texts: &[&str]| -> State {
            let resources = texts.iter().map(|text| {
                let address = Address::parse(text).unwrap();
                (address, Resource::default())
            });
            resources.collect()
        };
        let desired = state(&["providers.a", "providers.a.numbers.x", "keywords.JOIN"]);
        let recorded = state(&["providers.gone"]);
        let all = ["keywords", "providers.a", "providers.gone"].map(part);
        let mut found = Vec::new();
        for index in 1..=3 {
            let shard = Shard::new(index, 3).unwrap();
            let covered = Covered::of(Some(shard), &desired, &recorded);
            found.extend(all.iter().filter(|part| covered.has(part)).cloned());
            assert!(!covered.has(&part("providers.new")));
        }
        found.sort();
        assert_eq!(found, all);
        assert!(Covered::of(None, &desired, &recorded).has(&part("providers.new")));
    }
}
