//! Answers that are errors, and what is repeated.

use std::time::{Duration, Instant};

use serde_json::json;
use switchboard::model::VendorCode;
use switchboard::provider::{Failure, Limits};

use super::{access, client, client_with, put, read, with_topic};
use crate::support::azure::hasty;

#[tokio::test]
async fn azures_text_about_a_missing_right_is_shown_unchanged() {
    let azure = with_topic().await;
    azure
        .set(json!({"deny": ["*/eventSubscriptions/write"]}))
        .await;
    let error = put(&client(&azure), "incoming").await.unwrap_err();
    assert_eq!((error.failure, error.status), (Failure::Denied, Some(403)));
    assert_eq!(
        error.code,
        Some(VendorCode::Word("AuthorizationFailed".to_owned()))
    );
    assert!(error.message.chars().count() > 300, "{error}");
    let action = "'Microsoft.EventGrid/systemTopics/eventSubscriptions/write' over scope '/subscriptions/00000000-0000-4000-8000-000000000001/";
    assert!(error.message.contains(action), "{error}");
    assert!(
        error.message.ends_with("please refresh your credentials."),
        "{error}"
    );
}

#[tokio::test]
async fn event_grid_that_was_never_used_is_explained() {
    let azure = with_topic().await;
    azure.set(json!({"registered": false})).await;
    let error = put(&client(&azure), "incoming").await.unwrap_err();
    assert_eq!((error.failure, error.status), (Failure::Refused, Some(409)));
    assert!(
        error.advice.unwrap().contains("az provider register"),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_read_is_repeated_where_the_failure_may_pass() {
    let azure = with_topic().await;
    let client = client(&azure);
    for (then, expected) in [
        (json!({"status": 503}), 3),
        (json!({"status": 500, "body": "<html>"}), 3),
        (json!({"status": 429, "retry_after": 0}), 3),
        (json!({"reset": true}), 3),
        (json!({"truncate": true}), 3),
    ] {
        azure
            .fault(json!({"path": "systemTopics", "times": 2, "then": then.clone()}))
            .await;
        let (outcome, tries) = read(&client).await;
        assert!(outcome.is_ok(), "{then}: {outcome:?}");
        assert_eq!(tries, expected, "{then}");
    }
}

#[tokio::test]
async fn an_answer_that_will_not_change_is_not_asked_for_again() {
    let azure = with_topic().await;
    let client = client(&azure);
    let page = "<html>hunter2";
    for (then, failure) in [
        (
            json!({"status": 400, "code": "InvalidRequest", "message": "No."}),
            Failure::Refused,
        ),
        (
            json!({"status": 404, "code": "ResourceNotFound", "message": "No."}),
            Failure::NotFound,
        ),
        (
            json!({"status": 409, "code": "Conflict", "message": "Busy."}),
            Failure::Refused,
        ),
        (json!({"status": 501}), Failure::Unreachable),
        (
            json!({"status": 200, "body": page}),
            Failure::Unintelligible,
        ),
        (
            json!({"status": 200, "body": "[1]x"}),
            Failure::Unintelligible,
        ),
        (
            json!({"redirect": "https://elsewhere.example/x"}),
            Failure::Unintelligible,
        ),
    ] {
        azure
            .fault(json!({"path": "systemTopics", "then": then.clone()}))
            .await;
        let (outcome, tries) = read(&client).await;
        let error = outcome.unwrap_err();
        assert_eq!((error.failure, tries), (failure, 1), "{then}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
}

#[tokio::test]
async fn a_wait_that_azure_asks_for_is_kept_up_to_a_limit() {
    let azure = with_topic().await;
    let limits = Limits {
        longest_wait: Duration::from_millis(600),
        ..hasty()
    };
    let client = client_with(access(&azure), limits);
    for status in [429, 503] {
        let fault = json!({"status": status, "retry_after": 3600});
        azure
            .fault(json!({"path": "systemTopics", "then": fault}))
            .await;
        let begun = Instant::now();
        let (outcome, tries) = read(&client).await;
        assert!(outcome.is_ok(), "{outcome:?}");
        assert_eq!(tries, 2);
        let took = begun.elapsed();
        assert!(took >= Duration::from_millis(500), "{took:?}");
        assert!(took < Duration::from_mins(1), "{took:?}");
    }
}
