//! Environments that differ from the usual one.

use serde_json::{Value, json};

use super::{Dynamics, SEED, Seen};

async fn with(settings: Value) -> (Dynamics, Seen) {
    let dynamics = Dynamics::new().await;
    dynamics.set(settings).await;
    let seen = dynamics.twilio().await;
    (dynamics, seen)
}

#[tokio::test]
async fn a_missing_privilege_costs_its_list_and_is_named() {
    for (table, privilege, extents) in [
        (
            "msdyn_channelinstanceaccount",
            "prvReadmsdyn_ChannelInstanceAccount",
            ["Unread", "Everything", "Everything"],
        ),
        (
            "msdyn_channelinstance",
            "prvReadmsdyn_ChannelInstance",
            ["Everything", "Unread", "Everything"],
        ),
        (
            "msdynmkt_keyword",
            "prvReadmsdynmkt_keyword",
            ["Everything", "Everything", "Unread"],
        ),
        (
            "msdyn_channeldefinition",
            "prvReadmsdyn_ChannelDefinition",
            ["Everything"; 3],
        ),
        (
            "msdynmkt_twiliochannelinstanceaccount",
            "prvReadmsdynmkt_twiliochannelinstanceaccount",
            ["Everything"; 3],
        ),
        (
            "msdynmkt_twiliochannelinstance",
            "prvReadmsdynmkt_twiliochannelinstance",
            ["Everything"; 3],
        ),
    ] {
        let (_, seen) = with(json!({"read": {table: "none"}})).await;
        assert_eq!(seen.codes(), ["NoPrivilege"], "{table}");
        seen.has(&format!("is missing {privilege}\""));
        seen.has(&format!("grant Read on {table} at organization level"));
        assert_eq!(seen.extents(), extents, "{table}");
    }
}

#[tokio::test]
async fn rows_of_other_units_are_not_missing_but_not_visible() {
    for depth in ["basic", "local", "deep"] {
        let dynamics = Dynamics::of(&format!("{SEED}apps: [{{ unit: Europe }}]\n")).await;
        dynamics
            .set(json!({"read": {"msdyn_channelinstance": depth}}))
            .await;
        let seen = dynamics.twilio().await;
        assert!(seen.codes().is_empty(), "{}", seen.0);
        assert_eq!(seen.extents(), ["Everything", "Visible", "Everything"]);
        assert_eq!(seen.rows("NumberRow"), 0, "{depth}");
    }
}

#[tokio::test]
async fn a_depth_that_is_not_known_proves_nothing() {
    let (_, seen) = with(json!({"privilege_function": "refused"})).await;
    assert!(seen.codes().is_empty(), "{}", seen.0);
    assert_eq!(seen.extents(), ["Visible"; 3]);
    assert_eq!((seen.rows("NumberRow"), seen.rows("KeywordRow")), (2, 2));
    let (_, seen) = with(json!({"privilege_function": "exact"})).await;
    seen.is_complete();
}

#[tokio::test]
async fn the_names_of_the_environment_are_worth_no_error() {
    let (dynamics, seen) = with(json!({"organization_function": false})).await;
    seen.is_complete();
    seen.has(&dynamics.access.organization_id);
    seen.has("environment_id: None, name: None");
}

#[tokio::test]
async fn metadata_is_read_table_by_table_where_it_must_be() {
    let (dynamics, seen) = with(json!({"filter_many_tables": false})).await;
    seen.is_complete();
    seen.has("token_is_secured: Some(true)");
    assert_eq!(dynamics.calls("EntityDefinitions").len(), 7);
    let (_, seen) =
        with(json!({"filter_many_tables": false, "missing_tables": ["msdynmkt_keyword"]})).await;
    assert_eq!(seen.codes(), ["NoTable"]);
}

#[tokio::test]
async fn a_missing_table_costs_its_list() {
    for (table, extents) in [
        (
            "msdyn_channelinstanceaccount",
            ["Unread", "Everything", "Everything"],
        ),
        (
            "msdyn_channelinstance",
            ["Everything", "Unread", "Everything"],
        ),
        ("msdynmkt_keyword", ["Everything", "Everything", "Unread"]),
        ("msdynmkt_twiliochannelinstanceaccount", ["Everything"; 3]),
    ] {
        let (dynamics, seen) = with(json!({"missing_tables": [table]})).await;
        assert_eq!(seen.codes(), ["NoTable"], "{table}");
        seen.has(&format!("does not have the table {table}\""));
        // The privilege of a table that does not exist cannot be asked for, either.
        assert_eq!(seen.extents(), extents, "{table}");
        assert!(dynamics.calls(&format!("{table}s?")).is_empty());
    }
}

#[tokio::test]
async fn an_environment_without_text_messages_is_one_error() {
    let (dynamics, seen) = with(json!({"missing_tables": [
        "msdyn_channeldefinition", "msdyn_channelinstanceaccount", "msdyn_channelinstance",
        "msdynmkt_twiliochannelinstanceaccount", "msdynmkt_twiliochannelinstance", "msdynmkt_keyword",
    ]}))
    .await;
    assert_eq!(seen.codes(), ["NoTable"]);
    seen.has("Customer Insights - Journeys with text messages is not installed");
    assert_eq!(seen.extents(), ["Unread"; 3]);
    assert_eq!(dynamics.running.calls().len(), 7);
}

#[tokio::test]
async fn a_missing_column_is_noted_once_and_hidden() {
    let (_, seen) = with(json!({"missing_columns": {
        "msdynmkt_twiliochannelinstanceaccount": ["msdynmkt_messagingservicesid"],
        "msdynmkt_twiliochannelinstance": ["msdynmkt_type"],
        "msdyn_channelinstance": ["statecode"],
    }}))
    .await;
    seen.is_complete();
    assert_eq!(seen.note_codes(), ["NoColumn"; 3]);
    seen.has("no column msdynmkt_messagingservicesid");
    let provider = seen.row("ProviderRow", "Twilio US");
    assert!(
        provider.contains("messaging_service_sid: Hidden"),
        "{provider}"
    );
    assert!(
        provider.contains("account_sid: Read(Some(\"AC"),
        "{provider}"
    );
    let number = seen.row("NumberRow", "Store line");
    assert!(
        number.contains("kind: Hidden") && number.contains("active: true"),
        "{number}"
    );
    // Without this one, each number would look absent.
    let (_, seen) =
        with(json!({"missing_columns": {"msdyn_channelinstance": ["msdyn_contactpoint"]}})).await;
    assert_eq!(seen.codes(), ["NoTable"]);
    assert_eq!(seen.extents(), ["Everything", "Unread", "Everything"]);
}

#[tokio::test]
async fn a_secured_column_is_hidden_and_never_unset() {
    let sids = ["msdynmkt_authtoken", "msdynmkt_accountsid"];
    for values in ["null", "absent", "refused"] {
        let (_, seen) = with(json!({
            "secured": {"msdynmkt_twiliochannelinstanceaccount": sids},
            "secured_values": values,
        }))
        .await;
        seen.is_complete();
        assert_eq!(seen.note_codes(), ["Hidden"], "{values}");
        seen.has(
            "the column msdynmkt_accountsid of msdynmkt_twiliochannelinstanceaccount is secured",
        );
        let provider = seen.row("ProviderRow", "Twilio US");
        assert!(
            provider.contains("account_sid: Hidden"),
            "{values}: {provider}"
        );
        assert!(
            provider.contains("messaging_service_sid: Read(Some(\"MG"),
            "{values}: {provider}"
        );
    }
}

#[tokio::test]
async fn contact_points_that_are_hidden_prove_no_absence() {
    let (_, seen) =
        with(json!({"secured": {"msdyn_channelinstance": ["msdyn_contactpoint"]}})).await;
    assert_eq!(seen.extents(), ["Everything", "Visible", "Everything"]);
    assert_eq!(seen.note_codes(), ["Hidden"]);
}

#[tokio::test]
async fn a_token_that_is_not_secured_is_known_and_never_read() {
    let (_, seen) = with(json!({"secured": {}})).await;
    seen.is_complete();
    seen.has("token_is_secured: Some(false)");
}

#[tokio::test]
async fn entity_sets_have_the_names_that_the_metadata_reports() {
    let (dynamics, seen) =
        with(json!({"entity_sets": {"msdynmkt_keyword": "msdynmkt_keywordset"}})).await;
    seen.is_complete();
    assert_eq!(dynamics.calls("msdynmkt_keywordset?").len(), 1);
}
