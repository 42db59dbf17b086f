//! Changing a subscription that is there. Azure has no version that an update could name, so the
//! subscription is read immediately before, and a change since the plan's read refuses the update.

use serde_json::Value as Json;

use super::AzureAccount;
use super::creating::{Asked, began};
use crate::model::{Secret, Text};
use crate::provider::azure::body::{self, Loss, Wanted, has_secret_header, secret_values};
use crate::provider::azure::client::{EVENT_GRID_VERSION, Plane};
use crate::provider::azure::subscription::{FILTER, NEVER_SUCCEEDED};
use crate::provider::azure::wire::SubscriptionWire;
use crate::provider::{Failure, ProviderError, Write, Written};

impl AzureAccount {
    /// Changes a subscription and leaves what others set in it as it is.
    pub(super) async fn update(
        &self,
        write: &Write,
        id: &Text,
        asked: &Asked<'_>,
        doing: &str,
    ) -> Result<Written, ProviderError> {
        let now = self.read_subscription(id, doing).await?;
        let then = self.found().subscriptions.get(id).cloned();
        if then.is_some_and(|then| differs(&then, &now)) {
            let message = "it has been changed since it was read";
            return Err(Self::refuse(
                doing,
                message,
                Some("run `switchboard plan` again"),
            ));
        }
        let before = write.before.as_ref();
        let never = before.is_some_and(|before| before.find(NEVER_SUCCEEDED).is_some());
        if never && now.state() == "Failed" {
            return self.create_again(write, &now, asked, doing).await;
        }
        let attributes = self.attributes(&now, doing).await?;
        let secrets: Vec<Secret> = attributes
            .iter()
            .flat_map(|all| secret_values(all))
            .map(Secret::new)
            .collect();
        let wanted = Wanted {
            url: asked.url,
            types: asked.types,
            labels: &[],
        };
        let keep_filter = !write.wanted.get(FILTER).is_blank();
        let body = body::update(&now, &wanted, attributes, keep_filter);
        let body = body.map_err(|loss| lost(loss, doing))?;
        let url = self.client.url(
            Plane::Management,
            &now.id,
            &[("api-version", EVENT_GRID_VERSION)],
        );
        let answer = self
            .client
            .patch(&url, &Json::from(body), doing, &secrets)
            .await?;
        Ok(began(write, &now.id, &answer))
    }

    /// Sends a create again that has failed. If Azure refuses that, deletes what the failed create
    /// left, which never worked, and sends it once more: no other request of Switchboard deletes
    /// anything at Azure.
    async fn create_again(
        &self,
        write: &Write,
        there: &SubscriptionWire,
        asked: &Asked<'_>,
        doing: &str,
    ) -> Result<Written, ProviderError> {
        let refused = match self.put(&there.id, write, asked, doing).await {
            Err(error) if matches!(error.status, Some(400 | 409)) => error,
            other => return other,
        };
        let labelled = there
            .labels()
            .any(|label| self.labels.iter().any(|own| own == label));
        if !labelled {
            return Err(refused);
        }
        let url = self.client.url(
            Plane::Management,
            &there.id,
            &[("api-version", EVENT_GRID_VERSION)],
        );
        let removing = format!("removing what the failed attempt left of {}", asked.name);
        self.client.delete(&url, &removing).await?;
        if !self.is_gone(&there.id, &removing).await? {
            return Err(ProviderError::new(
                Failure::Pending,
                removing,
                "Azure is still deleting it",
            ));
        }
        self.put(&there.id, write, asked, doing).await
    }

    /// The delivery attributes with the values of secret headers, if there are any. They are held
    /// until they are sent back, and nowhere shown or stored.
    async fn attributes(
        &self,
        now: &SubscriptionWire,
        doing: &str,
    ) -> Result<Option<Vec<Json>>, ProviderError> {
        if !has_secret_header(now) {
            return Ok(None);
        }
        let path = format!("{}/getDeliveryAttributes", now.id);
        let url = self.client.url(
            Plane::Management,
            &path,
            &[("api-version", EVENT_GRID_VERSION)],
        );
        let answer = self.client.ask::<Attributes>(&url, doing, &mut 0).await;
        match answer {
            Ok(answer) => Ok(Some(answer.value.value)),
            Err(error) if error.failure == Failure::Denied => Err(lost(Loss::SecretHeader, doing)),
            Err(error) => Err(error),
        }
    }
}

#[derive(serde::Deserialize)]
struct Attributes {
    #[serde(default)]
    value: Vec<Json>,
}

/// Whether a subscription was changed between two reads.
fn differs(then: &SubscriptionWire, now: &SubscriptionWire) -> bool {
    let parts = [
        "provisioningState",
        "destination",
        "deliveryWithResourceIdentity",
        "filter",
        "eventDeliverySchema",
    ];
    let part = |wire: &SubscriptionWire, key: &str| {
        let value = wire.properties.get(key);
        value.filter(|value| !value.is_null()).cloned()
    };
    parts.iter().any(|key| part(then, key) != part(now, key))
}

fn lost(loss: Loss, doing: &str) -> ProviderError {
    let message = match loss {
        Loss::SecretHeader => {
            "it has a secret header that would be lost: allow the application the action Microsoft.EventGrid/systemTopics/eventSubscriptions/getDeliveryAttributes/action, or change the URL in the Azure portal"
        }
        Loss::Identity => {
            "it delivers or dead-letters with a managed identity, which an update might remove: change the URL in the Azure portal"
        }
    };
    AzureAccount::refuse(doing, message, None)
}
