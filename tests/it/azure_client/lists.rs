//! Lists of several pages.

use serde::Deserialize;
use serde_json::{Value, json};
use switchboard::provider::azure::client::{Access, Client, EVENT_GRID_VERSION, Listed, Plane};
use switchboard::provider::{Failure, Limits};

use super::server::Server;
use super::{access, client, client_with, grid, numbers, source_list, with_topic};
use crate::support::azure::{Azure, SOURCE, hasty};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Number {
    phone_number: String,
}

/// A sandbox with this many numbers.
async fn with_numbers(count: usize) -> Azure {
    let list: Vec<String> = (0..count).map(|n| format!("\"+1501712{n:04}\"")).collect();
    let list = list.join(", ");
    Azure::of(&format!(
        "resources:\n  - resource_id: {SOURCE}\n    numbers: [{list}]\n"
    ))
    .await
}

async fn listed(client: &Client) -> Listed<Number> {
    let doing = "listing phone numbers";
    client
        .list(Plane::Numbers, &numbers(client), "phoneNumbers", doing)
        .await
}

#[tokio::test]
async fn numbers_are_read_page_by_page() {
    let azure = with_numbers(150).await;
    let listed = listed(&client(&azure)).await;
    assert!(listed.failed.is_none(), "{:?}", listed.failed);
    assert_eq!((listed.items.len(), listed.requests), (150, 2));
    assert_eq!(listed.items[149].phone_number, "+15017120149");
    // The key signs; no token is needed.
    assert!(azure.calls("oauth2").is_empty());
    azure.assert_proper();
}

#[tokio::test]
async fn numbers_can_be_read_with_a_token() {
    let azure = with_numbers(150).await;
    let keyless = Access {
        key: None,
        ..access(&azure)
    };
    let listed = listed(&client_with(keyless, hasty())).await;
    assert!(listed.failed.is_none(), "{:?}", listed.failed);
    assert_eq!((listed.items.len(), listed.requests), (150, 2));
    assert_eq!(azure.calls("oauth2").len(), 1);
    azure.assert_proper();
}

#[tokio::test]
async fn subscriptions_are_read_page_by_page() {
    let azure = with_topic().await;
    for name in ["one", "two", "three"] {
        let added = json!({"name": name, "under": "source", "endpoint_url": "https://a.example"});
        let change = json!({"add": {"resource": "contoso-sms", "subscription": added}});
        let change = json!({"caller": "anna@contoso.com", "change": change});
        azure.admin(reqwest::Method::POST, "mutate", change).await;
    }
    let client = client(&azure);
    let query = [("$top", "2"), ("api-version", EVENT_GRID_VERSION)];
    let first = client.url(Plane::Management, &source_list(), &query);
    let listed = client
        .list::<Value>(Plane::Management, &first, "value", "listing")
        .await;
    assert!(listed.failed.is_none(), "{:?}", listed.failed);
    assert_eq!((listed.items.len(), listed.requests), (3, 2));
    azure.assert_proper();
}

#[tokio::test]
async fn a_link_that_leads_elsewhere_is_not_followed() {
    let other = Server::start(200, &[], r#"{"value":[]}"#).await;
    let elsewhere = other.url.as_str().replace("127.0.0.1", "localhost");
    let azure = with_topic().await;
    let client = client(&azure);
    let here = azure.running.url();
    for (link, expected) in [
        (
            format!("{elsewhere}next?code=hunter2"),
            "the link to the next page leads away to localhost",
        ),
        (
            format!("{here}/subscriptions/another/x"),
            "the link to the next page leads to another Azure subscription",
        ),
        (
            grid(&client, &source_list()).to_string(),
            "the list leads back to a page that was read before",
        ),
    ] {
        azure
            .fault(json!({"path": "eventSubscriptions", "then": {"next_page": link}}))
            .await;
        let first = grid(&client, &source_list());
        let listed = client
            .list::<Value>(Plane::Management, &first, "value", "listing")
            .await;
        let error = listed.failed.unwrap();
        assert_eq!(error.failure, Failure::Unintelligible);
        assert_eq!(error.message, expected);
        assert_eq!(listed.requests, 1);
    }
    assert!(other.seen().is_empty());
}

#[tokio::test]
async fn what_was_read_before_a_failure_is_kept() {
    let azure = with_numbers(150).await;
    azure
        .fault(json!({"path": "skip=100", "then": {"status": 403, "code": "Denied", "message": "No."}}))
        .await;
    let half = listed(&client(&azure)).await;
    assert_eq!((half.items.len(), half.requests), (100, 2));
    assert_eq!(half.failed.unwrap().failure, Failure::Denied);
    let limits = Limits {
        pages: 1,
        ..hasty()
    };
    let short = listed(&client_with(access(&azure), limits)).await;
    assert_eq!((short.items.len(), short.requests), (100, 1));
    assert_eq!(
        short.failed.unwrap().message,
        "the list has more than 1 pages"
    );
}

/// A page without its list is never taken for an empty one.
#[tokio::test]
async fn a_page_without_a_list_is_an_error() {
    let azure = Azure::demo().await;
    for body in [
        "{}",
        r#"{"value":[]}"#,
        r#"{"phoneNumbers":null}"#,
        r#"{"phoneNumbers":{}}"#,
        "[]",
    ] {
        azure
            .fault(json!({"path": "phoneNumbers", "then": {"status": 200, "body": body}}))
            .await;
        let listed = listed(&client(&azure)).await;
        assert_eq!(
            listed.failed.unwrap().failure,
            Failure::Unintelligible,
            "{body}"
        );
    }
}
