//! The creation of keywords.

use reqwest::Method;
use serde_json::{Value, json};

use super::client::Client;

const PATH: &str = "msdynmkt_keywords(7d0f3c52-8a4e-5f8e-9c55-2f8f6d1b9a10)";
const ONCE: (&str, &str) = ("if-none-match", "*");
const WHOLE: (&str, &str) = ("prefer", "return=representation");

fn named(name: &str) -> Value {
    json!({ "msdynmkt_name": name })
}

#[tokio::test]
async fn a_create_only_patch_creates_once() {
    let client = Client::demo().await;
    let answer = client
        .write(Method::PATCH, PATH, &[ONCE, WHOLE], &named("HELLO"))
        .await;
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(answer.header("preference-applied"), "return=representation");
    assert!(answer.header("odata-entityid").ends_with(PATH));
    assert_eq!(answer.body["msdynmkt_name"], "HELLO");
    assert_eq!(answer.body["statecode"], 0);
    assert_eq!(
        answer.body["_owningbusinessunit_value"],
        client.access.business_unit_id.as_str()
    );
    let again = client
        .write(Method::PATCH, PATH, &[ONCE, WHOLE], &named("HELLO"))
        .await;
    assert_eq!(again.code(), (412, ""));
    assert_eq!(
        again.message(),
        "A record with matching key values already exists."
    );
    assert_eq!(client.keywords().await, ["JOIN", "HELLO"]);
    assert_eq!(client.rules(), Vec::<String>::new());
}

#[tokio::test]
async fn without_a_representation_the_answer_is_empty() {
    let client = Client::demo().await;
    let answer = client
        .write(Method::PATCH, PATH, &[ONCE], &named("HELLO"))
        .await;
    assert_eq!((answer.status, answer.text.as_str()), (204, ""));
    assert!(answer.header("odata-entityid").ends_with(PATH));
}

#[tokio::test]
async fn a_repeated_post_creates_a_duplicate() {
    let client = Client::demo().await;
    for status in [204, 204] {
        let answer = client
            .write(Method::POST, "msdynmkt_keywords", &[], &named("HELLO"))
            .await;
        assert_eq!(answer.status, status);
    }
    assert_eq!(client.keywords().await, ["JOIN", "HELLO", "HELLO"]);
    let taken =
        json!({"msdynmkt_name": "X", "msdynmkt_keywordid": "7d0f3c52-8a4e-5f8e-9c55-2f8f6d1b9a10"});
    let answer = client
        .write(Method::POST, "msdynmkt_keywords", &[WHOLE], &taken)
        .await;
    assert_eq!(answer.status, 201);
    let answer = client
        .write(Method::POST, "msdynmkt_keywords", &[WHOLE], &taken)
        .await;
    assert_eq!(answer.code(), (412, "0x80040237"));
}

#[tokio::test]
async fn an_update_needs_the_version_that_was_read() {
    let client = Client::demo().await;
    let any = ("if-match", "*");
    let absent = client.write(Method::PATCH, PATH, &[any], &named("X")).await;
    assert_eq!(absent.code(), (404, "0x80040217"));
    let made = client
        .write(Method::PATCH, PATH, &[ONCE, WHOLE], &named("HELLO"))
        .await;
    let etag = made.body["@odata.etag"].as_str().unwrap();
    let answer = client
        .write(
            Method::PATCH,
            PATH,
            &[("if-match", etag), WHOLE],
            &named("BYE"),
        )
        .await;
    assert_eq!(
        (answer.status, &answer.body["msdynmkt_name"]),
        (200, &json!("BYE"))
    );
    let stale = client
        .write(Method::PATCH, PATH, &[("if-match", etag)], &named("X"))
        .await;
    assert_eq!(stale.code(), (412, ""));
    assert!(stale.message().contains("RowVersion"));
    assert_eq!(
        client
            .write(Method::PATCH, PATH, &[any], &named("AGAIN"))
            .await
            .status,
        204
    );
    assert_eq!(client.keywords().await, ["JOIN", "AGAIN"]);
}

#[tokio::test]
async fn what_cannot_be_written() {
    let client = Client::demo().await;
    for (body, status) in [
        (json!({"nonsense": 1}), 400),
        (json!({"msdynmkt_name": 1}), 400),
        (json!({"msdynmkt_name": "x".repeat(101)}), 400),
        (json!({"msdynmkt_keywordid": "other"}), 400),
        (
            json!({"msdynmkt_keywordid": "00000000-0000-4000-8000-000000000001"}),
            400,
        ),
        (json!([]), 400),
        (json!({"statecode": 1}), 403),
    ] {
        let answer = client.write(Method::PATCH, PATH, &[ONCE], &body).await;
        assert_eq!(answer.status, status, "{body}");
    }
    let wrong = format!("{PATH}?$select=nonsense");
    let answer = client
        .write(Method::PATCH, &wrong, &[ONCE, WHOLE], &named("X"))
        .await;
    assert_eq!(answer.status, 400);
    assert_eq!(client.keywords().await, ["JOIN"]);
}

#[tokio::test]
async fn what_is_unknown_about_keywords_can_be_switched() {
    let client = Client::demo().await;
    client.set(json!({"client_ids": false})).await;
    assert_eq!(
        client
            .write(Method::PATCH, PATH, &[ONCE], &named("X"))
            .await
            .status,
        400
    );
    client
        .set(json!({"client_ids": true, "optimistic_concurrency": false}))
        .await;
    assert_eq!(
        client
            .write(Method::PATCH, PATH, &[ONCE], &named("X"))
            .await
            .status,
        400
    );
    client
        .set(json!({"optimistic_concurrency": true, "duplicate_rule": true}))
        .await;
    let detected = ("mscrm.suppressduplicatedetection", "false");
    let answer = client
        .write(Method::PATCH, PATH, &[ONCE, detected], &named("join"))
        .await;
    assert_eq!(answer.code(), (412, "0x80040333"));
    assert_eq!(
        client
            .write(Method::PATCH, PATH, &[ONCE], &named("join"))
            .await
            .status,
        204
    );
    assert_eq!(client.keywords().await, ["JOIN", "join"]);
}

#[tokio::test]
async fn a_lost_answer_leaves_one_keyword() {
    let client = Client::demo().await;
    let fault = json!({"method": "PATCH", "then": {"lose_response": true}});
    client.admin(Method::POST, "faults", fault).await;
    let request = client.api(Method::PATCH, PATH).header("if-none-match", "*");
    let lost = super::client::send(request.json(&named("HELLO"))).await;
    assert!(lost.is_err(), "{lost:?}");
    let again = client
        .write(Method::PATCH, PATH, &[ONCE], &named("HELLO"))
        .await;
    assert_eq!(again.status, 412);
    assert_eq!(client.keywords().await, ["JOIN", "HELLO"]);
}
