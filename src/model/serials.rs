//! Serials: how often each part of a project and environment changed.

use std::collections::BTreeMap;

use super::{Part, Shard};

/// The serials of a project and environment. Each part has one, which grows with every record that
/// changes something in it and never shrinks, even if the part is forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Serials {
    /// What was counted for everything together, before parts had serials.
    pub base: u64,
    /// The serials of the parts; a part that never changed is left out.
    pub parts: BTreeMap<Part, u64>,
}

impl Serials {
    /// Returns one serial for a shard, or for everything: the sum of those in it. Serials only
    /// grow, so the sum changes exactly if one of them does.
    pub fn of(&self, shard: Option<Shard>) -> u64 {
        let covered = |part: &Part| shard.is_none_or(|shard| shard.has_part(part));
        let parts = self.parts.iter().filter(|(part, _)| covered(part));
        self.base + parts.map(|(_, serial)| serial).sum::<u64>()
    }

    /// Returns the serial of one part.
    pub fn part(&self, part: &Part) -> u64 {
        self.parts.get(part).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, Serials, Shard};

    fn part(text: &str) -> Part {
        Part::parse(text).unwrap()
    }

    #[test]
    fn the_serial_of_a_shard_is_that_of_its_parts() {
        let serials = Serials {
            base: 40,
            parts: [(part("keywords"), 1), (part("providers.a"), 5)].into(),
        };
        assert_eq!(serials.of(None), 46);
        let shards = (1..=3).map(|index| Shard::new(index, 3).unwrap());
        let sum: u64 = shards.map(|shard| serials.of(Some(shard)) - 40).sum();
        assert_eq!(sum, 6);
        assert_eq!(serials.part(&part("providers.b")), 0);
    }
}
