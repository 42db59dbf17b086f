//! The creation of a keyword whose answer is lost.

use reqwest::Method;
use serde_json::{Value, json};

use super::Dynamics;
use super::keywords::{ID, keyword};

async fn lose(dynamics: &Dynamics, method: &str, times: u64, then: &Value) {
    let fault =
        json!({"method": method, "path": "msdynmkt_keywords", "times": times, "then": then});
    dynamics.admin(Method::POST, "faults", fault).await;
}

#[tokio::test]
async fn after_a_lost_answer_the_row_is_looked_for_first() {
    for (then, patches) in [
        (json!({"lose_response": true}), 1),
        (json!({"truncate": true}), 1),
        (json!({"reset": true}), 2),
        (json!({"status": 503}), 2),
        (json!({"status": 504, "body": "<html>"}), 2),
        (json!({"status": 429, "retry_after": 0}), 2),
    ] {
        let dynamics = Dynamics::new().await;
        lose(&dynamics, "PATCH", 1, &then).await;
        assert_eq!(
            dynamics.create("NEW", ID).await,
            Ok(keyword(ID, false)),
            "{then}"
        );
        assert_eq!(dynamics.sent("PATCH"), patches, "{then}");
        assert_eq!(dynamics.keywords().await.len(), 3, "{then}");
        let calls = dynamics.calls(&format!("({ID})"));
        let order: Vec<&str> = calls.iter().map(|call| call.method.as_str()).collect();
        let is_throttled = then["status"] == 429;
        assert_eq!(
            order[1],
            if is_throttled { "PATCH" } else { "GET" },
            "{then}"
        );
    }
}

#[tokio::test]
async fn what_cannot_be_looked_up_is_unclear() {
    let dynamics = Dynamics::new().await;
    lose(&dynamics, "PATCH", 1, &json!({"lose_response": true})).await;
    dynamics
        .spoil(&format!("({ID})"), json!({"status": 503}))
        .await;
    let error = dynamics.create("NEW", ID).await.unwrap_err();
    assert!(error.unclear, "{error:?}");
    assert_eq!(dynamics.sent("PATCH"), 1);
    assert_eq!(dynamics.keywords().await.len(), 3);
}

#[tokio::test]
async fn what_was_looked_up_and_is_not_there_is_not_unclear() {
    let dynamics = Dynamics::new().await;
    lose(&dynamics, "PATCH", 99, &json!({"status": 503})).await;
    let error = dynamics.create("NEW", ID).await.unwrap_err();
    assert!(
        !error.unclear && error.why.contains("could not be reached"),
        "{error:?}"
    );
    assert_eq!(dynamics.sent("PATCH"), 3);
}

#[tokio::test]
async fn a_post_is_never_repeated_without_looking() {
    for (then, made) in [
        (json!({"lose_response": true}), true),
        (json!({"truncate": true}), true),
        (json!({"reset": true}), false),
        (json!({"status": 500}), false),
    ] {
        let dynamics = Dynamics::new().await;
        dynamics.set(json!({"optimistic_concurrency": false})).await;
        lose(&dynamics, "POST", 1, &then).await;
        let outcome = dynamics.create("NEW", ID).await;
        assert_eq!(outcome.is_ok(), made, "{then}: {outcome:?}");
        assert!(
            outcome.is_ok_and(|created| !created.was_there) == made,
            "{then}"
        );
        assert_eq!(dynamics.sent("POST"), 1, "{then}");
        assert_eq!(
            dynamics.keywords().await.len(),
            2 + usize::from(made),
            "{then}"
        );
        // The next run looks first.
        assert!(dynamics.create("NEW", ID).await.is_ok(), "{then}");
        assert_eq!(dynamics.keywords().await.len(), 3, "{then}");
    }
}

#[tokio::test]
async fn a_post_whose_result_cannot_be_looked_up_is_unclear() {
    let dynamics = Dynamics::new().await;
    dynamics.set(json!({"optimistic_concurrency": false})).await;
    lose(&dynamics, "POST", 1, &json!({"lose_response": true})).await;
    let list = json!({"path": "msdynmkt_keywords?", "method": "GET", "skip": 2, "times": 99, "then": {"status": 503}});
    dynamics.admin(Method::POST, "faults", list).await;
    let error = dynamics.create("NEW", ID).await.unwrap_err();
    assert!(error.unclear, "{error:?}");
    assert_eq!(dynamics.sent("POST"), 1);
}
