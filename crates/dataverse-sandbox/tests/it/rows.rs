//! Single rows and odd ones: secured columns, etags, and what an administrator or a user can leave behind.

use serde_json::{Value, json};

use super::client::{Client, LOOKUPS};

const LOOKUP: &str = "@Microsoft.Dynamics.CRM.lookuplogicalname";

#[tokio::test]
async fn secured_columns_are_null_absent_or_refused() {
    let client = Client::demo().await;
    let secured = json!({"msdynmkt_twiliochannelinstanceaccount": ["msdynmkt_accountsid"]});
    let path = "msdynmkt_twiliochannelinstanceaccounts?$select=msdynmkt_accountsid,msdynmkt_name";
    client.set(json!({"secured": secured})).await;
    assert_eq!(
        client.get(path).await.rows()[0]["msdynmkt_accountsid"],
        Value::Null
    );
    client.set(json!({"secured_values": "absent"})).await;
    assert!(
        client.get(path).await.rows()[0]
            .get("msdynmkt_accountsid")
            .is_none()
    );
    client.set(json!({"secured_values": "refused"})).await;
    assert_eq!(client.get(path).await.code(), (403, "0x8004f504"));
    let other = "msdynmkt_twiliochannelinstanceaccounts?$select=msdynmkt_name";
    assert_eq!(client.get(other).await.rows().len(), 1);
}

#[tokio::test]
async fn a_row_that_did_not_change_is_not_sent_again() {
    let client = Client::demo().await;
    let list = client.get("msdynmkt_keywords?$select=msdynmkt_name").await;
    let id = list.column("msdynmkt_keywordid")[0];
    let etag = list.column("@odata.etag")[0];
    let path = format!("msdynmkt_keywords({id})?$select=msdynmkt_name");
    assert_eq!(
        client.get_with(&path, "if-none-match", etag).await.status,
        304
    );
    assert_eq!(
        client.get_with(&path, "if-none-match", "null").await.status,
        200
    );
    client
        .mutate(json!({"set": {"id": id, "values": {"msdynmkt_name": "Join"}}}))
        .await;
    let answer = client.get_with(&path, "if-none-match", etag).await;
    assert_eq!(
        (answer.status, &answer.body["msdynmkt_name"]),
        (200, &json!("Join"))
    );
}

#[tokio::test]
async fn odd_rows_are_served_as_they_are() {
    let client = Client::of(
        "providers:
  - { name: A, account_sid: AC1, numbers: ['15017122661', '+1 (501) 712-2661', '98765', CONTOSO] }
  - { name: B, account_sid: AC1, active: false }
  - { name: C, kind: infobip }
  - { name: D, kind: custom }
  - name: E
    extension: false
    numbers: [{ contact_point: '+15017122662', extension: false, consuming_application: other, active: false }, { contact_point: '+15017122663', extension_kind: vibes }]
keywords: [stop, STOP, JOIN NOW, stop]
",
    )
    .await;
    let path =
        "msdyn_channelinstanceaccounts?$select=msdyn_name,_msdyn_extendedentityid_value,statecode";
    let answer = client.get_with(path, "prefer", LOOKUPS).await;
    let name = format!("_msdyn_extendedentityid_value{LOOKUP}");
    let kinds: Vec<Option<&str>> = answer
        .rows()
        .iter()
        .map(|row| row.get(&name).and_then(Value::as_str))
        .collect();
    let twilio = Some("msdynmkt_twiliochannelinstanceaccount");
    assert_eq!(
        kinds,
        [
            twilio,
            twilio,
            Some("msdynmkt_infobipchannelinstanceaccount"),
            Some("msdyn_defextendedchannelinstanceaccount"),
            None
        ]
    );
    let sids = client
        .get("msdynmkt_twiliochannelinstanceaccounts?$select=msdynmkt_accountsid")
        .await;
    assert_eq!(sids.column("msdynmkt_accountsid"), ["AC1", "AC1"]);
    let path = "msdyn_channelinstances?$select=msdyn_contactpoint,_msdyn_consumingapplicationid_value,_msdyn_extendedentityid_value,statecode";
    let numbers = client.get_with(path, "prefer", LOOKUPS).await;
    assert_eq!(
        numbers.column("msdyn_contactpoint"),
        [
            "15017122661",
            "+1 (501) 712-2661",
            "98765",
            "CONTOSO",
            "+15017122662",
            "+15017122663"
        ]
    );
    let odd = &numbers.rows()[4];
    assert!(
        odd["_msdyn_consumingapplicationid_value"].is_string()
            && odd["_msdyn_extendedentityid_value"].is_null()
    );
    assert_eq!(odd["statecode"], 1);
    assert_eq!(numbers.rows()[5][name], "msdynmkt_vibeschannelinstance");
    let types = client
        .get("msdynmkt_twiliochannelinstances?$select=msdynmkt_type")
        .await;
    let types: Vec<u64> = types
        .rows()
        .iter()
        .map(|row| row["msdynmkt_type"].as_u64().unwrap())
        .collect();
    assert_eq!(types, [723_270_000, 723_270_000, 723_270_001, 723_270_003]);
    assert_eq!(
        client.keywords().await,
        ["stop", "STOP", "JOIN NOW", "stop"]
    );
    let definitions = client
        .get("msdyn_channeldefinitions?$select=msdyn_channeldefinitionaccountexternalentity")
        .await;
    assert_eq!(definitions.rows().len(), 3);
}
