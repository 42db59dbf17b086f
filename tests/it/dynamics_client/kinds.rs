//! Providers and numbers of Azure Communication Services: of their tables, only the one with the
//! types of the numbers is read.

use serde_json::json;

use super::{Dynamics, asked};

const SEED: &str = "
url: https://contoso.crm4.dynamics.com
providers:
  - name: Acs
    kind: byoacs
    numbers:
      - { contact_point: \"+18885550124\", type: toll_free }
      - { contact_point: \"98765\", type: short_code }
";

#[tokio::test]
async fn of_azure_only_the_types_are_read() {
    let dynamics = Dynamics::of(SEED).await;
    let seen = dynamics.read(&asked(&["azure"])).await;
    seen.is_complete();
    assert!(
        seen.row("ProviderRow", "Acs").contains("extension: Azure"),
        "{}",
        seen.0
    );
    for (number, kind) in [("+18885550124", "TollFree"), ("98765", "ShortCode")] {
        let row = seen.row("NumberRow", number);
        assert!(row.contains(&format!("kind: Read(Some({kind}))")), "{row}");
    }
    let calls = dynamics.calls("/v9.2/msdynmkt_byoacs");
    let lists: Vec<&str> = calls.iter().map(|call| call.path.as_str()).collect();
    assert_eq!(
        lists,
        ["/api/data/v9.2/msdynmkt_byoacschannelinstances?$select=msdynmkt_type"]
    );
    // Nobody asked for Twilio.
    assert!(dynamics.calls("/v9.2/msdynmkt_twilio").is_empty());
}

#[tokio::test]
async fn an_integer_of_another_kind_means_nothing_here() {
    let dynamics = Dynamics::of(SEED).await;
    let rows = json!({"value": [{
        "msdyn_channelinstanceid": "{A1B2C3D4-0000-4000-8000-000000000004}",
        "msdyn_contactpoint": "CONTOSO",
        "_msdyn_channelinstanceaccountid_value": "a1b2c3d4-0000-4000-8000-000000000002",
        "_msdyn_extendedentityid_value": "b1b2c3d4-0000-4000-8000-000000000004",
    }]});
    let kinds = json!({"value": [{
        "msdynmkt_byoacschannelinstanceid": "B1B2C3D4-0000-4000-8000-000000000004",
        "msdynmkt_type": 723_270_000,
    }]});
    dynamics
        .spoil(
            "msdyn_channelinstances?",
            json!({"status": 200, "body": rows.to_string()}),
        )
        .await;
    dynamics
        .spoil(
            "byoacschannelinstances?",
            json!({"status": 200, "body": kinds.to_string()}),
        )
        .await;
    let seen = dynamics.read(&asked(&["azure"])).await;
    let row = seen.row("NumberRow", "CONTOSO");
    assert!(
        row.contains("id: \"a1b2c3d4-0000-4000-8000-000000000004\""),
        "{row}"
    );
    assert!(
        row.contains("kind: Read(Some(Unknown(723270000)))"),
        "{row}"
    );
}

#[tokio::test]
async fn the_definition_says_the_kind_where_the_lookup_does_not() {
    let dynamics = Dynamics::of(SEED).await;
    let definition = "a1b2c3d4-0000-4000-8000-000000000001";
    let definitions = json!({"value": [{
        "msdyn_channeldefinitionid": definition,
        "msdyn_channeldefinitionaccountexternalentity": "msdynmkt_byoacschannelinstanceaccount",
    }]});
    let accounts = json!({"value": [{
        "msdyn_channelinstanceaccountid": "a1b2c3d4-0000-4000-8000-000000000002",
        "msdyn_name": "Plain",
        "_msdyn_channeldefinitionid_value": definition,
        "_msdyn_extendedentityid_value": "a1b2c3d4-0000-4000-8000-000000000003",
        "statecode": 0,
    }]});
    dynamics
        .spoil(
            "channeldefinitions?",
            json!({"status": 200, "body": definitions.to_string()}),
        )
        .await;
    dynamics
        .spoil(
            "channelinstanceaccounts?",
            json!({"status": 200, "body": accounts.to_string()}),
        )
        .await;
    let seen = dynamics.read(&asked(&["azure"])).await;
    seen.is_complete();
    assert!(
        seen.row("ProviderRow", "Plain")
            .contains("extension: Azure"),
        "{}",
        seen.0
    );
}

#[tokio::test]
async fn tables_of_a_kind_are_missed_only_if_it_is_declared() {
    let tables = [
        "msdynmkt_twiliochannelinstanceaccount",
        "msdynmkt_twiliochannelinstance",
        "msdynmkt_byoacschannelinstance",
    ];
    let dynamics = Dynamics::of(SEED).await;
    dynamics.set(json!({"missing_tables": tables})).await;
    let seen = dynamics.twilio().await;
    assert_eq!(seen.codes(), ["NoTable", "NoTable"]);
    seen.has("does not have the table msdynmkt_twiliochannelinstance\"");
    let seen = dynamics.read(&asked(&["azure"])).await;
    seen.is_complete();
    assert_eq!(seen.note_codes(), ["NoColumn"]);
    seen.has("there is no table msdynmkt_byoacschannelinstance");
    dynamics.read(&asked(&[])).await.is_complete();
}
