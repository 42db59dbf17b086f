//! Alerts: webhooks that were called in vain.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::store::method::Method;

/// One alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the names are Twilio's")]
pub(crate) struct Alert {
    /// Blank until the alert is in the state.
    #[serde(default)]
    pub(crate) sid: String,
    pub(crate) date: Timestamp,
    /// Twilio's code, such as `11200`.
    pub(crate) error_code: String,
    pub(crate) request_method: Method,
    /// The URL as it was called: without a fragment, and with the parameters of a GET.
    pub(crate) request_url: String,
    /// The parameters of the call, as in a form.
    pub(crate) request_variables: String,
    /// SID of the text.
    pub(crate) resource_sid: String,
    /// SID of the messaging service whose webhook it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) service_sid: Option<String>,
    pub(crate) alert_text: String,
}

/// A new alert of an account, as a line of the journal.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct NewAlert {
    /// The state's count of alerts after it.
    #[serde(rename = "alerts")]
    pub(crate) number: u64,
    pub(crate) account: String,
    pub(crate) alert: Alert,
}
