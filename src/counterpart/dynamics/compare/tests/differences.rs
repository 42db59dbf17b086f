//! Each difference of organisation, provider and service alone is one finding at one address.

use super::super::super::rows::{Cell, NumberKind, Obstacle};
use super::world::{
    ACCOUNT, ENVIRONMENT, ORGANIZATION, OTHER, OTHER_ACCOUNT, OTHER_SERVICE, SERVICE, World, alone,
    our_group, set,
};
use crate::model::{CounterpartCode, NumberSight, Severity};

#[test]
fn a_world_in_agreement_has_counts_only() {
    let world = World::agreeing();
    let compared = world.compare();
    let comparison = compared.comparison;
    assert_eq!(comparison.disagreements, []);
    let agreed = comparison.agreed;
    let counts = (agreed.providers, agreed.numbers, agreed.keywords);
    assert_eq!(counts, (1, 2, 2));
    assert!(agreed.organization && comparison.complete);
    assert_eq!(comparison.organization_id.as_deref(), Some(ORGANIZATION));
    assert_eq!(comparison.environment_id.as_deref(), Some(ENVIRONMENT));
    assert_eq!(comparison.reads, 12);
    let keys: Vec<String> = compared.agreeing.keys().map(ToString::to_string).collect();
    assert_eq!(
        keys,
        [
            "dynamics.providers.us",
            "dynamics.providers.us.numbers.help",
            "dynamics.providers.us.numbers.store",
            "dynamics.keywords.JOIN",
            "dynamics.keywords.STOP",
        ]
    );
    let store = comparison.numbers.iter().nth(1).unwrap();
    let NumberSight::There(record) = store.1 else {
        panic!("{store:?}");
    };
    assert_eq!(record.name.as_deref(), Some("Store line"));
    assert_eq!(record.provider.as_deref(), Some("Twilio US"));
    assert_eq!(record.group.as_deref(), Some(SERVICE));
    assert!(record.active);
    assert!(compared.missing_keywords.is_empty());
}

#[test]
fn d3_another_account() {
    let by_name = alone("E0813 providers.us", |world| {
        world.us().named = Some("Twilio US".to_owned());
        world.extend(set(OTHER_ACCOUNT), set(OTHER_SERVICE));
    });
    let by_numbers = alone("E0813 providers.us", |world| {
        world.extend(set(OTHER_ACCOUNT), set(OTHER_SERVICE));
    });
    for world in [by_name, by_numbers] {
        let one = world.only();
        assert_eq!(one.theirs.as_deref(), Some(OTHER_ACCOUNT));
        assert!(one.finding.summary.contains(OTHER_ACCOUNT));
        assert!(one.finding.summary.contains(&*one.declared.unwrap()));
        assert_eq!(world.agreed().providers, 0);
    }
    alone("E0813 providers.us", |world| {
        world.us().named = Some("Twilio US".to_owned());
        world.extend(Cell::Read(None), Cell::Read(None));
    });
}

#[test]
fn d4_another_organisation() {
    let world = alone("E0814 providers.us", |world| {
        world.ours.urls[0].organization = Some(OTHER.to_owned());
    });
    let one = world.only();
    assert_eq!(one.written_at.as_deref(), Some("providers.us.callback_url"));
    assert!(one.finding.help.contains("wizard again"));
    assert!(!world.agreed().organization);

    let world = alone("E0814 providers.us", |world| {
        world.ours.urls[0].organization = Some(ENVIRONMENT.to_owned());
    });
    let summary = world.only().finding.summary;
    assert!(summary.contains("this is the environment's id; the organisation's is"));

    let world = alone("E0814 dynamics", |world| {
        world.ours.organization = Some(OTHER.to_owned());
    });
    let one = world.only();
    assert_eq!(
        one.written_at.as_deref(),
        Some("environment.dynamics_org_id")
    );
    assert!(world.agreed().organization, "the URLs agree");
}

#[test]
fn urls_without_an_organisation_prove_nothing() {
    let mut world = World::agreeing();
    world.ours.urls[0].organization = None;
    assert_eq!(world.findings(), [""; 0]);
    assert!(!world.agreed().organization);
}

#[test]
fn d5_and_d6_the_messaging_service() {
    alone("E0815 providers.us", |world| {
        world.extend(set(ACCOUNT), set(OTHER_SERVICE));
    });
    alone("W0816 providers.us", |world| {
        world.extend(set(ACCOUNT), Cell::Read(None));
    });
    let world = alone("W0816 providers.us", |world| {
        world.extend(set(ACCOUNT), set(OTHER_SERVICE));
        world.us().groups.push(our_group(None, OTHER_SERVICE));
    });
    let one = world.only();
    assert_eq!(one.declared.as_deref(), Some(SERVICE));
    assert_eq!(one.theirs.as_deref(), Some(OTHER_SERVICE));
    assert_eq!(world.agreed().providers, 0);
    for declared in [None, Some("other")] {
        alone("E0827 providers.us", |world| {
            world.extend(set(ACCOUNT), set(OTHER_SERVICE));
            let mut group = our_group(declared, OTHER_SERVICE);
            group.answers_callback = Some(false);
            world.us().groups.push(group);
        });
    }
    alone("W0816 providers.us", |world| {
        world.us().groups.clear();
        world.us().groups_read = false;
    });
}

#[test]
fn a_service_that_may_be_a_declared_one_is_not_reported() {
    let mut world = World::agreeing();
    world.us().groups[0].id = None;
    world.us().groups_read = false;
    assert_eq!(world.findings(), [""; 0]);
    world.us().groups.clear();
    world.extend(set(ACCOUNT), Cell::Read(None));
    assert_eq!(world.findings(), [""; 0]);
}

#[test]
fn d8_inactive_rows() {
    alone("W0818 providers.us.numbers.store", |world| {
        world.store().active = false;
    });
    let world = alone("W0818 providers.us", |world| {
        world.provider().active = false;
    });
    assert_eq!(world.agreed().providers, 0);
    let mut sights = world.compare().comparison.numbers.into_values();
    let sight = sights.next().unwrap();
    assert!(matches!(sight, NumberSight::There(record) if !record.active));
}

#[test]
fn d16_the_token_can_be_read() {
    alone("W0823 dynamics", |world| {
        world.environment().token_is_secured = Some(false);
    });
    let mut world = World::agreeing();
    world.environment().token_is_secured = None;
    assert_eq!(world.findings(), [""; 0]);
}

#[test]
fn d18_obstacles_are_errors_and_notes_are_not() {
    let obstacle = |code| Obstacle {
        code,
        summary: "summary".to_owned(),
        help: "help".to_owned(),
    };
    let world = alone("E0805 dynamics", |world| {
        let one = obstacle(CounterpartCode::NoPrivilege);
        world.environment().obstacles.push(one);
    });
    assert!(!world.compare().comparison.complete);
    let world = alone("W0831 dynamics", |world| {
        world
            .environment()
            .notes
            .push(obstacle(CounterpartCode::Hidden));
    });
    assert!(world.compare().comparison.complete);
    assert_eq!(world.only().finding.severity, Severity::Note);
}

#[test]
fn findings_are_in_the_order_of_places() {
    let mut world = World::agreeing();
    world.store().name = Some("Shop".to_owned());
    world.store().kind = Cell::Read(Some(NumberKind::ShortCode));
    world.environment().numbers.rows.remove(1);
    world.environment().token_is_secured = Some(false);
    world.provider().active = false;
    assert_eq!(
        world.findings(),
        [
            "W0818 providers.us",
            "E0811 providers.us.numbers.help",
            "W0820 providers.us.numbers.store",
            "W0829 providers.us.numbers.store",
            "W0823 dynamics",
        ]
    );
}
