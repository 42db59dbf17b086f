//! Shards: a stable division of the providers, so that several runs can share one project and
//! environment.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Address, Name, Part};

/// One of several equal shares of the providers. Each provider belongs to exactly one shard of a
/// count, whatever the other providers are: adding one moves no other.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "Numbers")]
#[schemars(rename = "Shard")]
pub struct Shard {
    /// Which shard, from 1.
    #[schemars(range(min = 1))]
    index: u32,
    /// How many shards there are.
    #[schemars(range(min = 1))]
    count: u32,
}

/// Why a text is not a shard.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAShard {
    /// It does not have the form `I/N`.
    #[error("write I/N, such as 2/3 for the second of three shards")]
    Form,
    /// There are too few or too many shards.
    #[error("there can be 1 to {most} shards, not {0}", most = Shard::MOST)]
    Count(u32),
    /// There is no shard with this index.
    #[error("the shards of {count} are 1 to {count}, so there is no shard {index}")]
    Index {
        /// The index.
        index: u32,
        /// The number of shards.
        count: u32,
    },
}

/// The two numbers of a shard in a document.
#[derive(Deserialize, JsonSchema)]
struct Numbers {
    index: u32,
    count: u32,
}

impl Shard {
    /// The largest number of shards.
    pub const MOST: u32 = 9999;

    /// The shard with this index, from 1, of so many.
    pub fn new(index: u32, count: u32) -> Result<Self, NotAShard> {
        if !(1..=Self::MOST).contains(&count) {
            return Err(NotAShard::Count(count));
        }
        if !(1..=count).contains(&index) {
            return Err(NotAShard::Index { index, count });
        }
        Ok(Self { index, count })
    }

    /// Which shard it is, from 1.
    pub fn index(self) -> u32 {
        self.index
    }

    /// How many shards there are.
    pub fn count(self) -> u32 {
        self.count
    }

    /// Whether the keywords belong to it.
    pub fn has_keywords(self) -> bool {
        self.index == 1
    }

    /// Whether a provider belongs to it: the first eight bytes of the SHA-256 of the name, as a
    /// big-endian number modulo the count, are one less than the index.
    pub fn has_provider(self, name: &Name) -> bool {
        let digest = Sha256::digest(name.as_str());
        let hash = digest
            .iter()
            .take(8)
            .fold(0, |hash: u64, byte| hash << 8 | u64::from(*byte));
        hash % u64::from(self.count) == u64::from(self.index) - 1
    }

    /// Whether a part belongs to it. Keywords belong to the first shard.
    pub fn has_part(self, part: &Part) -> bool {
        match part {
            Part::Keywords => self.index == 1,
            Part::Provider(name) => self.has_provider(name),
        }
    }

    /// Whether an address belongs to it.
    pub fn has(self, address: &Address) -> bool {
        match address.provider() {
            None => self.index == 1,
            Some(provider) => self.has_provider(provider),
        }
    }

    /// Whether no provider can belong to both. Two shards of different counts have no provider in
    /// common if their remainders differ for the greatest common divisor of the counts. Keywords
    /// belong to every first shard.
    pub fn is_apart_from(self, other: Self) -> bool {
        let common = divisor(self.count, other.count);
        self.index % common != other.index % common
    }
}

/// The greatest common divisor.
fn divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { divisor(b, a % b) }
}

impl FromStr for Shard {
    type Err = NotAShard;

    fn from_str(text: &str) -> Result<Self, NotAShard> {
        let number = |text: &str| {
            let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse().ok().filter(|_| digits).ok_or(NotAShard::Form)
        };
        let (index, count) = text.split_once('/').ok_or(NotAShard::Form)?;
        Self::new(number(index)?, number(count)?)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.count)
    }
}

impl TryFrom<Numbers> for Shard {
    type Error = NotAShard;

    fn try_from(Numbers { index, count }: Numbers) -> Result<Self, NotAShard> {
        Self::new(index, count)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Name, NotAShard, Part, Shard};

    fn shards(count: u32) -> impl Iterator<Item = Shard> {
        (1..=count).map(move |index| Shard::new(index, count).unwrap())
    }

    fn name(text: &str) -> Name {
        Name::parse(text).unwrap()
    }

    proptest! {
        #[test]
        fn each_provider_belongs_to_exactly_one_shard(text in "[a-z0-9][a-z0-9-]{0,62}", count in 1..200_u32) {
            let name = name(&text);
            prop_assert_eq!(shards(count).filter(|shard| shard.has_provider(&name)).count(), 1);
        }

        #[test]
        fn shards_that_share_a_provider_are_not_apart(text in "[a-z0-9][a-z0-9-]{0,62}", n in 1..60_u32, m in 1..60_u32) {
            let name = name(&text);
            let of = |count| shards(count).find(|shard| shard.has_provider(&name)).unwrap();
            prop_assert!(!of(n).is_apart_from(of(m)));
        }

        #[test]
        fn a_shard_prints_as_it_parses(count in 1..=Shard::MOST, index in 1..=Shard::MOST) {
            prop_assume!(index <= count);
            let shard = Shard::new(index, count).unwrap();
            prop_assert_eq!(shard.to_string().parse(), Ok(shard));
            let json = serde_json::to_string(&shard).unwrap();
            prop_assert_eq!(serde_json::from_str::<Shard>(&json).unwrap(), shard);
        }
    }

    /// The rule must never change: registries and pipelines rely on it.
    #[test]
    fn the_rule_is_fixed() {
        let expected = [
            ("marketing-us", [1, 3, 5]),
            ("marketing-eu", [1, 3, 7]),
            ("support", [2, 3, 6]),
            ("a", [1, 2, 3]),
        ];
        for (text, indexes) in expected {
            let name = name(text);
            let mine = |count| {
                shards(count)
                    .find(|shard| shard.has_provider(&name))
                    .unwrap()
            };
            assert_eq!(
                [2, 3, 8].map(|count| mine(count).index()),
                indexes,
                "{text}"
            );
        }
    }

    #[test]
    fn keywords_belong_to_the_first_shard() {
        let holders: Vec<u32> = shards(5)
            .filter(|shard| shard.has_part(&Part::Keywords))
            .map(Shard::index)
            .collect();
        assert_eq!(holders, [1]);
    }

    #[test]
    fn what_is_not_a_shard_is_refused() {
        let parse = |text: &str| text.parse::<Shard>();
        for text in [
            "",
            "2",
            "2/",
            "/3",
            "a/3",
            "2/3/4",
            "+1/3",
            "-1/3",
            "1 / 3",
            "1/99999999999",
        ] {
            assert_eq!(parse(text), Err(NotAShard::Form), "{text}");
        }
        assert_eq!(parse("1/0"), Err(NotAShard::Count(0)));
        assert_eq!(parse("1/10000"), Err(NotAShard::Count(10_000)));
        assert_eq!(parse("0/3"), Err(NotAShard::Index { index: 0, count: 3 }));
        assert_eq!(parse("4/3"), Err(NotAShard::Index { index: 4, count: 3 }));
        assert!(serde_json::from_str::<Shard>(r#"{"index":4,"count":3}"#).is_err());
    }
}
