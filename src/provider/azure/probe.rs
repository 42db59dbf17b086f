//! Calls a callback as Event Grid does before it accepts a URL: with the validation event, whose code
//! the endpoint must return (docs/azure.md: Handshake). It registers nothing.
//!
//! The event has no `validationUrl`, and its id begins with `switchboard-probe-`, so that an endpoint
//! can recognise it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;

use super::urls::masked_query;
use crate::http::{body, is_loopback, transport};
use crate::model::{Verdict, mask_userinfo};
use crate::provider::{Callback, Limits, Probed, Settings};

/// How long Event Grid waits for the answer (docs/azure.md: Handshake).
const PATIENCE: Duration = Duration::from_secs(30);
/// The largest answer that is read.
const LARGEST: usize = 64 * 1024;

/// Calls callbacks as Event Grid would.
#[derive(Debug, Clone)]
pub struct Prober {
    authorities: Option<Arc<[u8]>>,
    limits: Limits,
}

impl Prober {
    /// A prober that waits as long as Event Grid, and not longer than the settings allow.
    pub fn new(settings: &Settings) -> Self {
        Self {
            authorities: settings.authorities.clone(),
            limits: Limits {
                request: settings.limits.request.min(PATIENCE),
                ..settings.limits.clone()
            },
        }
    }

    /// Sends the validation event. The error says why nothing could be sent.
    pub async fn probe(&self, callback: &Callback) -> Result<Probed, String> {
        let url = Url::parse(&callback.url).map_err(|error| error.to_string())?;
        let here = is_loopback(&url);
        let plain = here && url.scheme() == "http";
        let mut builder = transport::builder(&self.limits, plain, self.authorities.as_deref())?;
        if here {
            builder = builder.no_proxy();
        }
        let http = builder
            .build()
            .map_err(|error| transport::root_cause(&error))?;
        let shown = format!(
            "{}{}",
            mask_userinfo(callback.url.split('?').next().unwrap_or_default()),
            masked_query(&callback.url)
        );
        let probed = Probed {
            id: "callback-handshake",
            title: format!("The handshake of {shown}"),
            outcome: Verdict::Passed,
            code: None,
            detail: String::new(),
            advice: String::new(),
        };
        let code = Uuid::now_v7().to_string();
        Ok(match self.send(&http, &url, &code).await {
            Ok(took) => Probed {
                detail: format!(
                    "the endpoint returned the code within {} ms",
                    took.as_millis()
                ),
                ..probed
            },
            Err(why) => probed.failed(why, ADVICE),
        })
    }

    /// Sends the event and returns how long the right answer took; or what was wrong with it.
    async fn send(&self, http: &Client, url: &Url, code: &str) -> Result<Duration, String> {
        let body = event(code).to_string();
        let started = Instant::now();
        let sent = http
            .post(url.clone())
            .header("aeg-event-type", "SubscriptionValidation")
            .header(CONTENT_TYPE, "application/json")
            .body(body)
            .send();
        let response = match sent.await {
            Ok(response) => response,
            Err(error) => return Err(transport::unanswered(error, url, &self.limits).message),
        };
        let status = response.status();
        if status != StatusCode::OK {
            return Err(format!(
                "the endpoint answered with HTTP {}, and Event Grid accepts only 200",
                status.as_u16()
            ));
        }
        let read = body::read(response, LARGEST).await;
        let read = read
            .map_err(|error| format!("the answer broke off: {}", transport::root_cause(&error)))?;
        let read = read.ok_or_else(|| format!("the answer is larger than {LARGEST} bytes"))?;
        let answer: Value = serde_json::from_slice(&read).unwrap_or_default();
        match answer.get("validationResponse").and_then(Value::as_str) {
            Some(echo) if echo == code => Ok(started.elapsed()),
            Some(_) => Err("the endpoint returned another code than the one it received".to_owned()),
            None => Err("the endpoint answered without the code: Event Grid would wait until somebody confirms the URL".to_owned()),
        }
    }
}

/// What to do about an endpoint that fails the handshake.
const ADVICE: &str = "Azure refuses the event subscription until the endpoint answers this event with HTTP 200 and {\"validationResponse\": CODE}; check the URL, and whether a firewall blocks the request";

/// The validation event.
fn event(code: &str) -> Value {
    json!([{
        "id": format!("switchboard-probe-{}", Uuid::now_v7()),
        "topic": "",
        "subject": "",
        "eventType": "Microsoft.EventGrid.SubscriptionValidationEvent",
        "eventTime": Timestamp::now().to_string(),
        "dataVersion": "2",
        "metadataVersion": "1",
        "data": { "validationCode": code },
    }])
}
