//! The sign-in, and tokens that are not accepted.

use reqwest::Method;
use serde_json::json;

use super::{Dynamics, SEED, asked};

#[tokio::test]
async fn a_sign_in_that_fails_says_why_and_nothing_else_is_sent() {
    let unknown = "99999999-0000-4000-8000-000000000001";
    for (settings, declared, help) in [
        (
            json!({"secret": "wrong"}),
            json!({}),
            "use the secret's value, not its id",
        ),
        (
            json!({"secret": "expired"}),
            json!({}),
            "the client secret has expired",
        ),
        (
            json!({}),
            json!({"tenant_id": unknown}),
            "the tenant was not found",
        ),
        (
            json!({}),
            json!({"client_id": unknown}),
            "the app is not in this tenant",
        ),
        (
            json!({}),
            json!({"url": "https://fabrikam.crm4.dynamics.com"}),
            "https://fabrikam.crm4.dynamics.com is not an environment of this tenant",
        ),
    ] {
        let dynamics = Dynamics::new().await;
        dynamics.set(settings).await;
        let connection = dynamics.opened(&declared);
        let seen = dynamics.read_with(&connection, &asked(&["twilio"])).await;
        assert_eq!(seen.codes(), ["SignInFailed"], "{help}");
        seen.has(help);
        seen.has("AADSTS");
        seen.has("correlation id");
        assert_eq!(
            (seen.reads(), dynamics.running.calls().len()),
            (1, 1),
            "{help}"
        );
        assert_eq!(seen.extents(), ["Unread"; 3]);
    }
}

#[tokio::test]
async fn the_authority_that_does_not_answer_is_a_failed_sign_in() {
    let page = "<html>hunter2";
    for then in [
        json!({"status": 503}),
        json!({"status": 200, "body": page}),
        json!({"status": 200, "body": "{}"}),
        json!({"reset": true}),
        json!({"truncate": true}),
        json!({"status": 429, "retry_after": 60}),
    ] {
        let dynamics = Dynamics::new().await;
        dynamics.spoil("oauth2", then.clone()).await;
        let seen = dynamics.twilio().await;
        assert_eq!(seen.codes(), ["SignInFailed"], "{then}");
        assert!(dynamics.calls("/api/data/").is_empty(), "{then}");
        assert!(!seen.0.contains("hunter2"), "{}", seen.0);
    }
}

#[tokio::test]
async fn a_token_that_expires_on_the_way_is_replaced() {
    for answer in ["empty", "json"] {
        let dynamics = Dynamics::new().await;
        dynamics
            .set(json!({"token_requests": 4, "unauthorized": answer}))
            .await;
        let seen = dynamics.twilio().await;
        seen.is_complete();
        assert!(dynamics.calls("oauth2").len() > 2);
        assert_eq!(seen.reads(), dynamics.running.calls().len());
    }
}

#[tokio::test]
async fn a_token_that_was_revoked_between_two_readings_is_replaced() {
    let dynamics = Dynamics::new().await;
    let connection = dynamics.opened(&json!({}));
    dynamics
        .read_with(&connection, &asked(&["twilio"]))
        .await
        .is_complete();
    dynamics.admin(Method::POST, "revoke", json!(null)).await;
    dynamics
        .read_with(&connection, &asked(&["twilio"]))
        .await
        .is_complete();
    assert_eq!(dynamics.calls("oauth2").len(), 2);
}

#[tokio::test]
async fn an_application_without_a_user_is_told_so_once() {
    let dynamics = Dynamics::new().await;
    dynamics.set(json!({"application_user": false})).await;
    let seen = dynamics.twilio().await;
    assert_eq!(seen.codes(), ["NotAUser"]);
    seen.has("Application users");
    assert_eq!(dynamics.running.calls().len(), 2);
}

#[tokio::test]
async fn a_token_of_a_command_is_used_as_it_is() {
    let dynamics = Dynamics::of(SEED).await;
    let connection =
        dynamics.opened(&json!({"client_secret": null, "access_token": {"env": "TOKEN"}}));
    let seen = dynamics.read_with(&connection, &asked(&[])).await;
    assert_eq!(seen.codes(), ["SignInFailed"]);
    seen.has("print a token for https://contoso.crm4.dynamics.com");
    assert!(!seen.0.contains("a.token.of.another.program"), "{}", seen.0);
    assert_eq!((seen.reads(), dynamics.running.calls().len()), (1, 1));
}
