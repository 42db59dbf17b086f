//! The activity log names who changed what.

use reqwest::Method;
use serde_json::{Value, json};

use super::client::{Answer, Client, URL, child, webhook};

const LOG: &str = "/subscriptions/00000000-0000-4000-8000-000000000001/providers/Microsoft.Insights/eventtypes/management/values?api-version=2015-04-01&$filter=";

async fn log(client: &Client, filter: &str) -> Answer {
    client.get(&format!("{LOG}{filter}")).await
}

fn column<'a>(answer: &'a Answer, pointer: &str) -> Vec<&'a str> {
    let entries = answer.body["value"]
        .as_array()
        .unwrap_or_else(|| panic!("{answer:?}"));
    entries
        .iter()
        .map(|entry| entry.pointer(pointer).unwrap().as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_change_by_somebody_else_is_in_the_log() {
    let client = Client::with_topic().await;
    client.create(&child("incoming"), webhook(URL)).await;
    let changed = json!({"destination": {"properties": {"endpointUrl": format!("{URL}?code=2")}}});
    client
        .mutate(json!({"set": {"id": child("incoming"), "properties": changed}}))
        .await;
    assert_eq!(
        client.full_url(&child("incoming")).await,
        format!("{URL}?code=2")
    );
    let since = "eventTimestamp ge '2026-01-01T00:00:00Z'";
    let found = log(
        &client,
        &format!("{since} and resourceUri eq '{}'", child("INCOMING")),
    )
    .await;
    let callers = column(&found, "/caller");
    assert_eq!(
        column(&found, "/operationName/value"),
        [
            "Microsoft.EventGrid/systemTopics/eventSubscriptions/getFullUrl/action",
            "Microsoft.EventGrid/systemTopics/eventSubscriptions/write",
            "Microsoft.EventGrid/systemTopics/eventSubscriptions/write",
            "Microsoft.EventGrid/systemTopics/eventSubscriptions/write",
        ]
    );
    assert_eq!(callers[1], "anna@contoso.com");
    assert_eq!(callers[2], callers[3]);
    let entries = &found.body["value"];
    assert_eq!(entries[2]["claims"]["appid"], client.access.client_id);
    assert_eq!(entries[1]["claims"].get("appid"), None);
    assert_eq!(
        column(&found, "/status/value")[1..],
        ["Succeeded", "Succeeded", "Started"]
    );
    let correlations = column(&found, "/correlationId");
    assert_eq!(correlations[2], correlations[3]);
    assert_ne!(correlations[1], correlations[2]);
    let later = log(&client, "eventTimestamp ge '2099-01-01T00:00:00Z'").await;
    assert_eq!(later.body["value"], json!([]));
    client
        .admin(Method::DELETE, "violations", Value::Null)
        .await;
    for filter in [
        "",
        "resourceUri eq 'x'",
        "caller eq 'anna'",
        "eventTimestamp ge yesterday",
    ] {
        assert_eq!(
            log(&client, filter).await.code(),
            (400, "BadRequest"),
            "{filter}"
        );
    }
    assert_eq!(client.rules().len(), 4);
}
