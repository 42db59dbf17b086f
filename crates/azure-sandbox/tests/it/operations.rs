//! Long-running writes: polls, time, conflicts.

use reqwest::Method;
use serde_json::{Value, json};

use super::client::{Client, URL, child, webhook};

#[tokio::test]
async fn an_operation_is_in_progress_for_some_polls() {
    for polls in [0, 1, 3] {
        let client = Client::with_topic().await;
        client.set(json!({"polls": polls, "retry_after": 7})).await;
        let answer = client.put(&child("incoming"), webhook(URL)).await;
        assert_eq!(answer.header("retry-after"), "7");
        let link = answer.header("azure-asyncoperation").to_owned();
        assert!(link.starts_with(&client.running.url()));
        let (path, _) = link.split_once('?').unwrap();
        let guid = path.rsplit('/').next().unwrap();
        assert_eq!(guid, guid.to_uppercase());
        let mut seen = 0;
        loop {
            let status = client.get(&link).await;
            assert_eq!(status.body["name"], guid.to_lowercase());
            assert_eq!(status.body["id"], link);
            if status.body["status"] == "Succeeded" {
                break;
            }
            assert_eq!(status.body["status"], "InProgress");
            assert_eq!(status.header("retry-after"), "7");
            seen += 1;
        }
        assert_eq!(seen, polls);
    }
}

#[tokio::test]
async fn a_poll_before_its_time_is_a_violation() {
    for (seconds, rules) in [
        (0, vec![]),
        (60, vec!["an operation was polled before Retry-After"]),
    ] {
        let client = Client::with_topic().await;
        client.set(json!({"retry_after": seconds})).await;
        let answer = client.put(&child("incoming"), webhook(URL)).await;
        client.get(answer.header("azure-asyncoperation")).await;
        assert_eq!(client.rules(), rules, "{seconds}");
        let later = json!({"advance_seconds": 60});
        client.admin(Method::POST, "clock", later).await;
        client.get(answer.header("azure-asyncoperation")).await;
        assert_eq!(client.rules(), rules, "{seconds}");
    }
}

#[tokio::test]
async fn a_look_at_the_object_is_a_poll_too_and_a_list_is_none() {
    let client = Client::with_topic().await;
    let id = child("incoming");
    client.set(json!({"polls": 2})).await;
    client.put(&id, webhook(URL)).await;
    let (parent, _) = id.rsplit_once('/').unwrap();
    for _ in 0..5 {
        let list = client.get(parent).await;
        let state = &list.body["value"][0]["properties"]["provisioningState"];
        assert_eq!(state, "Creating");
    }
    let mut states = Vec::new();
    for _ in 0..3 {
        states.push(client.state_of(&id).await);
    }
    assert_eq!(states, ["Creating", "Creating", "Succeeded"]);
}

#[tokio::test]
async fn an_operation_that_nobody_polls_ends_with_time() {
    let client = Client::with_topic().await;
    client.put(&child("incoming"), webhook(URL)).await;
    assert_eq!(client.state_of(&child("incoming")).await, "Creating");
    client
        .admin(Method::POST, "clock", json!({"advance_seconds": 10}))
        .await;
    assert_eq!(client.state_of(&child("incoming")).await, "Succeeded");
}

#[tokio::test]
async fn a_busy_object_refuses_writes_and_a_busy_source_notes_them() {
    let client = Client::with_topic().await;
    client.put(&child("incoming"), webhook(URL)).await;
    for answer in [
        client.put(&child("incoming"), webhook(URL)).await,
        client
            .patch(&child("incoming"), webhook(URL)["properties"].clone())
            .await,
        client.delete(&child("incoming")).await,
    ] {
        assert_eq!(answer.code(), (409, "Conflict"));
    }
    client
        .admin(Method::DELETE, "violations", Value::Null)
        .await;
    assert_eq!(client.put(&child("other"), webhook(URL)).await.status, 201);
    let rules = client.rules();
    assert_eq!(rules.len(), 1, "{rules:?}");
    assert!(rules[0].starts_with("another write is in progress on the same source"));
}

#[tokio::test]
async fn a_delete_is_an_operation_too() {
    let client = Client::with_topic().await;
    client.create(&child("incoming"), webhook(URL)).await;
    let answer = client.delete(&child("incoming")).await;
    assert_eq!((answer.status, &answer.body), (202, &Value::Null));
    let result = answer.header("location").to_owned();
    assert!(result.contains("/operationResults/"));
    assert_eq!(client.state_of(&child("incoming")).await, "Deleting");
    assert_eq!(client.finish(&answer).await["status"], "Succeeded");
    assert_eq!(client.get(&result).await.status, 200);
    assert_eq!(client.get(&child("incoming")).await.status, 404);
    assert_eq!(
        client.rules(),
        ["a subscription that had succeeded was deleted"]
    );
}

#[tokio::test]
async fn an_unknown_operation_is_not_found() {
    let client = Client::with_topic().await;
    let path = "/subscriptions/00000000-0000-4000-8000-000000000001/providers/Microsoft.EventGrid/locations/global/operationsStatus/0";
    assert_eq!(client.get(path).await.code(), (404, "ResourceNotFound"));
}
