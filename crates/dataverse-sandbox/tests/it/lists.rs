//! The lists: columns, lookups, expansion, filters, secured columns, etags.

use serde_json::{Value, json};

use super::client::{Client, LOOKUPS, SERVICE, SID};

const LOOKUP: &str = "@Microsoft.Dynamics.CRM.lookuplogicalname";

#[tokio::test]
async fn every_list_has_the_columns_that_a_comparison_selects() {
    let client = Client::demo().await;
    for (set, select, rows) in [
        (
            "msdyn_channelinstanceaccounts",
            "msdyn_name,msdyn_description,_msdyn_channeldefinitionid_value,_msdyn_extendedentityid_value,_owningbusinessunit_value,statecode,modifiedon",
            1,
        ),
        (
            "msdynmkt_twiliochannelinstanceaccounts",
            "msdynmkt_name,msdynmkt_accountsid,msdynmkt_messagingservicesid,statecode",
            1,
        ),
        (
            "msdyn_channelinstances",
            "msdyn_name,msdyn_contactpoint,_msdyn_channelinstanceaccountid_value,_msdyn_channeldefinitionid_value,_msdyn_extendedentityid_value,_msdyn_consumingapplicationid_value,_owningbusinessunit_value,statecode,modifiedon",
            2,
        ),
        (
            "msdynmkt_twiliochannelinstances",
            "msdynmkt_name,msdynmkt_type,statecode",
            2,
        ),
        (
            "msdynmkt_keywords",
            "msdynmkt_name,_owningbusinessunit_value,statecode,statuscode,createdon,modifiedon",
            1,
        ),
        (
            "msdyn_channeldefinitions",
            "msdyn_name,msdyn_displayname,msdyn_channeltype,msdyn_channeldefinitionexternalentity,msdyn_channeldefinitionaccountexternalentity,msdyn_hasinbound,msdyn_hasdeliveryreceipt,statecode",
            1,
        ),
    ] {
        let answer = client.get(&format!("{set}?$select={select}")).await;
        assert_eq!(answer.rows().len(), rows, "{set}: {answer:?}");
        let id = format!("{}id", set.strip_suffix('s').unwrap());
        for row in answer.rows() {
            let mut names: Vec<&str> = row
                .as_object()
                .unwrap()
                .keys()
                .map(String::as_str)
                .collect();
            names.sort_unstable();
            let mut wanted: Vec<&str> = select
                .split(',')
                .chain(["@odata.etag", id.as_str()])
                .collect();
            wanted.sort_unstable();
            assert_eq!(names, wanted);
            let etag = row["@odata.etag"].as_str().unwrap();
            assert!(etag.starts_with("W/\"") && etag.ends_with('"'), "{etag}");
        }
        let context = answer.body["@odata.context"].as_str().unwrap();
        assert!(context.ends_with(&format!("#{set}({select})")), "{context}");
        assert!(answer.next().is_none());
    }
    assert_eq!(client.rules(), Vec::<String>::new());
}

#[tokio::test]
async fn lookups_join_the_lists() {
    let client = Client::demo().await;
    let rows = async |path: &str| {
        let answer = client.get_with(path, "prefer", LOOKUPS).await;
        assert_eq!(answer.header("preference-applied"), LOOKUPS);
        answer.rows().to_vec()
    };
    let account = rows("msdyn_channelinstanceaccounts?$select=_msdyn_extendedentityid_value,_msdyn_channeldefinitionid_value").await.remove(0);
    let name = format!("_msdyn_extendedentityid_value{LOOKUP}");
    assert_eq!(account[name], "msdynmkt_twiliochannelinstanceaccount");
    let twilio = rows("msdynmkt_twiliochannelinstanceaccounts?$select=msdynmkt_accountsid,msdynmkt_messagingservicesid").await.remove(0);
    assert_eq!(
        twilio["msdynmkt_twiliochannelinstanceaccountid"],
        account["_msdyn_extendedentityid_value"]
    );
    assert_eq!(
        (
            &twilio["msdynmkt_accountsid"],
            &twilio["msdynmkt_messagingservicesid"]
        ),
        (&json!(SID), &json!(SERVICE))
    );
    let numbers = rows("msdyn_channelinstances?$select=_msdyn_channelinstanceaccountid_value,_msdyn_extendedentityid_value,_msdyn_consumingapplicationid_value").await;
    for number in &numbers {
        assert_eq!(
            number["_msdyn_channelinstanceaccountid_value"],
            account["msdyn_channelinstanceaccountid"]
        );
        assert_eq!(number["_msdyn_consumingapplicationid_value"], Value::Null);
        assert!(
            number
                .get(format!("_msdyn_consumingapplicationid_value{LOOKUP}"))
                .is_none()
        );
    }
    let kinds = rows("msdynmkt_twiliochannelinstances?$select=msdynmkt_type").await;
    let kinds: Vec<&Value> = kinds.iter().map(|row| &row["msdynmkt_type"]).collect();
    assert_eq!(kinds, [723_270_002, 723_270_000]);
    let plain = client
        .get("msdyn_channelinstances?$select=_msdyn_extendedentityid_value")
        .await;
    assert!(!plain.text.contains("lookuplogicalname"));
}

#[tokio::test]
async fn one_row_with_what_it_refers_to() {
    let client = Client::demo().await;
    let list = client
        .get("msdyn_channelinstances?$select=msdyn_name")
        .await;
    let id = list.column("msdyn_channelinstanceid")[0];
    let path = format!(
        "msdyn_channelinstances({})?$select=msdyn_name,msdyn_contactpoint&$expand=msdyn_extendedentityid_msdynmkt_twiliochannelinstance($select=msdynmkt_type),msdyn_ChannelInstanceAccountId($select=msdyn_name),msdyn_ChannelDefinitionId($select=msdyn_displayname)",
        id.to_uppercase()
    );
    let row = client.get(&path).await.body;
    assert_eq!(row["msdyn_contactpoint"], "+18885550123");
    assert_eq!(
        row["msdyn_extendedentityid_msdynmkt_twiliochannelinstance"]["msdynmkt_type"],
        723_270_002
    );
    assert_eq!(
        row["msdyn_ChannelInstanceAccountId"]["msdyn_name"],
        "Twilio US"
    );
    assert!(row["msdyn_ChannelDefinitionId"]["msdyn_displayname"].is_string());
    for (path, status) in [
        (
            format!("msdyn_channelinstances({id})?$expand=msdyn_channelinstanceaccountid"),
            400,
        ),
        (
            format!("msdyn_channelinstances({id})?$expand=msdyn_ConsumingApplicationId"),
            501,
        ),
        (
            format!("msdyn_channelinstances({id})?$select=msdyn_channelinstanceaccountid"),
            400,
        ),
        (
            format!("msdyn_channelinstances({{{id}}})?$select=msdyn_name"),
            400,
        ),
        (
            format!("msdynmkt_keywords({id})?$select=msdynmkt_name"),
            404,
        ),
        ("msdyn_channelinstances?$select=MSDYN_NAME".to_owned(), 400),
        ("Msdyn_channelinstances?$select=msdyn_name".to_owned(), 404),
        (
            "msdyn_channelinstances?$select=msdyn_name&$skip=1".to_owned(),
            400,
        ),
        (
            "msdyn_channelinstances?$select=msdyn_name&$orderby=msdyn_name".to_owned(),
            501,
        ),
    ] {
        assert_eq!(client.get(&path).await.status, status, "{path}");
    }
    client.set(json!({"unknown_column_code": "0x0"})).await;
    let wrong = client.get("msdynmkt_keywords?$select=nonsense").await;
    assert_eq!(wrong.code(), (400, "0x0"));
    assert!(
        wrong
            .message()
            .starts_with("Could not find a property named 'nonsense'")
    );
}

#[tokio::test]
async fn an_expanded_row_that_may_not_be_read_is_null() {
    let client = Client::demo().await;
    client
        .set(json!({"read": {"msdyn_channelinstanceaccount": "none"}}))
        .await;
    let path = "msdyn_channelinstances?$select=msdyn_name&$expand=msdyn_ChannelInstanceAccountId($select=msdyn_name)";
    let answer = client.get(path).await;
    assert_eq!(answer.rows().len(), 2);
    assert!(
        answer
            .rows()
            .iter()
            .all(|row| row["msdyn_ChannelInstanceAccountId"].is_null())
    );
}

#[tokio::test]
async fn a_filter_compares_text_without_regard_to_case() {
    let client = Client::of("keywords: [JOIN, STOP, {name: stop, active: false}]").await;
    for (filter, found) in [
        ("statecode eq 0", &["JOIN", "STOP"][..]),
        ("statecode ne 0", &["stop"]),
        ("msdynmkt_name eq 'Stop'", &["STOP", "stop"]),
        ("msdynmkt_name eq 'Stop' and statecode eq 1", &["stop"]),
        ("msdynmkt_name eq 'x' or statecode eq 1", &["stop"]),
    ] {
        let path = format!("msdynmkt_keywords?$select=msdynmkt_name&$filter={filter}");
        assert_eq!(
            client.get(&path).await.column("msdynmkt_name"),
            found,
            "{filter}"
        );
    }
    let unknown = client.get("msdynmkt_keywords?$filter=nonsense eq 1").await;
    assert_eq!(unknown.status, 400);
    let other = client
        .get("msdynmkt_keywords?$filter=contains(msdynmkt_name,'x')")
        .await;
    assert_eq!(other.status, 501);
}
