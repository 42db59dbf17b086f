//! Providers of Azure Communication Services: their tables, their numbers' types, and their connection strings.

use reqwest::Method;
use serde_json::{Value, json};

use super::client::{Client, LOOKUPS};

const SEED: &str = "providers:
  - { name: ACS, kind: byoacs, numbers: ['+18885550123', '98765', CONTOSO, { contact_point: '+15017122661', name: Store }] }
  - { name: Twilio US, account_sid: AC1, numbers: ['+18885550124'] }
";
const ACCOUNTS: &str = "msdynmkt_byoacschannelinstanceaccounts";
const COLUMNS: [&str; 2] = [
    "msdynmkt_primaryconnectionstring",
    "msdynmkt_secondaryconnectionstring",
];

#[tokio::test]
async fn a_provider_and_its_numbers_have_extensions_in_tables_of_their_own() {
    let client = Client::of(SEED).await;
    let accounts = client
        .get(&format!("{ACCOUNTS}?$select=msdynmkt_name,statecode"))
        .await;
    assert_eq!(accounts.column("msdynmkt_name"), ["ACS"]);
    assert_eq!(accounts.rows()[0]["statecode"], 0);
    let id = accounts.column("msdynmkt_byoacschannelinstanceaccountid")[0];
    let path = "msdyn_channelinstanceaccounts?$select=msdyn_name,_msdyn_extendedentityid_value";
    let providers = client.get_with(path, "prefer", LOOKUPS).await;
    let acs = &providers.rows()[0];
    assert_eq!(acs["_msdyn_extendedentityid_value"], id);
    assert_eq!(
        acs["_msdyn_extendedentityid_value@Microsoft.Dynamics.CRM.lookuplogicalname"],
        "msdynmkt_byoacschannelinstanceaccount"
    );
    let path = "msdynmkt_byoacschannelinstances?$select=msdynmkt_name,msdynmkt_type,statecode";
    let numbers = client.get(path).await;
    assert_eq!(
        numbers.column("msdynmkt_name"),
        ["+18885550123", "98765", "CONTOSO", "Store"]
    );
    let types: Vec<&Value> = numbers
        .rows()
        .iter()
        .map(|row| &row["msdynmkt_type"])
        .collect();
    assert_eq!(
        types,
        [
            &json!(698_540_000),
            &json!(698_540_001),
            &json!(698_540_002),
            &Value::Null
        ]
    );
    let twilio = client
        .get("msdynmkt_twiliochannelinstances?$select=msdynmkt_type")
        .await;
    assert_eq!(twilio.rows().len(), 1, "each kind has its own rows");
    let expand = "msdyn_extendedentityid_msdynmkt_byoacschannelinstance";
    let path = format!(
        "msdyn_channelinstances?$select=msdyn_contactpoint&$expand={expand}($select=msdynmkt_type)"
    );
    let expanded = client.get(&path).await;
    assert_eq!(expanded.rows()[0][expand]["msdynmkt_type"], 698_540_000);
    assert_eq!(
        expanded.rows()[4][expand],
        Value::Null,
        "a number at Twilio has another extension"
    );
    assert_eq!(client.rules(), Vec::<String>::new());
}

#[tokio::test]
async fn nobody_asks_for_a_connection_string() {
    let client = Client::of(SEED).await;
    let whole = "msdynmkt_byoacschannelinstanceaccount was read without $select".to_owned();
    let expand = "msdyn_extendedentityid_msdynmkt_byoacschannelinstanceaccount";
    let providers = "msdyn_channelinstanceaccounts?$select=msdyn_name&$expand";
    let list = client
        .get(&format!("{ACCOUNTS}?$select=msdynmkt_name"))
        .await;
    let id = list.column("msdynmkt_byoacschannelinstanceaccountid")[0];
    let mut cases = vec![
        (ACCOUNTS.to_owned(), whole.clone()),
        (format!("{ACCOUNTS}?$filter=statecode eq 0"), whole.clone()),
        (format!("{ACCOUNTS}({id})"), whole.clone()),
        (format!("{providers}={expand}"), whole),
    ];
    for column in COLUMNS {
        let rule = format!("{column} was requested");
        cases.extend([
            (
                format!("{ACCOUNTS}?$select=msdynmkt_name,{column}"),
                rule.clone(),
            ),
            (format!("{providers}={expand}($select={column})"), rule),
        ]);
    }
    for (path, rule) in cases {
        assert_eq!(client.rules(), Vec::<String>::new(), "before {path}");
        client.get(&path).await;
        assert_eq!(client.rules(), [rule], "{path}");
        client
            .admin(Method::DELETE, "violations", Value::Null)
            .await;
    }
}

#[tokio::test]
async fn connection_strings_are_canaries_that_only_unsecured_columns_show() {
    let client = Client::of(SEED).await;
    let path = format!("{ACCOUNTS}?$select={}", COLUMNS.join(","));
    let secured = client.get(&path).await;
    for column in COLUMNS {
        assert_eq!(secured.rows()[0][column], Value::Null);
    }
    client.set(json!({"secured": {}})).await;
    let shown = client.get(&path).await;
    let canaries = client.running.canaries();
    let strings = COLUMNS.map(|column| shown.column(column)[0]);
    assert_ne!(strings[0], strings[1]);
    for string in strings {
        assert!(canaries.iter().any(|canary| canary == string), "{string}");
    }
}
