//! The behaviours of Azure that are not known: each switch both ways.

use serde_json::{Value, json};

use super::client::{Client, URL, child, extension, seed, source, topic, webhook};

const NEW: &str = "https://new.example/sms";

#[tokio::test]
async fn an_update_merges_or_replaces() {
    for (mode, labels) in [("merge", json!(["ours"])), ("replace", Value::Null)] {
        let client = Client::with_topic().await;
        client.set(json!({"patch": mode})).await;
        let mut body = webhook(URL);
        body["properties"]["labels"] = json!(["ours"]);
        client.create(&child("incoming"), body).await;
        let answer = client
            .patch(&child("incoming"), webhook(NEW)["properties"].clone())
            .await;
        client.finish(&answer).await;
        let read = client.get(&child("incoming")).await.body;
        assert_eq!(read["properties"]["labels"], labels, "{mode}");
        let alone = client
            .patch(&child("incoming"), json!({"labels": ["new"]}))
            .await;
        assert_eq!(alone.status, if mode == "merge" { 201 } else { 400 });
    }
}

#[tokio::test]
async fn a_failed_update_keeps_the_old_url_or_loses_it() {
    for (mode, url, receives) in [("keeps", URL, true), ("loses", NEW, false)] {
        let client = Client::with_topic().await;
        client
            .set(json!({"failed_update": mode, "endpoints": {"https://new.": "refuse"}}))
            .await;
        client.create(&child("incoming"), webhook(URL)).await;
        let answer = client
            .patch(&child("incoming"), webhook(NEW)["properties"].clone())
            .await;
        assert_eq!(client.finish(&answer).await["status"], "Failed");
        assert_eq!(client.state_of(&child("incoming")).await, "Failed");
        assert_eq!(client.full_url(&child("incoming")).await, url, "{mode}");
        let outcome = client.text("+18885550123").await;
        assert_eq!(outcome["receivers"][0]["receives"], receives, "{mode}");
    }
}

#[tokio::test]
async fn a_failed_create_can_be_put_again_or_must_be_deleted() {
    for (mode, status) in [("put_again", 201), ("refused", 400)] {
        let client = Client::with_topic().await;
        client
            .set(json!({"failed_create": mode, "endpoint": "refuse"}))
            .await;
        client.create(&child("incoming"), webhook(URL)).await;
        client.set(json!({"endpoint": "echo"})).await;
        let again = client.put(&child("incoming"), webhook(URL)).await;
        assert_eq!(again.status, status, "{mode}");
        if mode == "refused" {
            let deleted = client.delete(&child("incoming")).await;
            client.finish(&deleted).await;
            client.create(&child("incoming"), webhook(URL)).await;
        } else {
            client.finish(&again).await;
        }
        assert_eq!(client.state_of(&child("incoming")).await, "Succeeded");
        assert_eq!(client.rules(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn children_and_extensions_are_listed_apart_or_together() {
    for (together, below, aside) in [
        (false, vec!["child"], vec!["own"]),
        (true, vec!["own", "child"], vec!["own", "child"]),
    ] {
        let more = "    subscriptions:\n      - {name: child, endpoint_url: \"https://a.example\"}\n      - {name: own, under: source, endpoint_url: \"https://a.example\"}\n";
        let client = Client::of(&seed(more)).await;
        client.set(json!({"children_at_source": together})).await;
        let list = client.get(&format!("{}/eventSubscriptions", topic())).await;
        assert_eq!(list.names(), below, "{together}");
        let list = client
            .get(&format!(
                "{}/providers/Microsoft.EventGrid/eventSubscriptions",
                source()
            ))
            .await;
        assert_eq!(list.names(), aside, "{together}");
        let ids: Vec<_> = list.body["value"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["id"].clone())
            .collect();
        assert!(ids.contains(&json!(extension("own"))));
        assert_eq!(ids.contains(&json!(child("child"))), together);
    }
}

#[tokio::test]
async fn a_subject_has_a_slash_or_not() {
    for (slash, subject) in [
        (true, "/phonenumber/18885550123"),
        (false, "phonenumber/18885550123"),
    ] {
        let client = Client::demo().await;
        client.set(json!({"subject_slash": slash})).await;
        assert_eq!(
            client.text("+18885550123").await["event"]["subject"],
            subject
        );
    }
}

#[tokio::test]
async fn a_base_url_is_as_sent_or_normalised() {
    for (mode, base) in [
        ("as_sent", "https://Hooks.Example.com:443"),
        ("normalised", "https://hooks.example.com/"),
    ] {
        let client = Client::with_topic().await;
        client.set(json!({"base_url": mode})).await;
        client
            .create(
                &child("incoming"),
                webhook("https://Hooks.Example.com:443?a=b"),
            )
            .await;
        let read = client.get(&child("incoming")).await.body;
        assert_eq!(
            read["properties"]["destination"]["properties"]["endpointBaseUrl"],
            base
        );
        assert_eq!(
            client.full_url(&child("incoming")).await,
            "https://Hooks.Example.com:443?a=b"
        );
    }
}
