//! No key, token, secret header or text of a body is in an error, whatever an answer repeats.

use serde_json::{Value, json};
use switchboard::model::Secret;
use switchboard::provider::azure::client::{Access, Plane};

use super::server::Server;
use super::{access, child, client, client_with, grid, key, numbers, topic, with_topic};
use crate::support::azure::{TOPIC, hasty};

const HEADER: &str = "canary-of-a-header+/=";

/// Bodies that repeat what was sent.
const ECHOES: [&str; 6] = [
    r#"{"error":{"code":"Denied","message":"ECHO"}}"#,
    r#"{"error":{"code":"ECHO","message":"no ECHO"}}"#,
    r#"{"error":{"code":"x","details":[{"code":"y","message":"ECHO"}]}}"#,
    r#"{"title":"ECHO","detail":"ECHO"}"#,
    r#""ECHO""#,
    "<html>ECHO",
];

#[tokio::test]
async fn no_secret_is_in_any_error() {
    let azure = with_topic().await;
    let key = azure
        .access
        .connection_string
        .split_once("accesskey=")
        .unwrap()
        .1;
    let (mut hidden, secrets) = (0, [Secret::new(HEADER)]);
    let content = json!({"value": HEADER, "key": key});
    for (status, echo) in [200, 400, 401, 403, 404, 409, 503]
        .into_iter()
        .flat_map(|status| ECHOES.map(|echo| (status, echo)))
    {
        let server = Server::start(status, &[], echo).await;
        let there = Access {
            numbers: server.url.clone(),
            management: server.url.clone(),
            ..access(&azure)
        };
        let client = client_with(there, hasty());
        let incoming = child(&client, "incoming");
        let full = grid(
            &client,
            &format!("{TOPIC}/eventSubscriptions/incoming/getFullUrl"),
        );
        let numbers = numbers(&client);
        let first = topic(&client);
        let errors = [
            client
                .get::<[u8; 1]>(Plane::Numbers, &numbers, "a", &mut 0)
                .await
                .err(),
            client.ask::<[u8; 1]>(&full, "b", &mut 0).await.err(),
            client.put(&incoming, &content, "c", &secrets).await.err(),
            client.patch(&incoming, &content, "d", &secrets).await.err(),
            client
                .list::<Value>(Plane::Management, &first, "value", "e")
                .await
                .failed,
            client.operation(&incoming, "f", &mut 0).await.err(),
        ];
        let texts = errors
            .iter()
            .flatten()
            .map(|error| format!("{error} {error:?}"));
        let text = texts.collect::<Vec<_>>().join("\n");
        assert!(
            status == 200 || errors.iter().all(Option::is_some),
            "{status} {echo}"
        );
        azure.assert_clean(&text);
        assert!(!text.contains("canary"), "{text}");
        for seen in server.seen() {
            assert!(!text.contains(seen.credential()), "{text}");
        }
        hidden += text.matches("***").count();
    }
    assert!(hidden > 100, "{hidden}");
}

#[tokio::test]
async fn a_client_that_is_shown_names_hosts_only() {
    let azure = with_topic().await;
    let shown = format!(
        "{:?} {:?} {:?}",
        client(&azure),
        access(&azure),
        key(&azure)
    );
    assert!(shown.contains(azure.running.url().as_str()), "{shown}");
    azure.assert_clean(&shown);
}
