//! What became of rows that agreed when they were recorded.

use std::collections::BTreeMap;

use super::super::super::rows::{Cell, Extension, Extent};
use super::world::{OTHER_ACCOUNT, SERVICE, World, set};
use crate::counterpart::{RecordSight, Records};
use crate::model::{Address, Fields, Resource, Value};

fn recorded() -> BTreeMap<Address, Resource> {
    World::agreeing().compare().agreeing
}

/// What became of one record.
fn sight(world: &World, address: &str) -> RecordSight {
    let address = Address::parse(address).unwrap();
    world.read.observe(&recorded()).remove(&address).unwrap()
}

fn there(sight: RecordSight) -> Fields {
    match sight {
        RecordSight::There(fields) => fields,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_still_agrees_is_there_with_the_same_columns() {
    let world = World::agreeing();
    let records = recorded();
    let observed = world.read.observe(&records);
    assert_eq!(observed.len(), 5);
    for (address, sight) in observed {
        assert_eq!(there(sight), records[&address].fields, "{address}");
    }
}

#[test]
fn a_changed_column_is_seen() {
    let mut world = World::agreeing();
    world.extend(set(OTHER_ACCOUNT), Cell::Read(None));
    world.store().active = false;
    let provider = there(sight(&world, "dynamics.providers.us"));
    let account = provider.get("msdynmkt_accountsid");
    assert_eq!(account, &Value::text(OTHER_ACCOUNT));
    assert!(provider.get("msdynmkt_messagingservicesid").is_blank());
    let store = there(sight(&world, "dynamics.providers.us.numbers.store"));
    assert_eq!(store.get("statecode"), &Value::Number(1));
    assert!(store.find("msdyn_name").is_none(), "it was not recorded");
}

#[test]
fn a_column_that_is_hidden_now_has_not_changed() {
    let mut world = World::agreeing();
    world.extend(Cell::Hidden, Cell::Hidden);
    let provider = there(sight(&world, "dynamics.providers.us"));
    let service = provider.get("msdynmkt_messagingservicesid");
    assert_eq!(service, &Value::text(SERVICE));
    world.provider().extension = Extension::Azure;
    let provider = there(sight(&world, "dynamics.providers.us"));
    assert!(provider.get("msdynmkt_accountsid").is_blank());
}

#[test]
fn a_row_that_was_made_again_is_found_by_its_key() {
    let mut world = World::agreeing();
    world.provider().id = "p9".to_owned();
    world.store().id = "n9".to_owned();
    world.store().provider = Some("p9".to_owned());
    world.store().contact_point = Some("1 501 712 2661".to_owned());
    world.keywords().rows[0].id = "k9".to_owned();
    world.keywords().rows[0].name = "join".to_owned();
    there(sight(&world, "dynamics.providers.us"));
    let store = there(sight(&world, "dynamics.providers.us.numbers.store"));
    let provider = store.get("_msdyn_channelinstanceaccountid_value");
    assert_eq!(provider, &Value::text("p9"));
    let contact = store.get("msdyn_contactpoint");
    assert_eq!(contact, &Value::text("+15017122661"));
    let join = there(sight(&world, "dynamics.keywords.JOIN"));
    // In another case, it is the same keyword.
    assert_eq!(join.get("msdynmkt_name"), &Value::text("JOIN"));
}

#[test]
fn a_keyword_is_found_by_its_word_in_any_case() {
    let mut world = World::agreeing();
    world.keywords().rows[0].id = "k9".to_owned();
    let address = Address::parse("dynamics.keywords.JOIN").unwrap();
    let record = Resource::keyed("Join", recorded()[&address].fields.clone());
    let records = BTreeMap::from([(address.clone(), record)]);
    let mut observed = world.read.observe(&records);
    there(observed.remove(&address).unwrap());
}

#[test]
fn a_row_is_gone_only_if_every_row_is_visible() {
    let mut world = World::agreeing();
    world.environment().providers.rows.clear();
    world.environment().numbers.rows.clear();
    world.keywords().rows.clear();
    for (extent, expected) in [
        (Extent::Everything, RecordSight::Gone),
        (Extent::Visible, RecordSight::Unknown),
        (Extent::Unread, RecordSight::Unknown),
    ] {
        world.set_extents(extent);
        for (address, sight) in world.read.observe(&recorded()) {
            assert_eq!(sight, expected, "{address}");
        }
    }
    world.set_extents(Extent::Everything);
    // Keywords that the configuration ignores are left out.
    world.environment().keywords = None;
    let address = Address::parse("dynamics.keywords.JOIN").unwrap();
    let observed = world.read.observe(&recorded());
    assert!(!observed.contains_key(&address) && !observed.is_empty());
}

#[test]
fn a_name_is_recorded_where_it_matters() {
    let mut world = World::agreeing();
    world.read.options.same_names = true;
    let compared = world.compare();
    let mut all = compared.agreeing.iter();
    let (_, store) = all.find(|(address, _)| address.name() == "store").unwrap();
    assert_eq!(store.key.as_deref(), Some("+15017122661"));
    let expected = [
        ("_msdyn_channelinstanceaccountid_value", Value::text("p1")),
        ("msdyn_contactpoint", Value::text("+15017122661")),
        ("msdyn_name", Value::text("Store line")),
        ("msdynmkt_type", Value::text("geo")),
        ("statecode", Value::Number(0)),
    ];
    let expected = expected.map(|(name, value)| (name.into(), value));
    assert_eq!(store.fields, Fields::from_iter(expected));
}
