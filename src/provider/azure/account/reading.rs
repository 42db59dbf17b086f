//! Reading a resource in bulk (docs/azure.md: Requests of a plan). The numbers and the event
//! subscriptions fail on their own: what could not be read of one leaves the other complete.

use super::AzureAccount;
use crate::model::{Level, Object, Text};
use crate::provider::azure::client::{COMMUNICATION_VERSION, EVENT_GRID_VERSION, Listed, Plane};
use crate::provider::azure::observed;
use crate::provider::azure::wire::{NumberWire, SourceWire, SubscriptionWire};
use crate::provider::{Failure, Managed, Partly, ProviderError, Reading};

/// The size of a page of numbers. Whether Azure takes a larger one is not known.
const PAGE: &str = "100";

impl AzureAccount {
    /// Reads everything that is managed in the resource.
    pub(super) async fn read_all(&self, managed: &Managed) -> Reading {
        let mut reading = Reading::default();
        let source = self.read_source(&mut reading.reads).await;
        let host = match &source {
            Ok(source) => {
                self.found().location.clone_from(&source.location);
                source.properties.host_name.clone()
            }
            Err(_) => None,
        };
        let foreign = source
            .as_ref()
            .ok()
            .and_then(|source| self.foreign_host(source))
            .filter(|_| !self.may_sign_in_instead(managed));
        if let Some(error) = foreign {
            // The numbers of one resource must not be shown with the routes of another.
            reading
                .failed
                .push((Level::Number, error.clone(), Partly::None));
            reading.failed.push((Level::Group, error, Partly::None));
            return reading;
        }
        if let Err(error) = &source
            && error.failure == Failure::NotFound
        {
            let error = gone(error);
            reading
                .failed
                .push((Level::Number, error.clone(), Partly::None));
            reading.failed.push((Level::Group, error, Partly::None));
            return reading;
        }
        let (numbers, grid) = tokio::join!(self.read_numbers(host.as_deref()), self.read_lists());
        reading.reads += numbers.requests + grid.requests;
        let some = if numbers.items.is_empty() {
            Partly::None
        } else {
            Partly::Some
        };
        reading
            .failed
            .extend(numbers.failed.map(|error| (Level::Number, error, some)));
        let mut objects: Vec<Object> = numbers.items;
        objects.extend(managed.short_codes.iter().map(observed::short_code));
        let keys: Vec<Text> = objects.iter().map(|object| object.key.clone()).collect();
        // Without the resource, it is not known whether the subscriptions belong to these numbers, so
        // none is compared and nothing is written.
        let (listed, broken) = match source {
            Ok(_) => (grid.items, grid.failed),
            Err(error) => (Vec::new(), Some(error)),
        };
        let some = if listed.is_empty() {
            Partly::None
        } else {
            Partly::Some
        };
        reading
            .failed
            .extend(broken.map(|error| (Level::Group, error, some)));
        reading.prerequisites = self.prerequisites();
        let groups = self
            .subscriptions(listed, managed, &keys, &mut reading)
            .await;
        objects.extend(groups);
        objects.sort_by(|a, b| (a.kind, &a.key, &a.id).cmp(&(b.kind, &b.key, &b.id)));
        reading.objects = objects;
        reading
    }

    /// The topic, if it is known that there is none.
    fn prerequisites(&self) -> Vec<String> {
        let found = self.found();
        let missing = found.topics_read && found.topic.is_none();
        missing
            .then(|| format!("the system topic {}-events", self.resource.name()))
            .into_iter()
            .collect()
    }

    /// The resource itself.
    pub(super) async fn read_source(&self, tries: &mut u64) -> Result<SourceWire, ProviderError> {
        let query = [("api-version", COMMUNICATION_VERSION)];
        let url = self
            .client
            .url(Plane::Management, self.resource.as_str(), &query);
        let doing = format!("reading the resource {}", self.resource.name());
        let answer = self
            .client
            .get::<SourceWire>(Plane::Management, &url, &doing, tries);
        Ok(answer.await?.value)
    }

    async fn read_numbers(&self, host: Option<&str>) -> Listed<Object> {
        let doing = format!("listing the phone numbers of {}", self.resource.name());
        let none = |failed| Listed {
            items: Vec::new(),
            requests: 0,
            failed: Some(failed),
        };
        let client = match self.numbers_client(host, &doing).await {
            Ok(client) => client,
            Err(error) => return none(error),
        };
        let first = Self::numbers_url(client, PAGE);
        let listed = client
            .list::<NumberWire>(Plane::Numbers, &first, "phoneNumbers", &doing)
            .await;
        if let Some(tally) = self.tally() {
            tally.add(listed.items.len());
        }
        let mut failed = listed.failed;
        let mut items = Vec::with_capacity(listed.items.len());
        for wire in listed.items {
            match observed::number(wire) {
                Ok(object) => items.push(object),
                Err(why) => {
                    let message = format!("Azure listed a number that is none: {}", why.summary);
                    let error = ProviderError::new(Failure::Unintelligible, &doing, message);
                    failed.get_or_insert(error);
                }
            }
        }
        items.sort_by(|a: &Object, b| a.key.cmp(&b.key));
        // A number that moves from one page to the next while both are read is listed twice.
        items.dedup_by(|a, b| a.key == b.key);
        Listed {
            items,
            requests: listed.requests,
            failed,
        }
    }

    /// The subscriptions below the resource's topic and at the resource.
    async fn read_lists(&self) -> Listed<SubscriptionWire> {
        let below = async {
            let mut topics = self.read_topics().await;
            let topic = match &topics.failed {
                None => topics.items.pop(),
                Some(_) => None,
            };
            {
                let mut found = self.found();
                found.topics_read = topics.failed.is_none();
                found.topic.clone_from(&topic);
            }
            let mut listed = Listed {
                items: Vec::new(),
                requests: topics.requests,
                failed: topics.failed,
            };
            if let Some(topic) = topic {
                let path = format!("{topic}/eventSubscriptions");
                let doing = "listing the event subscriptions of the system topic";
                let below = self.list_subscriptions(&path, doing).await;
                listed.requests += below.requests;
                listed.items = below.items;
                listed.failed = below.failed;
            }
            listed
        };
        let path = format!(
            "{}/providers/Microsoft.EventGrid/eventSubscriptions",
            self.resource
        );
        let doing = "listing the event subscriptions at the resource";
        let (mut below, at_source) = tokio::join!(below, self.list_subscriptions(&path, doing));
        below.items.extend(at_source.items);
        below.requests += at_source.requests;
        below.failed = below.failed.or(at_source.failed);
        below
    }

    async fn list_subscriptions(&self, path: &str, doing: &str) -> Listed<SubscriptionWire> {
        let query = [("$top", PAGE), ("api-version", EVENT_GRID_VERSION)];
        let first = self.client.url(Plane::Management, path, &query);
        let doing = format!("{doing} {}", self.resource.name());
        self.client
            .list(Plane::Management, &first, "value", &doing)
            .await
    }
}

/// The failure of a resource that is not there.
fn gone(error: &ProviderError) -> ProviderError {
    ProviderError {
        advice: Some(
            "check resource_id against the resource's id in the Azure portal; a resource that was moved or deleted has its id no more",
        ),
        ..error.clone()
    }
}
