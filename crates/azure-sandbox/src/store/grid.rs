//! System topics, event subscriptions and the operations that change them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The topic type of Communication Services.
pub(crate) const TOPIC_TYPE: &str = "Microsoft.Communication.CommunicationServices";

/// A provisioning state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Provisioning {
    /// Its create is in progress.
    Creating,
    /// Its update is in progress.
    Updating,
    /// Its delete is in progress.
    Deleting,
    /// Nothing is in progress, and the last write succeeded.
    Succeeded,
    /// The last write was cancelled.
    Canceled,
    /// The last write failed.
    Failed,
    /// The endpoint has to be validated by hand.
    AwaitingManualAction,
}

impl Provisioning {
    /// True while a write is in progress that refuses others.
    pub(crate) fn is_busy(self) -> bool {
        matches!(self, Self::Creating | Self::Updating | Self::Deleting)
    }
}

/// A system topic.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Topic {
    pub(crate) id: String,
    /// Key of the source.
    pub(crate) source: String,
    pub(crate) tags: Value,
    pub(crate) state: Provisioning,
    /// Made by the first subscription at the source; it goes with the last one.
    pub(crate) automatic: bool,
}

/// An event subscription.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Subscription {
    pub(crate) id: String,
    /// Key of the source.
    pub(crate) source: String,
    /// Key of the topic that it is a child of; none at the source itself.
    pub(crate) topic: Option<String>,
    pub(crate) state: Provisioning,
    /// Its properties as the last write left them, secrets included.
    pub(crate) properties: Map<String, Value>,
    /// The properties by which events are delivered now; none if they are not.
    pub(crate) active: Option<Map<String, Value>>,
    /// False until a write succeeds.
    pub(crate) ever_succeeded: bool,
}

impl Subscription {
    /// The last part of its id.
    pub(crate) fn name(&self) -> &str {
        self.id.rsplit('/').next().unwrap_or_default()
    }
}

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Verb {
    Create,
    Update,
    Delete,
}

/// How far the handshake of an operation is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Handshake {
    /// The operation needs none.
    None,
    /// The endpoint has not answered.
    Running,
    /// The endpoint answered as it must.
    Passed,
    /// The endpoint answered without the code; a person can still validate it.
    Awaiting(Timestamp),
    /// The endpoint did not answer as it must. The message is Azure's.
    Failed(String),
}

/// How an operation ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum End {
    Succeeded,
    /// With the message of the error.
    Failed(String),
}

/// A long-running write.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Operation {
    /// A GUID in capitals.
    pub(crate) id: String,
    /// Key of the topic or the subscription.
    pub(crate) target: String,
    pub(crate) verb: Verb,
    pub(crate) started: Timestamp,
    pub(crate) polls_left: u32,
    /// When it may be polled again, as the last answer's Retry-After said.
    #[serde(default)]
    pub(crate) not_before: Option<Timestamp>,
    pub(crate) handshake: Handshake,
    pub(crate) end: Option<End>,
    pub(crate) caller: String,
    /// Client id of the app that called.
    pub(crate) app: String,
    pub(crate) correlation: String,
}

impl Operation {
    /// The secret of its validation event and URL.
    pub(crate) fn validation_code(&self) -> String {
        sandbox_server::ids::guid(&["validation", &self.id]).to_uppercase()
    }
}
