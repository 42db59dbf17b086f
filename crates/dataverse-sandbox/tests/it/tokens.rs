//! The token endpoint, and what a token is good for.

use reqwest::Method;
use serde_json::{Value, json};

use super::client::{Answer, Client};

/// The error and the AADSTS number of a refusal.
fn refusal(answer: &Answer) -> (u16, &str, u64) {
    let number = answer.body["error_codes"][0].as_u64().unwrap();
    let description = answer.body["error_description"].as_str().unwrap();
    assert!(description.starts_with(&format!("AADSTS{number}: ")));
    assert!(description.lines().count() > 1, "{description}");
    assert!(answer.body["trace_id"].is_string());
    (
        answer.status,
        answer.body["error"].as_str().unwrap(),
        number,
    )
}

#[tokio::test]
async fn a_secret_is_exchanged_for_a_token() {
    let client = Client::demo().await;
    let answer = client.request_token(&client.form()).await;
    assert_eq!(answer.body["token_type"], "Bearer");
    assert_eq!(answer.body["expires_in"], 3599);
    assert_eq!(client.get("WhoAmI").await.status, 200);
    assert_eq!(client.rules(), Vec::<String>::new());
    let call = &client.running.calls()[0];
    assert!(
        call.form
            .contains(&("client_secret".to_owned(), "***".to_owned()))
    );
}

#[tokio::test]
async fn each_wrong_field_has_its_own_refusal() {
    let client = Client::demo().await;
    for (field, value, expected) in [
        ("client_secret", "wrong", (401, "invalid_client", 7_000_215)),
        ("client_id", "wrong", (400, "unauthorized_client", 700_016)),
        (
            "grant_type",
            "password",
            (400, "unsupported_grant_type", 70003),
        ),
        (
            "scope",
            "https://other.example/.default",
            (400, "invalid_resource", 500_011),
        ),
        ("scope", "", (400, "invalid_request", 900_144)),
        ("scope", "openid", (400, "invalid_scope", 70011)),
        ("client_secret", "", (401, "invalid_client", 7_000_218)),
    ] {
        let mut form = client.form();
        let known = form.iter_mut().find(|(name, _)| *name == field).unwrap();
        value.clone_into(&mut known.1);
        let answer = client.request_token(&form).await;
        assert_eq!(refusal(&answer), expected, "{field} {value}");
    }
    let url = format!("{}/other/oauth2/v2.0/token", client.running.url());
    let request = client.http.post(url).form(&client.form());
    let answer = super::client::send(request).await.unwrap();
    assert_eq!(refusal(&answer), (400, "invalid_request", 90002));
}

#[tokio::test]
async fn a_trailing_slash_is_another_resource() {
    let client = Client::of("url: https://contoso.crm4.dynamics.com").await;
    for (scope, status) in [
        (format!("{}//.default", client.running.url()), 400),
        (
            "https://contoso.api.crm4.dynamics.com/.default".to_owned(),
            400,
        ),
        (
            "https://contoso.crm4.dynamics.com//.default".to_owned(),
            400,
        ),
        ("https://contoso.crm4.dynamics.com/.default".to_owned(), 200),
    ] {
        let mut form = client.form();
        form[3].1.clone_from(&scope);
        assert_eq!(client.request_token(&form).await.status, status, "{scope}");
    }
}

#[tokio::test]
async fn a_secret_can_be_wrong_or_expired() {
    let client = Client::demo().await;
    for (secret, number) in [("wrong", 7_000_215), ("expired", 7_000_222)] {
        client.set(json!({"secret": secret})).await;
        let answer = client.request_token(&client.form()).await;
        assert_eq!(refusal(&answer), (401, "invalid_client", number));
    }
}

#[tokio::test]
async fn an_assertion_replaces_the_secret() {
    let client = Client::demo().await;
    let form = |assertion: &str| {
        let mut form = client.form();
        form[2] = ("client_assertion", assertion.to_owned());
        let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        form.push(("client_assertion_type", kind.to_owned()));
        form
    };
    let jwt = async |about: Value| {
        let answer = client.admin(Method::POST, "assertion", about).await;
        answer.body["value"].as_str().unwrap().to_owned()
    };
    let good = jwt(json!({})).await;
    assert_eq!(client.request_token(&form(&good)).await.status, 200);
    let other = jwt(json!({"issuer": "https://oidc.cluster.example/", "subject": "other"})).await;
    let answer = client.request_token(&form(&other)).await;
    assert_eq!(refusal(&answer), (401, "invalid_client", 700_213));
    let answer = client.request_token(&form(&format!("{good}x"))).await;
    assert_eq!(refusal(&answer), (401, "invalid_client", 700_027));
    client.advance(301).await;
    let answer = client.request_token(&form(&good)).await;
    assert_eq!(refusal(&answer), (401, "invalid_client", 700_024));
    assert!(client.running.canaries().contains(&good));
    let calls = format!("{:?}", client.running.calls());
    assert!(!calls.contains(&good) && !calls.contains(&client.access.client_secret));
}

#[tokio::test]
async fn a_token_ends_with_time_with_use_and_when_it_is_revoked() {
    let mut client = Client::of("settings: {token_requests: 2}").await;
    for status in [200, 200, 401, 401] {
        assert_eq!(client.get("WhoAmI").await.status, status);
    }
    client
        .set(json!({"token_requests": null, "expires_in": 60}))
        .await;
    client.token = client.fetch_token().await;
    client.advance(59).await;
    assert_eq!(client.get("WhoAmI").await.status, 200);
    client.advance(1).await;
    let answer = client.get("WhoAmI").await;
    assert_eq!((answer.status, answer.text.as_str()), (401, ""));
    assert!(
        answer
            .header("www-authenticate")
            .starts_with("Bearer authorization_uri=")
    );
    client.token = client.fetch_token().await;
    client.admin(Method::POST, "revoke", Value::Null).await;
    client.set(json!({"unauthorized": "json"})).await;
    assert_eq!(client.get("WhoAmI").await.code(), (401, ""));
}
