//! Sends an event to the webhooks on this machine.

use std::time::Duration;

use serde_json::{Value, json};

use crate::grid::endpoint::Reach;
use crate::grid::event::{Event, cloud_event};
use crate::grid::handshake::USER_AGENT;
use crate::grid::outcome::{Outcome, Reception};
use crate::grid::receivers::Receiver;

/// How long an endpoint may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends the event to each receiver, one after the other.
pub(crate) async fn deliver(event: Event, receivers: Vec<Receiver>) -> anyhow::Result<Outcome> {
    let client = sandbox_server::client(USER_AGENT)?;
    let mut receptions: Vec<Reception> = Vec::new();
    for mut receiver in receivers {
        if let Some(Reach::Here(url)) = receiver.reach.clone() {
            let request = client.post(url).timeout(PATIENCE);
            match request_of(request, &receiver, &event.body).send().await {
                Ok(response) => receiver.reception.status = Some(response.status().as_u16()),
                Err(error) if error.is_timeout() => {
                    receiver.reception.error = Some("there was no answer in 30 s".to_owned());
                }
                Err(_) => receiver.reception.error = Some("there is no connection".to_owned()),
            }
        }
        receptions.push(receiver.reception);
    }
    Ok(Outcome {
        event: event.body,
        receivers: receptions,
    })
}

fn request_of(
    request: reqwest::RequestBuilder,
    receiver: &Receiver,
    event: &Value,
) -> reqwest::RequestBuilder {
    let mut request = request
        .header("aeg-event-type", "Notification")
        .header(
            "aeg-subscription-name",
            receiver.reception.name.to_uppercase(),
        )
        .header("aeg-delivery-count", "0")
        .header("aeg-data-version", "1.0")
        .header("aeg-metadata-version", "1");
    for (name, value) in &receiver.headers {
        request = request.header(name, value);
    }
    if receiver.has_token {
        request = request.header("authorization", "Bearer of-event-grid");
    }
    if receiver.cloud_events {
        return request
            .header(
                "content-type",
                "application/cloudevents+json; charset=utf-8",
            )
            .body(cloud_event(event).to_string());
    }
    request.json(&json!([event]))
}
