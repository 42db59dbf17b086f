//! The beginning of a write: the request is sent and not waited for. The registry remembers the
//! operation before it is followed.

use serde_json::Value as Json;

use super::AzureAccount;
use super::stage::Stage;
use crate::model::{Action, Fields, Object, Value};
use crate::provider::azure::body::{self, Wanted};
use crate::provider::azure::client::{Answer, EVENT_GRID_VERSION, Plane};
use crate::provider::azure::subscription::{TYPES, URL};
use crate::provider::azure::urls::same_base;
use crate::provider::azure::wire::SubscriptionWire;
use crate::provider::{Failure, ProviderError, Write, Written};

/// What a write asks for, taken from its fields.
pub(super) struct Asked<'a> {
    pub(super) url: &'a str,
    pub(super) types: &'a [String],
    /// The subscription's name, in messages.
    pub(super) name: &'a str,
}

impl AzureAccount {
    /// Sends the request of a write.
    pub(super) async fn begin(&self, write: &Write) -> Result<Written, ProviderError> {
        let name = write.key.as_deref().unwrap_or(write.address.name());
        let verb = match write.action {
            Action::Create => "creating",
            _ => "changing",
        };
        let doing = format!("{verb} the event subscription {name}");
        if !write.address.kind().is_group() {
            let message = "Azure's numbers have no settings that Switchboard writes";
            return Err(Self::refuse(&doing, message, None));
        }
        let asked = asked(write, name, &doing)?;
        self.wait_for_turn(write, &doing).await?;
        match (&write.id, write.action) {
            (Some(id), _) => self.update(write, id, &asked, &doing).await,
            (None, Action::Create) => self.create(write, &asked, &doing).await,
            (None, _) => Err(Self::refuse(&doing, "its id is not known", None)),
        }
    }

    async fn create(
        &self,
        write: &Write,
        asked: &Asked<'_>,
        doing: &str,
    ) -> Result<Written, ProviderError> {
        let (topic, read) = {
            let found = self.found();
            (found.topic.clone(), found.topics_read)
        };
        match topic {
            Some(topic) => self.create_below(&topic, write, asked, doing).await,
            None if read => self.create_topic(write).await,
            None => Err(Self::refuse(
                doing,
                "the system topics could not be read, so it is not known where it belongs",
                None,
            )),
        }
    }

    async fn create_topic(&self, write: &Write) -> Result<Written, ProviderError> {
        let topic = self.new_topic();
        let url = self.client.url(
            Plane::Management,
            &topic,
            &[("api-version", EVENT_GRID_VERSION)],
        );
        let doing = format!("creating the system topic {}-events", self.resource.name());
        let answer = self
            .client
            .put(&url, &self.topic_body(), &doing, &[])
            .await?;
        let stage = Stage::Topic {
            url: answer.operation.as_ref().map(ToString::to_string),
        };
        Ok(accepted(write, topic, &stage, &answer))
    }

    /// Creates the subscription below a topic.
    pub(super) async fn create_below(
        &self,
        topic: &str,
        write: &Write,
        asked: &Asked<'_>,
        doing: &str,
    ) -> Result<Written, ProviderError> {
        let id = format!("{topic}/eventSubscriptions/{}", asked.name);
        match self.read_subscription(&id, doing).await {
            Err(error) if error.failure == Failure::NotFound => {}
            Err(error) => return Err(error),
            // An earlier attempt whose end was not seen has created it.
            Ok(there) if write.tried.is_some() && self.is_ours(&there, asked) => {
                let stage = Stage::Subscription {
                    id: id.clone(),
                    url: None,
                };
                return Ok(Written {
                    object: placeholder(write, id),
                    request_id: None,
                    operation: Some(stage.operation()),
                    complaint: None,
                    remember: Fields::new(),
                });
            }
            Ok(_) => {
                let message = format!(
                    "an event subscription {} has been created since the plan was made",
                    asked.name
                );
                return Err(Self::refuse(
                    doing,
                    &message,
                    Some("run `switchboard plan` again"),
                ));
            }
        }
        self.put(&id, write, asked, doing).await
    }

    fn is_ours(&self, there: &SubscriptionWire, asked: &Asked<'_>) -> bool {
        let labelled = there
            .labels()
            .any(|label| self.labels.iter().any(|own| own == label));
        let base = there.base_url();
        labelled && base.is_some_and(|base| same_base(base, asked.url))
    }

    /// Sends the whole subscription. A refusal of the labels is answered with none.
    pub(super) async fn put(
        &self,
        id: &str,
        write: &Write,
        asked: &Asked<'_>,
        doing: &str,
    ) -> Result<Written, ProviderError> {
        let url = self.client.url(
            Plane::Management,
            id,
            &[("api-version", EVENT_GRID_VERSION)],
        );
        let body = |labels| {
            body::create(&Wanted {
                url: asked.url,
                types: asked.types,
                labels,
            })
        };
        let mut sent = self.client.put(&url, &body(&self.labels), doing, &[]).await;
        if let Err(error) = &sent
            && error.status == Some(400)
            && error.message.to_ascii_lowercase().contains("label")
        {
            sent = self.client.put(&url, &body(&[]), doing, &[]).await;
        }
        let answer = sent?;
        Ok(began(write, id, &answer))
    }

    /// Reads one subscription.
    pub(super) async fn read_subscription(
        &self,
        id: &str,
        doing: &str,
    ) -> Result<SubscriptionWire, ProviderError> {
        if !self.is_here(id) {
            let message = "its id is not below the resource's Azure subscription";
            return Err(Self::refuse(doing, message, None));
        }
        let url = self.client.url(
            Plane::Management,
            id,
            &[("api-version", EVENT_GRID_VERSION)],
        );
        let mut tries = 0;
        let answer = self.client.get(Plane::Management, &url, doing, &mut tries);
        Ok(answer.await?.value)
    }

    /// Asks for the whole URL of a subscription. Azure counts this as a write, and changes nothing.
    pub(super) async fn ask_full_url(
        &self,
        id: &str,
        tries: &mut u64,
    ) -> Result<String, ProviderError> {
        let name = id.rsplit('/').next().unwrap_or_default();
        let doing = format!("reading the whole URL of the event subscription {name}");
        if !self.is_here(id) {
            let message = "its id is not below the resource's Azure subscription";
            return Err(Self::refuse(&doing, message, None));
        }
        let path = format!("{id}/getFullUrl");
        let url = self.client.url(
            Plane::Management,
            &path,
            &[("api-version", EVENT_GRID_VERSION)],
        );
        let answer = self.client.ask::<FullUrl>(&url, &doing, tries).await?;
        answer.value.endpoint_url.ok_or_else(|| {
            ProviderError::new(Failure::Unintelligible, doing, "the answer holds no URL")
        })
    }
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct FullUrl {
    endpoint_url: Option<String>,
}

/// The answer to a request that Azure carries out.
pub(super) fn began(write: &Write, id: &str, answer: &Answer<Json>) -> Written {
    let stage = Stage::Subscription {
        id: id.to_owned(),
        url: answer.operation.as_ref().map(ToString::to_string),
    };
    accepted(write, id.to_owned(), &stage, answer)
}

fn accepted(write: &Write, id: String, stage: &Stage, answer: &Answer<Json>) -> Written {
    Written {
        object: placeholder(write, id),
        request_id: answer.request_id.clone(),
        operation: Some(stage.operation()),
        complaint: None,
        remember: Fields::new(),
    }
}

/// The object of a write that is not complete: nothing of it is known but its id.
fn placeholder(write: &Write, id: String) -> Object {
    Object {
        kind: write.address.kind(),
        id: id.into(),
        key: write.key.clone().unwrap_or_default(),
        fields: Fields::new(),
        label: None,
    }
}

/// What a write asks for.
pub(super) fn asked<'a>(
    write: &'a Write,
    name: &'a str,
    doing: &str,
) -> Result<Asked<'a>, ProviderError> {
    match (write.wanted.get(URL), write.wanted.get(TYPES)) {
        (Value::Text(url), Value::List(types)) => Ok(Asked { url, types, name }),
        _ => Err(AzureAccount::refuse(
            doing,
            "its URL or its types are not known",
            None,
        )),
    }
}
