//! Each difference of keywords alone is one finding at one address.

use super::super::super::rows::Extent;
use super::world::{World, keyword_row};
use crate::model::{Keyword, Severity, Value};

#[test]
fn d11_a_keyword_that_dynamics_does_not_have_can_be_created() {
    let mut world = World::agreeing();
    world.keywords().rows.remove(0);
    assert_eq!(world.findings(), ["W0821 keywords.JOIN"]);
    assert_eq!(world.agreed().keywords, 1);
    let missing = world.compare().missing_keywords;
    let [one] = missing.as_slice() else {
        panic!("{missing:?}");
    };
    assert_eq!(one.address.to_string(), "keywords.JOIN");
    assert_eq!(one.id, "9bef69e8-68dd-57b4-800e-4fe1cc1f37c0");
    assert_eq!(one.fields.get("msdynmkt_name"), &Value::text("JOIN"));
}

#[test]
fn case_and_state_of_a_keyword_do_not_matter() {
    let mut world = World::agreeing();
    world.keywords().rows[0].name = "Join".to_owned();
    world.keywords().rows[0].active = false;
    assert_eq!(world.findings(), [""; 0]);
    assert_eq!(world.agreed().keywords, 2);
}

#[test]
fn d12_a_keyword_that_is_not_declared_is_a_note_on_request() {
    let mut world = World::agreeing();
    world.keywords().rows.push(keyword_row("k3", "LEAVE"));
    assert_eq!(world.findings(), ["W0828 dynamics"]);
    let one = world.only();
    assert!(one.unmanaged);
    assert_eq!(one.finding.severity, Severity::Note);
    assert_eq!(one.record.unwrap().id, "k3");
    let word = Keyword::parse("leave").unwrap();
    world.ours.all_keywords.insert(word);
    assert_eq!(world.findings(), [""; 0], "another shard has it");
}

#[test]
fn d15_similar_and_odd_keywords() {
    for name in ["stop", "STOP", "JOIN NOW", "JOIN!", "ÉTÉ"] {
        let mut world = World::agreeing();
        world.keywords().rows.push(keyword_row("k3", name));
        assert_eq!(world.findings(), ["W0822 dynamics"], "{name}");
        assert!(world.only().finding.summary.contains(name));
        assert_eq!(world.agreed().keywords, 2);
    }
}

#[test]
fn keywords_are_ignored_if_the_configuration_says_so() {
    let mut world = World::agreeing();
    world.keywords().rows.clear();
    world.read.options.keywords = false;
    assert_eq!(world.findings(), [""; 0]);
    world.read.options.keywords = true;
    world.environment().keywords = None;
    assert_eq!(world.findings(), [""; 0]);
    assert!(world.compare().missing_keywords.is_empty());
}

#[test]
fn keywords_that_were_not_read_are_not_missing() {
    for extent in [Extent::Visible, Extent::Unread] {
        let mut world = World::agreeing();
        world.keywords().rows.clear();
        world.keywords().extent = extent;
        let found = world.findings();
        assert!(!found.iter().any(|one| one.contains("W0821")), "{found:?}");
        assert!(world.compare().missing_keywords.is_empty());
    }
}
