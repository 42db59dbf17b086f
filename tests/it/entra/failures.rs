//! Sign-ins that fail: what is repeated, what is said, and that nothing secret is in it.

use serde_json::{Value, json};
use switchboard::http::entra::{Application, Proof, SignIn, SignInFailure};
use switchboard::model::Secret;
use tokio_util::sync::CancellationToken;

use super::{ARM, exchanges, open, with_github, with_secret};
use crate::support::azure::{Azure, hasty, nowhere};

#[tokio::test]
async fn a_wrong_secret_is_sent_once() {
    let azure = Azure::demo().await;
    let sign_in = open(azure.url(), &azure, Proof::Secret(Secret::new("hunter2")));
    for _ in 0..3 {
        let error = sign_in.token(ARM).await.unwrap_err();
        assert_eq!(
            (error.kind, error.status),
            (SignInFailure::Refused, Some(401))
        );
        assert_eq!(error.error.as_deref(), Some("invalid_client"));
        let shown = error.to_string();
        let begins = "sign-in at 127.0.0.1: invalid_client, AADSTS7000215, correlation id ";
        assert!(shown.starts_with(begins), "{shown}");
        assert!(!format!("{error:?} {shown} {sign_in:?}").contains("hunter2"));
    }
    assert_eq!(exchanges(&azure), 1);
}

#[tokio::test]
async fn what_passes_is_tried_again() {
    let azure = Azure::demo().await;
    for (then, tries) in [
        (json!({"status": 503}), 3),
        (json!({"status": 429, "retry_after": 0}), 3),
        (
            json!({"status": 400, "body": r#"{"error":"temporarily_unavailable"}"#}),
            3,
        ),
        (json!({"reset": true}), 3),
        (json!({"truncate": true}), 3),
    ] {
        let sign_in = with_secret(&azure);
        let before = exchanges(&azure);
        azure
            .fault(json!({"path": "oauth2", "times": 2, "then": then.clone()}))
            .await;
        let token = sign_in.token(ARM).await;
        assert!(token.is_ok(), "{then}: {token:?}");
        assert_eq!(exchanges(&azure) - before, tries, "{then}");
    }
}

#[tokio::test]
async fn retries_are_bounded_and_a_failure_is_remembered() {
    let azure = Azure::demo().await;
    azure
        .fault(json!({"path": "oauth2", "times": 100, "then": {"status": 502, "body": "<html>"}}))
        .await;
    let sign_in = with_secret(&azure);
    for _ in 0..2 {
        let error = sign_in.token(ARM).await.unwrap_err();
        assert_eq!(
            (error.kind, error.status, error.tries),
            (SignInFailure::Unreachable, Some(502), 5)
        );
        assert_eq!(
            error.to_string(),
            "sign-in at 127.0.0.1: Bad Gateway: a web page instead of an answer"
        );
    }
    assert_eq!(exchanges(&azure), 5);
}

#[tokio::test]
async fn a_host_that_does_not_answer_is_named() {
    let azure = Azure::demo().await;
    let secret = Proof::Secret(Secret::new("hunter2"));
    let error = open(nowhere(), &azure, secret)
        .token(ARM)
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind, error.status),
        (SignInFailure::Unreachable, None)
    );
    let shown = error.to_string();
    assert!(
        shown.starts_with("sign-in at 127.0.0.1: no connection to 127.0.0.1: "),
        "{shown}"
    );
}

#[tokio::test]
async fn a_cancelled_run_does_not_wait() {
    let azure = Azure::demo().await;
    azure
        .fault(json!({"path": "oauth2", "times": 100, "then": {"status": 503}}))
        .await;
    let application = Application {
        tenant: azure.access.tenant_id.clone(),
        client_id: azure.access.client_id.clone(),
        proof: Proof::Secret(Secret::new(azure.access.client_secret.clone())),
    };
    let cancel = CancellationToken::new();
    cancel.cancel();
    let sign_in = SignIn::new(azure.url(), application, &hasty(), None, cancel).unwrap();
    let error = sign_in.token(ARM).await.unwrap_err();
    assert_eq!((error.status, error.tries), (Some(503), 1));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (azure, other) = (Azure::demo().await, Azure::demo().await);
    let elsewhere = other.running.url().replace("127.0.0.1", "localhost");
    for (path, sign_in) in [
        ("oauth2", with_secret(&azure)),
        ("oidc", with_github(&azure)),
    ] {
        azure
            .fault(json!({"path": path, "then": {"redirect": elsewhere}}))
            .await;
        let error = sign_in.token(ARM).await.unwrap_err();
        assert_eq!(error.kind, SignInFailure::Unintelligible);
        assert_eq!(error.message, "refused to follow a redirect to localhost");
    }
    assert!(other.calls("").is_empty());
    assert_eq!(azure.calls("").len(), 2);
}

/// Answers that repeat what was sent, and answers with a token that cannot be used.
#[tokio::test]
async fn no_secret_is_in_any_error() {
    let azure = Azure::demo().await;
    let secret = azure.access.client_secret.clone();
    let request = azure.running.github_request_token();
    let jwt = azure.assertion(json!({})).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    std::fs::write(&path, &jwt).unwrap();
    let echo = |status: u16, secret: &str| {
        let sent: Value = json!({"error": secret, "error_description": secret,
            "error_codes": [secret], "correlation_id": secret, "message": secret});
        json!({"status": status, "body": sent.to_string()})
    };
    let faults = |secret: &str| {
        vec![
            echo(400, secret),
            echo(401, secret),
            echo(503, secret),
            json!({"status": 403, "body": format!("<html>{secret}")}),
            json!({"status": 200, "body": format!("<html>{secret}")}),
            json!({"status": 200, "body": json!({"value": format!("{secret} x")}).to_string()}),
            json!({"status": 200, "body": json!({"token_type": secret, "access_token": secret, "expires_in": secret}).to_string()}),
            json!({"status": 200, "body": json!([secret]).to_string()}),
            json!({"redirect": format!("https://{secret}@elsewhere.example/{secret}")}),
        ]
    };
    let open = |kind: &str| match kind {
        "secret" => with_secret(&azure),
        "file" => super::with_file(&azure, &path),
        _ => with_github(&azure),
    };
    for (kind, path, secret) in [
        ("secret", "oauth2", &secret),
        ("file", "oauth2", &jwt),
        ("github", "oauth2", &request),
        ("github", "oidc", &request),
    ] {
        for then in faults(secret) {
            let times = json!({"path": path, "times": 5, "then": then});
            azure.fault(times).await;
            let sign_in = open(kind);
            let error = sign_in.token(ARM).await.unwrap_err();
            azure.assert_clean(&format!("{error} {error:?} {sign_in:?}"));
            assert!(error.message.len() < 200, "{error}");
            azure
                .admin(reqwest::Method::DELETE, "faults", Value::Null)
                .await;
        }
    }
}
