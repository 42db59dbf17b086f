//! System topics and the resource itself.

use serde_json::json;

use super::client::{Client, GROUP, child, extension, source, topic, webhook};

#[tokio::test]
async fn the_resource_shows_its_host() {
    let client = Client::demo().await;
    let path = format!("{}?api-version=2023-04-01", source());
    let answer = client.get(&path).await;
    assert_eq!(
        answer.body["properties"]["hostName"],
        "contoso-sms.communication.azure.com"
    );
    assert_eq!(answer.body["properties"]["provisioningState"], "Succeeded");
    assert_eq!(answer.body["location"], "global");
    assert_eq!(client.get(&path.to_lowercase()).await.body, answer.body);
    client
        .mutate(json!({"resource": {"id": source(), "gone": true}}))
        .await;
    assert_eq!(client.get(&path).await.code(), (404, "ResourceNotFound"));
    let elsewhere = client
        .get("/subscriptions/none/providers/Microsoft.EventGrid/systemTopics")
        .await;
    assert_eq!(elsewhere.code(), (404, "SubscriptionNotFound"));
}

fn body() -> serde_json::Value {
    json!({"location": "global", "properties": {
        "source": source(), "topicType": "Microsoft.Communication.CommunicationServices",
    }})
}

#[tokio::test]
async fn a_topic_is_created_and_listed() {
    let client = Client::demo().await;
    let list = "/subscriptions/00000000-0000-4000-8000-000000000001/providers/Microsoft.EventGrid/systemTopics?$top=100";
    assert!(client.get(list).await.names().is_empty());
    let answer = client.put(&topic(), body()).await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.body["properties"]["provisioningState"], "Creating");
    assert_eq!(
        client
            .put(&child("early"), webhook("https://example.com"))
            .await
            .code(),
        (409, "Conflict")
    );
    assert_eq!(client.finish(&answer).await["status"], "Succeeded");
    assert_eq!(client.state_of(&topic()).await, "Succeeded");
    assert_eq!(client.get(list).await.names(), ["contoso-sms-events"]);
    let elsewhere = list.replace("/providers", "/resourceGroups/other/providers");
    assert!(client.get(&elsewhere).await.names().is_empty());
    let again = client.put(&topic(), body()).await;
    assert_eq!(again.status, 200);
}

#[tokio::test]
async fn a_source_has_one_topic() {
    let client = Client::with_topic().await;
    let second = format!("{GROUP}/Microsoft.EventGrid/systemTopics/second");
    let answer = client.put(&second, body()).await;
    assert_eq!(answer.code(), (400, "InvalidRequest"));
    assert!(
        answer
            .message()
            .contains("Only one system topic is allowed per source")
    );
}

#[tokio::test]
async fn a_topic_can_be_in_another_resource_group() {
    let yaml = super::client::seed("    topic: {name: theirs, resource_group: other}\n");
    let client = Client::of(&yaml).await;
    let id = topic()
        .replace("messaging", "other")
        .replace("contoso-sms-events", "theirs");
    assert_eq!(client.get(&id).await.body["properties"]["source"], source());
}

#[tokio::test]
async fn a_subscription_at_the_source_makes_a_topic_that_goes_with_it() {
    let client = Client::demo().await;
    let list = "/subscriptions/00000000-0000-4000-8000-000000000001/providers/Microsoft.EventGrid/systemTopics";
    let ended = client
        .create(&extension("own"), webhook("https://example.com/a"))
        .await;
    assert_eq!(ended["status"], "Succeeded");
    let topics = client.get(list).await;
    let name = topics.names()[0].to_owned();
    assert!(
        name.starts_with("contoso-sms-") && name.len() > 40,
        "{name}"
    );
    let gone = client.delete(&extension("own")).await;
    assert_eq!(gone.status, 202);
    client.finish(&gone).await;
    assert!(client.get(list).await.names().is_empty());
}
