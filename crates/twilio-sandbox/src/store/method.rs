//! The HTTP method of a webhook.

use serde::{Deserialize, Serialize};

/// How a webhook is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Parameters in the query.
    Get,
    /// Parameters in a form; what Twilio starts every webhook with.
    #[default]
    Post,
}
