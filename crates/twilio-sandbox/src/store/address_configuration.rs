//! Address configurations of Conversations.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a new conversation is connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AutoCreationKind {
    /// A URL.
    Webhook,
    /// A Studio flow.
    Studio,
    /// Twilio's default.
    #[default]
    Default,
}

/// How a text opens a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AutoCreation {
    /// True if a text opens one; true if left out.
    #[serde(default = "on")]
    pub enabled: bool,
    /// `default` if left out.
    #[serde(default)]
    pub r#type: AutoCreationKind,
    /// The URL of the kind `webhook`.
    #[serde(default)]
    pub webhook_url: Option<String>,
    /// The flow of the kind `studio`.
    #[serde(default)]
    pub studio_flow_sid: Option<String>,
}

impl Default for AutoCreation {
    fn default() -> Self {
        Self {
            enabled: true,
            r#type: AutoCreationKind::Default,
            webhook_url: None,
            studio_flow_sid: None,
        }
    }
}

fn on() -> bool {
    true
}

/// One address configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AddressConfiguration {
    pub(crate) sid: String,
    pub(crate) address: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) friendly_name: Option<String>,
    pub(crate) auto_creation: AutoCreation,
    pub(crate) date_created: Timestamp,
}

impl AddressConfiguration {
    /// True if a text to this number may open a conversation.
    pub(crate) fn may_take(&self, phone: &str) -> bool {
        self.kind == "sms" && self.address == phone && self.auto_creation.enabled
    }
}
