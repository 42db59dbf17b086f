//! Absence is proof only where every row is visible.

use super::super::super::rows::{Cell, Extent};
use super::world::World;
use crate::model::NumberSight;

#[test]
fn what_is_not_visible_is_counted_and_not_called_missing() {
    let mut world = World::agreeing();
    world.environment().numbers.rows.clear();
    world.keywords().rows.remove(0);
    world.set_extents(Extent::Visible);
    assert_eq!(world.findings(), ["W0802 dynamics"]);
    let finding = world.only().finding;
    let counts = "2 declared numbers and 1 keyword were not visible";
    assert!(finding.help.contains(counts), "{}", finding.help);
    for list in ["SMS providers", "phone numbers", "keywords"] {
        assert!(finding.summary.contains(list), "{}", finding.summary);
    }
    let compared = world.compare();
    assert!(compared.comparison.complete);
    assert!(compared.missing_keywords.is_empty());
    let mut sights = compared.comparison.numbers.values();
    assert!(sights.all(|sight| *sight == NumberSight::NotVisible));
    assert_eq!(compared.comparison.numbers.len(), 2);
}

#[test]
fn rows_that_are_visible_are_compared_as_always() {
    let mut world = World::agreeing();
    world.set_extents(Extent::Visible);
    assert_eq!(world.findings(), ["W0802 dynamics"]);
    assert!(!world.only().finding.help.contains("not visible"));
    let agreed = world.agreed();
    assert_eq!(
        (agreed.providers, agreed.numbers, agreed.keywords),
        (1, 2, 2)
    );
    world.store().active = false;
    assert_eq!(
        world.findings(),
        ["W0818 providers.us.numbers.store", "W0802 dynamics"]
    );
}

#[test]
fn only_lists_that_are_needed_are_named() {
    let mut world = World::agreeing();
    world.set_extents(Extent::Visible);
    world.ours.providers.clear();
    assert!(world.only().finding.summary.contains("all keywords"));
    world.read.options.keywords = false;
    assert_eq!(world.findings(), [""; 0]);
}

#[test]
fn nothing_is_said_about_lists_that_were_not_read() {
    let mut world = World::agreeing();
    let environment = world.environment();
    environment.providers.rows.clear();
    environment.numbers.rows.clear();
    world.keywords().rows.clear();
    world.set_extents(Extent::Unread);
    world.us().undeclared.insert("+15017122662".to_owned());
    assert_eq!(world.findings(), [""; 0]);
    let compared = world.compare();
    assert!(compared.comparison.numbers.is_empty());
    assert!(compared.agreeing.is_empty());
}

#[test]
fn numbers_are_compared_without_the_list_of_providers() {
    let mut world = World::agreeing();
    world.environment().providers.rows.clear();
    world.environment().providers.extent = Extent::Unread;
    assert_eq!(world.findings(), [""; 0]);
    let agreed = world.agreed();
    assert_eq!((agreed.providers, agreed.numbers), (0, 2));
    world.environment().numbers.rows.remove(0);
    assert_eq!(world.findings(), ["E0811 providers.us.numbers.store"]);
}

#[test]
fn providers_are_compared_without_the_list_of_numbers() {
    let mut world = World::agreeing();
    world.environment().numbers.rows.clear();
    world.environment().numbers.extent = Extent::Unread;
    assert_eq!(world.findings(), [""; 0]);
    assert_eq!(world.agreed().providers, 1);
    assert!(world.compare().comparison.numbers.is_empty());
}

#[test]
fn a_hidden_type_is_not_judged_and_not_recorded() {
    let mut world = World::agreeing();
    world.store().kind = Cell::Hidden;
    assert_eq!(world.findings(), [""; 0]);
    let compared = world.compare();
    let mut numbers = compared.agreeing.iter();
    let store = numbers.find(|(address, _)| address.name() == "store");
    assert!(store.unwrap().1.fields.find("msdynmkt_type").is_none());
}

#[test]
fn without_an_organisation_nothing_is_said_about_urls() {
    let mut world = World::agreeing();
    world.environment().organization = None;
    world.keywords().rows.remove(0);
    assert_eq!(world.findings(), ["W0821 keywords.JOIN"]);
    assert!(!world.agreed().organization);
    assert!(world.compare().missing_keywords.is_empty(), "no identifier");
}
