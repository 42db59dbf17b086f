//! How an app proves who it is.

use std::fs;

use serde_json::json;
use switchboard::http::entra::{Application, Proof, SignIn, SignInFailure};
use switchboard::model::Secret;
use tokio_util::sync::CancellationToken;

use super::{ARM, exchanges, with_file, with_github, with_secret};
use crate::support::azure::{Azure, hasty};

#[tokio::test]
async fn a_secret_is_exchanged() {
    let azure = Azure::demo().await;
    let token = with_secret(&azure).token(ARM).await.unwrap();
    assert!(
        azure
            .running
            .canaries()
            .iter()
            .any(|one| one == token.expose())
    );
    let form = &azure.calls("/oauth2/v2.0/token")[0].form;
    let names: Vec<&str> = form.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["grant_type", "client_id", "scope", "client_secret"]);
    azure.assert_proper();
}

#[tokio::test]
async fn a_token_file_is_read_again_at_each_exchange() {
    let azure = Azure::demo().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    let sign_in = with_file(&azure, &path);
    let missing = sign_in.token(ARM).await.unwrap_err();
    assert_eq!(missing.kind, SignInFailure::Unproven);
    assert!(
        missing.message.contains("token does not exist"),
        "{missing}"
    );
    for (content, expected) in [("", "is empty"), ("'e.y.z'", "in quotes")] {
        fs::write(&path, content).unwrap();
        let unfit = sign_in.token(ARM).await.unwrap_err();
        assert_eq!(unfit.kind, SignInFailure::Unproven);
        assert!(unfit.message.contains(expected), "{unfit}");
    }
    assert_eq!(exchanges(&azure), 0);
    fs::write(&path, azure.assertion(json!({})).await + "\n").unwrap();
    let first = sign_in.token(ARM).await.unwrap();
    let about = json!({"issuer": "https://oidc.example", "subject": "stranger"});
    fs::write(&path, azure.assertion(about).await).unwrap();
    assert_eq!(sign_in.token(ARM).await.unwrap().expose(), first.expose());
    sign_in.refuse(ARM, &first).await;
    let stranger = sign_in.token(ARM).await.unwrap_err();
    assert_eq!(
        (stranger.kind, stranger.number),
        (SignInFailure::Refused, Some(700_213))
    );
    assert_eq!(exchanges(&azure), 2);
    azure.assert_proper();
}

#[tokio::test]
async fn a_fresh_id_token_of_github_is_fetched_for_each_exchange() {
    let azure = Azure::demo().await;
    azure.set(json!({"expires_in": 0})).await;
    let sign_in = with_github(&azure);
    sign_in.token(ARM).await.unwrap();
    sign_in.token(ARM).await.unwrap();
    let paths: Vec<String> = azure.calls("").into_iter().map(|call| call.path).collect();
    let oidc = "/github/oidc?v=1&audience=api%3A%2F%2FAzureADTokenExchange";
    let token = format!("/{}/oauth2/v2.0/token", azure.access.tenant_id);
    assert_eq!(paths, [oidc, &token, oidc, &token]);
    azure.assert_proper();
}

#[tokio::test]
async fn a_job_without_the_permission_is_told_so() {
    let azure = Azure::demo().await;
    let url = azure.url().join("/github/oidc").unwrap();
    let token = Secret::new("guess-hunter2");
    let sign_in = super::open(azure.url(), &azure, Proof::GitHub { url, token });
    let error = sign_in.token(ARM).await.unwrap_err();
    assert_eq!(
        (error.kind, error.status),
        (SignInFailure::Refused, Some(401))
    );
    assert!(error.advice.unwrap().contains("id-token: write"));
    assert!(!format!("{error:?} {error}").contains("hunter2"));
    assert_eq!(
        (azure.calls("/github/oidc").len(), exchanges(&azure)),
        (1, 0)
    );
}

#[test]
fn nothing_secret_goes_over_plain_http() {
    let secret = || Proof::Secret(Secret::new("hunter2"));
    let github = |url: &str| Proof::GitHub {
        url: url.parse().unwrap(),
        token: Secret::new("hunter2"),
    };
    let good = "https://login.example.com";
    for (authority, tenant, proof, expected) in [
        (
            "http://login.example.com",
            "t",
            secret(),
            Some("the URL of the sign-in points to login.example.com over plain http"),
        ),
        (
            good,
            "t",
            github("http://github.example/x?y=z"),
            Some("the URL of GitHub's id-token points to github.example over plain http"),
        ),
        (
            good,
            "t",
            github("https://u:hunter2@github.example"),
            Some("the URL of GitHub's id-token holds a user name or a password"),
        ),
        (
            good,
            "../x",
            secret(),
            Some("the tenant is neither an id nor a domain"),
        ),
        (good, "t", github("http://127.0.0.1:9/x"), None),
        (
            "http://[::1]:9",
            "t",
            github("https://github.example"),
            None,
        ),
    ] {
        let application = Application {
            tenant: tenant.to_owned(),
            client_id: "app".to_owned(),
            proof,
        };
        let authority = authority.parse().unwrap();
        let opened = SignIn::new(
            authority,
            application,
            &hasty(),
            None,
            CancellationToken::new(),
        );
        assert_eq!(opened.err().as_deref(), expected);
    }
}
