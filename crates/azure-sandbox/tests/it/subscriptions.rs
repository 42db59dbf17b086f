//! Event subscriptions: what is written, what reads back, what is refused.

use serde_json::{Value, json};

use super::client::{Client, URL, child, extension, seed, source, topic, webhook};

#[tokio::test]
async fn what_reads_back_hides_the_query() {
    let client = Client::with_topic().await;
    let id = child("incoming");
    let url = format!("{URL}?code=s3cret");
    let answer = client.put(&id, webhook(&url)).await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.body["properties"]["provisioningState"], "Creating");
    let ended = client.finish(&answer).await;
    assert_eq!(ended["status"], "Succeeded");
    let read = client.get(&id).await;
    let expected = json!({
        "id": id, "name": "incoming", "systemData": null,
        "type": "Microsoft.EventGrid/systemTopics/eventSubscriptions",
        "properties": {
            "topic": source().to_lowercase(),
            "provisioningState": "Succeeded",
            "destination": {"endpointType": "WebHook", "properties": {
                "endpointUrl": null, "endpointBaseUrl": URL,
                "maxEventsPerBatch": 1, "preferredBatchSizeInKilobytes": 64,
            }},
            "filter": {
                "subjectBeginsWith": "", "subjectEndsWith": "",
                "includedEventTypes": ["Microsoft.Communication.SMSReceived"],
            },
            "labels": null, "eventDeliverySchema": "EventGridSchema",
            "retryPolicy": {"maxDeliveryAttempts": 30, "eventTimeToLiveInMinutes": 1440},
        },
    });
    assert_eq!(read.body, expected);
    assert!(!read.body.to_string().contains("s3cret"));
    assert_eq!(client.full_url(&id).await, url);
    assert_eq!(client.get(&id.to_uppercase()).await.body, expected);
    assert_eq!(client.rules(), Vec::<String>::new());
}

#[tokio::test]
async fn secret_headers_read_back_hidden() {
    let client = Client::with_topic().await;
    let id = child("incoming");
    let mut body = webhook(URL);
    body["properties"]["destination"]["properties"]["deliveryAttributeMappings"] = json!([
        {"name": "x-key", "type": "Static", "properties": {"value": "s3cret", "isSecret": true}},
        {"name": "x-region", "type": "Static", "properties": {"value": "eu"}},
        {"name": "x-from", "type": "Dynamic", "properties": {"sourceField": "data.from"}},
    ]);
    client.create(&id, body).await;
    let pointer = "/properties/destination/properties/deliveryAttributeMappings";
    let read = client.get(&id).await;
    let shown = read.body.pointer(pointer).unwrap();
    assert_eq!(
        shown[0]["properties"],
        json!({"value": "Hidden", "isSecret": true})
    );
    assert_eq!(shown[1]["properties"]["value"], "eu");
    let plain = client.post(&format!("{id}/getDeliveryAttributes")).await;
    assert_eq!(plain.body["value"][0]["properties"]["value"], "s3cret");
    assert!(client.running.canaries().contains(&"s3cret".to_owned()));
    // Writing back what was read loses the secret.
    let destination = json!({"destination": {"endpointType": "WebHook", "properties": {
        "endpointUrl": URL, "deliveryAttributeMappings": shown,
    }}});
    let answer = client.patch(&id, destination).await;
    client.finish(&answer).await;
    assert_eq!(
        client.rules(),
        ["the secret header \"x-key\" was written as Hidden"]
    );
    let answer = client.patch(&id, webhook(URL)["properties"].clone()).await;
    client.finish(&answer).await;
    assert_eq!(client.rules()[1], "the secret header \"x-key\" was lost");
    let calls = serde_json::to_string(&client.running.calls()).unwrap();
    assert!(!calls.contains("s3cret"));
}

#[tokio::test]
async fn a_body_that_was_read_cannot_be_written_back() {
    let client = Client::with_topic().await;
    let id = child("incoming");
    client.create(&id, webhook(URL)).await;
    let read = client.get(&id).await.body;
    let answer = client
        .put(&id, json!({"properties": read["properties"]}))
        .await;
    assert_eq!(answer.code(), (400, "InvalidRequest"));
    assert!(answer.message().contains("Supplied URL is invalid"));
    let rules = client.rules();
    assert!(
        rules
            .iter()
            .any(|rule| rule.ends_with("provisioningState is read-only")),
        "{rules:?}"
    );
    assert_eq!(client.state_of(&id).await, "Succeeded");
}

#[tokio::test]
async fn what_is_refused_changes_nothing() {
    let client = Client::with_topic().await;
    let with = |pointer: &str, value: Value| {
        let mut body = webhook(URL);
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        body.pointer_mut(parent).unwrap()[name] = value;
        body
    };
    for (name, body, code) in [
        ("incoming", webhook("http://example.com"), "InvalidRequest"),
        ("incoming", webhook(""), "InvalidRequest"),
        ("incoming", json!({"properties": {}}), "InvalidRequest"),
        (
            "incoming",
            with("/properties/nonsense", json!(1)),
            "InvalidRequestContent",
        ),
        (
            "incoming",
            with("/properties/labels", json!([1])),
            "InvalidRequest",
        ),
        (
            "incoming",
            with(
                "/properties/retryPolicy",
                json!({"maxDeliveryAttempts": 99}),
            ),
            "InvalidRequest",
        ),
        ("in", webhook(URL), "InvalidRequest"),
        ("in_coming", webhook(URL), "InvalidRequest"),
    ] {
        let answer = client.put(&child(name), body.clone()).await;
        assert_eq!(answer.code(), (400, code), "{name} {body}");
    }
    assert!(
        client
            .get(&format!("{}/eventSubscriptions", topic()))
            .await
            .names()
            .is_empty()
    );
    let orphan = child("incoming").replace("contoso-sms-events", "none");
    assert_eq!(
        client.put(&orphan, webhook(URL)).await.code(),
        (404, "ParentResourceNotFound")
    );
    assert_eq!(
        client.get(&child("none")).await.code(),
        (404, "ResourceNotFound")
    );
    assert_eq!(client.delete(&child("none")).await.status, 204);
}

#[tokio::test]
async fn both_places_are_listed_on_their_own() {
    let client = Client::of(&seed("    subscriptions:\n      - {name: below, endpoint_url: \"https://a.example\", event_types: [SMSReceived]}\n      - {name: aside, under: source, properties: {destination: {endpointType: StorageQueue, properties: {resourceId: /x, queueName: q}}}}\n")).await;
    let below = client
        .get(&format!("{}/eventSubscriptions?$top=100", topic()))
        .await;
    assert_eq!(below.names(), ["below"]);
    let aside = client
        .get(&format!(
            "{}/providers/Microsoft.EventGrid/eventSubscriptions?$top=100",
            source()
        ))
        .await;
    assert_eq!(aside.names(), ["aside"]);
    assert_eq!(aside.body["value"][0]["id"], extension("aside"));
    assert_eq!(
        aside.body["value"][0]["properties"]["destination"]["endpointType"],
        "StorageQueue"
    );
    let refused = client
        .post(&format!("{}/getFullUrl", extension("aside")))
        .await;
    assert_eq!(refused.status, 400);
    let kind = "/subscriptions/00000000-0000-4000-8000-000000000001/providers/Microsoft.EventGrid/locations/global/topicTypes/Microsoft.Communication.CommunicationServices/eventSubscriptions";
    assert_eq!(client.get(kind).await.names(), ["aside"]);
}

#[tokio::test]
async fn a_page_has_twenty_unless_more_are_asked_for() {
    let mut more = "    subscriptions:\n".to_owned();
    for n in 0..45 {
        more = format!(
            "{more}      - {{name: sub-{n:02}, endpoint_url: \"https://a.example/{n}\"}}\n"
        );
    }
    let client = Client::of(&seed(&more)).await;
    for (top, expected) in [
        ("", vec![20, 20, 5]),
        ("?$top=30", vec![30, 15]),
        ("?$top=100", vec![45]),
    ] {
        let (mut path, mut sizes) = (format!("{}/eventSubscriptions{top}", topic()), Vec::new());
        loop {
            let page = client.get(&path).await;
            sizes.push(page.names().len());
            let Some(next) = page.body["nextLink"].as_str() else {
                break;
            };
            path = next.to_owned();
        }
        assert_eq!(sizes, expected, "{top}");
    }
    let named = client
        .get(&format!(
            "{}/eventSubscriptions?$filter=name eq 'SUB-07'",
            topic()
        ))
        .await;
    assert_eq!(named.names(), ["sub-07"]);
    let wrong = client
        .get(&format!("{}/eventSubscriptions?$top=1000", topic()))
        .await;
    assert_eq!(wrong.status, 400);
}
