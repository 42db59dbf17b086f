//! The outcome of a simulated text or report: who received the event.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An event and every subscription that could have received it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The event, in the schema of Event Grid.
    pub event: Value,
    /// The subscriptions of the resource, in the order of their ids.
    pub receivers: Vec<Reception>,
}

/// One subscription and the event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reception {
    /// ARM id of the subscription.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its endpoint type, such as `WebHook`.
    pub kind: String,
    /// Its URL without the query.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Whether the event is sent to it.
    pub receives: bool,
    /// Why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The status of a webhook on this machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Why a webhook on this machine could not be called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl Reception {
    /// Whether the event arrived, as far as the sandbox can see: what is not on this machine accepts everything.
    pub fn accepts(&self) -> bool {
        let accepted = self
            .status
            .is_none_or(|status| (200..=204).contains(&status));
        self.receives && self.error.is_none() && accepted
    }
}

impl Outcome {
    /// True if at least one subscription accepts the event.
    pub fn is_received(&self) -> bool {
        self.receivers.iter().any(Reception::accepts)
    }

    /// The outcome as a text for people.
    pub fn in_words(&self) -> String {
        let field = |name: &str| {
            self.event
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let mut text = format!("{} {}\n", field("eventType"), field("subject"));
        if self.receivers.is_empty() {
            text.push_str("  no event subscription exists, so nothing receives it\n");
        }
        for one in &self.receivers {
            let what = one.url.as_deref().unwrap_or(&one.kind);
            let result = match (&one.reason, one.status, &one.error) {
                (Some(reason), ..) => format!("does not receive it: {reason}"),
                (None, _, Some(error)) => format!("could not be called: {error}"),
                (None, Some(status), None) => format!("answered {status}"),
                (None, None, None) => "would receive it; it is not on this machine".to_owned(),
            };
            text = format!("{text}  {} ({what}): {result}\n", one.name);
        }
        text.trim_end().to_owned()
    }
}
