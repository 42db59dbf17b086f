//! The activity log: who changed what, and when.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One entry.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Activity {
    pub(crate) at: Timestamp,
    /// The object's id in its own spelling.
    pub(crate) resource_id: String,
    /// Such as `Microsoft.EventGrid/systemTopics/eventSubscriptions/write`.
    pub(crate) operation: String,
    /// Object id of an app, or address of a person.
    pub(crate) caller: String,
    /// Client id, if an app called.
    #[serde(default)]
    pub(crate) app: Option<String>,
    pub(crate) correlation: String,
    /// `Started`, `Succeeded` or `Failed`.
    pub(crate) status: String,
}
