//! The application user, privileges, and views of a business unit.

use reqwest::Method;
use serde_json::json;

use super::client::Client;

#[tokio::test]
async fn without_an_application_user_everything_is_forbidden() {
    let client = Client::demo().await;
    client.set(json!({"application_user": false})).await;
    for path in [
        "WhoAmI",
        "EntityDefinitions",
        "msdynmkt_keywords?$select=msdynmkt_name",
    ] {
        let answer = client.get(path).await;
        assert_eq!(answer.code(), (403, "0x80072560"), "{path}");
        assert_eq!(
            answer.message(),
            "The user is not a member of the organization."
        );
    }
}

#[tokio::test]
async fn a_missing_privilege_is_named() {
    let client = Client::demo().await;
    client
        .set(json!({"read": {"msdyn_channelinstance": "none"}}))
        .await;
    let answer = client
        .get("msdyn_channelinstances?$select=msdyn_name")
        .await;
    assert_eq!(answer.code(), (403, "0x80040220"));
    assert!(
        answer
            .message()
            .contains("is missing prvReadmsdyn_ChannelInstance privilege")
    );
    assert_eq!(client.keywords().await, ["JOIN"]);
    assert_eq!(client.rules(), Vec::<String>::new());
}

#[tokio::test]
async fn rows_of_other_units_are_left_out_silently() {
    let yaml =
        "apps: [{unit: Europe}]\nkeywords: [{name: A, unit: Europe}, B, {name: C, unit: Asia}]";
    let client = Client::of(yaml).await;
    for (depth, found) in [
        ("global", &["A", "B", "C"][..]),
        ("deep", &["A"]),
        ("local", &["A"]),
        ("basic", &[]),
    ] {
        client
            .set(json!({"read": {"msdynmkt_keyword": depth}}))
            .await;
        assert_eq!(client.keywords().await, found, "{depth}");
    }
    client
        .set(json!({"read": {"msdynmkt_keyword": "global"}}))
        .await;
    let all = client.get("msdynmkt_keywords?$select=msdynmkt_name").await;
    let other = all.column("msdynmkt_keywordid")[1].to_owned();
    client
        .set(json!({"read": {"msdynmkt_keyword": "local"}}))
        .await;
    let path = format!("msdynmkt_keywords({other})?$select=msdynmkt_name");
    assert_eq!(client.get(&path).await.code(), (403, "0x80040220"));
}

#[tokio::test]
async fn a_user_at_the_top_sees_the_units_below() {
    let client = Client::of("keywords: [{name: A, unit: Europe}, B]").await;
    client
        .set(json!({"read": {"msdynmkt_keyword": "deep"}}))
        .await;
    assert_eq!(client.keywords().await, ["A", "B"]);
    client
        .set(json!({"read": {"msdynmkt_keyword": "local"}}))
        .await;
    assert_eq!(client.keywords().await, ["B"]);
    client
        .set(json!({"read": {"msdynmkt_keyword": "basic"}}))
        .await;
    let body = json!({"msdynmkt_name": "MINE"});
    client
        .write(Method::POST, "msdynmkt_keywords", &[], &body)
        .await;
    assert_eq!(client.keywords().await, ["MINE"]);
}

#[tokio::test]
async fn a_create_needs_its_privileges() {
    let client = Client::demo().await;
    let body = json!({"msdynmkt_name": "HELLO"});
    let path = "msdynmkt_keywords(7d0f3c52-8a4e-5f8e-9c55-2f8f6d1b9a10)";
    let once = [("if-none-match", "*")];
    client
        .set(json!({"create": {"msdynmkt_keyword": "none"}}))
        .await;
    for (method, path) in [(Method::POST, "msdynmkt_keywords"), (Method::PATCH, path)] {
        let answer = client.write(method, path, &once, &body).await;
        assert_eq!(answer.code(), (403, "0x80040220"));
        assert!(answer.message().contains("prvCreatemsdynmkt_keyword"));
    }
    client
        .set(json!({"create": {}, "write": {"msdynmkt_keyword": "none"}}))
        .await;
    let answer = client.write(Method::PATCH, path, &once, &body).await;
    assert!(answer.message().contains("prvWritemsdynmkt_keyword"));
    client.set(json!({"create_only_needs_write": false})).await;
    assert_eq!(
        client.write(Method::PATCH, path, &once, &body).await.status,
        204
    );
    assert_eq!(client.keywords().await, ["JOIN", "HELLO"]);
}
