//! Rules that a request breaks are recorded, whether Azure would answer it or not.

use reqwest::Method;
use serde_json::{Value, json};

use super::client::{Client, URL, child, source, topic, webhook};

#[tokio::test]
async fn a_broken_rule_is_recorded_with_its_request() {
    let client = Client::with_topic().await;
    let path = format!("{}?api-version=2020-06-01", topic());
    assert_eq!(
        client.get(&path).await.code(),
        (400, "InvalidApiVersionParameter")
    );
    let found = client
        .admin(Method::GET, "violations", Value::Null)
        .await
        .body;
    let expected =
        json!([{"method": "GET", "path": path, "rule": "the api-version 2020-06-01 is unknown"}]);
    assert_eq!(found, expected);
    client
        .admin(Method::DELETE, "violations", Value::Null)
        .await;
    assert_eq!(client.rules(), Vec::<String>::new());
}

#[tokio::test]
async fn what_no_client_should_do() {
    let client = Client::with_topic().await;
    let keys = format!("{}/listKeys?api-version=2023-04-01", source());
    assert_eq!(client.post(&keys).await.status, 200);
    assert_eq!(client.delete(&topic()).await.status, 202);
    client
        .get("/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups")
        .await;
    let mut text = client
        .http
        .put(client.url(&format!("{}?api-version=2025-02-15", child("incoming"))));
    text = text
        .bearer_auth(&client.token)
        .header("content-type", "text/plain")
        .body("x");
    assert_eq!(super::client::send(text).await.unwrap().status, 415);
    assert_eq!(
        client.rules(),
        [
            "access keys were read with listKeys",
            "a system topic was deleted",
            "the path does not exist",
            "the body has the content type \"text/plain\" instead of application/json",
        ]
    );
}

#[tokio::test]
async fn a_careful_client_breaks_none() {
    let client = Client::with_topic().await;
    client.create(&child("incoming"), webhook(URL)).await;
    client.full_url(&child("incoming")).await;
    client
        .get(&format!("{}/eventSubscriptions?$top=100", topic()))
        .await;
    client
        .signed(
            Method::GET,
            "/phoneNumbers?skip=0&top=100&api-version=2025-06-01",
            "",
        )
        .await;
    assert_eq!(client.rules(), Vec::<String>::new());
}
