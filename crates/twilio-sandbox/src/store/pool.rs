//! The numbers that can be bought in the sandbox: a few of each country and kind, from ranges reserved for fiction, and
//! those that a seed offers. The same on every machine.

use std::collections::BTreeSet;

use crate::store::phone::{self, NumberKind};
use crate::store::state::State;

/// A run of numbers that differ in their last digits.
struct Range {
    prefix: &'static str,
    first: u32,
    count: u32,
    /// How many digits come after the prefix.
    digits: usize,
}

/// Area codes with a place: code, state or province, city. Each has the fictional numbers 555-0100 to 555-0119.
const AREAS: [(&str, &str, &str); 15] = [
    ("201", "NJ", "Jersey City"),
    ("206", "WA", "Seattle"),
    ("212", "NY", "New York"),
    ("303", "CO", "Denver"),
    ("312", "IL", "Chicago"),
    ("404", "GA", "Atlanta"),
    ("415", "CA", "San Francisco"),
    ("501", "AR", "Little Rock"),
    ("512", "TX", "Austin"),
    ("617", "MA", "Boston"),
    ("702", "NV", "Las Vegas"),
    ("808", "HI", "Honolulu"),
    ("416", "ON", "Toronto"),
    ("514", "QC", "Montreal"),
    ("604", "BC", "Vancouver"),
];

const TOLL_FREE: [&str; 7] = ["800", "833", "844", "855", "866", "877", "888"];

/// Ranges outside North America. British ones: Ofcom's for drama; Australian ones: ACMA's for creative works.
const RANGES: [Range; 6] = [
    Range {
        prefix: "+442079460",
        first: 0,
        count: 20,
        digits: 3,
    },
    Range {
        prefix: "+447700900",
        first: 0,
        count: 20,
        digits: 3,
    },
    Range {
        prefix: "+448081570",
        first: 0,
        count: 20,
        digits: 3,
    },
    Range {
        prefix: "+6125550",
        first: 1000,
        count: 20,
        digits: 4,
    },
    Range {
        prefix: "+6149157",
        first: 110,
        count: 10,
        digits: 4,
    },
    Range {
        prefix: "+611800975",
        first: 707,
        count: 5,
        digits: 3,
    },
];

/// The countries with numbers: code, name and kinds.
pub(crate) const COUNTRIES: [(&str, &str, &[NumberKind]); 4] = [
    (
        "AU",
        "Australia",
        &[NumberKind::Local, NumberKind::Mobile, NumberKind::TollFree],
    ),
    ("CA", "Canada", &[NumberKind::Local, NumberKind::TollFree]),
    (
        "GB",
        "United Kingdom",
        &[NumberKind::Local, NumberKind::Mobile, NumberKind::TollFree],
    ),
    (
        "US",
        "United States",
        &[NumberKind::Local, NumberKind::TollFree],
    ),
];

/// State or province, and city, of a North American number whose area code is in the table.
pub(crate) fn place(phone: &str) -> Option<(&'static str, &'static str)> {
    let area = phone::north_american_area(phone)?;
    let known = AREAS.iter().find(|(code, ..)| *code == area);
    known.map(|(_, region, city)| (*region, *city))
}

/// The free numbers of a country and kind, in the order of a search.
pub(crate) fn available(state: &State, country: &str, kind: NumberKind) -> Vec<String> {
    let offered = state.offered.iter().cloned();
    let mut candidates: Vec<String> = offered
        .chain(fictional())
        .filter(|phone| phone::kind_of(phone) == kind && is_in(country, kind, phone))
        .collect();
    // One walk over the accounts: they may hold many more numbers than the pool.
    let sought: BTreeSet<&str> = candidates.iter().map(String::as_str).collect();
    let taken: BTreeSet<String> = owned(state)
        .filter(|phone| sought.contains(phone))
        .map(str::to_owned)
        .collect();
    candidates.retain(|phone| !taken.contains(phone));
    candidates
}

/// True if `phone` can be bought now.
pub(crate) fn is_available(state: &State, phone: &str) -> bool {
    let known = state.offered.contains(phone) || fictional().any(|other| other == phone);
    known && !owned(state).any(|other| other == phone)
}

/// Toll-free numbers of `+1` serve the whole of North America.
fn is_in(country: &str, kind: NumberKind, phone: &str) -> bool {
    let shared = kind == NumberKind::TollFree && matches!(country, "US" | "CA");
    match phone::country_of(phone) {
        Some("US") if shared => true,
        other => other == Some(country),
    }
}

fn owned(state: &State) -> impl Iterator<Item = &str> {
    let numbers = state
        .accounts
        .values()
        .flat_map(|account| account.numbers.values());
    numbers.map(|number| number.phone_number.as_str())
}

fn fictional() -> impl Iterator<Item = String> {
    let areas = AREAS.iter().map(|(code, ..)| *code).chain(TOLL_FREE);
    let north_america = areas.flat_map(|area| (100..120).map(move |n| format!("+1{area}5550{n}")));
    let elsewhere = RANGES.iter().flat_map(|range| {
        let Range {
            prefix,
            first,
            count,
            digits,
        } = range;
        (*first..first + count).map(move |n| format!("{prefix}{n:0digits$}"))
    });
    north_america.chain(elsewhere)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_that_a_country_lists_has_numbers() {
        let state = State::default();
        for (country, _, kinds) in COUNTRIES {
            for kind in kinds {
                let numbers = available(&state, country, *kind);
                assert!(numbers.len() >= 5, "{country} {kind:?}");
                assert!(
                    numbers.iter().all(|phone| phone::is_e164(phone)),
                    "{numbers:?}"
                );
            }
        }
    }
}
