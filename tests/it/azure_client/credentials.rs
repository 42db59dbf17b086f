//! What authorises requests, and what follows when it is not accepted.

use serde_json::json;
use switchboard::http::entra::SignInFailure;
use switchboard::model::{Secret, VendorCode};
use switchboard::provider::Failure;
use switchboard::provider::azure::client::{Access, Client, Plane};
use switchboard::provider::azure::signature::AccessKey;

use super::{access, client, client_with, numbers, put, read, sign_in, with_topic};
use crate::support::azure::{Azure, hasty, nowhere};

async fn list(client: &Client) -> switchboard::provider::ProviderError {
    let url = numbers(client);
    let doing = "listing phone numbers";
    let listed = client.list::<serde_json::Value>(Plane::Numbers, &url, "phoneNumbers", doing);
    listed.await.failed.unwrap()
}

#[tokio::test]
async fn a_wrong_key_is_sent_once() {
    let azure = Azure::demo().await;
    let wrong = Access {
        key: Some(AccessKey::parse(&Secret::new("aHVudGVyMg==")).unwrap()),
        ..access(&azure)
    };
    let error = list(&client_with(wrong, hasty())).await;
    assert_eq!(
        (error.failure, error.status),
        (Failure::Unauthorised, Some(401))
    );
    assert_eq!(error.code, Some(VendorCode::Word("Denied".to_owned())));
    assert!(error.request_id.is_some(), "{error:?}");
    assert_eq!(azure.calls("phoneNumbers").len(), 1);
    assert!(azure.calls("oauth2").is_empty());
}

#[tokio::test]
async fn a_token_that_is_not_accepted_is_replaced() {
    let azure = with_topic().await;
    let client = client(&azure);
    let (first, tries) = read(&client).await;
    assert!(first.is_ok() && tries == 1, "{first:?}");
    azure.revoke().await;
    let (second, tries) = read(&client).await;
    assert!(second.is_ok(), "{second:?}");
    assert_eq!((tries, azure.calls("oauth2").len()), (2, 2));
    // A write that was answered with 401 was not carried out.
    azure.revoke().await;
    assert!(put(&client, "incoming").await.unwrap().is_some());
    let puts = azure.calls("eventSubscriptions/incoming");
    assert_eq!(
        puts.iter().map(|call| call.status).collect::<Vec<_>>(),
        [Some(401), Some(201)]
    );
    assert_eq!(azure.calls("oauth2").len(), 3);
}

#[tokio::test]
async fn a_second_token_that_is_not_accepted_ends_the_request() {
    let azure = with_topic().await;
    let client = client(&azure);
    azure
        .fault(json!({"path": "systemTopics", "times": 4, "then": {"status": 401}}))
        .await;
    let (outcome, tries) = read(&client).await;
    let error = outcome.unwrap_err();
    assert_eq!(
        (error.failure, error.status),
        (Failure::Unauthorised, Some(401))
    );
    assert_eq!((tries, azure.calls("oauth2").len()), (2, 2));
    let error = put(&client, "incoming").await.unwrap_err();
    assert_eq!(error.failure, Failure::Unauthorised);
    assert_eq!(azure.calls("eventSubscriptions/incoming").len(), 2);
}

#[tokio::test]
async fn a_client_without_credentials_sends_nothing() {
    let azure = with_topic().await;
    let nothing = Access {
        key: None,
        sign_in: None,
        ..access(&azure)
    };
    let client = client_with(nothing, hasty());
    let (outcome, tries) = read(&client).await;
    let error = outcome.unwrap_err();
    assert_eq!((error.failure, tries), (Failure::Unauthorised, 0));
    assert_eq!(error.message, "not sent: there is no sign-in");
    assert!(error.advice.unwrap().contains("tenant_id"));
    let error = list(&client).await;
    assert_eq!(error.failure, Failure::Unauthorised);
    assert!(error.advice.unwrap().contains("connection_string"));
    assert_eq!(
        put(&client, "x").await.unwrap_err().failure,
        Failure::Unauthorised
    );
    assert!(azure.calls("").is_empty());
}

#[tokio::test]
async fn a_failed_sign_in_is_named() {
    let azure = with_topic().await;
    let secret = azure.access.client_secret.clone();
    for (sign_in, kind, failure, begins) in [
        (
            sign_in(&azure, "hunter2", azure.url()),
            SignInFailure::Refused,
            Failure::Unauthorised,
            "sign-in at 127.0.0.1: invalid_client, AADSTS7000215, correlation id ",
        ),
        (
            sign_in(&azure, &secret, nowhere()),
            SignInFailure::Unreachable,
            Failure::Unreachable,
            "sign-in at 127.0.0.1: no connection to 127.0.0.1: ",
        ),
    ] {
        let access = Access {
            sign_in: Some(sign_in),
            ..access(&azure)
        };
        let client = client_with(access, hasty());
        let (outcome, tries) = read(&client).await;
        let error = outcome.unwrap_err();
        assert_eq!((error.failure, tries), (failure, 0), "{kind:?}");
        assert!(error.message.starts_with(begins), "{error}");
        // The write was not sent, so that its outcome is clear.
        assert_eq!(put(&client, "incoming").await.unwrap_err().failure, failure);
    }
    assert!(azure.calls("systemTopics").is_empty());
}

#[test]
fn no_credential_goes_over_plain_http() {
    let good = "https://management.azure.com";
    for (numbers, management, expected) in [
        (
            "http://contoso-sms.communication.azure.com",
            good,
            "the URL of the numbers points to contoso-sms.communication.azure.com over plain http",
        ),
        (
            good,
            "http://10.0.0.1",
            "the URL of Azure Resource Manager points to 10.0.0.1 over plain http",
        ),
        (
            good,
            "https://a.example/?code=hunter2",
            "the URL of Azure Resource Manager holds a query",
        ),
    ] {
        let access = Access {
            numbers: numbers.parse().unwrap(),
            management: management.parse().unwrap(),
            key: None,
            sign_in: None,
        };
        let made = Client::new(access, &switchboard::provider::Settings::default());
        assert_eq!(made.unwrap_err(), expected);
    }
}

/// A URL from elsewhere, such as a recorded one, never gets credentials.
#[tokio::test]
async fn a_url_at_another_host_is_not_called() {
    let (azure, other) = (with_topic().await, Azure::demo().await);
    let client = client(&azure);
    let away: url::Url = format!("{}/subscriptions/s/x", other.running.url())
        .parse()
        .unwrap();
    let mut tries = 0;
    let polled = client.operation(&away, "polling", &mut tries).await;
    let error = polled.unwrap_err();
    assert_eq!(error.failure, Failure::Unintelligible);
    assert_eq!(error.message, "not sent: the URL leads away to 127.0.0.1");
    assert!(azure.calls("").is_empty() && other.calls("").is_empty());
}
