//! What a test changes from outside.

use reqwest::Method;
use serde_json::{Value, json};

use super::client::Client;

#[tokio::test]
async fn somebody_else_adds_changes_and_removes_rows() {
    let client = Client::of("keywords: [JOIN]").await;
    let provider = json!({"name": "New", "account_sid": "AC2", "numbers": ["+15017122661"]});
    let provider = client.mutate(json!({ "provider": provider })).await;
    let number = json!({"contact_point": "98765", "name": "Short"});
    let number = client
        .mutate(json!({"number": {"provider": provider, "number": number}}))
        .await;
    let path = format!(
        "msdyn_channelinstances({number})?$select=msdyn_name&$expand=msdyn_extendedentityid_msdynmkt_twiliochannelinstance($select=msdynmkt_type)"
    );
    let row = client.get(&path).await.body;
    assert_eq!(row["msdyn_name"], "Short");
    assert_eq!(
        row["msdyn_extendedentityid_msdynmkt_twiliochannelinstance"]["msdynmkt_type"],
        723_270_001
    );
    let values = json!({"msdyn_name": "Other", "statecode": 1, "_msdyn_channelinstanceaccountid_value": null});
    client
        .mutate(json!({"set": {"id": number, "values": values}}))
        .await;
    let after = client.get(&path).await.body;
    assert_eq!(after["msdyn_name"], "Other");
    assert_ne!(after["@odata.etag"], row["@odata.etag"]);
    client.mutate(json!({"remove": {"id": number}})).await;
    assert_eq!(client.get(&path).await.code(), (404, "0x80040217"));
    let first = client.mutate(json!({"keyword": "JOIN"})).await;
    let second = client.mutate(json!({"keyword": "JOIN"})).await;
    assert_ne!(first, second);
    assert_eq!(client.keywords().await, ["JOIN", "JOIN", "JOIN"]);
}

#[tokio::test]
async fn changes_that_make_no_sense_are_refused() {
    let client = Client::of("keywords: [JOIN]").await;
    let list = client.get("msdynmkt_keywords?$select=msdynmkt_name").await;
    let id = list.column("msdynmkt_keywordid")[0];
    for change in [
        json!({"nonsense": 1}),
        json!({"remove": {"id": "x"}}),
        json!({"set": {"id": id, "values": {"nonsense": 1}}}),
        json!({"set": {"id": id, "values": {"modifiedon": "2026-01-01T00:00:00Z"}}}),
        json!({"number": {"provider": id, "number": "98765"}}),
        json!({"provider": {"name": "A", "kind": "pigeon"}}),
        json!({"keyword": ""}),
    ] {
        let answer = client.admin(Method::POST, "mutate", change.clone()).await;
        assert_eq!(answer.status, 400, "{change}");
        assert!(answer.body["message"].is_string());
    }
    let wrong = client
        .admin(Method::PATCH, "settings", json!({"read": {"x": "local"}}))
        .await;
    assert_eq!(wrong.status, 400);
    assert_eq!(
        client.admin(Method::POST, "clock", json!({})).await.status,
        400
    );
}

#[tokio::test]
async fn settings_state_and_calls_can_be_read() {
    let client = Client::demo().await;
    client.set(json!({"page_size": 7})).await;
    let settings = client.admin(Method::GET, "settings", Value::Null).await;
    assert_eq!(
        (
            &settings.body["page_size"],
            &settings.body["limits"]["requests"]
        ),
        (&json!(7), &json!(6000))
    );
    let state = client.admin(Method::GET, "state", Value::Null).await;
    assert_eq!(state.body["rows"].as_object().unwrap().len(), 8);
    client.get("WhoAmI").await;
    let calls = client.admin(Method::GET, "calls", Value::Null).await;
    assert_eq!(calls.body[1]["path"], "/api/data/v9.2/WhoAmI");
    assert_eq!(calls.body[1]["status"], 200);
    assert!(!calls.text.contains(&client.token));
}

#[tokio::test]
async fn a_body_needs_no_content_type() {
    let client = Client::of("keywords: [JOIN]").await;
    for (path, body, status) in [
        ("mutate", r#"{"keyword": "STOP"}"#, 200),
        ("clock", r#"{"advance_seconds": 60}"#, 200),
        ("mutate", "keyword=STOP", 400),
    ] {
        let url = format!("{}/_sandbox/{path}", client.running.url());
        let answer = client.http.post(url).body(body).send().await.unwrap();
        assert_eq!(answer.status(), status, "{path}");
    }
}
