//! Entra: secrets, assertions, scopes, lifetimes.

use reqwest::Method;
use serde_json::json;

use super::client::{Answer, Client, send, source};

const ARM: &str = "https://management.azure.com/.default";
const DATA: &str = "https://communication.azure.com//.default";
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

fn number(answer: &Answer) -> (u16, &str, u64) {
    let error = answer.body["error"].as_str().unwrap();
    let number = answer.body["error_codes"][0].as_u64().unwrap();
    let description = answer.body["error_description"].as_str().unwrap();
    assert!(
        description.starts_with(&format!("AADSTS{number}: ")),
        "{description}"
    );
    (answer.status, error, number)
}

#[tokio::test]
async fn a_secret_is_exchanged_for_a_token_of_each_plane() {
    let client = Client::demo().await;
    let (arm, data) = (
        client.fetch_token(ARM).await,
        client.fetch_token(DATA).await,
    );
    assert_ne!(arm, data);
    let list = "/phoneNumbers?api-version=2025-06-01";
    for (token, path, expected) in [
        (&arm, list, 401),
        (&data, list, 200),
        (&arm, &format!("{}?api-version=2023-04-01", source()), 200),
        (&data, &format!("{}?api-version=2023-04-01", source()), 401),
    ] {
        let request = client.http.get(client.url(path)).bearer_auth(token);
        assert_eq!(send(request).await.unwrap().status, expected, "{path}");
    }
    assert_eq!(client.rules().len(), 2, "{:?}", client.rules());
}

#[tokio::test]
async fn what_entra_refuses() {
    let client = Client::demo().await;
    let id = client.access.client_id.clone();
    let secret = client.access.client_secret.clone();
    let base = |id, secret, scope| {
        vec![
            ("grant_type", "client_credentials"),
            ("client_id", id),
            ("client_secret", secret),
            ("scope", scope),
        ]
    };
    for (form, expected) in [
        (base(&id, "wrong", ARM), (401, "invalid_client", 7_000_215)),
        (
            base("nobody", &secret, ARM),
            (400, "unauthorized_client", 700_016),
        ),
        (
            base(&id, &secret, "https://graph.microsoft.com/.default"),
            (400, "invalid_scope", 70011),
        ),
        (
            base(&id, &secret, "https://management.azure.com"),
            (400, "invalid_scope", 70011),
        ),
        (base(&id, "", ARM), (401, "invalid_client", 7_000_218)),
        (base(&id, &secret, ""), (400, "invalid_request", 900_144)),
    ] {
        assert_eq!(
            number(&client.request_token(&form).await),
            expected,
            "{form:?}"
        );
    }
    let url = client.url("/another/oauth2/v2.0/token");
    let request = client.http.post(url).form(&base(&id, &secret, ARM));
    assert_eq!(
        number(&send(request).await.unwrap()),
        (400, "invalid_request", 90002)
    );
}

#[tokio::test]
async fn a_token_expires_and_can_be_revoked() {
    let client = Client::demo().await;
    let path = format!("{}?api-version=2023-04-01", source());
    assert_eq!(client.get(&path).await.status, 200);
    client
        .admin(Method::POST, "clock", json!({"advance_seconds": 3600}))
        .await;
    let expired = client.get(&path).await;
    assert_eq!(expired.code(), (401, "ExpiredAuthenticationToken"));
    assert!(expired.header("www-authenticate").starts_with("Bearer "));
    let mut client = client;
    client.token = client.fetch_token(ARM).await;
    assert_eq!(client.get(&path).await.status, 200);
    client.admin(Method::POST, "revoke", json!(null)).await;
    assert_eq!(
        client.get(&path).await.code(),
        (401, "InvalidAuthenticationToken")
    );
}

#[tokio::test]
async fn githubs_id_token_is_exchanged_for_a_token() {
    let client = Client::demo().await;
    let url = client.url("/github/oidc?v=1&audience=api%3A%2F%2FAzureADTokenExchange");
    let refused = send(client.http.get(&url).bearer_auth("guess"))
        .await
        .unwrap();
    assert_eq!(refused.status, 401);
    let token = client.running.github_request_token();
    let header = format!("bearer {token}");
    let request = client.http.get(&url).header("authorization", header);
    let jwt = send(request).await.unwrap().body["value"]
        .as_str()
        .unwrap()
        .to_owned();
    let answer = exchange(&client, &jwt).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    for secret in [&jwt, &token, answer.body["access_token"].as_str().unwrap()] {
        assert!(
            client
                .running
                .canaries()
                .iter()
                .any(|canary| canary == secret)
        );
    }
}

#[tokio::test]
async fn an_assertion_is_checked() {
    let client = Client::demo().await;
    let issue = |about| client.admin(Method::POST, "assertion", about);
    let good = issue(json!({})).await.body["value"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(exchange(&client, &good).await.status, 200);
    let forged = format!("{good}x");
    assert_eq!(
        number(&exchange(&client, &forged).await),
        (401, "invalid_client", 700_027)
    );
    let stranger = issue(json!({"issuer": "https://oidc.example", "subject": "stranger"})).await;
    let stranger = stranger.body["value"].as_str().unwrap().to_owned();
    assert_eq!(
        number(&exchange(&client, &stranger).await),
        (401, "invalid_client", 700_213)
    );
    client
        .admin(Method::POST, "clock", json!({"advance_seconds": 301}))
        .await;
    assert_eq!(
        number(&exchange(&client, &good).await),
        (401, "invalid_client", 700_024)
    );
}

async fn exchange(client: &Client, jwt: &str) -> Answer {
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", &client.access.client_id),
        ("client_assertion_type", JWT_BEARER),
        ("client_assertion", jwt),
        ("scope", ARM),
    ];
    client.request_token(&form).await
}

#[tokio::test]
async fn no_credential_is_recorded() {
    let client = Client::demo().await;
    let jwt = client.admin(Method::POST, "assertion", json!({})).await;
    exchange(&client, jwt.body["value"].as_str().unwrap()).await;
    client.get(&source()).await;
    let text = serde_json::to_string(&client.running.calls()).unwrap();
    assert!(text.contains("client_assertion"));
    for canary in client.running.canaries() {
        assert!(!text.contains(&canary), "{canary}");
    }
}
