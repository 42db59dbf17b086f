//! The handshake: before events are delivered to a webhook, Event Grid asks it to echo a code.

use std::time::Duration;

use anyhow::Context as _;
use jiff::Timestamp;
use reqwest::{Client, Method, Response};
use sandbox_server::ids;
use serde_json::{Map, Value, json};
use url::Url;

use crate::grid::endpoint::{Reach, base, reach};
use crate::grid::view::full_url;
use crate::store::grid::{Handshake, Operation, Subscription};
use crate::store::session::HandshakeRecord;
use crate::store::settings::{Answer, AnswerKind};
use crate::store::state::State;

/// As Event Grid names itself to endpoints.
pub(crate) const USER_AGENT: &str = "EventGrid";
/// As it names itself in the handshake of `CloudEvents`.
const ORIGIN: &str = "eventgrid.azure.net";

/// A handshake that has to be made.
#[derive(Debug)]
pub(crate) struct Shake {
    /// Id of the operation.
    pub(crate) operation: String,
    subscription: String,
    name: String,
    url: String,
    reach: Reach,
    cloud_events: bool,
    code: String,
    validation_url: String,
    event: Value,
    attempts: u32,
    timeout: Duration,
}

/// How an endpoint answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shaken {
    /// With the code.
    Passed,
    /// With 200, but without the code.
    Silent,
    /// With this status, or not at all.
    Failed(Option<u16>),
}

/// Whether properties need a handshake.
pub(crate) fn is_needed(properties: &Map<String, Value>) -> bool {
    full_url(properties).is_some()
        && properties["destination"].get("endpointType") == Some(&"WebHook".into())
}

/// The handshake of an operation. `server` is the base URL of the sandbox.
pub(crate) fn plan(state: &State, operation: &Operation, server: &str) -> Option<Shake> {
    let subscription = state.subscriptions.get(&operation.target)?;
    let url = full_url(&subscription.properties)?;
    let schema = subscription.properties.get("eventDeliverySchema");
    let code = operation.validation_code();
    let validation_url = validation_url(server, subscription, operation);
    let event = json!([{
        "id": ids::guid(&["validation event", &operation.id]),
        "topic": subscription.source,
        "subject": "",
        "eventType": "Microsoft.EventGrid.SubscriptionValidationEvent",
        "eventTime": operation.started.to_string(),
        "dataVersion": "2",
        "metadataVersion": "1",
        "data": {"validationCode": code, "validationUrl": validation_url},
    }]);
    Some(Shake {
        operation: operation.id.clone(),
        subscription: subscription.id.clone(),
        name: subscription.name().to_owned(),
        url: url.to_owned(),
        reach: reach(&state.session, url),
        cloud_events: schema == Some(&"CloudEventSchemaV1_0".into()),
        code,
        validation_url,
        event,
        attempts: state.session.settings.handshake_attempts.max(1),
        timeout: Duration::from_millis(state.session.settings.handshake_timeout_ms),
    })
}

/// The URL at which a person validates the endpoint by hand.
fn validation_url(server: &str, subscription: &Subscription, operation: &Operation) -> String {
    let time = operation.started.strftime("%Y-%m-%dT%H:%M:%SZ");
    format!(
        "{server}/eventsubscriptions/{}/validate?id={}&t={time}&apiVersion=2025-02-15&token={}",
        subscription.name(),
        operation.id,
        ids::guid(&["token", &operation.validation_code()])
    )
}

/// True if `token` is that of the operation's validation URL.
pub(crate) fn is_token(operation: &Operation, token: &str) -> bool {
    ids::guid(&["token", &operation.validation_code()]) == token
}

impl Shake {
    /// The answer of an endpoint outside this machine; none if the endpoint has to be called.
    pub(crate) fn simulated(&self) -> Option<Shaken> {
        let Reach::Elsewhere(answer) = &self.reach else {
            return None;
        };
        Some(match answer {
            Answer::Kind(AnswerKind::Echo) => Shaken::Passed,
            Answer::Kind(AnswerKind::Silent) | Answer::Status(200) => Shaken::Silent,
            Answer::Kind(AnswerKind::Refuse | AnswerKind::Timeout) => Shaken::Failed(None),
            Answer::Status(status) => Shaken::Failed(Some(*status)),
        })
    }

    /// Calls the endpoint on this machine.
    pub(crate) async fn call(&self) -> Shaken {
        let Reach::Here(url) = &self.reach else {
            return Shaken::Failed(None);
        };
        let Ok(client) = sandbox_server::client(USER_AGENT) else {
            return Shaken::Failed(None);
        };
        let mut last = Shaken::Failed(None);
        for _ in 0..self.attempts {
            last = self
                .once(&client, url)
                .await
                .unwrap_or(Shaken::Failed(None));
            if !matches!(last, Shaken::Failed(_)) {
                break;
            }
        }
        last
    }

    async fn once(&self, client: &Client, url: &Url) -> anyhow::Result<Shaken> {
        let request = if self.cloud_events {
            client
                .request(Method::OPTIONS, url.clone())
                .header("webhook-request-origin", ORIGIN)
                .header("webhook-request-callback", &self.validation_url)
        } else {
            client
                .post(url.clone())
                .header("aeg-event-type", "SubscriptionValidation")
                .header("aeg-subscription-name", self.name.to_uppercase())
                .header("aeg-delivery-count", "0")
                .header("aeg-data-version", "2")
                .header("aeg-metadata-version", "1")
                .json(&self.event)
        };
        let response = request
            .timeout(self.timeout)
            .send()
            .await
            .context("no answer")?;
        let status = response.status().as_u16();
        if status != 200 {
            return Ok(Shaken::Failed(Some(status)));
        }
        if self.is_echoed(response).await {
            return Ok(Shaken::Passed);
        }
        Ok(Shaken::Silent)
    }

    async fn is_echoed(&self, response: Response) -> bool {
        if self.cloud_events {
            let allowed = response.headers().get("webhook-allowed-origin");
            return allowed.is_some_and(|allowed| allowed == ORIGIN || allowed == "*");
        }
        let body: Value = response.json().await.unwrap_or_default();
        body.get("validationResponse") == Some(&Value::String(self.code.clone()))
    }
}

/// Notes how an endpoint answered; the operation ends when it is due.
pub(crate) fn conclude(state: &mut State, shake: &Shake, shaken: &Shaken, now: Timestamp) {
    let url = base(&shake.url);
    let (answer, outcome) = match shaken {
        Shaken::Passed => ("the code".to_owned(), "passed"),
        Shaken::Silent => ("200 without the code".to_owned(), "awaiting"),
        Shaken::Failed(Some(status)) => (status.to_string(), "failed"),
        Shaken::Failed(None) => ("nothing".to_owned(), "failed"),
    };
    state.session.handshakes.push(HandshakeRecord {
        subscription: shake.subscription.clone(),
        url: url.to_owned(),
        answer,
        outcome,
    });
    let Some(operation) = state.operations.get_mut(&shake.operation) else {
        return;
    };
    operation.handshake = match shaken {
        Shaken::Passed => Handshake::Passed,
        Shaken::Silent => Handshake::Awaiting(now),
        Shaken::Failed(status) => {
            Handshake::Failed(refusal(url, *status, &operation.correlation, now))
        }
    };
}

/// Azure's words about a failed handshake.
fn refusal(url: &str, status: Option<u16>, activity: &str, now: Timestamp) -> String {
    let code = status.map_or("Unknown".to_owned(), |status| status.to_string());
    let time = now.strftime("%-m/%-d/%Y %-I:%M:%S %p");
    format!(
        "Webhook validation handshake failed for {url}. Http POST request failed with response code {code}. For troubleshooting, visit https://aka.ms/esvalidation. Activity id:{activity}, timestamp: {time} (UTC)."
    )
}
