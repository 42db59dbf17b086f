//! The resource's system topic: an Azure subscription has at most one for each source, in any
//! resource group (docs/azure.md: Event subscriptions).

use serde_json::json;

use super::AzureAccount;
use crate::provider::azure::client::{EVENT_GRID_VERSION, Listed, Plane};
use crate::provider::azure::subscription::is_changing;
use crate::provider::azure::wire::TopicWire;
use crate::provider::{Failure, ProviderError};

/// The type of a topic for Communication Services.
const TOPIC_TYPE: &str = "Microsoft.Communication.CommunicationServices";

impl AzureAccount {
    /// The ids of the resource's topics: one or none.
    pub(super) async fn read_topics(&self) -> Listed<String> {
        let path = format!(
            "/subscriptions/{}/providers/Microsoft.EventGrid/systemTopics",
            self.resource.subscription()
        );
        let query = [("$top", "100"), ("api-version", EVENT_GRID_VERSION)];
        let first = self.client.url(Plane::Management, &path, &query);
        let doing = format!("listing the system topics for {}", self.resource.name());
        let listed = self
            .client
            .list::<TopicWire>(Plane::Management, &first, "value", &doing)
            .await;
        let own = |topic: &TopicWire| {
            let source = topic.properties.source.as_deref().unwrap_or_default();
            source.eq_ignore_ascii_case(self.resource.as_str())
        };
        let mut ids: Vec<String> = Vec::new();
        let mut failed = listed.failed;
        for topic in listed.items.into_iter().filter(own) {
            if self.is_here(&topic.id) {
                let state = topic.properties.provisioning_state.as_deref();
                self.found().topic_changes = state.is_some_and(is_changing);
                ids.push(topic.id);
            } else {
                let message = "the topic's id is not below the resource's Azure subscription";
                let error = ProviderError::new(Failure::Unintelligible, &doing, message);
                failed.get_or_insert(error);
            }
        }
        Listed {
            items: ids,
            requests: listed.requests,
            failed,
        }
    }

    /// Whether an id is below the resource's Azure subscription and can be part of a path.
    pub(super) fn is_here(&self, id: &str) -> bool {
        let start = format!("/subscriptions/{}/", self.resource.subscription());
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.()/".contains(c);
        let head = id.get(..start.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(&start))
            && id.chars().all(plain)
            && !id.split('/').any(|part| part == "..")
    }

    /// The id of the topic that is created where there is none.
    pub(super) fn new_topic(&self) -> String {
        format!(
            "/subscriptions/{}/resourceGroups/{}/providers/Microsoft.EventGrid/systemTopics/{}-events",
            self.resource.subscription(),
            self.resource.group(),
            self.resource.name()
        )
    }

    /// The body that creates the topic, where the resource is.
    pub(super) fn topic_body(&self) -> serde_json::Value {
        let location = self.found().location.clone();
        json!({
            "location": location.as_deref().unwrap_or("global"),
            "properties": { "source": self.resource.as_str(), "topicType": TOPIC_TYPE },
        })
    }

    /// The state of a topic.
    pub(super) async fn topic_state(&self, id: &str) -> Result<String, ProviderError> {
        let url = self.client.url(
            Plane::Management,
            id,
            &[("api-version", EVENT_GRID_VERSION)],
        );
        let doing = "reading the system topic";
        let answer = self
            .client
            .get::<TopicWire>(Plane::Management, &url, doing, &mut 0)
            .await?;
        Ok(answer
            .value
            .properties
            .provisioning_state
            .unwrap_or_default())
    }
}
