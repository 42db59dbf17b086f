//! The HTTP method of a webhook.

use serde::{Deserialize, Serialize};

/// The HTTP method of a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Parameters in the query.
    Get,
    /// Parameters in a form; Twilio's default.
    #[default]
    Post,
}
