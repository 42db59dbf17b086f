//! Which names objects get, and that they are unique and independent of the order.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::{Nameless, Noun, assign};
use crate::model::Name;

/// What a test says of an object.
#[derive(Debug, Clone)]
struct Made {
    id: String,
    digits: String,
    declared: Option<Name>,
    recorded: Option<Name>,
    proposed: Vec<String>,
}

fn made(nth: u32, digits: &str, proposed: &[&str]) -> Made {
    Made {
        id: format!("PN{nth:032x}"),
        digits: digits.to_owned(),
        declared: None,
        recorded: None,
        proposed: proposed.iter().map(|text| (*text).to_owned()).collect(),
    }
}

fn nameless(made: &Made, noun: Noun) -> Nameless<'_> {
    Nameless {
        id: &made.id,
        noun,
        digits: (!made.digits.is_empty()).then_some(made.digits.as_str()),
        declared: made.declared.as_ref(),
        recorded: made.recorded.as_ref(),
        proposed: made.proposed.iter().map(String::as_str).collect(),
    }
}

fn named(objects: &[Made], noun: Noun, taken: &[&str]) -> Vec<String> {
    let taken = taken.iter().map(|name| name_of(name)).collect();
    let all: Vec<Nameless<'_>> = objects.iter().map(|made| nameless(made, noun)).collect();
    let names = assign(&all, &taken);
    objects
        .iter()
        .map(|made| names[&made.id].to_string())
        .collect()
}

fn name_of(text: &str) -> Name {
    Name::parse(text).unwrap()
}

#[test]
fn a_name_comes_from_the_first_source_that_has_one() {
    let mut kept = made(1, "+15017122661", &["Terraform", "Friendly"]);
    kept.recorded = Some(name_of("recorded"));
    let mut declared = kept.clone();
    declared.id = format!("PN{:032x}", 2);
    declared.declared = Some(name_of("declared"));
    let objects = [
        declared,
        kept,
        made(3, "+15017122663", &["store_line berlin", "Friendly"]),
        made(4, "+15017122664", &["北京", "(501) 712-2664"]),
        made(5, "+4915112345678", &[]),
        made(6, "74454", &["74454"]),
        made(7, "+15017122667", &["Café"]),
    ];
    assert_eq!(
        named(&objects, Noun::Number, &[]),
        [
            "declared",
            "recorded",
            "store-line-berlin",
            "us-2664",
            "de-5678",
            "short-code-4454",
            "cafe"
        ]
    );
}

#[test]
fn all_of_a_group_get_digits_and_more_where_these_are_equal() {
    let objects = [
        made(1, "+15017122661", &["Store"]),
        made(2, "+15017122662", &["STORE!"]),
        made(3, "+15017132662", &["store"]),
        made(4, "+15017122665", &["Other"]),
        made(5, "+15017122667", &[]),
        made(6, "+15018122667", &[]),
    ];
    assert_eq!(
        named(&objects, Noun::Number, &[]),
        [
            "store-2661",
            "store-22662",
            "store-32662",
            "other",
            "us-7122667",
            "us-8122667"
        ]
    );
}

#[test]
fn a_kept_name_stays_and_the_others_give_way() {
    let mut kept = made(1, "+15017122661", &[]);
    kept.recorded = Some(name_of("store"));
    let objects = [kept.clone(), made(2, "+15017122662", &["Store"])];
    assert_eq!(named(&objects, Noun::Number, &[]), ["store", "store-2662"]);
    assert_eq!(
        named(&objects, Noun::Number, &["store"]),
        ["us-2661", "store-2662"]
    );
    // The file counts more than the registry.
    let mut declared = made(3, "+15017122663", &[]);
    declared.declared = Some(name_of("store"));
    assert_eq!(
        named(&[kept, declared], Noun::Number, &[]),
        ["us-2661", "store"]
    );
}

#[test]
fn services_and_applications_get_the_end_of_their_sid() {
    let service = |id: &str, name: &str| Made {
        id: id.to_owned(),
        ..made(0, "", &[name])
    };
    let services = [
        service("MG000000000000000000000000000000AB", "Campaigns"),
        service("MG000000000000000000000000000001CD", "campaigns"),
        service("MG000000000000000000000000000000EF", "🚀"),
    ];
    let names = ["campaigns-00ab", "campaigns-01cd", "service-00ef"];
    assert_eq!(named(&services, Noun::Service, &[]), names);
    assert_eq!(
        named(&services[2..], Noun::Application, &[]),
        ["application-00ef"]
    );
    let accounts = [service("AC01", ""), service("AC02", "Sub")];
    assert_eq!(
        named(&accounts, Noun::Provider("twilio"), &[]),
        ["twilio", "sub"]
    );
}

#[test]
fn long_names_make_room_for_digits() {
    let long = "a".repeat(64);
    let objects = [
        made(1, "+15017122661", &[&long]),
        made(2, "+15017122662", &[&long]),
    ];
    for name in named(&objects, Noun::Number, &[]) {
        assert_eq!(name.len(), Name::MAX);
        assert!(
            name.ends_with("a-2661") || name.ends_with("a-2662"),
            "{name}"
        );
    }
}

fn objects() -> impl Strategy<Value = Vec<Made>> {
    let word = prop_oneof![
        "[abAB é]{0,4}",
        "(store|Store 2661|us|us-2661|store-1111)",
        "[a-z]{60,66}",
        ".{0,6}"
    ];
    let name = prop::option::of("(a|b|store|store-1111|us-1111)".prop_map(|text| name_of(&text)));
    let digits = prop_oneof!["\\+1501[12]{7}", "\\+49[12]{5,9}", "[12]{5}", "[12]{3}"];
    let one = (
        digits,
        name.clone(),
        name,
        prop::collection::vec(word, 0..3),
    );
    prop::collection::vec(one, 0..25).prop_map(|list| {
        let mut declared = BTreeSet::new();
        let list = list.into_iter().zip(1..);
        list.map(|((digits, first, recorded, proposed), nth)| Made {
            id: format!("PN{nth:032x}"),
            digits,
            declared: first.filter(|name| declared.insert(name.clone())),
            recorded,
            proposed,
        })
        .collect()
    })
}

fn all(objects: &[Made]) -> BTreeMap<String, Name> {
    let all: Vec<Nameless<'_>> = objects
        .iter()
        .map(|made| nameless(made, Noun::Number))
        .collect();
    assign(&all, &BTreeSet::from([name_of("a"), name_of("us-2222")]))
}

proptest! {
    #[test]
    fn names_are_unique_and_everything_has_one(objects in objects()) {
        let names = all(&objects);
        prop_assert_eq!(names.len(), objects.len());
        let different: BTreeSet<&Name> = names.values().collect();
        prop_assert_eq!(different.len(), names.len());
    }

    #[test]
    fn names_do_not_depend_on_the_order(objects in objects(), by in 0_usize..25) {
        let mut turned = objects.clone();
        turned.rotate_left(by.min(objects.len()));
        turned.reverse();
        prop_assert_eq!(all(&objects), all(&turned));
    }

    /// The next import finds the names of this one in the registry or in the file.
    #[test]
    fn names_stay_when_objects_go(objects in objects(), gone in 0_usize..25) {
        let names = all(&objects);
        let mut fewer = objects;
        if gone < fewer.len() {
            fewer.remove(gone);
        }
        for made in &mut fewer {
            made.recorded = names.get(&made.id).cloned();
            made.declared = None;
        }
        for (id, name) in all(&fewer) {
            prop_assert_eq!(&names[&id], &name);
        }
    }

    /// Without any memory, a number keeps its name as long as its own group stays.
    #[test]
    fn a_group_of_three_keeps_its_names_when_one_goes(tails in prop::collection::btree_set(1000_u32..9999, 3)) {
        let objects: Vec<Made> = tails.iter().map(|tail| made(*tail, &format!("+1501712{tail}"), &["Store"])).collect();
        let (before, after) = (all(&objects), all(&objects[1..]));
        for (id, name) in after {
            prop_assert_eq!(&before[&id], &name);
        }
    }
}

#[test]
fn a_stem_is_what_a_name_was_before_digits_were_appended() {
    for (name, id, digits, expected) in [
        ("store-2661", "PN1", Some("+15017122661"), Some("store")),
        ("store-7122661", "PN1", Some("+15017122661"), Some("store")),
        ("votes-012", "SC1", Some("012"), Some("votes")),
        ("contoso-0001", "AC00000001", None, Some("contoso")),
        ("store-661", "PN1", Some("+15017122661"), None),
        ("store-2662", "PN1", Some("+15017122661"), None),
        ("store", "PN1", Some("+15017122661"), None),
    ] {
        let stem = super::stem(&name_of(name), id, digits);
        assert_eq!(stem.as_ref().map(Name::as_str), expected, "{name}");
    }
}
