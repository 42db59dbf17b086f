//! Which row is a declared provider: by name, by account, by service, by numbers.

use super::super::super::rows::{Cell, Extension, Extent, NumberKind};
use super::world::{
    ACCOUNT, OTHER_ACCOUNT, OTHER_SERVICE, World, number_row, our_number, our_provider,
    provider_row, set,
};
use crate::model::{Address, Severity};

const NONE: [&str; 0] = [];

/// The id of the row that a provider agrees with.
fn agreeing(world: &World, provider: &str) -> Option<String> {
    let address = Address::parse(&format!("dynamics.providers.{provider}")).unwrap();
    let compared = world.compare();
    let id = compared.agreeing.get(&address)?.id.clone()?;
    Some(id.to_string())
}

/// The agreeing world with a second row, which has the same account and another service.
fn two_rows() -> World {
    let mut world = World::agreeing();
    let mut second = provider_row("p2", "Twilio EU", ACCOUNT);
    second.extension = Extension::Twilio {
        account_sid: set(ACCOUNT),
        messaging_service_sid: set(OTHER_SERVICE),
    };
    world.environment().providers.rows.push(second);
    world
}

#[test]
fn of_rows_with_one_account_the_service_decides() {
    let mut world = two_rows();
    assert_eq!(world.findings(), NONE);
    assert_eq!(agreeing(&world, "us").as_deref(), Some("p1"));
    world.extend(set(ACCOUNT), Cell::Read(None));
    assert_eq!(world.findings(), ["W0825 providers.us"]);
    let summary = world.only().finding.summary;
    assert!(summary.contains("`Twilio US` and `Twilio EU`"), "{summary}");
    assert_eq!(world.agreed().providers, 0);
    assert_eq!(world.agreed().numbers, 2, "the numbers are there");
}

#[test]
fn an_inactive_row_does_not_make_an_active_one_ambiguous() {
    let mut world = two_rows();
    world.environment().providers.rows[1] = provider_row("p2", "Old", ACCOUNT);
    world.environment().providers.rows[1].active = false;
    assert_eq!(world.findings(), NONE);
}

#[test]
fn a_declared_name_decides() {
    let mut world = two_rows();
    world.extend(set(ACCOUNT), Cell::Read(None));
    world.us().named = Some("Twilio US".to_owned());
    world.us().groups.clear();
    assert_eq!(world.findings(), NONE);
    world.environment().providers.rows[1].name = Some("Twilio US".to_owned());
    assert_eq!(world.findings(), ["W0825 providers.us"]);
    world.environment().providers.rows[1].active = false;
    assert_eq!(world.findings(), NONE);
}

#[test]
fn a_declared_name_that_does_not_exist_is_a_warning_with_the_names_that_do() {
    let mut world = World::agreeing();
    world.us().named = Some("Twilio usa".to_owned());
    assert_eq!(world.findings(), ["W0834 providers.us"]);
    let finding = world.only().finding;
    assert_eq!(finding.severity, Severity::Warning);
    assert!(finding.help.contains("`Twilio US`"), "{}", finding.help);
    world.environment().providers.extent = Extent::Visible;
    assert_eq!(world.findings(), ["W0802 dynamics"]);
    assert!(
        world
            .only()
            .finding
            .help
            .contains("1 provider was not visible")
    );
}

#[test]
fn a_declared_name_of_another_kind_is_a_warning() {
    for extension in [
        Extension::Azure,
        Extension::Other("msdynmkt_infobipchannelinstanceaccount".to_owned()),
        Extension::None,
    ] {
        let mut world = World::agreeing();
        world.us().named = Some("Twilio US".to_owned());
        world.provider().extension = extension;
        assert_eq!(world.findings(), ["W0834 providers.us"]);
        assert_eq!(world.only().finding.severity, Severity::Warning);
    }
}

#[test]
fn a_provider_that_dynamics_does_not_have_is_a_warning_beside_its_numbers() {
    let mut world = World::agreeing();
    world.environment().providers.rows.clear();
    world.environment().numbers.rows.clear();
    assert_eq!(
        world.findings(),
        [
            "W0834 providers.us",
            "E0811 providers.us.numbers.help",
            "E0811 providers.us.numbers.store"
        ]
    );
}

#[test]
fn half_of_the_numbers_is_no_majority() {
    let mut world = World::agreeing();
    world.extend(set(OTHER_ACCOUNT), Cell::Read(None));
    let second = provider_row("p2", "Twilio EU", "AC3");
    world.environment().providers.rows.push(second);
    world.store().provider = Some("p2".to_owned());
    assert_eq!(world.findings(), ["W0834 providers.us"]);
    world.environment().numbers.rows.remove(0);
    assert_eq!(
        world.findings(),
        ["E0813 providers.us", "E0811 providers.us.numbers.store"]
    );
    world.environment().numbers.extent = Extent::Visible;
    assert_eq!(world.findings(), ["W0834 providers.us", "W0802 dynamics"]);
}

#[test]
fn a_hidden_account_is_never_another_account() {
    let mut world = World::agreeing();
    world.extend(Cell::Hidden, Cell::Hidden);
    for named in [None, Some("Twilio US".to_owned())] {
        world.us().named = named;
        assert_eq!(world.findings(), ["W0834 providers.us"]);
        assert_eq!(world.only().finding.severity, Severity::Note);
        assert_eq!(agreeing(&world, "us"), None, "it was not compared");
    }
    world.provider().extension = Extension::Unread;
    assert_eq!(world.findings(), ["W0834 providers.us"]);
    world.us().named = None;
    world.us().numbers.clear();
    world.extend(Cell::Hidden, Cell::Hidden);
    assert_eq!(world.findings(), ["W0834 providers.us"]);
    assert_eq!(agreeing(&world, "us"), None);
}

#[test]
fn a_hidden_service_is_not_reported() {
    let mut world = World::agreeing();
    world.extend(set(ACCOUNT), Cell::Hidden);
    assert_eq!(world.findings(), NONE);
    assert_eq!(world.agreed().providers, 1);
}

#[test]
fn azure_matches_by_kind_and_by_numbers() {
    let mut world = World::agreeing();
    world.us().kind = "azure";
    world.us().account = "contoso-acs".to_owned();
    world.provider().extension = Extension::Azure;
    assert_eq!(world.findings(), NONE);
    assert_eq!(agreeing(&world, "us").as_deref(), Some("p1"));

    let mut second = provider_row("p2", "Azure EU", "");
    second.extension = Extension::Azure;
    world.environment().providers.rows.push(second);
    assert_eq!(world.findings(), NONE, "the numbers decide");
    world.store().provider = Some("p2".to_owned());
    assert_eq!(world.findings(), ["W0825 providers.us"]);
    world.us().named = Some("Azure EU".to_owned());
    assert_eq!(world.findings(), ["W0817 providers.us.numbers.help"]);
    world.us().named = None;
    world.environment().providers.rows.clear();
    assert_eq!(world.findings(), ["W0834 providers.us"]);
    assert_eq!(world.only().finding.severity, Severity::Warning);
}

#[test]
fn a_row_of_an_unreadable_kind_may_be_the_declared_one() {
    for kind in ["twilio", "azure"] {
        let mut world = World::agreeing();
        world.us().kind = kind;
        world.us().numbers.clear();
        world.provider().extension = Extension::Unread;
        assert_eq!(world.findings(), ["W0834 providers.us"], "{kind}");
        assert_eq!(world.only().finding.severity, Severity::Note);
    }
}

#[test]
fn without_an_account_nothing_is_said_about_accounts() {
    let mut world = World::agreeing();
    world.us().account.clear();
    assert_eq!(world.findings(), NONE);
    assert_eq!(agreeing(&world, "us").as_deref(), Some("p1"));
    world.us().numbers.clear();
    assert_eq!(world.findings(), NONE);
    assert_eq!(agreeing(&world, "us"), None);
}

#[test]
fn a_kind_that_dynamics_does_not_have_is_one_note() {
    let mut world = World::agreeing();
    world.us().kind = "toy";
    assert_eq!(world.findings(), ["W0834 providers.us"]);
    assert_eq!(world.only().finding.severity, Severity::Note);
    assert!(world.compare().comparison.numbers.is_empty());
}

#[test]
fn two_providers_have_a_row_each() {
    let mut world = World::agreeing();
    let number = our_number("eu", "store", "+4915112345678", None);
    let mut eu = our_provider("eu", OTHER_ACCOUNT, vec![number]);
    eu.groups.clear();
    world.ours.providers.insert(0, eu);
    let mut row = provider_row("p2", "Twilio EU", OTHER_ACCOUNT);
    row.extension = Extension::Twilio {
        account_sid: set(&format!(" {OTHER_ACCOUNT} ")),
        messaging_service_sid: set(" "),
    };
    world.environment().providers.rows.push(row);
    let mut number = number_row("n3", "Laden", "+4915112345678", NumberKind::Geographic);
    number.provider = Some("p2".to_owned());
    world.environment().numbers.rows.push(number);
    assert_eq!(world.findings(), NONE);
    assert_eq!(world.agreed().providers, 2);
}
