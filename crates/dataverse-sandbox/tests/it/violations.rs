//! Rules that a request breaks are recorded, and secrets are known.

use reqwest::Method;
use serde_json::{Value, json};

use super::client::{Client, send};

const WHOLE: &str = "msdynmkt_twiliochannelinstanceaccount was read without $select";
const TOKEN: &str = "msdynmkt_authtoken was requested";

#[tokio::test]
async fn nobody_asks_for_the_token_of_a_provider() {
    let client = Client::demo().await;
    let set = "msdynmkt_twiliochannelinstanceaccounts";
    let list = client.get(&format!("{set}?$select=msdynmkt_name")).await;
    let id = list.column("msdynmkt_twiliochannelinstanceaccountid")[0];
    let expand = "msdyn_extendedentityid_msdynmkt_twiliochannelinstanceaccount";
    let accounts = "msdyn_channelinstanceaccounts?$select=msdyn_name&$expand";
    assert_eq!(client.rules(), Vec::<String>::new());
    for (path, rule) in [
        (set.to_owned(), WHOLE),
        (format!("{set}?$filter=statecode eq 0"), WHOLE),
        (format!("{set}({id})"), WHOLE),
        (format!("{accounts}={expand}"), WHOLE),
        (
            format!("{accounts}={expand}($select=msdynmkt_authtoken)"),
            TOKEN,
        ),
        (
            format!("{set}?$select=msdynmkt_name,msdynmkt_authtoken"),
            TOKEN,
        ),
        (format!("{set}?$select=msdynmkt%5Fauthtoken"), TOKEN),
        (
            format!("{set}?$select=msdynmkt_name&$filter=msdynmkt_authtoken ne null"),
            TOKEN,
        ),
    ] {
        client.get(&path).await;
        assert_eq!(client.rules(), [rule], "{path}");
        client
            .admin(Method::DELETE, "violations", Value::Null)
            .await;
    }
    client
        .get(&format!("{accounts}={expand}($select=msdynmkt_accountsid)"))
        .await;
    client
        .set(json!({"read": {"msdynmkt_twiliochannelinstanceaccount": "none"}}))
        .await;
    assert_eq!(client.get(set).await.status, 403);
    assert_eq!(
        client.rules(),
        [WHOLE],
        "a request that is refused breaks the rule too"
    );
}

#[tokio::test]
async fn the_token_is_a_canary_and_only_an_unsecured_column_shows_it() {
    let client = Client::demo().await;
    let path = "msdynmkt_twiliochannelinstanceaccounts?$select=msdynmkt_authtoken";
    assert_eq!(
        client.get(path).await.rows()[0]["msdynmkt_authtoken"],
        Value::Null
    );
    client.set(json!({"secured": {}})).await;
    let answer = client.get(path).await;
    let token = answer.column("msdynmkt_authtoken")[0];
    let canaries = client.running.canaries();
    for secret in [token, &client.token, &client.access.client_secret] {
        assert!(canaries.iter().any(|canary| canary == secret), "{secret}");
    }
    let listed = client.admin(Method::GET, "canaries", Value::Null).await;
    assert_eq!(listed.body, json!(canaries));
}

#[tokio::test]
async fn every_other_write_is_forbidden() {
    let client = Client::demo().await;
    let list = client.get("msdynmkt_keywords?$select=msdynmkt_name").await;
    let keyword = format!(
        "msdynmkt_keywords({})",
        list.column("msdynmkt_keywordid")[0]
    );
    let writes = [
        (Method::DELETE, keyword.as_str()),
        (Method::PUT, keyword.as_str()),
        (Method::PATCH, keyword.as_str()),
        (Method::POST, "msdyn_channelinstances"),
        (
            Method::PATCH,
            "msdyn_channelinstances(7d0f3c52-8a4e-5f8e-9c55-2f8f6d1b9a10)",
        ),
        (
            Method::DELETE,
            "msdyn_channelinstanceaccounts(7d0f3c52-8a4e-5f8e-9c55-2f8f6d1b9a10)",
        ),
        (Method::POST, "$batch"),
    ];
    let count = writes.len();
    for (method, path) in writes {
        let body = json!({"msdynmkt_name": "X"});
        let answer = client.write(method, path, &[], &body).await;
        assert_eq!(answer.code(), (403, "0x80040220"), "{path}");
    }
    assert_eq!(client.rules().len(), count);
    assert_eq!(
        client.rules()[0],
        "DELETE msdynmkt_keywords is not a write that is allowed"
    );
    assert_eq!(client.keywords().await, ["JOIN"]);
}

#[tokio::test]
async fn all_annotations_include_traces() {
    let client = Client::demo().await;
    let all = "odata.include-annotations=\"*\"";
    let answer = client
        .get_with("msdynmkt_keywords?$select=x", "prefer", all)
        .await;
    let trace = answer.body["error"]["@Microsoft.PowerApps.CDS.TraceText"]
        .as_str()
        .unwrap();
    assert!(
        client
            .running
            .canaries()
            .iter()
            .any(|canary| canary == trace)
    );
    assert_eq!(
        client.rules(),
        ["every annotation was requested, which includes traces of plug-ins"]
    );
    let plain = client.get("msdynmkt_keywords?$select=x").await;
    assert!(!plain.text.contains("CDS"));
}

#[tokio::test]
async fn a_broken_rule_is_recorded_with_its_request() {
    let client = Client::demo().await;
    let request = client
        .http
        .get(format!("{}/nonsense?a=b", client.running.url()));
    assert_eq!(send(request).await.unwrap().status, 404);
    let found = client.admin(Method::GET, "violations", Value::Null).await;
    let rule = "the path does not exist";
    let expected = json!([{"method": "GET", "path": "/nonsense?a=b", "rule": rule}]);
    assert_eq!(found.body, expected);
    let mut form = client.form();
    form.push(("resource", "x".to_owned()));
    client.request_token(&form).await;
    assert_eq!(
        client.rules()[1],
        "a token request has the unknown field resource"
    );
    assert_eq!(client.get("msdynmkt_nonsenses").await.status, 404);
    assert_eq!(
        client.rules().len(),
        2,
        "a client may look for a table that is missing"
    );
}
