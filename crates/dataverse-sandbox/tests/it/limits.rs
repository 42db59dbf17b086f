//! Service protection, and what stands between a client and Dataverse.

use reqwest::Method;
use serde_json::{Value, json};

use super::client::Client;

#[tokio::test]
async fn too_many_requests_wait_for_the_window() {
    let client = Client::of("settings: {limits: {requests: 2}}").await;
    let first = client.get("WhoAmI").await;
    assert_eq!(
        first.header("x-ms-ratelimit-burst-remaining-xrm-requests"),
        "1"
    );
    assert_eq!(client.get("WhoAmI").await.status, 200);
    let answer = client.get("WhoAmI").await;
    assert_eq!(answer.code(), (429, "0x80072322"));
    assert_eq!(
        answer.message(),
        "Number of requests exceeded the limit of 2 over time window of 300 seconds."
    );
    let wait: i64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=300).contains(&wait), "{wait}");
    client.advance(wait).await;
    assert_eq!(client.get("WhoAmI").await.status, 200);
}

#[tokio::test]
async fn execution_time_is_limited() {
    let client = Client::of("settings: {limits: {cost_ms: 500000, retry_after: 7}}").await;
    for _ in 0..2 {
        assert_eq!(client.get("WhoAmI").await.status, 200);
    }
    let answer = client.get("WhoAmI").await;
    assert_eq!(answer.code(), (429, "0x80072321"));
    assert_eq!(answer.header("retry-after"), "7");
}

#[tokio::test]
async fn concurrent_requests_are_limited() {
    let client = Client::of("settings: {limits: {concurrent: 1}}").await;
    let hold = json!({"path": "EntityDefinitions", "then": {"hold": true}});
    client.admin(Method::POST, "faults", hold).await;
    let held = client.api(Method::GET, "EntityDefinitions");
    let held = tokio::spawn(super::client::send(held));
    while client
        .admin(Method::GET, "held", Value::Null)
        .await
        .rows_held()
        == 0
    {
        tokio::task::yield_now().await;
    }
    let answer = client.get("WhoAmI").await;
    assert_eq!(answer.code(), (429, "0x80072326"));
    assert_eq!(answer.header("retry-after"), "1");
    client.admin(Method::DELETE, "held", Value::Null).await;
    assert_eq!(held.await.unwrap().unwrap().status, 200);
    assert_eq!(client.get("WhoAmI").await.status, 200);
}

impl super::client::Answer {
    /// How many requests a list of held requests has.
    fn rows_held(&self) -> usize {
        self.body.as_array().map_or(0, Vec::len)
    }
}

#[tokio::test]
async fn faults_answer_in_the_form_of_dataverse() {
    let client = Client::demo().await;
    let page = "<html>Sign in</html>";
    let faults = json!([
        {"then": {"status": 429, "retry_after": 2}},
        {"then": {"status": 429, "code": "0x80072326", "retry_after": 3}},
        {"then": {"status": 503}},
        {"then": {"status": 200, "body": page}},
        {"then": {"status": 502, "body": page}},
        {"path": "msdynmkt_keywords", "then": {"next_page": "https://elsewhere.example/page"}},
    ]);
    assert_eq!(
        client.admin(Method::POST, "faults", faults).await.status,
        204
    );
    for (status, code, wait) in [
        (429, "0x80072322", Some("2")),
        (429, "0x80072326", Some("3")),
        (503, "", None),
    ] {
        let answer = client.get("WhoAmI").await;
        assert_eq!(answer.code(), (status, code));
        let found = answer
            .headers
            .get("retry-after")
            .map(|it| it.to_str().unwrap());
        assert_eq!(found, wait);
    }
    for status in [200, 502] {
        let answer = client.get("WhoAmI").await;
        assert_eq!((answer.status, answer.text.as_str()), (status, page));
        assert_eq!(answer.header("content-type"), "text/html");
    }
    let list = client.get("msdynmkt_keywords?$select=msdynmkt_name").await;
    assert_eq!(list.next(), Some("https://elsewhere.example/page"));
    assert_eq!(
        list.header("content-type"),
        "application/json; odata.metadata=minimal"
    );
}
