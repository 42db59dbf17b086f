//! What an import takes over, and what it cannot place.

use super::super::super::rows::{Cell, Extension, Extent, NumberKind, Obstacle};
use super::world::{ACCOUNT, ORGANIZATION, World, keyword_row, number_row, provider_row, set};
use crate::counterpart::{KnownNumber, Records};
use crate::model::CounterpartCode;

fn number(contact: &str, name: Option<&str>) -> KnownNumber {
    KnownNumber {
        contact: contact.to_owned(),
        name: name.map(str::to_owned),
    }
}

#[test]
fn providers_numbers_and_keywords_are_taken_over() {
    let mut world = World::agreeing();
    world.provider().description = Some(" Stores ".to_owned());
    let mut azure = provider_row("p2", "Azure", "");
    azure.extension = Extension::Azure;
    azure.active = false;
    world.environment().providers.rows.push(azure);
    let spelled = "1 (501) 712-2662";
    let unnamed = number_row("n3", spelled, spelled, NumberKind::Geographic);
    world.environment().numbers.rows.push(unnamed);
    world.keywords().rows[1].active = false;
    let known = world.read.known();
    assert_eq!(known.organization_id.as_deref(), Some(ORGANIZATION));
    let [azure, us] = known.providers.as_slice() else {
        panic!("{:?}", known.providers);
    };
    assert_eq!((azure.kind, azure.active), (Some("azure"), false));
    assert_eq!((us.kind, us.active), (Some("twilio"), true));
    assert_eq!(us.account.as_deref(), Some(ACCOUNT));
    assert_eq!(us.description.as_deref(), Some("Stores"));
    assert_eq!(
        us.numbers,
        [
            number("+15017122661", Some("Store line")),
            number("+15017122662", None),
            number("+18005550123", Some("Help line")),
        ]
    );
    let words = known.keywords.iter().map(ToString::to_string);
    assert_eq!(words.collect::<Vec<_>>(), ["JOIN", "STOP"]);
    assert!(known.unplaced.is_empty() && known.unread.is_empty());
}

#[test]
fn what_cannot_be_placed_is_a_sentence_each() {
    let mut world = World::agreeing();
    let mut custom = provider_row("p2", "Custom", "");
    custom.extension = Extension::Other("new_channelaccount".to_owned());
    world.environment().providers.rows.push(custom);
    let odd = [
        ("n3", "Odd", "ext. 12;", "p1"),
        ("n4", "Short", "12", "p1"),
        ("n5", "Copy", "1-501-712-2661", "p1"),
        ("n6", "Lost", "+15017122664", "p9"),
        ("n7", "Custom number", "+15017122665", "p2"),
    ];
    for (id, name, contact, provider) in odd {
        let mut row = number_row(id, name, contact, NumberKind::Geographic);
        row.provider = Some(provider.to_owned());
        world.environment().numbers.rows.push(row);
    }
    world.keywords().rows.push(keyword_row("k3", "JOIN NOW"));
    world.environment().obstacles.push(Obstacle {
        code: CounterpartCode::NoPrivilege,
        summary: "summary".to_owned(),
        help: "help".to_owned(),
    });
    let known = world.read.known();
    for name in ["Custom", "Odd", "Short", "Copy", "Lost", "JOIN NOW"] {
        let name = format!("`{name}`");
        let about = known.unplaced.iter().filter(|one| one.contains(&name));
        assert_eq!(about.count(), 1, "{name}: {:?}", known.unplaced);
    }
    assert_eq!(known.unplaced.len(), 6);
    let unread = known
        .unread
        .iter()
        .map(|one| (one.code, one.summary.as_str()));
    let unread: Vec<_> = unread.collect();
    assert_eq!(unread, [(CounterpartCode::NoPrivilege, "summary")]);
    assert_eq!(known.providers[0].numbers.len(), 2);
}

#[test]
fn short_codes_and_names_are_senders() {
    let mut world = World::agreeing();
    world.environment().numbers.rows = ["98765", "CONTOSO", "My Shop"]
        .iter()
        .enumerate()
        .map(|(n, contact)| number_row(&n.to_string(), contact, contact, NumberKind::ShortCode))
        .collect();
    world.extend(Cell::Hidden, set("MG1"));
    let known = world.read.known();
    assert_eq!(known.providers[0].account, None);
    assert_eq!(
        known.providers[0].numbers,
        [
            number("98765", None),
            number("CONTOSO", None),
            number("My Shop", None)
        ]
    );
}

#[test]
fn a_list_of_which_rows_may_be_hidden_is_named() {
    let mut world = World::agreeing();
    assert!(world.read.known().partly_visible.is_empty());
    world.keywords().extent = Extent::Visible;
    world.environment().numbers.extent = Extent::Unread;
    assert_eq!(world.read.known().partly_visible, ["keywords"]);
}
