//! Claims that hold for every world, checked on worlds that a seed makes.

use super::super::super::options::Options;
use super::super::super::rows::{
    Cell, Environment, Extension, Extent, KeywordRow, Listed, NumberKind, NumberRow, ProviderRow,
};
use super::super::Read;
use super::world::{
    World, keyword_row, number_row, our_group, our_number, our_provider, provider_row, set,
};
use crate::counterpart::{OurNumber, OurProvider, Presence, RecordSight, Records};
use crate::model::{CounterpartCode, NumberSight};

const CONTACTS: [&str; 8] = [
    "+15017122661",
    "15017122661",
    "+1 (501) 712-2661",
    "+18005550123",
    "98765",
    "CONTOSO",
    "",
    "+",
];
const DECLARED: [&str; 4] = ["+15017122661", "+18005550123", "98765", "CONTOSO"];
const ACCOUNTS: [&str; 3] = ["AC1", "AC2", ""];
const SERVICES: [&str; 2] = ["MG1", "MG2"];
const WORDS: [&str; 6] = ["JOIN", "join", "STOP", "JOIN NOW", "", "É"];

/// `SplitMix64`: small, and the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let sides = u64::try_from(sides).unwrap();
        usize::try_from((z ^ (z >> 31)) % sides).unwrap()
    }

    fn flip(&mut self) -> bool {
        self.roll(2) == 0
    }

    fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.roll(all.len())]
    }

    fn maybe<T>(&mut self, value: T) -> Option<T> {
        (self.roll(4) > 0).then_some(value)
    }

    fn cell(&mut self, all: &[&str]) -> Cell<String> {
        match self.roll(6) {
            0 => Cell::Hidden,
            1 => Cell::Read(None),
            _ => set(self.pick(all)),
        }
    }

    fn list<T>(&mut self, most: usize, mut row: impl FnMut(&mut Self, usize) -> T) -> Listed<T> {
        let extent = self.pick(&[
            Extent::Everything,
            Extent::Everything,
            Extent::Visible,
            Extent::Unread,
        ]);
        let count = if extent == Extent::Unread {
            0
        } else {
            self.roll(most)
        };
        Listed {
            rows: (0..count).map(|n| row(self, n)).collect(),
            extent,
        }
    }

    fn provider(&mut self, n: usize) -> ProviderRow {
        let extension = match self.roll(8) {
            0 => Extension::Azure,
            1 => Extension::Other("new_table".to_owned()),
            2 => Extension::None,
            3 => Extension::Unread,
            _ => Extension::Twilio {
                account_sid: self.cell(&ACCOUNTS),
                messaging_service_sid: self.cell(&SERVICES),
            },
        };
        let name = self.pick(&["A", "B", ""]).to_owned();
        ProviderRow {
            name: self.maybe(name),
            extension,
            active: self.flip(),
            ..provider_row(&format!("p{n}"), "", "")
        }
    }

    fn number(&mut self, n: usize) -> NumberRow {
        let kind = match self.roll(5) {
            0 => Cell::Hidden,
            1 => Cell::Read(None),
            2 => Cell::Read(Some(NumberKind::Unknown(7))),
            3 => Cell::Read(Some(NumberKind::ShortCode)),
            _ => Cell::Read(Some(NumberKind::Geographic)),
        };
        let contact = self.pick(&CONTACTS).to_owned();
        let provider = format!("p{}", self.roll(4));
        let application = self.pick(&["a", "b"]).to_owned();
        NumberRow {
            contact_point: self.maybe(contact),
            provider: self.maybe(provider),
            kind,
            consuming_application: self.maybe(application),
            active: self.flip(),
            ..number_row(&format!("n{n}"), "Name", "", NumberKind::Geographic)
        }
    }

    fn keyword(&mut self, n: usize) -> KeywordRow {
        let active = self.flip();
        KeywordRow {
            active,
            ..keyword_row(&format!("k{n}"), self.pick(&WORDS))
        }
    }

    fn our_provider(&mut self, name: &str) -> OurProvider {
        let numbers = DECLARED.iter().enumerate().filter_map(|(n, contact)| {
            let in_account = self.pick(&[Presence::There, Presence::Absent, Presence::Unknown]);
            let named = self.flip().then_some("Name");
            let number = OurNumber {
                in_account,
                ..our_number(name, &format!("n{n}"), contact, named)
            };
            self.maybe(number)
        });
        let numbers = numbers.collect();
        let named = self.pick(&["A", "C"]).to_owned();
        let declared = self.flip().then_some("main");
        let mut group = our_group(declared, self.pick(&SERVICES));
        group.answers_callback = self.pick(&[None, Some(true), Some(false)]);
        OurProvider {
            kind: self.pick(&["twilio", "twilio", "azure", "toy"]),
            named: if self.flip() { self.maybe(named) } else { None },
            groups: vec![group],
            groups_read: self.flip(),
            undeclared: ["+15017122661".to_owned()].into(),
            known_numbers: None,
            ..our_provider(name, self.pick(&ACCOUNTS), numbers)
        }
    }
}

fn world(seed: u64) -> World {
    let mut dice = Dice(seed);
    let mut world = World::agreeing();
    world.ours.providers = vec![dice.our_provider("eu"), dice.our_provider("us")];
    let keywords = dice.list(5, Dice::keyword);
    let environment = Environment {
        providers: dice.list(5, Dice::provider),
        numbers: dice.list(9, Dice::number),
        keywords: dice.maybe(keywords),
        ..world.read.environment
    };
    world.read = Read {
        environment,
        options: Options {
            keywords: dice.flip(),
            same_names: dice.flip(),
        },
    };
    world
}

#[test]
fn claims_hold_in_every_world() {
    let mut seen = std::collections::BTreeSet::new();
    for seed in 0..600 {
        let world = world(seed);
        let compared = world.compare();
        let environment = &world.read.environment;
        let found = compared.comparison.disagreements.iter();
        let codes: Vec<_> = found.clone().map(|one| one.finding.code).collect();
        seen.extend(codes.iter().copied());
        let has = |code: CounterpartCode| codes.iter().any(|one| *one == code);
        if environment.numbers.extent != Extent::Everything {
            assert!(!has(CounterpartCode::NumberMissing), "{seed}");
            let mut sights = compared.comparison.numbers.values();
            assert!(sights.all(|one| *one != NumberSight::Absent), "{seed}");
        }
        let keywords = environment.keywords.as_ref();
        if keywords.is_none_or(|list| list.extent != Extent::Everything) {
            assert!(!has(CounterpartCode::KeywordMissing), "{seed}");
            assert!(compared.missing_keywords.is_empty(), "{seed}");
        }
        if environment.numbers.extent == Extent::Unread {
            assert!(compared.comparison.numbers.is_empty(), "{seed}");
        }
        let places = found.map(|one| (one.finding.address.as_ref(), one.finding.code));
        assert!(places.is_sorted(), "{seed}");
        for one in &compared.comparison.disagreements {
            let finding = &one.finding;
            for text in [&finding.summary, &finding.help] {
                assert!(!text.is_empty() && !text.contains("  "), "{seed}: {text}");
                assert!(!text.ends_with('.'), "{seed}: {text}");
            }
        }
        for (address, sight) in world.read.observe(&compared.agreeing) {
            let fields = &compared.agreeing[&address].fields;
            assert_eq!(
                sight,
                RecordSight::There(fields.clone()),
                "{seed} {address}"
            );
        }
        assert_eq!(world.read.known(), world.read.known());
    }
    assert!(seen.len() > 14, "the worlds are too much alike: {seen:?}");
}
