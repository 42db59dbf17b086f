//! The metadata probe.

use serde_json::{Value, json};

use super::client::Client;

const TABLES: [&str; 6] = [
    "msdyn_channelinstance",
    "msdyn_channelinstanceaccount",
    "msdyn_channeldefinition",
    "msdynmkt_twiliochannelinstance",
    "msdynmkt_twiliochannelinstanceaccount",
    "msdynmkt_keyword",
];
const EXPAND: &str = "$expand=Attributes($select=LogicalName,AttributeType,IsSecured)";

/// The request of the whole probe.
fn probe() -> String {
    let terms = TABLES.map(|table| format!("LogicalName eq '{table}'"));
    format!(
        "EntityDefinitions?$select=LogicalName,EntitySetName,IsOptimisticConcurrencyEnabled&$filter={}&{EXPAND}",
        terms.join(" or ")
    )
}

/// A column of a table in the answer to a probe.
fn column<'a>(rows: &'a [Value], table: &str, name: &str) -> Option<&'a Value> {
    let table = rows.iter().find(|row| row["LogicalName"] == table)?;
    let mut columns = table["Attributes"].as_array()?.iter();
    columns.find(|column| column["LogicalName"] == name)
}

#[tokio::test]
async fn one_request_shows_all_tables_and_columns() {
    let client = Client::demo().await;
    let answer = client.get(&probe()).await;
    let mut found = answer.column("LogicalName");
    found.sort_unstable();
    let mut wanted = TABLES;
    wanted.sort_unstable();
    assert_eq!(found, wanted);
    let rows = answer.rows();
    let token = column(
        rows,
        "msdynmkt_twiliochannelinstanceaccount",
        "msdynmkt_authtoken",
    );
    assert_eq!(token.unwrap()["IsSecured"], true);
    let lookup = column(rows, "msdyn_channelinstance", "msdyn_extendedentityid").unwrap();
    assert_eq!(lookup["AttributeType"], "Lookup");
    assert_eq!(
        lookup["@odata.type"],
        "#Microsoft.Dynamics.CRM.LookupAttributeMetadata"
    );
    assert!(
        rows.iter()
            .all(|row| row["IsOptimisticConcurrencyEnabled"] == true)
    );
    assert!(rows.iter().all(|row| row["MetadataId"].is_string()));
    assert_eq!(client.rules(), Vec::<String>::new());
}

#[tokio::test]
async fn tables_can_be_read_one_by_one() {
    let client = Client::demo().await;
    client.set(json!({"filter_many_tables": false})).await;
    assert_eq!(client.get(&probe()).await.status, 400);
    for table in TABLES {
        let path =
            format!("EntityDefinitions(LogicalName='{table}')?$select=EntitySetName&{EXPAND}");
        let answer = client.get(&path).await;
        assert_eq!(answer.body["EntitySetName"], format!("{table}s"));
        assert!(answer.body["LogicalName"].is_null());
        assert!(answer.body["Attributes"].as_array().unwrap().len() > 3);
    }
    let path = "EntityDefinitions(LogicalName='msdynmkt_keyword')/Attributes?$select=LogicalName";
    assert_eq!(client.get(path).await.rows().len(), 7);
    assert_eq!(
        client
            .get("EntityDefinitions(LogicalName='x')")
            .await
            .status,
        404
    );
    let wrong = client.get("EntityDefinitions?$select=Nonsense").await;
    assert_eq!(wrong.code(), (400, "0x80060888"));
}

#[tokio::test]
async fn what_is_missing_is_missing_everywhere() {
    let client = Client::demo().await;
    client
        .set(json!({
            "missing_tables": ["msdynmkt_twiliochannelinstance"],
            "missing_columns": {"msdyn_channelinstance": ["msdyn_contactpoint"]},
            "entity_sets": {"msdynmkt_keyword": "msdynmkt_keywordset"},
            "secured": {"msdynmkt_twiliochannelinstanceaccount": ["msdynmkt_accountsid"]},
            "optimistic_concurrency": false,
        }))
        .await;
    let answer = client.get(&probe()).await;
    let rows = answer.rows();
    assert_eq!(rows.len(), 5);
    assert!(column(rows, "msdyn_channelinstance", "msdyn_name").is_some());
    assert!(column(rows, "msdyn_channelinstance", "msdyn_contactpoint").is_none());
    let account = |name| column(rows, "msdynmkt_twiliochannelinstanceaccount", name).unwrap();
    assert_eq!(account("msdynmkt_accountsid")["IsSecured"], true);
    assert_eq!(account("msdynmkt_authtoken")["IsSecured"], false);
    let keyword = rows
        .iter()
        .find(|row| row["LogicalName"] == "msdynmkt_keyword");
    assert_eq!(keyword.unwrap()["EntitySetName"], "msdynmkt_keywordset");
    assert_eq!(keyword.unwrap()["IsOptimisticConcurrencyEnabled"], false);
    let gone = client
        .get("msdynmkt_twiliochannelinstances?$select=msdynmkt_type")
        .await;
    assert_eq!(gone.code(), (404, "0x8006088a"));
    assert!(gone.message().contains("'msdynmkt_twiliochannelinstances'"));
    let gone = client
        .get("msdyn_channelinstances?$select=msdyn_contactpoint")
        .await;
    assert_eq!(gone.code(), (400, "0x80060888"));
    assert_eq!(
        client
            .get("msdynmkt_keywords?$select=msdynmkt_name")
            .await
            .status,
        404
    );
    assert_eq!(
        client
            .get("msdynmkt_keywordset?$select=msdynmkt_name")
            .await
            .rows()
            .len(),
        1
    );
}
