//! Providers and numbers of Azure Communication Services, whose tables the stand-in does not have:
//! its answers are replaced.

use serde_json::{Value, json};

use super::{Dynamics, asked};

const KEY: &str = "a1b2c3d4-0000-4000-8000-00000000000";

fn list(rows: &Value) -> Value {
    json!({"status": 200, "body": json!({"value": rows}).to_string()})
}

/// The description of a table with these columns.
fn table(name: &str, set: &str, columns: &[&str]) -> Value {
    let column = |name: &&str| json!({"LogicalName": name, "IsSecured": false});
    json!({
        "LogicalName": name,
        "EntitySetName": set,
        "IsOptimisticConcurrencyEnabled": true,
        "Attributes": columns.iter().map(column).collect::<Vec<_>>(),
    })
}

/// An environment with one provider of that kind and three numbers.
async fn of_azure() -> Dynamics {
    let dynamics = Dynamics::of("url: https://contoso.crm4.dynamics.com\n").await;
    let common = [
        "msdyn_name",
        "msdyn_description",
        "msdyn_channeldefinitionid",
        "msdyn_extendedentityid",
        "owningbusinessunit",
        "statecode",
        "modifiedon",
    ];
    let number = [
        &common[..],
        &[
            "msdyn_contactpoint",
            "msdyn_channelinstanceaccountid",
            "msdyn_consumingapplicationid",
        ],
    ]
    .concat();
    let tables = json!([
        table(
            "msdyn_channeldefinition",
            "msdyn_channeldefinitions",
            &["msdyn_channeldefinitionaccountexternalentity"]
        ),
        table(
            "msdyn_channelinstanceaccount",
            "msdyn_channelinstanceaccounts",
            &common
        ),
        table("msdyn_channelinstance", "msdyn_channelinstances", &number),
        table(
            "msdynmkt_byoacschannelinstance",
            "msdynmkt_byoacschannelinstances",
            &["msdynmkt_type"]
        ),
        table(
            "msdynmkt_keyword",
            "msdynmkt_keywords",
            &[
                "msdynmkt_name",
                "owningbusinessunit",
                "statecode",
                "modifiedon"
            ]
        ),
    ]);
    dynamics.spoil("EntityDefinitions", list(&tables)).await;
    let definitions = json!([{
        "msdyn_channeldefinitionid": format!("{KEY}1"),
        "msdyn_channeldefinitionaccountexternalentity": "msdynmkt_byoacschannelinstanceaccount",
    }]);
    dynamics
        .spoil("channeldefinitions?", list(&definitions))
        .await;
    // Without the annotation that names the table of the extension.
    let accounts = json!([{
        "msdyn_channelinstanceaccountid": format!("{{{}}}", format!("{KEY}2").to_uppercase()),
        "msdyn_name": "Acs",
        "_msdyn_channeldefinitionid_value": format!("{KEY}1"),
        "_msdyn_extendedentityid_value": format!("{KEY}3"),
        "statecode": 0,
    }]);
    dynamics
        .spoil("channelinstanceaccounts?", list(&accounts))
        .await;
    let numbers = [4, 5, 6].map(|nth| json!({
        "msdyn_channelinstanceid": format!("{KEY}{nth}"),
        "msdyn_contactpoint": format!("number {nth}"),
        "_msdyn_channelinstanceaccountid_value": format!("{KEY}2"),
        "_msdyn_extendedentityid_value": format!("b1b2c3d4-0000-4000-8000-00000000000{nth}"),
        "_msdyn_extendedentityid_value@Microsoft.Dynamics.CRM.lookuplogicalname": "msdynmkt_byoacschannelinstance",
    }));
    dynamics
        .spoil("msdyn_channelinstances?", list(&json!(numbers)))
        .await;
    let kinds = [(4, 698_540_000), (5, 698_540_001), (6, 723_270_000)].map(|(nth, kind)| {
        json!({
            "msdynmkt_byoacschannelinstanceid": format!("b1b2c3d4-0000-4000-8000-00000000000{nth}"),
            "msdynmkt_type": kind,
        })
    });
    dynamics
        .spoil("byoacschannelinstances?", list(&json!(kinds)))
        .await;
    dynamics
}

#[tokio::test]
async fn of_azure_only_the_types_are_read() {
    let dynamics = of_azure().await;
    let seen = dynamics.read(&asked(&["azure"])).await;
    seen.is_complete();
    // The definition says the kind, because the lookup does not.
    seen.has(&format!(
        "id: \"{KEY}2\", name: Some(\"Acs\"), description: None, extension: Azure"
    ));
    for (number, kind) in [(4, "TollFree"), (5, "ShortCode"), (6, "Unknown(723270000)")] {
        let row = seen.row("NumberRow", &format!("number {number}"));
        assert!(row.contains(&format!("kind: Read(Some({kind}))")), "{row}");
        assert!(
            row.contains(&format!("provider: Some(\"{KEY}2\")")),
            "{row}"
        );
    }
    let read = dynamics.calls("byoacs");
    let lists = read
        .iter()
        .filter(|call| call.path.contains("/v9.2/msdynmkt_byoacs"));
    let lists: Vec<&str> = lists.map(|call| call.path.as_str()).collect();
    assert_eq!(
        lists,
        ["/api/data/v9.2/msdynmkt_byoacschannelinstances?$select=msdynmkt_type"]
    );
}

#[tokio::test]
async fn tables_of_a_kind_that_is_not_declared_may_be_missing() {
    let dynamics = of_azure().await;
    let seen = dynamics.twilio().await;
    assert_eq!(seen.codes(), ["NoTable", "NoTable"]);
    seen.has("does not have the table msdynmkt_twiliochannelinstance\"");
    let plain = Dynamics::new().await;
    let seen = plain.read(&asked(&["azure"])).await;
    seen.is_complete();
    assert_eq!(seen.note_codes(), ["NoColumn"]);
    seen.has("there is no table msdynmkt_byoacschannelinstance");
}
