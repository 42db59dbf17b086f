//! No key, token, secret header or text of a body is in an error, whatever an answer repeats.

use serde_json::{Value, json};
use switchboard::model::Secret;
use switchboard::provider::azure::client::Plane;

use super::{access, body, child, client, grid, key, numbers, topic, with_topic};
use crate::support::azure::TOPIC;

const HEADER: &str = "canary-of-a-header+/=";

#[tokio::test]
async fn no_secret_is_in_any_error() {
    let azure = with_topic().await;
    let client = client(&azure);
    // The token is known from here on.
    client
        .get::<Value>(Plane::Management, &topic(&client), "reading", &mut 0)
        .await
        .unwrap();
    let mut canaries = azure.running.canaries();
    canaries.push(HEADER.to_owned());
    let texts = canaries.join(" ");
    let encoded: Vec<String> = canaries
        .iter()
        .map(|text| url::form_urlencoded::byte_serialize(text.as_bytes()).collect())
        .collect();
    let encoded = encoded.join(" ");
    let echoes = [
        json!({"error": {"code": "Denied", "message": texts}}),
        json!({"error": {"code": canaries[0], "message": encoded}}),
        json!({"title": texts, "detail": encoded}),
        json!(texts),
    ];
    let mut faults = Vec::new();
    for status in [400, 401, 403, 404, 409, 503] {
        for echo in &echoes {
            faults.push(json!({"status": status, "body": echo.to_string()}));
        }
        faults.push(json!({"status": status, "body": format!("<html>{texts}")}));
    }
    faults.push(json!({"status": 200, "body": format!("<html>{texts}")}));
    faults
        .push(json!({"redirect": format!("https://{}@elsewhere.example/{}", "u:pw", canaries[0])}));
    let incoming = child(&client, "incoming");
    let full = grid(
        &client,
        &format!("{TOPIC}/eventSubscriptions/incoming/getFullUrl"),
    );
    let secrets = [Secret::new(HEADER)];
    let mut shown = Vec::new();
    for then in faults {
        for which in 0..5 {
            let fault = json!({"path": "api-version", "times": 5, "then": then.clone()});
            azure.fault(fault).await;
            let error = match which {
                0 => client
                    .get::<Vec<u8>>(Plane::Numbers, &numbers(&client), "a", &mut 0)
                    .await
                    .err(),
                1 => client.ask::<Vec<u8>>(&full, "b", &mut 0).await.err(),
                2 => client
                    .put(&incoming, &body("https://a.example"), "c", &secrets)
                    .await
                    .err(),
                3 => client
                    .patch(&incoming, &json!({}), "d", &secrets)
                    .await
                    .err(),
                _ => {
                    client
                        .list::<Value>(Plane::Management, &topic(&client), "value", "e")
                        .await
                        .failed
                }
            };
            azure
                .admin(reqwest::Method::DELETE, "faults", Value::Null)
                .await;
            let error = error.unwrap_or_else(|| panic!("{then} is no error"));
            let text = format!("{error} {error:?}");
            azure.assert_clean(&text);
            if matches!(which, 2 | 3) {
                assert!(!text.contains("canary"), "{text}");
            }
            shown.push(text);
        }
    }
    assert!(shown.iter().any(|text| text.contains("***")));
    azure.assert_clean(&format!(
        "{client:?} {:?} {:?}",
        access(&azure),
        key(&azure)
    ));
}

#[tokio::test]
async fn a_client_that_is_shown_names_hosts_only() {
    let azure = with_topic().await;
    let shown = format!("{:?}", client(&azure));
    assert!(shown.contains(azure.running.url().as_str()), "{shown}");
    azure.assert_clean(&shown);
}
