//! Events: what happened to an account's resources, when, and who did it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Who made a write, from where and when, in the terms of Twilio's events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the names are Twilio's")]
pub(crate) struct Actor {
    /// `user`, `account`, `twilio-admin` and so on.
    pub(crate) actor_type: String,
    /// SID of the actor.
    #[serde(default)]
    pub(crate) actor_sid: Option<String>,
    /// `web`, `api` or `twilio`.
    #[serde(default)]
    pub(crate) source: Option<String>,
    #[serde(default)]
    pub(crate) source_ip_address: Option<String>,
    /// When it happened; the time of the request if left out.
    #[serde(default)]
    pub(crate) event_date: Option<Timestamp>,
}

/// One event.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the names are Twilio's")]
pub(crate) struct Event {
    pub(crate) sid: String,
    pub(crate) event_date: Timestamp,
    pub(crate) resource_type: String,
    /// `created`, `updated` or `deleted`.
    pub(crate) action: String,
    pub(crate) resource_sid: String,
    pub(crate) actor: Actor,
    /// The changed settings, each with its `previous` and `updated` value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) properties: Option<Map<String, Value>>,
}

impl Event {
    /// Resource type and action: `phone-number.updated`.
    pub(crate) fn event_type(&self) -> String {
        format!("{}.{}", self.resource_type, self.action)
    }
}
