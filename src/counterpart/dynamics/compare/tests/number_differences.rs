//! Each difference of a number alone is one finding at one address.

use super::super::super::rows::{Cell, NumberKind};
use super::world::{HELP, OTHER_ACCOUNT, SINCE, STORE, World, alone, number_row, provider_row};
use crate::counterpart::Presence;
use crate::model::{NumberSight, Severity};

#[test]
fn d1_a_number_that_dynamics_does_not_have() {
    let world = alone("E0811 providers.us.numbers.store", |world| {
        world.environment().numbers.rows.remove(0);
    });
    assert_eq!(world.agreed().numbers, 1);
    assert!(world.only().finding.help.contains("`Twilio US`"));
    let mut sights = world.compare().comparison.numbers.into_values();
    assert_eq!(sights.next_back(), Some(NumberSight::Absent));
}

#[test]
fn d2_a_number_that_is_not_in_the_account() {
    let world = alone("E0812 providers.us.numbers.store", |world| {
        world.us().numbers[1].in_account = Presence::Absent;
    });
    let one = world.only();
    assert_eq!(one.record.unwrap().id, "n1");
    assert_eq!(one.since.as_deref(), Some(SINCE));
    alone("E0811 providers.us.numbers.store", |world| {
        world.us().numbers[1].in_account = Presence::Absent;
        world.environment().numbers.rows.remove(0);
    });
}

#[test]
fn d7_another_provider() {
    let world = alone("W0817 providers.us.numbers.store", |world| {
        let other = provider_row("p2", "Twilio EU", OTHER_ACCOUNT);
        world.environment().providers.rows.push(other);
        world.store().provider = Some("p2".to_owned());
    });
    assert_eq!(world.only().theirs.as_deref(), Some("Twilio EU"));
    alone("W0817 providers.us.numbers.store", |world| {
        world.store().provider = None;
    });
}

#[test]
fn d9_several_rows() {
    let copy = |application: Option<&str>| {
        let mut copy = number_row("n3", "Copy", "1 (501) 712-2661", NumberKind::Geographic);
        copy.consuming_application = application.map(str::to_owned);
        copy
    };
    let world = alone("W0819 providers.us.numbers.store", |world| {
        world.environment().numbers.rows.push(copy(None));
    });
    assert_eq!(world.only().field.as_deref(), Some("msdyn_contactpoint"));
    let world = alone("W0819 providers.us.numbers.store", |world| {
        world.environment().numbers.rows.push(copy(Some("a1")));
    });
    assert!(
        world
            .only()
            .finding
            .summary
            .contains("different applications")
    );
}

#[test]
fn d10_types() {
    for (contact, kind, fits) in [
        (STORE, NumberKind::Geographic, true),
        (STORE, NumberKind::TollFree, true),
        (STORE, NumberKind::ShortCode, false),
        (STORE, NumberKind::Alphanumeric, false),
        (STORE, NumberKind::Unknown(723_270_009), true),
        ("+18335550123", NumberKind::TollFree, true),
        ("+18335550123", NumberKind::Geographic, false),
        ("98765", NumberKind::ShortCode, true),
        ("12345678", NumberKind::ShortCode, true),
        ("98765", NumberKind::Geographic, false),
        ("CONTOSO", NumberKind::Alphanumeric, true),
    ] {
        let mut world = World::agreeing();
        world.store().contact_point = Some(contact.to_owned());
        world.store().kind = Cell::Read(Some(kind));
        world.us().numbers[1].contact = contact.to_owned();
        let expected = "W0820 providers.us.numbers.store";
        let expected: &[&str] = if fits { &[] } else { &[expected] };
        assert_eq!(world.findings(), expected, "{contact} {kind:?}");
    }
}

#[test]
fn d13_names_for_people() {
    let change = |world: &mut World| world.store().name = Some("Shop".to_owned());
    let world = alone("W0829 providers.us.numbers.store", change);
    assert_eq!(world.only().finding.severity, Severity::Note);
    assert_eq!(world.agreed().numbers, 2);
    let world = alone("W0826 providers.us.numbers.store", |world| {
        world.read.options.same_names = true;
        change(world);
    });
    assert_eq!(world.agreed().numbers, 1);
}

#[test]
fn d14_numbers_that_are_not_declared() {
    let world = alone("W0830 providers.us", |world| {
        let account = ["+15017122662".to_owned(), "+15017122663".to_owned()];
        world.us().undeclared = account.into();
        let row = number_row("n3", "Old", "15017122662", NumberKind::Geographic);
        world.environment().numbers.rows.push(row);
    });
    let one = world.only();
    assert!(one.unmanaged);
    assert_eq!(one.account.as_deref(), Some("+15017122662"));
}

#[test]
fn numbers_that_only_dynamics_has() {
    let known = || Some([STORE, HELP].map(str::to_owned).into());
    let row = |contact: &str| number_row("n3", "Old", contact, NumberKind::Geographic);
    let world = alone("W0836 providers.us", |world| {
        world.us().known_numbers = known();
        world.environment().numbers.rows.push(row("1 501 712 2669"));
    });
    assert!(!world.only().unmanaged);
    assert_eq!(world.only().theirs.as_deref(), Some("1 501 712 2669"));
    // Declared elsewhere or in the account, not known, inactive, no number, or under no provider.
    let silent: [fn(&mut World); 5] = [
        |world| {
            let all = world.us().known_numbers.as_mut().unwrap();
            all.insert("+15017122669".to_owned());
        },
        |world| world.us().known_numbers = None,
        |world| world.environment().numbers.rows[2].active = false,
        |world| world.environment().numbers.rows[2].contact_point = Some("98765".to_owned()),
        |world| world.environment().numbers.rows[2].provider = None,
    ];
    for change in silent {
        let mut world = World::agreeing();
        world.us().known_numbers = known();
        world.environment().numbers.rows.push(row("+15017122669"));
        change(&mut world);
        assert_eq!(world.findings(), [""; 0]);
    }
}

#[test]
fn d17_odd_spellings() {
    for spelled in ["15017122661", "+1 501 712 2661", "+1 (501) 712-2661"] {
        let world = alone("W0824 providers.us.numbers.store", |world| {
            world.store().contact_point = Some(spelled.to_owned());
        });
        assert_eq!(world.only().theirs.as_deref(), Some(spelled));
    }
    let mut world = World::agreeing();
    world.environment().numbers.rows[0].contact_point = Some(STORE.replace('+', ""));
    world.environment().numbers.rows[1].contact_point = Some(HELP.replace('+', ""));
    assert_eq!(world.findings(), [""; 0], "no number has a plus");
}
